"""The page editor's own checks. Knows no models of the CMS: they name it as their form."""

import re
from collections.abc import Iterator
from itertools import count
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from campaigns.broadcasts import models as broadcast_models
from campaigns.kernel import languages, letters, text
from cms import blocks

_ROW_NUMBER = re.compile(r"renditions-[0-9]{1,4}-id")


class GuidancePageForm(WagtailAdminPageForm):
    """Checks renditions against each other and each against the script of its language.

    Errors stand at the field that they are about. A page without an address gets its title's, with
    plain letters.
    """

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(_forget_lost_rows(data, kwargs.get("instance")), *args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
        if "body" in self.fields and not self.instance.body:
            # Whoever begins finds a place to write in, not a lone plus sign.
            block = self.fields["body"].block
            self.initial["body"] = block.normalize([("paragraph", "")])

    def clean(self) -> Any:
        cleaned = super().clean()
        for name in ("title", "summary"):
            if cleaned.get(name):
                cleaned[name] = letters.normal(cleaned[name])
        if cleaned.get("body"):
            _drop_empty_paragraphs(cleaned["body"])
        if not cleaned.get("slug") and cleaned.get("title"):
            cleaned["slug"] = self._free_slug(cleaned["title"])
        formset = self.formsets.get("renditions")
        if formset is not None:
            _check_once(formset)
            _check_scripts(formset)
            _check_recordings(formset, self.parent_page)
        return cleaned

    def is_multipart(self) -> bool:
        """Sound files come with it."""
        return True

    def save(self, commit: bool = True) -> Any:
        """Store a row that somebody else made meanwhile as that row, never as a second one."""
        formset = self.formsets.get("renditions")
        if formset is not None:
            standing = {(r.medium, r.language): r.pk for r in self.instance.renditions.all()}
            for form in formset.forms:
                row = form.instance
                row.pk = row.pk or standing.get((row.medium, row.language))
        return super().save(commit=commit)

    def _free_slug(self, title: str) -> str:
        plain = slugify(text.fold(title))[:200].strip("-") or "bai"
        siblings = self.parent_page.get_children().exclude(pk=self.instance.pk)
        taken = set(siblings.filter(slug__startswith=plain).values_list("slug", flat=True))
        return next(s for n in count(1) if (s := plain if n == 1 else f"{plain}-{n}") not in taken)


def _drop_empty_paragraphs(body: Any) -> None:
    """The paragraph that stands ready for whoever begins, where nothing was written in it."""
    for place in reversed(range(len(body))):
        block = body[place]
        if block.block_type == "paragraph" and not blocks.text_of_html(block.value.source):
            del body[place]


def _forget_lost_rows(data: Any, page: Any) -> Any:
    """What was posted, without the numbers of renditions that somebody took away meanwhile.

    Their texts were typed all the same: they are stored as new ones instead of being refused.
    """
    if data is None or page is None:
        return data
    known = {str(row.pk) for row in page.renditions.all() if row.pk} | {""}
    lost = [
        name for name, value in data.items() if _ROW_NUMBER.fullmatch(name) and value not in known
    ]
    if not lost:
        return data
    mended = data.copy()
    for name in lost:
        mended[name] = ""
    return mended


def _kept(formset: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The rows that are not being taken away, with what was typed in them."""
    formset.is_valid()  # The page's own fields are checked before its rows are.
    for form in formset.forms:
        data = getattr(form, "cleaned_data", None) or {}
        if not data.get("DELETE"):
            yield form, data


def _check_once(formset: Any) -> None:
    seen: set[tuple[str, str]] = set()
    for form, data in _kept(formset):
        key = (data.get("medium", ""), data.get("language", ""))
        if not all(key):
            continue
        if key in seen:
            form.add_error("medium", _("This medium has a text in this language already."))
        if key == (broadcast_models.Medium.WEB, languages.Language.VIETNAMESE):
            form.add_error("medium", _("The Vietnamese web text is the page itself."))
        seen.add(key)


def _check_scripts(formset: Any) -> None:
    """Texts are kept in their normal form, and refused in a script that is not their language's."""
    for form, data in _kept(formset):
        for name in ("title", "text"):
            written = letters.normal(data.get(name) or "")
            setattr(form.instance, name, written)
            fault = letters.script_fault(written, data.get("language", ""))
            if fault:
                form.add_error(name, fault)


def _check_recordings(formset: Any, parent_page: Any) -> None:
    """A recording of another newsroom is as good as none."""
    for form, data in _kept(formset):
        recording = data.get("recording")
        if recording is not None and recording.unit_id != parent_page.specific.unit_id:
            form.add_error("recording", _("Choose a recording of this newsroom."))

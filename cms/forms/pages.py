"""The page editor's own checks. Knows no models of the CMS: they name it as their form."""

from itertools import count
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from campaigns.broadcasts import models as broadcast_models
from campaigns.kernel import languages, text


class GuidancePageForm(WagtailAdminPageForm):
    """Checks renditions against each other, with the error at the row that is too many.

    A page without an address gets its title's, with plain letters.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self) -> Any:
        cleaned = super().clean()
        if not cleaned.get("slug") and cleaned.get("title"):
            cleaned["slug"] = self._free_slug(cleaned["title"])
        formset = self.formsets.get("renditions")
        if formset is not None:
            _check_renditions(formset)
        return cleaned

    def _free_slug(self, title: str) -> str:
        plain = slugify(text.fold(title))[:200].strip("-") or "bai"
        siblings = self.parent_page.get_children().exclude(pk=self.instance.pk)
        taken = set(siblings.filter(slug__startswith=plain).values_list("slug", flat=True))
        return next(s for n in count(1) if (s := plain if n == 1 else f"{plain}-{n}") not in taken)


def _check_renditions(formset: Any) -> None:
    seen: set[tuple[str, str]] = set()
    for form in formset.forms:
        data = getattr(form, "cleaned_data", None) or {}
        key = (data.get("medium", ""), data.get("language", ""))
        if not all(key) or data.get("DELETE"):
            continue
        if key in seen:
            form.add_error("medium", _("This medium has a text in this language already."))
        if key == (broadcast_models.Medium.WEB, languages.Language.VIETNAMESE):
            form.add_error("medium", _("The Vietnamese web text is the page itself."))
        seen.add(key)

"""Spoken forms that the kit brings and editors keep."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.kernel import actor, errors, languages, writing
from cms import models
from cms.queries import spoken


class EntryTaken(errors.LoaError):
    """This abbreviation has a spoken form in this language already."""


class EntryRefused(errors.LoaError):
    """A spoken form that could not be read out, or would say what a rule says already."""


@dataclass(frozen=True)
class LexiconDraft:
    """How something is read out in a language."""

    written: str
    spoken: str
    language: str = languages.Language.VIETNAMESE
    kind: str = models.LexiconKind.ABBREVIATION
    is_case_sensitive: bool = True
    note: str = ""


def save_lexicon_entry(
    *,
    draft: LexiconDraft,
    entry: models.LexiconEntry | None = None,
    by: actor.Actor,
    at: datetime,
) -> models.LexiconEntry:
    """Make a spoken form or change it; without `entry`, the one that is written so is brought up.

    Raises:
        EntryRefused: nothing to read, a figure in what is read, or a figure that a rule reads.
        EntryTaken: another entry is written so in this language, or differs by capitals only and
            one of the two does not heed capitals.
    """
    draft = _tidy(draft)
    _check(draft)
    with writing.writing(by=by, at=at):
        same = models.LexiconEntry.objects.filter(written=draft.written, language=draft.language)
        row = entry or same.first() or models.LexiconEntry()
        _check_taken(draft, row)
        before = _state(row) if row.pk else {}
        for name, value in vars(draft).items():
            setattr(row, name, value)
        row.save()
        audit_services.record("cms.spoken_form_saved", row, before=before, after=_state(row))
    return row


def _tidy(draft: LexiconDraft) -> LexiconDraft:
    """Composed letters and single spaces, as texts are matched."""
    written, said = (
        re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
        for text in (draft.written, draft.spoken)
    )
    return replace(draft, written=written, spoken=said)


def _check(draft: LexiconDraft) -> None:
    if not draft.written or not any(c.isalpha() for c in draft.spoken):
        raise EntryRefused(_("Say how it is written and, in words, how it is read."))
    if any(c.isnumeric() for c in draft.spoken):
        raise EntryRefused(_("Write figures out in words: the announcer reads what stands here."))
    has_figure = any(c.isnumeric() for c in draft.written)
    is_ruled = draft.language == spoken.VIETNAMESE and has_figure
    if is_ruled and spoken.is_read_by_rule(draft.written):
        said = spoken.speak(draft.written, {}).text
        raise EntryRefused(
            _("A rule reads %(written)s already: “%(spoken)s”. Choose another form.")
            % {"written": draft.written, "spoken": said}
        )


def _check_taken(draft: LexiconDraft, row: models.LexiconEntry) -> None:
    """Two entries may differ by capitals only if both heed them."""
    for other in models.LexiconEntry.objects.filter(language=draft.language).exclude(pk=row.pk):
        is_alike = other.written.lower() == draft.written.lower()
        heeds = draft.is_case_sensitive and other.is_case_sensitive
        if other.written == draft.written or (is_alike and not heeds):
            raise EntryTaken(
                _("%(written)s has a spoken form already.") % {"written": other.written}
            )


def _state(row: models.LexiconEntry) -> dict[str, Any]:
    return {
        "written": row.written,
        "spoken": row.spoken,
        "language": row.language,
        "kind": row.kind,
        "is_case_sensitive": row.is_case_sensitive,
        "note": row.note,
    }


def delete_lexicon_entry(*, entry: models.LexiconEntry, by: actor.Actor, at: datetime) -> None:
    """Forget a spoken form; the abbreviation is flagged in texts from now on."""
    with writing.writing(by=by, at=at):
        audit_services.record("cms.spoken_form_deleted", entry, before=_state(entry))
        entry.delete()

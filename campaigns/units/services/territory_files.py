"""Taking in files of hamlets and populations: looked at first, then whole or not at all."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.kernel import errors, sheets, text, writing
from campaigns.units import models, queries
from campaigns.units.services import hamlets, populations


class FileRefused(errors.LoaError):
    """The file is no table, or lines of it are to be mended first."""


class FileSettled(errors.Conflict):
    """The file was taken in or discarded already."""


@dataclass(frozen=True)
class FileDraft:
    """A file about a unit and what stands under it."""

    unit: models.Unit
    file_name: str
    content: bytes


def check_file(*, draft: FileDraft, by: accounts_models.User, at: datetime) -> models.TerritoryFile:
    """Keep a file to be looked at; nothing of it counts before `take_in_file`.

    Raises:
        FileRefused: it is too large, no table, or says nothing of hamlets and populations.
    """
    try:
        rows = queries.judge(draft.unit, sheets.read_sheet(draft.content), timezone.localdate(at))
    except sheets.SheetUnreadable as refusal:
        raise FileRefused(refusal.message) from refusal
    with writing.writing(by=by, at=at):
        file = models.TerritoryFile(
            unit=draft.unit,
            file_name=draft.file_name[-200:] or "thon.csv",
            content=draft.content,
            uploaded_by=by,
            uploaded_at=at,
        )
        file.save()
        audit_services.record(
            "units.file_checked",
            file,
            unit_id=draft.unit.pk,
            after={"file": file.file_name, "lines": len(rows)},
        )
    return file


def take_in_file(
    *, file: models.TerritoryFile, by: accounts_models.User, at: datetime
) -> models.TerritoryFile:
    """Enter the hamlets and populations of a file that Loa does not have yet; all or nothing.

    Raises:
        FileRefused: lines are to be mended first, perhaps since somebody changed something.
        FileSettled: somebody took it in or discarded it first.
    """
    with writing.writing(by=by, at=at):
        _claim(file, models.TerritoryFile.State.TAKEN_IN, at)
        rows = queries.judge_file(file, timezone.localdate(at))
        faulty = sum(row.verdict == queries.RowVerdict.FAULTY for row in rows)
        if faulty:
            raise FileRefused(
                _("%(count)d lines are to be mended first; nothing was taken in.")
                % {"count": faulty}
            )
        found = _enter_hamlets(rows, file, by, at)
        drafts = [_population(row, found) for row in rows if row.has_population]
        if drafts:
            populations.enter_populations(drafts=drafts, about=file.unit, by=by, at=at)
        file.content = b""
        file.state, file.settled_at = models.TerritoryFile.State.TAKEN_IN, at
        file.hamlets_count, file.populations_count = len(found), len(drafts)
        file.save()
        audit_services.record(
            "units.file_taken_in",
            file,
            unit_id=file.unit_id,
            after={"hamlets": len(found), "populations": len(drafts)},
        )
    return file


_Key = tuple[int, str]


def _key(row: queries.Row) -> _Key:
    return (row.commune.pk if row.commune else 0, text.matched(row.hamlet_name))


def _enter_hamlets(
    rows: Sequence[queries.Row],
    file: models.TerritoryFile,
    by: accounts_models.User,
    at: datetime,
) -> dict[_Key, models.Unit]:
    """Found what is new, commune by commune; a hamlet with two populations stands in two lines."""
    wanted: dict[int, dict[_Key, queries.Row]] = defaultdict(dict)
    for row in rows:
        if row.is_new_hamlet and row.commune is not None:
            wanted[row.commune.pk].setdefault(_key(row), row)
    found: dict[_Key, models.Unit] = {}
    today, source = timezone.localdate(at), file.file_name
    for pk in sorted(wanted):
        first = next(iter(wanted[pk].values()))
        assert first.commune is not None  # noqa: S101  for the type checker
        drafts = [
            hamlets.HamletDraft(row.hamlet_name, today, source) for row in wanted[pk].values()
        ]
        made = hamlets.found_hamlets(commune=first.commune, drafts=drafts, by=by, at=at)
        found |= dict(zip(wanted[pk], made, strict=True))
    return found


def _population(row: queries.Row, found: dict[_Key, models.Unit]) -> populations.PopulationDraft:
    unit = row.hamlet or (found[_key(row)] if row.hamlet_name else row.commune)
    assert unit is not None and row.people is not None and row.as_of_date is not None  # noqa: S101, PT018
    return populations.PopulationDraft(unit, row.people, row.as_of_date, row.source)


def discard_file(*, file: models.TerritoryFile, by: accounts_models.User, at: datetime) -> None:
    """Put a file away unused.

    Raises:
        FileSettled: somebody took it in or discarded it first.
    """
    with writing.writing(by=by, at=at):
        _claim(file, models.TerritoryFile.State.DISCARDED, at)
        models.TerritoryFile.objects.filter(pk=file.pk).update(content=b"")
        audit_services.record("units.file_discarded", file, unit_id=file.unit_id)


def _claim(file: models.TerritoryFile, to: models.TerritoryFile.State, at: datetime) -> None:
    """Take one edge of TRANSITIONS, if nobody else took one first."""
    sources = [s for s, targets in models.TerritoryFile.TRANSITIONS.items() if to in targets]
    rows = models.TerritoryFile.objects.filter(pk=file.pk, state__in=sources)
    if rows.update(state=to, settled_at=at) != 1:
        raise FileSettled(_("This file was taken in or discarded already."))

"""What lists did to a premises: which one entered it, and what each changed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from campaigns.premises import models
from campaigns.premises.queries.lists import columns

_SHOWN = ("name", "address", "hamlet", "list_code", "plate", "route", "description")
_KEYS = ("kind", "commune", "owner")
_CONTACT = ("contact_name", "contact_phone")
_TAKEN_IN = (
    *(models.RowOutcome.DONE, models.RowOutcome.UNDONE),
    *(models.RowOutcome.KEPT_CHANGED, models.RowOutcome.KEPT_USED),
)


@dataclass(frozen=True)
class Happening:
    """One line of a premises' timeline."""

    at: datetime
    who: str
    what: str
    note: str


def done_by_lists(premises: models.Premises, *, limit: int) -> list[Happening]:
    """The latest that lists did to it; of contacts only that they changed."""
    rows = models.ImportRow.objects.filter(
        ~Q(verdict=models.RowVerdict.SAME), premises=premises, outcome__in=_TAKEN_IN
    )
    found = list(
        rows.select_related("imported__uploaded_by", *_KEYS).order_by(
            "-imported__taken_in_at", "-pk"
        )[:limit]
    )
    before = {
        row.imported_id: row
        for row in models.ImportBefore.objects.filter(
            premises=premises, imported__in=[row.imported_id for row in found]
        ).select_related(*_KEYS)
    }
    said: list[Happening] = []
    for row in found:
        said += _happenings(row, before.get(row.imported_id))
    return said


def _happenings(row: models.ImportRow, before: models.ImportBefore | None) -> list[Happening]:
    imported, said = row.imported, []
    who = str(imported.uploaded_by)
    if imported.taken_in_at is None:
        return []
    if row.outcome == models.RowOutcome.UNDONE and imported.undone_at is not None:
        said.append(
            Happening(
                imported.undone_at, who, _("undid the list that changed it"), imported.file_name
            )
        )
    if before is None:
        what, note = _("entered it in the register, from a list"), imported.file_name
    else:
        what = _("corrected what is said of it, from a list")
        note = f"{imported.file_name}: {_changes(before, row)}"
    return [*said, Happening(imported.taken_in_at, who, what, note)]


def _changes(before: models.ImportBefore, row: models.ImportRow) -> str:
    said = [
        f"{columns.FIELDS[name]}: {getattr(before, name) or '–'} → {getattr(row, name) or '–'}"
        for name in (*_SHOWN, *_KEYS)
        if getattr(before, name) != getattr(row, name)
    ]
    if any(getattr(before, name) != getattr(row, name) for name in _CONTACT):
        said.append(_("contact"))
    if row.payments != before.payments:
        said.append(str(columns.FIELDS["payment_methods"]))
    if row.has_entered_code:
        said.append(str(columns.FIELDS["payload"]))
    return "; ".join(said)

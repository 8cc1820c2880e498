"""Entering days that a decision turned, and taking them back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.directives import models, queries
from campaigns.directives.services import due_dates, expecting
from campaigns.kernel import actor, errors, writing


class DayRefused(errors.Conflict):
    """The day cannot be entered or taken back like this."""


@dataclass(frozen=True)
class DayDraft:
    """A day off, or a day worked in exchange, and by which decision."""

    on_date: date
    kind: models.DayKind
    name_vi: str
    source: str


def enter_day(
    *, draft: DayDraft, by: actor.Actor, at: datetime
) -> tuple[models.CalendarDay, list[queries.Move]]:
    """Enter a day; its weekday and the law's calendar no longer decide it. Due dates of open
    assignments follow: return which.

    Raises:
        DayRefused: name or decision is missing, it is so already without a decision, or somebody
            entered it before.
        queries.OutsideCalendar: the calendar does not reach it.
    """
    name, source = " ".join(draft.name_vi.split())[:120], " ".join(draft.source.split())[:200]
    _check(draft, name, source)
    with writing.writing(by=by, at=at):
        row = models.CalendarDay(
            on_date=draft.on_date, kind=draft.kind, name_vi=name, source=source
        )
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as taken:
            raise DayRefused(
                _("This day is entered already: take it back first, then enter it anew.")
            ) from taken
        moved = due_dates.follow_calendar(draft.on_date, f"{name} ({source})"[:400])
        reports = expecting.follow_calendar(draft.on_date)
        audit_services.record(
            "directives.calendar_day_entered",
            row,
            after=_said(row) | {"moved": len(moved), "moved_reports": _reports_said(reports)},
        )
    return row, moved


def _check(draft: DayDraft, name: str, source: str) -> None:
    if not (name and source):
        raise DayRefused(_("Say what day it is, and by which decision."))
    by_law = queries.calendar_of(())
    if by_law.is_working_day(draft.on_date) == (draft.kind == models.DayKind.WORKING):
        raise DayRefused(
            _("This day needs no entry, it is so already: %(reason)s.")
            % {"reason": by_law.explain(draft.on_date)}
        )


def remove_day(
    *, day: models.CalendarDay, reason: str, by: actor.Actor, at: datetime
) -> list[queries.Move]:
    """Take a day back; its weekday and the law's calendar decide it again. Due dates of open
    assignments follow: return which.

    Raises:
        DayRefused: no reason is given, or somebody took it back already.
    """
    said = " ".join(reason.split())[:400]
    if not said:
        raise DayRefused(_("Say why it is taken back."))
    with writing.writing(by=by, at=at):
        gone, _rows = models.CalendarDay.objects.filter(pk=day.pk).delete()
        if gone != 1:
            raise DayRefused(_("Somebody took this day back already."))
        moved = due_dates.follow_calendar(day.on_date, said)
        reports = expecting.follow_calendar(day.on_date)
        audit_services.record(
            "directives.calendar_day_removed",
            day,
            before=_said(day),
            after={"moved": len(moved), "moved_reports": _reports_said(reports)},
            reason=said,
        )
    return moved


def _said(row: models.CalendarDay) -> dict[str, object]:
    return {
        "day": row.on_date.isoformat(),
        "kind": row.kind,
        "name": row.name_vi,
        "source": row.source,
    }


def _reports_said(moves: Sequence[queries.ReportMove]) -> list[str]:
    """Which expected reports moved, a line for each form and period."""
    return [
        f"{move.form.code} {move.period.start}: {move.from_date} → {move.to_date} ×{move.count}"
        for move in moves
    ]

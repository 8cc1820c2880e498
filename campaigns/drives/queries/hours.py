"""Reading attendance and hours of a whole drive: as a list, and as a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from campaigns.drives import models
from campaigns.drives.queries.team import hours_text


@dataclass(frozen=True)
class HoursLine:
    """One person in one shift: whether they came, what they said, what the leader confirmed.

    `hours_pk` is None where nobody spoke of hours; `corrections` counts how often the confirmed
    minutes were corrected.
    """

    member_pk: int
    shift_pk: int
    name: str
    starts_at: datetime
    ends_at: datetime
    outcome: str
    outcome_label: str
    declared: int | None
    confirmed: int | None
    corrections: int
    hours_pk: int | None

    @property
    def hours(self) -> str:
        return hours_text(self.starts_at, self.ends_at)

    @property
    def is_waiting(self) -> bool:
        """Whether somebody told hours that nobody confirmed."""
        return self.declared is not None and self.confirmed is None


def hours_lines(drive: models.Drive) -> list[HoursLine]:
    """Everybody in every shift of whom something was noted, by shift; four queries."""
    noted = {
        (row.shift_id, row.member_id): row.outcome
        for row in models.Attendance.objects.filter(shift__drive=drive)
    }
    rows = models.WorkedHours.objects.filter(shift__drive=drive)
    counted = rows.annotate(times=Count("corrections"))
    worked = {(row.shift_id, row.member_id): row for row in counted}
    shifts = {shift.pk: shift for shift in drive.shifts.all()}
    members = _members({key[1] for key in noted.keys() | worked.keys()})
    lines = [
        _line(shifts[shift_pk], members[member_pk], noted.get(key, ""), worked.get(key))
        for key in noted.keys() | worked.keys()
        for shift_pk, member_pk in [key]
    ]
    return sorted(lines, key=lambda line: (line.starts_at, line.shift_pk, line.name))


def _members(pks: Iterable[int]) -> dict[int, models.TeamMember]:
    rows = models.TeamMember.objects.filter(pk__in=set(pks)).select_related("user")
    return {row.pk: row for row in rows}


def _line(
    shift: models.Shift,
    member: models.TeamMember,
    outcome: str,
    worked: models.WorkedHours | None,
) -> HoursLine:
    return HoursLine(
        member_pk=member.pk,
        shift_pk=shift.pk,
        name=str(member),
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        outcome=outcome,
        outcome_label=str(models.Attendance.Outcome(outcome).label) if outcome else "",
        declared=worked.declared_minutes if worked else None,
        confirmed=worked.confirmed_minutes if worked else None,
        corrections=getattr(worked, "times", 0),
        hours_pk=worked.pk if worked else None,
    )


def corrections_in(drive: models.Drive) -> list[models.HoursCorrection]:
    """What was corrected in the drive, the last one first."""
    rows = models.HoursCorrection.objects.filter(hours__shift__drive=drive)
    named = rows.select_related("hours__member__user", "hours__shift", "corrected_by")
    return list(named.order_by("-corrected_at", "-pk"))

"""Reading attendance and hours, shift by shift."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from campaigns.drives import models

# Outcome and confirmed minutes of one person in one shift, as they stand.
Row = tuple[str, int | None]
NO_ROW: Row = ("", None)
# After that a slip is put right row by row, where everybody sees it.
UNDO_WITHIN = timedelta(days=1)


def seen_text(row: Row) -> str:
    """A row as the form carries it, so that a change meanwhile shows."""
    return f"{row[0]}|{'' if row[1] is None else row[1]}"


def standing_rows(shift: models.Shift) -> dict[int, Row]:
    """What is noted in a shift, by member; two queries."""
    noted = models.Attendance.objects.filter(shift=shift).values_list("member_id", "outcome")
    worked = models.WorkedHours.objects.filter(shift=shift)
    minutes = dict(worked.values_list("member_id", "confirmed_minutes"))
    return {member_pk: (outcome, minutes.get(member_pk)) for member_pk, outcome in noted}


def undoable_save(shift: models.Shift, *, at: datetime) -> models.AttendanceSave | None:
    """The last saving of a sheet that was not taken back, if it is not too old."""
    rows = models.AttendanceSave.objects.filter(
        shift=shift, undone_at__isnull=True, saved_at__gt=at - UNDO_WITHIN
    )
    return rows.select_related("saved_by").order_by("-saved_at", "-pk").first()


def phones_to_link(shift: models.Shift) -> list[models.DeviceToken]:
    """Phones of the drive whose owners are not on the sheet of a shift, by name."""
    there = models.SignUp.objects.placed().filter(shift=shift, member__device__isnull=False)
    noted = models.Attendance.objects.filter(shift=shift, member__device__isnull=False)
    rows = models.DeviceToken.objects.filter(drive=shift.drive_id).exclude(display_name="")
    free = rows.exclude(pk__in=there.values("member__device")).exclude(
        pk__in=noted.values("member__device")
    )
    return list(free.order_by("display_name", "pk"))


@dataclass(frozen=True)
class AttendanceLine:
    """One person of a shift: how they came to it, whether they came, and for how many minutes."""

    member: models.TeamMember
    name: str
    has_signed_up: bool
    outcome: str
    declared: int | None
    confirmed: int | None
    hours_pk: int | None

    @property
    def seen(self) -> str:
        return seen_text((self.outcome, self.confirmed))

    @property
    def outcome_label(self) -> str:
        if not self.outcome:
            return _("not noted")
        return str(models.Attendance.Outcome(self.outcome).label)


def attendance_lines(shift: models.Shift) -> list[AttendanceLine]:
    """Everybody who had a place or came without; four queries."""
    placed = set(
        models.SignUp.objects.placed().filter(shift=shift).values_list("member_id", flat=True)
    )
    outcomes = dict(
        models.Attendance.objects.filter(shift=shift).values_list("member_id", "outcome")
    )
    hours = {row.member_id: row for row in models.WorkedHours.objects.filter(shift=shift)}
    members = models.TeamMember.objects.filter(pk__in=placed | outcomes.keys())
    lines = []
    for member in members.select_related("user").order_by("pk"):
        own = hours.get(member.pk)
        lines.append(
            AttendanceLine(
                member=member,
                name=str(member),
                has_signed_up=member.pk in placed,
                outcome=outcomes.get(member.pk, ""),
                declared=own.declared_minutes if own else None,
                confirmed=own.confirmed_minutes if own else None,
                hours_pk=own.pk if own else None,
            )
        )
    return lines

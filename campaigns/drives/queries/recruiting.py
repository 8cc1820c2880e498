"""What volunteers without an account read: where they can sign up, and their own page."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.drives import models
from campaigns.drives.queries import team


def recruiting_refusal(drive: models.Drive, at: datetime) -> str:
    """Why the public page takes no sign-up at all; empty when it does."""
    if drive.state == models.Drive.State.CANCELLED:
        return _("This drive was called off.")
    if not drive.is_open or drive.ends_at <= at:
        return _("This drive is over.")
    if not drive.is_recruiting:
        return _("The leader of this drive looks for nobody on this page.")
    if not models.Shift.objects.filter(drive=drive, starts_at__gt=at).exists():
        return _("All shifts of this drive have begun.")
    return ""


def is_recruiting(pk: int, at: datetime) -> bool:
    """Whether somebody can sign up for a shift of the drive on its public page."""
    return models.Shift.objects.filter(
        drive=pk,
        starts_at__gt=at,
        drive__is_recruiting=True,
        drive__state=models.Drive.State.OPEN,
    ).exists()


def open_shifts(drive: models.Drive, *, at: datetime) -> list[team.ShiftLine]:
    """Shifts that the public page offers; none where it takes no sign-up."""
    if recruiting_refusal(drive, at):
        return []
    return [line for line in team.shift_lines(drive, at=at) if not line.has_begun]


@dataclass(frozen=True)
class OwnLine:
    """A shift on the volunteer's own page; `sign_up_pk` and `state` are empty without sign-up."""

    shift: team.ShiftLine
    sign_up_pk: int | None
    state: str
    turn: int | None
    may_cancel: bool
    may_sign_up: bool
    declared: int | None
    confirmed: int | None


@dataclass(frozen=True)
class OwnPage:
    """Everything that a volunteer's own page shows."""

    shifts: tuple[OwnLine, ...]
    news: tuple[team.MessageLine, ...]
    is_forgotten: bool

    @property
    def own(self) -> tuple[OwnLine, ...]:
        """Shifts for which the volunteer signed up and did not cancel."""
        return tuple(line for line in self.shifts if line.state in {"SIGNED_UP", "WAITING"})

    @property
    def others(self) -> tuple[OwnLine, ...]:
        return tuple(line for line in self.shifts if line.may_sign_up)


def own_page(member: models.TeamMember, *, at: datetime) -> OwnPage:
    """The page behind the volunteer's link."""
    sign_ups = {row.shift_id: row for row in member.sign_ups.all()}
    hours = {row.shift_id: row for row in member.hours.all()}
    turns = team.turns_of(sign_ups.values())
    is_forgotten = member.user_id is None and not member.display_name
    lines = []
    for shift in team.shift_lines(member.drive, at=at):
        row = sign_ups.get(shift.pk)
        is_standing = row is not None and row.state != models.SignUp.State.CANCELLED
        lines.append(
            OwnLine(
                shift=shift,
                sign_up_pk=row.pk if row else None,
                state=row.state if row else "",
                turn=turns.get(row.pk) if row else None,
                declared=hours[shift.pk].declared_minutes if shift.pk in hours else None,
                confirmed=hours[shift.pk].confirmed_minutes if shift.pk in hours else None,
                may_cancel=is_standing and not shift.has_begun,
                may_sign_up=not is_standing
                and not is_forgotten
                and shift.is_open
                and not shift.has_begun,
            )
        )
    news = () if is_forgotten else tuple(team.messages_to(member))
    return OwnPage(tuple(lines), news, is_forgotten)

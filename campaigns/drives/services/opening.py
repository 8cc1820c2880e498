"""Calling a movement, opening drives, planning shifts, closing and cancelling."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.directives import models as directives_models
from campaigns.drives import models
from campaigns.drives.services import joining, messaging
from campaigns.kernel import actor, errors, languages, writing
from campaigns.units import models as units_models

# Nobody plans farther ahead; a slip of the year is found here.
FARTHEST = timedelta(days=731)


class DriveRefused(errors.LoaError):
    """The drive or shift as drafted makes no sense."""


class StateRefused(errors.Conflict):
    """The drive is not in a state from which this is done."""


@dataclass(frozen=True)
class MovementDraft:
    """A call as the kit or the union states it."""

    campaign: directives_models.Campaign
    code: str
    name_vi: str
    name_en: str
    unit: units_models.Unit
    starts_date: date
    ends_date: date | None = None


@dataclass(frozen=True)
class ShiftDraft:
    """Hours, how many helpers, and what they should bring."""

    starts_at: datetime
    ends_at: datetime
    capacity: int
    needs: str = ""


@dataclass(frozen=True)
class DriveDraft:
    """A drive as its organiser plans it; without apps it offers all that the campaign counts."""

    movement: models.Movement
    unit: units_models.Unit
    organiser: units_models.Unit
    name: str
    place: str
    starts_at: datetime
    ends_at: datetime
    latitude: float | None = None
    longitude: float | None = None
    target_residents: int | None = None
    apps: tuple[directives_models.DeclarationApp, ...] = ()
    languages: tuple[str, ...] = (languages.Language.VIETNAMESE,)
    shifts: tuple[ShiftDraft, ...] = field(default=())
    directions: str = ""
    bring: str = ""
    is_recruiting: bool = True
    is_demo: bool = False


def launch_movement(*, draft: MovementDraft, by: actor.Actor, at: datetime) -> models.Movement:
    """Make the movement, or bring it to what the draft says.

    Raises:
        DriveRefused: it ends before it begins.
    """
    if draft.ends_date is not None and draft.ends_date < draft.starts_date:
        raise DriveRefused(_("The movement must end after it begins."))
    with writing.writing(by=by, at=at):
        movement = models.Movement.objects.filter(code=draft.code).first() or models.Movement(
            code=draft.code
        )
        movement.campaign, movement.unit = draft.campaign, draft.unit
        movement.name_vi, movement.name_en = draft.name_vi, draft.name_en
        movement.starts_date, movement.ends_date = draft.starts_date, draft.ends_date
        movement.save()
        audit_services.record("drives.movement_launched", movement, unit_id=draft.unit.pk)
    return movement


def open_drive(*, draft: DriveDraft, by: actor.Actor, at: datetime) -> models.Drive:
    """Open a drive with its shifts and a first join code.

    Raises:
        DriveRefused: it ends before it begins or is over already, or a shift is outside it.
    """
    check_window(draft, at)
    if draft.ends_at <= at:
        raise DriveRefused(_("The drive would be over already. Choose a later end."))
    with writing.writing(by=by, at=at):
        drive = _new_drive(draft, by)
        drive.save()
        drive.apps.set(draft.apps or counted_apps())
        for language in draft.languages:
            models.DriveLanguage(drive=drive, language=language).save()
        audit_services.record(
            "drives.drive_opened", drive, unit_id=drive.unit_id, after={"name": drive.name}
        )
        for shift in draft.shifts:
            plan_shift(drive=drive, draft=shift, by=by, at=at)
        joining.issue_join_code(drive=drive, by=by, at=at)
    return drive


def check_window(draft: DriveDraft, at: datetime) -> None:
    """Raise DriveRefused where the hours of a drive make no sense."""
    if draft.ends_at <= draft.starts_at:
        raise DriveRefused(_("The drive must end after it begins."))
    if draft.ends_at > at + FARTHEST:
        raise DriveRefused(_("Choose days within the next two years."))


def _new_drive(draft: DriveDraft, by: actor.Actor) -> models.Drive:
    return models.Drive(
        movement=draft.movement,
        unit=draft.unit,
        organiser=draft.organiser,
        name=draft.name,
        place=draft.place,
        directions=draft.directions,
        bring=draft.bring,
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        latitude=draft.latitude,
        longitude=draft.longitude,
        target_residents=draft.target_residents,
        opened_by=by if isinstance(by, accounts_models.User) else None,
        is_recruiting=draft.is_recruiting,
        is_demo=draft.is_demo,
    )


def counted_apps() -> list[directives_models.DeclarationApp]:
    """Apps that a drive counts when its organiser names none."""
    return list(directives_models.DeclarationApp.objects.filter(is_counted=True).order_by("pk"))


def plan_shift(
    *, drive: models.Drive, draft: ShiftDraft, by: actor.Actor, at: datetime
) -> models.Shift:
    """Add a shift.

    Raises:
        StateRefused: the drive is not open.
        DriveRefused: the shift ends before it begins, leaves the drive's window, or is there
            already.
    """
    check_shift(drive, draft)
    with writing.writing(by=by, at=at):
        # Locked, so that no shift slips into a drive that is being closed.
        models.Drive.objects.select_for_update().get(pk=drive.pk)
        if not models.Drive.objects.filter(pk=drive.pk, state=models.Drive.State.OPEN).exists():
            raise StateRefused(_("This drive is no longer open."))
        same = models.Shift.objects.filter(
            drive=drive, starts_at=draft.starts_at, ends_at=draft.ends_at
        )
        if same.exists():
            raise DriveRefused(_("The drive has a shift with these hours already."))
        shift = models.Shift(
            drive=drive,
            starts_at=draft.starts_at,
            ends_at=draft.ends_at,
            capacity=draft.capacity,
            needs=draft.needs,
        )
        shift.save()
        audit_services.record(
            "drives.shift_planned",
            drive,
            unit_id=drive.unit_id,
            after={"shift": shift.pk, "starts_at": draft.starts_at.isoformat()},
        )
    return shift


def check_shift(drive: models.Drive, draft: ShiftDraft) -> None:
    """Raise DriveRefused where hours or places make no sense."""
    if draft.ends_at <= draft.starts_at:
        raise DriveRefused(_("The shift must end after it begins."))
    if draft.starts_at < drive.starts_at or draft.ends_at > drive.ends_at:
        raise DriveRefused(_("The shift must lie within the hours of the drive."))
    if draft.capacity < 1:
        raise DriveRefused(_("A shift wants at least one helper."))


def close_drive(*, drive: models.Drive, by: actor.Actor, at: datetime) -> None:
    """End the drive; records captured until now still count whenever they arrive.

    Raises:
        StateRefused: it is not open.
    """
    _move(drive, models.Drive.State.CLOSED, {"ended_at": at}, by=by, at=at)


def cancel_drive(*, drive: models.Drive, reason: str, by: actor.Actor, at: datetime) -> None:
    """Call the drive off, in the organiser's own words; who signed up is told them.

    Raises:
        StateRefused: it is not open.
    """
    with writing.writing(by=by, at=at):
        _move(drive, models.Drive.State.CANCELLED, {"ended_at": at}, reason=reason, by=by, at=at)
        if models.SignUp.objects.standing().filter(shift__drive=drive).exists():
            with translation.override(messaging.LANGUAGE):
                text = _("The drive is cancelled: %(reason)s") % {"reason": reason}
            messaging.message_team(drive=drive, text=text, by=by, at=at)


def reopen_drive(*, drive: models.Drive, by: actor.Actor, at: datetime) -> None:
    """Take back a closing.

    Raises:
        StateRefused: it is not closed.
    """
    _move(drive, models.Drive.State.OPEN, {"ended_at": None}, by=by, at=at)


_VERBS = {
    models.Drive.State.OPEN: "drives.drive_reopened",
    models.Drive.State.CLOSED: "drives.drive_closed",
    models.Drive.State.CANCELLED: "drives.drive_cancelled",
}


def _move(
    drive: models.Drive,
    to: models.Drive.State,
    values: dict[str, Any],
    *,
    by: actor.Actor,
    at: datetime,
    reason: str = "",
) -> None:
    """Take one edge of TRANSITIONS, if nobody else took one first."""
    sources = [s for s, targets in models.Drive.TRANSITIONS.items() if to in targets]
    with writing.writing(by=by, at=at):
        claimed = models.Drive.objects.filter(pk=drive.pk, state__in=sources).update(
            state=to, **values
        )
        if claimed != 1:
            drive.refresh_from_db(fields=["state", "ended_at"])
            raise StateRefused(
                _("This drive is %(state)s; nothing was changed.")
                % {"state": drive.get_state_display()}
            )
        before = drive.state
        drive.refresh_from_db(fields=["state", "ended_at"])
        audit_services.record(
            _VERBS[to],
            drive,
            unit_id=drive.unit_id,
            before={"state": before},
            after={"state": to},
            reason=reason,
        )

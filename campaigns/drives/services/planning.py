"""Changing what was planned: movements, drives and shifts, and copying a drive to other days."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.drives import models, queries
from campaigns.drives.services import messaging, opening, signing_up
from campaigns.kernel import actor, writing


class ShiftInUse(opening.StateRefused):
    """People or records hang on the shift."""


def amend_movement(
    *, movement: models.Movement, draft: opening.MovementDraft, by: actor.Actor, at: datetime
) -> models.Movement:
    """Correct what is said of a movement; its code and campaign stay.

    Raises:
        DriveRefused: it ends before it begins.
    """
    if draft.ends_date is not None and draft.ends_date < draft.starts_date:
        raise opening.DriveRefused(_("The movement must end after it begins."))
    values = {
        "name_vi": draft.name_vi,
        "name_en": draft.name_en,
        "unit": draft.unit,
        "starts_date": draft.starts_date,
        "ends_date": draft.ends_date,
    }
    with writing.writing(by=by, at=at):
        before, after = _changes(movement, values)
        if after:
            movement.save(update_fields=list(values))
            audit_services.record(
                "drives.movement_amended",
                movement,
                unit_id=movement.unit_id,
                before=before,
                after=after,
            )
    return movement


def amend_drive(
    *, drive: models.Drive, draft: opening.DriveDraft, by: actor.Actor, at: datetime
) -> models.Drive:
    """Change place, hours, target, apps or languages of an open drive; its shifts stay as they are.

    Raises:
        StateRefused: it is not open.
        DriveRefused: the hours make no sense, or a shift would lie outside them.
    """
    opening.check_window(draft, at)
    values = {
        "movement": draft.movement,
        "unit": draft.unit,
        "organiser": draft.organiser,
        "name": draft.name,
        "place": draft.place,
        "directions": draft.directions,
        "bring": draft.bring,
        "latitude": draft.latitude,
        "longitude": draft.longitude,
        "starts_at": draft.starts_at,
        "ends_at": draft.ends_at,
        "target_residents": draft.target_residents,
        "is_recruiting": draft.is_recruiting,
    }
    with writing.writing(by=by, at=at):
        _hold_open(drive)
        _check_shifts(drive, draft)
        before, after = _changes(drive, values)
        if after:
            drive.save(update_fields=list(values))
        before["serves"], served = _serves(drive), (draft.apps or opening.counted_apps())
        drive.apps.set(served)
        _speak(drive, draft.languages)
        after["serves"] = _serves(drive)
        if after != before:
            audit_services.record(
                "drives.drive_amended", drive, unit_id=drive.unit_id, before=before, after=after
            )
    return drive


def _serves(drive: models.Drive) -> list[str]:
    """Apps and languages of a drive, by code."""
    apps = drive.apps.order_by("code").values_list("code", flat=True)
    return [*apps, *drive.languages.order_by("language").values_list("language", flat=True)]


def _hold_open(drive: models.Drive) -> None:
    """Hold the drive, and go on only while it is open."""
    signing_up.lock_drive(drive)
    if not models.Drive.objects.filter(pk=drive.pk, state=models.Drive.State.OPEN).exists():
        raise opening.StateRefused(_("This drive is no longer open."))


def _check_shifts(drive: models.Drive, draft: opening.DriveDraft) -> None:
    outside = drive.shifts.exclude(starts_at__gte=draft.starts_at, ends_at__lte=draft.ends_at)
    first = outside.order_by("starts_at", "pk").first()
    if first is not None:
        raise opening.DriveRefused(
            _("The shift %(hours)s would lie outside the drive. Move or remove it first.")
            % {"hours": queries.hours_text(first.starts_at, first.ends_at)}
        )


def _speak(drive: models.Drive, spoken: tuple[str, ...]) -> None:
    drive.languages.exclude(language__in=spoken).delete()
    known = set(drive.languages.values_list("language", flat=True))
    for language in spoken:
        if language not in known:
            models.DriveLanguage(drive=drive, language=language).save()


def _changes(row: Any, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set the values on a row; return what changed, before and after, JSON-able."""
    before, after = {}, {}
    for name, value in values.items():
        present = getattr(row, name)
        if present != value:
            before[name], after[name] = _plain(present), _plain(value)
            setattr(row, name, value)
    return before, after


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float | str | None) else str(value)


def amend_shift(
    *, shift: models.Shift, draft: opening.ShiftDraft, by: actor.Actor, at: datetime
) -> list[models.SignUp]:
    """Change hours, places or needs of a shift; return who moved up into places that it gained.

    When its hours change, everybody who signed up is told.

    Raises:
        StateRefused: the drive is not open, or the shift has begun and its hours would change.
        DriveRefused: the shift makes no sense, or more people have a place than it would hold.
    """
    drive = shift.drive
    opening.check_shift(drive, draft)
    with writing.writing(by=by, at=at):
        _hold_open(drive)
        present = models.Shift.objects.get(pk=shift.pk)
        _check_amended(present, draft, at)
        has_moved = (present.starts_at, present.ends_at) != (draft.starts_at, draft.ends_at)
        values = {
            "starts_at": draft.starts_at,
            "ends_at": draft.ends_at,
            "capacity": draft.capacity,
            "needs": draft.needs,
        }
        before, after = _changes(present, values)
        present.save(update_fields=list(values))
        audit_services.record(
            "drives.shift_amended",
            drive,
            unit_id=drive.unit_id,
            before=before,
            after={"shift": present.pk, **after},
        )
        present.drive = drive
        moved = signing_up.move_up(shift=present, at=at)
        if has_moved and present.sign_ups.standing().exists():
            _tell_new_hours(present, by, at)
    shift.refresh_from_db()
    return moved


def _check_amended(present: models.Shift, draft: opening.ShiftDraft, at: datetime) -> None:
    same = models.Shift.objects.filter(
        drive=present.drive_id, starts_at=draft.starts_at, ends_at=draft.ends_at
    ).exclude(pk=present.pk)
    if same.exists():
        raise opening.DriveRefused(_("The drive has a shift with these hours already."))
    if draft.capacity < present.taken:
        raise opening.DriveRefused(
            _("%(taken)s people have a place: take some off before you want fewer.")
            % {"taken": present.taken}
        )
    if present.starts_at <= at and present.starts_at != draft.starts_at:
        raise opening.StateRefused(_("The shift has begun: its beginning stays."))


def _tell_new_hours(shift: models.Shift, by: actor.Actor, at: datetime) -> None:
    with translation.override(messaging.LANGUAGE):
        text = _("New hours of your shift: %(hours)s. If you cannot come then, please cancel.") % {
            "hours": queries.hours_text(shift.starts_at, shift.ends_at)
        }
    messaging.message_team(drive=shift.drive, shift=shift, text=text, by=by, at=at)


def remove_shift(*, shift: models.Shift, by: actor.Actor, at: datetime) -> None:
    """Take a shift away on which nothing hangs.

    Raises:
        StateRefused: the drive is not open.
        ShiftInUse: somebody signed up for it, or records name it.
    """
    drive = shift.drive
    with writing.writing(by=by, at=at):
        _hold_open(drive)
        if (
            shift.attendances.exists()
            or shift.sign_ups.exists()
            or models.SupportEntry.objects.filter(shift=shift).exists()
        ):
            raise ShiftInUse(
                _("People signed up for this shift or logged in it: it stays on record.")
            )
        audit_services.record(
            "drives.shift_removed",
            drive,
            unit_id=drive.unit_id,
            before={"shift": shift.pk, "starts_at": shift.starts_at.isoformat()},
        )
        models.Shift.objects.filter(pk=shift.pk).delete()


@dataclass(frozen=True)
class CopyDraft:
    """Where a copy goes: its first day, its name; times of day stay as they were."""

    first_date: date
    name: str


def copy_drive(
    *, drive: models.Drive, draft: CopyDraft, by: actor.Actor, at: datetime
) -> models.Drive:
    """Open a drive like another one on other days: place, apps, languages, shifts and what they need
    come along, people do not.

    Raises:
        DriveRefused: the copy would be over already, or is years away.
    """
    if draft.first_date > timezone.localdate(at) + opening.FARTHEST:
        raise opening.DriveRefused(_("Choose days within the next two years."))
    apart = timedelta(days=(draft.first_date - timezone.localdate(drive.starts_at)).days)
    shifts = tuple(
        opening.ShiftDraft(s.starts_at + apart, s.ends_at + apart, s.capacity, s.needs)
        for s in queries.shifts_of(drive)
    )
    copied = replace(
        draft_of(drive),
        name=draft.name,
        starts_at=drive.starts_at + apart,
        ends_at=drive.ends_at + apart,
        shifts=shifts,
    )
    with writing.writing(by=by, at=at):
        new = opening.open_drive(draft=copied, by=by, at=at)
        audit_services.record(
            "drives.drive_copied", new, unit_id=new.unit_id, after={"from": drive.pk}
        )
    return new


def draft_of(drive: models.Drive) -> opening.DriveDraft:
    """What stands of a drive now, without its shifts."""
    return opening.DriveDraft(
        movement=drive.movement,
        unit=drive.unit,
        organiser=drive.organiser,
        name=drive.name,
        place=drive.place,
        directions=drive.directions,
        bring=drive.bring,
        starts_at=drive.starts_at,
        ends_at=drive.ends_at,
        latitude=drive.latitude,
        longitude=drive.longitude,
        target_residents=drive.target_residents,
        apps=tuple(drive.apps.order_by("position", "pk")),
        languages=tuple(drive.languages.order_by("pk").values_list("language", flat=True)),
        is_recruiting=drive.is_recruiting,
        is_demo=drive.is_demo,
    )

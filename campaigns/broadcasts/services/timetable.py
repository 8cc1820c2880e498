"""Days on which a timetable is not kept, and the end of a slot."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.broadcasts import models, queries
from campaigns.broadcasts.services import outlets
from campaigns.kernel import actor, errors, writing


class ExceptionRefused(errors.LoaError):
    """The day cannot be excepted in this way."""


@dataclass(frozen=True)
class ExceptionDraft:
    """What becomes of a slot on one day; `seconds` 0 leaves its length."""

    on_date: date
    kind: str
    reason: str
    starts_time: time | None = None
    seconds: int = 0


def save_exception(
    *, slot: models.Slot, draft: ExceptionDraft, by: actor.Actor, at: datetime
) -> models.SlotException:
    """Except one day of a slot, in place of what was said of that day before.

    What stands on the occurrence stays there and is shown as stranded until somebody places it
    anew.

    Raises:
        ExceptionRefused: the slot does not come round that day, the day is past, or a time,
            length or reason is missing.
    """
    _check_exception(slot, draft, at)
    is_moved = draft.kind == models.ExceptionKind.MOVED
    is_off = draft.kind == models.ExceptionKind.CANCELLED
    with writing.writing(by=by, at=at):
        row, _is_new = models.SlotException.objects.update_or_create(
            slot=slot,
            on_date=draft.on_date,
            defaults={
                "kind": draft.kind,
                "starts_time": draft.starts_time if is_moved else None,
                "seconds": None if is_off else draft.seconds or None,
                "reason": draft.reason.strip()[:300],
            },
        )
        audit_services.record(
            "broadcasts.slot_excepted",
            slot,
            unit_id=slot.outlet.unit_id,
            after={"day": draft.on_date.isoformat(), "kind": draft.kind},
            reason=row.reason,
        )
    return row


def _check_exception(slot: models.Slot, draft: ExceptionDraft, at: datetime) -> None:
    if draft.on_date < models.air_day(at):
        raise ExceptionRefused(_("That day is past."))
    if not queries.comes_round_on(slot, draft.on_date):
        raise ExceptionRefused(_("The slot does not come round on that day."))
    if not draft.reason.strip():
        raise ExceptionRefused(_("Say why the timetable is not kept on that day."))
    if draft.kind == models.ExceptionKind.MOVED and draft.starts_time is None:
        raise ExceptionRefused(_("Say at what time the slot begins on that day."))
    if draft.kind == models.ExceptionKind.LENGTH and draft.seconds < 1:
        raise ExceptionRefused(_("Say how long the slot is on that day."))


def remove_exception(*, exception: models.SlotException, by: actor.Actor, at: datetime) -> None:
    """Let the rule count again on that day."""
    with writing.writing(by=by, at=at):
        audit_services.record(
            "broadcasts.slot_exception_removed",
            exception.slot,
            unit_id=exception.slot.outlet.unit_id,
            before={"day": exception.on_date.isoformat(), "kind": exception.kind},
        )
        exception.delete()


def close_outlet(
    *,
    outlet: models.Outlet,
    first: date,
    last: date,
    reason: str,
    by: actor.Actor,
    at: datetime,
) -> models.OutletClosure:
    """Keep an outlet silent from the first day to the last.

    Raises:
        ExceptionRefused: the days are past or the wrong way round, or no reason is given.
    """
    if last < first:
        raise ExceptionRefused(_("The last day lies before the first."))
    if last < models.air_day(at):
        raise ExceptionRefused(_("Those days are past."))
    if not reason.strip():
        raise ExceptionRefused(_("Say why the outlet is silent."))
    with writing.writing(by=by, at=at):
        closure = models.OutletClosure(
            outlet=outlet, from_date=first, to_date=last, reason=reason.strip()[:300]
        )
        closure.save()
        audit_services.record(
            "broadcasts.outlet_closed",
            outlet,
            unit_id=outlet.unit_id,
            after={"from": first.isoformat(), "to": last.isoformat()},
            reason=closure.reason,
        )
    return closure


def reopen_outlet(*, closure: models.OutletClosure, by: actor.Actor, at: datetime) -> None:
    """Take a closure back."""
    with writing.writing(by=by, at=at):
        audit_services.record(
            "broadcasts.outlet_reopened",
            closure.outlet,
            unit_id=closure.outlet.unit_id,
            before={"from": closure.from_date.isoformat(), "to": closure.to_date.isoformat()},
        )
        closure.delete()


def end_slot(*, slot: models.Slot, last_day: date, by: actor.Actor, at: datetime) -> models.Slot:
    """Let a slot come round for the last time on or before a day.

    Raises:
        SlotRefused: the day lies in the past or before the slot's first.
    """
    if last_day < max(slot.valid_from_date, models.air_day(at) - timedelta(days=1)):
        raise outlets.SlotRefused(_("A slot cannot end before today, nor before it began."))
    with writing.writing(by=by, at=at):
        before = slot.valid_to_date.isoformat() if slot.valid_to_date else None
        slot.valid_to_date = last_day
        slot.save(update_fields=["valid_to_date"])
        audit_services.record(
            "broadcasts.slot_ended",
            slot,
            unit_id=slot.outlet.unit_id,
            before={"last_day": before},
            after={"last_day": last_day.isoformat()},
        )
    return slot

"""Entering outlets and their timetable; used by the kit and by the newsroom."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.broadcasts import models, queries
from campaigns.kernel import actor, errors, languages, writing
from campaigns.units import models as units_models


class OutletRefused(errors.LoaError):
    """The outlet as described cannot take scripts."""


class SlotRefused(errors.LoaError):
    """The slot would never come round, or the outlet has no such medium."""


def save_outlet(
    *, unit: units_models.Unit, values: dict[str, Any], by: actor.Actor, at: datetime
) -> models.Outlet:
    """Make the unit an outlet, or bring it to the given values.

    Raises:
        OutletRefused: a medium is unknown or none is given.
    """
    with writing.writing(by=by, at=at):
        outlet = models.Outlet.objects.filter(unit=unit).first() or models.Outlet(unit=unit)
        verb = "broadcasts.outlet_changed" if outlet.pk else "broadcasts.outlet_entered"
        for name, value in values.items():
            setattr(outlet, name, value)
        outlet.mediums = [str(medium) for medium in outlet.mediums]
        if not outlet.mediums or not set(outlet.mediums) <= set(models.Medium.values):
            raise OutletRefused(_("Name at least one medium of the outlet, from the known ones."))
        outlet.save()
        audit_services.record(verb, outlet, unit_id=unit.pk, after={"mediums": outlet.mediums})
    return outlet


def save_slot(
    *, outlet: models.Outlet, code: str, values: dict[str, Any], by: actor.Actor, at: datetime
) -> models.Slot:
    """Make the slot of an outlet, or bring it to the given values.

    Raises:
        SlotRefused: the rule cannot be read or never occurs, or medium or language do not fit.
    """
    with writing.writing(by=by, at=at):
        key = {"outlet": outlet, "code": code}
        slot = models.Slot.objects.filter(**key).first() or models.Slot(**key)
        verb = "broadcasts.slot_changed" if slot.pk else "broadcasts.slot_entered"
        for name, value in values.items():
            setattr(slot, name, value)
        _check_slot(slot)
        slot.save()
        after = {"code": code, "rule": slot.recurrence, "starts": slot.starts_time.isoformat()}
        audit_services.record(verb, slot, unit_id=outlet.unit_id, after=after)
    return slot


def _check_slot(slot: models.Slot) -> None:
    if slot.medium not in slot.outlet.mediums:
        raise SlotRefused(_("The outlet does not use this medium: add it to the outlet first."))
    if slot.language not in languages.Language.values:
        raise SlotRefused(_("The language of the slot is not known."))
    if not queries.is_daily_rule(slot.recurrence):
        raise SlotRefused(
            _(
                "“%(rule)s” is not a rule of days (RFC 5545). Write for example "
                "FREQ=WEEKLY;BYDAY=MO,TU; time of day and last day have their own fields."
            )
            % {"rule": slot.recurrence}
        )
    if _first_start(slot) is None:
        raise SlotRefused(
            _("By the rule “%(rule)s” the slot would never come round within its days.")
            % {"rule": slot.recurrence}
        )


def _first_start(slot: models.Slot) -> datetime | None:
    try:
        return queries.first_start(slot)
    except ValueError as fault:
        message = _("The rule “%(rule)s” cannot be read.") % {"rule": slot.recurrence}
        raise SlotRefused(message) from fault

"""Entering outlets and their timetable; used by the kit and by the newsroom."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.broadcasts import models, queries
from campaigns.broadcasts.services import destinations
from campaigns.kernel import actor, errors, languages, writing
from campaigns.units import models as units_models

# Syllables a minute that a person can read, and words that an item can have.
SPEED = range(60, 401)
BUDGET = range(1, 20_001)
# Days that a preview looks through, and occurrences that it shows.
_PREVIEW_DAYS = 370
_PREVIEWED = 6


class OutletRefused(errors.LoaError):
    """The outlet as described cannot take scripts."""


class SlotRefused(errors.LoaError):
    """The slot would never come round, or the outlet has no such medium."""


class RuleRefused(SlotRefused):
    """The rule of the slot cannot be read, or never occurs."""


def save_outlet(
    *, unit: units_models.Unit, values: dict[str, Any], by: actor.Actor, at: datetime
) -> models.Outlet:
    """Make the unit an outlet, or bring it to the given values.

    Raises:
        OutletRefused: a medium is unknown or none is given, or a rate or budget is no sensible
            figure of one of them.
    """
    with writing.writing(by=by, at=at):
        outlet = models.Outlet.objects.filter(unit=unit).first() or models.Outlet(unit=unit)
        verb = "broadcasts.outlet_changed" if outlet.pk else "broadcasts.outlet_entered"
        for name, value in values.items():
            setattr(outlet, name, value)
        outlet.mediums = [str(medium) for medium in outlet.mediums]
        if not outlet.mediums or not set(outlet.mediums) <= set(models.Medium.values):
            raise OutletRefused(_("Name at least one medium of the outlet, from the known ones."))
        _check_figures(outlet.rates, outlet.mediums, SPEED)
        _check_figures(outlet.word_budgets, outlet.mediums, BUDGET)
        is_new = outlet.pk is None
        outlet.save()
        if is_new:
            _open_feed(outlet, by, at)
        audit_services.record(verb, outlet, unit_id=unit.pk, after={"mediums": outlet.mediums})
    return outlet


def _check_figures(figures: dict[str, int], mediums: list[str], bounds: range) -> None:
    """Refuse figures by medium and language that name another medium or make no sense."""
    for name, figure in figures.items():
        medium, _slash, language = name.partition("/")
        if medium not in mediums or language not in {"", *languages.Language.values}:
            raise OutletRefused(
                _("“%(name)s” is no medium and language of this outlet.") % {"name": name}
            )
        if figure not in bounds:
            raise OutletRefused(
                _("%(name)s: give a figure from %(least)s to %(most)s.")
                % {"name": name, "least": bounds.start, "most": bounds.stop - 1}
            )


def _open_feed(outlet: models.Outlet, by: actor.Actor, at: datetime) -> None:
    """Every outlet can pull from its first day on: a release needs a destination."""
    kind = models.DestinationKind.FEED
    name = _("Feed of %(outlet)s") % {"outlet": outlet.unit.name_vi}
    draft = destinations.DestinationDraft(outlet, kind, name[:120])
    destinations.add_destination(draft=draft, by=by, at=at)


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


def preview_slot(
    *, outlet: models.Outlet, values: dict[str, Any], on: date
) -> tuple[queries.SlotStart, ...]:
    """The next occurrences of a slot as described; writes nothing.

    Raises:
        SlotRefused: as `save_slot` would.
    """
    slot = models.Slot(outlet=outlet, **values)
    _check_slot(slot)
    first = _first_start(slot)
    begin = max(on, first.date()) if first else on
    return queries.occurrences([slot], begin, _PREVIEW_DAYS)[:_PREVIEWED]


def _check_slot(slot: models.Slot) -> None:
    if slot.medium not in slot.outlet.mediums:
        raise SlotRefused(_("The outlet does not use this medium: add it to the outlet first."))
    if slot.language not in languages.Language.values:
        raise SlotRefused(_("The language of the slot is not known."))
    if not queries.is_daily_rule(slot.recurrence):
        raise RuleRefused(
            _(
                "“%(rule)s” is not a rule of days (RFC 5545). Write for example "
                "FREQ=WEEKLY;BYDAY=MO,TU; time of day and last day have their own fields."
            )
            % {"rule": slot.recurrence}
        )
    if _first_start(slot) is None:
        raise RuleRefused(
            _("By the rule “%(rule)s” the slot would never come round within its days.")
            % {"rule": slot.recurrence}
        )


def _first_start(slot: models.Slot) -> datetime | None:
    try:
        return queries.first_start(slot)
    except ValueError as fault:
        message = _("The rule “%(rule)s” cannot be read.") % {"rule": slot.recurrence}
        raise RuleRefused(message) from fault

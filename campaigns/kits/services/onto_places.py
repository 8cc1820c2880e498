"""Safety groups and kinds of premises; outlets and their slots."""

from datetime import datetime, time
from typing import Any, ClassVar

from campaigns.broadcasts import models as broadcasts_models
from campaigns.broadcasts import services as broadcasts_services
from campaigns.kernel import actor
from campaigns.kits.services import kit, media, onto_units, rows, targets
from campaigns.premises import models as premises_models
from campaigns.premises import services as premises_services


class SafetyGroups(targets.Target[rows.SafetyGroup]):
    kind: ClassVar[str] = rows.SafetyGroup.KIND

    def find(self, found: kit.Kit, row: rows.SafetyGroup) -> premises_models.SafetyGroup | None:
        return premises_models.SafetyGroup.objects.filter(code=row.code).first()

    def wanted(self, found: kit.Kit, row: rows.SafetyGroup) -> dict[str, Any]:
        names = [unit.name_en for unit in found.units if unit.code in row.responsible_units]
        return {
            "name_vi": row.name_vi,
            "name_en": row.name_en,
            "criteria_document": row.criteria_document,
            "levels": row.levels,
            "review_interval": row.review_stated,
            "review_days": _review_days(found, row),
            "responsible_en": "; ".join(names)[:200],
            "source": row.basis,
            "position": found.safety_groups.index(row) + 1,
        }

    def save(self, found: kit.Kit, row: rows.SafetyGroup, *, by: actor.Actor, at: datetime) -> None:
        values = self.wanted(found, row)
        premises_services.save_safety_group(code=row.code, values=values, by=by, at=at)


def _review_days(found: kit.Kit, row: rows.SafetyGroup) -> int | None:
    """The group's interval, where the setting that it names is one of days."""
    days = (s for s in found.settings if s.code == row.review_setting and s.kind == "DAYS")
    return next((int(s.value) for s in days if s.value.isdecimal()), None)


class CriteriaSets(targets.Target[rows.CriteriaSet]):
    """A version of a set; items and bands stand in it as the kit writes them."""

    kind: ClassVar[str] = rows.CriteriaSet.KIND

    def find(self, found: kit.Kit, row: rows.CriteriaSet) -> premises_models.CriteriaSet | None:
        return premises_models.CriteriaSet.objects.filter(
            code=row.code, version=row.version
        ).first()

    def wanted(self, found: kit.Kit, row: rows.CriteriaSet) -> dict[str, Any]:
        groups = premises_models.SafetyGroup.objects.filter(code=row.group)
        plain = ("name_vi", "name_en", "entry", "measure", "direction", "most_points")
        more = ("knock_out_vi", "is_sample", "note_vi")
        return {name: getattr(row, name) for name in (*plain, *more)} | {
            "group": groups.first(),
            "items": [item.as_data() for item in row.items],
            "bands": [band.as_data() for band in row.bands],
            "valid_from_date": row.valid_from,
            "valid_to_date": row.valid_to,
            "source": row.basis,
            "position": found.criteria_sets.index(row) + 1,
        }

    def save(self, found: kit.Kit, row: rows.CriteriaSet, *, by: actor.Actor, at: datetime) -> None:
        premises_services.save_criteria_set(
            code=row.code, version=row.version, values=self.wanted(found, row), by=by, at=at
        )


class PaymentMethods(targets.Target[rows.PaymentMethod]):
    kind: ClassVar[str] = rows.PaymentMethod.KIND

    def find(self, found: kit.Kit, row: rows.PaymentMethod) -> premises_models.PaymentMethod | None:
        return premises_models.PaymentMethod.objects.filter(code=row.code).first()

    def wanted(self, found: kit.Kit, row: rows.PaymentMethod) -> dict[str, Any]:
        position = found.payment_methods.index(row) + 1
        return {"name_vi": row.name_vi, "name_en": row.name_en, "position": position}

    def save(
        self, found: kit.Kit, row: rows.PaymentMethod, *, by: actor.Actor, at: datetime
    ) -> None:
        values = self.wanted(found, row)
        premises_services.save_payment_method(code=row.code, values=values, by=by, at=at)


class PremisesKinds(targets.Target[rows.PremisesKind]):
    kind: ClassVar[str] = rows.PremisesKind.KIND

    def find(self, found: kit.Kit, row: rows.PremisesKind) -> premises_models.PremisesKind | None:
        return premises_models.PremisesKind.objects.filter(code=row.code).first()

    def wanted(self, found: kit.Kit, row: rows.PremisesKind) -> dict[str, Any]:
        groups = premises_models.SafetyGroup.objects.filter(code=row.safety_group)
        return {
            "name_vi": row.name_vi,
            "name_en": row.name_en,
            "is_vehicle": row.is_vehicle,
            "is_isolation": row.clause == "1.d",
            "is_named_in_letter": row.is_named_in_letter,
            "safety_group": groups.first(),
            "position": found.premises_kinds.index(row) + 1,
        }

    def save(
        self, found: kit.Kit, row: rows.PremisesKind, *, by: actor.Actor, at: datetime
    ) -> None:
        values = self.wanted(found, row)
        premises_services.save_premises_kind(code=row.code, values=values, by=by, at=at)


class Outlets(targets.Target[media.Outlet]):
    """An outlet's own rate and budget are those of its first channels; each channel keeps its."""

    kind: ClassVar[str] = media.Outlet.KIND

    def find(self, found: kit.Kit, row: media.Outlet) -> broadcasts_models.Outlet | None:
        return outlet_of(found, row.code)

    def wanted(self, found: kit.Kit, row: media.Outlet) -> dict[str, Any]:
        rates = [c.syllables_per_minute for c in row.channels if c.syllables_per_minute]
        budgets = [c.word_budget for c in row.channels if c.word_budget]
        values: dict[str, Any] = {
            "mediums": [c.medium for c in row.channels],
            "rates": {
                c.medium: c.syllables_per_minute for c in row.channels if c.syllables_per_minute
            },
            "word_budgets": {c.medium: c.word_budget for c in row.channels if c.word_budget},
        }
        if rates:
            values["syllables_per_minute"] = rates[0]
        if budgets:
            values["word_budget"] = budgets[0]
        return values

    def save(self, found: kit.Kit, row: media.Outlet, *, by: actor.Actor, at: datetime) -> None:
        unit = onto_units.unit_by_code(found, row.code)
        broadcasts_services.save_outlet(unit=unit, values=self.wanted(found, row), by=by, at=at)


def outlet_of(found: kit.Kit, code: str) -> broadcasts_models.Outlet | None:
    row = next((unit for unit in found.units if unit.code == code), None)
    unit = onto_units.unit_of(row) if row else None
    return broadcasts_models.Outlet.objects.filter(unit=unit).first() if unit else None


class Slots(targets.Target[media.Slot]):
    kind: ClassVar[str] = media.Slot.KIND

    def find(self, found: kit.Kit, row: media.Slot) -> broadcasts_models.Slot | None:
        outlet = outlet_of(found, row.outlet)
        if outlet is None:
            return None
        return broadcasts_models.Slot.objects.filter(outlet=outlet, code=row.code).first()

    def wanted(self, found: kit.Kit, row: media.Slot) -> dict[str, Any]:
        return {
            "medium": row.medium,
            "name_vi": row.name_vi,
            "recurrence": row.rule,
            "starts_time": time.fromisoformat(row.starts_at),
            "seconds": row.seconds,
            "language": row.language,
            "valid_from_date": found.starts_on,
            "is_assumed": row.is_assumed,
        }

    def save(self, found: kit.Kit, row: media.Slot, *, by: actor.Actor, at: datetime) -> None:
        unit = onto_units.unit_by_code(found, row.outlet)
        broadcasts_services.save_slot(
            outlet=broadcasts_models.Outlet.objects.get(unit=unit),
            code=row.code,
            values=self.wanted(found, row),
            by=by,
            at=at,
        )

"""Kinds of units and units of a kit, in the tree, and their outlines."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from campaigns.kernel import actor, errors
from campaigns.kits.services import kit, rows, targets
from campaigns.units import models, services


class UnitKinds(targets.Target[rows.UnitKind]):
    kind: ClassVar[str] = rows.UnitKind.KIND

    def find(self, found: kit.Kit, row: rows.UnitKind) -> models.UnitKind | None:
        return models.UnitKind.objects.filter(code=row.code).first()

    def wanted(self, found: kit.Kit, row: rows.UnitKind) -> dict[str, Any]:
        return {
            "name_vi": row.name_vi,
            "name_en": row.name_en,
            "is_territorial": row.is_territorial,
            "is_commanded": row.is_under_command,
            "is_governing": row.is_governing,
        }

    def save(self, found: kit.Kit, row: rows.UnitKind, *, by: actor.Actor, at: datetime) -> None:
        draft = services.KindDraft(code=row.code, **self.wanted(found, row))
        services.save_kind(draft=draft, by=by, at=at)


class UnitMissing(errors.LoaError):
    """A unit that a row needs is not in the tree."""


def unit_of(row: rows.Unit) -> models.Unit | None:
    """The unit of a code on the day on which the kit says that it begins.

    A later kit may have closed it and given its code to another; failing that, whatever unit
    carries the code at present.
    """
    same_code = models.Unit.objects.filter(code=row.code)
    start = row.starts_on
    return (same_code.filter(valid_from_date=start).first() if start else None) or (
        same_code.filter(valid_to_date__isnull=True).first()
    )


def units_of(meant: Sequence[rows.Unit]) -> list[models.Unit]:
    """The units of rows, in one query; those not in the tree yet are left out."""
    starts: Mapping[str, date | None] = {row.code: row.starts_on for row in meant}
    same_codes = models.Unit.objects.filter(code__in=starts).order_by("pk")
    return [u for u in same_codes if u.valid_from_date == starts[u.code]]


def unit_by_code(found: kit.Kit, code: str) -> models.Unit:
    """The unit that a kit means by a code.

    Raises:
        UnitMissing: it was not founded.
    """
    row = next((unit for unit in found.units if unit.code == code), None)
    unit = unit_of(row) if row else None
    if unit is None:
        raise UnitMissing(_("The unit %(code)s is not in the tree.") % {"code": code})
    return unit


class Units(targets.Target[rows.Unit]):
    """Units are founded together, so that the tree's closure is derived once."""

    kind: ClassVar[str] = rows.Unit.KIND

    def find(self, found: kit.Kit, row: rows.Unit) -> models.Unit | None:
        return unit_of(row)

    def wanted(self, found: kit.Kit, row: rows.Unit) -> dict[str, Any]:
        return {
            "kind_code": row.kind,
            "name_vi": row.name_vi,
            "name_en": row.name_en,
            "short_name_vi": row.short_name_vi or row.name_vi,
            "latitude": row.lat,
            "longitude": row.lon,
            "source": row.basis[:200],
            "aliases": tuple(sorted(row.aliases)),
            "parent_code": row.parent,
        }

    def present(self, found: kit.Kit, row: rows.Unit) -> dict[str, Any] | None:
        unit = unit_of(row)
        if unit is None:
            return None
        parents = unit.parent_edges.filter(valid_from_date__lte=unit.valid_from_date)
        return {
            "kind_code": unit.kind.code,
            "name_vi": unit.name_vi,
            "name_en": unit.name_en,
            "short_name_vi": unit.short_name_vi,
            "latitude": unit.latitude,
            "longitude": unit.longitude,
            "source": unit.source,
            "aliases": sorted(unit.aliases.values_list("name", flat=True)),
            "parent_code": parents.values_list("parent__code", flat=True).first() or "",
        }

    def save_all(
        self, found: kit.Kit, many: Sequence[rows.Unit], *, by: actor.Actor, at: datetime
    ) -> None:
        new = [row for row in many if unit_of(row) is None]
        services.found_units(drafts=[self._draft(found, row) for row in new], by=by, at=at)
        for row in many:
            if row not in new:
                self.save(found, row, by=by, at=at)

    def save(self, found: kit.Kit, row: rows.Unit, *, by: actor.Actor, at: datetime) -> None:
        unit = unit_by_code(found, row.code)
        present = self.present(found, row)
        services.amend_unit(unit=unit, draft=self._draft(found, row), by=by, at=at)
        if present and row.parent and present["parent_code"] != row.parent:
            services.move_unit(
                unit=unit,
                parent=unit_by_code(found, row.parent),
                from_date=at.date(),
                by=by,
                at=at,
            )

    def _draft(self, found: kit.Kit, row: rows.Unit) -> services.UnitDraft:
        if row.starts_on is None:
            raise UnitMissing(_("The unit %(code)s has no start.") % {"code": row.code})
        return services.UnitDraft(
            code=row.code, valid_from_date=row.starts_on, **self.wanted(found, row)
        )


class Outlines(targets.Target[rows.MapShape]):
    """Outlines are drawn together: one event tells of the whole map."""

    kind: ClassVar[str] = rows.MapShape.KIND

    def find(self, found: kit.Kit, row: rows.MapShape) -> models.UnitOutline | None:
        unit = self._unit(found, row)
        return models.UnitOutline.objects.filter(unit=unit).first() if unit else None

    def wanted(self, found: kit.Kit, row: rows.MapShape) -> dict[str, Any]:
        return {"geometry": json.loads(row.geometry), "is_schematic": row.is_schematic}

    def save_all(
        self, found: kit.Kit, many: Sequence[rows.MapShape], *, by: actor.Actor, at: datetime
    ) -> None:
        drafts = [
            services.OutlineDraft(unit_by_code(found, row.code), **self.wanted(found, row))
            for row in many
        ]
        services.save_outlines(drafts=drafts, by=by, at=at)

    def _unit(self, found: kit.Kit, row: rows.MapShape) -> models.Unit | None:
        meant = next((unit for unit in found.units if unit.code == row.code), None)
        return unit_of(meant) if meant else None

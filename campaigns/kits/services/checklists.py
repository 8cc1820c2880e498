"""Checklists of a kit: read, checked by the rules of inspections, and saved by their service."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from campaigns.inspections import models as inspections_models
from campaigns.inspections import queries as inspections_queries
from campaigns.inspections import services as inspections_services
from campaigns.inspections.queries import items as items_
from campaigns.kernel import actor
from campaigns.kits.services import faulting, kit, records, rows, tables, targets
from campaigns.premises import models as premises_models

_MOST = 1_000_000


def checklist(record: records.Record) -> rows.Checklist:
    """A checklist from its YAML record."""
    record.refuse_unknown(tables.columns_of(rows.Checklist))
    return rows.Checklist(
        source=record.source,
        code=record.slug("code"),
        name_vi=record.name("name_vi"),
        name_en=record.name("name_en"),
        clause=record.code("clause", is_required=False, limit=20),
        premises_kinds=record.codes("premises_kinds"),
        items=tuple(_item(item) for item in record.records("items")),
    )


def _item(record: records.Record) -> rows.ChecklistItem:
    record.refuse_unknown(tables.columns_of(rows.ChecklistItem))
    chosen = record.records("choices", is_required=False)
    return rows.ChecklistItem(
        source=record.source,
        code=record.slug("code"),
        kind=record.choice("kind", items_.KINDS),
        text_vi=record.name("text_vi", limit=300),
        text_en=record.name("text_en", limit=300),
        weight=record.whole("weight", low=0, high=100, is_required=False) or 0,
        is_required=record.flag("is_required") if "is_required" in record.values else True,
        good=record.choice("good", (items_.YES, items_.NO), default=items_.YES),
        low=_bound(record, "low"),
        high=_bound(record, "high"),
        good_low=_bound(record, "good_low"),
        good_high=_bound(record, "good_high"),
        choices=tuple(_choice(choice) for choice in chosen),
        when_item=record.slug("when_item", is_required=False),
        when_answer=record.slug("when_answer", is_required=False),
        severity=_severity(record),
        remedy_days=record.whole("remedy_days", low=0, high=365, is_required=False),
    )


def _bound(record: records.Record, name: str) -> float | None:
    return record.decimal(name, low=-_MOST, high=_MOST, is_required=False)


def _severity(record: records.Record) -> str:
    is_said = record.text("severity", is_required=False)
    return record.choice("severity", items_.SEVERITIES) if is_said else ""


def _choice(record: records.Record) -> rows.ChecklistChoice:
    record.refuse_unknown(tables.columns_of(rows.ChecklistChoice))
    return rows.ChecklistChoice(
        source=record.source,
        code=record.slug("code"),
        name_vi=record.name("name_vi", limit=120),
        name_en=record.name("name_en", limit=120),
        percent=record.whole("percent", low=0, high=100) or 0,
    )


def items_of(row: rows.Checklist) -> list[inspections_queries.Item]:
    """The row's items as inspections know them."""
    return [_as_item(item) for item in row.items]


def _as_item(item: rows.ChecklistItem) -> inspections_queries.Item:
    values = {name: getattr(item, name) for name in tables.columns_of(rows.ChecklistItem)}
    names = tables.columns_of(rows.ChecklistChoice)
    choices = tuple(
        inspections_queries.Choice(**{name: getattr(choice, name) for name in names})
        for choice in item.choices
    )
    return inspections_queries.Item(**(values | {"choices": choices}))


def check(found: kit.Kit, faults: faulting.Faults, need: Callable[..., None]) -> None:
    """Note what contradicts itself in a checklist, at the item's line; `need` refuses codes that
    the kit does not have."""
    for row in found.checklists:
        need("clause", row.clause, row.source)
        for code in row.premises_kinds:
            need("premises_kind", code, row.source)
        for fault in inspections_queries.item_faults_of(items_of(row)):
            faults.add(row.items[fault.place].source, fault.message)


class Checklists(targets.Target[rows.Checklist]):
    kind: ClassVar[str] = rows.Checklist.KIND

    def find(self, found: kit.Kit, row: rows.Checklist) -> inspections_models.Checklist | None:
        return inspections_models.Checklist.objects.filter(code=row.code).first()

    def wanted(self, found: kit.Kit, row: rows.Checklist) -> dict[str, Any]:
        kinds = premises_models.PremisesKind.objects.filter(code__in=row.premises_kinds)
        return {
            "name_vi": row.name_vi,
            "name_en": row.name_en,
            "clause_code": row.clause,
            "kinds": list(kinds.order_by("pk")),
            "position": found.checklists.index(row) + 1,
            "items_sha256": inspections_services.items_sha256(items_of(row)),
        }

    def save(self, found: kit.Kit, row: rows.Checklist, *, by: actor.Actor, at: datetime) -> None:
        inspections_services.save_checklist(
            code=row.code,
            values=self.wanted(found, row),
            items=items_of(row),
            by=by,
            at=at,
        )

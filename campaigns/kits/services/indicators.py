"""Indicators of a kit: read, checked against the vocabulary of scorecards, saved by their service."""

import itertools
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from campaigns.kernel import actor
from campaigns.kits.services import faulting, kit, records, rows, tables, targets
from campaigns.scorecards import models as scorecards_models
from campaigns.scorecards import queries as scorecards_queries
from campaigns.scorecards import services as scorecards_services
from campaigns.units import models as units_models

_MOST = 1_000_000


def indicator(record: records.Record) -> rows.Indicator:
    """A version of an indicator from its YAML record."""
    record.refuse_unknown(tables.columns_of(rows.Indicator))
    return rows.Indicator(
        source=record.source,
        code=record.slug("code", limit=60),
        version=record.whole("version", low=1, high=999) or 1,
        clause=record.code("clause", limit=20),
        name_vi=record.name("name_vi", limit=120),
        name_en=record.name("name_en", limit=120),
        counted_vi=record.text("counted_vi", limit=400),
        counted_en=record.text("counted_en", limit=400),
        measure=record.choice("measure", sorted(scorecards_queries.MEASURES)),
        filters=_filters(record),
        value=record.choice("value", scorecards_models.ValueKind.values),
        direction=record.choice("direction", scorecards_models.Direction.values, default="MORE"),
        scope=record.choice("scope", scorecards_models.Scope.values),
        target=_bound(record, "target"),
        legends=tuple(_legend(item) for item in record.records("legends", is_required=False)),
        min_denominator=record.whole("min_denominator", low=1, high=_MOST, is_required=False) or 1,
        effective_gap=_bound(record, "effective_gap") or 0,
        weight=record.whole("weight", low=0, high=100) or 0,
        periods=record.choices("periods", scorecards_models.PeriodKind.values),
        peer_kinds=record.codes("peer_kinds"),
        valid_from=record.day("valid_from"),
        valid_to=record.day("valid_to", is_required=False),
    )


def _bound(record: records.Record, name: str) -> float | None:
    return record.decimal(name, low=0, high=_MOST, is_required=False)


def _filters(record: records.Record) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Names and values as written; whether the measure takes them is checked later."""
    if "filters" not in record.values:
        return ()
    named = record.record("filters")
    return tuple((name, named.texts(name)) for name in sorted(named.values))


def _legend(record: records.Record) -> rows.Legend:
    record.refuse_unknown(tables.columns_of(rows.Legend))
    return rows.Legend(
        source=record.source,
        kinds=record.codes("kinds"),
        periods=tuple(_periods(record)),
        good=record.decimal("good", low=0, high=_MOST),
        fair=record.decimal("fair", low=0, high=_MOST),
    )


def _periods(record: records.Record) -> Iterable[str]:
    known = scorecards_models.PeriodKind.values
    return record.choices("periods", known) if "periods" in record.values else ()


def check(
    found: kit.Kit, faults: faulting.Faults, need: Callable[..., None], *, is_whole: bool
) -> None:
    """Note what of an indicator names nothing or contradicts itself, and codes that obligations
    use and no indicator has; `is_whole` says that all indicators could be read."""
    for row in found.indicators:
        need("clause", row.clause, row.source)
        for code in (*row.peer_kinds, *(c for legend in row.legends for c in legend.kinds)):
            need("unit_kind", code, row.source)
        _check_measure(row, faults, need)
        _check_numbers(row, faults)
    _check_versions(found.indicators, faults)
    if is_whole and found.indicators:
        _check_used(found, faults)


def _check_used(found: kit.Kit, faults: faulting.Faults) -> None:
    known = {row.code for row in found.indicators}
    for obligation in found.obligations:
        if obligation.indicator_code and obligation.indicator_code not in known:
            faults.add(
                obligation.source,
                _("No indicator has the code “%(code)s”: add it or correct the code here."),
                code=obligation.indicator_code,
            )


def _check_measure(row: rows.Indicator, faults: faulting.Faults, need: Callable[..., None]) -> None:
    measure = scorecards_queries.MEASURES.get(row.measure)
    if measure is None:
        return  # refused where it was read
    if row.value not in measure.value_kinds:
        faults.add(
            row.source,
            _("“%(measure)s” gives no %(value)s: use one of %(known)s."),
            measure=row.measure,
            value=row.value,
            known=", ".join(measure.value_kinds),
        )
    _check_filters(row, measure, faults, need)


def _check_filters(
    row: rows.Indicator,
    measure: scorecards_queries.Measure,
    faults: faulting.Faults,
    need: Callable[..., None],
) -> None:
    said = dict(row.filters)
    missing = [n for n, known in measure.filters.items() if known.is_required and not said.get(n)]
    for name in (*missing, *(name for name in said if name not in measure.filters)):
        faults.add(
            row.source,
            _("“%(measure)s” is narrowed by %(known)s: add or remove the filter “%(name)s”."),
            measure=row.measure,
            known=", ".join(measure.filters) or "-",
            name=name,
        )
    for name, values in said.items():
        known = measure.filters.get(name, scorecards_queries.Filter())
        for value in values:
            if known.refers:
                need(known.refers, value, row.source)
            elif known.values and value not in known.values:
                faults.add(
                    row.source,
                    _("“%(value)s” is not a value of “%(name)s”: use one of %(known)s."),
                    value=value,
                    name=name,
                    known=", ".join(known.values),
                )


def _check_numbers(row: rows.Indicator, faults: faulting.Faults) -> None:
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        faults.add(row.source, _("An indicator ends after it begins: correct one of the dates."))
    if not row.peer_kinds:
        faults.add(row.source, _("Name the kinds of unit that are scored, as “peer_kinds”."))
    for legend in row.legends:
        if legend.good is None or legend.fair is None:
            continue  # refused where it was read
        is_turned = (
            legend.good > legend.fair if row.direction == "LESS" else (legend.good < legend.fair)
        )
        if is_turned:
            faults.add(
                legend.source,
                _("“good” is better than “fair”, by the direction of the indicator: swap them."),
            )


def _check_versions(found: Iterable[rows.Indicator], faults: faulting.Faults) -> None:
    """Versions of a code follow one another: on no day do two hold."""
    spans: dict[str, list[rows.Indicator]] = {}
    for row in found:
        spans.setdefault(row.code, []).append(row)
    for versions in spans.values():
        ordered = sorted(versions, key=lambda row: (row.version, row.source.line))
        for earlier, later in itertools.pairwise(ordered):
            start = later.valid_from or date.min
            if earlier.version != later.version and (earlier.valid_to or date.max) >= start:
                faults.add(
                    later.source,
                    _(
                        "Version %(later)d begins before version %(earlier)d ends: write its last day as “valid_to”."
                    ),
                    later=later.version,
                    earlier=earlier.version,
                )


class Indicators(targets.Target[rows.Indicator]):
    kind: ClassVar[str] = rows.Indicator.KIND

    def find(self, found: kit.Kit, row: rows.Indicator) -> scorecards_models.Indicator | None:
        rows_of_code = scorecards_models.Indicator.objects.filter(code=row.code)
        return rows_of_code.filter(version=row.version).first()

    def wanted(self, found: kit.Kit, row: rows.Indicator) -> dict[str, Any]:
        plain = ("name_vi", "name_en", "counted_vi", "counted_en", "measure", "direction", "scope")
        more = ("min_denominator", "weight")
        kinds = units_models.UnitKind.objects.filter(code__in=row.peer_kinds)
        return {name: getattr(row, name) for name in (*plain, *more)} | {
            "clause_code": row.clause,
            "filters": {name: list(values) for name, values in row.filters},
            "value_kind": row.value,
            "target": None if row.target is None else _decimal(row.target),
            "effective_gap": _decimal(row.effective_gap),
            "legends": [legend.as_data() for legend in row.legends],
            "periods": list(row.periods),
            "peer_kinds": list(kinds.order_by("pk")),
            "valid_from_date": row.valid_from,
            "valid_to_date": row.valid_to,
            "position": found.indicators.index(row) + 1,
        }

    def save(self, found: kit.Kit, row: rows.Indicator, *, by: actor.Actor, at: datetime) -> None:
        scorecards_services.save_indicator(
            code=row.code, version=row.version, values=self.wanted(found, row), by=by, at=at
        )

    def present(self, found: kit.Kit, row: rows.Indicator) -> dict[str, Any] | None:
        values = super().present(found, row)
        return None if values is None else _texts(values)

    def would_be(self, found: kit.Kit, row: rows.Indicator) -> dict[str, Any]:
        return _texts(super().would_be(found, row))


def _decimal(number: float) -> Decimal:
    return Decimal(str(number)).quantize(Decimal("0.01"))


def _texts(values: dict[str, Any]) -> dict[str, Any]:
    """Decimals as text, so that the snapshot is JSON."""
    return {n: str(v) if isinstance(v, Decimal) else v for n, v in values.items()}

"""Indicators for tests, and the figures that are counted by them."""

from datetime import date
from typing import Any

from campaigns.scorecards import models, services
from campaigns.units import models as units_models
from tests.factories import cast as casts

THRESHOLDS = [{"kinds": [], "periods": [], "good": 90, "fair": 60}]


def make(code: str, version: int = 1, **changes: Any) -> models.Indicator:
    """An indicator in force since the cast's beginning: posters verified of premises open."""
    kinds = changes.pop("kinds", ("commune",))
    values: dict[str, Any] = {
        "clause_code": "1.b.2",
        "name_vi": f"Chỉ số {code}",
        "name_en": code,
        "counted_vi": "Đếm",
        "counted_en": "Counted",
        "measure": "premises_coverage",
        "filters": {"stage": ["VERIFIED"]},
        "value_kind": models.ValueKind.PERCENT,
        "direction": models.Direction.MORE,
        "scope": models.Scope.SUBTREE,
        "target": 100,
        "legends": THRESHOLDS,
        "min_denominator": 1,
        "effective_gap": 1,
        "periods": ["WEEK", "MONTH"],
        "peer_kinds": list(units_models.UnitKind.objects.filter(code__in=kinds)),
        "valid_from_date": date(2021, 1, 1),
    }
    return services.save_indicator(
        code=code, version=version, values=values | changes, by=casts.SYSTEM, at=casts.NOW
    )

"""Every indicator of the letter recounted in plain SQL, apart from the product's queries.

Facts are read from the rows themselves, never from a rollup; the tree is walked edge by edge in
the statement. What the product keeps of each unit, week and month, the statements say as well.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection

from campaigns.kernel import actor
from campaigns.kits.services import applying, demo, reading
from campaigns.scorecards import models, services

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SHIPPED = Path(settings.BASE_DIR) / "campaigns" / "kits" / "ninh_thuan_2754"
BY = actor.SystemActor("test")
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)

Facts = dict[int, tuple[Decimal, int]]
_TREE = """
WITH RECURSIVE up(descendant, ancestor) AS (
  SELECT id, id FROM units_unit
  UNION ALL
  SELECT up.descendant, e.parent_id FROM up JOIN units_unitedge e ON e.child_id = up.ancestor
  WHERE e.valid_from_date <= %s AND (e.valid_to_date IS NULL OR e.valid_to_date >= %s)
)
SELECT descendant, ancestor FROM up
"""


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [str(v) if isinstance(v, date) else v for v in values])
        return cursor.fetchall()


def moments(first: date, last: date) -> tuple[str, str]:
    """The first moment of a day and the one after another day, as both databases compare them."""
    start = datetime.combine(first, time(), ZONE).astimezone(UTC)
    end = datetime.combine(last + timedelta(days=1), time(), ZONE).astimezone(UTC)
    form = "%Y-%m-%d %H:%M:%S" + ("" if connection.vendor == "sqlite" else "+00")
    return f"{start:{form}}", f"{end:{form}}"


def facts(found: list[tuple[Any, ...]]) -> Facts:
    return {unit: (Decimal(str(n or 0)), int(d or 0)) for unit, n, d in found}


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


OPEN = (
    "r.state = 'OPEN' AND r.from_date <= %s AND (r.to_date IS NULL OR r.to_date >= %s)"
    " AND p.merged_into_id IS NULL"
)
OPEN_PREMISES = (
    "premises_openrange r JOIN premises_premises p ON p.id = r.premises_id"
    " JOIN premises_premiseskind k ON k.id = r.kind_id"
)


def staged(condition: str) -> Callable[[date, date], Facts]:
    def count(_first: date, last: date) -> Facts:
        sql = (
            f"SELECT r.commune_id, SUM(CASE WHEN {condition} THEN 1 ELSE 0 END), COUNT(*)"
            f" FROM {OPEN_PREMISES} WHERE {OPEN} GROUP BY r.commune_id"
        )
        return facts(rows(sql, last, last))

    return count


def daily(first: date, last: date) -> Facts:
    found: Facts = {}
    for day in days(first, last):
        sql = (
            "SELECT r.commune_id, COUNT(v.id), COUNT(*)"
            f" FROM {OPEN_PREMISES} LEFT JOIN premises_visitcount v"
            f" ON v.premises_id = p.id AND v.count_date = %s WHERE {OPEN} GROUP BY r.commune_id"
        )
        for unit, (n, d) in facts(rows(sql, day, day, day)).items():
            known = found.get(unit, (Decimal(0), 0))
            found[unit] = known[0] + n, known[1] + d
    return found


def isolation(first: date, last: date) -> Facts:
    sql = (
        "SELECT p.commune_id, SUM(c.declared), SUM(c.expected) FROM premises_isolationcount c"
        " JOIN premises_premises p ON p.id = c.premises_id"
        " WHERE c.count_date BETWEEN %s AND %s GROUP BY p.commune_id"
    )
    return facts(rows(sql, first, last))


def safety(_first: date, last: date) -> Facts:
    sql = (
        "SELECT r.commune_id, SUM(CASE WHEN EXISTS (SELECT 1 FROM premises_safetyreview s"
        " WHERE s.premises_id = p.id AND s.is_standing AND s.review_date <= %s"
        " AND (s.due_date IS NULL OR s.due_date >= %s)) THEN 1 ELSE 0 END), COUNT(*)"
        f" FROM {OPEN_PREMISES} WHERE k.safety_group_id IS NOT NULL AND {OPEN}"
        " GROUP BY r.commune_id"
    )
    return facts(rows(sql, last, last, last, last))


def staff(_first: date, last: date) -> Facts:
    sql = 'SELECT unit_id, "using", staff FROM premises_appuse WHERE month_date = %s'
    return facts(rows(sql, last.replace(day=1)))


def people(column: str, setting: str = "%") -> Callable[[date, date], Facts]:
    def count(first: date, last: date) -> Facts:
        sql = (
            f"SELECT unit_id, SUM({column}), 0 FROM drives_supportentry"
            " WHERE voided_at IS NULL AND NOT is_held AND day BETWEEN %s AND %s"
            " AND setting LIKE %s GROUP BY unit_id"
        )
        return facts(rows(sql, first, last, setting))

    return count


AIRED = "a.has_aired AND NOT EXISTS (SELECT 1 FROM broadcasts_airing n WHERE n.replaces_id = a.id)"


def pieces(*languages: str) -> Callable[[date, date], Facts]:
    def count(first: date, last: date) -> Facts:
        spoken = " AND a.language IN (%s, %s)" if languages else ""
        sql = (
            "SELECT o.unit_id, COUNT(*), 0 FROM broadcasts_airing a"
            f" JOIN broadcasts_outlet o ON o.id = a.outlet_id WHERE {AIRED}"
            f" AND a.aired_at >= %s AND a.aired_at < %s{spoken} GROUP BY o.unit_id"
        )
        return facts(rows(sql, *moments(first, last), *languages))

    return count


def as_planned(first: date, last: date) -> Facts:
    now = AT.strftime("%Y-%m-%d %H:%M:%S") + ("" if connection.vendor == "sqlite" else "+00")
    sql = (
        "SELECT o.unit_id, SUM(CASE WHEN EXISTS (SELECT 1 FROM broadcasts_airing a"
        f" WHERE a.release_id = e.id AND {AIRED}) THEN 1 ELSE 0 END), COUNT(*)"
        " FROM broadcasts_release e JOIN broadcasts_outlet o ON o.id = e.outlet_id"
        " WHERE e.state = 'PLANNED' AND e.planned_start_at >= %s AND e.planned_start_at < %s"
        " AND e.planned_end_at < %s GROUP BY o.unit_id"
    )
    return facts(rows(sql, *moments(first, last), now))


def to_air(kind: str) -> Callable[[date, date], Facts]:
    def count(first: date, last: date) -> Facts:
        sql = (
            "SELECT o.unit_id, b.id, b.issued_at, MIN(a.aired_at) FROM broadcasts_coverage c"
            " JOIN broadcasts_brief b ON b.id = c.brief_id"
            " JOIN broadcasts_outlet o ON o.id = c.outlet_id"
            f" LEFT JOIN broadcasts_airing a ON a.script_id = c.script_id"
            f" AND a.outlet_id = c.outlet_id AND {AIRED}"
            " WHERE b.source = 'CITATION' AND b.citation_kind = %s AND b.withdrawn_at IS NULL"
            " AND c.state <> 'CANCELLED' AND b.issued_at >= %s AND b.issued_at < %s"
            " GROUP BY o.unit_id, b.id, b.issued_at"
        )
        found: Facts = {}
        for unit, _brief, issued, aired in rows(sql, kind, *moments(first, last)):
            if aired is not None:
                known = found.get(unit, (Decimal(0), 0))
                hours = Decimal(round((moment(aired) - moment(issued)).total_seconds())) / 3600
                found[unit] = known[0] + hours, known[1] + 1
        return found

    return count


def moment(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))


def duties(*codes: str) -> Callable[[date, date], Facts]:
    def count(_first: date, last: date) -> Facts:
        named = " AND o.code = %s" if codes else ""
        sql = (
            "SELECT a.unit_id, SUM(CASE WHEN a.reported_date <= %s THEN 1 ELSE 0 END), COUNT(*)"
            " FROM directives_assignment a JOIN directives_obligation o ON o.id = a.obligation_id"
            " WHERE a.state NOT IN ('DRAFT', 'CANCELLED') AND a.issued_date <= %s"
            f" AND (a.current_due_date <= %s OR a.reported_date <= %s){named} GROUP BY a.unit_id"
        )
        return facts(rows(sql, last, last, last, last, *codes))

    return count


def heads(_first: date, last: date) -> Facts:
    def holds(name: str) -> str:
        end = f"{name}.valid_to_date"
        return f"{name}.valid_from_date <= %s AND ({end} IS NULL OR {end} >= %s)"

    sql = (
        "SELECT w.unit_id, MAX(CASE WHEN EXISTS (SELECT 1 FROM units_unithead h"
        f" WHERE h.unit_id = w.unit_id AND {holds('h')}) THEN 1 ELSE 0 END), 1"
        f" FROM units_activerange w WHERE {holds('w')} GROUP BY w.unit_id"
    )
    return facts(rows(sql, last, last, last, last))


def reports(*, is_timely: bool) -> Callable[[date, date], Facts]:
    def count(first: date, last: date) -> Facts:
        now = AT.strftime("%Y-%m-%d %H:%M:%S") + ("" if connection.vendor == "sqlite" else "+00")
        came = "e.submitted_at IS NOT NULL"
        counted = f"{came} AND e.submitted_at <= e.timely_until_at" if is_timely else came
        sql = (
            f"SELECT e.unit_id, SUM(CASE WHEN {counted} THEN 1 ELSE 0 END), COUNT(*)"
            " FROM directives_expectedreport e WHERE e.due_date BETWEEN %s AND %s"
            f" AND ({came} OR (e.excused_at IS NULL AND e.timely_until_at < %s))"
            " GROUP BY e.unit_id"
        )
        return facts(rows(sql, first, last, now))

    return count


def inspections(first: date, last: date) -> Facts:
    sql = (
        "SELECT p.commune_id, COUNT(*), 0 FROM inspections_inspection i"
        " JOIN premises_premises p ON p.id = i.premises_id WHERE i.state = 'DONE'"
        " AND i.inspected_at >= %s AND i.inspected_at < %s GROUP BY p.commune_id"
    )
    return facts(rows(sql, *moments(first, last)))


def findings(first: date, last: date) -> Facts:
    _start, end = moments(first, last)
    sql = (
        "SELECT p.commune_id, SUM(CASE WHEN f.confirmed_at < %s THEN 1 ELSE 0 END), COUNT(*)"
        " FROM inspections_finding f JOIN inspections_inspection i ON i.id = f.inspection_id"
        " JOIN premises_premises p ON p.id = i.premises_id WHERE f.found_at < %s"
        " AND (f.remedy_by_date <= %s OR f.confirmed_at < %s) GROUP BY p.commune_id"
    )
    return facts(rows(sql, end, end, last, end))


PAYS = "EXISTS (SELECT 1 FROM premises_premises_payment_methods m WHERE m.premises_id = p.id)"
# Indicator → how it is counted, and whether rows of units below count too.
COUNTS: dict[str, tuple[Callable[[date, date], Facts], bool]] = {
    "own_plans_issued": (duties("ob-1-i"), False),
    "staff_using_app_share": (staff, True),
    "residents_helped": (people("people"), True),
    "premises_registered_share": (staged("p.has_checkpoint"), True),
    "posters_verified_share": (staged("p.poster_stage = 'VERIFIED'"), True),
    "premises_daily_control": (daily, True),
    "safety_reviews_current": (safety, True),
    "isolation_declared_share": (isolation, True),
    "epayment_sites": (staged(PAYS), True),
    "inspections_held": (inspections, True),
    "findings_remedied_share": (findings, True),
    "heads_named": (heads, False),
    "residents_helped_per_1000": (people("people"), True),
    "households_reminded": (people("households", "SURVEILLANCE_ROUND"), True),
    "pieces_aired": (pieces(), False),
    "pieces_aired_local_languages": (pieces("cjm-Latn", "rog"), False),
    "aired_as_planned_share": (as_planned, False),
    "praise_hours_to_air": (to_air("COMMENDATION"), False),
    "criticism_hours_to_air": (to_air("CRITICISM"), False),
    "report_completeness": (reports(is_timely=False), True),
    "reports_on_time_share": (reports(is_timely=True), True),
    "advice_given": (duties("ob-4-ii"), False),
    "duties_done_share": (duties(), True),
}


# Of these the demo tells nothing in the running week and month.
SILENT = {
    *("advice_given", "own_plans_issued", "report_completeness", "reports_on_time_share"),
    *("criticism_hours_to_air", "praise_hours_to_air", "households_reminded"),
    "pieces_aired_local_languages",
}


def summed(own: Facts, on: date) -> Facts:
    found: Facts = {}
    for unit, above in rows(_TREE, on, on):
        if unit in own:
            n, d = found.get(above, (Decimal(0), 0))
            found[above] = n + own[unit][0], d + own[unit][1]
    return found


def population(unit: int, on: date) -> int | None:
    sql = (
        "SELECT people FROM units_population WHERE unit_id = %s AND as_of_date <= %s"
        " ORDER BY as_of_date DESC, id DESC LIMIT 1"
    )
    found = rows(sql, unit, on)
    return found[0][0] if found else None


def expected(kind: str, numerator: Decimal, denominator: int | None) -> Decimal | None:
    if kind == "COUNT":
        value = numerator
    elif not denominator:
        return None
    else:
        value = numerator * {"PERCENT": 100, "PER_1000": 1000}.get(kind, 1) / denominator
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_each_indicator_equals_its_plain_statement() -> None:
    applying.apply_kit(found=reading.read_kit(SHIPPED), by=BY, at=AT)
    demo.make_demo(weeks=2, seed=2754, at=AT)
    services.compute_due(by=BY, at=AT)
    seen = dict.fromkeys(COUNTS, 0)
    for period in models.ScorePeriod.objects.filter(end_date__gte=TODAY):
        until = min(period.end_date, TODAY)
        for code, (count, is_summed) in COUNTS.items():
            counted = count(period.start_date, until)
            told = summed(counted, until) if is_summed else counted
            scores = models.Score.objects.filter(period=period, indicator__code=code)
            for score in scores.select_related("indicator"):
                seen[code] += compare(score, told, until)
    assert models.Indicator.objects.count() == len(COUNTS)
    # What the demo leaves empty is grey everywhere and compared as such.
    silent = {code for code, number in seen.items() if not number}
    assert silent <= SILENT, silent - SILENT


def compare(score: models.Score, told: Facts, until: date) -> int:
    """Hold a score against the statement; 1 where it has a value."""
    kind = score.indicator.value_kind
    numerator, denominator = told.get(score.unit_id, (Decimal(0), 0))
    whole = population(score.unit_id, until) if kind == "PER_1000" else denominator
    where = f"{score.indicator.code} of {score.unit_id} in {score.period_id}"
    if score.value is None:
        assert not numerator or not whole, where
        return 0
    assert score.value == expected(kind, numerator, whole), where
    assert score.numerator == numerator.quantize(Decimal("0.01"), ROUND_HALF_UP), where
    if kind in ("PERCENT", "HOURS"):
        assert score.denominator == denominator, where
    return 1

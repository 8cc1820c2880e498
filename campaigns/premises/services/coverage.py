"""Keeping coverage in step with the register, and proving that it is.

What a premises adds to coverage follows from its dated facts alone. Whoever changes facts does so
inside `tracked`, which holds the premises, reckons what they add before and after, and moves the
totals by the difference; so no service reckons for itself, whatever it changes and on which day.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from campaigns.audit import services as audit_services
from campaigns.kernel import actor, writing
from campaigns.premises import models

MEASURES = ("active", "with_checkpoint", "posted", "verified")
NEVER = date.max
"""Where an interval without an end ends."""
_CHUNK = 2000


class Key(NamedTuple):
    """Which change of coverage; the measure is one of `MEASURES`."""

    unit_id: int
    kind_id: int
    day: date
    measure: str


Place = tuple[int, int, date | None]
"""Which total: unit, kind, and the day, or None for the sum."""


class Span(NamedTuple):
    """Days from the first to the one before `until`."""

    start: date
    until: date


@dataclass(frozen=True)
class Difference:
    """Coverage that says other than the facts; `day` None is the sum.

    With `premises_id` it is the marks of that premises that are wrong.
    """

    unit_id: int
    kind_id: int
    day: date | None
    kept: tuple[int, ...]
    counted: tuple[int, ...]
    premises_id: int | None = None


@contextmanager
def tracked(premises_ids: Iterable[int]) -> Iterator[None]:
    """Hold the premises, and move the totals by what the block changes of their facts."""
    writing.current()
    pks = sorted(set(premises_ids))
    for start in range(0, len(pks), _CHUNK):
        rows = models.Premises.objects.filter(pk__in=pks[start : start + _CHUNK])
        list(rows.select_for_update().order_by("pk").values_list("pk"))
    before = reckon(pks)
    yield
    change = reckon(pks)
    change.subtract(before)
    apply(change)


def reckon(premises_ids: Sequence[int]) -> "Counter[Key]":
    """What the premises add to coverage, day by day, from their facts.

    A sheet counts while its premises is open and has its code, a verified one while it is posted:
    so no part ever exceeds its whole, whatever moments the facts hold.
    """
    changes: Counter[Key] = Counter()
    for start in range(0, len(premises_ids), _CHUNK):
        chunk = premises_ids[start : start + _CHUNK]
        codes_, posted, verified = _code_spans(chunk), *_sheet_spans(chunk)
        ranges = models.OpenRange.objects.filter(
            premises__in=chunk, state=models.PremisesState.OPEN
        )
        for row in ranges:
            narrowing = [Span(row.from_date, _after(row.to_date))]
            _count(changes, row, "active", narrowing)
            parts = (codes_, posted, verified)
            for measure, spans in zip(MEASURES[1:], parts, strict=True):
                narrowing = _meet(narrowing, _union(spans.get(row.premises_id, [])))
                _count(changes, row, measure, narrowing)
    return changes


Spans = dict[int, list[Span]]
"""Days by premises."""


def _code_spans(premises_ids: Sequence[int]) -> Spans:
    rows = models.Checkpoint.objects.filter(
        premises__in=premises_ids, standing_at__isnull=False
    ).values_list("premises_id", "standing_at", "ended_at")
    spans: Spans = {}
    for pk, since, until in rows:
        spans.setdefault(pk, []).append(Span(_day(since), _day(until)))
    return spans


def _sheet_spans(premises_ids: Sequence[int]) -> tuple[Spans, Spans]:
    rows = models.Poster.objects.filter(
        premises__in=premises_ids, posted_at__isnull=False
    ).values_list("premises_id", "posted_at", "verified_at", "ended_at")
    posted: Spans = {}
    verified: Spans = {}
    for pk, posted_at, verified_at, ended_at in rows:
        posted.setdefault(pk, []).append(Span(_day(posted_at), _day(ended_at)))
        if verified_at is not None:
            verified.setdefault(pk, []).append(Span(_day(verified_at), _day(ended_at)))
    return posted, verified


def _day(moment: datetime | None) -> date:
    return NEVER if moment is None else timezone.localdate(moment)


def _union(spans: list[Span]) -> list[Span]:
    """Days that are in any of the spans, without counting one twice."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].until:
            merged[-1] = Span(merged[-1].start, max(merged[-1].until, span.until))
        else:
            merged.append(span)
    return merged


def _meet(these: list[Span], those: list[Span]) -> list[Span]:
    """Days that are in both."""
    pairs = (Span(max(a.start, b.start), min(a.until, b.until)) for a in these for b in those)
    return [span for span in pairs if span.start < span.until]


def day_before(day: date) -> date:
    return day - timedelta(days=1)


def day_after(day: date) -> date:
    return day + timedelta(days=1)


def _after(last: date | None) -> date:
    return NEVER if last is None else day_after(last)


def _count(changes: "Counter[Key]", row: models.OpenRange, measure: str, spans: list[Span]) -> None:
    for span in spans:
        changes[Key(row.commune_id, row.kind_id, span.start, measure)] += 1
        if span.until != NEVER:
            changes[Key(row.commune_id, row.kind_id, span.until, measure)] -= 1


def refresh_stages(premises_ids: Sequence[int]) -> None:
    """Bring the marks by which lists find what lacks to what codes and sheets say."""
    for start in range(0, len(premises_ids), _CHUNK):
        chunk = premises_ids[start : start + _CHUNK]
        models.Premises.objects.filter(pk__in=chunk).update(**stage_terms())


def stage_terms() -> dict[str, Any]:
    """The marks as expressions over codes and sheets; the recount compares by them."""
    stage = models.PosterStage
    state = models.PosterState
    rungs = (
        (stage.VERIFIED, (state.VERIFIED,)),
        (stage.POSTED, (state.POSTED,)),
        (stage.ORDERED, (state.REQUESTED, state.ISSUED, state.PRINTED)),
        (stage.DAMAGED, (state.DAMAGED,)),
    )
    sheets = models.Poster.objects.filter(premises=OuterRef("pk"))
    standing = models.Checkpoint.objects.filter(
        premises=OuterRef("pk"), state=models.CheckpointState.STANDING
    )
    return {
        "has_checkpoint": Exists(standing),
        "poster_stage": Case(
            *(
                When(Exists(sheets.filter(state__in=states)), then=Value(rung.value))
                for rung, states in rungs
            ),
            default=Value(stage.NONE.value),
        ),
    }


def apply(changes: "Counter[Key]") -> None:
    """Move the totals, inside the transaction of the facts.

    Rows that lack are inserted first, then each is changed by its difference, always in the same
    order: concurrent services wait for each other and never deadlock, and nothing is read before
    it is written, so no change is lost.
    """
    moved: dict[Place, Counter[str]] = {}
    for key, number in changes.items():
        if number:
            for day in (None, key.day):
                sums = moved.setdefault((key.unit_id, key.kind_id, day), Counter())
                sums[key.measure] += number
    if not moved:
        return
    places = sorted(moved, key=lambda p: (p[0], p[1], p[2] or date.min))
    models.CoverageRollup.objects.bulk_create(
        [models.CoverageRollup(unit_id=u, kind_id=k, day=d) for u, k, d in places],
        ignore_conflicts=True,
    )
    for place in places:
        terms = {name: F(name) + number for name, number in moved[place].items() if number}
        if terms:
            _rows(*place).update(**terms)


def _rows(unit_id: int, kind_id: int, day: date | None) -> QuerySet[models.CoverageRollup]:
    rows = models.CoverageRollup.objects.filter(unit_id=unit_id, kind_id=kind_id)
    return rows.filter(day__isnull=True) if day is None else rows.filter(day=day)


def recount_coverage(*, is_repair: bool, by: actor.Actor, at: datetime) -> list[Difference]:
    """Compare every total with the facts, and with `is_repair` set them right.

    Returns the differences found, empty when all totals are true. Changes wait meanwhile.
    """
    with writing.writing(by=by, at=at):
        pks = models.Premises.objects.select_for_update().order_by("pk")
        counted = _summed(reckon(list(pks.values_list("pk", flat=True))))
        kept = _kept()
        nothing = (0,) * len(MEASURES)
        found = [
            Difference(*place, kept.get(place, nothing), counted.get(place, nothing))
            for place in sorted(kept.keys() | counted.keys(), key=str)
            if kept.get(place, nothing) != counted.get(place, nothing)
        ]
        stale = _stale_marks()
        found += [
            Difference(row.commune_id, row.kind_id, None, (0,), (0,), premises_id=row.pk)
            for row in stale
        ]
        if is_repair and found:
            _repair(found)
            refresh_stages([row.pk for row in stale])
    return found


def _stale_marks() -> list[models.Premises]:
    """Premises whose marks say other than their codes and sheets."""
    terms = {f"true_{name}": term for name, term in stage_terms().items()}
    rows = models.Premises.objects.annotate(**terms)
    wrong = ~Q(has_checkpoint=F("true_has_checkpoint")) | ~Q(poster_stage=F("true_poster_stage"))
    return list(rows.filter(wrong).order_by("pk"))


def _summed(
    changes: "Counter[Key]",
) -> dict[Place, tuple[int, ...]]:
    places: dict[Place, list[int]] = {}
    for key, number in changes.items():
        for day in (None, key.day):
            row = places.setdefault((key.unit_id, key.kind_id, day), [0] * len(MEASURES))
            row[MEASURES.index(key.measure)] += number
    return {place: tuple(row) for place, row in places.items()}


def _kept() -> dict[Place, tuple[int, ...]]:
    rows = models.CoverageRollup.objects.values_list("unit_id", "kind_id", "day", *MEASURES)
    return {(u, k, d): tuple(numbers) for u, k, d, *numbers in rows}


def _repair(found: list[Difference]) -> None:
    for row in [row for row in found if row.premises_id is None]:
        place = (row.unit_id, row.kind_id, row.day)
        models.CoverageRollup.objects.bulk_create(
            [models.CoverageRollup(unit_id=place[0], kind_id=place[1], day=place[2])],
            ignore_conflicts=True,
        )
        _rows(*place).update(**dict(zip(MEASURES, row.counted, strict=True)))
    first = models.CoverageRollup.objects.filter(unit_id=found[0].unit_id).order_by("pk")[0]
    audit_services.record("premises.coverage_repaired", first, after={"differences": len(found)})


def add_open(source: str, params: Sequence[Any]) -> None:
    """Count premises that have just been entered, whatever their number: two statements.

    Args:
        source: `FROM … AS r WHERE …`, of rows with commune_id, kind_id and from_date.
        params: of the source.

    The sums are held before the days, as in `apply`, so that neither waits for the other.
    """
    writing.current()
    table = models.CoverageRollup._meta.db_table
    for day, partial in (("NULL", "day IS NULL"), ("r.from_date", "day IS NOT NULL")):
        is_sum = day == "NULL"
        keys = "r.commune_id, r.kind_id" + ("" if is_sum else ", r.from_date")
        arbiter = "unit_id, kind_id" + ("" if is_sum else ", day")
        with connection.cursor() as cursor:
            cursor.execute(
                f"""INSERT INTO {table}
                (unit_id, kind_id, day, active, with_checkpoint, posted, verified)
                SELECT r.commune_id, r.kind_id, {day}, COUNT(*), 0, 0, 0 {source}
                GROUP BY {keys} ORDER BY {keys}
                ON CONFLICT ({arbiter}) WHERE {partial}
                DO UPDATE SET active = {table}.active + excluded.active""",
                list(params),
            )

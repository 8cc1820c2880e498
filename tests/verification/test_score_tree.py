"""Sums up the tree, whatever units open, close, move and merge: against a walk edge by edge."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.scorecards.queries import computing
from campaigns.scorecards.queries.measures import spans
from campaigns.units import models as units_models
from campaigns.units import services as units_services
from tests.factories import cast as casts

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 1)
WHO = {"by": casts.SYSTEM, "at": casts.NOW}

ACTS = st.lists(
    st.tuples(st.sampled_from(["open", "end", "move"]), st.integers(0, 9), st.integers(0, 3)),
    max_size=8,
)


def play(acts: list[tuple[str, int, int]], parents: list[str]) -> date:
    """Open, end and move communes, an act every ten days; acts that the tree refuses are left out."""
    day = FIRST
    for number, (act, which, where) in enumerate(acts):
        day += timedelta(days=10)
        communes = list(
            units_models.Unit.objects.filter(kind__code="commune", valid_to_date__isnull=True)
        )
        parent = parents[where % len(parents)]
        if act == "open":
            draft = units_services.UnitDraft(
                f"N{number}", "commune", f"Xã {number}", f"Xã {number}", f"Xã {number}", day, parent
            )
            units_services.found_units(drafts=[draft], **WHO)
        elif act == "end" and communes:
            units_services.end_unit(unit=communes[which % len(communes)], last_date=day, **WHO)
        elif communes:
            units_services.move_unit(
                unit=communes[which % len(communes)],
                parent=units_models.Unit.objects.get(code=parent),
                from_date=day,
                **WHO,
            )
    return day


def walked(unit: units_models.Unit, on: date) -> set[int]:
    """The unit and all above it on a day within its life, edge by edge."""
    day = max(min(on, unit.valid_to_date or on), unit.valid_from_date)
    found, here = {unit.pk}, unit.pk
    while True:
        edges = units_models.UnitEdge.objects.filter(child_id=here, valid_from_date__lte=day)
        above = [e for e in edges if e.valid_to_date is None or e.valid_to_date >= day]
        if not above:
            return found
        here = above[0].parent_id
        found.add(here)


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=ACTS, back=st.integers(0, 60))
def test_a_unit_counts_once_under_each_that_stood_above_it(
    acts: list[tuple[str, int, int]], back: int
) -> None:
    from django.db import transaction

    with transaction.atomic():
        casts.make_units()
        last = play(acts, ["584", "58"])
        on = last - timedelta(days=back)
        units = list(units_models.Unit.objects.order_by("pk"))
        own = {unit.pk: spans.Tally(Decimal(2**n), 1, 1) for n, unit in enumerate(units)}
        summed = computing.summed_up(own, computing.ancestors_at(on))
        expected: dict[int, Decimal] = {}
        for unit in units:
            for above in walked(unit, on):
                expected[above] = expected.get(above, Decimal(0)) + own[unit.pk].numerator
        assert {pk: tally.numerator for pk, tally in summed.items()} == expected
        transaction.set_rollback(True)

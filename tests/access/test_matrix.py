"""Every address of ours, opened by nobody, a wrong unit, a wrong role and the right roles."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pytest_django import DjangoDbBlocker, Settings

from tests import standing
from tests.access import addresses, matrix, visits
from tests.access.routes import Route
from tests.factories import cast as casts

KNOWN = frozenset((row.name, row.method) for row in matrix.ROWS)


@dataclass(frozen=True)
class Stage:
    """The tree and everybody whom a row may need."""

    cast: casts.Cast
    known: visits.Known


def bring_in() -> Stage:
    cast = casts.make_cast()
    return Stage(cast, visits.bring_in(cast))


@pytest.fixture(scope="module")
def _standing_stage(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[standing.Standing[Stage]]:
    stage = standing.Standing(bring_in, django_db_blocker)
    yield stage
    stage.close()


@pytest.fixture
def stage(
    request: pytest.FixtureRequest, _standing_stage: standing.Standing[Stage], settings: Settings
) -> Stage:
    # The second factor has its own test; here it would send half of the roles away.
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    return _standing_stage.for_test(request)


def missing(found: list[addresses.Address], rows: tuple[Route, ...]) -> list[str]:
    """Addresses that nobody spoke for: ours without a row, others' outside the listed prefixes."""
    names = {row.name for row in rows}
    return [
        f"{address.route} ({address.name or 'unnamed'}, {address.view_module})"
        for address in found
        if address.name not in names
        and not (not address.is_ours and address.route.startswith(matrix.THIRD_PARTY_PREFIXES))
        and not (not address.is_ours and address.name in matrix.THIRD_PARTY_NAMES)
    ]


def test_every_route_has_a_row() -> None:
    assert missing(list(addresses.walk()), matrix.ROWS) == []


def test_every_row_has_a_route() -> None:
    names = {address.name for address in addresses.walk()}
    assert [row.name for row in matrix.ROWS if row.name not in names] == []


def test_no_row_stands_twice() -> None:
    assert len(KNOWN) == len(matrix.ROWS)


@pytest.mark.parametrize("route", matrix.ROWS, ids=str)
def test_only_the_right_people_get_in(route: Route, stage: Stage) -> None:
    assert visits.faults(route, stage.cast, stage.known) == []


@pytest.mark.parametrize("route", matrix.ROWS, ids=str)
def test_every_method_has_a_row(route: Route, stage: Stage) -> None:
    assert visits.method_faults(route, stage.cast, KNOWN, stage.known) == []

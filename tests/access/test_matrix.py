"""Every address of ours, opened by nobody, a wrong unit, a wrong role and the right roles."""

import pytest
from pytest_django import Settings

from tests.access import addresses, matrix, visits
from tests.access.routes import Route
from tests.factories import cast as casts

KNOWN = frozenset((row.name, row.method) for row in matrix.ROWS)


@pytest.fixture
def cast(db: None, settings: Settings) -> casts.Cast:
    # The second factor has its own test; here it would send half of the roles away.
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    return casts.make_cast()


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
def test_only_the_right_people_get_in(route: Route, cast: casts.Cast) -> None:
    assert visits.faults(route, cast) == []


@pytest.mark.parametrize("route", matrix.ROWS, ids=str)
def test_every_method_has_a_row(route: Route, cast: casts.Cast) -> None:
    assert visits.method_faults(route, cast, KNOWN) == []

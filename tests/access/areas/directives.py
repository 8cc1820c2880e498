"""Directives: read by everybody whose unit a letter may oblige."""

from campaigns.kernel import roles
from tests.access.routes import Arguments, Route
from tests.factories import cast as casts
from tests.factories import directives

P = roles.Permission


def a_letter(cast: casts.Cast) -> Arguments:
    return {"pk": directives.make_directive(cast).pk}


ROWS = (
    Route("directives:directive_list", P.VIEW_OBLIGATION),
    # The letter of the province is the same for all its units; out of scope is tried in
    # tests/directives/test_pages.py.
    Route("directives:directive", P.VIEW_OBLIGATION, args=a_letter, is_scoped=False),
)

"""Directives: read by everybody whose unit a letter may oblige."""

from datetime import date

from campaigns.kernel import roles
from tests.access.routes import Arguments, Route
from tests.factories import cast as casts
from tests.factories import directives

P = roles.Permission


def a_letter(cast: casts.Cast) -> Arguments:
    return {"pk": directives.make_directive(cast).pk}


def a_day(cast: casts.Cast) -> Arguments:
    return {"pk": directives.enter_day(date(2026, 1, 2)).pk}


def words_of_a_day(cast: casts.Cast) -> Arguments:
    return {
        "on_date": "2027-01-04",
        "kind": "HOLIDAY",
        "name_vi": "Nghỉ hoán đổi",
        "source": "Thông báo 1/TB-VPCP",
    }


def a_reason(cast: casts.Cast) -> Arguments:
    return {"reason": "Nhập nhầm"}


ROWS = (
    Route("directives:directive_list", P.VIEW_OBLIGATION),
    # The letter of the province is the same for all its units; out of scope is tried in
    # tests/directives/test_pages.py.
    Route("directives:directive", P.VIEW_OBLIGATION, args=a_letter, is_scoped=False),
    # The calendar is one for all units.
    Route("directives:calendar", P.VIEW_OBLIGATION, is_scoped=False),
    Route("directives:enter_day", P.MANAGE_OBLIGATION, is_scoped=False),
    Route("directives:enter_day", P.MANAGE_OBLIGATION, method="POST", body=words_of_a_day,
          is_scoped=False),
    Route("directives:remove_day", P.MANAGE_OBLIGATION, args=a_day, is_scoped=False),
    Route("directives:remove_day", P.MANAGE_OBLIGATION, method="POST", args=a_day, body=a_reason,
          is_scoped=False),
)  # fmt: skip

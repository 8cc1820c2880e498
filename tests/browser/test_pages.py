"""Every page of the access matrix as people see it: narrow and wide, light and dark, by keyboard.

The list is the matrix itself: a new route is looked at from the day it is born.
"""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode
from playwright.sync_api import Page, expect

from campaigns.accounts import models as accounts_models
from campaigns.kernel import roles
from tests.access import matrix, routes, visits
from tests.access.areas import feeds
from tests.browser.conftest import OpenPage
from tests.factories import cast as casts

# What a page looks like does not hang on the engine; the matrix itself runs on both.
pytestmark = pytest.mark.skipif(
    connection.vendor == "postgresql", reason="looked at on the embedded engine"
)

LookAt = Callable[[Page, str], None]
# What is put into a page that is there, and the page that only the service worker asks for.
_PLAIN = {"field:shell", "lexicon:index_results", "workspace:waiting_count"} | feeds.FILES
PAGES = [
    row
    for row in matrix.ROWS
    if (row.method, row.face) == ("GET", routes.Face.PAGE)
    and row.name not in _PLAIN
    and row.expected & {200, 403}
]


def visitor(visit: visits.Visit) -> accounts_models.User | None:
    """Whoever may open the page and may do most on it; None is a stranger."""
    needs = visit.route.needs
    if isinstance(needs, roles.Permission):
        role = max(visits.holders(needs), key=lambda r: (len(roles.ROLE_PERMISSIONS[r]), r))
        return visit.person(role, visit.route.unit(visit.cast))
    return visit.cast.officer if needs is routes.Access.SIGNED_IN else None


def enter(page: Page, visit: visits.Visit, site: str) -> Client:
    """Sign in, or take the cookie that opens the page; returns who did, without a browser."""
    client = Client()
    user = visitor(visit)
    if user is not None:
        client.force_login(user)
    if visit.route.enter is not None:
        visit.route.enter(client, visit.cast)
    page.context.add_cookies(
        [{"name": name, "value": c.value, "url": site} for name, c in client.cookies.items()]
    )
    return client


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.name)
def test_page_fits_reads_and_obeys_the_keyboard(
    route: routes.Route, site: str, open_page: OpenPage, look_at: LookAt, page_faults: list[str]
):
    visit = visits.Visit(route, casts.make_cast())
    page = open_page()
    client = enter(page, visit, site)
    address = reverse(route.name, kwargs=dict(visit.args))
    if is_file(client, address, visit):
        return  # in a picture's own document scripts never answer: the test would wait for good
    answer = page.goto(f"{address}?{urlencode(dict(visit.query))}")
    assert answer is not None
    assert answer.status in route.expected
    page_faults[:] = [f for f in page_faults if f"status of {answer.status}" not in f]
    # The field app shows what it waits for until it knows the drive.
    expect(page.locator("[data-screen=wait]")).to_be_hidden()
    look_at(page, f"page-{route.name}")
    # The frame of the newsroom, skip link included, is Wagtail's.
    if not address.startswith("/cms/"):
        assert_obeys_keyboard(page)


def is_file(client: Client, address: str, visit: visits.Visit) -> bool:
    """Whether a machine reads what is there, or a person saves it."""
    answer = client.get(address, dict(visit.query))
    answer.close()
    return not answer.headers["Content-Type"].startswith("text/html")


def assert_obeys_keyboard(page: Page) -> None:
    """The first stop leads past the frame into the content; the next stop lies in it."""
    page.evaluate("window.scrollTo(0, 0)")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.get_attribute("href") == "#main"
    box = skip.bounding_box()
    assert box is not None
    assert box["y"] >= 0, "the skip link is not seen when it has the focus"
    page.keyboard.press("Enter")
    if page.locator("main :is(a[href], button, input:not([type=hidden]), select)").count():
        page.keyboard.press("Tab")
        assert page.evaluate("Boolean(document.activeElement.closest('main'))"), (
            "after the skip link the focus is not in the content"
        )


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/password/reset/"])
def test_account_pages_fit_and_read(address: str, site: str, open_page: OpenPage, look_at: LookAt):
    page = open_page()
    page.goto(address)
    look_at(page, f"account{address}")
    assert_obeys_keyboard(page)


def test_the_main_action_of_a_form_is_reached_by_tab_in_reading_order(site: str, page: Page):
    page.goto("/accounts/login/")
    page.locator("[name=login]").focus()
    stops = []
    for _stop in range(6):
        stops.append(page.evaluate("document.activeElement.name || document.activeElement.type"))
        page.keyboard.press("Tab")
    assert stops.index("login") < stops.index("password") < stops.index("submit")

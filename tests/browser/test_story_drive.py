"""Story 2: a drive in a commune of Bác Ái, a code that is scanned, twelve residents by app."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from campaigns.accounts import models as accounts_models
from campaigns.drives import models, queries
from campaigns.kernel import roles
from tests.browser.conftest import OpenPage
from tests.factories import cast as cast_factory
from tests.factories import drives as factory

SignIn = Callable[[Page, accounts_models.User], None]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def organiser(site: str) -> accounts_models.User:
    """The union's organiser in the district, before any drive of today."""
    cast = cast_factory.make_cast()
    factory.make_apps()
    factory.make_movement(cast.province)
    return cast_factory.make_person("organiser", roles.Role.ORGANISER, cast.district)


def open_drive(desk: Page) -> str:
    """Open a drive by the form's own defaults; return the address behind its code."""
    desk.goto("/desk/drives/open/")
    desk.fill("[name=name]", "Phiên chợ Phước Đại")
    desk.fill("[name=place]", "Chợ Phước Đại")
    desk.select_option("[name=unit]", label="Xã Phước Đại")
    desk.locator("form.loa-form button[type=submit]").click()
    desk.wait_for_url(re.compile(r"/desk/drives/\d+/$"))
    return desk.locator(".loa-qr a").get_attribute("href") or ""


def join(phone: Page, address: str) -> None:
    phone.goto(address)
    phone.fill("[name=display_name]", "Chamaléa Thị Hương")
    phone.check("[name=has_consented]")
    phone.locator("form button[type=submit]").click()
    phone.wait_for_url(re.compile(r"/field/$"))


def tap(phone: Page, name: str, times: int) -> None:
    for _ in range(times):
        phone.locator(f"[data-tap='{name}']").click()


def pending(phone: Page, count: int) -> None:
    expect(phone.locator("[data-field-pending]")).to_have_text(str(count))


@pytest.mark.journey
def test_twelve_residents_reach_the_organiser_by_app(
    organiser, open_page: OpenPage, sign_in: SignIn
):
    desk = open_page()
    sign_in(desk, organiser)
    address = open_drive(desk)
    phone = open_page(**PHONE)
    join(phone, address)
    tap(phone, "people", 12)
    tap(phone, "ncovi|INSTALLED", 7)
    tap(phone, "bluezone|DECLARED", 3)
    phone.locator("[data-field-undo]").click()
    phone.locator("[data-field-save]").click()
    expect(phone.locator("[data-field-notice]")).to_have_attribute("data-tone", "good")
    desk.reload()
    expect(desk.locator(".loa-stat-value").first).to_have_text("12")
    expect(desk.get_by_role("row", name=re.compile("NCOVI"))).to_contain_text("7")
    expect(desk.get_by_role("row", name=re.compile("Bluezone"))).to_contain_text("2")


def test_what_is_counted_without_network_waits_and_is_sent_once(
    organiser, open_page: OpenPage, sign_in: SignIn, page_faults: list[str]
):
    desk = open_page()
    sign_in(desk, organiser)
    phone = open_page(**PHONE)
    join(phone, open_drive(desk))
    phone.context.set_offline(True)
    for people in (1, 2):
        tap(phone, "people", people)
        phone.locator("[data-field-save]").click()
        pending(phone, people)
    assert not models.SupportEntry.objects.exists()
    page_faults.clear()  # the browser says of itself that it had no network
    phone.context.set_offline(False)
    pending(phone, 0)
    phone.reload()
    pending(phone, 0)
    drive = models.Drive.objects.get()
    totals = queries.totals_by_app(drive)
    assert (totals.people, totals.entries) == (3, 2)


def test_an_answer_lost_on_the_way_doubles_nothing(
    organiser, open_page: OpenPage, sign_in: SignIn, page_faults: list[str]
):
    desk = open_page()
    sign_in(desk, organiser)
    phone = open_page(**PHONE)
    join(phone, open_drive(desk))

    def lose_answer(route):
        route.fetch()
        route.abort()

    phone.route("**/api/field/records", lose_answer, times=1)
    tap(phone, "people", 5)
    with phone.expect_event("requestfailed"):
        phone.locator("[data-field-save]").click()
    pending(phone, 1)
    assert models.SupportEntry.objects.count() == 1
    phone.reload()  # sends what waits, as a phone does that was switched on again
    pending(phone, 0)
    page_faults.clear()  # the browser says of itself that an answer was lost
    totals = queries.totals_by_app(models.Drive.objects.get())
    assert (totals.people, totals.entries) == (5, 1)

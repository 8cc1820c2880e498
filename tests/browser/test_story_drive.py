"""Story 2: a drive in a commune of Bác Ái, joined by QR and counted on a phone, online or not."""

import io
import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import zxingcpp
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image
from playwright.sync_api import Page, Route, expect

from campaigns.accounts import models as accounts_models
from campaigns.drives import models, queries
from campaigns.kernel import roles
from tests.browser.conftest import OpenPage
from tests.factories import cast as casts
from tests.factories import drives as drive_factory

SignIn = Callable[[Page, accounts_models.User], None]
LookAt = Callable[[Page, str], None]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def union(site: str) -> tuple[casts.Cast, accounts_models.User]:
    """The youth union of Bác Ái with its organiser, a movement and the apps of the letter."""
    cast = casts.make_cast()
    organiser = casts.make_person("organiser", roles.Role.ORGANISER, cast.district)
    drive_factory.make_apps()
    drive_factory.make_movement(cast.province)
    return cast, organiser


def local(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def open_drive(page: Page, unit_pk: int) -> None:
    page.goto("/desk/drives/")
    page.get_by_role("link", name=_("Open a drive")).first.click()
    now = timezone.now()
    page.fill("[name=name]", "Ra quân tại chợ Phước Đại")
    page.fill("[name=place]", "Chợ Phước Đại")
    page.select_option("[name=unit]", str(unit_pk))
    page.fill("[name=starts_at]", local(now))
    page.fill("[name=ends_at]", local(now + timedelta(hours=4)))
    page.fill("[name=capacity]", "6")
    page.fill("[name=needs]", "Áo xanh, sạc dự phòng")
    page.get_by_role("button", name=_("Open the drive")).click()
    page.wait_for_url(re.compile(r"/desk/drives/\d+/$"))


def scan(page: Page) -> str:
    """What a phone's camera reads from the code on the screen."""
    picture = page.locator("figure.loa-qr img").screenshot()
    found = zxingcpp.read_barcode(Image.open(io.BytesIO(picture)))
    assert found is not None
    return found.text


def join(phone: Page, address: str) -> None:
    phone.goto(address)
    consent = phone.locator("[name=has_consented]")
    expect(consent).not_to_be_checked()
    phone.fill("[name=display_name]", "Chamaléa Thị Hương")
    consent.check()
    phone.get_by_role("button", name=_("Join")).tap()
    phone.wait_for_url("**/field/")
    expect(phone.locator("[data-tap=people]")).to_be_visible()


def tap(phone: Page, name: str, times: int) -> None:
    for _time in range(times):
        phone.locator(f"[data-tap='{name}']").tap()


def save(phone: Page) -> None:
    phone.locator("[data-save]").tap()


def pending(phone: Page) -> str:
    return phone.locator("[data-pending]").inner_text()


def until(is_so: Callable[[], bool]) -> None:
    """Wait for what happens on the server."""
    for _try in range(100):
        if is_so():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come about within ten seconds")


def total(page: Page) -> str:
    return page.locator("a.loa-stat .loa-stat-value").first.inner_text().split()[0]


@pytest.mark.journey
def test_volunteers_join_by_qr_and_their_counts_reach_the_organiser(
    union, open_page: OpenPage, sign_in: SignIn, look_at: LookAt, page_faults: list[str]
):
    cast, organiser = union
    desk = open_page()
    sign_in(desk, organiser)
    open_drive(desk, cast.commune.pk)
    expect(desk.locator("main")).to_contain_text("Áo xanh, sạc dự phòng")
    look_at(desk, "story2-opened")
    address = scan(desk)

    phone = open_page(**PHONE)
    join(phone, address)
    look_at(phone, "story2-phone")

    tap(phone, "people", 7)
    tap(phone, "ncovi|INSTALLED", 4)
    tap(phone, "bluezone|DECLARED", 3)
    phone.locator("[data-undo]").tap()
    save(phone)
    expect(phone.locator("[data-notice]")).to_have_text(_("Sent. The leader sees it now."))
    desk.reload()
    assert total(desk) == "7"

    phone.context.set_offline(True)
    tap(phone, "people", 5)
    tap(phone, "ncovi|INSTALLED", 1)
    tap(phone, "ncovi|DECLARED", 3)
    save(phone)
    kept = _("Saved on this phone; will be sent when there is network.")
    expect(phone.locator("[data-notice]")).to_have_text(kept)
    assert pending(phone) == "1"
    look_at(phone, "story2-phone-offline")
    desk.reload()
    assert total(desk) == "7"

    phone.context.set_offline(False)
    expect(phone.locator("[data-pending]")).to_have_text("0")
    forgive_no_network(page_faults)

    desk.reload()
    assert total(desk) == "12"
    assert by_app(desk)["NCOVI"] == ["5", "3", "0"]
    assert by_app(desk)["Bluezone"] == ["0", "2", "0"]
    look_at(desk, "story2-total")
    assert list(models.SupportEntry.objects.order_by("pk").values_list("people", flat=True)) == [
        7,
        5,
    ]
    desk.locator("a.loa-stat").first.click()
    expect(desk.locator("tfoot")).to_contain_text("12")
    expect(desk.locator(".loa-table tbody tr")).to_have_count(2)
    look_at(desk, "story2-entries")


def by_app(page: Page) -> dict[str, list[str]]:
    rows = page.locator("main table").first.locator("tbody tr").all()
    return {
        row.locator("th").inner_text(): [cell.inner_text() for cell in row.locator("td").all()]
        for row in rows
    }


def forgive_no_network(page_faults: list[str]) -> None:
    """Chromium writes each attempt without network to the console."""
    page_faults[:] = [fault for fault in page_faults if "ERR_INTERNET_DISCONNECTED" not in fault]


DRAFT_HOLDS_TWO = """() => new Promise((done) => {
  const asked = indexedDB.open("loa-field");
  asked.onsuccess = () => {
    const all = asked.result.transaction("drafts").objectStore("drafts").getAll();
    all.onsuccess = () => {
      asked.result.close();
      done(all.result.some((draft) => draft.counts.people === 2));
    };
  };
})"""


def test_what_was_counted_survives_a_closed_tab_without_network(
    union, open_page: OpenPage, sign_in: SignIn, page_faults: list[str]
):
    cast, organiser = union
    desk = open_page()
    sign_in(desk, organiser)
    open_drive(desk, cast.commune.pk)
    phone = open_page(**PHONE)
    join(phone, scan(desk))
    phone.context.set_offline(True)
    tap(phone, "people", 3)
    save(phone)
    tap(phone, "people", 2)
    expect(phone.locator("[data-pending]")).to_have_text("1")
    # A tap is shown at once and kept some milliseconds later: no thumb closes a tab that fast.
    phone.wait_for_function(DRAFT_HOLDS_TWO)
    context = phone.context
    phone.close()

    context.set_offline(False)
    again = context.new_page()
    again.goto("/field/")
    expect(again.locator("[data-tap=people] [data-tap-count]")).to_have_text("2")
    until(lambda: models.SupportEntry.objects.count() == 1)
    save(again)
    until(lambda: models.SupportEntry.objects.count() == 2)
    expect(again.locator("[data-pending]")).to_have_text("0")
    forgive_no_network(page_faults)
    assert sorted(models.SupportEntry.objects.values_list("people", flat=True)) == [2, 3]


def test_an_answer_lost_on_the_way_doubles_nothing(
    union, open_page: OpenPage, sign_in: SignIn, page_faults: list[str]
):
    cast, organiser = union
    desk = open_page()
    sign_in(desk, organiser)
    open_drive(desk, cast.commune.pk)
    phone = open_page(**PHONE)
    join(phone, scan(desk))

    def lose_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    phone.route("**/api/field/records?*", lose_answer, times=1)
    tap(phone, "people", 5)
    with phone.expect_event("requestfailed", lambda request: "/records" in request.url):
        save(phone)
    expect(phone.locator("[data-pending]")).to_have_text("1")
    assert models.SupportEntry.objects.count() == 1
    phone.reload()  # sends what waits, as a phone does that was switched on again
    expect(phone.locator("[data-pending]")).to_have_text("0")
    page_faults.clear()  # the browser says of itself that an answer was lost
    totals = queries.totals_by_app(models.Drive.objects.get())
    assert (totals.people, totals.entries) == (5, 1)


def test_a_code_that_was_replaced_lets_nobody_in(
    union, open_page: OpenPage, sign_in: SignIn, page_faults: list[str]
):
    cast, organiser = union
    desk = open_page()
    sign_in(desk, organiser)
    open_drive(desk, cast.commune.pk)
    old = scan(desk)
    desk.locator("summary", has_text=_("Make a new code")).click()
    with desk.expect_navigation():
        desk.locator("form[action$='/join/renew/'] [type=submit]").click()
    assert scan(desk) != old
    phone = open_page(**PHONE)
    answer = phone.goto(old)
    assert answer is not None
    assert answer.status == 404
    page_faults[:] = [fault for fault in page_faults if "status of 404" not in fault]

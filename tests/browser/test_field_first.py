"""The field app's first second, and its manners: counters first, refusals, the home screen, focus."""

import re
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _
from playwright.sync_api import Page, Route, expect

from campaigns.drives import models, services
from tests.browser import phones
from tests.browser.conftest import OpenPage
from tests.factories import drives as factory

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/17.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def scene(site: str) -> factory.Scene:
    return phones.make_scene()


def join(open_page: OpenPage, site: str, scene: factory.Scene, **options: Any) -> Page:
    page = open_page(**(phones.SCREEN | options))
    phones.give_pass(page.context, site, scene.drive)
    phones.open_app(page, scene.drive)
    return page


def test_the_counters_come_before_all_else_and_what_is_pressed_meanwhile_is_done(
    open_page: OpenPage, site: str, scene: factory.Scene
):
    # Files that a service worker answers for cannot be held up here.
    phone = join(open_page, site, scene, service_workers="block")
    phones.count(phone, "people", 2)
    phones.expect_value(phone, "people", 2)
    held: list[Route] = []
    asked: list[str] = []
    phone.route("**/loa/field/rest.js", lambda route: held.append(route))  # noqa: PLW0108
    phone.on("request", lambda request: asked.append(request.url))
    phone.reload()
    phones.expect_value(phone, "people", 2)
    phones.count(phone, "people")
    phones.expect_value(phone, "people", 3)
    phone.locator("[data-undo]").tap()
    phones.expect_value(phone, "people", 2)
    phone.locator("[data-save]").tap()
    assert not any("/api/" in url or url.endswith("/outbox.js") for url in asked), asked
    assert not phones.kept_count(phone)
    held[0].continue_()
    phones.expect_value(phone, "people", 0)
    phones.until(phone, lambda: models.SupportEntry.objects.count() == 1)
    assert models.SupportEntry.objects.get().people == 2


def test_storage_for_good_is_asked_for_with_the_first_record(
    open_page: OpenPage, site: str, scene: factory.Scene
):
    page = open_page(**phones.SCREEN)
    page.add_init_script(
        "navigator.storage.persisted = async () => false;"
        "navigator.storage.persist = async () => { globalThis.asksToKeep = true; return true; };"
    )
    phones.give_pass(page.context, site, scene.drive)
    phones.open_app(page, scene.drive)
    assert not page.evaluate("Boolean(globalThis.asksToKeep)")
    phones.count(page, "people")
    phones.save(page)
    page.wait_for_function("() => globalThis.asksToKeep")


def test_a_drive_that_says_no_is_left_alone_until_somebody_asks(
    open_page: OpenPage, site: str, scene: factory.Scene, page_faults: list[str]
):
    phone = join(open_page, site, scene)
    phone.wait_for_function("() => performance.getEntriesByName('loa-ready').length")
    device = models.DeviceToken.objects.get()
    services.revoke_device(device=device, by=scene.organiser, at=timezone.now())
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phones.count(phone, "people", 4)
    phones.save(phone)
    expect(phone.locator("[data-notice]")).to_have_text(
        _("The leader has stopped this phone. Ask the leader.")
    )
    phones.expect_pending(phone, 1)
    after_first = to_drive(asked)
    assert after_first
    phones.count(phone, "people", 5)
    phones.save(phone)
    phones.expect_pending(phone, 2)
    sync = "import('/static/loa/field/sync.js').then(({ sync }) => sync('test'))"
    # While the app itself is sending, a second sender gets no answer and comes again.
    phones.until(phone, lambda: (phone.evaluate(sync) or {}).get("left") == 2)
    assert to_drive(asked) == after_first, "asked again at once"
    phone.locator("[data-pill]").tap()
    phone.locator("[data-send]").tap()
    phones.until(phone, lambda: to_drive(asked) > after_first)
    phones.expect_pending(phone, 2)
    page_faults[:] = [fault for fault in page_faults if " 401 " not in fault]


def to_drive(asked: list[str]) -> int:
    return sum(bool(re.search(r"/api/field/(drive|records)\?", url)) for url in asked)


def test_a_refusal_of_five_minutes_ago_is_asked_about_again(
    open_page: OpenPage, site: str, scene: factory.Scene
):
    phone = join(open_page, site, scene)
    rests = phone.evaluate(
        """import('/static/loa/field/drives.js').then(({ isResting }) => [
          isResting({ refusal: "no", status: 401, refusedAt: 1_000_000 }, 1_000_000 + 299_000),
          isResting({ refusal: "no", status: 401, refusedAt: 1_000_000 }, 1_000_000 + 300_000),
          isResting({ refusal: "no", status: 401, refusedAt: 1_000_000 }, 999_000),
          isResting({ refusal: "", status: 0, refusedAt: 1_000_000 }, 1_000_001),
        ])"""
    )
    assert rests == [True, False, False, False]


def test_an_iphone_is_told_how_to_put_the_app_on_the_home_screen(
    open_page: OpenPage, site: str, scene: factory.Scene
):
    hint = "[data-install-hint]"
    phone = join(open_page, site, scene, user_agent=IPHONE)
    phone.locator("[data-pill]").tap()
    expect(phone.locator(hint)).to_be_visible()
    other = join(open_page, site, scene)
    other.locator("[data-pill]").tap()
    expect(other.locator("[data-screen=outbox]")).to_be_visible()
    expect(other.locator(hint)).to_be_hidden()


def test_focus_goes_where_one_goes_on(
    open_page: OpenPage, site: str, scene: factory.Scene, page_faults: list[str]
):
    phone = join(open_page, site, scene)
    phones.keep_app(phone)
    phone.wait_for_function("() => performance.getEntriesByName('loa-ready').length")
    phone.context.set_offline(True)
    for times in (1, 2):
        phones.count(phone, "people", times)
        phones.save(phone)
    phone.locator("[data-pill]").focus()
    phone.keyboard.press("Enter")
    expect(phone.locator("#main")).to_be_focused()
    records = phone.locator(".loa-record")
    records.first.focus()
    phone.keyboard.press("Enter")
    expect(phone.locator("[data-dialog=record]")).to_be_visible()
    phone.keyboard.press("Escape")
    expect(records.first).to_be_focused()
    phone.keyboard.press("Enter")
    phone.locator("[data-record-do=remove]").focus()
    phone.keyboard.press("Enter")
    # What deletes is not what a hasty Enter presses.
    expect(phone.locator("[data-sure-no]")).to_be_focused()
    phone.locator("[data-sure-yes]").press("Enter")
    expect(records).to_have_count(1)
    expect(phone.locator("[data-outbox-title]")).to_be_focused()
    phone.context.close()  # and what it says while closing is said
    page_faults[:] = [fault for fault in page_faults if "ERR_INTERNET_DISCONNECTED" not in fault]

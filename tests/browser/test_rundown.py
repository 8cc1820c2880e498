"""Moving a release on the day's rundown: by dragging, by keyboard, and without script."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _
from playwright.sync_api import Page, expect

from campaigns.broadcasts import models
from tests.browser.conftest import OpenPage
from tests.factories import broadcasts

DAYS_AHEAD = timedelta(days=2)


@pytest.fixture
def station(site: str) -> broadcasts.Station:
    """Two scripts in the morning slot, none in the evening's, the day after tomorrow."""
    station = broadcasts.make_station()
    evening = broadcasts.make_slot(station.outlet, "chieu", starts_time=time(18, 0))
    assert evening.language == station.news.language
    for number in (1, 2):
        script = broadcasts.make_script(station, page_id=number, title=f"Tin {number}")
        start = datetime.combine(_day(), time(5, 28 + 2 * number), models.AIR_ZONE)
        broadcasts.make_release(station, script, planned_start_at=start)
    return station


def _day():
    return models.air_day(timezone.now()) + DAYS_AHEAD


def _open(page: Page, station: broadcasts.Station) -> None:
    page.goto(f"/desk/broadcasts/outlets/{station.outlet.pk}/{_day().isoformat()}/")


def _titles(page: Page, slot: int) -> list[str]:
    return page.locator("[data-slot]").nth(slot).locator(".loa-air-title").all_inner_texts()


def test_a_release_is_dragged_into_another_slot_and_taken_back(
    page: Page, station, sign_in, look_at
):
    sign_in(page, station.chief)
    page.set_viewport_size({"width": 1440, "height": 1600})  # both slots in sight
    _open(page, station)
    page.locator("[data-handle]").first.hover()
    page.mouse.down()
    card = page.locator("section.loa-card", has=page.locator("[data-slot]")).last.bounding_box()
    assert card is not None
    page.mouse.move(card["x"] + 60, card["y"] + card["height"] / 2, steps=6)
    expect(page.locator(".loa-air-drop")).to_have_text("Tin 1")
    page.mouse.up()
    expect(page.locator("[data-moved]")).to_be_visible()
    expect(page.locator("[data-announce]")).to_contain_text("Tin 1")
    assert _titles(page, 0) == ["Tin 2"]
    look_at(page, "rundown-moved")
    page.get_by_role("button", name=_("Undo the move")).click()
    page.wait_for_url(re.compile("moved="))
    assert _titles(page, 0) == ["Tin 1", "Tin 2"]


def test_the_same_by_keyboard_keeps_the_focus_and_says_what_moved(page: Page, station, sign_in):
    sign_in(page, station.chief)
    _open(page, station)
    page.locator("[data-handle]").first.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("[data-announce]")).to_contain_text("Tin 1")
    assert _titles(page, 0) == ["Tin 2", "Tin 1"]
    assert "Tin 1" in page.evaluate("document.activeElement.getAttribute('aria-label')")


def test_the_same_without_script(open_page: OpenPage, station, sign_in):
    page = open_page(java_script_enabled=False)
    sign_in(page, station.chief)
    _open(page, station)
    expect(page.locator("[data-handle]").first).to_be_hidden()
    page.get_by_role("button", name=_("Later: %(title)s") % {"title": "Tin 1"}).click()
    expect(page.locator("[data-moved]")).to_be_visible()  # the answer has come
    assert _titles(page, 0) == ["Tin 2", "Tin 1"]


def test_what_somebody_else_moved_meanwhile_is_told(
    page: Page, open_page: OpenPage, station, sign_in, page_faults: list[str]
):
    other = open_page()
    for visitor, person in ((page, station.chief), (other, station.editor)):
        sign_in(visitor, person)
        _open(visitor, station)
    other.locator("[data-handle]").first.focus()
    other.keyboard.press("Alt+ArrowDown")
    expect(other.locator("[data-moved]")).to_be_visible()
    page.locator("[data-handle]").first.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_role("alert")).to_contain_text(str(station.editor))
    page_faults[:] = [fault for fault in page_faults if "409" not in fault]

"""Three days without network on one phone: every record arrives once, on its own day."""

import itertools
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings

from campaigns.drives import models, queries
from tests.browser import chromium, phones
from tests.browser.conftest import TIMEOUT_MS
from tests.browser.road import Road

pytestmark = pytest.mark.slow
RECORDS = max(12, int(200 * float(os.environ.get("LOA_SCALE", "1"))))

RELEASE = re.compile(r"^next\+")
Turn = Callable[..., BrowserContext]


@pytest.fixture
def turn_on(browser: Browser, road: Road, tmp_path: Path) -> Iterator[Turn]:
    """Switch the phone on at a moment of its own clock; what it kept is there again."""
    on: list[BrowserContext] = []

    def turn_on(moment: datetime) -> BrowserContext:
        phone = browser.browser_type.launch_persistent_context(
            tmp_path / "phone",
            executable_path=chromium.find(),
            args=chromium.FLAGS,
            base_url=road.url,
            locale="vi-VN",
            timezone_id=django_settings.TIME_ZONE,
            **phones.SCREEN,
        )
        on.append(phone)
        phone.set_default_timeout(4 * TIMEOUT_MS)
        phone.clock.install(time=moment)
        return phone

    yield turn_on
    for phone in on:
        phone.close()


def battery_dies(phone: BrowserContext, profile: Path) -> None:
    """The browser is gone from one moment to the next."""
    with phone.expect_event("close"):
        subprocess.run(["pkill", "-KILL", "-f", "--", f"--user-data-dir={profile}"], check=True)


def lose_each_twice(road: Road) -> None:
    """Each batch is lost on its way there, then its answer on the way back, then it goes through."""
    fates = itertools.cycle(["request", "answer", ""])
    road.judge = lambda method, path: next(fates) if method == "POST" and "/records" in path else ""


def send_until_done(phone: Page, road: Road) -> None:
    """Press "send now" again and again, as an impatient volunteer does."""
    phone.goto("/field/#outbox")
    pending = phone.locator("[data-pending]")
    for _try in range(40):
        before = len(road.carried)
        phone.locator("[data-send]").tap()
        phones.until(phone, lambda: len(road.carried) > before)  # noqa: B023  used at once
        phone.wait_for_timeout(300)
        if pending.inner_text() == "0":
            return
    raise AssertionError(f"{pending.inner_text()} records still wait")


def test_what_three_days_without_network_counted_arrives_once_and_on_its_day(
    turn_on: Turn, road: Road, settings: Settings, tmp_path: Path
):
    scene = phones.make_scene(days=2)
    now = timezone.now()
    days = [now - timedelta(days=2), now - timedelta(days=1), now]
    share = RECORDS // 3
    people = [n % 7 + 1 for n in range(RECORDS)]

    # The first day: joined with network, then none; the clock runs five hours ahead for a while.
    road.time_shift = days[0] - now
    phone = turn_on(days[0])
    phones.give_pass(phone, road.url, scene.drive, at=days[0])
    page = phone.new_page()
    phones.open_app(page, scene.drive)
    phones.keep_app(page)
    road.is_down = True
    phone.set_offline(True)
    third = share // 3
    phones.log_many(page, people[:third])
    page.clock.set_system_time(days[0] + timedelta(hours=5))
    phones.log_many(page, people[third : 2 * third])
    page.clock.set_system_time(days[0] + timedelta(minutes=10))
    phones.log_many(page, people[2 * third : share])
    phones.expect_pending(page, share)
    phones.count(page, "people", 3)
    page.wait_for_timeout(500)
    phone.close()

    # The second day: opened cold without network. In the evening some network and a new version of
    # the app, but the batch of the day is lost on its way, and so is the answer to its repetition.
    road.time_shift = days[1] - now
    phone = turn_on(days[1])
    phone.set_offline(True)
    page = phone.new_page()
    page.goto("/field/")
    expect(page.locator("[data-tap=people] [data-tap-count]")).to_have_text("3")
    page.locator("[data-undo]").tap()
    page.locator("[data-undo]").tap()
    page.locator("[data-undo]").tap()
    phones.log_many(page, people[share : 2 * share])
    phones.expect_pending(page, 2 * share)
    sent_bytes = lose_and_update(phone, page, road, settings)
    phones.expect_pending(page, 2 * share)
    assert models.SupportEntry.objects.count() == min(100, 2 * share), "the server has them"
    battery_dies(phone, tmp_path / "phone")

    # The third day: the new version opens cold, and at last there is network, for two tabs at once.
    road.time_shift = timedelta(0)
    road.is_down = True
    phone = turn_on(days[2])
    phone.set_offline(True)
    page = phone.new_page()
    page.goto("/field/")
    expect(page.locator("html")).to_have_attribute("data-release", RELEASE)
    phones.log_many(page, people[2 * share :])
    phones.expect_pending(page, RECORDS)
    again = {r["number"]: r["frozen"] for r in phones.kept(page) if r["frozen"]}
    assert again == sent_bytes, "what may have been sent keeps its bytes"
    two = phone.new_page()
    two.goto("/field/#outbox")
    phone.set_offline(False)
    road.is_down = False
    lose_each_twice(road)
    for tab in (page, two):
        tab.evaluate("document.querySelector('[data-send]').click()")
    send_until_done(two, road)

    assert_all_arrived(scene.drive, people, days)
    phones.expect_pending(page, 0)
    assert {r["state"] for r in phones.kept(two)} == {"sent"}
    assert road.asked("POST", "/records") >= 3


def lose_and_update(
    phone: BrowserContext, page: Page, road: Road, settings: Settings
) -> dict[str, str]:
    """An evening with bad network: one batch sent in vain, twice, and a new version of the app."""
    fates = itertools.chain(["request", "answer"], itertools.repeat("request"))
    road.judge = lambda method, path: next(fates) if method == "POST" and "/records" in path else ""
    settings.LOA_RELEASE = "next"
    road.is_down = False
    phone.set_offline(False)
    for attempt in (1, 2):
        page.evaluate("document.querySelector('[data-send]').click()")
        phones.until(page, lambda: road.asked("POST", "/records") >= attempt)  # noqa: B023  at once
        page.wait_for_timeout(300)
    frozen = {r["number"]: r["frozen"] for r in phones.kept(page) if r["frozen"]}
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    button = page.locator("[data-update-now]")
    expect(button).to_be_visible()
    with page.expect_event("framenavigated"):
        button.tap()
    expect(page.locator("html")).to_have_attribute("data-release", RELEASE)
    road.is_down = True
    phone.set_offline(True)
    return frozen


def assert_all_arrived(drive: models.Drive, people: list[int], days: list[datetime]) -> None:
    entries = models.SupportEntry.objects.order_by("occurred_at", "pk")
    assert entries.count() == len(people)
    totals = queries.totals_by_app(drive)
    assert (totals.people, totals.entries) == (sum(people), len(people))
    ncovi = next(app for app in totals.apps if app.app_name == "NCOVI")
    assert ncovi.installed == len(people)
    share = len(people) // 3
    for number, entry in enumerate(entries):
        day = days[min(number // share, 2)]
        assert abs(entry.occurred_at - day) < timedelta(minutes=30), (number, entry.occurred_at)
    by_day = [sum(e.people for e in entries[:share]), sum(people[:share])]
    assert by_day[0] == by_day[1]

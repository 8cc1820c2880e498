"""A volunteer's phone in the tests: joining, counting, saving, and looking what it keeps."""

import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from campaigns.drives import models, queries
from tests.factories import drives as factory

SCREEN = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def make_scene(*, days: int = 0) -> factory.Scene:
    """A drive that is open now and has been for some days."""
    scene = factory.make_scene()
    return factory.Scene(
        scene.cast, scene.organiser, scene.movement, make_drive(scene, days=days), scene.apps
    )


def make_drive(scene: factory.Scene, *, days: int = 0, **changes: Any) -> models.Drive:
    now = timezone.now()
    values = {"starts_at": now - timedelta(days=days, hours=1), "ends_at": now + timedelta(hours=5)}
    return factory.make_drive(
        scene.movement, scene.cast.commune, scene.organiser, **(values | {"shifts": ()} | changes)
    )


def give_pass(
    context: BrowserContext, site: str, drive: models.Drive, at: datetime | None = None
) -> models.DeviceToken:
    """Let a phone in without the form."""
    device, secret = factory.join(drive, at=at or timezone.now())
    cookie = {"name": queries.device_cookie(drive.pk), "value": secret, "url": site}
    context.add_cookies([cookie | {"expires": time.time() + 40 * 86400, "httpOnly": True}])  # type: ignore[list-item]
    return device


def open_app(phone: Page, drive: models.Drive, site: str = "") -> None:
    phone.goto(f"{site}/field/?joined={drive.pk}")
    expect(phone.locator("[data-tap=people]")).to_be_visible()


def keep_app(phone: Page) -> None:
    """Wait until the app works without network."""
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.wait_for_function("Boolean(navigator.serviceWorker.controller)")


def count(phone: Page, name: str, times: int = 1) -> None:
    for _time in range(times):
        phone.locator(f"[data-tap='{name}']").tap()


def expect_value(phone: Page, name: str, number: int) -> None:
    shown = phone.locator(f"[data-tap='{name}'] [data-tap-count]")
    expect(shown).to_have_text(str(number))


def save(phone: Page) -> None:
    """Save what was counted, and wait until the phone has it."""
    phone.locator("[data-save]").tap()
    expect(phone.locator("[data-save]")).to_be_disabled()


def expect_pending(phone: Page, number: int) -> None:
    expect(phone.locator("[data-pending]")).to_have_text(str(number))


def kept(phone: Page) -> list[dict[str, Any]]:
    """The records in the phone's database, oldest first."""
    found: list[dict[str, Any]] = phone.evaluate(
        "import('/static/loa/field/outbox.js').then((outbox) => outbox.all())"
    )
    return found


def kept_count(phone: Page) -> int:
    """How many records lie in the phone's database, without the app's own modules."""
    found: int = phone.evaluate(
        """() => new Promise((done) => {
          const asked = indexedDB.open("loa-field");
          asked.onsuccess = () => {
            const count = asked.result.transaction("records").objectStore("records").count();
            count.onsuccess = () => { asked.result.close(); done(count.result); };
          };
        })"""
    )
    return found


# Counts and saves records as fast as the app itself goes, each by real clicks on its buttons.
_LOG_MANY = """async (people) => {
  const find = (name) => document.querySelector(name);
  const idle = () => new Promise((done) => { setTimeout(done, 4); });
  while (!find("[data-tap='ncovi|INSTALLED']")) await idle();
  for (const many of people) {
    const tap = find("[data-tap=people]");
    for (let n = 0; n < many; n += 1) tap.click();
    find("[data-tap='ncovi|INSTALLED']").click();
    find("[data-save]").click();
    while (!find("[data-save]").disabled || tap.innerText.trim()[0] !== "0") await idle();
  }
}"""


def log_many(phone: Page, people: list[int]) -> None:
    """Log a record for each number, with as many residents and one installation of NCOVI."""
    phone.evaluate(_LOG_MANY, people)


def until(page: Page, is_so: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for what happens on the server, while the page goes on."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"it did not come about within {seconds} seconds")


def of_release(name: str) -> re.Pattern[str]:
    """What the page says of itself in a release, whatever its files."""
    return re.compile(rf"^{re.escape(name)}\+")


def forgive(page_faults: list[str], *parts: str) -> None:
    """Chromium writes each attempt without network, and each refusal, to the console."""
    page_faults[:] = [fault for fault in page_faults if not any(part in fault for part in parts)]

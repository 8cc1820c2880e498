"""A real Chromium before a real server: what people see, and whether the browser had to complain."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    WebError,
    expect,
    sync_playwright,
)
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from campaigns.accounts import models as accounts_models
from tests.browser import chromium, requests
from tests.browser.road import Road

HERE = Path(__file__).parent
TIMEOUT_MS = 15_000
expect.set_options(timeout=TIMEOUT_MS)  # a busy machine is slow, not wrong
# Chromium prints a refusal to the console, but not every one: style attributes stay silent.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`CSP: ${event.violatedDirective} refused ${event.blockedURI} ${event.sample}`);
});
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without it the tests are skipped and say so.

    Playwright keeps an event loop in this thread, which Django takes for asynchronous code: the
    permission, like the loop, lasts as long as the tests of this folder. Until then Django keeps
    other connections for this thread: those from before would still lead to the database of
    before when the next folder's tests begin.
    """
    program = chromium.find()
    if not program:
        package = chromium.PACKAGES[0]
        pytest.skip(f"Chromium is missing: install Debian's {package}, or set LOA_CHROMIUM.")
    connections.close_all()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        launched = playwright.chromium.launch(executable_path=program, args=chromium.FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def site(live_server: LiveServer, settings: Settings) -> Iterator[str]:
    """Address of the running server; links that Loa writes lead to it, second factor is off."""
    settings.BASE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    with requests.door_of(live_server.thread.httpd, TIMEOUT_MS / 1000):
        yield live_server.url


@pytest.fixture
def road(site: str) -> Iterator[Road]:
    """The same server under another address, over a road that can be cut."""
    with Road(site) as road:
        yield road


@pytest.fixture
def page_faults() -> list[str]:
    """What browsers complained of: CSP violations, console errors, uncaught exceptions.

    They fail the test; one that expects some looks at this list and clears it.
    """
    return []


class OpenPage(Protocol):
    def __call__(self, **options: Any) -> Page: ...


@pytest.fixture
def open_page(browser: Browser, site: str, page_faults: list[str]) -> Iterator[OpenPage]:
    """Open a page of a new person: own cookies, own storage.

    Options are Playwright's for a context: `viewport={"width": 360, "height": 740}`,
    `color_scheme="dark"`, `locale="en-GB"`, `java_script_enabled=False`.
    """
    contexts: list[BrowserContext] = []

    def note_console(message: ConsoleMessage) -> None:
        # Chromium asks for an icon of its own accord where a page names none, such as JSON.
        if message.type == "error" and not message.location["url"].endswith("/favicon.ico"):
            page_faults.append(f"console: {message.text} {message.location}")

    def note_error(error: WebError) -> None:
        page_faults.append(f"exception: {error.error}")

    def open_page(**options: Any) -> Page:
        context = browser.new_context(
            **{
                "base_url": site,
                "locale": "vi-VN",
                "timezone_id": django_settings.TIME_ZONE,
                "viewport": {"width": 1440, "height": 900},
                **options,
            }
        )
        contexts.append(context)
        context.set_default_timeout(TIMEOUT_MS)
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", note_console)
        context.on("weberror", note_error)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert not page_faults, "the browser complained"


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()


@pytest.fixture
def sign_in(site: str) -> Callable[[Page, accounts_models.User], None]:
    """Sign a user in without the form: the page's context gets the cookie of a session."""

    def sign_in(page: Page, user: accounts_models.User) -> None:
        client = Client()
        client.force_login(user)
        name = django_settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])

    return sign_in


@pytest.fixture
def screenshot() -> Callable[[Page, str], None]:
    """Keep a picture of the whole page in var/screenshots, when LOA_SCREENSHOTS=1."""

    def screenshot(page: Page, name: str) -> None:
        if os.environ.get("LOA_SCREENSHOTS") != "1":
            return
        folder = django_settings.BASE_DIR / "var" / "screenshots"
        file_name = re.sub(r"[^\w-]+", "-", name)
        page.screenshot(path=folder / f"{file_name}.png", full_page=True)

    return screenshot


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Let axe-core read the page as it stands; any finding fails the test."""
    axe = (HERE / "vendor" / "axe-core" / "axe.min.js").read_text("utf-8")

    def assert_accessible(page: Page) -> None:
        # Evaluated, not added as a script: the page's policy would rightly refuse it.
        page.evaluate(axe)
        found = page.evaluate(
            "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
        )
        findings = [
            f"{violation['id']}: {violation['help']}: {node['html'][:200]}"
            for violation in found
            for node in violation["nodes"]
        ]
        assert not findings, "\n".join(findings)

    return assert_accessible


@pytest.fixture
def look_at(
    assert_accessible: Callable[[Page], None], screenshot: Callable[[Page, str], None]
) -> Callable[[Page, str], None]:
    """Look at the page as it stands: narrow and wide, light and dark, nothing cut off.

    Every width is seen in one theme by axe and in both by whoever asks for the pictures.
    """

    def look_at(page: Page, name: str) -> None:
        page.wait_for_load_state()  # a press may have led to a page that is only just coming
        stood = page.viewport_size
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            for width in (360, 1440):
                page.set_viewport_size({"width": width, "height": 800})
                _assert_fits(page, name)
                screenshot(page, f"{name}-{theme}-{width}")
                if (theme, width) in {("light", 360), ("dark", 1440)}:
                    assert_accessible(page)
        page.emulate_media(color_scheme=None, reduced_motion=None)
        if stood:
            page.set_viewport_size(stood)

    return look_at


# What reaches past the window and does not scroll inside a box of its own.
_TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth <= width) return [];
  const scrolls = (box) => /auto|scroll|hidden|clip/.test(getComputedStyle(box).overflowX);
  const isHeld = (box) => {
    for (let up = box.parentElement; up && up !== document.body; up = up.parentElement)
      if (scrolls(up)) return true;
    return false;
  };
  return [...document.body.querySelectorAll("*")]
    .filter((box) => box.getBoundingClientRect().right > width + 0.5 && !isHeld(box))
    .map((box) => box.cloneNode(false).outerHTML.slice(0, 160));
}"""


def _assert_fits(page: Page, name: str) -> None:
    found = page.evaluate(_TOO_WIDE)
    assert not found, f"{name} is wider than the window: " + "\n".join(found[:10])

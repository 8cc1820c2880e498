"""The browser tests' own footing: a complaint of the browser fails a test, and nothing leaks."""

from playwright.sync_api import Page

from tests.browser import phones
from tests.browser.conftest import OpenPage


def test_a_page_of_the_running_server_is_seen(page: Page) -> None:
    page.goto("/healthz")
    assert "ok" in page.content()


def test_what_the_policy_refuses_is_a_fault(page: Page, page_faults: list[str]) -> None:
    page.goto("/accounts/login/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">x</p>')")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))"
    )
    for kind in ("style-src", "script-src"):
        phones.until(page, lambda: any(kind in fault for fault in page_faults))  # noqa: B023  at once
    page.close()  # what it still has to say comes before its end
    page_faults.clear()


def test_an_uncaught_exception_is_a_fault(page: Page, page_faults: list[str]) -> None:
    page.goto("/healthz")
    page.evaluate("setTimeout(() => { throw new Error('planted') }, 0)")
    phones.until(page, lambda: "planted" in "".join(page_faults))
    page_faults.clear()


def test_two_people_have_two_sessions(open_page: OpenPage) -> None:
    one, two = open_page(), open_page(viewport={"width": 360, "height": 740})
    one.goto("/healthz")
    one.evaluate("document.cookie = 'who=one; path=/'")
    two.goto("/healthz")
    assert two.evaluate("document.cookie") == ""

"""What residents and owners see of a place, with the longest words that a place can have."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from campaigns.premises import services
from tests.browser.conftest import OpenPage
from tests.factories import premises as factory

LookAt = Callable[[Page, str], None]


@pytest.mark.parametrize("address", ["/tra-cuu/?ten=quan", "/en/tra-cuu/?ten=quan"])
def test_places_that_were_found_fit_a_phone(
    site: str, open_page: OpenPage, look_at: LookAt, address: str
) -> None:
    scene = factory.make_scene()
    factory.make_verified(scene)
    page = open_page()
    page.goto(address)
    expect(page.locator("#found")).to_contain_text("2")
    look_at(page, "places-found")


def test_the_owners_page_keeps_its_two_answers_apart(
    site: str, open_page: OpenPage, look_at: LookAt
) -> None:
    """A thumb that means “keep” must not say that nobody came."""
    scene = factory.make_scene()
    factory.make_verified(scene)
    secret = services.make_owner_link(
        premises=scene.premises, by=factory.casts.SYSTEM, at=factory.casts.NOW
    )
    page = open_page(viewport={"width": 360, "height": 740})
    page.goto(f"/co-so/{secret}/")
    keep, nil = (b.bounding_box() for b in page.locator("main form button").all())
    assert keep is not None
    assert nil is not None
    assert nil["y"] - (keep["y"] + keep["height"]) >= 8
    look_at(page, "owner")

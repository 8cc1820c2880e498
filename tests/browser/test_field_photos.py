"""A photo of the place: made small and bare on the phone, sent in pieces, from where it broke."""

import io
import os
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from campaigns.drives import models, queries
from tests.browser import phones
from tests.browser.conftest import OpenPage
from tests.browser.road import Road
from tests.factories import drives as factory

GPS = 0x8825


def photo(width: int, height: int, *, is_noise: bool = False) -> dict[str, Any]:
    """What a camera gives, with the place where it was taken and a turned sensor."""
    size = (width, height)
    image = Image.frombytes("RGB", size, os.urandom(width * height * 3)) if is_noise else (
        Image.linear_gradient("L").resize(size).convert("RGB")
    )  # fmt: skip
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Cheap phone"
    exif.get_ifd(GPS)[1] = "N"
    file = io.BytesIO()
    image.save(file, "JPEG", quality=95, exif=exif)
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


@pytest.fixture
def scene(site: str) -> factory.Scene:
    return phones.make_scene()


@pytest.fixture
def phone(open_page: OpenPage, road: Road, scene: factory.Scene) -> Page:
    page = open_page(**phones.SCREEN, base_url=road.url)
    phones.give_pass(page.context, road.url, scene.drive)
    phones.open_app(page, scene.drive)
    return page


def take(phone: Page, file: dict[str, Any]) -> None:
    phone.locator("[data-more] summary").tap()
    phone.set_input_files("[data-photo]", file)
    expect(phone.locator("[data-photo-picture]")).to_be_visible()


def waiting(phone: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = phone.evaluate("""async () => {
      const store = await import('/static/loa/field/store.js');
      const kept = await store.read(['photos'], (find) => find('photos').getAll());
      return kept.map((one) => ({ state: one.state, bytes: Array.from(one.bytes.slice(0, 400000)) }));
    }""")
    return found


def test_a_photo_leaves_the_phone_small_upright_and_without_its_place(
    phone: Page, scene: factory.Scene, look_at: Any
):
    take(phone, photo(2400, 1800))
    look_at(phone, "field-photo")
    kept = bytes(waiting(phone)[0]["bytes"])
    image = Image.open(io.BytesIO(kept))
    assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (1200, 1600), {})
    assert b"Cheap phone" not in kept
    phones.count(phone, "people", 2)
    phones.save(phone)
    phones.until(phone, lambda: models.EntryPhoto.objects.filter(state="KEPT").exists())
    phones.expect_pending(phone, 0)
    assert waiting(phone) == []
    assert models.EntryPhoto.objects.get().entry.people == 2
    expect(phone.locator("[data-photo-picture]")).to_be_hidden()


def test_a_photo_goes_on_from_where_the_network_broke(
    phone: Page, road: Road, page_faults: list[str]
):
    take(phone, photo(1600, 700, is_noise=True))
    phones.count(phone, "people", 1)
    fates = iter(["", "answer", "request"])
    road.judge = lambda method, path: next(fates, "") if method == "PATCH" else ""
    phones.save(phone)
    for lost in (2, 3):
        phones.until(phone, lambda: road.asked("PATCH", "/photos/") == lost)  # noqa: B023  at once
        phones.expect_pending(phone, 1)
        expect(phone.locator("[data-net]")).to_have_attribute("data-on", "false")
        phone.evaluate("document.querySelector('[data-send]').click()")
    phones.until(phone, lambda: models.EntryPhoto.objects.filter(state="KEPT").exists())
    phones.expect_pending(phone, 0)
    size = models.EntryPhoto.objects.get().size
    pieces = -(-size // (256 * 1024))
    assert pieces >= 3
    assert road.asked("PATCH", "/photos/") == pieces + 1, "what had come was not sent again"
    page_faults.clear()


def test_a_photo_counts_as_waiting_and_survives_a_restart(
    phone: Page, scene: factory.Scene, road: Road, page_faults: list[str]
):
    phones.keep_app(phone)
    road.is_down = True
    take(phone, photo(400, 300))
    phone.reload()
    expect(phone.locator("[data-photo-remove]")).to_be_attached()
    phones.count(phone, "people", 1)
    phones.save(phone)
    phones.expect_pending(phone, 2)
    road.is_down = False
    phone.evaluate("document.querySelector('[data-send]').click()")
    phones.expect_pending(phone, 0)
    assert models.EntryPhoto.objects.get().state == "KEPT"
    page_faults.clear()


def test_a_photo_is_taken_back_and_what_is_no_picture_is_not_taken(
    phone: Page, scene: factory.Scene
):
    take(phone, photo(400, 300))
    phone.locator("[data-photo-remove]").tap()
    expect(phone.locator("[data-photo-picture]")).to_be_hidden()
    assert waiting(phone) == []
    no_picture = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no picture at all"}
    phone.set_input_files("[data-photo]", no_picture)
    expect(phone.locator("[data-notice]")).to_have_attribute("data-tone", "danger")
    phones.count(phone, "people", 1)
    phones.save(phone)
    phones.until(phone, lambda: queries.totals_by_app(scene.drive).people == 1)
    assert phones.kept(phone)[0]["payload"].get("photo") is None


def test_a_photo_that_the_server_refuses_says_why_and_its_record_counts(
    phone: Page, scene: factory.Scene, page_faults: list[str]
):
    refusal = {"status": 422, "json": {"message": "Ảnh này không dùng được."}}
    phone.route("**/api/field/photos?*", lambda route: route.fulfill(**refusal))
    take(phone, photo(400, 300))
    phones.count(phone, "people", 1)
    phones.save(phone)
    phones.until(phone, lambda: queries.totals_by_app(scene.drive).people == 1)
    phones.expect_pending(phone, 0)
    phone.locator("[data-pill]").tap()
    phone.locator(".loa-record").tap()
    expect(phone.locator("[data-record-message]")).to_contain_text("Ảnh này không dùng được.")
    page_faults.clear()

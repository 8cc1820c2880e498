"""Story 1, first half: guidance is written, measured, submitted, approved, and found."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models as broadcast_models
from cms import models
from tests.browser.conftest import OpenPage
from tests.factories import cms as factory

SignIn = Callable[[Page, accounts_models.User], None]
LookAt = Callable[[Page, str], None]


@pytest.fixture
def room(site: str) -> factory.Room:
    return factory.make_room()


def write(desk: Page, room: factory.Room) -> None:
    """Write a piece with a radio cut in the editor, as somebody would by hand."""
    desk.goto(f"/cms/pages/add/cms/guidancepage/{room.page.pk}/")
    desk.fill("[name=title]", "Khai báo y tế bằng mã QR")
    desk.fill("[name=summary]", "Quét mã QR ở cửa trước khi vào.")
    paragraph = desk.locator("#body-root [contenteditable=true]")
    paragraph.click()
    desk.keyboard.type("Quét một lần, cả xóm yên tâm.")
    expect(paragraph).to_contain_text("cả xóm yên tâm.")
    desk.locator("button.c-sf-add-button").last.click()
    desk.locator(".w-combobox__option", has_text=re.compile("Quotation|Trích dẫn")).click()
    desk.fill("[name$='-value-text']", "Mỗi lần quét là một lần bảo vệ cả xóm.")
    desk.fill("[name$='-value-who']", "Sở Y tế")
    desk.locator("#id_renditions-ADD").click()
    desk.select_option("[name='renditions-0-medium']", "RADIO")
    desk.fill("[name='renditions-0-title']", "Khai báo bằng mã")
    desk.locator("[name='renditions-0-text']").press_sequentially(factory.RADIO)


@pytest.mark.journey
def test_guidance_goes_from_the_editor_to_the_public_site_and_the_rundown(
    room, open_page: OpenPage, sign_in: SignIn, screenshot
):
    desk = open_page()
    sign_in(desk, room.editor)
    write(desk, room)
    measure = desk.locator("[data-loa-measure-lines]").first
    expect(measure).to_contain_text(re.compile(r"^\s*\d+ "))
    screenshot(desk, "cms-editor")
    desk.locator("[aria-label='Actions'], .footer__container .w-dropdown__toggle").last.click()
    screenshot(desk, "cms-editor-menu")
    desk.locator("footer [name='action-loa-submit']").click()
    desk.wait_for_url(re.compile(r"/cms/loa/pages/\d+/review/$"))
    screenshot(desk, "cms-review-editor")

    chief = open_page()
    sign_in(chief, room.chief)
    chief.goto("/cms/")
    screenshot(chief, "cms-home-chief")
    chief.locator(".loa-waiting a[href$='/review/']").first.click()
    screenshot(chief, "cms-review-chief")
    chief.locator("form[action$='/approve/'] [value=NONE]").check()
    chief.locator("form[action$='/approve/'] button").click()
    chief.wait_for_url(re.compile(r"/review/$"))
    screenshot(chief, "cms-review-published")

    page = models.GuidancePage.objects.get(title="Khai báo y tế bằng mã QR")
    assert page.live
    assert page.slug == "khai-bao-y-te-bang-ma-qr"
    assert broadcast_models.Release.objects.filter(script__page_id=page.pk).count() == 1

    reader = open_page()
    reader.goto("/")
    expect(reader.locator("main")).to_contain_text(page.title)
    reader.locator("[name=q]").fill("khai bao y te")
    reader.locator("[name=q]").press("Enter")
    reader.locator(".loa-tile a").first.click()
    expect(reader.locator("h1")).to_have_text(page.title)


def test_public_pages_please_every_eye(room, page: Page, look_at: LookAt):
    factory.publish(room, factory.make_piece(room))
    factory.publish(room, factory.make_piece(room, "chi-viet", title="Nhờ giúp khai báo"))
    for path, name in (
        ("/", "public-home"),
        ("/ptth/khai-bao-qr/", "public-guidance"),
        ("/en/ptth/khai-bao-qr/", "public-guidance-en"),
        ("/ptth/", "public-newsroom"),
        ("/tim-kiem/?q=khai", "public-search"),
        ("/tim-kiem/?q=xyzzy", "public-search-empty"),
    ):
        page.goto(path)
        look_at(page, name)

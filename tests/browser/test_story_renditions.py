"""An editor who has never seen it makes a piece in three media; two editors meet on one page."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from campaigns.accounts import models as accounts_models
from cms import models
from tests.browser.conftest import OpenPage
from tests.browser.test_story_editor import add_paragraph
from tests.factories import cms as factory

SignIn = Callable[[Page, accounts_models.User], None]
TITLE = "Khai báo y tế ở chợ Phan Rang"
SUMMARY = "Quét mã QR ở cổng chợ trước khi vào. Ai không có điện thoại thì nhờ người trực."
BODY = "UBND tỉnh yêu cầu mọi người khai báo y tế trước khi vào chợ."
MEDIA = ("RADIO", "NEWSPAPER", "SMS")
MOST_STEPS = 15
"""Clicks and fields filled; at twenty seconds each, five minutes."""


class Counted:
    """Does what a person does, and counts it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.steps = 0

    def click(self, selector: str) -> None:
        self.steps += 1
        self.page.locator(selector).first.click()

    def fill(self, selector: str, words: str) -> None:
        self.steps += 1
        self.page.locator(selector).first.fill(words)


@pytest.fixture
def room(site: str) -> factory.Room:
    return factory.make_room()


def test_a_piece_in_three_media_takes_few_steps(
    room, open_page: OpenPage, sign_in: SignIn, screenshot
):
    desk = open_page()
    sign_in(desk, room.editor)
    desk.goto(f"/cms/pages/{room.page.pk}/")
    editor = Counted(desk)
    editor.click("header a[href*='/add_subpage/']")
    editor.fill("#id_title", TITLE)
    editor.fill("#id_summary", SUMMARY)
    add_paragraph(desk, BODY)
    editor.steps += 3
    for medium in MEDIA:
        editor.click(f"[name=loa-cut-media][value={medium}]")
    editor.click("[name=action-loa-cut]")
    desk.wait_for_url(re.compile(r"/edit/"))
    rows = desk.locator("[data-inline-panel-child]")
    expect(rows).to_have_count(3)
    sms = rows.filter(has=desk.locator("select option[value=SMS]:checked"))
    expect(sms.locator("[data-loa-measure-lines]")).to_contain_text("UCS-2")
    editor.steps += 1
    sms.locator("[data-loa-use-plain]").click()
    expect(sms.locator("[data-loa-measure-lines]")).to_contain_text("GSM-7")
    screenshot(desk, "renditions-three-media")
    desk.set_viewport_size({"width": 768, "height": 1024})
    screenshot(desk, "renditions-three-media-768")
    desk.set_viewport_size({"width": 1440, "height": 900})
    editor.click(".loa-last-step [name=action-loa-submit]")
    desk.wait_for_url(re.compile(r"/cms/loa/pages/\d+/review/"))
    page = models.GuidancePage.objects.get(title=TITLE)
    waiting = models.PublishApproval.objects.get(page=page).revision.as_object()
    texts = {r.medium: r.text for r in waiting.renditions.all()}
    assert set(texts) == set(MEDIA)
    assert texts["SMS"].startswith("Quet ma QR o cong cho")
    assert BODY in texts["RADIO"]
    assert editor.steps <= MOST_STEPS


def test_the_second_of_two_editors_is_told_and_compares(
    room, open_page: OpenPage, sign_in: SignIn, screenshot
):
    piece = factory.make_piece(room)
    first, second = open_page(), open_page()
    for page, user in ((first, room.editor), (second, room.chief)):
        sign_in(page, user)
        page.goto(f"/cms/pages/{piece.pk}/edit/")
    for page, summary in ((first, "Của người thứ nhất."), (second, "Của người thứ hai.")):
        page.fill("#id_summary", summary)
        page.locator("footer .action-save").first.click()
        page.wait_for_url(re.compile(r"/edit/"))
        page.wait_for_load_state()
    told = second.locator(".messages")
    expect(told).to_contain_text(str(room.editor))
    screenshot(second, "two-editors-told")
    told.locator("a[href*='/revisions/compare/']").click()
    expect(second.locator("main")).to_contain_text("nhất.")
    expect(second.locator("main")).to_contain_text("hai.")
    screenshot(second, "two-editors-compare")
    drafts = [r.as_object().summary for r in piece.revisions.order_by("pk")]
    assert drafts[-2:] == ["Của người thứ nhất.", "Của người thứ hai."]

"""Story 1: a piece on declaring by QR, from the editor's desk to the public page and the air."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _
from playwright.sync_api import Page, expect

from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models as broadcast_models
from campaigns.kernel import roles
from cms import models, tasks
from tests.browser.conftest import OpenPage
from tests.factories import cast as casts
from tests.factories import cms as cms_factory

SignIn = Callable[[Page, accounts_models.User], None]
LookAt = Callable[[Page, str], None]
MoveTo = Callable[[datetime], None]
TITLE = "Khai báo y tế bằng mã QR tại chợ"
RADIO = "UBND tỉnh đề nghị bà con khai báo y tế bằng mã QR. Chỉ mất một phút."


@pytest.fixture
def room(site: str) -> cms_factory.Room:
    return cms_factory.make_room()


@pytest.fixture
def broadcaster(room: cms_factory.Room) -> accounts_models.User:
    return casts.make_person("broadcaster", roles.Role.BROADCASTER, room.cast.station)


@pytest.fixture
def move_to() -> Iterator[MoveTo]:
    """Let the hour of the whole process come: nobody waits here until five in the afternoon."""
    now = timezone.now
    with pytest.MonkeyPatch.context() as patch:

        def move_to(moment: datetime) -> None:
            ahead = moment - now()
            patch.setattr(timezone, "now", lambda: now() + ahead)

        yield move_to


def sign_in_by_form(page: Page, user: accounts_models.User, target: str) -> None:
    """Through the door: whoever asks for a page signs in first and lands there."""
    page.goto(target)
    page.fill("[name=login]", user.email)
    page.fill("[name=password]", casts.PASSWORD)
    page.get_by_role("button", name=_("Sign in"), exact=True).click()
    page.wait_for_url(f"**{target}")


def write_piece(page: Page, room: cms_factory.Room) -> int:
    """Write web text and a radio cut in Wagtail, see its seconds, submit; return the page's id."""
    page.goto(f"/cms/pages/{room.page.pk}/")
    page.locator("header a[href*='/add_subpage/']").first.click()
    page.fill("#id_title", TITLE)
    page.fill("#id_summary", "Quét mã ở cổng chợ trước khi vào.")
    add_paragraph(page, "Đưa camera điện thoại vào mã dán ở cổng chợ rồi bấm gửi.")
    page.locator("#id_renditions-ADD").click()
    page.select_option("#id_renditions-0-medium", "RADIO")
    page.select_option("#id_renditions-0-language", "vi")
    page.fill("#id_renditions-0-title", "Khai báo tại chợ")
    page.locator("#id_renditions-0-text").press_sequentially(RADIO)
    # 21 syllables as they are read out, at 180 a minute, and two breaths.
    expect(page.locator("[data-loa-measure-lines]").first).to_contain_text(re.compile(r"^\s*8 "))
    submit(page)
    return int(page.url.split("/pages/")[1].split("/")[0])


def add_paragraph(page: Page, words: str) -> None:
    """The first paragraph of the web text: it stands there when a piece is begun."""
    paragraph = page.locator("#body-root [contenteditable=true]").first
    paragraph.click()
    page.keyboard.type(words)
    expect(paragraph).to_contain_text(words)


def submit(page: Page) -> None:
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    page.locator("footer [name=action-loa-submit]").click()
    page.wait_for_url(re.compile(r"/cms/loa/pages/\d+/review/"))


def approve(page: Page, page_id: int, go_live_at: datetime | None = None) -> None:
    """As the chief editor: read the text, then say yes, at an hour to come if one is given."""
    page.goto("/cms/")
    page.locator(f"a[href='/cms/loa/pages/{page_id}/review/']").first.click()
    expect(page.locator("article")).to_contain_text(RADIO)
    if go_live_at is not None:
        page.fill("#approve-go_live_at", timezone.localtime(go_live_at).strftime("%Y-%m-%dT%H:%M"))
    page.locator("form[action$='/approve/'] [value=NONE]").check()
    page.locator("form[action$='/approve/'] [type=submit]").click()
    page.wait_for_load_state()


def assert_public(open_page: OpenPage, *, is_public: bool) -> Page:
    """Whether the home page and the search show the piece to somebody who comes by."""
    public = open_page()
    count = int(is_public)
    for address in ("/", "/tim-kiem/?q=mã QR tại chợ", "/tim-kiem/?q=ma qr tai cho"):
        public.goto(address)
        expect(public.locator("main").get_by_role("link", name=TITLE)).to_have_count(count)
    return public


def test_a_piece_goes_from_the_editor_to_the_public_and_on_air(
    room, broadcaster, move_to: MoveTo, open_page: OpenPage, sign_in: SignIn, look_at: LookAt
):
    editor, chief, desk = open_page(), open_page(), open_page()
    sign_in_by_form(editor, room.editor, "/cms/")
    page_id = write_piece(editor, room)
    assert_public(open_page, is_public=False)

    sign_in(chief, room.chief)
    approve(chief, page_id)
    public = assert_public(open_page, is_public=True)
    look_at(public, "story1-search")
    public.goto("/")
    look_at(public, "story1-home")
    public.get_by_role("link", name=TITLE).click()
    public.wait_for_url("**/ptth/khai-bao-y-te-bang-ma-qr-tai-cho/")
    expect(public.locator("main")).to_contain_text("mã dán ở cổng chợ")
    look_at(public, "story1-piece")

    release = broadcast_models.Release.objects.get(outlet=room.outlet)
    move_to(release.planned_start_at + timedelta(minutes=15))
    sign_in(desk, broadcaster)
    confirm_airing(desk, look_at)
    airing = broadcast_models.Airing.objects.get()
    assert (airing.release, airing.confirmed_by) == (release, broadcaster)

    desk.goto(f"/desk/units/{room.cast.station.pk}/")
    look_at(desk, "story1-unit")
    stat = desk.locator("a.loa-stat[href^='/desk/broadcasts/airings/']")
    expect(stat.locator(".loa-stat-value")).to_have_text(re.compile(r"^1\D"))
    stat.click()
    expect(desk.locator(".loa-table tbody tr")).to_have_count(1)
    expect(desk.locator(".loa-table tbody")).to_contain_text("Khai báo tại chợ")
    look_at(desk, "story1-airings")


def confirm_airing(desk: Page, look_at: LookAt) -> None:
    """As the broadcaster: find the script on today's rundown and say that it was aired."""
    desk.goto("/desk/broadcasts/")
    expect(desk.locator(".loa-air-title")).to_have_text("Khai báo tại chợ")
    look_at(desk, "story1-rundown")
    with desk.expect_navigation():
        desk.get_by_role("link", name=_("With details")).click()
    look_at(desk, "story1-confirm")
    desk.get_by_role("button", name=_("Confirm"), exact=True).click()
    desk.wait_for_url(re.compile(r"/desk/broadcasts/outlets/"))
    expect(desk.get_by_role("link", name=_("With details"))).to_have_count(0)
    expect(desk.locator(".loa-air-line")).to_contain_text("Broadcaster")


def test_an_approved_piece_appears_by_itself_at_its_hour(
    room, move_to: MoveTo, open_page: OpenPage, sign_in: SignIn
):
    editor, chief = open_page(), open_page()
    sign_in(editor, room.editor)
    page_id = write_piece(editor, room)
    sign_in(chief, room.chief)
    hour = timezone.now() + timedelta(minutes=3)
    approve(chief, page_id, go_live_at=hour)
    tasks.sweep_scheduled()
    assert_public(open_page, is_public=False)

    move_to(hour + timedelta(minutes=1))
    tasks.sweep_scheduled()
    assert_public(open_page, is_public=True)
    tasks.sweep_scheduled()
    assert models.PublishApproval.objects.get().state == models.ApprovalState.PUBLISHED
    assert broadcast_models.Script.objects.filter(medium="RADIO").count() == 1

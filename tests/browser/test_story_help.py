"""A resident asks for help on an old phone, an organiser sends a team, the team alone sees the phone."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _
from playwright.sync_api import Page, expect

from campaigns.accounts import models as accounts_models
from campaigns.drives import models, services
from campaigns.kernel import languages, roles
from tests.browser.conftest import OpenPage
from tests.factories import cast as casts
from tests.factories import drives as drive_factory

SignIn = Callable[[Page, accounts_models.User], None]
LookAt = Callable[[Page, str], None]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
NUMBER = "0912 345 678"


@pytest.fixture
def scene(site: str) -> drive_factory.Scene:
    """A drive of today in the commune whose helpers speak Raglai."""
    cast = casts.make_cast()
    organiser = casts.make_person("organiser", roles.Role.ORGANISER, cast.district)
    apps = drive_factory.make_apps()
    movement = drive_factory.make_movement(cast.province)
    now = timezone.now()
    starts_at, ends_at = now - timedelta(hours=1), now + timedelta(hours=5)
    drive = drive_factory.make_drive(
        movement, cast.commune, organiser, starts_at=starts_at, ends_at=ends_at,
        shifts=(services.ShiftDraft(starts_at, ends_at, 5),),
        languages=(languages.Language.VIETNAMESE, languages.Language.RAGLAI),
        latitude=11.85, longitude=108.9, directions="Sau trường tiểu học Phước Đại",
        bring="Điện thoại và dây sạc",
    )  # fmt: skip
    return drive_factory.Scene(cast, organiser, movement, drive, apps)


def fill_in(phone: Page, number: str) -> None:
    phone.select_option("[name=unit]", label="Xã Phước Đại")
    phone.fill("[name=hamlet]", "Thôn Ma Hoa, sau trường học")
    phone.select_option("[name=wanted_part]", "MORNING")
    phone.get_by_label(_("Raglai")).check()
    phone.fill("[name=people_count]", "2")
    phone.get_by_label("NCOVI").check()
    phone.fill("[name=note]", "Nhà cuối đường bê tông")
    phone.fill("[name=phone]", number)
    expect(phone.locator("[name=has_consented]")).not_to_be_checked()
    phone.locator("[name=has_consented]").check()


def send(phone: Page) -> None:
    phone.get_by_role("button", name=_("Send the request")).click()


def wait_as_a_person_does(phone: Page) -> None:
    """Nobody fills the form in under three seconds; a machine does."""
    phone.wait_for_timeout(3100)


def asked(phone: Page, look_at: LookAt, tail: str) -> str:
    """Ask for help with one slip on the way; return the code that is to be written down."""
    phone.goto("/ra-quan/")
    look_at(phone, f"help-nearby-{tail}")
    phone.get_by_role("link", name="Ra quân tại chợ Phước Đại").first.click()
    expect(phone.locator("main")).to_contain_text("Sau trường tiểu học Phước Đại")
    look_at(phone, f"help-drive-{tail}")
    phone.locator("main").get_by_role("link", name=_("Ask for help at home")).click()
    expect(phone.locator("[name=unit] option:checked")).to_have_text("Xã Phước Đại")
    look_at(phone, f"help-form-{tail}")
    fill_in(phone, "0912 345")
    wait_as_a_person_does(phone)
    send(phone)
    expect(phone.locator("#id_phone_error")).to_be_visible()
    expect(phone.locator("[name=note]")).to_have_value("Nhà cuối đường bê tông")
    look_at(phone, f"help-form-fault-{tail}")
    phone.fill("[name=phone]", NUMBER)
    send(phone)
    phone.wait_for_url(re.compile(r"/xin-giup/theo-doi/\w+/\?moi=1$"))
    look_at(phone, f"help-sent-{tail}")
    return phone.locator(".loa-code").inner_text()


def stands(phone: Page, code: str) -> str:
    """Where the request stands, as who wrote the code down reads it."""
    phone.goto("/xin-giup/theo-doi/")
    phone.fill("[name=ma]", code.lower())
    phone.get_by_role("button", name=_("Show"), exact=True).click()
    phone.wait_for_url(re.compile(r"/theo-doi/\w{12}/$"))
    return phone.locator("h1").inner_text()


@pytest.mark.journey
@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
def test_a_resident_asks_and_the_team_alone_sees_the_phone(
    scene: drive_factory.Scene,
    open_page: OpenPage,
    sign_in: SignIn,
    look_at: LookAt,
    page_faults: list[str],
    has_script: bool,
):
    cast = scene.cast
    tail = "script" if has_script else "plain"
    phone = open_page(**PHONE, java_script_enabled=has_script)
    watch = look_at if has_script else lambda page, name: None
    code = asked(phone, watch, tail)
    assert phone.context.cookies() == []
    assert stands(phone, code) == _("We have your request")

    desk = open_page()
    sign_in(desk, scene.organiser)
    desk.goto("/desk/help/")
    watch(desk, f"help-list-{tail}")
    desk.locator(".loa-table tbody a").first.click()
    expect(desk.locator("main")).to_contain_text("Thôn Ma Hoa, sau trường học")
    expect(desk.locator("main")).not_to_contain_text(NUMBER)
    watch(desk, f"help-request-{tail}")
    desk.get_by_label("Ra quân tại chợ Phước Đại").check()
    desk.get_by_role("button", name=_("Give it to this team")).click()
    expect(desk.locator("main")).to_contain_text(
        _("The team is told. It now sees the phone number.")
    )
    assert stands(phone, code) == _("A team was asked to come")

    officer = open_page()
    sign_in(officer, cast.officer)
    officer.goto(desk.url)
    expect(officer.locator("h1")).to_be_visible()
    assert officer.get_by_role("button", name=_("Show the phone number")).count() == 0
    watch(officer, f"help-officer-{tail}")

    helper = open_page(**PHONE)
    sign_in(helper, cast.volunteer)
    helper.goto(desk.url)
    take_on(helper)
    helper.get_by_role("button", name=_("Show the phone number")).click()
    expect(helper.locator(".loa-phone")).to_have_text(NUMBER)
    watch(helper, f"help-phone-{tail}")
    assert stands(phone, code) == _("A team comes")
    watch(phone, f"help-comes-{tail}")

    confirm(helper, _("Helped"), "done")
    assert stands(phone, code) == _("You were helped")
    confirm(phone, _("Delete my phone number now"), "xoa")
    expect(phone.locator("main")).to_contain_text("đã được xóa")
    assert models.HelpRequest.objects.get().phone == ""
    # The slip on the way: the browser says of itself that the form came back.
    page_faults[:] = [fault for fault in page_faults if "status of 422" not in fault]


def take_on(page: Page) -> None:
    confirm(page, _("Take it on"), "accept")
    expect(page.locator("main")).to_contain_text("Hãy gọi trước khi đi")


def confirm(page: Page, label: str, act: str) -> None:
    """Open the question and answer it, with or without script."""
    page.locator("details.loa-confirm > summary", has_text=label).first.click()
    with page.expect_navigation():
        page.locator(f"form[action$='/{act}/'] [type=submit]").click()

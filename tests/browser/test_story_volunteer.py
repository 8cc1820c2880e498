"""A volunteer signs up on a small phone, comes, tells the hours, and takes home a paper that proves it."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from playwright.sync_api import Page, expect

from campaigns.accounts import models as accounts_models
from campaigns.drives import models, queries
from campaigns.kernel import roles, writing
from tests.browser.conftest import OpenPage
from tests.factories import cast as casts
from tests.factories import drives as drive_factory
from tests.factories import team

SignIn = Callable[[Page, accounts_models.User], None]
LookAt = Callable[[Page, str], None]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def scene(site: str) -> drive_factory.Scene:
    """A drive of today whose one shift, for two helpers, begins in an hour."""
    cast = casts.make_cast()
    organiser = casts.make_person("organiser", roles.Role.ORGANISER, cast.district)
    apps = drive_factory.make_apps()
    movement = drive_factory.make_movement(cast.province)
    now = timezone.now()
    drive = drive_factory.make_drive(
        movement, cast.commune, organiser, starts_at=now - timedelta(hours=5),
        ends_at=now + timedelta(hours=5), shifts=(), latitude=11.85, longitude=108.9,
    )  # fmt: skip
    team.make_shift(drive, capacity=2, at=now)
    return drive_factory.Scene(cast, organiser, movement, drive, apps)


def sign_up(phone: Page, drive: models.Drive, look_at: LookAt) -> str:
    """Find the drive, sign up, and return the address of one's own page."""
    phone.goto(f"/ra-quan/{drive.pk}/")
    phone.get_by_role("link", name=_("Sign up as a volunteer")).click()
    phone.locator("[name=shifts]").first.check()
    phone.fill("[name=display_name]", "Pi Năng Thị Én")
    phone.fill("[name=contact]", "0912 345 678")
    phone.locator("[name=age]").first.check()
    phone.locator("[name=has_consented]").check()
    phone.wait_for_timeout(3100)  # nobody fills the form in faster
    phone.get_by_role("button", name=_("Sign up"), exact=True).click()
    phone.wait_for_url(re.compile(r"/tinh-nguyen/\w{24}/\?moi=1$"))
    look_at(phone, "volunteer-own")
    return phone.url.partition("?")[0]


def let_hours_pass(shift: models.Shift) -> None:
    """The shift is over: nobody can wait for that in a test."""
    now = timezone.now()
    with writing.writing(by=casts.SYSTEM, at=now) as write:
        models.Shift.objects.filter(pk=shift.pk).update(
            starts_at=now - timedelta(hours=3), ends_at=now - timedelta(hours=1)
        )
        write.events += 1


def note_who_came(desk: Page, shift: models.Shift, look_at: LookAt) -> None:
    """By keyboard: a digit for the second, the buttons for the rest, and a slip taken back."""
    desk.goto(f"/desk/drives/shifts/{shift.pk}/attendance/")
    words = desk.locator("select[data-outcome]")
    words.nth(1).focus()
    desk.keyboard.press("4")
    expect(words.nth(1)).to_have_value("ABSENT")
    desk.locator("[data-fill-words]").click()
    expect(words.nth(0)).to_have_value("AS_PLANNED")
    desk.locator("[data-fill-minutes]").click()
    expect(desk.locator("input[data-minutes]").nth(0)).to_have_value("120")
    expect(desk.locator("input[data-minutes]").nth(1)).to_have_value("")
    words.nth(0).press("Control+Enter")
    expect(desk.get_by_text(_("The attendance is saved."))).to_be_visible()
    look_at(desk, "volunteer-attendance")
    desk.get_by_role("button", name=_("Take it back")).click()
    expect(words.nth(1)).to_have_value("")
    desk.locator("[data-fill-words]").click()
    desk.locator("[data-fill-minutes]").click()
    desk.get_by_role("button", name=_("Save the attendance")).click()
    expect(desk.get_by_text(_("The attendance is saved."))).to_be_visible()


def issue(desk: Page, drive: models.Drive, look_at: LookAt) -> None:
    desk.goto(f"/desk/drives/{drive.pk}/hours/")
    expect(desk.locator("tfoot")).to_contain_text("240")
    look_at(desk, "volunteer-hours")
    desk.locator("main").get_by_role("link", name=_("Certificates")).click()
    words = ngettext("Issue %(num)s certificate", "Issue %(num)s certificates", 2) % {"num": 2}
    with desk.expect_navigation():
        desk.get_by_role("button", name=words).click()
    look_at(desk, "volunteer-certificates")


def check(phone: Page, code: str) -> None:
    """Type the code of the paper into the public page."""
    phone.goto("/chung-nhan/")
    phone.fill("[name=ma]", queries.grouped_certificate_code(code).lower())
    phone.get_by_role("button", name=_("Check"), exact=True).click()
    phone.wait_for_url(re.compile(r"/chung-nhan/\w{16}/$"))


@pytest.mark.journey
def test_a_volunteer_signs_up_helps_and_takes_home_a_paper_that_proves_it(
    scene: drive_factory.Scene,
    open_page: OpenPage,
    sign_in: SignIn,
    look_at: LookAt,
    page_faults: list[str],
):
    phone = open_page(**PHONE)
    own = sign_up(phone, scene.drive, look_at)
    expect(phone.locator("main")).to_contain_text(_("You have a place"))
    shift = scene.drive.shifts.get()
    team.sign_up(shift, at=timezone.now(), display_name="Katơr Hùng")
    let_hours_pass(shift)
    phone.goto(own)
    phone.fill("[name=minutes]", "130")
    phone.get_by_role("button", name=_("Tell the leader")).click()

    desk = open_page()
    sign_in(desk, scene.organiser)
    desk.goto("/desk/")
    expect(desk.locator("main")).to_contain_text(_("Note who came"))
    note_who_came(desk, shift, look_at)
    issue(desk, scene.drive, look_at)

    phone.goto(own)
    with phone.expect_download() as started:
        phone.get_by_role("link", name=_("Download the certificate (PDF)")).click()
    assert Path(started.value.path()).read_bytes().startswith(b"%PDF")
    member = models.TeamMember.objects.get(phone="0912345678")
    certificate = queries.certificate_of(member)
    assert certificate is not None
    code = queries.certificate_code(certificate)
    check(phone, code)
    expect(phone.locator("main")).to_contain_text(_("Genuine and in force"))
    expect(phone.locator("main")).to_contain_text("P. N. T. Én")
    look_at(phone, "volunteer-proof")

    desk.goto(f"/desk/drives/hours/{member.hours.get().pk}/correct/")
    desk.fill("[name=minutes]", "90")
    desk.fill("[name=reason]", "Về sớm 30 phút")
    look_at(desk, "volunteer-correct")
    desk.get_by_role("button", name=_("Correct the hours")).click()
    check(phone, code)
    expect(phone.locator("main")).to_contain_text(_("Genuine, but no longer in force"))

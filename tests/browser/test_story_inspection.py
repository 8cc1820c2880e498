"""An inspector at the door, with a phone that runs no scripts: visit, photo, record, remedy."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _
from playwright.sync_api import Page, expect

from campaigns.accounts import models as accounts_models
from campaigns.inspections import models
from tests.browser.conftest import OpenPage
from tests.factories import inspections as factory
from tests.factories import pictures

SignIn = Callable[[Page, accounts_models.User], None]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "java_script_enabled": False}


@pytest.fixture
def scene(site: str, settings, tmp_path: Path) -> factory.Scene:
    settings.MEDIA_ROOT = tmp_path
    return factory.make_scene()


def tick(page: Page, item: str, answer: str) -> None:
    page.locator(f"[name=a-{item}][value={answer}]").check()


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def test_from_the_plan_to_the_confirmed_remedy(
    scene: factory.Scene, open_page: OpenPage, sign_in: SignIn
) -> None:
    plan_the_visit(scene, open_page, sign_in)
    phone = open_page(**PHONE)
    sign_in(phone, scene.inspector)
    phone.goto("/desk/inspections/mine/")
    phone.get_by_role("link", name=re.compile(_("Fill in the record"))).click()
    tick(phone, "posted", "YES")
    phone.fill("[name=a-daily]", "2,5")
    press(phone, _("Save and go on"))
    tick(phone, "spot", "hidden")
    photo = {"name": "bang.jpg", "mimeType": "image/jpeg", "buffer": pictures.make_photo()}
    phone.set_input_files("[name=a-photo]", photo)
    press(phone, _("Make the record"))
    expect(phone.get_by_text(_("The record is made. It no longer changes."))).to_be_visible()
    expect(phone.get_by_role("link", name=_("See the photo"))).to_be_visible()
    follow_up(scene, open_page, sign_in)
    assert models.Finding.objects.get().state == "CONFIRMED"


def plan_the_visit(scene: factory.Scene, open_page: OpenPage, sign_in: SignIn) -> None:
    desk = open_page()
    sign_in(desk, scene.other)
    desk.goto("/desk/inspections/plan/")
    desk.locator(f"[name=premises][value='{scene.premises.pk}']").check()
    desk.select_option("[name=checklist]", str(scene.checklist.pk))
    desk.fill("[name=planned_date]", timezone.localdate().isoformat())
    desk.locator(".loa-form [name=unit]").select_option(str(scene.cast.district.pk))
    desk.select_option("[name=inspector]", str(scene.inspector.pk))
    press(desk, _("Plan the visits"))
    expect(desk.get_by_role("link", name=scene.premises.name)).to_be_visible()


def follow_up(scene: factory.Scene, open_page: OpenPage, sign_in: SignIn) -> None:
    """The commune's officer remedies from My day, another inspector confirms from there."""
    officer = open_page(**PHONE)
    sign_in(officer, scene.cast.officer)
    officer.goto("/desk/")
    officer.locator("main a.btn", has_text=_("Say what was done")).click()
    officer.fill("[name=words]", "Đã treo ra cửa")
    press(officer, _("It is put right"))
    other = open_page()
    sign_in(other, scene.other)
    other.goto("/desk/")
    other.locator("main a.btn", has_text=_("Look and confirm")).click()
    other.locator("summary", has_text=_("Confirm the remedy")).click()
    press(other, _("Confirm the remedy"))
    expect(other.get_by_text(_("Confirmed: the finding is closed."))).to_be_visible()

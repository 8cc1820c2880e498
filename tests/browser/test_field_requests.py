"""Residents' requests in the volunteer's hand: seen with and without network, called with one tap."""

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext as _
from playwright.sync_api import Page, expect

from campaigns.audit import models as audit_models
from campaigns.drives import services
from tests.browser import phones
from tests.browser.conftest import OpenPage
from tests.factories import help as help_factory

LINK = "[data-requests-link] a"


def shown() -> int:
    return audit_models.Event.objects.filter(verb="drives.help_phone_shown").count()


def stored(phone: Page) -> str:
    """All that the phone keeps of its drives."""
    text: str = phone.evaluate(
        "import('/static/loa/field/drives.js').then(async (d) => JSON.stringify(await d.all()))"
    )
    return text


def test_a_volunteer_sees_whom_to_visit_and_calls_with_one_tap(
    open_page: OpenPage,
    site: str,
    look_at: Callable[[Page, str], None],
    page_faults: list[str],
):
    scene = phones.make_scene()
    taken = help_factory.accepted(scene, timezone.now(), apps=(scene.apps["ncovi"],))
    help_factory.assigned(scene, timezone.now(), phone="0987654321", hamlet="Thôn Khác")
    phone = open_page(**phones.SCREEN)
    phones.give_pass(phone.context, site, scene.drive)
    phones.open_app(phone, scene.drive)
    expect(phone.locator(LINK)).to_have_text(
        _("Residents who asked for help: {count}").replace("{count}", "1")
    )
    phones.keep_app(phone)
    phone.locator(LINK).tap()
    request = phone.locator(".loa-request")
    expect(request).to_have_count(1)
    expect(request).to_contain_text("Thôn Ma Hoa")
    expect(request).to_contain_text("Nhà cuối đường bê tông")
    expect(request).to_contain_text("NCOVI")
    assert "0912345678" not in phone.content()
    assert shown() == 0
    phone.locator("[data-show-numbers]").tap()
    expect(request.locator("a")).to_have_attribute("href", "tel:0912345678")
    assert shown() == 1
    look_at(phone, "field-requests")
    assert "0912345678" not in stored(phone)

    # Without network, after a restart: where to go is known, the number is not.
    phone.context.set_offline(True)
    phone.goto("/field/#requests")
    phone.reload()
    expect(request).to_contain_text("Thôn Ma Hoa")
    assert "0912345678" not in phone.content()
    phone.locator("[data-show-numbers]").tap()
    expect(phone.locator("[data-notice]")).to_have_text(
        _("Phone numbers are shown only with network.")
    )

    phone.context.set_offline(False)
    services.withdraw_request(request=taken, by=taken, at=timezone.now())
    phone.reload()
    expect(phone.locator("[data-no-requests]")).to_be_visible()
    expect(request).to_have_count(0)
    page_faults[:] = [fault for fault in page_faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def test_a_stopped_phone_keeps_nothing_of_residents(
    open_page: OpenPage, site: str, page_faults: list[str]
):
    scene = phones.make_scene()
    help_factory.accepted(scene, timezone.now())
    phone = open_page(**phones.SCREEN)
    device = phones.give_pass(phone.context, site, scene.drive)
    phones.open_app(phone, scene.drive)
    expect(phone.locator(LINK)).to_be_visible()
    assert "Ma Hoa" in stored(phone)
    services.revoke_device(device=device, by=scene.organiser, at=timezone.now())
    phone.reload()
    expect(phone.locator(LINK)).to_be_hidden()
    phones.until(phone, lambda: "Ma Hoa" not in stored(phone))
    page_faults[:] = [fault for fault in page_faults if " 401 " not in fault]

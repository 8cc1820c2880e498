"""Story 5: an organiser sees where help is needed most, why, and plans a drive just there."""

import re
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from playwright.sync_api import Page, expect

from campaigns.accounts import models as accounts_models
from campaigns.drives import models, services
from campaigns.units import services as units_services
from tests.factories import cast as casts
from tests.factories import drives as factory

SignIn = Callable[[Page, accounts_models.User], None]
LookAt = Callable[[Page, str], None]


def helped(drive: models.Drive, people: int) -> None:
    """So many residents, in records of twenty at most, which nobody doubts."""
    now = timezone.now()
    phone, _secret = factory.join(drive, at=now)
    for number, start in enumerate(range(0, people, 20)):
        payload = factory.payload_of(drive, people=min(20, people - start), counts=[])
        sent = factory.envelope_of(payload, captured_at=now - timedelta(minutes=2 * number))
        services.receive_support([sent], by=phone, at=now)


def make_scene(site: str) -> factory.Scene:
    """Two communes with populations; in one a drive has helped sixty residents, in one nobody."""
    scene = factory.make_scene()
    now = timezone.now()
    for unit in (scene.cast.commune, scene.cast.sibling):
        units_services.enter_population(
            draft=units_services.PopulationDraft(
                unit, 3200, (now - timedelta(days=300)).date(), "Chi cục Thống kê"
            ),
            by=casts.SYSTEM,
            at=now,
        )
    drive = factory.make_drive(
        scene.movement,
        scene.cast.commune,
        scene.organiser,
        name="Ra quân tuần này",
        starts_at=now - timedelta(hours=2),
        ends_at=now + timedelta(hours=2),
        shifts=(),
    )
    helped(drive, 60)
    return scene


def test_the_neediest_commune_gets_the_next_drive(
    page: Page, site: str, sign_in: SignIn, look_at: LookAt
) -> None:
    scene = make_scene(site)
    needy = scene.cast.sibling
    sign_in(page, scene.organiser)
    page.goto("/desk/demand/")
    rows = page.locator("table tbody tr")
    expect(rows.nth(0)).to_contain_text(needy.name_vi)
    expect(rows.nth(0)).to_contain_text(_("Nobody was helped here in these days"))
    expect(rows.nth(0)).to_contain_text(_("There was never a drive here"))
    expect(rows.nth(1)).to_contain_text(scene.cast.commune.name_vi)
    look_at(page, "demand-planner")

    rows.nth(0).get_by_role(
        "link", name=_("Open a drive here: %(name)s") % {"name": needy.name_vi}
    ).click()
    expect(page.locator("[name=unit]")).to_have_value(str(needy.pk))
    now = timezone.localtime()
    page.fill("[name=name]", "Ra quân nơi cần nhất")
    page.fill("[name=place]", "Nhà văn hóa xã")
    page.fill("[name=starts_at]", now.strftime("%Y-%m-%dT%H:%M"))
    page.fill("[name=ends_at]", (now + timedelta(hours=4)).strftime("%Y-%m-%dT%H:%M"))
    page.fill("[name=capacity]", "4")
    page.get_by_role("button", name=_("Open the drive")).click()
    page.wait_for_url(re.compile(r"/desk/drives/\d+/$"))
    assert models.Drive.objects.get(name="Ra quân nơi cần nhất").unit_id == needy.pk

    page.goto("/desk/demand/")
    first = page.locator("table tbody tr").nth(0)
    expect(first).to_contain_text(needy.name_vi)
    expect(first).to_contain_text(_("A drive is under way"))


def test_a_unit_leads_to_its_results_and_their_pictures(
    page: Page, site: str, sign_in: SignIn, look_at: LookAt
) -> None:
    scene = make_scene(site)
    sign_in(page, scene.organiser)
    page.goto(f"/desk/units/{scene.cast.commune.pk}/")
    page.get_by_role("link", name=_("Results"), exact=True).click()
    expect(page.locator(".loa-stats")).to_contain_text("60")
    days = page.locator("#chart-days")
    # Bars, one a day, each with words of its own for whoever does not see it.
    expect(days.locator("svg .mark-rect path")).to_have_count(1)
    look_at(page, "place-results")
    page.goto("/desk/drives/entries/")
    look_at(page, "drive-entries")

"""Story 3: the office commends a unit on its figures, and everybody sees why."""

import re
from collections.abc import Callable

import pytest
from django.utils.translation import gettext as _
from playwright.sync_api import Page, expect

from campaigns.accounts import models as accounts_models
from campaigns.conduct import models as conduct_models
from tests.browser.conftest import OpenPage
from tests.factories import broadcasts as broadcast_factory
from tests.factories import conduct as conduct_factory
from tests.factories import stories

SignIn = Callable[[Page, accounts_models.User], None]
TITLE = "Phát thanh đều, dân biết quét mã"
DECISION = {
    "decision_number": "145/QĐ-UBND",
    "signatory": "Chủ tịch Trần Văn A",
    "reason": "Việc tốt, nên nhân rộng.",
}


@pytest.fixture
def station(site: str) -> broadcast_factory.Station:
    """The station, three pieces aired in the last days, and a form of praise."""
    station = stories.make_station()
    for days in (1, 2, 3):
        stories.air_piece(station, stories.days_ago(days))
    conduct_factory.form()
    return station


@pytest.fixture
def officers(station) -> list[accounts_models.User]:
    return stories.make_officers(station.cast)


def propose(page: Page, unit_pk: int) -> None:
    """From the unit's page to a proposal with every figure as evidence."""
    page.goto(f"/desk/units/{unit_pk}/")
    page.get_by_role("link", name=_("Propose a commendation")).click()
    page.locator("[name=form]").first.check()
    page.fill("[name=title]", TITLE)
    page.fill("[name=reasons]", "Phát đủ các buổi trong tuần.")
    for figure in page.locator("[name=figures]").all():
        figure.check()
    page.get_by_role("button", name=_("Propose"), exact=True).click()
    page.wait_for_url(re.compile(r"/desk/conduct/\d+/$"))


def fill_decision(page: Page, citation_pk: int, **changes: str) -> None:
    page.goto(f"/desk/conduct/{citation_pk}/decide/")
    for name, value in (DECISION | changes).items():
        page.fill(f"[name={name}]", value)


def decide(page: Page) -> None:
    page.get_by_role("button", name=_("Give and publish")).click()


def forgive(page_faults: list[str], status: int) -> None:
    """Chromium writes every refused document to the console: this one was wanted."""
    wanted = [fault for fault in page_faults if f"status of {status}" in fault]
    assert len(wanted) == len(page_faults) == 1, page_faults
    page_faults.clear()


def test_a_unit_is_commended_by_two_officers_for_everybody_to_see(
    station, officers, open_page: OpenPage, sign_in: SignIn, look_at, page_faults
):
    unit = station.cast.station
    proposer, decider = open_page(), open_page()
    sign_in(proposer, officers[0])
    sign_in(decider, officers[1])

    propose(proposer, unit.pk)
    citation = conduct_models.Citation.objects.get()
    expect(proposer.locator("main .loa-stat-value").first).to_contain_text("3")
    look_at(proposer, "story3-proposed")

    expect(proposer.locator("main")).to_contain_text(
        _("You proposed this commendation. Another officer has to decide it.")
    )
    expect(proposer.get_by_role("link", name=_("Give the commendation"))).to_have_count(0)
    proposer.goto(f"/desk/conduct/{citation.pk}/decide/")
    expect(proposer.locator("main")).to_contain_text(
        _("You proposed this commendation. Another officer has to decide it.")
    )
    forgive(page_faults, 403)

    decider.goto(f"/desk/conduct/{citation.pk}/")
    with decider.expect_navigation():
        decider.get_by_role("link", name=_("Give the commendation")).click()
    fill_decision(decider, citation.pk)
    look_at(decider, "story3-deciding")
    decide(decider)
    decider.wait_for_url(f"**/desk/conduct/{citation.pk}/")
    look_at(decider, "story3-decided")

    decider.goto(f"/desk/units/{unit.pk}/")
    expect(decider.locator("main")).to_contain_text(TITLE)
    look_at(decider, "story3-unit")

    public = open_page()
    public.goto("/khen-thuong/")
    public.fill("header [type=search]", "mã QR")
    public.press("header [type=search]", "Enter")
    public.wait_for_url("**/tim-kiem/?q=*")
    public.locator("header").get_by_role("link", name=_("Commendations")).click()
    public.wait_for_url("**/khen-thuong/")
    look_at(public, "story3-public")
    public.get_by_role("link", name=unit.name_vi).first.click()
    expect(public.locator("main")).to_contain_text("145/QĐ-UBND")
    expect(public.locator("main")).to_contain_text(TITLE)
    look_at(public, "story3-public-one")


def test_every_figure_of_a_unit_opens_into_as_many_rows(
    station, officers, open_page: OpenPage, sign_in: SignIn
):
    stories.commend(station.cast.station, *officers[:2])
    page = open_page()
    sign_in(page, officers[0])
    address = f"/desk/units/{station.cast.station.pk}/"
    page.goto(address)
    shown = {}
    for number in range(page.locator("a.loa-stat").count()):
        stat = page.locator("a.loa-stat").nth(number)
        href = stat.get_attribute("href") or ""
        value = re.match(r"\d+", stat.locator(".loa-stat-value").inner_text())
        stat.click()
        page.wait_for_load_state()
        shown[href.partition("?")[0]] = (
            value[0] if value else "",
            page.locator(".loa-table tbody tr").count(),
        )
        page.goto(address)
    assert shown["/desk/broadcasts/airings/"] == ("3", 3)
    assert shown["/desk/conduct/"] == ("1", 1)


def test_of_two_officers_deciding_at_once_the_second_is_told_who_was_first(
    station, officers, open_page: OpenPage, sign_in: SignIn, look_at, page_faults
):
    pages = [open_page() for _officer in officers]
    for page, officer in zip(pages, officers, strict=True):
        sign_in(page, officer)
    propose(pages[0], station.cast.station.pk)
    citation = conduct_models.Citation.objects.get()
    fill_decision(pages[1], citation.pk)
    fill_decision(pages[2], citation.pk, decision_number="99/QĐ-UBND", reason="Tôi gõ lâu lắm.")

    decide(pages[1])
    pages[1].wait_for_url(f"**/desk/conduct/{citation.pk}/")
    decide(pages[2])

    alert = pages[2].get_by_role("alert")
    expect(alert).to_contain_text(officers[1].full_name)
    expect(pages[2].locator("[name=decision_number]")).to_have_value("99/QĐ-UBND")
    expect(pages[2].locator("[name=reason]")).to_have_value("Tôi gõ lâu lắm.")
    look_at(pages[2], "story3-second-officer")
    forgive(page_faults, 409)
    citation.refresh_from_db()
    assert (citation.decision_number, citation.decided_by) == ("145/QĐ-UBND", officers[1])

"""Days that decisions turned: entering, taking back, the page."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.accounts import models as accounts_models
from campaigns.audit import models as audit_models
from campaigns.directives import models, queries, services
from campaigns.kernel import roles
from tests.factories import cast as casts
from tests.factories import directives

SWAP = date(2026, 1, 10)  # a Saturday
OFF = date(2026, 1, 2)  # a Friday


@pytest.fixture
def coordinator(db: None) -> accounts_models.User:
    cast = casts.make_cast()
    return casts.make_person("dieu-phoi", roles.Role.COORDINATOR, cast.province)


def _words(**changes: Any) -> dict[str, Any]:
    words = {
        "on_date": OFF.isoformat(),
        "kind": "HOLIDAY",
        "name_vi": "Nghỉ hoán đổi Tết Dương lịch",
        "source": "Thông báo 1/TB-VPCP",
    }
    return words | changes


def test_a_swap_turns_both_its_days(db: None) -> None:
    directives.enter_day(OFF)
    directives.enter_day(SWAP, "WORKING", "Làm bù")
    known = queries.working_calendar()
    assert not known.is_working_day(OFF)
    assert known.is_working_day(SWAP)
    assert known.explain(OFF) == "ngày nghỉ: Nghỉ hoán đổi (Thông báo 1/TB-VPCP)"
    assert known.add_working_days(date(2025, 12, 31), 1) == date(2026, 1, 5)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 2, 17), "HOLIDAY"),  # Tết
        (date(2026, 1, 11), "HOLIDAY"),  # a Sunday
        (date(2026, 1, 5), "WORKING"),  # a Monday
        (date(2026, 8, 22), "WORKING"),  # swapped by the national calendar
    ],
)
def test_a_day_that_is_so_already_is_refused(db: None, day: date, kind: str) -> None:
    with pytest.raises(services.DayRefused):
        directives.enter_day(day, kind)
    assert not models.CalendarDay.objects.exists()


def test_a_day_is_entered_once(db: None) -> None:
    directives.enter_day(OFF)
    with pytest.raises(services.DayRefused, match="đã được nhập"):
        directives.enter_day(OFF)


def test_a_day_beyond_the_calendar_is_refused(db: None) -> None:
    with pytest.raises(queries.OutsideCalendar):
        directives.enter_day(date(2100, 1, 1))


def test_blanks_say_nothing(db: None) -> None:
    draft = services.DayDraft(OFF, models.DayKind.HOLIDAY, "  ", "QĐ 1")
    with pytest.raises(services.DayRefused):
        services.enter_day(draft=draft, by=casts.SYSTEM, at=casts.NOW)


def test_taking_back_needs_a_reason_and_happens_once(db: None) -> None:
    day = directives.enter_day(OFF)
    who: dict[str, Any] = {"by": casts.SYSTEM, "at": casts.NOW}
    with pytest.raises(services.DayRefused):
        services.remove_day(day=day, reason=" ", **who)
    services.remove_day(day=day, reason="Nhập nhầm", **who)
    assert queries.working_calendar().is_working_day(OFF)
    event = audit_models.Event.objects.get(verb="directives.calendar_day_removed")
    assert event.reason == "Nhập nhầm"
    again = models.CalendarDay(pk=day.pk, on_date=OFF)
    with pytest.raises(services.DayRefused, match="rồi"):
        services.remove_day(day=again, reason="Nhập nhầm", **who)


def test_the_coordinator_enters_a_day_and_sees_it(
    coordinator: accounts_models.User, client: Client
) -> None:
    client.force_login(coordinator)
    answer = client.post(reverse("directives:enter_day"), _words())
    assert answer["Location"] == reverse("directives:calendar") + "?year=2026"
    page = client.get(answer["Location"])
    assert (OFF, False) in [(day.on, day.is_worked) for day in page.context["days"]]


@pytest.mark.parametrize(
    "changes",
    [{"on_date": "2026-02-30"}, {"kind": "FEAST"}, {"source": ""}, {"on_date": "1800-1-1"}],
)
def test_nonsense_is_refused_and_kept_on_the_page(
    coordinator: accounts_models.User, client: Client, changes: dict[str, Any]
) -> None:
    client.force_login(coordinator)
    page = client.post(reverse("directives:enter_day"), _words(**changes))
    assert page.status_code == 422
    assert "Nghỉ hoán đổi Tết Dương lịch" in page.content.decode()
    assert not models.CalendarDay.objects.exists()


def test_the_coordinator_takes_a_day_back(
    coordinator: accounts_models.User, client: Client
) -> None:
    day = directives.enter_day(OFF)
    client.force_login(coordinator)
    address = reverse("directives:remove_day", args=[day.pk])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Nhập nhầm"}).status_code == 302
    assert not models.CalendarDay.objects.exists()


@pytest.mark.parametrize("year", ["", "20x6", "1800", "²026"])
def test_a_year_that_makes_no_sense_is_this_year(
    coordinator: accounts_models.User, client: Client, year: str
) -> None:
    client.force_login(coordinator)
    assert client.get(reverse("directives:calendar"), {"year": year}).status_code == 200


def test_the_calendar_asks_few_times(coordinator: accounts_models.User, client: Client) -> None:
    client.force_login(coordinator)
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("directives:calendar"), {"year": "2026"})
    assert len(captured) <= 15


def test_announced_swaps_are_offered_until_they_are_entered(
    coordinator: accounts_models.User, client: Client
) -> None:
    """Each day that a document turned, prefilled; the law alone tells neither."""
    client.force_login(coordinator)
    address = reverse("directives:calendar")
    offered = client.get(address, {"year": "2026"}).context["announced"]
    assert [day.on_date for day in offered] == [OFF, SWAP]
    directives.enter_day(OFF)
    assert client.get(address, {"year": "2026"}).context["announced"] == [offered[1]]
    assert client.get(address, {"year": "2025"}).context["announced"] == []
    filled = {
        "on_date": SWAP.isoformat(),
        "kind": "WORKING",
        "name_vi": "Làm bù",
        "source": "12729",
    }
    form = client.get(reverse("directives:enter_day"), filled).context["form"]
    assert {name: form[name].value() for name in filled} == filled


@pytest.mark.parametrize("day", queries.ANNOUNCED, ids=str)
def test_what_is_announced_names_its_document_and_is_no_news_to_the_law(
    day: queries.Announced,
) -> None:
    by_law = queries.calendar_of(())
    assert by_law.is_working_day(day.on_date) != (day.kind == models.DayKind.WORKING)
    assert "/" in day.source

"""My day shows which reports wait: in the unit, where they are collected, in the office."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.directives import models, services
from campaigns.kernel import roles
from campaigns.workspace import queries
from tests.factories import cast as casts
from tests.factories import climbing, duties
from tests.factories import expectations as factory

DUE, WEEK_ENDS = factory.DUE, factory.WEEK_ENDS
LATE = date(2026, 11, 26)


@pytest.fixture
def scene(db):
    return duties.make_scene()


def waiting(user, on=LATE):
    items = queries.my_day(user, factory.on(on))
    return [item for item in items if "/report" in item.url]


def test_what_is_due_waits_in_its_unit_one_click_from_the_form(scene):
    row = factory.expected(scene)
    assert waiting(scene.cast.officer, factory.TODAY) == [], "the period runs"
    (item,) = waiting(scene.cast.officer, WEEK_ENDS)
    assert (item.url, item.tone) == (
        reverse("directives:send_report", args=[row.pk]),
        "warning",
    )
    assert waiting(scene.cast.outsider, WEEK_ENDS)[0].url != item.url
    factory.send(scene, row)
    assert waiting(scene.cast.officer, WEEK_ENDS) == []


def test_what_is_missing_is_red_in_the_unit_and_counted_where_it_is_collected(scene):
    row, other = factory.expected(scene), factory.expected(scene, scene.cast.sibling)
    (mine,) = waiting(scene.cast.officer)
    assert (mine.tone, mine.url) == ("danger", reverse("directives:report", args=[row.pk]))
    (theirs,) = waiting(scene.coordinator)
    assert theirs.text.startswith("2 ")
    assert theirs.url == reverse("directives:absent", args=[row.form_id, "2026-11-16"])
    at = factory.on(LATE)
    services.excuse_reports(reports=[other], reason="Bão", by=scene.coordinator, at=at)
    assert waiting(scene.coordinator)[0].text.startswith("1 ")
    services.report_nothing(report=row, by=scene.cast.officer, at=at)
    assert waiting(scene.coordinator) == waiting(scene.cast.officer) == []


def test_several_periods_lead_to_the_list_which_shows_as_many(scene, client: Client, monkeypatch):
    factory.expected(scene, rhythm="DAILY", due_days=0)
    for day in (17, 18):
        factory.sweep(factory.on(date(2026, 11, day), 1))
    now = factory.on(date(2026, 11, 19))
    monkeypatch.setattr(timezone, "now", lambda: now)
    for user, count in ((scene.cast.officer, 3), (scene.coordinator, 6)):
        (item,) = waiting(user, now.date())
        client.force_login(user)
        assert len(client.get(item.url).context["table"].rows) == count


def test_what_climbed_to_the_office_waits_there(scene, client: Client, monkeypatch, settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    office = climbing.office(scene)
    casts.make_person("truong-xa", roles.Role.UNIT_HEAD, scene.cast.sibling)
    factory.expected(scene)
    day = factory.TODAY
    while day <= date(2026, 12, 8):
        services.press_reports(by=casts.SYSTEM, at=factory.on(day))
        assert waiting(office, day) == [] or day == date(2026, 12, 8)
        day += factory.DAY
    (item,) = waiting(office, date(2026, 12, 8))
    assert item.text.startswith("2 ")
    monkeypatch.setattr(timezone, "now", lambda: factory.on(date(2026, 12, 8)))
    client.force_login(office)
    assert len(client.get(item.url).context["table"].rows) == 2


def test_the_page_of_a_unit_shows_how_its_reports_stand(scene, client: Client, monkeypatch):
    row = factory.expected(scene)
    monkeypatch.setattr(timezone, "now", lambda: factory.on(LATE))
    client.force_login(scene.cast.officer)
    page = client.get(reverse("workspace:unit", args=[scene.cast.commune.pk]))
    assert [one.outcome for one in page.context["reports"]] == [models.Outcome.MISSING]
    assert reverse("directives:report", args=[row.pk]) in page.content.decode()


def test_many_reports_are_asked_for_as_often_as_few(scene, django_assert_max_num_queries):
    for number in range(6):
        factory.make_form(scene, code=f"mau-{number}", name_vi=f"Mẫu {number}")
    factory.sweep()
    for user in (scene.coordinator, scene.cast.officer, scene.cast.head):
        with django_assert_max_num_queries(40):
            assert len(waiting(user)) == 6

"""My day shows what waits of duties: for whom, since when, one click from being done."""

from datetime import date

import pytest
from django.test import Client

from campaigns.directives import models, services
from campaigns.kernel import roles
from campaigns.workspace import queries
from tests.factories import cast as casts
from tests.factories import climbing, duties

L = models.Level
DUE, HEARS = climbing.DUE, climbing.HEARS
LATER = date(2026, 12, 20)


@pytest.fixture
def scene(db):
    return duties.make_scene()


def waiting(user, on=duties.TODAY):
    items = queries.my_day(user, climbing.at(on, 12))
    return [item for item in items if "/directives/" in item.url]


def test_a_new_duty_waits_to_be_received_in_its_unit_alone(scene):
    row = duties.issued(scene)
    (item,) = waiting(scene.cast.officer)
    assert (item.url, item.since_at) == (f"/desk/directives/assignments/{row.pk}/", row.issued_at)
    assert waiting(scene.cast.outsider) == waiting(scene.district_officer) == []
    services.acknowledge(assignment=row, by=scene.cast.officer, at=duties.NOW)
    assert waiting(scene.cast.head) == []


def test_what_is_due_soon_waits_and_what_is_overdue_is_red_since_its_due_date(scene):
    row = duties.issued(scene)
    services.acknowledge(assignment=row, by=scene.cast.officer, at=duties.NOW)
    (soon,) = waiting(scene.cast.officer, DUE)
    assert (soon.tone, soon.url.endswith("/done/")) == ("warning", True)
    (late,) = waiting(scene.cast.officer, HEARS[L.UNIT])
    assert (late.tone, late.since_at.astimezone().date()) == ("danger", DUE)


def test_what_came_back_waits_in_the_unit_and_what_is_reported_for_who_assigns(scene):
    row = duties.reported(scene)
    (asked,) = waiting(scene.coordinator)
    assert asked.since_at == row.reported_at
    assert waiting(scene.cast.officer) == []
    services.give_back(assignment=row, reason="Thiếu ảnh", by=scene.coordinator, at=duties.NOW)
    assert len(waiting(scene.cast.officer)) == 1
    assert waiting(scene.coordinator) == []


def test_paused_and_encouraged_duties_do_not_press(scene):
    paused = duties.issued(scene)
    services.pause(assignment=paused, reason="Bão", by=scene.coordinator, at=duties.NOW)
    encouraged = duties.issued(scene, obligation=models.Obligation.objects.get(code="thanh-toan"))
    services.acknowledge(assignment=encouraged, by=scene.cast.officer, at=duties.NOW)
    assert waiting(scene.cast.officer, LATER) == []


def test_silence_waits_for_those_who_heard_of_it_until_somebody_acts(scene, client: Client):
    office = climbing.office(scene)
    casts.make_person("truong-xa", roles.Role.UNIT_HEAD, scene.cast.sibling)
    first, second = duties.issue(scene, scene.cast.commune, scene.cast.sibling)
    climbing.sweep_until(HEARS[L.DEPARTMENT])
    assert waiting(office, HEARS[L.DEPARTMENT]) == []
    (item,) = waiting(scene.coordinator, HEARS[L.DEPARTMENT])
    assert item.text.startswith("2 ")
    assert f"heard={L.DEPARTMENT.value}" in item.url
    climbing.sweep_until(HEARS[L.OFFICE])
    assert len(waiting(office, HEARS[L.OFFICE])) == 1
    row = duties.loaded(first.pk)
    at = climbing.at(HEARS[L.OFFICE], 15)
    services.report_done(assignment=row, draft=duties.said(), by=scene.cast.officer, at=at)
    (one,) = waiting(office, LATER)
    assert one.url == f"/desk/directives/assignments/{second.pk}/"


def test_the_list_behind_the_line_shows_as_many(scene, client: Client, monkeypatch):
    duties.issue(scene, scene.cast.commune, scene.cast.sibling)
    climbing.sweep_until(HEARS[L.DEPARTMENT])
    (item,) = waiting(scene.coordinator, HEARS[L.DEPARTMENT])
    monkeypatch.setattr("django.utils.timezone.now", lambda: climbing.at(HEARS[L.DEPARTMENT]))
    client.force_login(scene.coordinator)
    page = client.get(item.url)
    assert page.status_code == 200
    assert len(page.context["table"].rows) == 2
    other = client.get(item.url.replace("heard=3", "heard=4"))
    assert len(other.context["table"].rows) == 0


def test_who_handed_down_sees_how_many_are_overdue_below(scene):
    (parent,) = duties.issue(scene, scene.cast.district)
    duties.hand_down(scene, duties.loaded(parent.pk), scene.cast.commune, scene.cast.sibling)
    texts = [item.text for item in waiting(scene.district_officer, HEARS[L.UNIT])]
    assert sum(text.startswith("2 ") for text in texts) == 1
    assert len(texts) == 2, "its own is overdue too"


def test_the_oldest_danger_comes_first(scene):
    by_code = {one.code: one for one in models.Obligation.objects.all()}
    duties.issued(scene, due=duties.within(12))
    old = duties.issued(scene, obligation=by_code["kiem-tra"], due=duties.within(3))
    first, _second = waiting(scene.cast.officer, LATER)
    assert f"/{old.pk}/" in first.url


def test_many_duties_are_asked_for_as_often_as_few(scene, django_assert_max_num_queries):
    units = [scene.cast.commune, scene.cast.sibling, scene.cast.district]
    for obligation in models.Obligation.objects.all():
        duties.issue(scene, *units, obligation=obligation)
    climbing.sweep_until(HEARS[L.DEPARTMENT])
    with django_assert_max_num_queries(70):
        assert waiting(scene.coordinator, HEARS[L.DEPARTMENT])

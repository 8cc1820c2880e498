"""Three communes are given a duty; two answer, one is silent, and its silence climbs by the day."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.directives import models
from campaigns.kernel import roles
from campaigns.units import services as units_services
from tests.factories import cast as casts
from tests.factories import climbing, directives, duties

pytestmark = [pytest.mark.django_db, pytest.mark.journey]
L = models.Level
HEARS = climbing.HEARS


@pytest.fixture
def clock(monkeypatch, settings):
    """The clock of the whole product, set by hand."""
    settings.LOA_SECOND_FACTOR_REQUIRED = False

    def set_to(day, hour=9):
        monkeypatch.setattr("django.utils.timezone.now", lambda: climbing.at(day, hour))

    set_to(duties.TODAY)
    return set_to


@pytest.fixture
def scene():
    return duties.make_scene()


def as_user(user):
    """Signed in anew for each page: weeks go by."""
    client = Client()
    client.force_login(user)
    return client


def page(user, address, **query):
    answer = as_user(user).get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def press(user, name, *args, **fields):
    answer = as_user(user).post(reverse(f"directives:{name}", args=args), fields)
    assert answer.status_code == 302, answer.content.decode()


def test_one_is_silent_and_the_line_hears_level_by_level(scene, clock):
    office = climbing.office(scene)
    draft = units_services.UnitDraft(
        "22816", "commune", *["Xã Phước Thắng"] * 3, casts.START, "584"
    )
    third = units_services.found_units(drafts=[draft], by=casts.SYSTEM, at=casts.NOW)["22816"]
    third_officer = casts.make_person("can-bo-3", roles.Role.UNIT_OFFICER, third)
    planner, silent = scene.coordinator, scene.cast.officer
    head, sibling = scene.cast.head, scene.cast.outsider

    # Given out to three by the page, within ten working days.
    communes = [scene.cast.commune, scene.cast.sibling, third]
    press(
        planner, "issue", scene.obligation.pk,
        units=[unit.pk for unit in communes], due_rule="WORKING_DAYS", due_days="10", issue="1",
    )  # fmt: skip
    rows = {row.unit_id: row for row in models.Assignment.objects.all()}
    row = rows[scene.cast.commune.pk]
    assert row.current_due_date == climbing.DUE
    address = reverse("directives:assignment", args=[row.pk])

    # Two report; the third reads beforehand who will hear when, and so does the coordinator.
    press(sibling, "report_done", rows[scene.cast.sibling.pk].pk, text="Đã phát 40 tờ rơi")
    press(third_officer, "report_done", rows[third.pk].pk, text="Đã phát loa 12 lượt")
    assert all(f"{day:%d/%m/%Y}" in page(silent, address) for day in HEARS.values())
    foretold = page(planner, reverse("directives:simulation"))
    assert "Xã Phước Đại" in foretold
    assert "Xã Phước Chính" not in foretold.split("<tbody")[1]

    # The unit and its head hear, each on their day.
    climbing.sweep_until(HEARS[L.HEAD])
    assert len(climbing.calls(scene.cast.officer)) == len(climbing.calls(scene.cast.head)) == 1
    assert climbing.calls(scene.coordinator) == []
    clock(HEARS[L.HEAD], 10)
    assert reverse("directives:report_done", args=[row.pk]) in page(head, "/desk/")

    # A storm is a day off: what is not told yet moves, what is told stays, and the day says why.
    directives.enter_day(date(2026, 12, 8), name="Nghỉ tránh bão")
    assert "10/12/2026" in page(silent, address)
    assert "Nghỉ tránh bão" in page(silent, reverse("directives:calendar"), year="2026")
    climbing.sweep_until(date(2026, 12, 9), date(2026, 12, 5))
    assert climbing.calls(scene.coordinator) == []
    climbing.sweep(date(2026, 12, 10))
    assert len(climbing.calls(scene.coordinator)) == 1
    clock(date(2026, 12, 10), 10)
    assert "Xã Phước Đại" in page(planner, reverse("directives:assignment_list"), heard="3")
    assert address in page(planner, "/desk/")

    # The office hears last. Then the unit reports: it stands late, and nobody hears any more.
    climbing.sweep_until(date(2026, 12, 15), date(2026, 12, 11))
    clock(date(2026, 12, 15), 10)
    assert address in page(office, "/desk/")
    press(silent, "report_done", row.pk, text="Đã phát bù 60 tờ rơi")
    assert address not in page(office, "/desk/")
    notices = len(climbing.calls(scene.coordinator))
    climbing.sweep_until(date(2026, 12, 31), date(2026, 12, 16))
    assert len(climbing.calls(scene.coordinator)) == notices
    late = models.time_state(duties.loaded(row.pk), duties.marks(date(2026, 12, 31)))
    assert late == models.TimeState.DONE_LATE
    assert climbing.told(row) == {
        L.UNIT: HEARS[L.UNIT],
        L.HEAD: HEARS[L.HEAD],
        L.DEPARTMENT: date(2026, 12, 10),
        L.OFFICE: date(2026, 12, 15),
    }

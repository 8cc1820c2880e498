"""From a clause of the letter to a piece on air, and from a commendation to the evening news."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.broadcasts import models, services
from campaigns.conduct import services as conduct_services
from campaigns.kernel import roles
from tests.factories import broadcasts, conduct, directives
from tests.factories import cast as casts

pytestmark = [pytest.mark.django_db, pytest.mark.journey]


@pytest.fixture(autouse=True)
def _second_factor_is_not_the_matter_here(settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def station():
    return broadcasts.make_station()


def as_user(user):
    client = Client()
    client.force_login(user)
    return client


def page(client, name, *args, **query):
    answer = client.get(reverse(f"planning:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def press(client, name, *args, **fields):
    answer = client.post(reverse(f"planning:{name}", args=args), fields)
    assert answer.status_code == 302, answer.content.decode()
    return answer


def air(station, script):
    """The script goes on air a while from now and the broadcaster says so afterwards."""
    now = timezone.now()
    release = broadcasts.make_release(
        station, script, at=now, slot=None, planned_start_at=now + timedelta(minutes=5)
    )
    return services.confirm_airing(
        draft=broadcasts.airing_draft(release), by=station.broadcaster, at=now + timedelta(hours=1)
    )


def test_a_clause_that_nobody_tells_is_told_by_evening(station):
    coordinator = casts.make_person("coordinator", roles.Role.COORDINATOR, station.cast.province)
    clause = directives.make_directive(station.cast).clauses.order_by("position")[0]
    planner, chief, editor = as_user(coordinator), as_user(station.chief), as_user(station.editor)

    assert reverse("planning:plan_clause", args=[clause.pk]) in page(planner, "gaps", only="gaps")
    due = timezone.localtime() + timedelta(hours=8)
    press(
        planner,
        "plan_clause",
        clause.pk,
        places=[f"{station.outlet.pk}:RADIO"],
        languages=["vi"],
        due_at=f"{due:%Y-%m-%dT%H:%M}",
        priority="PRIORITY",
    )
    row = models.Coverage.objects.get()
    assert reverse("planning:assign", args=[row.pk]) in page(chief, "board")

    press(chief, "assign", row.pk, assignee=station.editor.pk, in_place_of="")
    day = editor.get("/desk/").content.decode()
    assert reverse("planning:coverage", args=[row.pk]) in day
    press(editor, "accept", row.pk)
    script = broadcasts.make_script(station, at=timezone.now())
    assert script.title in page(editor, "coverage", row.pk)
    press(editor, "deliver", row.pk, script=script.pk)

    airing = air(station, script)
    told = page(planner, "coverage", row.pk)
    assert (
        reverse("broadcasts:rundown", args=[airing.outlet_id, airing.air_day.isoformat()]) in told
    )
    gaps = page(planner, "gaps", only="gaps")
    assert reverse("planning:plan_clause", args=[clause.pk]) not in gaps


def test_nobody_answers_and_the_chief_editor_steps_in(station):
    chief = as_user(station.chief)
    brief = services.open_brief(
        draft=services.BriefDraft(unit=station.cast.station, title="Chợ phiên"),
        by=station.chief,
        at=timezone.now(),
    )
    draft = services.CoverageDraft(
        places=((station.outlet, "RADIO"),),
        due_at=timezone.now() + timedelta(days=3),
        brief=brief,
        priority=models.Priority.EMERGENCY,
    )
    (row,) = services.plan_coverage(draft=draft, by=station.chief, at=timezone.now())
    press(chief, "assign", row.pk, assignee=station.editor.pk, in_place_of="")
    services.escalate_silence(by=casts.SYSTEM, at=timezone.now() + timedelta(minutes=16))
    assert reverse("planning:coverage", args=[row.pk]) in chief.get("/desk/").content.decode()
    press(chief, "assign", row.pk, assignee=station.chief.pk, in_place_of=station.editor.pk)
    press(chief, "accept", row.pk)
    row.refresh_from_db()
    assert (row.assignee, row.silence_level) == (station.chief, 0)


def test_a_commendation_is_on_air_and_the_hours_are_known(station):
    now = timezone.now()
    decider = conduct.decider(station.cast)
    citation = conduct.nominate(station.cast)
    decided_at = now - timedelta(hours=3)
    conduct_services.decide_commendation(
        citation=citation, decision=conduct.DECISION, by=decider, at=decided_at
    )
    brief = models.Brief.objects.get()
    chief, editor = as_user(station.chief), as_user(station.editor)
    assert citation.reasons in page(chief, "brief", brief.pk)
    due = timezone.localtime() + timedelta(hours=2)
    press(
        chief,
        "plan_brief",
        brief.pk,
        places=[f"{station.outlet.pk}:RADIO"],
        languages=["vi"],
        due_at=f"{due:%Y-%m-%dT%H:%M}",
        priority="NORMAL",
    )
    row = models.Coverage.objects.get()
    press(chief, "assign", row.pk, assignee=station.editor.pk, in_place_of="")
    press(editor, "accept", row.pk)
    script = broadcasts.make_script(station, at=now)
    press(editor, "deliver", row.pk, script=script.pk)
    air(station, script)
    assert "3,1 giờ" in page(chief, "brief", brief.pk)

"""The day of a bulletin: from a clause that nobody told to a piece that was really read."""

import html
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.broadcasts import models, queries, services
from campaigns.kernel import roles
from campaigns.workspace import queries as workspace_queries
from cms import services as cms_services
from tests.factories import cast as casts
from tests.factories import cms as cms_factory
from tests.factories import directives

pytestmark = [pytest.mark.django_db, pytest.mark.journey]


@pytest.fixture(autouse=True)
def _second_factor_is_not_the_matter_here(settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False


def walk(user, address, post=None):
    """Open a page as somebody, or send its form; what the page that follows says."""
    client = Client()
    client.force_login(user)
    answer = client.get(address) if post is None else client.post(address, post, follow=True)
    assert answer.status_code == 200, address
    return html.unescape(answer.content.decode())


def waits_for(user):
    return [item.url for item in workspace_queries.my_day(user, timezone.now())]


def test_the_day_of_a_bulletin():
    room = cms_factory.make_room()
    coordinator = casts.make_person("coordinator", roles.Role.COORDINATOR, room.cast.province)
    broadcaster = casts.make_person("broadcaster", roles.Role.BROADCASTER, room.cast.station)
    clause = directives.make_directive(room.cast).clauses.get(number="1.a")

    # 08:00: nobody tells clause 1a yet. The coordinator asks the station for a radio piece.
    assert "1.a" in walk(coordinator, reverse("planning:gaps"))
    due = timezone.localtime(timezone.now() + timedelta(hours=30))
    asked = {
        "places": f"{room.outlet.pk}:RADIO",
        "languages": "vi",
        "due_at": f"{due:%Y-%m-%dT%H:%M}",
        "priority": "NORMAL",
        "note": "",
    }
    walk(coordinator, reverse("planning:plan_clause", args=[clause.pk]), asked)
    coverage = models.Coverage.objects.get()
    named = {"assignee": room.editor.pk, "in_place_of": ""}
    walk(room.chief, reverse("planning:assign", args=[coverage.pk]), named)
    place = reverse("planning:coverage", args=[coverage.pk])
    assert place in waits_for(room.editor)
    walk(room.editor, reverse("planning:accept", args=[coverage.pk]), {})

    # 09:00: the editor submits, the chief editor approves, the health reviewer confirms.
    piece = cms_factory.make_piece(room, title="Khai báo trước cổng chợ", clause=clause)
    approval = cms_services.submit_for_review(page=piece, by=room.editor, at=timezone.now())
    say_yes = {"revision": approval.revision_id, "go_live_at": ""}
    walk(room.chief, f"/cms/loa/pages/{piece.pk}/approve/", say_yes)
    assert not models.Script.objects.exists()
    answer = {"is_correct": "yes", "remarks": ""}
    walk(room.reviewer, reverse("fact_checks:check", args=[approval.pk]), answer)
    script = models.Script.objects.get(medium="RADIO")
    assert (script.submitted_by, script.published_by) == (room.editor, room.chief)
    assert "quy a" in script.spoken_text

    # It stands on the rundown of the next bulletin; the editor links it to what was asked.
    release = models.Release.objects.get(script=script)
    walk(room.editor, reverse("planning:deliver", args=[coverage.pk]), {"script": script.pk})
    coverage.refresh_from_db()
    assert (coverage.state, coverage.script) == ("DELIVERED", script)
    assert place not in waits_for(room.editor)

    # 16:00: the station's automation pulls it and says that it came, twice; one word stands.
    feed = models.Destination.objects.get(outlet=room.outlet)
    token = {"Authorization": f"Bearer {queries.token_of(feed)}"}
    pulled = Client().get("/api/outlet/releases", headers=token).json()["items"]
    assert [(item["id"], item["sha256"]) for item in pulled] == [(release.pk, script.sha256)]
    word = f"/api/outlet/releases/{release.pk}/acknowledgement"
    words = [Client().post(word, headers=token).json() for _again in range(2)]
    assert words[0] == words[1]
    delivery = models.Delivery.objects.get(release=release)
    assert delivery.state == "DELIVERED"

    # 16:50: the announcer has the sheet in hand. Delivered is not aired: nothing is counted yet.
    day = models.air_day(release.planned_start_at)
    reader = Client()
    reader.force_login(broadcaster)
    sheet = reader.get(reverse("broadcasts:rundown_pdf", args=[room.outlet.pk, day.isoformat()]))
    assert sheet.getvalue().startswith(b"%PDF")
    assert queries.pieces_aired(room.cast.station, day, day).value == "0"

    # 17:00: read on air, and said so an hour later.
    services.confirm_airing(
        draft=services.AiringDraft(
            aired_at=release.planned_start_at, seconds=release.planned_seconds, release=release
        ),
        by=broadcaster,
        at=release.planned_start_at + timedelta(hours=1),
    )
    assert queries.pieces_aired(room.cast.station, day, day).value == "1"
    assert str(broadcaster) in walk(
        broadcaster, reverse("broadcasts:rundown", args=[room.outlet.pk, day.isoformat()])
    )
    found = walk(coordinator, f"{reverse('broadcasts:said')}?q=khai+bao+y+te")
    assert script.title in found
    assert room.outlet.unit.name_vi in walk(coordinator, place)

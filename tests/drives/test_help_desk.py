"""Organisers and teams: who is sent, who takes it on, how it ends, who sees the phone."""

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.audit import models as audit_models
from campaigns.drives import models, permissions, services
from campaigns.kernel import roles
from campaigns.notifications import models as notification_models
from tests.factories import cast as cast_factory
from tests.factories import drives as drive_factory
from tests.factories import help as factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW
TODAY = timezone.localdate(NOW)
State = models.HelpRequest.State


@pytest.fixture
def scene():
    return drive_factory.make_scene()


def in_state(scene, state: str) -> models.HelpRequest:
    """A request that came to a state by the services."""
    if state == State.NEW:
        return factory.ask(scene.cast.commune)
    if state == State.ASSIGNED:
        return factory.assigned(scene)
    request = factory.ask(scene.cast.commune) if state == State.SPAM else factory.accepted(scene)
    ends = {
        State.DONE: lambda: services.finish_request(request=request, by=scene.organiser, at=NOW),
        State.COULD_NOT: lambda: give_up(request, scene),
        State.WITHDRAWN: lambda: services.withdraw_request(request=request, by=request, at=NOW),
        State.SPAM: lambda: services.mark_spam(request=request, by=scene.organiser, at=NOW),
    }
    ends.get(state, lambda: None)()
    return request


def give_up(request, scene) -> None:
    reason = models.CouldNot.NOT_THERE
    services.give_up(request=request, reason=reason, by=scene.organiser, at=NOW)


def take(edge, request, scene) -> None:
    """Try to bring a request from one state to another by its service."""
    source, target = edge
    by = scene.organiser
    team = services.HelpTeam(drive=scene.drive)
    ending = source in {State.DONE, State.COULD_NOT, State.SPAM, State.WITHDRAWN}
    acts = {
        State.NEW: lambda: (
            services.reopen_request(request=request, by=by, at=NOW)
            if ending
            else services.hand_back(request=request, reason="Xa quá", by=by, at=NOW)
        ),
        State.ASSIGNED: lambda: services.assign_request(request=request, team=team, by=by, at=NOW),
        State.ACCEPTED: lambda: (
            services.reopen_request(request=request, by=by, at=NOW)
            if source == State.DONE
            else services.accept_request(request=request, by=by, at=NOW)
        ),
        State.DONE: lambda: services.finish_request(request=request, by=by, at=NOW),
        State.COULD_NOT: lambda: give_up(request, scene),
        State.WITHDRAWN: lambda: services.withdraw_request(request=request, by=request, at=NOW),
        State.SPAM: lambda: services.mark_spam(request=request, by=by, at=NOW),
    }
    acts[target]()


@pytest.mark.parametrize("edge", list(itertools.product(State.values, State.values)), ids="→".join)
def test_requests_move_along_their_edges_and_no_others(scene, edge):
    source, target = edge
    request = in_state(scene, source)
    before = models.HelpRequest.objects.values().get(pk=request.pk)
    if target in models.HelpRequest.TRANSITIONS[source]:
        take(edge, request, scene)
        assert models.HelpRequest.objects.get(pk=request.pk).state == target
        return
    if edge == (State.DONE, State.NEW):
        return  # what reopens goes back to the team that helped
    with pytest.raises((services.HelpStateRefused, services.PhoneGone)):
        take(edge, request, scene)
    assert models.HelpRequest.objects.values().get(pk=request.pk) == before


def test_the_team_is_told_and_its_leaders_alone(scene):
    far = cast_factory.make_person("far", roles.Role.ORGANISER, scene.cast.province)
    near = cast_factory.make_person("near", roles.Role.VOLUNTEER, scene.cast.commune)
    factory.assigned(scene)
    told = notification_models.Notice.objects.filter(topic__contains=":assigned:")
    assert {n.user for n in told} >= {near, scene.organiser}
    assert far not in {n.user for n in told}


def test_a_drive_that_is_over_gets_no_request(scene):
    request = factory.ask(scene.cast.commune)
    team = services.HelpTeam(drive=scene.drive)
    late = scene.drive.ends_at + timedelta(minutes=1)
    with pytest.raises(services.TeamRefused):
        services.assign_request(request=request, team=team, by=scene.organiser, at=late)
    services.cancel_drive(drive=scene.drive, reason="Mưa", by=scene.organiser, at=NOW)
    with pytest.raises(services.TeamRefused):
        services.assign_request(request=request, team=team, by=scene.organiser, at=NOW)


def test_a_unit_can_be_the_team(scene):
    request = factory.ask(scene.cast.commune)
    team = services.HelpTeam(unit=scene.cast.commune)
    services.assign_request(request=request, team=team, by=scene.organiser, at=NOW)
    request = models.HelpRequest.objects.get(pk=request.pk)
    assert permissions.may_help(scene.cast.volunteer, request, on=TODAY)
    assert not permissions.may_help(scene.cast.outsider, request, on=TODAY)


def test_the_first_answer_counts(scene):
    request = factory.accepted(scene)
    services.hand_back(request=request, reason="Xa", by=scene.organiser, at=NOW)
    later = NOW + timedelta(hours=3)
    services.assign_request(
        request=request, team=services.HelpTeam(drive=scene.drive), by=scene.organiser, at=later
    )
    services.accept_request(request=request, by=scene.organiser, at=later)
    request.refresh_from_db()
    assert request.answered_at == NOW


def test_an_ended_request_is_forgotten_sooner_and_never_later(scene):
    request = factory.accepted(scene)
    assert request.forget_date == TODAY + timedelta(days=30)
    services.finish_request(request=request, by=scene.organiser, at=NOW)
    assert request.forget_date == TODAY + timedelta(days=7)
    services.reopen_request(request=request, by=scene.organiser, at=NOW)
    services.finish_request(request=request, by=scene.organiser, at=NOW + timedelta(days=5))
    assert request.forget_date == TODAY + timedelta(days=7)


def test_what_was_put_away_comes_back_unless_the_resident_asked_again(scene):
    request = factory.ask(scene.cast.commune)
    services.mark_spam(request=request, by=scene.organiser, at=NOW)
    factory.ask(scene.cast.commune)
    with pytest.raises(services.AlreadyAsked):
        services.reopen_request(request=request, by=scene.organiser, at=NOW)
    request.refresh_from_db()
    assert request.state == State.SPAM


def test_a_second_organiser_does_not_send_another_team_over_the_first(scene):
    request = factory.ask(scene.cast.commune)
    stale = models.HelpRequest.objects.get(pk=request.pk)
    services.assign_request(
        request=request, team=services.HelpTeam(drive=scene.drive), by=scene.organiser, at=NOW
    )
    with pytest.raises(services.HelpStateRefused):
        services.assign_request(
            request=stale, team=services.HelpTeam(unit=scene.cast.commune),
            by=scene.organiser, at=NOW,
        )  # fmt: skip


# --- who sees the phone ----------------------------------------------------------------------------


def seen_by(request, *people) -> list[bool]:
    fresh = models.HelpRequest.objects.get(pk=request.pk)
    return [bool(permissions.may_see_phone(p, fresh, on=TODAY)) for p in people]


def test_while_it_is_new_whoever_assigns_sees_the_phone_and_nobody_else(scene):
    cast = scene.cast
    request = factory.ask(cast.commune)
    people = (scene.organiser, cast.volunteer, cast.head, cast.officer, cast.outsider)
    assert seen_by(request, *people) == [True, False, False, False, False]


def test_from_then_on_the_team_sees_it_and_other_organisers_no_more(scene):
    cast = scene.cast
    elsewhere = drive_factory.make_drive(
        scene.movement, cast.sibling, scene.organiser, name="Điểm ở xã bên"
    )
    of_commune = cast_factory.make_person("commune.organiser", roles.Role.ORGANISER, cast.commune)
    of_sibling = cast_factory.make_person("sibling.volunteer", roles.Role.VOLUNTEER, cast.sibling)
    request = factory.ask(cast.commune)
    assert seen_by(request, of_commune, of_sibling) == [True, False]
    services.assign_request(
        request=request, team=services.HelpTeam(drive=elsewhere), by=of_commune, at=NOW
    )
    assert seen_by(request, of_commune, of_sibling) == [False, True]
    services.accept_request(request=request, by=of_sibling, at=NOW)
    assert seen_by(request, of_commune, of_sibling, cast.volunteer) == [False, True, False]
    services.finish_request(request=request, by=of_sibling, at=NOW)
    assert seen_by(request, of_commune, of_sibling) == [False, False]


def test_each_look_at_a_phone_is_on_record_without_the_number(scene):
    request = factory.accepted(scene)
    for _time in range(2):
        shown = services.reveal_phones(requests=[request], by=scene.cast.volunteer, at=NOW)
        assert shown == {request.pk: "0912345678"}
    events = audit_models.Event.objects.filter(verb="drives.help_phone_shown")
    assert [e.actor_id for e in events] == [scene.cast.volunteer.actor_id] * 2
    assert "345678" not in f"{events[0].after}{events[0].before}{events[0].reason}"


def test_a_deleted_phone_is_said_to_be_gone(scene):
    request = factory.ask(scene.cast.commune)
    services.withdraw_request(request=request, by=request, at=NOW)
    with pytest.raises(services.PhoneGone):
        services.reveal_phones(requests=[request], by=scene.organiser, at=NOW)

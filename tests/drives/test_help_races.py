"""Two phones, two organisers, two workers at once: one of them is first, the other is told."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from campaigns.audit import models as audit_models
from campaigns.drives import models, services
from tests.drives.test_races import at_once
from tests.factories import cast as cast_factory
from tests.factories import drives as drive_factory
from tests.factories import help as factory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = factory.NOW
State = models.HelpRequest.State


def kinds(results) -> Counter:
    return Counter(type(result).__name__ for result in results)


def again(request) -> models.HelpRequest:
    """The request as another process has it in hand."""
    return models.HelpRequest.objects.select_related("unit").get(pk=request.pk)


def test_one_form_sent_five_times_at_once_is_one_request():
    scene = drive_factory.make_scene()
    draft = factory.draft(scene.cast.commune)
    results = at_once(*[lambda: services.ask_for_help(draft=draft, by=factory.FORM, at=NOW)] * 5)
    assert kinds(results) == {"HelpAsked": 5}
    assert sorted(r.is_new for r in results) == [False] * 4 + [True]
    assert models.HelpRequest.objects.count() == 1
    assert audit_models.Event.objects.filter(verb="drives.help_asked").count() == 1


def test_two_forms_of_one_phone_at_once_are_one_request_and_one_word():
    scene = drive_factory.make_scene()
    drafts = [factory.draft(scene.cast.commune) for _ in range(2)]
    results = at_once(
        *[lambda d=d: services.ask_for_help(draft=d, by=factory.FORM, at=NOW) for d in drafts]
    )
    assert kinds(results) == {"HelpAsked": 1, "AlreadyAsked": 1}
    assert models.HelpRequest.objects.count() == 1


def test_two_organisers_at_once_send_one_team():
    scene = drive_factory.make_scene()
    request = factory.ask(scene.cast.commune)
    teams = [services.HelpTeam(drive=scene.drive), services.HelpTeam(unit=scene.cast.commune)]
    hands = [(again(request), team) for team in teams]
    results = at_once(
        *[
            partial(services.assign_request, request=r, team=team, by=scene.organiser, at=NOW)
            for r, team in hands
        ]
    )
    assert kinds(results) == {"NoneType": 1, "HelpStateRefused": 1}
    assert audit_models.Event.objects.filter(verb="drives.help_assigned").count() == 1


def test_the_resident_withdraws_while_the_team_takes_it_on():
    scene = drive_factory.make_scene()
    request = factory.assigned(scene)
    mine, theirs = again(request), again(request)
    results = at_once(
        partial(services.withdraw_request, request=mine, by=mine, at=NOW),
        partial(services.accept_request, request=theirs, by=scene.organiser, at=NOW),
    )
    # Whoever is second is told so: a request that was taken on is withdrawn by pressing again.
    assert kinds(results) == {"NoneType": 1, "HelpStateRefused": 1}
    fresh = again(request)
    assert (fresh.state == State.WITHDRAWN) == (fresh.phone == "")


def test_two_sweeps_at_once_forget_once():
    scene = drive_factory.make_scene()
    for number in range(4):
        factory.ask(scene.cast.commune, phone=f"091234567{number}")
    at = NOW + timedelta(days=30)
    results = at_once(*[lambda: services.forget_residents(by=cast_factory.SYSTEM, at=at)] * 2)
    assert sum(results) == 4
    assert not models.HelpRequest.objects.exclude(phone="").exists()
    assert audit_models.Event.objects.filter(verb="drives.help_could_not").count() == 4


def test_two_workers_at_once_mail_a_team_once():
    scene = drive_factory.make_scene()
    factory.assigned(scene)
    assert sorted(at_once(*[lambda: services.mail_teams(at=NOW)] * 2)) == [0, 1]

"""The team's leaders are mailed once, without a word of who asked."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends import locmem

from campaigns.drives import models, services
from campaigns.drives.services import help_mails
from tests.factories import drives as drive_factory
from tests.factories import help as factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW


@pytest.fixture
def scene():
    return drive_factory.make_scene()


class Refusing(locmem.EmailBackend):
    """A mail server that is away."""

    def send_messages(self, messages):
        raise ConnectionRefusedError


def test_the_mail_says_where_and_when_and_nothing_of_who(scene):
    request = factory.assigned(scene)
    assert services.mail_teams(at=NOW) == 1
    assert {m.to[0] for m in mail.outbox} == {scene.organiser.email, "volunteer@loa.test"}
    sent = mail.outbox[0]
    assert f"/desk/help/{request.pk}/" in sent.body
    assert "Phước Đại" in sent.subject
    for private in ("0912345678", "0912 345 678", "Ma Hoa", "bê tông"):
        assert private not in sent.body + sent.subject
    assert services.mail_teams(at=NOW + timedelta(days=1)) == 0
    assert len(mail.outbox) == 2


def test_a_mail_that_fails_is_tried_again_and_given_up(scene, settings):
    request = factory.assigned(scene)
    settings.EMAIL_BACKEND = f"{__name__}.{Refusing.__name__}"
    at = NOW
    for pause in (*help_mails.PAUSES, 0):
        assert services.mail_teams(at=at) == 0
        assert services.mail_teams(at=at) == 0
        at += timedelta(minutes=pause)
    request.refresh_from_db()
    assert (request.mail_attempts, request.next_mail_at) == (len(help_mails.PAUSES) + 1, None)


def test_nobody_is_mailed_about_what_was_taken_on_or_given_back_meanwhile(scene):
    request = factory.assigned(scene)
    services.hand_back(request=request, reason="Xa", by=scene.organiser, at=NOW)
    factory.accepted(scene, phone="0987654321")
    services.mail_teams(at=NOW)
    assert mail.outbox == []


def test_another_team_is_mailed_anew(scene):
    request = factory.assigned(scene)
    services.mail_teams(at=NOW)
    later = NOW + timedelta(minutes=5)
    team = services.HelpTeam(unit=scene.cast.commune)
    services.assign_request(request=request, team=team, by=scene.organiser, at=later)
    services.mail_teams(at=later)
    assert [m.to[0] for m in mail.outbox].count("volunteer@loa.test") == 2
    assert len({m.extra_headers["Message-ID"] for m in mail.outbox}) == len(mail.outbox) == 3
    assert models.HelpRequest.objects.get().next_mail_at is None

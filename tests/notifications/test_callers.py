"""What areas tell carries its kind, and nobody is mailed twice of one matter."""

import pytest

from campaigns.drives import services as drive_services
from campaigns.notifications import models
from tests.factories import drives as drive_factory
from tests.factories import help as help_factory
from tests.factories import jobs as job_factory
from tests.factories import notices

pytestmark = pytest.mark.django_db
Kind = models.Kind


def kinds(topic):
    return set(models.Notice.objects.filter(topic__startswith=topic).values_list("kind", flat=True))


def test_a_team_that_its_own_area_mails_is_not_mailed_of_the_notice_too():
    scene = drive_factory.make_scene()
    help_factory.assigned(scene)
    assert kinds("drives.help") == {Kind.HELP}
    assert drive_services.mail_teams(at=notices.NOW) == 1
    notices.sweep()
    assigned = models.Notice.objects.filter(topic__contains=":assigned:")
    assert assigned.count() == 2
    assert not models.Sending.objects.filter(notice__in=assigned).exists()
    assert not assigned.filter(is_for_digest=True).exists()


def test_ended_work_stays_in_the_inbox():
    cast = drive_factory.make_scene().cast
    job_factory.order(cast.officer, unit=cast.commune)
    notices.tell(cast.officer, "jobs:1", kind=Kind.JOBS)
    assert notices.sweep() == 0

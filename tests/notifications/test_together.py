"""What one act tells a person of several matters goes in one mail, each still asked for at delivery."""

import pytest
from django.core import mail

from campaigns.kernel import roles
from campaigns.notifications import models, services
from tests.factories import cast as casts
from tests.factories import notices

pytestmark = pytest.mark.django_db
K = models.Kind
MAY = roles.Permission.VIEW_OBLIGATION


@pytest.fixture
def cast() -> casts.Cast:
    return casts.make_cast()


@pytest.fixture
def coordinator(cast: casts.Cast) -> casts.accounts_models.User:
    return casts.make_person("dieu-phoi", roles.Role.COORDINATOR, cast.province)


def silent(user, *units, **changes) -> list[models.Notice]:
    return [
        notices.tell(
            user,
            f"{changes.get('prefix', 'im')}:{unit.pk}:{changes.get('at', notices.NOW)}",
            text=f"{unit.name_vi} chưa gửi báo cáo",
            kind=K.ESCALATIONS,
            matter=unit.name_vi,
            permission=MAY,
            unit_id=unit.pk,
            **{name: value for name, value in changes.items() if name != "prefix"},
        )
        for unit in units
    ]


def test_one_sweep_is_one_mail_that_names_the_units(cast, coordinator) -> None:
    units = (cast.commune, cast.sibling, cast.district)
    told = silent(coordinator, *units)
    assert notices.sweep() == 1
    (letter,) = mail.outbox
    assert letter.subject.startswith("3 đơn vị chưa báo cáo: ")
    assert all(unit.name_vi in letter.subject for unit in units)
    assert all(one.text in letter.body for one in told)
    assert models.Notice.objects.filter(user=coordinator).count() == 3, "a line each in the inbox"
    assert notices.sweep(notices.NOW + notices.HOUR) == 0


def test_other_people_kinds_and_moments_have_mails_of_their_own(cast, coordinator) -> None:
    silent(coordinator, cast.commune, cast.sibling)
    silent(cast.head, cast.commune)
    silent(coordinator, cast.district, at=notices.NOW + notices.MINUTE)
    notices.tell(coordinator, "khác", kind=K.DUTIES, matter=cast.commune.name_vi)
    assert notices.sweep(notices.NOW + notices.MINUTE) == 4


def test_a_later_batch_of_the_same_act_joins_the_mail_that_waits(cast, coordinator, monkeypatch):
    monkeypatch.setattr("campaigns.notifications.services.routing.BATCH", 1)
    silent(coordinator, cast.commune, cast.sibling, cast.district)
    assert notices.sweep() == 1
    assert mail.outbox[0].subject.startswith("3 ")


def test_of_a_unit_that_one_may_not_see_any_more_nothing_leaves(cast, coordinator) -> None:
    silent(coordinator, cast.commune)
    silent(coordinator, cast.sibling)
    models.Notice.objects.filter(needs_unit=cast.sibling.pk).update(
        needs_permission="MANAGE_GRANTS"
    )
    services.route_notices(at=notices.NOW)
    assert services.send_due(clock=lambda: notices.NOW) == 1
    (letter,) = mail.outbox
    assert cast.commune.name_vi in letter.subject
    assert cast.sibling.name_vi not in letter.subject + letter.body


def test_what_was_read_meanwhile_is_left_out_and_the_rest_is_sent(cast, coordinator) -> None:
    first, *_rest = silent(coordinator, cast.commune, cast.sibling, cast.district)
    services.route_notices(at=notices.NOW)
    services.mark_read(user=coordinator, notice_ids=[first.pk], at=notices.NOW)
    assert services.send_due(clock=lambda: notices.NOW) == 1
    assert mail.outbox[0].subject.startswith("2 ")
    assert first.text not in mail.outbox[0].body


def test_where_all_was_read_or_lost_nothing_is_sent(cast, coordinator) -> None:
    silent(coordinator, cast.commune, cast.sibling)
    services.route_notices(at=notices.NOW)
    services.mark_read(user=coordinator, notice_ids=None, at=notices.NOW)
    assert services.send_due(clock=lambda: notices.NOW) == 0
    assert models.Sending.objects.get(user=coordinator).why == "READ"


def test_several_matters_of_one_unit_are_counted(cast) -> None:
    silent(cast.head, cast.commune)
    silent(cast.head, cast.commune, prefix="nữa")
    assert notices.sweep() == 1
    assert mail.outbox[0].subject == f"2 việc chưa báo cáo: {cast.commune.name_vi}"


def test_the_mail_is_forgotten_before_what_rode_in_it(cast, coordinator) -> None:
    silent(coordinator, cast.commune, cast.sibling)
    notices.sweep()
    services.purge(at=notices.NOW + 100 * notices.DAY)
    assert not models.Sending.objects.exists()
    assert models.Notice.objects.filter(user=coordinator, rides_with=None).count() == 2
    services.purge(at=notices.NOW + 200 * notices.DAY)
    assert not models.Notice.objects.exists()


def test_a_person_is_forgotten_with_all_of_it(cast, coordinator) -> None:
    silent(coordinator, cast.commune, cast.sibling)
    notices.sweep()
    services.forget_person(user=coordinator, at=notices.NOW)
    assert not models.Notice.objects.filter(user=coordinator).exists()


def test_whoever_wants_a_digest_gets_them_there(cast, coordinator) -> None:
    notices.prefer(coordinator, escalations="DAILY")
    silent(coordinator, cast.commune, cast.sibling)
    assert notices.sweep() <= 1
    assert not models.Notice.objects.filter(rides_with__isnull=False).exists()

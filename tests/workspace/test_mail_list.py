"""An administrator sees what mail did not arrive, and to whom nothing is sent any more."""

import pytest
from django.urls import reverse

from campaigns.kernel import roles
from campaigns.notifications import models, queries, services
from tests.factories import cast as casts
from tests.factories import notices

NOW = notices.NOW
LIST = "/desk/mail/"


@pytest.fixture
def cast(db):
    return casts.make_cast()


@pytest.fixture
def client(cast, client):
    client.force_login(casts.make_person("admin", roles.Role.ADMINISTRATOR, cast.district))
    return client


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False


def page(client, query=""):
    return client.get(LIST + query).content.decode()


def test_nothing_failed_is_said(client, cast):
    notices.make_sending(cast.head, "SENT")
    assert cast.head.email not in page(client)
    assert cast.head.email in page(client, "?state=SENT")


@pytest.mark.parametrize("query", ["", "?state=FAILED", "?q=head", "?kind=DUTIES", "?state=all"])
def test_what_failed_stands_with_its_reason_and_without_its_words(client, cast, query):
    notices.make_sending(cast.head, "FAILED")
    shown = page(client, query)
    assert cast.head.email in shown
    assert "550" in shown
    assert "Có việc mới" not in shown, "what a notice says is between Loa and its reader"


@pytest.mark.parametrize("query", ["?q=nobody", "?kind=DRIVES", "?state=SENT"])
def test_filters_leave_others_out(client, cast, query):
    notices.make_sending(cast.head, "FAILED")
    assert cast.head.email not in page(client, query)


def test_only_people_within_reach_are_shown(client, cast):
    stranger = casts.make_person("stranger", roles.Role.BROADCASTER, cast.station)
    notices.make_sending(stranger, "FAILED")
    assert stranger.email not in page(client, "?state=all")


def test_many_rows_take_no_more_queries(client, cast, django_assert_max_num_queries):
    for _ in range(12):
        notices.make_sending(cast.head, "FAILED")
    with django_assert_max_num_queries(20):
        page(client)


def test_a_file_holds_what_the_list_shows(client, cast):
    notices.make_sending(cast.head, "FAILED")
    answer = client.get(f"{LIST}?export=csv")
    text = b"".join(answer.streaming_content).decode()
    assert cast.head.email in text
    assert "550" in text


def test_a_failed_mail_is_sent_once_more(client, cast):
    sending = notices.make_sending(cast.head, "FAILED")
    address = reverse("workspace:mail_retry", args=[sending.pk])
    client.post(address)
    sending.refresh_from_db()
    assert (sending.state, sending.generation) == ("PENDING", 2)
    again = client.post(address, follow=True).content.decode()
    assert "loa-alert-danger" in again
    sending.refresh_from_db()
    assert sending.generation == 2


def test_a_mail_that_came_back_holds_the_address_until_it_is_freed(client, cast):
    sending = notices.make_sending(cast.head, "SENT")
    client.post(reverse("workspace:mail_came_back", args=[sending.pk]))
    assert queries.trouble_of(cast.head).blocked_at is not None
    free = reverse("workspace:mail_free", args=[cast.head.pk])
    assert free in page(client)
    client.post(free)
    assert queries.trouble_of(cast.head) is None
    assert free not in page(client)


def test_what_was_held_back_is_listed(client, cast):
    sent = notices.make_sending(cast.head, "SENT")
    services.note_bounce(sending=sent, fault="550", by=casts.SYSTEM, at=NOW)
    notices.tell(cast.head, "held")
    notices.sweep()
    held = models.Sending.objects.get(notice__topic="held")
    assert held.why == "ADDRESS"
    assert str(models.Why.ADDRESS.label) in page(client, "?kind=DUTIES")

"""People choose what comes by mail, on a page and by the link in a mail."""

from datetime import timedelta

import pytest
from django.core import mail, signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.audit import models as audit_models
from campaigns.notifications import models, queries, services
from tests.factories import cast as casts
from tests.factories import notices

NOW = notices.NOW
Kind, Pace = models.Kind, models.Pace
PAGE = "/desk/notices/"


@pytest.fixture
def head(db):
    return casts.make_cast().head


@pytest.fixture
def client(head):
    client = Client()
    client.force_login(head)
    return client


def filled(**changes):
    """The form as it stands for whoever chose nothing."""
    paces = {
        f"email_{kind.lower()}": models.DEFAULT_PACES[kind]
        for kind in Kind
        if len(models.paces_of(kind)) > 1
    }
    rest = {"is_quiet_kept": "on", "quiet_begins": "21:00", "quiet_ends": "06:00", "language": "vi"}
    return paces | rest | changes


def wishes(user):
    return queries.wishes_of([user.pk])[user.pk]


def test_the_page_shows_every_choice_and_why_duties_stay(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        page = client.get(PAGE).content.decode()
    for kind in Kind:
        assert str(kind.label) in page.replace("&#39;", "'")
    assert str(models.MANDATORY[Kind.DUTIES]) in page


def test_what_is_chosen_is_kept_and_put_on_record(client, head):
    form = filled(email_drives="NEVER", quiet_begins="22:30", is_quiet_kept="", language="en")
    assert client.post(PAGE, form).status_code == 302
    own = wishes(head)
    head.refresh_from_db()
    assert own.pace(Kind.DRIVES, "EMAIL") == Pace.NEVER
    assert (own.quiet.is_kept, own.quiet.begins.hour, head.language) == (False, 22, "en")
    event = audit_models.Event.objects.get(verb="notifications.choice_made")
    assert event.after == {"DRIVES": "NEVER"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"email_duties": "NEVER"},
        {"email_drives": "HOURLY"},
        {"quiet_begins": "25:00"},
        {"quiet_begins": ""},
        {"quiet_ends": "21:00"},
        {"language": "fr"},
    ],
)
def test_a_wrong_choice_is_said_and_nothing_is_kept(client, head, wrong):
    answer = client.post(PAGE, filled(email_reviews="DAILY") | wrong)
    assert answer.status_code == 200
    assert "loa-error" in answer.content.decode()
    assert not models.Preference.objects.exists()


def test_no_service_switches_a_duty_off(head):
    with pytest.raises(services.ChoiceRefused):
        notices.prefer(head, escalations="NEVER")


def test_whose_mail_comes_back_sees_it(client, head):
    sending = notices.make_sending(head, "SENT")
    services.note_bounce(sending=sending, fault="550 no such user", by=casts.SYSTEM, at=NOW)
    assert "550 no such user" in client.get(PAGE).content.decode()


# --- The link in a mail ------------------------------------------------------------------------


def address(head, kind=Kind.REVIEWS):
    notices.tell(head, f"link {kind}", kind=kind)
    notices.sweep()
    header = mail.outbox[-1].extra_headers["List-Unsubscribe"]
    return header.strip("<>").removeprefix("http://127.0.0.1:8000")


def test_opening_the_link_changes_nothing(head):
    link = address(head)
    page = Client().get(link)
    assert page.status_code == 200
    assert wishes(head).pace(Kind.REVIEWS, "EMAIL") == Pace.AT_ONCE


def test_a_mail_program_switches_off_by_one_click_without_cookies(head):
    link = address(head)
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(link, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert wishes(head).pace(Kind.REVIEWS, "EMAIL") == Pace.NEVER
    assert "sessionid" not in answer.cookies


def test_a_link_used_again_does_not_undo_what_was_chosen_since(head):
    link = address(head)
    Client().post(link)
    notices.prefer(head, reviews="AT_ONCE")
    assert Client().post(link).status_code == 200
    assert wishes(head).pace(Kind.REVIEWS, "EMAIL") == Pace.AT_ONCE


@pytest.mark.parametrize(
    "token", ["x", "a:b:c", "IjEi:1abc:xyz", "%00", "a" * 2000, "signed for something else"]
)
def test_a_forged_link_is_not_known(head, token):
    token = signing.dumps("1") if token.startswith("signed") else token
    for act in ("get", "post"):
        answer = getattr(Client(), act)(reverse("notifications:unsubscribe", args=[token]))
        assert answer.status_code == 404


def test_a_link_bent_to_another_mail_is_not_known(head):
    link = address(head)
    key, rest = link.rstrip("/").rpartition("/")[2].split(":", 1)
    other = signing.b64_encode(b'"0"').decode()
    assert Client().post(f"/thu-dien-tu/dung/{other}:{rest}/").status_code == 404
    assert Client().get(f"/thu-dien-tu/dung/{key}:{rest}/").status_code == 200


def test_a_link_expires(head, monkeypatch):
    link = address(head)
    later = timezone.now() + timedelta(days=91)
    monkeypatch.setattr("time.time", later.timestamp)
    assert Client().post(link).status_code == 404
    assert wishes(head).pace(Kind.REVIEWS, "EMAIL") == Pace.AT_ONCE


def test_the_link_of_a_digest_switches_off_what_comes_by_digest_but_no_duty(head):
    notices.prefer(head, duties="DAILY")
    notices.tell(head, "d", kind=Kind.DRIVES, at=NOW - 4 * notices.HOUR)
    notices.sweep()
    link = mail.outbox[-1].extra_headers["List-Unsubscribe"].strip("<>")
    Client().post(link.removeprefix("http://127.0.0.1:8000"))
    own = wishes(head)
    assert own.pace(Kind.DUTIES, "EMAIL") == Pace.DAILY
    assert {own.pace(k, "EMAIL") for k in (Kind.DRIVES, Kind.PREMISES)} == {Pace.NEVER}
    assert own.pace(Kind.REVIEWS, "EMAIL") == Pace.AT_ONCE


def test_a_duty_is_not_switched_off_by_a_link_of_ones_own_making(head):
    sending = notices.make_sending(head, "SENT")
    link = reverse("notifications:unsubscribe", args=[services.token_of(sending)])
    page = Client().post(link).content.decode()
    assert str(models.MANDATORY[Kind.DUTIES]) in page
    assert not models.Preference.objects.exists()

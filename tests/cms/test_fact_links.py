"""Secret links: one reader, one revision, one answer, and then dead."""

import re
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.audit import models as audit_models
from campaigns.audit import services as audit_services
from campaigns.kernel import writing
from campaigns.notifications import models as notification_models
from cms import models, services, tasks
from cms.services import fact_mails
from tests.factories import cms as factory
from tests.factories.cast import NOW, SYSTEM

State = models.ApprovalState
YES = {"is_correct": "yes", "remarks": ""}
DOCTOR = services.Reviewer("BS. Nguyễn Thị Hoa", "hoa@soyte.test")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def approval(room, piece, now) -> models.PublishApproval:
    return factory.approve(room, piece, at=now)


@pytest.fixture
def link(room, approval, now) -> models.FactCheckLink:
    return services.send_fact_link(approval=approval, reviewer=DOCTOR, by=room.editor, at=now)


def address_of(link: models.FactCheckLink) -> str:
    return reverse("public:fact_check", args=[services.secret_of(link.key)])


@pytest.mark.parametrize("secret", ["A" * 40, "a" * 40, "x", "%00", "²" * 40, "A" * 4000])
def test_forged_secret_finds_nothing(link, client, secret):
    assert client.get(f"/fact-check/{secret}/").status_code == 404
    assert client.post(f"/fact-check/{secret}/", YES).status_code == 404


def test_guessing_is_made_to_wait(link, client):
    for number in range(20):
        client.get(f"/fact-check/{number:040d}/", REMOTE_ADDR="203.0.113.7")
    answer = client.get(address_of(link), REMOTE_ADDR="203.0.113.7")
    assert answer.status_code == 429
    assert client.get(address_of(link), REMOTE_ADDR="203.0.113.8").status_code == 200


def test_reading_changes_nothing_however_often_a_scanner_fetches(link, client):
    events = audit_models.Event.objects.count()
    for _fetch in range(3):
        assert client.get(address_of(link)).status_code == 200
        assert client.head(address_of(link)).status_code == 200
    link.refresh_from_db()
    assert link.used_at is None
    assert audit_models.Event.objects.count() == events


def test_page_is_neither_listed_nor_kept_nor_told_to_others(link, client):
    answer = client.get(address_of(link))
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    html = answer.content.decode()
    assert factory.RADIO in html
    assert not re.search(r'(src|href)="https?://', html)


def test_no_log_keeps_the_address(link, client, caplog):
    client.get(address_of(link))
    assert "/fact-check/" in caplog.text
    assert services.secret_of(link.key) not in caplog.text


def test_expired_link_says_so(link, client):
    sent_at = link.created_at - timedelta(hours=100)
    _move(link, created_at=sent_at, expires_at=sent_at + timedelta(hours=72))
    answer = client.post(address_of(link), YES)
    assert answer.status_code == 410
    assert "Editor" in answer.content.decode()
    assert models.PublishApproval.objects.get().state == State.FACT_CHECK


def _move(link: models.FactCheckLink, **changes: object) -> None:
    with writing.writing(by=SYSTEM, at=NOW):
        models.FactCheckLink.objects.filter(pk=link.pk).update(**changes)
        audit_services.record("tests.link_moved", link)


def test_link_dies_with_a_newer_text(link, room, piece, client, now):
    piece.save_revision(user=room.editor)
    services.submit_for_review(page=piece, by=room.editor, at=now)
    assert client.get(address_of(link)).status_code == 410
    assert client.post(address_of(link), YES).status_code == 410
    assert not factory.fresh(piece).live


def test_link_that_was_taken_back_is_dead(link, room, client, now):
    services.revoke_fact_link(link=link, by=room.chief, at=now)
    assert client.post(address_of(link), YES).status_code == 410
    with pytest.raises(services.AlreadyDecided):
        services.revoke_fact_link(link=link, by=room.chief, at=now)


def test_answer_counts_once_and_a_replay_changes_nothing(link, piece, client):
    assert client.post(address_of(link), YES).status_code == 200
    assert factory.fresh(piece).live
    replay = client.post(address_of(link), {"is_correct": "no", "remarks": "Sai."})
    assert replay.status_code == 410
    row = models.PublishApproval.objects.get()
    assert (row.state, row.is_fact_correct, row.fact_checked_by) == (State.PUBLISHED, True, None)
    event = audit_models.Event.objects.get(verb="cms.facts_confirmed")
    assert event.actor_id == f"fact-link:{link.pk}"


def test_objection_by_link_goes_back_to_the_writer(link, client, piece):
    assert client.post(address_of(link), {"is_correct": "no"}).status_code == 422
    objection = {"is_correct": "no", "remarks": "Sai liều lượng."}
    assert client.post(address_of(link), objection).status_code == 200
    row = models.PublishApproval.objects.get()
    assert (row.state, row.to_mend) == (State.RETURNED, "Sai liều lượng.")
    assert not factory.fresh(piece).live


def test_answer_by_account_ends_the_link(link, room, approval, client, now):
    factory.answer(room, approval, at=now)
    assert client.get(address_of(link)).status_code == 410


def test_writer_who_opens_the_link_is_refused(link, room):
    answer = factory.signed_in(room.editor).post(address_of(link), YES)
    assert answer.status_code == 422
    assert models.PublishApproval.objects.get().state == State.FACT_CHECK


def test_link_is_not_sent_to_the_writers_own_address(room, approval, now):
    own = services.Reviewer("Tôi", room.editor.email.upper())
    with pytest.raises(services.SamePerson):
        services.send_fact_link(approval=approval, reviewer=own, by=room.editor, at=now)


def test_no_link_for_a_text_that_does_not_wait_for_a_check(room, piece, now):
    approval = factory.submit(room, piece)
    with pytest.raises(services.AlreadyDecided):
        services.send_fact_link(approval=approval, reviewer=DOCTOR, by=room.chief, at=now)


def test_second_link_to_one_address_ends_the_first(link, room, approval, client, now):
    second = services.send_fact_link(approval=approval, reviewer=DOCTOR, by=room.chief, at=now)
    assert client.get(address_of(link)).status_code == 410
    assert client.get(address_of(second)).status_code == 200


def test_mail_carries_the_link_and_the_row_only_its_digest(link, client):
    tasks.mail_fact_links()
    tasks.mail_fact_links()
    (message,) = mail.outbox
    assert address_of(link) in message.body
    assert message.to == ['"BS. Nguyễn Thị Hoa" <hoa@soyte.test>'] or "hoa@" in message.to[0]
    assert services.secret_of(link.key) not in str(vars(models.FactCheckLink.objects.get()))


def test_mail_that_fails_is_tried_again_and_given_up_with_a_line_to_the_sender(
    link, room, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    moment = link.created_at
    assert services.mail_fact_links(at=moment) == 0
    assert services.mail_fact_links(at=moment) == 0
    assert models.FactCheckLink.objects.get().mail_attempts == 1
    for _try in fact_mails.PAUSES:
        moment += timedelta(hours=4)
        services.mail_fact_links(at=moment)
    row = models.FactCheckLink.objects.get()
    assert (row.mail_attempts, row.next_mail_at, row.mailed_at) == (6, None, None)
    told = notification_models.Notice.objects.get(topic__startswith="cms.fact_link_mail")
    assert told.user == room.editor


def test_worker_killed_before_it_sent_sends_at_the_next_turn(link, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as death:
        death.setattr(fact_mails, "_is_sent", die)
        with pytest.raises(Killed):
            services.mail_fact_links(at=link.created_at)
    assert mail.outbox == []
    assert services.mail_fact_links(at=link.created_at + timedelta(minutes=3)) == 1
    assert len(mail.outbox) == 1


def test_header_is_not_forged_by_a_title(link, approval):
    approval.revision.object_str = "Một dòng\nBcc: ke@xau.test"
    approval.revision.save(update_fields=["object_str"])
    services.mail_fact_links(at=link.created_at)
    assert "\n" not in mail.outbox[0].subject


def test_names_are_forgotten_on_the_days_that_were_promised(link):
    ended = link.expires_at
    assert services.forget_reviewers(by=SYSTEM, at=ended + timedelta(days=29)) == 0
    assert services.forget_reviewers(by=SYSTEM, at=ended + timedelta(days=31)) == 1
    link.refresh_from_db()
    assert (link.reviewer_name, link.reviewer_email) == (DOCTOR.name, "")
    assert services.forget_reviewers(by=SYSTEM, at=ended + timedelta(days=366)) == 1
    tasks.forget_reviewers()
    link.refresh_from_db()
    assert link.reviewer_name == ""
    assert services.forget_reviewers(by=SYSTEM, at=ended + timedelta(days=400)) == 0


def test_writer_asks_and_takes_back_on_the_review_page(room, approval, piece):
    client = factory.signed_in(room.editor)
    ask = reverse("newsroom:decide", args=[piece.pk, "ask"])
    wanted = {"revision": approval.revision_id, "reviewer_name": "BS. Hoa"}
    assert client.post(ask, wanted | {"reviewer_email": "không"}).status_code == 422
    assert client.post(ask, wanted | {"reviewer_email": "hoa@soyte.test"}).status_code == 302
    link = models.FactCheckLink.objects.get()
    sheet = client.get(reverse("newsroom:review", args=[piece.pk])).content.decode()
    assert "hoa@soyte.test" in sheet
    assert services.secret_of(link.key) not in sheet
    back = reverse("newsroom:decide", args=[piece.pk, "take-back"])
    assert client.post(back, {"link": link.pk}).status_code == 302
    assert Client().get(address_of(link)).status_code == 410


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_through_one_link_one_counts():
    room = factory.make_room()
    page = factory.make_piece(room)
    now = timezone.now()
    approval = factory.approve(room, page, at=now)
    link = services.send_fact_link(approval=approval, reviewer=DOCTOR, by=room.chief, at=now)
    start, told = threading.Barrier(2), []

    def answer(body):
        client = Client()
        start.wait()
        told.append(client.post(address_of(link), body).status_code)
        connection.close()

    bodies = (YES, {"is_correct": "no", "remarks": "Sai."})
    people = [threading.Thread(target=answer, args=(body,)) for body in bodies]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(told) == [200, 410]
    row = models.PublishApproval.objects.get()
    assert factory.fresh(page).live == row.is_fact_correct

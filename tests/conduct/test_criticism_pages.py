"""Pages of the criticisms: the notice as a unit reads it, files of the parties, what is public."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from campaigns.accounts import models as accounts_models
from campaigns.conduct import models, services
from tests.factories import cast as casts
from tests.factories import criticisms as made
from tests.factories import pictures

S = models.CriticismState
MOST_QUERIES = 25


@pytest.fixture
def cast(db: None, settings: Settings) -> casts.Cast:
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    return casts.make_cast()


def as_(user: accounts_models.User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def lately(cast: casts.Cast, state: S, **changes: object) -> models.Criticism:
    """A criticism that came into the state by now."""
    return made.make(cast, state, start=timezone.now() - timedelta(days=22), **changes)


def test_a_unit_reads_what_by_when_and_what_happens_otherwise(cast: casts.Cast) -> None:
    row = lately(cast, S.NOTIFIED)
    shown = page(as_(cast.head), "conduct:criticism", row.pk)
    for words in ("Tám tuần không phát", "Giải trình đến hết ngày", "Nếu đến hạn", "kỷ luật"):
        assert words in shown
    assert reverse("conduct:criticism_reply", args=[row.pk]) in shown
    assert row.proposed_by.full_name not in shown


def test_a_unit_sees_nothing_before_the_notice(cast: casts.Cast) -> None:
    for state in (S.DRAFT, S.PROPOSED):
        row = lately(cast, state, title=f"Việc {state}")
        client = as_(cast.head)
        assert client.get(reverse("conduct:criticism", args=[row.pk])).status_code == 403
        assert row.title not in page(client, "conduct:criticism_list")


def test_another_unit_never_sees_it(cast: casts.Cast) -> None:
    row = lately(cast, S.NOTIFIED)
    client = as_(cast.outsider)
    for name in ("conduct:criticism", "conduct:criticism_reply"):
        assert client.get(reverse(name, args=[row.pk])).status_code == 404


def test_a_reply_keeps_its_photo_without_the_place(cast: casts.Cast) -> None:
    row = lately(cast, S.REPLY_OPEN)
    client = as_(cast.head)
    photo = SimpleUploadedFile("loa hỏng.jpg", pictures.make_photo())
    answer = client.post(
        reverse("conduct:criticism_reply", args=[row.pk]), {"text": "Loa hỏng.", "files": photo}
    )
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.state == S.REPLIED
    file = row.files.get()
    address = reverse("conduct:citation_file", args=[file.pk])
    content = b"".join(client.get(address).streaming_content)
    assert not Image.open(io.BytesIO(content)).getexif()
    assert as_(made.decider(cast)).get(address).status_code == 200
    assert as_(cast.outsider).get(address).status_code == 404
    assert as_(cast.volunteer).get(address).status_code == 403


def test_a_file_that_is_no_picture_is_refused_and_the_words_stay(cast: casts.Cast) -> None:
    row = lately(cast, S.REPLY_OPEN)
    file = SimpleUploadedFile("a.jpg", b"<script>alert(1)</script>")
    answer = as_(cast.head).post(
        reverse("conduct:criticism_reply", args=[row.pk]), {"text": "Đã báo huyện.", "files": file}
    )
    assert answer.status_code == 422
    assert "Đã báo huyện." in answer.content.decode()
    row.refresh_from_db()
    assert row.state == S.REPLY_OPEN


def test_whoever_comes_second_is_told_and_keeps_the_words(cast: casts.Cast) -> None:
    row = lately(cast, S.REPLY_OPEN)
    client = as_(cast.head)
    address = reverse("conduct:criticism_reply", args=[row.pk])
    assert client.post(address, {"text": "Lần một."}).status_code == 302
    answer = client.post(address, {"text": "Lần hai."})
    assert answer.status_code == 409
    assert "Lần hai." in answer.content.decode()


def test_a_draft_becomes_a_notice_on_the_desk(cast: casts.Cast) -> None:
    office = as_(made.proposer(cast))
    address = reverse("conduct:draft_criticism", args=[cast.commune.pk])
    shown = office.get(address).content.decode()
    assert 'name="sources"' in shown
    entered = {
        "form": made.form().pk,
        "title": "Chưa phát thanh",
        "matter": "Không phát buổi nào.",
        "sources": ["0"],
    }
    assert office.post(address, entered).status_code == 302
    row = models.Criticism.objects.get()
    assert office.post(reverse("conduct:criticism_propose", args=[row.pk])).status_code == 302
    notify = reverse("conduct:criticism_notify", args=[row.pk])
    assert as_(made.decider(cast)).post(notify, {"reply_days": "5"}).status_code == 302
    row.refresh_from_db()
    assert row.state == S.NOTIFIED
    assert row.evidence.get().kind == "FIGURE"


@pytest.mark.parametrize("state", [S.REPLIED, S.REVOKED])
def test_pages_ask_the_database_little(cast: casts.Cast, state: S) -> None:
    row = lately(cast, state)
    client = as_(made.judge(cast))
    for name, args in (("conduct:criticism", [row.pk]), ("conduct:criticism_list", [])):
        address = reverse(name, args=args)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        assert len(queries) <= MOST_QUERIES


def test_only_what_stands_is_public(cast: casts.Cast, client: Client) -> None:
    row = lately(cast, S.DECIDED)
    address = reverse("public_criticism", args=[row.pk])
    assert client.get(address).status_code == 404
    made.bring_to(row, S.ISSUED, cast)
    assert "Xã chưa phát thanh theo kế hoạch" in page(client, "public_criticism", row.pk)
    assert row.title in page(client, "public_criticisms")
    made.bring_to(row, S.REVOKED, cast)
    gone = client.get(address)
    assert gone.status_code == 410
    shown = gone.content.decode()
    assert row.decision_number in shown
    assert row.unit.name_vi not in shown
    assert row.title not in page(client, "public_criticisms")


def test_a_person_is_named_in_public_with_the_switch_only(cast: casts.Cast, client: Client) -> None:
    named = {"person_name": "Nguyễn Văn B"}
    quiet = lately(cast, S.ISSUED, **named)
    assert "Nguyễn Văn B" not in page(client, "public_criticism", quiet.pk)
    basis = {"is_person_public": True, "person_basis": "Điều 5 Quy chế"}
    with pytest.raises(services.PersonFault):
        made.enter(cast, **named, is_person_public=True)
    loud = lately(cast, S.ISSUED, **named, **basis)
    assert "Nguyễn Văn B" in page(client, "public_criticism", loud.pk)


def test_a_reminder_is_no_criticism(cast: casts.Cast) -> None:
    office = as_(made.proposer(cast))
    address = reverse("conduct:remind", args=[cast.commune.pk])
    assert office.post(address, {"words": "Phát thanh buổi sáng."}).status_code == 302
    assert models.Reminder.objects.get().text == "Phát thanh buổi sáng."
    assert not models.Criticism.objects.exists()

"""The leader's pages about the team, and what a member does for themselves."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.drives import models, services
from campaigns.kernel import roles
from tests.factories import cast as cast_factory
from tests.factories import drives as factory
from tests.factories import team

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(client) -> factory.Scene:
    scene = factory.make_scene()
    now = timezone.now()
    drive = factory.make_drive(
        scene.movement, scene.cast.commune, scene.organiser,
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=9), shifts=(),
    )  # fmt: skip
    client.force_login(scene.organiser)
    return factory.Scene(scene.cast, scene.organiser, scene.movement, drive, scene.apps)


@pytest.fixture
def shift(scene) -> models.Shift:
    return team.make_shift(scene.drive, capacity=1, at=timezone.now())


def sign_up(shift: models.Shift, **changes) -> models.SignUp:
    return team.sign_up(shift, at=timezone.now(), **changes)


def text(response) -> str:
    return response.content.decode()


def test_the_leader_sees_places_queue_and_contacts(scene, shift, client):
    sign_up(shift, display_name="Pi Năng Thị Én", phone="0912345678")
    sign_up(shift, display_name="Katơr Hùng", age="MINOR")
    page = text(client.get(f"/desk/drives/shifts/{shift.pk}/"))
    assert "0912345678" in page
    assert page.index("Pi Năng Thị Én") < page.index("1. Katơr Hùng")


def test_others_see_numbers_and_no_names(scene, shift, client):
    sign_up(shift, display_name="Pi Năng Thị Én", phone="0912345678")
    client.force_login(scene.cast.officer)
    for address in (f"/desk/drives/shifts/{shift.pk}/", f"/desk/drives/{scene.drive.pk}/"):
        page = text(client.get(address))
        assert "Pi Năng" not in page
        assert "0912345678" not in page


def test_taking_somebody_off_moves_the_next_one_up_and_can_be_taken_back(scene, shift, client):
    first, second = sign_up(shift), sign_up(shift, display_name="Katơr Hùng")
    page = text(client.post(f"/desk/drives/sign-ups/{first.pk}/cancel/", follow=True))
    assert "Katơr Hùng" in page
    second.refresh_from_db()
    assert second.state == models.SignUp.State.SIGNED_UP
    client.post(f"/desk/drives/sign-ups/{first.pk}/restore/")
    first.refresh_from_db()
    assert first.state == models.SignUp.State.WAITING


def test_a_cancellation_that_came_first_is_said(scene, shift, client):
    first = sign_up(shift)
    services.cancel_sign_up(sign_up=first, by=first.member, at=timezone.now())
    page = text(client.post(f"/desk/drives/sign-ups/{first.pk}/cancel/", follow=True))
    assert "loa-alert-danger" in page


def test_the_team_is_a_list_and_a_file(scene, shift, client):
    sign_up(shift, display_name="=Pi Năng Thị Én")
    sign_up(shift, display_name="Katơr Hùng")
    page = text(client.get(f"/desk/drives/{scene.drive.pk}/team/?q=pi nang"))
    assert "Pi Năng" in page
    assert "Katơr" not in page
    answer = client.get(f"/desk/drives/{scene.drive.pk}/team/?state=SIGNED_UP&export=csv")
    body = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body)))
    assert len(rows) == 2
    assert rows[1][0] == "'=Pi Năng Thị Én"


@pytest.mark.parametrize("query", ["?shift=x", "?shift=-1", "?state=NOPE", "?page=999&sort=zzz"])
def test_a_filter_that_makes_no_sense_is_left_out(scene, shift, client, query):
    sign_up(shift)
    assert client.get(f"/desk/drives/{scene.drive.pk}/team/{query}").status_code == 200


def test_pages_ask_the_database_the_same_number_of_times_whatever_the_size(
    scene, shift, client, django_assert_max_num_queries
):
    for _ in range(30):
        sign_up(shift)
    for address in (
        f"/desk/drives/shifts/{shift.pk}/",
        f"/desk/drives/{scene.drive.pk}/team/",
        f"/desk/drives/{scene.drive.pk}/",
        "/desk/drives/my-shifts/",
    ):
        with django_assert_max_num_queries(25):
            assert client.get(address).status_code == 200


def test_the_leader_writes_to_one_shift(scene, shift, client):
    other = team.make_shift(scene.drive, starts_in=timedelta(hours=4), at=timezone.now())
    sign_up(shift, email="en@example.vn")
    sign_up(other, email="hung@example.vn")
    address = f"/desk/drives/{scene.drive.pk}/team/message/"
    answer = client.post(address, {"shift": shift.pk, "text": "Mang theo áo mưa."}, follow=True)
    assert "Mang theo áo mưa." in text(answer)
    message = models.TeamMessage.objects.get(member__isnull=True)
    assert message.recipient_count == 1
    assert message.mails.get().member.email == "en@example.vn"


@pytest.mark.parametrize(
    "sent",
    [{"text": ""}, {"text": "   "}, {"text": "x" * 1001}, {"text": "Chào", "shift": "999999"}],
)
def test_a_message_without_sense_is_not_sent(scene, shift, client, sent):
    sign_up(shift)
    answer = client.post(f"/desk/drives/{scene.drive.pk}/team/message/", sent)
    assert answer.status_code == 422
    assert not models.TeamMessage.objects.exists()


def test_a_message_to_nobody_is_refused_and_keeps_its_words(scene, shift, client):
    address = f"/desk/drives/{scene.drive.pk}/team/message/"
    answer = client.post(address, {"text": "Mang theo áo mưa."})
    assert answer.status_code == 422
    assert "Mang theo áo mưa." in text(answer)


def test_a_member_signs_up_in_one_tap_and_gives_the_place_back(scene, shift, client):
    volunteer = cast_factory.make_person("giup", roles.Role.VOLUNTEER, scene.cast.commune)
    client.force_login(volunteer)
    client.post(f"/desk/drives/shifts/{shift.pk}/sign-up/")
    own = models.SignUp.objects.get(member__user=volunteer)
    assert own.state == models.SignUp.State.SIGNED_UP
    assert scene.drive.name in text(client.get("/desk/drives/my-shifts/"))
    client.post(f"/desk/drives/my-shifts/{own.pk}/cancel/")
    own.refresh_from_db()
    assert own.state == models.SignUp.State.CANCELLED


def test_a_second_tap_says_that_it_stands_already(scene, shift, client):
    for _ in range(2):
        page = text(client.post(f"/desk/drives/shifts/{shift.pk}/sign-up/", follow=True))
    assert "loa-alert-danger" in page
    assert models.SignUp.objects.count() == 1


def test_news_reach_those_whom_they_concern(scene, shift, client):
    volunteer = cast_factory.make_person("giup", roles.Role.VOLUNTEER, scene.cast.commune)
    now = timezone.now()
    other = team.make_shift(scene.drive, starts_in=timedelta(hours=4), at=now)
    services.join_by_account(drive=scene.drive, shifts=[other], user=volunteer, at=now)
    sign_up(shift)
    for to_whom, words in ((None, "Cho cả đội"), (other, "Cho ca chiều"), (shift, "Cho ca sáng")):
        services.message_team(
            drive=scene.drive, shift=to_whom, text=words, by=scene.organiser, at=now
        )
    client.force_login(volunteer)
    page = text(client.get("/desk/drives/my-shifts/"))
    assert "Cho cả đội" in page
    assert "Cho ca chiều" in page
    assert "Cho ca sáng" not in page


def test_a_member_tells_their_hours_and_keeps_what_was_refused(scene, client):
    volunteer = cast_factory.make_person("giup", roles.Role.VOLUNTEER, scene.cast.commune)
    now = timezone.now()
    begun = team.make_shift(scene.drive, starts_in=-timedelta(minutes=50), at=now)
    member = services.join_by_account(
        drive=scene.drive, shifts=[begun], user=volunteer, at=now - timedelta(minutes=55)
    )
    client.force_login(volunteer)
    address = f"/desk/drives/my-shifts/{member.sign_ups.get().pk}/hours/"
    for odd, status in (("x1", 422), ("", 422), ("1441", 409), ("-5", 422)):
        answer = client.post(address, {"minutes": odd})
        assert answer.status_code == status
        assert f'value="{odd}"' in text(answer)
    assert client.post(address, {"minutes": "45"}).status_code == 302
    assert member.hours.get().declared_minutes == 45
    client.force_login(scene.organiser)
    assert client.post(address, {"minutes": "50"}).status_code == 404

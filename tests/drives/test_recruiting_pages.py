"""Signing up without an account, and the volunteer's own page; nobody else learns of it."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.drives import forms, models, queries, services
from tests.factories import drives as factory
from tests.factories import team

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> factory.Scene:
    scene = factory.make_scene()
    now = timezone.now()
    drive = factory.make_drive(
        scene.movement, scene.cast.commune, scene.organiser,
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=9), shifts=(),
    )  # fmt: skip
    return factory.Scene(scene.cast, scene.organiser, scene.movement, drive, scene.apps)


@pytest.fixture
def shift(scene) -> models.Shift:
    return team.make_shift(scene.drive, capacity=1, at=timezone.now())


def text(response) -> str:
    return response.content.decode()


def address(drive: models.Drive) -> str:
    return f"/ra-quan/{drive.pk}/tinh-nguyen/"


def filled_in(shift: models.Shift, **changes) -> dict[str, object]:
    """A form that was open for a minute."""
    return {
        "form": forms.open_token(timezone.now() - timedelta(minutes=1)).text,
        "shifts": [shift.pk],
        "display_name": "Pi Năng Thị Én",
        "contact": "0912 345 678",
        "age": "ADULT",
        "has_consented": "on",
    } | changes


def own_path(response) -> str:
    return response["Location"].partition("?")[0]


def test_a_volunteer_signs_up_and_gets_a_page_of_their_own(scene, shift, client):
    page = text(client.get(address(scene.drive)))
    assert "checked" not in page
    answer = client.post(address(scene.drive), filled_in(shift))
    assert answer.status_code == 302
    member = models.TeamMember.objects.get()
    assert (member.display_name, member.phone) == ("Pi Năng Thị Én", "0912345678")
    own = client.get(answer["Location"])
    assert queries.secret_of(member) in text(own)
    assert own["X-Robots-Tag"].startswith("noindex")
    assert not own.cookies
    assert "no-store" in own["Cache-Control"]


def test_nothing_but_the_form_is_needed_no_cookie_and_no_token_of_a_session(scene, shift):
    client = Client(enforce_csrf_checks=True)
    page = client.get(address(scene.drive))
    assert not page.cookies
    assert client.post(address(scene.drive), filled_in(shift)).status_code == 302


def test_the_second_lands_on_the_waiting_list_and_moves_up(scene, shift, client):
    first = own_path(client.post(address(scene.drive), filled_in(shift)))
    second = own_path(
        client.post(address(scene.drive), filled_in(shift, contact="hung@example.vn"))
    )
    assert "Thứ 1 trong danh sách chờ" in text(client.get(second))
    pk = models.SignUp.objects.get(member__phone="0912345678").pk
    assert client.post(f"{first}huy/{pk}/").status_code == 302
    page = text(client.get(second))
    assert "Bạn có chỗ" in page
    assert "Đã có chỗ trống" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"shifts": []}, "ít nhất một ca"),
        ({"shifts": ["999999"]}, "không còn nhận người"),
        ({"shifts": ["x'; --"]}, "không còn nhận người"),
        ({"display_name": "  "}, "loa-error"),
        ({"display_name": "x" * 81}, "loa-error"),
        ({"display_name": "a\x00b"}, "loa-error"),
        ({"contact": "12345"}, "loa-error"),
        ({"contact": "en@"}, "loa-error"),
        ({"contact": "0912345678 en@example.vn"}, "loa-error"),
        ({"age": ""}, "một trong hai"),
        ({"age": "CHILD"}, "loa-error"),
        ({"has_consented": ""}, "sự đồng ý"),
        ({"website": "http://spam.example"}, "để trống ô này"),
        ({"form": "forged"}, "loa-error-summary"),
        ({"form": ""}, "loa-error-summary"),
    ],
)
def test_what_makes_no_sense_is_said_and_what_was_typed_stays(scene, shift, client, change, words):
    answer = client.post(address(scene.drive), filled_in(shift) | change)
    assert answer.status_code == 422
    assert words in text(answer)
    assert not models.TeamMember.objects.exists()
    if "contact" not in change:
        assert "0912 345 678" in text(answer)


def test_a_form_sent_at_once_or_after_a_day_is_asked_for_again(scene, shift, client):
    now = timezone.now()
    for opened in (now, now - timedelta(days=1), now + timedelta(hours=1)):
        token = forms.open_token(opened).text
        answer = client.post(address(scene.drive), filled_in(shift, form=token))
        assert answer.status_code == 422
    fresh = re.search(r'name="form" value="([^"]+)"', text(answer)).group(1)
    assert forms.serves(forms.read_token(fresh), timezone.now())
    assert not models.TeamMember.objects.exists()


def test_a_form_sent_twice_is_one_sign_up(scene, shift, client):
    sent = filled_in(shift)
    first, second = (client.post(address(scene.drive), sent) for _ in range(2))
    assert own_path(first) == own_path(second)
    assert models.SignUp.objects.count() == 1


def test_somebody_elses_number_opens_nothing(scene, shift, client):
    first = client.post(address(scene.drive), filled_in(shift))
    answer = client.post(address(scene.drive), filled_in(shift, display_name="Kẻ khác"))
    assert answer.status_code == 409
    secret = own_path(first).split("/")[-2]
    assert secret not in text(answer)
    assert models.TeamMember.objects.count() == 1


def test_a_body_that_is_far_too_long_is_not_read(scene, shift, client):
    answer = client.post(address(scene.drive), filled_in(shift, display_name="x" * 40_000))
    assert answer.status_code == 413


def test_a_form_from_another_site_is_asked_for_again(scene, shift, client):
    answer = client.post(
        address(scene.drive), filled_in(shift), headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 422
    assert not models.TeamMember.objects.exists()


def test_one_network_sends_so_many_a_day(scene, shift, client, settings):
    settings.LOA_SIGN_UP_DAILY_PER_ADDRESS = 1
    assert client.post(address(scene.drive), filled_in(shift)).status_code == 302
    answer = client.post(address(scene.drive), filled_in(shift, contact=""))
    assert answer.status_code == 429
    assert "Pi Năng Thị Én" in text(answer)


def close(scene) -> None:
    services.close_drive(drive=scene.drive, by=scene.organiser, at=timezone.now())


def call_off(scene) -> None:
    services.cancel_drive(drive=scene.drive, reason="Bão", by=scene.organiser, at=timezone.now())


def stop_recruiting(scene) -> None:
    draft = replace(services.draft_of(scene.drive), is_recruiting=False)
    services.amend_drive(drive=scene.drive, draft=draft, by=scene.organiser, at=timezone.now())


@pytest.mark.parametrize("end", [close, call_off, stop_recruiting])
def test_where_nobody_is_wanted_the_page_says_why_and_takes_nobody(scene, shift, client, end):
    assert "tinh-nguyen" in text(client.get(f"/ra-quan/{scene.drive.pk}/"))
    end(scene)
    page = client.get(address(scene.drive))
    assert page.status_code == 200
    assert "display_name" not in text(page)
    assert "tinh-nguyen" not in text(client.get(f"/ra-quan/{scene.drive.pk}/"))
    assert client.post(address(scene.drive), filled_in(shift)).status_code == 409
    assert not models.TeamMember.objects.exists()


def test_a_drive_that_is_none_has_no_page(client, db):
    assert client.get("/ra-quan/999999/tinh-nguyen/").status_code == 404


def test_the_pages_speak_english_under_en(scene, shift, client):
    page = client.get(f"/en{address(scene.drive)}")
    assert page["Content-Language"] == "en"
    assert "Volunteers wanted" in text(page)
    answer = client.post(f"/en{address(scene.drive)}", filled_in(shift))
    assert answer["Location"].startswith("/en/tinh-nguyen/")
    assert "You have a place" in text(client.get(answer["Location"]))


def test_more_shifts_are_one_tap_on_the_own_page(scene, shift, client):
    other = team.make_shift(scene.drive, starts_in=timedelta(hours=4), at=timezone.now())
    own = own_path(client.post(address(scene.drive), filled_in(shift)))
    assert client.post(f"{own}ca/{other.pk}/").status_code == 302
    assert models.SignUp.objects.filter(shift=other).exists()
    again = client.post(f"{own}ca/{other.pk}/")
    assert again.status_code == 409
    assert "loa-alert-danger" in text(again)


def test_one_link_does_nothing_to_others(scene, shift, client):
    own = own_path(client.post(address(scene.drive), filled_in(shift)))
    other = team.sign_up(shift, at=timezone.now())
    foreign = team.make_shift(
        factory.make_drive(
            scene.movement, scene.cast.commune, scene.organiser, name="Khác", shifts=(),
            ends_at=timezone.now() + timedelta(hours=9),
        ),
        at=timezone.now(),
    )  # fmt: skip
    assert client.post(f"{own}huy/{other.pk}/").status_code == 404
    assert client.post(f"{own}ca/{foreign.pk}/").status_code == 404
    other.refresh_from_db()
    assert other.state == models.SignUp.State.WAITING


def test_a_volunteer_has_name_and_contact_deleted_at_once(scene, shift, client):
    own = own_path(client.post(address(scene.drive), filled_in(shift)))
    waiting = team.sign_up(shift, at=timezone.now())
    assert client.post(f"{own}xoa/").status_code == 302
    member = models.TeamMember.objects.exclude(pk=waiting.member_id).get()
    assert (member.display_name, member.phone, member.email) == ("", "", "")
    waiting.refresh_from_db()
    assert waiting.state == models.SignUp.State.SIGNED_UP
    page = text(client.get(own))
    assert "Pi Năng" not in page
    assert "0912345678" not in page
    assert client.post(f"{own}xoa/").status_code == 409
    assert client.post(f"{own}ca/{shift.pk}/").status_code == 409


def test_links_that_are_guessed_open_nothing_and_have_to_wait(scene, shift, client, monkeypatch):
    monkeypatch.setattr("campaigns.accounts.http.MAX_GUESSES", 2)
    for _ in range(2):
        assert client.get(f"/tinh-nguyen/{'A' * 24}/").status_code == 404
    assert client.get(f"/tinh-nguyen/{'A' * 24}/").status_code == 429


def test_public_pages_ask_the_database_little(scene, shift, client, django_assert_max_num_queries):
    for number in range(6):
        team.make_shift(
            scene.drive, starts_in=timedelta(hours=2, minutes=number), capacity=1, at=timezone.now()
        )
    own = own_path(client.post(address(scene.drive), filled_in(shift)))
    for other in scene.drive.shifts.exclude(pk=shift.pk):
        team.sign_up(other, at=timezone.now())
        client.post(f"{own}ca/{other.pk}/")
    for page in (address(scene.drive), own):
        with django_assert_max_num_queries(12):
            assert client.get(page).status_code == 200

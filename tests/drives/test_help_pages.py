"""The desk of requests: the list, one request, giving it away, and what files hold."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.audit import models as audit_models
from campaigns.audit import services as audit_services
from campaigns.drives import models, queries, services
from campaigns.kernel import languages, roles, writing
from tests.factories import cast as cast_factory
from tests.factories import drives as drive_factory
from tests.factories import help as factory

pytestmark = pytest.mark.django_db
LIST = "/desk/help/"
State = models.HelpRequest.State


@pytest.fixture
def scene(client):
    """A drive of today by the clock of the pages, and its organiser signed in."""
    scene = drive_factory.make_scene()
    drive = a_drive(scene, scene.cast.commune, "Ra quân tại chợ")
    client.force_login(scene.organiser)
    return drive_factory.Scene(scene.cast, scene.organiser, scene.movement, drive, scene.apps)


def a_drive(scene, unit, name: str, hours: int = 3, capacity: int = 4, **changes):
    now = timezone.now()
    starts_at, ends_at = now - timedelta(hours=1), now + timedelta(hours=hours)
    shifts = (services.ShiftDraft(starts_at, ends_at, capacity),) if capacity else ()
    return drive_factory.make_drive(
        scene.movement, unit, scene.organiser, name=name, starts_at=starts_at, ends_at=ends_at,
        shifts=shifts, **changes,
    )  # fmt: skip


def page(client, request, act: str = "", **answers):
    path = f"{LIST}{request.pk}/{act}"
    return client.post(path, answers) if act else client.get(path)


def seen(request) -> str:
    return f"{request.state}:{request.drive_id or ''}:{request.team_id or ''}"


def rows_of(client, query: str = "") -> list[dict[str, str]]:
    body = b"".join(client.get(f"{LIST}?export=csv{query}").streaming_content)
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def test_the_list_is_oldest_first_and_counts_its_groups(scene, client):
    now = timezone.now()
    young = factory.ask(scene.cast.commune, now - timedelta(hours=1), phone="0911111111")
    old = factory.ask(scene.cast.commune, now - timedelta(days=2))
    factory.assigned(scene, now, phone="0922222222")
    html = client.get(LIST).content.decode()
    assert html.index(f"/desk/help/{old.pk}/") < html.index(f"/desk/help/{young.pk}/")
    assert re.findall(r'loa-count">(\d+)<', html) == ["3", "2", "1", "0", "3", "0"]
    assert "trễ hạn trả lời" in html
    assert re.search(r"<tfoot[^>]*>.*6.*</tfoot>", html, re.DOTALL)


def test_what_is_over_is_out_of_the_way_and_what_was_put_away_is_counted_apart(scene, client):
    now = timezone.now()
    done = factory.accepted(scene, now)
    services.finish_request(request=done, by=scene.organiser, at=now)
    spam = factory.ask(scene.cast.commune, now, phone="0911111111")
    services.mark_spam(request=spam, by=scene.organiser, at=now)
    html = client.get(LIST).content.decode()
    assert f"/desk/help/{done.pk}/" not in html
    assert "Không ai phải chờ" in html
    assert re.findall(r'loa-count">(\d+)<', html) == ["0", "0", "0", "1", "1", "1"]
    assert len(rows_of(client)) == 0
    for query, count in (
        ("group=all", 1), ("group=spam", 1), ("state=SPAM", 1), ("state=DONE", 1),
        ("state=DONE&group=open", 0), ("answer=in_time", 1),
    ):  # fmt: skip
        assert len(rows_of(client, f"&{query}")) == count, query


def test_an_empty_list_says_how_to_begin(scene, client):
    html = client.get(LIST).content.decode()
    assert "Chưa có yêu cầu nào" in html
    assert "/xin-giup/" in html


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("q=ma hoa", 1),
        ("q=Thôn MÀ hoa", 1),
        ("q=phuoc chinh", 1),
        ("q=0912345678", 0),
        ("group=new", 2),
        ("group=team", 0),
        ("group=nonsense", 2),
        ("state=NEW", 2),
        ("state=SPAM", 0),
        ("language=rog", 1),
        ("language=xx", 2),
        ("answer=late", 1),
        ("answer=in_time", 0),
        ("from=2999-01-01", 0),
        ("to=2000-01-01", 0),
        ("from=nonsense", 2),
        ("unit=99999999", 0),
        ("drive=99999999", 0),
        ("unit=-1", 2),
    ],
)
def test_filters_hold_and_nonsense_is_left_out(scene, client, query, count):
    now = timezone.now()
    factory.ask(scene.cast.commune, now)
    factory.ask(
        scene.cast.sibling, now - timedelta(days=3), language="vi", hamlet="", note="", phone="0259 3822 123"
    )  # fmt: skip
    assert len(rows_of(client, f"&{query}")) == count


def test_files_hold_neither_phone_nor_hamlet_nor_note(scene, client):
    factory.accepted(scene, timezone.now())
    (row,) = rows_of(client)
    said = " ".join(row.values())
    assert "Xã Phước Đại" in said
    for private in ("345678", "345 678", "Ma Hoa", "bê tông"):
        assert private not in said


def test_officers_of_another_commune_see_nothing_of_it(scene, client):
    request = factory.ask(scene.cast.commune, timezone.now())
    client.force_login(scene.cast.outsider)
    assert rows_of(client) == []
    assert page(client, request).status_code == 404


def test_a_team_from_elsewhere_sees_what_it_was_given(scene, client):
    request = factory.ask(scene.cast.commune, timezone.now())
    helper = cast_factory.make_person("helper", roles.Role.VOLUNTEER, scene.cast.sibling)
    drive = a_drive(scene, scene.cast.sibling, "Điểm xã bên")
    services.assign_request(
        request=request, team=services.HelpTeam(drive=drive), by=scene.organiser, at=timezone.now()
    )
    client.force_login(helper)
    assert len(rows_of(client)) == 1
    assert page(client, request).status_code == 200


def test_no_page_holds_the_phone_until_it_is_asked_for(scene, client):
    request = factory.ask(scene.cast.commune, timezone.now())
    for html in (client.get(LIST).content.decode(), page(client, request).content.decode()):
        assert "0912345678" not in html
        assert "0912 345 678" not in html
    shown = client.post(f"{LIST}{request.pk}/phone/")
    assert "0912 345 678" in shown.content.decode()
    assert "tel:0912345678" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert audit_models.Event.objects.filter(verb="drives.help_phone_shown").count() == 1
    assert "xem số điện thoại" in page(client, request).content.decode()


def test_the_phone_of_what_is_over_is_shown_to_nobody(scene, client):
    request = factory.accepted(scene, timezone.now())
    services.finish_request(request=request, by=scene.organiser, at=timezone.now())
    assert client.post(f"{LIST}{request.pk}/phone/").status_code == 403


def test_the_nearest_open_drive_with_room_that_speaks_the_language_is_offered_first(scene, client):
    cast = scene.cast
    near, far = {"latitude": 11.80, "longitude": 108.90}, {"latitude": 11.50, "longitude": 109.0}
    both = (languages.Language.VIETNAMESE, languages.Language.RAGLAI)
    with_point(cast.commune, 11.81, 108.91)
    a_drive(scene, cast.commune, "Đủ việc", capacity=0, languages=both, **near)
    a_drive(scene, cast.commune, "Không biết tiếng", **near)
    a_drive(scene, cast.sibling, "Xa", languages=both, **far)
    a_drive(scene, cast.sibling, "Gần", languages=both, **near)
    a_drive(scene, cast.commune, "Đã hủy", languages=both, **near)
    services.cancel_drive(
        drive=models.Drive.objects.get(name="Đã hủy"), reason="Mưa", by=scene.organiser,
        at=timezone.now(),
    )  # fmt: skip
    cast.commune.refresh_from_db()
    request = factory.ask(cast.commune, timezone.now())
    now = timezone.now()
    offers = queries.teams_for(request, scene.organiser, now, timezone.localdate(now))
    offers = [o for o in offers if o.is_running]
    assert [o.name for o in offers] == [
        "Gần", "Xa", "Ra quân tại chợ", "Không biết tiếng", "Đủ việc",
    ]  # fmt: skip
    assert offers[0].distance_km == pytest.approx(1.6, abs=0.5)


def with_point(unit, latitude: float, longitude: float) -> None:
    with writing.writing(by=cast_factory.SYSTEM, at=factory.NOW):
        type(unit).objects.filter(pk=unit.pk).update(latitude=latitude, longitude=longitude)
        audit_services.record("tests.placed", unit)


def test_requests_under_way_take_a_drives_room(scene):
    drive = a_drive(scene, scene.cast.commune, "Một chỗ", capacity=1)
    request = factory.ask(scene.cast.commune, timezone.now())
    now = timezone.now()

    def room() -> int:
        offers = queries.teams_for(request, scene.organiser, now, timezone.localdate(now))
        return next(o.room for o in offers if o.pk == drive.pk)

    assert room() == 1
    other = factory.ask(scene.cast.commune, now, phone="0987654321")
    team = services.HelpTeam(drive=drive)
    services.assign_request(request=other, team=team, by=scene.organiser, at=now)
    assert room() == 0


def test_the_organiser_gives_it_to_a_drive_and_the_team_takes_it_to_its_end(scene, client):
    request = factory.ask(scene.cast.commune, timezone.now())
    answer = page(client, request, "assign/", team=scene.drive.pk, unit="", seen=seen(request))
    assert answer.status_code == 302
    client.force_login(scene.cast.volunteer)
    assert "Nhận việc" in page(client, request).content.decode()
    assert page(client, request, "accept/").status_code == 302
    assert page(client, request, "done/").status_code == 302
    request.refresh_from_db()
    assert request.state == State.DONE


@pytest.mark.parametrize(
    "answers",
    [
        {"team": "", "unit": ""},
        {"team": "999999", "unit": ""},
        {"team": "unit", "unit": ""},
        {"team": "unit", "unit": "999999"},
        {"team": "x" * 500, "unit": ""},
        {"team": "DRIVE", "unit": "", "seen": "ASSIGNED:1:"},
        {"team": "DRIVE", "unit": "", "seen": ""},
    ],
)
def test_a_choice_that_makes_no_sense_gives_it_to_nobody(scene, client, answers):
    request = factory.ask(scene.cast.commune, timezone.now())
    chosen = {"seen": seen(request)} | answers
    if chosen["team"] == "DRIVE":
        chosen["team"] = str(scene.drive.pk)
    response = page(client, request, "assign/", **chosen)
    assert response.status_code == 422
    request.refresh_from_db()
    assert request.state == State.NEW


def test_giving_back_needs_a_reason_and_keeps_it(scene, client):
    request = factory.accepted(scene, timezone.now())
    assert page(client, request, "hand-back/", reason="").status_code == 422
    assert page(client, request, "hand-back/", reason="Đường bị ngập").status_code == 302
    html = page(client, request).content.decode()
    assert "Đường bị ngập" in html
    assert "Đang chờ đội" in html


def test_the_code_of_why_is_one_that_people_may_choose(scene, client):
    request = factory.accepted(scene, timezone.now())
    for wrong in ("", "TOO_LATE", "OTHER"):
        assert page(client, request, "could-not/", reason=wrong).status_code == 422
    assert page(client, request, "could-not/", reason="NOT_THERE").status_code == 302
    request.refresh_from_db()
    assert request.could_not_reason == "NOT_THERE"


def test_an_act_too_late_is_said_and_changes_nothing(scene, client):
    request = factory.accepted(scene, timezone.now())
    page(client, request, "done/")
    response = client.post(f"{LIST}{request.pk}/done/", follow=True)
    assert "không có gì thay đổi" in response.content.decode()


def test_pages_ask_the_database_no_more_for_many_requests(scene, client):
    for number in range(30):
        factory.assigned(scene, timezone.now(), phone=f"09123456{number:02}")
    request = models.HelpRequest.objects.order_by("pk")[0]
    for path in (LIST, f"{LIST}{request.pk}/"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        assert len(captured) <= 25, path

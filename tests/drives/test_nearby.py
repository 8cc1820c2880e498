"""Drives on the public site: today's first, found with and without marks, near a chosen commune."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.audit import services as audit_services
from campaigns.drives import models, services
from campaigns.kernel import languages, writing
from tests.factories import cast as cast_factory
from tests.factories import drives as drive_factory

pytestmark = pytest.mark.django_db
LIST = "/ra-quan/"


@pytest.fixture
def scene():
    """Two communes thirty kilometres apart, and no drive."""
    scene = drive_factory.make_scene()
    services.cancel_drive(drive=scene.drive, reason="-", by=scene.organiser, at=drive_factory.NOW)
    with_point(scene.cast.commune, 11.80, 108.90)
    with_point(scene.cast.sibling, 11.55, 109.0)
    return scene


def with_point(unit, latitude: float, longitude: float) -> None:
    with writing.writing(by=cast_factory.SYSTEM, at=drive_factory.NOW):
        type(unit).objects.filter(pk=unit.pk).update(latitude=latitude, longitude=longitude)
        audit_services.record("tests.placed", unit)


def a_drive(scene, unit, name: str, days: int = 0, **changes) -> models.Drive:
    """A drive of some day from today; today's has begun."""
    now = timezone.localtime()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    starts_at = max(now - timedelta(hours=1), midnight) + timedelta(days=days)
    values = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=4), "shifts": ()}
    return drive_factory.make_drive(
        scene.movement, unit, scene.organiser, name=name, **(values | changes)
    )


def names(query: str = "", path: str = LIST) -> list[str]:
    answer = Client().get(path + query)
    assert answer.status_code == 200
    html = answer.content.decode()
    return re.findall(r'<h2><a href="[^"]*/ra-quan/\d+/">([^<]+)</a></h2>', html)


def test_todays_come_first_and_what_is_over_or_far_off_is_left_out(scene):
    commune = scene.cast.commune
    a_drive(scene, commune, "Tuần sau", days=7)
    a_drive(scene, commune, "Hôm nay")
    over = a_drive(scene, commune, "Đã đóng")
    services.close_drive(drive=over, by=scene.organiser, at=timezone.now())
    a_drive(scene, commune, "Năm sau", days=300)
    a_drive(scene, commune, "Ngày mai", days=1)
    assert names() == ["Hôm nay", "Ngày mai", "Tuần sau"]


def test_what_was_called_off_says_so_in_the_list_and_on_its_page(scene):
    drive = a_drive(scene, scene.cast.commune, "Chợ phiên", days=1)
    services.cancel_drive(drive=drive, reason="Mưa lớn", by=scene.organiser, at=timezone.now())
    assert "Đã hủy" in Client().get(LIST).content.decode()
    page = Client().get(f"{LIST}{drive.pk}/").content.decode()
    assert "đã hủy" in page
    assert "Mưa lớn" not in page  # the organiser's own words, for the desk


@pytest.mark.parametrize(
    "query",
    ["phước đại", "phuoc dai", "PHUOC  ĐẠI", "chợ phiên", "cho phien", "bac ai", "Huyện Bác Ái"],
)
def test_a_place_is_found_with_and_without_marks(scene, query):
    a_drive(scene, scene.cast.commune, "Hỗ trợ ở chợ phiên")
    assert "Hỗ trợ ở chợ phiên" in names(f"?noi={query}")


def test_a_place_elsewhere_is_not_found(scene):
    a_drive(scene, scene.cast.sibling, "Nơi khác", place="Nhà văn hóa")
    assert names("?noi=Phan Rang") == []
    assert "Không tìm thấy" in Client().get(f"{LIST}?noi=xyzzy").content.decode()


def test_a_commune_or_a_whole_district_is_chosen(scene):
    a_drive(scene, scene.cast.commune, "Ở đây")
    a_drive(scene, scene.cast.sibling, "Xã bên")
    assert sorted(names(f"?xa={scene.cast.district.pk}")) == ["Xã bên", "Ở đây"]
    html = Client().get(f"{LIST}?xa={scene.cast.commune.pk}").content.decode()
    assert html.index("Ở đây") < html.index('id="others"') < html.index("Xã bên")


def test_distances_are_said_only_from_a_commune_that_was_chosen(scene):
    a_drive(scene, scene.cast.sibling, "Xã bên")
    assert "cách" not in Client().get(LIST).content.decode().partition("<main")[2].replace(
        "cách {km} km", ""
    )
    for query in (f"?xa={scene.cast.commune.pk}", "?noi=phuoc dai"):
        html = Client().get(LIST + query).content.decode()
        assert "cách 30 km" in html, query


def test_of_one_day_the_nearest_comes_first(scene):
    a_drive(scene, scene.cast.commune, "Xa", latitude=11.6, longitude=108.9)
    a_drive(scene, scene.cast.commune, "Mai mới có", days=1, latitude=11.8, longitude=108.9)
    a_drive(scene, scene.cast.commune, "Gần", latitude=11.79, longitude=108.9)
    assert names(f"?xa={scene.cast.commune.pk}") == ["Gần", "Xa", "Mai mới có"]


@pytest.mark.parametrize(
    "query",
    ["?xa=abc", "?xa=0", "?xa=99999999999999999999", "?noi=%00", "?noi=" + "đ" * 500, "?trang=-1",
     "?trang=x", "?trang=" + "9" * 400, "?noi=<script>", "?xa=&noi=%F0%9F%98%80", "?xa=1;drop"],
)  # fmt: skip
def test_strange_queries_are_answered(scene, query):
    a_drive(scene, scene.cast.commune, "Ở đây")
    answer = Client().get(LIST + query)
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


def test_the_page_of_a_drive_says_all_that_one_needs_to_come(scene):
    now = timezone.now()
    shift = services.ShiftDraft(now, now + timedelta(hours=2), 6, "Áo xanh")
    drive = a_drive(
        scene, scene.cast.commune, "Hỗ trợ", shifts=(shift, services.ShiftDraft(
            now + timedelta(minutes=1), now + timedelta(hours=2), 3
        )),
        directions="Sau trường tiểu học", bring="Điện thoại và dây sạc",
        languages=(languages.Language.VIETNAMESE, languages.Language.CHAM_SCRIPT),
    )  # fmt: skip
    html = Client().get(f"{LIST}{drive.pk}/").content.decode()
    for words in (
        "Sau trường tiểu học", "Điện thoại và dây sạc", "NCOVI", "Xã Phước Đại", "Tiếng Chăm",
        f"/xin-giup/?xa={scene.cast.commune.pk}",
    ):  # fmt: skip
        assert words in html, words
    assert "Áo xanh" not in html  # for helpers
    assert "Akhar Thrah" not in html


def test_nobody_who_works_there_is_named(scene):
    drive = a_drive(scene, scene.cast.commune, "Hỗ trợ")
    drive_factory.join(drive, "Chamaléa Thị Hương", timezone.now())
    for path in (LIST, f"{LIST}{drive.pk}/"):
        html = Client().get(path).content.decode()
        assert "Chamaléa" not in html
        assert scene.organiser.full_name not in html


def test_a_drive_that_is_over_says_so_and_one_that_is_not_there_is_404(scene):
    assert "đã hủy" in Client().get(f"{LIST}{scene.drive.pk}/").content.decode()
    assert Client().get(f"{LIST}99999999/").status_code == 404


def test_the_english_pages_speak_english(scene):
    drive = a_drive(scene, scene.cast.commune, "Hỗ trợ")
    assert "Help near you" in Client().get("/en/ra-quan/").content.decode()
    assert "Other places nearby" in Client().get(f"/en/ra-quan/{drive.pk}/").content.decode()


def test_any_cache_may_keep_the_pages_and_they_ask_little_however_many_drives(scene):
    for number in range(40):
        a_drive(scene, scene.cast.commune, f"Điểm {number:02}", days=number % 5)
    drive = models.Drive.objects.latest("pk")
    for path in (LIST, f"{LIST}?xa={scene.cast.commune.pk}", f"{LIST}{drive.pk}/"):
        with CaptureQueriesContext(connection) as captured:
            answer = Client().get(path)
        assert len(captured) <= 12, path
        assert not any("django_session" in query["sql"] for query in captured.captured_queries)
        assert not answer.cookies
        assert "public" in answer["Cache-Control"]
        assert "nonce" not in answer["Content-Security-Policy"]
        assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert len(names()) == len(set(names()) | set(names("?trang=2"))) - 10

"""The organiser's pages: opening a drive, its totals, its code, the entries behind a figure."""

import io
import re
from base64 import b64decode
from datetime import date, timedelta

import pytest
import zxingcpp
from django.utils import timezone
from PIL import Image, ImageDraw

from campaigns.drives import models, queries, services
from tests.factories import cast as cast_factory
from tests.factories import drives as factory

pytestmark = pytest.mark.django_db
NEXT_YEAR = timezone.now().year + 1


@pytest.fixture
def scene(client) -> factory.Scene:
    scene = factory.make_scene()
    now = timezone.now()
    drive = factory.make_drive(
        scene.movement, scene.cast.commune, scene.organiser,
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=3), shifts=(),
    )  # fmt: skip
    client.force_login(scene.organiser)
    return factory.Scene(scene.cast, scene.organiser, scene.movement, drive, scene.apps)


def log(drive, count: int = 1, name: str = "Chamaléa Thị Hương", **changes) -> None:
    now = timezone.now()
    phone, _secret = factory.join(drive, name, at=now)
    batch = [
        factory.envelope_of(factory.payload_of(drive, **changes), captured_at=now)
        for _ in range(count)
    ]
    services.receive_support(batch, by=phone, at=now)


def answers(scene) -> dict[str, object]:
    return {
        "name": "Ra quân tại chợ",
        "place": "Chợ Phước Đại",
        "unit": scene.cast.commune.pk,
        "organiser": scene.cast.district.pk,
        "movement": scene.movement.pk,
        "starts_at": f"{NEXT_YEAR}-06-06T07:00",
        "ends_at": f"{NEXT_YEAR}-06-06T11:00",
        "target_residents": "",
        "apps": [app.pk for app in scene.apps.values()],
        "languages": ["vi", "rog"],
        "capacity": 6,
        "needs": "Áo xanh",
    }


def test_the_organiser_opens_a_drive_with_a_shift_and_a_code(scene, client):
    assert client.get("/desk/drives/open/").status_code == 200
    response = client.post("/desk/drives/open/", answers(scene))
    assert response.status_code == 302
    drive = models.Drive.objects.get(name="Ra quân tại chợ")
    assert timezone.localtime(drive.starts_at).hour == 7
    assert drive.shifts.get().capacity == 6
    page = client.get(response["Location"]).content.decode()
    assert "data:image/svg+xml" in page


@pytest.mark.parametrize(
    "change",
    [
        {"ends_at": f"{NEXT_YEAR}-06-06T06:00"},
        {"starts_at": "soon"},
        {"apps": []},
        {"capacity": 0},
        {"target_residents": -1},
        {"unit": 999_999},
        {"name": ""},
    ],
)
def test_a_faulty_form_opens_nothing_and_keeps_what_was_typed(scene, client, change):
    before = models.Drive.objects.count()
    response = client.post("/desk/drives/open/", answers(scene) | change)
    assert response.status_code == 422
    assert models.Drive.objects.count() == before
    assert "Áo xanh" in response.content.decode()


def test_a_place_outside_the_organisers_reach_is_not_offered(scene, client):
    stray = answers(scene) | {"unit": scene.cast.province.pk}
    assert client.post("/desk/drives/open/", stray).status_code == 422


def test_the_organiser_sees_people_and_acts_by_app(scene, client):
    log(scene.drive)
    page = client.get(f"/desk/drives/{scene.drive.pk}/").content.decode()
    assert re.search(r"loa-stat-value\">12<", page)
    row = page[page.index("NCOVI</th>") :].partition("</tr>")[0]
    assert re.findall(r"loa-number\">(\d+)<", row) == ["7", "5", "0"]


def test_the_code_on_the_page_is_read_by_a_phone(scene, client):
    page = client.get(f"/desk/drives/{scene.drive.pk}/join/").content.decode()
    svg = b64decode(re.search(r"svg\+xml;base64,([^\"]+)", page).group(1)).decode()
    code = factory.code_of(scene.drive, timezone.now())
    assert zxingcpp.read_barcode(drawn(svg)).text == f"http://testserver/field/join/{code}/"


def drawn(svg: str) -> Image.Image:
    """The picture of a QR code whose path is made of unit squares."""
    size = int(re.search(r'viewBox="0 0 (\d+)', svg).group(1))
    image = Image.new("L", (size * 8, size * 8), 255)
    pen = ImageDraw.Draw(image)
    for x, y in re.findall(r"M([\d.]+),([\d.]+)H", svg):
        left, top = float(x) * 8, float(y) * 8
        pen.rectangle([left, top, left + 7, top + 7], fill=0)
    return image


def test_the_list_behind_the_figure_has_the_same_total(scene, client):
    log(scene.drive, 3)
    other = factory.make_drive(
        scene.movement, scene.cast.sibling, scene.organiser,
        starts_at=timezone.now(), ends_at=timezone.now() + timedelta(hours=1), shifts=(),
    )  # fmt: skip
    log(other, people=5)
    today = timezone.localdate()
    for unit, people, rows in ((scene.cast.commune, 36, 3), (scene.cast.district, 41, 4)):
        figure = queries.residents_helped(unit, today, today)
        assert (figure.value, figure.rows_count) == (str(people), rows)
        table = client.get(figure.rows_url)
        text = table.content.decode()
        assert re.search(rf"<tfoot[^>]*>.*>{people}</td>", text, re.DOTALL)
        assert len(list(csv_rows(client, figure.rows_url))) == rows
    figure = queries.residents_helped(scene.cast.district, date(2021, 6, 1), date(2021, 6, 30))
    assert (figure.value, figure.rows_count) == ("0", 0)


def csv_rows(client, url):
    text = b"".join(client.get(f"{url}&export=csv").streaming_content).decode("utf-8-sig")
    return io.StringIO(text).readlines()[1:]


def test_a_withdrawn_entry_leaves_list_and_figure_together(scene, client):
    log(scene.drive, 2)
    entry = models.SupportEntry.objects.order_by("pk").first()
    url = f"/desk/drives/entries/{entry.pk}/withdraw/"
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "Ghi nhầm"}).status_code == 302
    assert client.post(url, {"reason": "Ghi nhầm"}).status_code == 302
    today = timezone.localdate()
    assert queries.residents_helped(scene.cast.commune, today, today).value == "12"
    listed = client.get("/desk/drives/entries/", {"drive": scene.drive.pk}).content.decode()
    assert re.search(r"<tfoot[^>]*>.*>12</td>", listed, re.DOTALL)
    assert "Ghi nhầm" in client.get(f"/desk/drives/{scene.drive.pk}/").content.decode()


@pytest.mark.parametrize("query", ["unit=x", "from=never", "unit=99999999999999999999", "drive=-1"])
def test_a_nonsense_filter_breaks_no_list(scene, client, query):
    assert client.get(f"/desk/drives/entries/?{query}").status_code == 200


def test_a_phone_of_another_drive_is_not_found_under_this_one(scene, client):
    phone, _secret = factory.join(scene.drive, at=timezone.now())
    other = models.Drive.objects.exclude(pk=scene.drive.pk).get()
    url = f"/desk/drives/{other.pk}/phones/{phone.pk}/revoke/"
    assert client.post(url).status_code == 404
    assert client.post(url.replace(f"/{other.pk}/", f"/{scene.drive.pk}/", 1)).status_code == 302
    phone.refresh_from_db()
    assert phone.revoked_by == scene.organiser


def test_who_only_sees_a_drive_sees_neither_code_nor_volunteers(scene, client):
    log(scene.drive)
    client.force_login(scene.cast.head)
    page = client.get(f"/desk/drives/{scene.drive.pk}/").content.decode()
    assert "data:image/svg+xml" not in page
    assert "Chamaléa Thị Hương" not in page.split("loa-timeline")[0]


@pytest.mark.parametrize("act", ["close", "reopen", "cancel"])
def test_an_edge_that_is_gone_is_told_and_changes_nothing(scene, client, act):
    services.cancel_drive(
        drive=scene.drive, reason="Mưa", by=cast_factory.SYSTEM, at=timezone.now()
    )
    url = f"/desk/drives/{scene.drive.pk}/{act}/"
    response = client.post(url, {"reason": "Mưa"}, follow=True)
    assert response.status_code == 200
    assert "loa-alert-danger" in response.content.decode()


def test_pages_ask_no_more_the_more_there_is(scene, client, django_assert_max_num_queries):
    for number in range(12):
        log(scene.drive, 3, f"Tình nguyện viên {number}")
    for path in ("", f"{scene.drive.pk}/", "entries/", "open/", f"{scene.drive.pk}/join/"):
        with django_assert_max_num_queries(25):
            assert client.get(f"/desk/drives/{path}").status_code == 200
    with django_assert_max_num_queries(25):
        file = client.get("/desk/drives/entries/?export=xlsx")
    assert b"".join(file.streaming_content).startswith(b"PK")
    file.close()

"""Movements, the three views of the drives, and the forms that change and copy."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from campaigns.drives import models, queries, services
from campaigns.units import services as units_services
from tests.factories import cast as cast_factory
from tests.factories import drives as factory
from tests.factories import team

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(client) -> factory.Scene:
    scene = factory.make_scene()
    now = timezone.now()
    drive = factory.make_drive(
        scene.movement, scene.cast.commune, scene.organiser, name="Chợ phiên tháng này",
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=9), shifts=(),
        latitude=11.05, longitude=108.05,
    )  # fmt: skip
    client.force_login(scene.organiser)
    return factory.Scene(scene.cast, scene.organiser, scene.movement, drive, scene.apps)


def text(response) -> str:
    return response.content.decode()


def as_form(drive: models.Drive, **changes) -> dict[str, object]:
    local = {name: timezone.localtime(getattr(drive, name)) for name in ("starts_at", "ends_at")}
    return {
        "name": drive.name,
        "unit": drive.unit_id,
        "place": drive.place,
        "point": "",
        "organiser": drive.organiser_id,
        "movement": drive.movement_id,
        **{name: value.strftime("%Y-%m-%dT%H:%M") for name, value in local.items()},
        "apps": [app.pk for app in drive.apps.all()],
        "languages": ["vi"],
        "is_recruiting": "on",
    } | changes


def test_the_organiser_changes_the_drive(scene, client):
    address = f"/desk/drives/{scene.drive.pk}/edit/"
    page = text(client.get(address))
    assert "11.05, 108.05" in page
    sent = as_form(scene.drive, place="Nhà văn hóa", point="11.75 ; 108.9")
    assert client.post(address, sent).status_code == 302
    scene.drive.refresh_from_db()
    assert (scene.drive.place, scene.drive.point) == ("Nhà văn hóa", (11.75, 108.9))


@pytest.mark.parametrize(
    ("point", "words"),
    [
        ("here", "11.5834"),
        ("11,5834", "11.5834"),
        ("108.9, 11.7", "đảo chỗ"),
        ("91, 200", "11.5834"),
        ("١١.٥, ١٠٨", "11.5834"),
        ("11.5.5, 108", "11.5834"),
    ],
)
def test_a_point_without_sense_is_refused_at_its_field(scene, client, point, words):
    answer = client.post(f"/desk/drives/{scene.drive.pk}/edit/", as_form(scene.drive, point=point))
    assert answer.status_code == 422
    assert words in text(answer)


def test_a_drive_led_from_elsewhere_keeps_its_organiser_in_the_form(scene, client):
    """Who leads by the commune need not reach the organiser's own unit."""
    scene_drive = factory.make_drive(
        scene.movement, scene.cast.commune, scene.organiser, organiser=scene.cast.province,
        ends_at=timezone.now() + timedelta(days=1), name="Của tỉnh",
    )  # fmt: skip
    answer = client.post(f"/desk/drives/{scene_drive.pk}/edit/", as_form(scene_drive, place="Khác"))
    assert answer.status_code == 302
    scene_drive.refresh_from_db()
    assert (scene_drive.place, scene_drive.organiser) == ("Khác", scene.cast.province)


def test_a_copy_is_opened_and_its_page_shown(scene, client):
    team.make_shift(scene.drive, at=timezone.now())
    address = f"/desk/drives/{scene.drive.pk}/copy/"
    assert client.get(address).status_code == 200
    day = timezone.localdate() + timedelta(days=14)
    answer = client.post(address, {"first_date": day.isoformat(), "name": "Tuần sau nữa"})
    new = models.Drive.objects.get(name="Tuần sau nữa")
    assert answer["Location"] == f"/desk/drives/{new.pk}/"
    assert timezone.localdate(new.starts_at) == day
    assert new.shifts.count() == 1


@pytest.mark.parametrize(
    "sent",
    [{"first_date": "2020-01-01"}, {"first_date": "9999-12-31"}, {"first_date": ""}, {"name": ""}],
)
def test_a_copy_without_sense_keeps_what_was_typed(scene, client, sent):
    day = timezone.localdate() + timedelta(days=14)
    values = {"first_date": day.isoformat(), "name": "Tuần sau"} | sent
    answer = client.post(f"/desk/drives/{scene.drive.pk}/copy/", values)
    assert answer.status_code == 422
    assert (values["name"] or values["first_date"]) in text(answer)


def test_a_shift_is_changed_and_removed(scene, client):
    shift = team.make_shift(scene.drive, at=timezone.now())
    hours = {
        name: timezone.localtime(getattr(shift, name)).strftime("%Y-%m-%dT%H:%M")
        for name in ("starts_at", "ends_at")
    }
    address = f"/desk/drives/shifts/{shift.pk}/edit/"
    assert client.get(address).status_code == 200
    assert client.post(address, hours | {"capacity": 0}).status_code == 422
    assert client.post(address, hours | {"capacity": 5, "needs": "Loa"}).status_code == 302
    shift.refresh_from_db()
    assert (shift.capacity, shift.needs) == (5, "Loa")
    client.post(f"/desk/drives/shifts/{shift.pk}/remove/")
    assert not models.Shift.objects.filter(pk=shift.pk).exists()


def test_a_movement_is_opened_shown_and_changed(scene, client):
    values = {
        "name_vi": "Tháng thanh niên",
        "name_en": "Youth month",
        "campaign": scene.movement.campaign_id,
        "unit": scene.cast.district.pk,
        "starts_date": "2026-03-01",
        "ends_date": "2026-03-31",
    }
    assert client.get("/desk/drives/movements/open/").status_code == 200
    backwards = client.post("/desk/drives/movements/open/", values | {"ends_date": "2026-02-01"})
    assert backwards.status_code == 422
    answer = client.post("/desk/drives/movements/open/", values)
    assert "Tháng thanh niên" in text(client.get(answer["Location"]))
    movement = models.Movement.objects.get(name_vi="Tháng thanh niên")
    changed = values | {"name_vi": "Tháng Thanh niên 2026"}
    client.post(f"/desk/drives/movements/{movement.pk}/edit/", changed)
    movement.refresh_from_db()
    assert movement.name_vi == "Tháng Thanh niên 2026"
    listed = text(client.get("/desk/drives/movements/?sort=drive_count&dir=desc"))
    assert listed.index(scene.movement.name_vi) < listed.index("Tháng Thanh niên 2026")
    assert client.get("/desk/drives/movements/?export=csv").status_code == 200


def test_a_link_from_a_movement_fills_in_the_form(scene, client):
    page = text(client.get(f"/desk/drives/open/?movement={scene.movement.pk}"))
    assert re.search(rf'<option value="{scene.movement.pk}"[^>]* selected', page)
    assert client.get("/desk/drives/open/?movement=x").status_code == 200


def test_the_movements_figures_are_those_of_the_list(scene, client):
    shift = team.make_shift(scene.drive, capacity=3, at=timezone.now())
    team.sign_up(shift, at=timezone.now())
    now = timezone.now()
    phone, _secret = factory.join(scene.drive, at=now)
    sent = factory.envelope_of(factory.payload_of(scene.drive), captured_at=now)
    services.receive_support([sent], by=phone, at=now)
    facts = queries.movement_facts(scene.movement, models.Drive.objects.all())
    assert (facts.people, facts.taken, facts.drives) == (12, 1, 2)
    page = text(client.get(f"/desk/drives/?movement={scene.movement.pk}"))
    foot = page[page.index("<tfoot") :]
    assert "1/9" in foot  # three places here, six in the shift of the first drive
    assert re.search(r"loa-number\"[^>]*>12<", foot)


def test_the_calendar_shows_each_day_of_a_drive(scene, client):
    today = timezone.localdate()
    page = text(client.get(f"/desk/drives/calendar/?month={today:%Y-%m}"))
    assert "Chợ phiên tháng này" in page
    far = text(client.get("/desk/drives/calendar/?month=2031-05"))
    assert "Chợ phiên tháng này" not in far
    assert "month=2031-04" in far
    assert "month=2031-06" in far


def test_the_month_is_whole_weeks_and_clips_long_drives(scene):
    starts = timezone.make_aware(timezone.datetime(2026, 1, 30, 8))
    ends = timezone.make_aware(timezone.datetime(2027, 5, 2))
    factory.make_drive(
        scene.movement, scene.cast.commune, scene.organiser, name="Dài", shifts=(),
        starts_at=starts, ends_at=ends,
    )  # fmt: skip
    long = models.Drive.objects.filter(name="Dài")
    month = queries.drive_calendar(long, first_date=date(2026, 2, 1), today=date(2026, 2, 3))
    days = [day for week in month.weeks for day in week]
    assert {len(week) for week in month.weeks} == {7}
    assert days[0].day.weekday() == 0
    assert next(d.day for d in days if d.drives) == date(2026, 1, 30)
    assert sum(day.is_today for day in days) == 1
    assert month.count == 1
    last = queries.drive_calendar(long, first_date=date(2027, 5, 1), today=date(2026, 2, 3))
    shown = [day.day for week in last.weeks for day in week if day.drives]
    assert shown[-1] == date(2027, 5, 1)  # ends at midnight: not on the second


@pytest.mark.parametrize("month", ["", "x", "2026-13", "0001-01", "2026-1-1", "99999-01"])
def test_a_month_that_is_none_is_the_present_one(scene, client, month):
    assert client.get("/desk/drives/calendar/", {"month": month}).status_code == 200


def test_the_map_draws_drives_on_the_communes_and_lists_all(scene, client):
    ring = [[108.0, 11.0], [108.1, 11.0], [108.1, 11.1], [108.0, 11.0]]
    outline = units_services.OutlineDraft(
        scene.cast.commune, {"type": "Polygon", "coordinates": [ring]}, is_schematic=True
    )
    units_services.save_outlines(drafts=[outline], by=cast_factory.SYSTEM, at=factory.NOW)
    page = text(client.get("/desk/drives/map/"))
    assert page.count("loa-map-area") == 1
    assert page.count('class="loa-map-mark') == 1
    assert page.count("<li value=") == 2  # the other drive has no point, nor has its commune
    assert "loa-map-area" in page


def test_filters_go_along_from_view_to_view(scene, client):
    page = text(
        client.get(f"/desk/drives/calendar/?q=chợ&month=2026-11&movement={scene.movement.pk}")
    )
    link = re.search(r'href="(/desk/drives/map/\?[^"]+)"', page).group(1)
    assert "month" not in link
    assert client.get(link.replace("&amp;", "&")).status_code == 200


def test_views_ask_the_database_the_same_number_of_times_whatever_the_size(
    scene, client, django_assert_max_num_queries
):
    now = timezone.now()
    for number in range(12):
        factory.make_drive(
            scene.movement, scene.cast.commune, scene.organiser, name=f"Đợt {number}",
            starts_at=now, ends_at=now + timedelta(hours=4), shifts=(),
        )  # fmt: skip
    for address in ("", "calendar/", "map/", "movements/", f"movements/{scene.movement.pk}/"):
        with django_assert_max_num_queries(25):
            assert client.get(f"/desk/drives/{address}").status_code == 200

"""Pages of the broadcast desk, as the people of the station see them."""

import html
import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.broadcasts import models, queries, services
from campaigns.kernel import roles
from tests.factories import broadcasts, cast

DAY = broadcasts.TOMORROW.isoformat()


@pytest.fixture
def visit(client, settings):
    """Open a page as somebody: `visit(user, "rundown", outlet_id, day)`."""

    settings.LOA_SECOND_FACTOR_REQUIRED = False  # its own tests are with the accounts

    def go(user, name, *args, data=None, post=None):
        client.force_login(user)
        path = reverse(f"broadcasts:{name}", args=args)
        return client.get(path, data or {}) if post is None else client.post(path, post)

    return go


def said(response):
    return html.unescape(response.content.decode())


def rows_of(response):
    """Rows of the list on the page."""
    body = re.search(r"<tbody[^>]*>(.*)</tbody>", said(response), re.DOTALL)
    return body.group(1).count("<tr") if body else 0


def test_the_rundown_shows_what_waits_and_the_broadcaster_confirms_it(station, visit):
    release = broadcasts.make_release(station)
    page = said(visit(station.broadcaster, "rundown", station.outlet.pk, DAY))
    assert "Bản tin sáng" in page
    assert "Khai báo y tế bằng mã QR" in page
    assert reverse("broadcasts:confirm", args=[release.pk]) in page
    form = said(visit(station.broadcaster, "confirm", release.pk))
    assert 'value="2026-11-17T05:30"' in form
    assert 'value="120"' in form
    answer = visit(station.broadcaster, "confirm", release.pk, post=airing_post())
    assert answer.status_code == 302
    assert answer["Location"] == reverse("broadcasts:rundown", args=[station.outlet.pk, DAY])
    page = said(visit(station.broadcaster, "rundown", station.outlet.pk, DAY))
    assert "Broadcaster" in page
    assert reverse("broadcasts:confirm", args=[release.pk]) not in page


def airing_post(**changes):
    return {
        "has_aired": "yes",
        "aired_at": "2026-11-17T05:31",
        "seconds": "118",
        "source": "DECLARED",
        "evidence_text": "",
        "evidence_url": "",
    } | changes


def test_the_second_to_confirm_is_shown_who_was_first(station, visit):
    release = broadcasts.make_release(station)
    broadcasts.make_airing(station, release)
    answer = visit(station.colleague, "confirm", release.pk, post=airing_post())
    assert answer.status_code == 409
    assert "Broadcaster" in said(answer)
    assert "118" in said(answer), "what was typed stays"


def test_saying_that_it_was_not_aired_needs_a_reason(station, visit):
    release = broadcasts.make_release(station)
    answer = visit(station.broadcaster, "confirm", release.pk, post=airing_post(has_aired="no"))
    assert answer.status_code == 200
    assert not models.Airing.objects.exists()
    why = airing_post(has_aired="no", evidence_text="Mất điện")
    assert visit(station.broadcaster, "confirm", release.pk, post=why).status_code == 302
    assert "Mất điện" in said(visit(station.broadcaster, "rundown", station.outlet.pk, DAY))


def test_a_correction_stands_beside_the_line_it_replaces(station, visit):
    airing = broadcasts.make_airing(station)
    assert visit(station.colleague, "correct", airing.pk).status_code == 200
    post = airing_post(reason="Ghi nhầm giờ")
    assert visit(station.colleague, "correct", airing.pk, post=post).status_code == 302
    again = visit(station.broadcaster, "correct", airing.pk, post=post)
    assert again.status_code == 409
    assert "Colleague" in said(again)


def test_what_was_aired_outside_the_plan_is_written_into_the_log(station, visit):
    script = broadcasts.make_script(station)
    broadcasts.make_release(station, script)
    post = airing_post(medium="RADIO", script=str(script.pk), aired_at="2026-11-17T08:00")
    assert visit(station.broadcaster, "record", station.outlet.pk).status_code == 200
    assert visit(station.broadcaster, "record", station.outlet.pk, post=post).status_code == 302
    assert models.Airing.objects.get().release is None
    assert "08:00" in said(visit(station.broadcaster, "rundown", station.outlet.pk, DAY))


# --- Placing and taking off ------------------------------------------------------------------


def wanted(station, **changes):
    """The form of the check, filled in for the station."""
    pk = str(station.outlet.pk)
    base = {"outlet": pk, "take": pk, "priority": "NORMAL", "planned_seconds": "120"}
    return base | {"act": "place"} | changes


def first_place(station, script, visit):
    page = said(visit(station.chief, "plan", script.pk))
    return re.findall(r'<option value="(slot[^"]+)"', page)[0]


def test_a_script_is_placed_where_the_check_shows_room(station, visit):
    script = broadcasts.make_script(station)
    place = {f"place-{station.outlet.pk}": first_place(station, script, visit)}
    post = wanted(station, priority="PRIORITY", **place)
    answer = visit(station.chief, "plan", script.pk, post=post)
    release = models.Release.objects.get()
    assert answer["Location"].startswith(f"/desk/broadcasts/outlets/{station.outlet.pk}/")
    assert (release.slot, release.priority) == (station.news, "PRIORITY")


def test_an_overfull_slot_asks_once(station, visit):
    script = broadcasts.make_script(station, spoken_seconds=700)
    place = {f"place-{station.outlet.pk}": first_place(station, script, visit)}
    post = wanted(station, planned_seconds="700", **place)
    asked = visit(station.chief, "plan", script.pk, post=post)
    assert asked.status_code == 409
    assert f'id="overfull-{station.outlet.pk}"' in said(asked)
    assert not models.Release.objects.exists()
    visit(station.chief, "plan", script.pk, post=post | {"overfull": str(station.outlet.pk)})
    assert models.Release.objects.count() == 1


def test_checking_saves_nothing(station, visit):
    script = broadcasts.make_script(station)
    answer = visit(station.chief, "plan", script.pk, post=wanted(station, act="check"))
    assert answer.status_code == 200
    assert not models.Release.objects.exists()


def test_a_time_of_its_own_outside_the_slots(station, visit):
    script = broadcasts.make_script(station)
    own = {f"place-{station.outlet.pk}": "own", "starts_at": "2036-11-17T08:00"}
    assert visit(station.chief, "plan", script.pk, post=wanted(station, **own)).status_code == 302
    assert models.Release.objects.get().slot is None


def test_an_emergency_goes_on_air_at_once(station, visit):
    script = broadcasts.make_script(station)
    now = {f"place-{station.outlet.pk}": "now", "priority": "EMERGENCY"}
    assert visit(station.chief, "plan", script.pk, post=wanted(station, **now)).status_code == 302
    assert models.Release.objects.get().slot is None


@pytest.mark.parametrize(
    "changes",
    [
        {"take": "999"},
        {"outlet": "x"},
        {"priority": "HIGH"},
        {"planned_seconds": "-1"},
        {"planned_seconds": "0"},
        {"not_before_at": "2036-11-18T08:00", "starts_at": "2036-11-17T08:00"},
        {"place-x": "1", "place-1": "slot@", "pick": "🙂"},
    ],
)
def test_nonsense_places_nothing_and_breaks_nothing(station, visit, changes):
    script = broadcasts.make_script(station)
    answer = visit(station.chief, "plan", script.pk, post=wanted(station, **changes))
    assert answer.status_code in {200, 409}
    assert not models.Release.objects.exists()


def test_an_outlet_of_others_is_no_choice(station, visit):
    other = broadcasts.make_outlet(station.cast.commune, "RADIO")
    script = broadcasts.make_script(station)
    own = {f"place-{other.pk}": "own", "starts_at": "2036-11-17T08:00"}
    post = wanted(station, **own) | {"outlet": str(other.pk), "take": str(other.pk)}
    assert visit(station.chief, "plan", script.pk, post=post).status_code == 200
    assert not models.Release.objects.exists()


def test_all_outlets_of_the_province_are_checked_by_one_button(station, visit):
    broadcasts.make_outlet(station.cast.commune, "LOUDSPEAKER")
    office = cast.make_person("coordinator", roles.Role.COORDINATOR, station.cast.province)
    broadcasts.make_release(station, script := broadcasts.make_script(station))
    page = said(visit(office, "plan", script.pk, data={"pick": "all", "priority": "NORMAL"}))
    assert page.count('name="take"') == 2
    assert page.count("disabled") == 1, "an outlet without the medium cannot be ticked"


def test_a_release_is_taken_off_with_a_reason(station, visit):
    release = broadcasts.make_release(station)
    assert visit(station.chief, "cancel", release.pk, post={"reason": ""}).status_code == 200
    assert visit(station.chief, "cancel", release.pk, post={"reason": "Hoãn"}).status_code == 302
    again = visit(station.chief, "cancel", release.pk, post={"reason": "Hoãn"})
    assert again.status_code == 409


def test_a_script_is_shown_in_its_spoken_form_with_a_newer_text_named(station, visit):
    old = broadcasts.make_release(station).script
    new = broadcasts.make_script(station)
    page = said(visit(station.chief, "script", old.pk))
    assert "quy a" in page
    assert reverse("broadcasts:script", args=[new.pk]) in page


# --- The log ---------------------------------------------------------------------------------


def test_the_figure_opens_into_as_many_rows(station, client, settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    for hour in (6, 7, 8):
        release = broadcasts.make_release(
            station, slot=None, planned_start_at=broadcasts.on_air(hour)
        )
        broadcasts.make_airing(station, release)
    station_airing = models.Airing.objects.order_by("pk")[0]
    services.correct_airing(
        airing=station_airing,
        draft=services.AiringDraft(aired_at=station_airing.aired_at, seconds=60),
        reason="Nhầm",
        by=station.broadcaster,
        at=broadcasts.on_air(9),
    )
    figure = queries.pieces_aired(station.cast.province, broadcasts.TOMORROW, broadcasts.TOMORROW)
    officer = cast.make_person("office", roles.Role.PROVINCIAL_OFFICE, station.cast.province)
    client.force_login(officer)
    assert rows_of(client.get(figure.rows_url)) == figure.rows_count == 3


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 1),
        ({"what": "not_aired"}, 1),
        ({"what": "all"}, 2),
        ({"medium": "TELEVISION"}, 0),
        ({"q": "khai báo"}, 1),
        ({"q": "lũ"}, 0),
        ({"from": "2026-11-18"}, 0),
        ({"to": "2026-11-16"}, 0),
        ({"from": "hôm qua", "to": "x", "outlet": "999", "sort": "?"}, 1),
    ],
)
def test_filters_narrow_the_log(station, visit, query, count):
    broadcasts.make_airing(station)
    silent = broadcasts.make_release(station, planned_start_at=broadcasts.on_air(5, 35))
    broadcasts.make_airing(station, silent, has_aired=False, evidence_text="Mất điện")
    assert rows_of(visit(station.broadcaster, "airings", data=query)) == count


def test_a_unit_out_of_reach_is_not_there(station, visit):
    for unit in (station.cast.commune.pk, 999_999, "x"):
        assert visit(station.broadcaster, "airings", data={"unit": unit}).status_code == 404


def test_the_files_hold_what_the_list_counts_and_no_formula(station, visit):
    script = broadcasts.make_script(station, title="=HYPERLINK(1)")
    broadcasts.make_airing(station, broadcasts.make_release(station, script))
    csv = visit(station.broadcaster, "airings", data={"export": "csv"})
    text = b"".join(csv.streaming_content).decode()
    assert "'=HYPERLINK(1)" in text
    assert text.count("\r\n") == 2
    xlsx = visit(station.broadcaster, "airings", data={"export": "xlsx"})
    book = zipfile.ZipFile(io.BytesIO(b"".join(xlsx.streaming_content)))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


# --- Reach, rights, budgets ------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2026-02-30", "hôm-nay", "20261117x"])
def test_what_is_no_day_is_not_there(station, visit, day):
    assert visit(station.broadcaster, "rundown", station.outlet.pk, day).status_code == 404


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_do_not_break_the_rundown(station, visit, day):
    assert visit(station.broadcaster, "rundown", station.outlet.pk, day).status_code == 200


def test_one_outlet_opens_at_once_and_several_are_listed(station, visit):
    assert visit(station.broadcaster, "outlets").status_code == 302
    broadcasts.make_outlet(station.cast.commune, "LOUDSPEAKER")
    office = cast.make_person("office", roles.Role.PROVINCIAL_OFFICE, station.cast.province)
    page = said(visit(office, "outlets"))
    assert "Xã Phước Đại" in page
    assert "Đài Phát thanh và Truyền hình Ninh Thuận" in page


def test_a_refusal_inside_ones_reach_gives_the_reason(station, visit):
    release = broadcasts.make_release(station)
    answer = visit(station.broadcaster, "cancel", release.pk)
    assert answer.status_code == 403
    assert str(roles.Permission.PLAN_RELEASE.label) in said(answer)


def fill(station, count):
    """That many releases on one day, half of them aired, in ten slots."""
    for n in range(count):
        script = broadcasts.make_script(station, page_id=n + 1)
        start = broadcasts.on_air(5, 30) + timedelta(minutes=2 * n)
        release = broadcasts.make_release(station, script, slot=None, planned_start_at=start)
        if n % 2:
            broadcasts.make_airing(station, release)


@pytest.mark.parametrize("rows", [5, 50])
def test_pages_ask_the_database_little_whatever_their_length(station, client, settings, rows):
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    fill(station, rows)
    script = models.Script.objects.order_by("pk")[1]
    pages = [
        ("rundown", (station.outlet.pk, DAY), {}),
        ("airings", (), {"size": "100", "unit": station.cast.station.pk}),
        ("script", (script.pk,), {}),
        ("plan", (script.pk,), {}),
        ("confirm", (models.Release.objects.order_by("pk")[0].pk,), {}),
    ]
    person = cast.make_person("busy", roles.Role.CHIEF_EDITOR, station.cast.station)
    cast.grant(person, roles.Role.BROADCASTER, station.cast.station)
    client.force_login(person)
    counts = {}
    for name, args, query in pages:
        path = reverse(f"broadcasts:{name}", args=args)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path, query).status_code == 200
        counts[name] = len(asked)
    assert max(counts.values()) <= 25, counts

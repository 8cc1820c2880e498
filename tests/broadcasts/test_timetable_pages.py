"""Keeping outlets and their timetable on the desk, and moving releases by its buttons."""

import html

import pytest
from django.urls import reverse

from campaigns.broadcasts import models, queries
from campaigns.kernel import roles
from tests.factories import broadcasts, cast

DAY = broadcasts.TOMORROW


@pytest.fixture
def visit(client, settings):
    """Open a page as the chief editor, or post to it."""
    settings.LOA_SECOND_FACTOR_REQUIRED = False

    def go(user, name, *args, data=None, post=None):
        client.force_login(user)
        path = reverse(f"broadcasts:{name}", args=args)
        return client.get(path, data or {}) if post is None else client.post(path, post)

    return go


def said(response):
    return html.unescape(response.content.decode())


SLOT = {
    "name_vi": "Bản tin trưa",
    "medium": "RADIO",
    "language": "vi",
    "days": ["MO", "WE"],
    "starts_time": "11:30",
    "seconds": "300",
    "valid_from_date": "2036-01-01",
}


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "Hằng ngày lúc 05:30"),
        ("FREQ=WEEKLY;BYDAY=WE,MO", "Thứ Hai, thứ Tư lúc 05:30"),
        ("FREQ=WEEKLY;BYDAY=SU", "Chủ nhật lúc 05:30"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "Thứ Hai, 2 tuần một lần lúc 05:30"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "Ngày 1, 15 hằng tháng lúc 05:30"),
        ("FREQ=MONTHLY;BYDAY=1MO", "Theo quy tắc FREQ=MONTHLY;BYDAY=1MO lúc 05:30"),
    ],
)
def test_a_rule_is_said_in_words(station, rule, words):
    slot = broadcasts.make_slot(station.outlet, "x", recurrence=rule)
    assert queries.recurrence_in_words(slot) == words


def test_a_slot_is_previewed_then_entered_by_weekdays(station, visit):
    preview = visit(station.chief, "new_slot", station.outlet.pk, post=SLOT | {"act": "preview"})
    assert "02/01/2036" in said(preview)
    assert models.Slot.objects.count() == 2
    assert visit(station.chief, "new_slot", station.outlet.pk, post=SLOT).status_code == 302
    slot = models.Slot.objects.get(name_vi="Bản tin trưa")
    assert (slot.recurrence, slot.code) == ("FREQ=WEEKLY;BYDAY=MO,WE", "ban-tin-trua")
    assert visit(station.chief, "new_slot", station.outlet.pk, post=SLOT).status_code == 302
    assert models.Slot.objects.filter(code="ban-tin-trua-2").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"days": []},
        {"recurrence": "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"},
        {"valid_to_date": "2035-01-01"},
        {"medium": "SMS"},
        {"seconds": "0"},
        {"starts_time": "25:00"},
    ],
)
def test_a_slot_that_makes_no_sense_is_not_entered(station, visit, changes):
    answer = visit(station.chief, "new_slot", station.outlet.pk, post=SLOT | changes)
    assert answer.status_code == 200
    assert models.Slot.objects.count() == 2
    assert "Bản tin trưa" in said(answer), "what was typed stays"


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"recurrence": "FREQ=SECONDLY"}, "recurrence"),
        ({"recurrence": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "recurrence"),
        # A Monday and a Wednesday, in a time that holds neither.
        ({"valid_to_date": "2036-01-01"}, "days"),
    ],
)
@pytest.mark.parametrize("act", ["preview", "save"])
def test_a_rule_that_never_comes_round_is_told_where_it_was_entered(
    station, visit, changes, name, act
):
    answer = visit(station.chief, "new_slot", station.outlet.pk, post=SLOT | changes | {"act": act})
    assert f'href="#id_{name}' in said(answer)


def test_a_slot_is_changed_and_ended(station, visit):
    page = said(visit(station.chief, "edit_slot", station.news.pk))
    assert 'value="05:30"' in page
    post = SLOT | {"name_vi": "Sáng", "valid_from_date": "2026-01-01"}
    assert visit(station.chief, "edit_slot", station.news.pk, post=post).status_code == 302
    station.news.refresh_from_db()
    assert (station.news.name_vi, station.news.code) == ("Sáng", "sang")
    end = {"last_day": "2036-01-31"}
    assert visit(station.chief, "end_slot", station.news.pk, post=end).status_code == 302
    assert "31/01/2036" in said(visit(station.chief, "outlet", station.outlet.pk))


def test_a_day_is_excepted_and_taken_back(station, visit):
    post = {"on_date": "2036-01-01", "kind": "CANCELLED", "reason": "Tết dương lịch"}
    assert visit(station.chief, "except_slot", station.news.pk, post=post).status_code == 302
    page = said(visit(station.chief, "outlet", station.outlet.pk))
    assert "Tết dương lịch" in page
    row = models.SlotException.objects.get()
    assert visit(station.chief, "remove_exception", row.pk, post={}).status_code == 302
    assert not models.SlotException.objects.exists()


def test_an_exception_without_its_time_stays_on_the_form(station, visit):
    post = {"on_date": "2036-01-01", "kind": "MOVED", "reason": "Trực tiếp"}
    assert visit(station.chief, "except_slot", station.news.pk, post=post).status_code == 200


def test_days_off_are_noted_and_taken_back(station, visit):
    post = {"first": "2036-01-01", "last": "2036-01-03", "reason": "Tết"}
    assert visit(station.chief, "close_outlet", station.outlet.pk, post=post).status_code == 302
    assert "03/01/2036" in said(visit(station.chief, "outlet", station.outlet.pk))
    row = models.OutletClosure.objects.get()
    assert visit(station.chief, "reopen_outlet", row.pk, post={}).status_code == 302


def test_an_outlet_is_entered_and_changed(station, visit):
    office = cast.make_person("coordinator", roles.Role.COORDINATOR, station.cast.province)
    post = {"mediums": ["LOUDSPEAKER"], "syllables_per_minute": "180", "word_budget": "300"}
    new = post | {"unit": str(station.cast.commune.pk), "is_active": "on"}
    assert visit(office, "new_outlet", post=new).status_code == 302
    outlet = models.Outlet.objects.get(unit=station.cast.commune)
    quiet = post | {"quiet_from_time": "21:00"}
    assert visit(office, "edit_outlet", outlet.pk, post=quiet).status_code == 200
    quiet |= {"quiet_to_time": "05:00", "max_sessions_a_day": "2"}
    assert visit(office, "edit_outlet", outlet.pk, post=quiet).status_code == 302
    outlet.refresh_from_db()
    assert (outlet.max_sessions_a_day, outlet.is_active) == (2, False)


# --- Moving by buttons ------------------------------------------------------------------------


def test_a_move_that_somebody_else_made_answers_409(station, visit):
    release = broadcasts.make_release(station)
    seen = broadcasts.on_air(4).isoformat()
    answer = visit(
        station.chief,
        "move",
        release.pk,
        post={"to": "own", "seen": seen, "starts_at": "2036-01-01T08:00"},
    )
    assert answer.status_code == 409


@pytest.mark.parametrize("seen", ["", "hôm qua", "2026-11-17T05:30:00"])
def test_a_move_needs_what_was_seen(station, visit, seen):
    release = broadcasts.make_release(station)
    answer = visit(station.chief, "move", release.pk, post={"to": "later", "seen": seen})
    assert answer.status_code == 200


def test_a_release_is_moved_by_form_with_the_way_back_on_the_rundown(station, visit, client):
    release = broadcasts.make_release(station)
    seen = release.planned_start_at.isoformat()
    post = {"to": "own", "seen": seen, "starts_at": "2036-01-01T08:00"}
    answer = visit(station.chief, "move", release.pk, post=post)
    assert answer.status_code == 302
    page = said(client.get(answer["Location"]))
    assert "data-moved" in page
    assert models.Release.objects.get().slot is None


def test_a_place_of_nonsense_is_refused_in_words(station, visit):
    release = broadcasts.make_release(station)
    seen = release.planned_start_at.isoformat()
    for key in ("slot@", "slotx@y", f"slot{station.news.pk}@2036-01-01T05:31:00+07:00"):
        answer = visit(station.chief, "move", release.pk, post={"to": key, "seen": seen})
        assert answer.status_code == 200


def test_a_stranded_release_is_shown_and_placed_anew(station, visit):
    release = broadcasts.make_release(station)
    broadcasts.make_exception(station.news)
    page = said(visit(station.chief, "rundown", station.outlet.pk, DAY.isoformat()))
    assert reverse("broadcasts:replace", args=[release.pk]) in page
    assert visit(station.chief, "replace", release.pk, post={}).status_code == 302
    release.refresh_from_db()
    assert release.planned_start_at > broadcasts.on_air(5, 30)
    assert queries.stranded_days(station.outlet, broadcasts.NOW) == []


def test_what_is_stranded_is_counted_by_day(station):
    broadcasts.make_release(station)
    broadcasts.make_closure(station.outlet)
    assert queries.stranded_days(station.outlet, broadcasts.NOW) == [(DAY, 1)]

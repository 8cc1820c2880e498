"""Recalls and corrections: each outlet that holds or aired an old text is asked until it answers."""

import html
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.broadcasts import models, services, tasks
from campaigns.kernel import actor, roles, writing
from campaigns.notifications import models as notification_models
from campaigns.workspace import queries as workspace_queries
from tests.broadcasts.test_races import at_once, of
from tests.factories import broadcasts, cast
from tests.factories.refusals import refused_by

A = models.RecallAnswer
NOON = broadcasts.on_air(12)


@pytest.fixture
def commune(station):
    """A loudspeaker station that takes the same radio texts, with its own broadcaster."""
    outlet = broadcasts.make_outlet(station.cast.commune, "RADIO", "LOUDSPEAKER")
    cast.make_person("loa", roles.Role.BROADCASTER, station.cast.commune)
    return outlet


def corrected(station, old, at=NOON, **changes):
    changes = {"page_id": old.page_id, "text": "Số mới.", "spoken_text": "Số mới."} | changes
    return broadcasts.make_script(station, at=at, **changes)


def withdraw(station, script, at=NOON):
    return services.withdraw_script(script=script, reason="Sai số", by=station.chief, at=at)


def answer(notice, by, given="REMOVED", at=NOON + timedelta(minutes=5)):
    return services.answer_notice(notice=notice, answer=given, by=by, at=at)


def at_outlet(station, outlet, script, hour):
    return broadcasts.make_release(
        station, script, outlet=outlet, slot=None, planned_start_at=broadcasts.on_air(hour)
    )


# --- Who is asked ----------------------------------------------------------------------------


def test_a_withdrawal_asks_whoever_holds_and_whoever_aired(station, commune):
    script = broadcasts.make_script(station)
    broadcasts.make_airing(station, broadcasts.make_release(station, script))
    waiting = at_outlet(station, commune, script, 17)
    withdraw(station, script)
    recall = models.Recall.objects.get()
    asked = {n.outlet: (n.has_held, n.has_aired) for n in recall.notices.all()}
    assert asked == {station.outlet: (False, True), commune: (True, False)}
    waiting.refresh_from_db()
    assert waiting.state == "CANCELLED"


def test_a_text_that_nobody_holds_is_recalled_from_nobody(station):
    withdraw(station, broadcasts.make_script(station))
    assert not models.Recall.objects.exists()


def test_what_was_taken_off_before_it_was_delivered_is_not_held(station):
    release = broadcasts.make_release(station)
    services.cancel_release(release=release, reason="Hoãn", by=station.chief, at=broadcasts.NOW)
    withdraw(station, release.script)
    assert not models.RecallNotice.objects.exists()


def test_what_was_delivered_is_held_though_it_was_taken_off(station):
    release = broadcasts.make_release(station)
    services.cancel_release(release=release, reason="Hoãn", by=station.chief, at=broadcasts.NOW)
    delivery = release.deliveries.order_by("pk")[0]
    with writing.writing(by=cast.SYSTEM, at=broadcasts.NOW) as write:
        models.Delivery.objects.filter(pk=delivery.pk).update(
            state="DELIVERED", settled_at=broadcasts.NOW
        )
        write.rows = 0
    withdraw(station, release.script)
    assert models.RecallNotice.objects.get().has_held


def test_the_same_words_in_a_new_revision_ask_nobody(station):
    release = broadcasts.make_release(station)
    broadcasts.make_script(station, page_id=release.script.page_id, at=NOON)
    assert not models.Recall.objects.exists()


def test_a_corrected_text_takes_the_place_of_what_waits(station, commune):
    old = broadcasts.make_script(station)
    aired = broadcasts.make_release(station, old)
    broadcasts.make_airing(station, aired)
    waiting = at_outlet(station, commune, old, 17)
    new = corrected(station, old, spoken_seconds=90)
    recall = models.Recall.objects.get()
    assert (recall.kind, recall.newer_script) == ("CORRECTION", new)
    waiting.refresh_from_db()
    assert waiting.state == "CANCELLED"
    placed = models.Release.objects.planned().get(script=new)
    assert (placed.outlet, placed.planned_start_at) == (commune, waiting.planned_start_at)
    assert placed.planned_seconds == 90
    assert recall.notices.count() == 2


def test_where_the_corrected_text_does_not_fit_the_old_one_still_goes(station):
    release = broadcasts.make_release(station)
    broadcasts.make_release(station, planned_start_at=broadcasts.on_air(5, 32))
    corrected(station, release.script, at=broadcasts.NOW, spoken_seconds=400)
    release.refresh_from_db()
    assert release.state == "CANCELLED"


def test_a_second_correction_asks_in_the_place_of_the_first(station):
    old = broadcasts.make_script(station)
    broadcasts.make_airing(station, broadcasts.make_release(station, old))
    first = corrected(station, old)
    at_outlet(station, station.outlet, first, 20)
    corrected(station, old, at=NOON + timedelta(hours=1), spoken_text="Số mới nữa.")
    by_script = {n.recall.script_id: n.answer for n in models.RecallNotice.objects.all()}
    assert by_script == {old.pk: "REPLACED", first.pk: ""}


def test_an_outlet_that_confirmed_is_not_asked_of_the_same_text_again(station):
    old = broadcasts.make_script(station)
    broadcasts.make_airing(station, broadcasts.make_release(station, old))
    corrected(station, old)
    answer(models.RecallNotice.objects.get(), station.broadcaster, "CORRECTED")
    withdraw(station, old, at=NOON + timedelta(hours=1))
    assert models.RecallNotice.objects.count() == 1


# --- Answering -------------------------------------------------------------------------------


@pytest.fixture
def notice(station):
    withdraw(station, broadcasts.make_release(station).script)
    return models.RecallNotice.objects.get()


@pytest.mark.parametrize("given", ["", "REPLACED", "MAYBE", "CORRECTED"])
def test_what_is_no_answer_to_a_recall_is_refused(station, notice, given):
    with pytest.raises(services.AnswerRefused):
        answer(notice, station.broadcaster, given)


def test_the_second_to_answer_is_told_who_was_first(station, notice):
    answer(notice, station.broadcaster)
    with pytest.raises(services.AlreadyAnswered, match="Broadcaster"):
        answer(notice, station.colleague)


@pytest.mark.django_db(transaction=True)
def test_two_answer_at_once_and_one_is_kept():
    station = broadcasts.make_station()
    withdraw(station, broadcasts.make_release(station).script)
    notice = models.RecallNotice.objects.get()
    results = at_once(
        lambda: answer(notice, station.broadcaster), lambda: answer(notice, station.colleague)
    )
    assert len(of(results, models.RecallNotice)) == 1
    assert len(of(results, services.AlreadyAnswered)) == 1


# --- Silence ---------------------------------------------------------------------------------


def pursue(at):
    return services.pursue_recalls(by=actor.SystemActor("recalls"), at=at)


def told(word):
    return notification_models.Notice.objects.filter(topic__endswith=word).count()


def test_silence_is_reminded_and_then_told_to_the_newsroom_once_each(station, notice):
    assert pursue(NOON + timedelta(minutes=60)) == 0
    assert pursue(NOON + timedelta(minutes=61)) == 1
    assert told(":again") == 2
    assert pursue(NOON + timedelta(minutes=62)) == 0
    assert pursue(NOON + timedelta(minutes=122)) == 1
    assert told(":silent") == 2, "editor and chief editor"
    assert pursue(NOON + timedelta(days=1)) == 0


def test_who_answered_is_left_in_peace(station, notice):
    answer(notice, station.broadcaster)
    assert pursue(NOON + timedelta(days=1)) == 0


def test_the_task_run_twice_tells_once(station, notice):
    tasks.pursue_recalls()
    count = notification_models.Notice.objects.count()
    tasks.pursue_recalls()
    assert notification_models.Notice.objects.count() == count


def test_a_sweep_killed_half_way_is_finished_by_the_next(station, commune, monkeypatch):
    script = broadcasts.make_script(station)
    broadcasts.make_release(station, script)
    at_outlet(station, commune, script, 17)
    withdraw(station, script)
    record, calls = services.recalls.audit_services.record, []

    def die_in_the_second(*args, **kwargs):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return record(*args, **kwargs)

    monkeypatch.setattr("campaigns.audit.services.record", die_in_the_second)
    with pytest.raises(KeyboardInterrupt):
        pursue(NOON + timedelta(minutes=61))
    assert models.RecallNotice.objects.filter(reminded_at__isnull=False).count() == 1
    assert pursue(NOON + timedelta(minutes=61)) == 1


# --- Pages -----------------------------------------------------------------------------------


@pytest.fixture
def visit(client, settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False

    def go(user, name, *args, post=None):
        client.force_login(user)
        path = reverse(f"broadcasts:{name}", args=args)
        return client.get(path) if post is None else client.post(path, post, follow=True)

    return go


def said(response):
    return html.unescape(response.content.decode())


def test_one_tap_confirms_and_the_newsroom_sees_the_count(station, notice, visit):
    page = said(visit(station.broadcaster, "recall", notice.recall_id))
    assert 'value="REMOVED"' in page
    assert 'value="CORRECTED"' not in page
    assert "17/11/2026" in page
    page = said(visit(station.broadcaster, "answer_notice", notice.pk, post={"answer": "REMOVED"}))
    assert "Broadcaster" in page
    assert 'value="REMOVED"' not in page
    again = visit(station.colleague, "answer_notice", notice.pk, post={"answer": "REMOVED"})
    assert "Broadcaster" in said(again)
    assert "1/1" in said(visit(station.chief, "recall", notice.recall_id))
    assert visit(station.chief, "recalls").status_code == 200


def test_the_newsroom_does_not_answer_for_the_outlet(station, notice, visit):
    assert 'value="REMOVED"' not in said(visit(station.chief, "recall", notice.recall_id))
    answer = visit(station.chief, "answer_notice", notice.pk, post={"answer": "REMOVED"})
    assert answer.status_code == 403


def test_a_recall_of_other_units_is_not_there(station, notice, visit):
    assert visit(station.cast.outsider, "recall", notice.recall_id).status_code == 404
    outside = visit(station.cast.outsider, "answer_notice", notice.pk, post={"answer": "REMOVED"})
    assert outside.status_code == 404


def test_it_waits_in_my_day_of_the_outlet_and_of_the_newsroom(station, notice):
    url = reverse("broadcasts:recall", args=[notice.recall_id])
    for user in (station.broadcaster, station.chief):
        assert url in [item.url for item in workspace_queries.my_day(user, NOON)]
    answer(notice, station.broadcaster)
    for user in (station.broadcaster, station.chief):
        assert url not in [item.url for item in workspace_queries.my_day(user, NOON)]


def test_it_stands_above_older_duties_in_my_day(station, notice):
    days = timedelta(days=3)
    start = NOON - days
    older = broadcasts.make_release(station, planned_start_at=start, at=start - days)
    confirm = reverse("broadcasts:confirm", args=[older.pk])
    urls = [item.url for item in workspace_queries.my_day(station.broadcaster, NOON)]
    assert urls[0] == reverse("broadcasts:recall", args=[notice.recall_id])
    assert confirm in urls[1:]


def test_pages_ask_the_database_little_however_many_outlets_are_asked(station, client, settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    script = broadcasts.make_script(station)
    units = [station.cast.commune, station.cast.sibling, station.cast.district, station.cast.office]
    for number, unit in enumerate(units):
        at_outlet(station, broadcasts.make_outlet(unit, "RADIO"), script, 6 + number)
    withdraw(station, script)
    officer = cast.make_person("office", roles.Role.PROVINCIAL_OFFICE, station.cast.province)
    for name, args in (("recall", (models.Recall.objects.get().pk,)), ("recalls", ())):
        client.force_login(officer)
        path = reverse(f"broadcasts:{name}", args=args)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        assert len(asked) <= 18


# --- What the database keeps -----------------------------------------------------------------


def copy(row, **changes):
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    values.pop("id")
    return type(row)(**(values | changes))


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("broadcasts_recall_ordered_once", {}),
        ("broadcasts_recall_has_reason", {"script_id": "other", "reason": ""}),
        ("broadcasts_recall_names_newer", {"script_id": "other", "kind": "CORRECTION"}),
    ],
)
def test_the_database_refuses_a_recall(station, notice, constraint, changes):
    other = broadcasts.make_script(station, page_id=77)
    changes = {k: other.pk if v == "other" else v for k, v in changes.items()}
    with refused_by(constraint):
        copy(notice.recall, **changes).save()


def test_a_correction_by_one_text_is_ordered_once(station):
    old = broadcasts.make_script(station)
    broadcasts.make_airing(station, broadcasts.make_release(station, old))
    new = corrected(station, old)
    with refused_by("broadcasts_recall_corrected_once"):
        copy(models.Recall.objects.get()).save()
    assert services.order_corrections(script=new, by=station.chief, at=NOON)
    assert models.Recall.objects.count() == 1


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("broadcasts_recall_asks_once", {}),
        ("broadcasts_recall_asks_whom", {"has_held": False, "has_aired": False}),
        ("broadcasts_recall_answered_whole", {"answer": "REMOVED"}),
        (
            "broadcasts_recall_answered_after",
            {"answer": "REPLACED", "answered_at": broadcasts.on_air(1)},
        ),
    ],
)
def test_the_database_refuses_a_notice(station, commune, notice, constraint, changes):
    outlet = notice.outlet_id if constraint.endswith("asks_once") else commune.pk
    with refused_by(constraint):
        copy(notice, outlet_id=outlet, **changes).save()

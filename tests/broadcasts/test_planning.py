"""Coverage from plan to delivery, and what is refused on the way."""

import itertools
from datetime import timedelta

import pytest

from campaigns.audit import models as audit_models
from campaigns.broadcasts import models, queries, services
from campaigns.kernel import roles
from campaigns.notifications import models as notification_models
from tests.factories import broadcasts, cast, directives, planning

NOW = planning.NOW
HOUR = timedelta(hours=1)


def told(user):
    """The notices of a person, newest first."""
    return list(
        notification_models.Notice.objects.filter(user=user)
        .order_by("-pk")
        .values_list("text", flat=True)
    )


# --- Bad input ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"places": ()},
        {"languages": ()},
        {"languages": ("tlh",)},
        {"due_at": NOW},
        {"due_at": NOW - HOUR},
    ],
    ids=["no-place", "no-language", "unknown-language", "now", "past"],
)
def test_what_cannot_be_planned_is_refused_whole(station, changes):
    with pytest.raises(services.CoverageRefused):
        planning.make_coverage(station, **changes)
    assert not models.Coverage.objects.exists()


def test_an_outlet_takes_only_its_own_media(station):
    with pytest.raises(services.CoverageRefused, match="Đài"):
        planning.make_coverage(station, places=((station.outlet, "NEWSPAPER"),))
    closed = broadcasts.make_outlet(station.cast.commune, "LOUDSPEAKER", is_active=False)
    with pytest.raises(services.CoverageRefused):
        planning.make_coverage(station, places=((closed, "LOUDSPEAKER"),))


def test_coverage_is_of_one_matter(station):
    clause = directives.make_directive(station.cast).clauses.order_by("pk")[0]
    both = planning.draft_of(station, clause=clause, brief=planning.make_brief(station))
    neither = planning.draft_of(station, brief=None)
    for draft in (both, neither):
        with pytest.raises(services.CoverageRefused):
            services.plan_coverage(draft=draft, by=station.chief, at=NOW)


def test_one_place_taken_leaves_the_others_free_of_half_a_plan(station):
    brief = planning.make_brief(station)
    planning.make_coverage(station, brief=brief)
    places = ((station.outlet, "TELEVISION"), (station.outlet, "RADIO"))
    with pytest.raises(services.CoverageRefused, match="Đài"):
        planning.make_coverage(station, brief=brief, places=places)
    assert models.Coverage.objects.count() == 1


def test_a_delivered_matter_may_be_planned_again(station):
    first = planning.deliver(station)
    again = planning.make_coverage(station, brief=first.brief)
    assert again.is_open


def test_a_text_that_a_newer_one_replaced_is_neither_offered_nor_delivered(station):
    old = broadcasts.make_script(station, page_id=7)
    new = broadcasts.make_script(station, page_id=7, text="Số mới.", spoken_text="Số mới.")
    row = planning.accept(station)
    assert queries.fitting_scripts(row, models.Script.objects.all(), 5) == [new]
    with pytest.raises(services.CoverageRefused):
        planning.deliver(station, row, old)
    assert planning.deliver(station, row, new).script == new


def test_a_withdrawn_brief_is_planned_by_nobody(station):
    brief = planning.make_brief(station)
    services.withdraw_brief(brief=brief, reason="Hoãn", by=station.chief, at=NOW)
    with pytest.raises(services.CoverageRefused):
        planning.make_coverage(station, brief=brief)


def test_only_who_writes_for_the_outlet_is_asked(station):
    for person in (station.broadcaster, station.cast.officer):
        with pytest.raises(services.CoverageRefused):
            planning.assign(station, to=person)
    assert not models.Coverage.objects.filter(state="ASSIGNED").exists()


@pytest.mark.parametrize("act", [services.accept_coverage, services.decline_coverage])
def test_only_the_assignee_answers(station, act):
    row = planning.assign(station)
    extra = {"reason": "Bận"} if act is services.decline_coverage else {}
    with pytest.raises(services.CoverageRefused):
        act(coverage=row, by=station.chief, at=NOW, **extra)


def test_reasons_are_asked_for(station):
    row = planning.assign(station)
    common = {"coverage": row, "reason": "  ", "at": NOW}
    with pytest.raises(services.CoverageRefused):
        services.decline_coverage(by=station.editor, **common)
    with pytest.raises(services.CoverageRefused):
        services.cancel_coverage(by=station.chief, **common)
    with pytest.raises(services.CoverageRefused):
        services.move_due(by=station.chief, due_at=NOW + HOUR, **common)


@pytest.mark.parametrize("changes", [{"medium": "TELEVISION"}, {"language": "en"}])
def test_a_script_of_another_medium_or_language_does_not_fulfil(station, changes):
    row = planning.accept(station)
    script = broadcasts.make_script(station, **changes)
    with pytest.raises(services.CoverageRefused):
        planning.deliver(station, row, script)


def test_a_withdrawn_script_does_not_fulfil(station):
    script = broadcasts.make_script(station)
    script = services.withdraw_script(script=script, reason="Sai", by=station.chief, at=NOW)
    with pytest.raises(services.CoverageRefused):
        planning.deliver(station, planning.accept(station), script)


def test_a_brief_without_a_title_and_a_citation_without_facts_are_refused(station):
    with pytest.raises(services.BriefRefused):
        planning.make_brief(station, title=" ")
    empty = services.CitationReference(7, "COMMENDATION", " ")
    with pytest.raises(services.BriefRefused):
        planning.make_brief(station, citation=empty)
    assert not models.Brief.objects.exists()


# --- The way of a piece ------------------------------------------------------------------------


def test_one_matter_goes_to_many_places_and_languages_at_once(station):
    loud = broadcasts.make_outlet(station.cast.commune, "LOUDSPEAKER")
    rows = services.plan_coverage(
        draft=planning.draft_of(
            station,
            places=((station.outlet, "RADIO"), (loud, "LOUDSPEAKER")),
            languages=("vi", "rog"),
            wanted_seconds=90,
            wanted_words=300,
        ),
        by=station.chief,
        at=NOW,
    )
    assert {(r.outlet, r.language) for r in rows} == set(
        itertools.product((station.outlet, loud), ("vi", "rog"))
    )
    assert {(r.wanted_seconds, r.wanted_words) for r in rows} == {(90, None)}


def test_a_piece_is_assigned_accepted_and_delivered_with_names_and_moments(station):
    row = planning.assign(station)
    assert (row.assignee, row.assigned_by, row.assigned_at) == (station.editor, station.chief, NOW)
    row = planning.accept(station, row, at=NOW + HOUR)
    assert row.answered_at == NOW + HOUR
    row = planning.deliver(station, row, at=NOW + 2 * HOUR)
    assert (row.delivered_by, row.delivered_at) == (station.editor, NOW + 2 * HOUR)
    assert row.next_call_at is None
    verbs = audit_models.Event.objects.about(row._meta.label_lower, row.pk)
    assert list(verbs.order_by("pk").values_list("verb", flat=True)) == [
        f"broadcasts.coverage_{act}" for act in ("planned", "assigned", "accepted", "delivered")
    ]


def test_each_act_tells_those_whom_it_concerns(station):
    coordinator = cast.make_person("coordinator", roles.Role.COORDINATOR, station.cast.province)
    brief = planning.make_brief(station)
    assert "Khai báo y tế tại bến xe" in told(coordinator)[0]
    draft = planning.draft_of(station, brief=brief)
    row = services.plan_coverage(draft=draft, by=coordinator, at=NOW)[0]
    assert len(told(station.chief)) == 1
    row = planning.assign(station, row)
    assert len(told(station.editor)) == 1
    row = planning.decline(station, row)
    assert "Editor" in told(station.chief)[0]
    row = planning.assign(station, row, at=NOW + HOUR)
    planning.deliver(station, planning.accept(station, row))
    assert len(told(station.chief)) == 4
    assert "Editor" in told(coordinator)[0]


def test_who_is_replaced_is_told(station):
    row = planning.assign(station)
    planning.assign(station, row, to=station.chief, at=NOW + HOUR)
    assert len(told(station.editor)) == 2


def test_a_moved_due_time_never_erases_lateness(station):
    row = planning.accept(station)
    moved = services.move_due(
        coverage=row, due_at=row.due_at + 24 * HOUR, reason="Bão", by=station.chief, at=NOW
    )
    assert moved.original_due_at == row.due_at
    between = row.due_at + HOUR
    assert queries.card_of(moved, between).is_past_original
    late = planning.deliver(station, moved, at=between)
    assert queries.time_state(late, between) == "done_late"


@pytest.mark.parametrize(
    ("hours_to_due", "state"),
    [(30, "not_due"), (23, "due_soon"), (-1, "overdue"), (-73, "very_overdue")],
)
def test_time_states_are_derived(station, hours_to_due, state):
    row = planning.make_coverage(station)
    assert queries.time_state(row, row.due_at - hours_to_due * HOUR) == state


def test_withdrawing_a_brief_calls_off_what_is_open_and_tells_who_delivered(station):
    delivered = planning.deliver(station)
    brief = delivered.brief
    row = planning.make_coverage(station, brief=brief, places=((station.outlet, "TELEVISION"),))
    services.withdraw_brief(brief=brief, reason="Rút quyết định", by=station.chief, at=NOW)
    row.refresh_from_db()
    assert (row.state, row.cancelled_reason) == ("CANCELLED", "Rút quyết định")
    assert "Khai báo y tế tại bến xe" in told(station.editor)[0]
    with pytest.raises(services.BriefSettled):
        services.withdraw_brief(brief=brief, reason="Rút", by=station.chief, at=NOW)


def test_a_brief_stays_as_it_was_issued(station):
    brief = planning.make_brief(station)
    brief.title = "Khác"
    with pytest.raises(models.FrozenRow):
        brief.save(update_fields=["title"])


def test_scripts_of_a_piece_that_tells_the_same_matter_are_offered_first(station):
    done = planning.deliver(station, script=broadcasts.make_script(station, page_id=7))
    places = ((station.outlet, "TELEVISION"),)
    other = planning.make_coverage(station, brief=done.brief, places=places)
    tv = [broadcasts.make_script(station, medium="TELEVISION", page_id=n) for n in (7, 8)]
    withdrawn = broadcasts.make_script(station, medium="TELEVISION", page_id=9)
    services.withdraw_script(script=withdrawn, reason="Sai", by=station.chief, at=NOW)
    assert queries.fitting_scripts(other, models.Script.objects.all(), 5) == tv


# --- Every edge, and no other ------------------------------------------------------------------


EDGES = {
    "ASSIGNED": planning.assign,
    "ACCEPTED": planning.accept,
    "DECLINED": planning.decline,
    "DELIVERED": planning.deliver,
    "CANCELLED": planning.cancel,
}


@pytest.mark.parametrize("target", sorted(EDGES))
@pytest.mark.parametrize("origin", sorted(planning.STATES))
def test_edges_are_those_of_the_table(station, origin, target):
    row = planning.STATES[origin](station)
    if target in models.Coverage.TRANSITIONS[origin]:
        assert EDGES[target](station, row).state == target
        return
    with pytest.raises((services.CoverageSettled, services.CoverageRefused)):
        EDGES[target](station, row)
    row.refresh_from_db()
    assert row.state == origin


@pytest.mark.parametrize("state", ["DELIVERED", "CANCELLED"])
def test_what_is_over_is_not_moved(station, state):
    row = planning.STATES[state](station)
    with pytest.raises(services.CoverageSettled):
        services.move_due(
            coverage=row, due_at=NOW + 99 * HOUR, reason="Bão", by=station.chief, at=NOW
        )

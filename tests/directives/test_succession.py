"""A unit ends with open duties: the one after it takes them over, or somebody cancels them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.audit import models as audit_models
from campaigns.directives import models, queries, services
from campaigns.kernel import roles
from campaigns.notifications import models as notification_models
from campaigns.units import models as units_models
from campaigns.units import services as units_services
from tests.factories import cast as casts
from tests.factories import duties, refusals

DAY = timedelta(days=1)
# The commune ends on Friday 20 November; the next Monday all is decided.
LAST = date(2026, 11, 20)
LATER = duties.NOW + 7 * DAY
S = models.AssignmentState


@pytest.fixture
def scene(db: None) -> duties.Scene:
    return duties.make_scene()


def end(unit: units_models.Unit, last: date = LAST) -> units_models.Unit:
    units_services.end_unit(unit=unit, last_date=last, by=casts.SYSTEM, at=duties.NOW)
    return units_models.Unit.objects.select_related("kind").get(pk=unit.pk)


def found(scene: duties.Scene, code: str = "22814") -> units_models.Unit:
    name = f"Xã {code}"
    draft = units_services.UnitDraft(code, "commune", name, name, name, LAST + DAY, "584")
    units_services.found_units(drafts=[draft], by=casts.SYSTEM, at=duties.NOW)
    return units_models.Unit.objects.select_related("kind").get(code=code)


def pass_on(
    scene: duties.Scene,
    rows: list[models.Assignment],
    heir: units_models.Unit,
    **changes: Any,
) -> services.TakenOver:
    draft: dict[str, Any] = {
        "from_unit": units_models.Unit.objects.get(pk=rows[0].unit_id),
        "to_unit": heir,
        "assignment_ids": [row.pk for row in rows],
        "reason": "Nghị quyết 1667/NQ-UBTVQH15",
    }
    draft |= changes
    at = draft.pop("at", LATER)
    return services.take_over(draft=services.Succession(**draft), by=scene.coordinator, at=at)


def test_a_successor_takes_a_duty_over_with_its_history(scene: duties.Scene) -> None:
    row = duties.issued(scene)
    services.report_progress(
        assignment=row, draft=duties.said(), by=scene.cast.officer, at=duties.NOW
    )
    old, heir = end(scene.cast.commune), found(scene)
    chair = casts.make_person("chu-tich-moi", roles.Role.UNIT_HEAD, heir)
    outcome = pass_on(scene, [row], heir)
    assert ([one.pk for one in outcome.moved], outcome.joined) == ([row.pk], [])
    row = duties.loaded(row.pk)
    assert (row.unit, row.state, row.current_due_date) == (heir, S.IN_PROGRESS, date(2026, 12, 1))
    assert queries.first_unit_of(row, queries.transfers_of(row)) == old.name_vi
    lines = queries.timeline_of(row, [], [], queries.transfers_of(row))
    assert any(old.name_vi in line.what and heir.name_vi in line.what for line in lines)
    event = audit_models.Event.objects.get(verb="directives.assignment_taken_over")
    assert (event.unit_id, event.before, event.reason[:9]) == (
        heir.pk,
        {"unit": old.pk},
        "Nghị quyế",
    )
    assert notification_models.Notice.objects.filter(user=chair).count() == 1
    # Its time runs again, and what it did before it ended is no act of the successor.
    assert models.time_state(row, duties.marks(date(2026, 12, 3))) == models.TimeState.OVERDUE
    services.report_done(assignment=row, draft=duties.said(), by=chair, at=LATER)
    assert row.state == S.REPORTED


def test_lateness_passes_on_and_more_time_does_not_unsay_it(scene: duties.Scene) -> None:
    row = duties.issued(scene, due=duties.by(date(2026, 11, 18)))
    end(scene.cast.commune)
    heir = found(scene)
    pass_on(scene, [row], heir, by_date=date(2026, 12, 15))
    row = duties.loaded(row.pk)
    assert (row.original_due_date, row.missed_due_date, row.current_due_date) == (
        date(2026, 11, 18),
        date(2026, 11, 18),
        date(2026, 12, 15),
    )
    services.report_done(assignment=row, draft=duties.said(), by=scene.coordinator, at=LATER)
    assert models.time_state(row, duties.marks(date(2026, 12, 3))) == models.TimeState.DONE_LATE


def test_what_fell_due_after_the_end_was_not_missed(scene: duties.Scene) -> None:
    row = duties.issued(scene, due=duties.by(date(2026, 11, 23)))
    end(scene.cast.commune)
    pass_on(scene, [row], found(scene), by_date=date(2026, 12, 15), at=LATER + 3 * DAY)
    row = duties.loaded(row.pk)
    assert (row.missed_due_date, row.current_due_date) == (None, date(2026, 12, 15))


def test_two_communes_become_one_and_so_do_their_duties(scene: duties.Scene) -> None:
    row, other = duties.issue(scene, scene.cast.commune, scene.cast.sibling)
    end(scene.cast.commune)
    end(scene.cast.sibling)
    heir = found(scene)
    pass_on(scene, [row], heir)
    outcome = pass_on(scene, [other], heir)
    assert [one.pk for one in outcome.joined] == [other.pk]
    assert duties.loaded(other.pk).state == S.CANCELLED
    kept = duties.loaded(row.pk)
    lines = queries.timeline_of(kept, [], [], queries.transfers_of(kept))
    assert any(scene.cast.sibling.name_vi in line.what for line in lines)


def test_what_was_handed_down_stands_below_the_successors_duty(scene: duties.Scene) -> None:
    """Two districts become one: the communes' duties lose neither parent nor due date."""
    ours, theirs = duties.issue(scene, scene.cast.district, scene.cast.office)
    [child] = duties.hand_down(scene, duties.loaded(ours.pk), scene.cast.commune)
    for unit in (scene.cast.commune, scene.cast.sibling):
        units_services.move_unit(
            unit=unit,
            parent=scene.cast.province,
            from_date=LAST + DAY,
            by=casts.SYSTEM,
            at=duties.NOW,
        )
    end(scene.cast.district)
    outcome = pass_on(scene, [ours], scene.cast.office)
    assert [one.pk for one in outcome.joined] == [ours.pk]
    assert duties.loaded(child.pk).parent_id == theirs.pk
    assert duties.loaded(child.pk).state == S.ISSUED


REFUSED: dict[str, dict[str, Any]] = {
    "no reason": {"reason": "  "},
    "no duty": {"assignment_ids": []},
    "another's duty": {"assignment_ids": [0]},
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_succession_without_sense_is_refused(scene: duties.Scene, case: str) -> None:
    row = duties.issued(scene)
    end(scene.cast.commune)
    with pytest.raises(services.SuccessionRefused):
        pass_on(scene, [row], scene.cast.sibling, **REFUSED[case])
    assert not models.Transfer.objects.exists()


def test_duties_of_a_living_unit_stay_and_a_dead_one_takes_none(scene: duties.Scene) -> None:
    row = duties.issued(scene)
    with pytest.raises(services.SuccessionRefused):
        pass_on(scene, [row], scene.cast.sibling)
    end(scene.cast.commune)
    heir = end(scene.cast.sibling)
    with pytest.raises(services.SuccessionRefused):
        pass_on(scene, [row], heir)
    with pytest.raises(services.SuccessionRefused):
        pass_on(scene, [row], units_models.Unit.objects.get(pk=row.unit_id))


def test_all_pass_on_or_none(scene: duties.Scene) -> None:
    """The second cannot: the successor has it as a draft."""
    row = duties.issued(scene)
    second = models.Obligation.objects.exclude(pk=scene.obligation.pk).order_by("pk")[0]
    more = duties.issue(scene, scene.cast.commune, obligation=second)[0]
    end(scene.cast.commune)
    duties.issue(scene, scene.cast.sibling, obligation=second, is_draft=True)
    with pytest.raises(services.SuccessionRefused):
        pass_on(scene, [row, more], scene.cast.sibling)
    assert duties.loaded(row.pk).unit == scene.cast.commune
    assert not models.Transfer.objects.exists()


def test_the_coordinator_decides_on_a_page(
    scene: duties.Scene, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    row = duties.issued(scene)
    reported = duties.issue(scene, scene.cast.sibling)[0]
    services.report_done(
        assignment=duties.loaded(reported.pk),
        draft=duties.said(),
        by=scene.coordinator,
        at=duties.NOW,
    )
    end(scene.cast.commune)
    end(scene.cast.sibling)
    heir = found(scene)
    client.force_login(scene.coordinator)
    listed = client.get(reverse("directives:assignment_list"))
    assert listed.context["left_behind"] == 1
    with CaptureQueriesContext(connection) as captured:
        page = client.get(reverse("directives:ended_units"))
    assert len(captured) <= 25
    # What was reported is judged as ever, and is not among them.
    assert [(one.unit, one.count) for one in page.context["found"]] == [(scene.cast.commune, 1)]
    address = reverse("directives:ended_unit", args=[scene.cast.commune.pk])
    assert client.get(address).context["form"].fields["successor"].choices[1][0] == heir.pk
    said = {"duties": [row.pk], "decision": "TAKE_OVER", "reason": "Nghị quyết"}
    assert client.post(address, said).status_code == 422
    assert client.post(address, said | {"successor": heir.pk}).status_code == 302
    assert duties.loaded(row.pk).unit == heir
    assert client.get(address).status_code == 404


def test_without_a_successor_it_is_cancelled_with_a_reason(
    scene: duties.Scene, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    row = duties.issued(scene)
    end(scene.cast.commune)
    client.force_login(scene.coordinator)
    address = reverse("directives:ended_unit", args=[scene.cast.commune.pk])
    said = {"duties": [row.pk], "decision": "CANCEL", "reason": "Không còn địa bàn"}
    assert client.post(address, said).status_code == 302
    assert duties.loaded(row.pk).state == S.CANCELLED
    assert row.steps.get(state=S.CANCELLED).note == "Không còn địa bàn"


def test_a_climb_begins_anew_with_the_successor(scene: duties.Scene) -> None:
    row = duties.issued(scene, due=duties.by(date(2026, 11, 18)))
    end(scene.cast.commune)
    pass_on(scene, [row], found(scene))
    loaded = [models.Assignment.objects.select_related("unit", "parent__unit").get(pk=row.pk)]
    seats = queries.seats_of(loaded, on=LATER.date())
    silence = queries.silences_of(loaded, seats, on=LATER.date())[row.pk]
    assert silence.acted_date == LATER.date()


def _transfer(row: models.Assignment, **changes: Any) -> models.Transfer:
    values: dict[str, Any] = {
        "assignment": row,
        "from_unit_id": row.unit_id,
        "to_unit": units_models.Unit.objects.exclude(pk=row.unit_id).order_by("pk")[0],
        "reason": "Sáp nhập",
        "made_at": duties.NOW,
    }
    return models.Transfer(**(values | changes))


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("directives_transfer_says_why", {"reason": ""}),
        ("directives_transfer_to_another_unit", {"to_unit": None}),
        ("directives_transfer_joins_another", {"joined": None}),
    ],
)
def test_the_database_keeps_transfers_whole(
    scene: duties.Scene, name: str, changes: dict[str, Any]
) -> None:
    row = duties.issued(scene)
    own = {"to_unit": scene.cast.commune, "joined": row}
    meant = {key: own[key] if value is None else value for key, value in changes.items()}
    with refusals.refused_by(name):
        _transfer(row, **meant).save()

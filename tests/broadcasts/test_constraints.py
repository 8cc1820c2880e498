"""Each rule that the database itself keeps."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from campaigns.broadcasts import models, services
from campaigns.kernel import writing
from tests.factories import broadcasts, cast, sounds


@pytest.fixture
def rows(station):
    """One stored row of each model."""
    release = broadcasts.make_release(station)
    return {
        "recording": sounds.keep(station.cast.station, station.editor),
        "outlet": station.outlet,
        "slot": station.news,
        "exception": _exception(station),
        "closure": _closure(station),
        "script": release.script,
        "release": release,
        "airing": broadcasts.make_airing(station, release),
        "rollup": models.AiringRollup.objects.get(),
        "station": station,
    }


def _exception(station):
    draft = services.ExceptionDraft(date(2026, 12, 1), "CANCELLED", "Tết")
    return services.save_exception(
        slot=station.news, draft=draft, by=cast.SYSTEM, at=broadcasts.NOW
    )


def _closure(station):
    day = date(2026, 12, 1)
    return services.close_outlet(
        outlet=station.outlet,
        first=day,
        last=day,
        reason="Tết",
        by=cast.SYSTEM,
        at=broadcasts.NOW,
    )


def copy_of(row, **changes):
    """A new row like the given one, but for the changes."""
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    values.pop("id")
    return type(row)(**(values | changes))


def refuse(row, constraint):
    door = writing.writing(by=cast.SYSTEM, at=broadcasts.NOW)
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), door:
        row.save()
    # SQLite names checks, but tells unique rules by their columns.
    assert constraint in str(refusal.value) or "UNIQUE" in str(refusal.value)


FAULTS = [
    ("outlet", "broadcasts_outlet_speaks_humanly", {"syllables_per_minute": 30}),
    ("outlet", "broadcasts_outlet_word_budget", {"word_budget": 0}),
    ("outlet", "broadcasts_outlet_quiet_whole", {"quiet_from_time": "21:00"}),
    ("exception", "broadcasts_exception_once_a_day", {}),
    ("exception", "broadcasts_exception_whole", {"on_date": "2026-12-02", "kind": "MOVED"}),
    (
        "exception",
        "broadcasts_exception_has_length",
        {"on_date": "2026-12-02", "kind": "LENGTH", "seconds": 0},
    ),
    ("exception", "broadcasts_exception_has_reason", {"on_date": "2026-12-02", "reason": ""}),
    ("closure", "broadcasts_closure_ends_after_start", {"to_date": "2026-11-30"}),
    ("closure", "broadcasts_closure_has_reason", {"reason": ""}),
    ("slot", "broadcasts_slot_code", {}),
    ("slot", "broadcasts_slot_medium", {"code": "x", "medium": "SMOKE"}),
    ("slot", "broadcasts_slot_has_length", {"code": "x", "seconds": 0}),
    ("slot", "broadcasts_slot_ends_after_start", {"code": "x", "valid_to_date": "2020-01-01"}),
    ("script", "broadcasts_script_frozen_once", {}),
    ("script", "broadcasts_script_medium", {"page_id": 9, "medium": "SMOKE"}),
    ("script", "broadcasts_script_force_has_reason", {"page_id": 9, "is_forced": True}),
    ("recording", "broadcasts_recording_kept_once", {"file": "recordings/x.wav"}),
    ("recording", "broadcasts_recording_mime", {"file": "x", "sha256": "x", "mime": "text/html"}),
    ("recording", "broadcasts_recording_not_empty", {"file": "x", "sha256": "x", "seconds": 0}),
    ("release", "broadcasts_release_placed_once", {}),
    # broadcasts_release_state; an unknown state also breaks the rule of whole cancellations, and
    # PostgreSQL names that one.
    ("release", "broadcasts_release_", {"state": "LOST"}),
    ("release", "broadcasts_release_priority", {"priority": "HIGH", "planned_start_at": 1}),
    ("release", "broadcasts_release_ends_after_start", {"planned_start_at": 3}),
    ("release", "broadcasts_release_slot_whole", {"slot_starts_at": None, "planned_start_at": 1}),
    ("release", "broadcasts_release_keeps_embargo", {"not_before_at": 3, "planned_start_at": 1}),
    ("release", "broadcasts_release_cancelled_whole", {"state": "CANCELLED"}),
    ("airing", "broadcasts_airing_confirmed_once", {}),
    ("airing", "broadcasts_airing_said_by_one", {"release_id": None, "confirmed_by_id": None}),
    ("airing", "broadcasts_airing_source", {"release_id": None, "source": "RUMOUR"}),
    (
        "airing",
        "broadcasts_airing_not_aired_has_reason",
        {"release_id": None, "has_aired": False, "seconds": 0},
    ),
    (
        "airing",
        "broadcasts_airing_void_takes_back",
        {"release_id": None, "has_aired": False, "seconds": 0, "is_void": True},
    ),
    ("airing", "broadcasts_airing_evidence_is_there", {"release_id": None, "source": "EVIDENCED"}),
    ("airing", "broadcasts_airing_says_what", {"release_id": None, "script_id": None}),
    ("airing", "broadcasts_airing_is_past", {"release_id": None, "confirmed_at": 0}),
    ("rollup", "broadcasts_rollup_once", {}),
    ("rollup", "broadcasts_rollup_not_negative", {"language": "rog", "pieces": -1}),
]


@pytest.mark.parametrize(("name", "constraint", "changes"), FAULTS, ids=[f[1] for f in FAULTS])
def test_the_database_refuses(rows, name, constraint, changes):
    hours = {k: v for k, v in changes.items() if k.endswith("_at") and v is not None}
    times = {k: broadcasts.on_air(v) for k, v in hours.items()}
    refuse(_moved(rows[name], changes | times), constraint)


def _moved(row, changes):
    """A release that is moved takes its end along, but where its end is the fault."""
    if "planned_start_at" in changes and changes["planned_start_at"].hour == 3:
        changes |= {"planned_end_at": broadcasts.on_air(2)}
    return copy_of(row, **changes)


def test_one_unit_is_one_outlet(rows):
    refuse(copy_of(rows["outlet"]), "unit_id")


def test_submitter_is_not_publisher(rows):
    station = rows["station"]
    one = copy_of(rows["script"], page_id=9, published_by_id=station.editor.pk)
    refuse(one, "broadcasts_script_two_people")


@pytest.mark.parametrize("changes", [{"cleared_at": broadcasts.NOW}, {"is_forced": False}])
def test_a_clearing_is_whole_and_of_a_forced_script(rows, changes):
    values = {"page_id": 9, "is_forced": True, "force_reason": "Gấp"} | changes
    if not values["is_forced"]:
        third = rows["station"].broadcaster.pk
        values |= {"force_reason": "", "cleared_by_id": third, "cleared_at": broadcasts.NOW}
    refuse(copy_of(rows["script"], **values), "broadcasts_script_cleared_whole")


@pytest.mark.parametrize("who", ["editor", "chief"])
def test_who_submitted_or_published_does_not_clear(rows, who):
    values = {"page_id": 9, "is_forced": True, "force_reason": "Gấp", "cleared_at": broadcasts.NOW}
    person = getattr(rows["station"], who)
    one = copy_of(rows["script"], cleared_by_id=person.pk, **values)
    refuse(one, "broadcasts_script_cleared_by_third")


def test_a_withdrawal_is_whole(rows):
    one = copy_of(rows["script"], page_id=9, withdrawn_at=broadcasts.NOW)
    refuse(one, "broadcasts_script_withdrawn_whole")


def test_a_line_is_replaced_once(rows):
    correction = copy_of(rows["airing"], replaces_id=rows["airing"].pk)
    with writing.writing(by=cast.SYSTEM, at=broadcasts.NOW) as write:
        correction.save()
        write.rows = 0
    refuse(copy_of(correction), "replaces_id")


def test_every_constraint_has_its_test():
    import inspect
    import sys

    told = inspect.getsource(sys.modules[__name__])
    named = {
        constraint.name
        for model in (
            models.Outlet,
            models.Slot,
            models.SlotException,
            models.OutletClosure,
            models.Recording,
            models.Script,
            models.Release,
            models.Airing,
            models.AiringRollup,
        )
        for constraint in model._meta.constraints
    }
    assert {name for name in named if name not in told} == set()

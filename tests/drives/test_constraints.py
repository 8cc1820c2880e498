"""What the database refuses whatever the code does: one test for each constraint."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from campaigns.audit import services as audit_services
from campaigns.drives import models
from campaigns.kernel import writing
from tests.factories import cast as cast_factory
from tests.factories import drives as factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


@pytest.fixture
def entry(scene: factory.Scene) -> models.SupportEntry:
    entry = an_entry(scene)
    save(entry)
    return entry


def save(*rows) -> None:
    with writing.writing(by=cast_factory.SYSTEM, at=NOW):
        for row in rows:
            row.save()
        audit_services.record("tests.saved", rows[0])


def refuses(constraint: str, *rows) -> None:
    """PostgreSQL and SQLite both name the check; SQLite names the columns of a unique."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        save(*rows)
    message = str(refusal.value)
    assert constraint in message or "UNIQUE" in message


def changed(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    return row


def an_entry(scene, **values) -> models.SupportEntry:
    kept = {
        "receipt_uuid": uuid.uuid4(),
        "drive": scene.drive,
        "unit": scene.cast.commune,
        "occurred_at": NOW,
        "day": NOW.date(),
        "received_at": NOW,
        "setting": "MARKET",
        "people": 1,
        "by_user": scene.cast.volunteer,
    }
    return models.SupportEntry(**(kept | values))


def a_rollup(scene, model, **values):
    kept = {"drive": scene.drive, "unit": scene.cast.commune, "day": NOW.date()}
    return model(**(kept | values))


DRIVE_FAULTS = {
    "drives_drive_ends_after_start": {"ends_at": NOW - timedelta(days=1)},
    "drives_drive_point_is_whole": {"latitude": 11.8},
    "drives_drive_ended_unless_open": {"ended_at": NOW},
    "drives_drive_target_from_one": {"target_residents": 0},
}
ENTRY_FAULTS = {
    "drives_entry_by_one_sender": {"by_user": None},
    "drives_entry_known_setting": {"setting": "PALACE"},
    "drives_entry_known_language": {"language": "fr"},
    "drives_entry_known_age": {"age_band": "OLD"},
    "drives_entry_void_is_not_held": {"is_held": True, "voided_at": NOW},
    "people": {"people": -1},
    "households": {"households": -1},
}


@pytest.mark.parametrize(("constraint", "values"), DRIVE_FAULTS.items())
def test_a_drive_keeps_its_rules(scene, constraint, values):
    refuses(constraint, changed(scene.drive, **values))


def test_a_drive_has_a_known_state(scene):
    refuses("drives_drive_ended_unless_open", changed(scene.drive, state="LOST", ended_at=NOW))


def test_a_movement_ends_after_it_begins(scene):
    values = {"ends_date": scene.movement.starts_date - timedelta(days=1)}
    refuses("drives_movement_ends_after_start", changed(scene.movement, **values))


def test_a_language_is_named_once(scene):
    refuses("drives_language_once_a_drive", models.DriveLanguage(drive=scene.drive, language="vi"))


def test_a_language_is_known(scene):
    refuses("drives_language_known", models.DriveLanguage(drive=scene.drive, language="fr"))


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("drives_shift_ends_after_start", {"ends_at": NOW - timedelta(days=1)}),
        ("drives_shift_capacity_from_one", {"capacity": 0}),
    ],
)
def test_a_shift_keeps_its_rules(scene, constraint, values):
    refuses(constraint, changed(scene.drive.shifts.get(), **values))


def test_a_shift_is_planned_once(scene):
    refuses("drives_shift_once_a_drive", changed(scene.drive.shifts.get(), pk=None))


def test_one_code_is_in_use(scene):
    code = changed(scene.drive.join_codes.get(), pk=None, code_digest="another")
    refuses("drives_joincode_one_in_use", code)


def test_a_code_expires_after_it_was_made(scene):
    code = changed(scene.drive.join_codes.get(), expires_at=NOW - timedelta(days=9))
    refuses("drives_joincode_expires_later", code)


def test_a_code_is_revoked_by_somebody(scene):
    refuses(
        "drives_joincode_revoked_by_somebody", changed(scene.drive.join_codes.get(), revoked_at=NOW)
    )


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("drives_device_revoked_by_somebody", {"revoked_at": NOW}),
        ("drives_device_ends_after_start", {"valid_from_date": NOW.date() + timedelta(days=90)}),
        ("drives_device_sends_after_last_day", {"sends_until_date": NOW.date() - timedelta(1)}),
    ],
)
def test_a_phone_keeps_its_rules(scene, constraint, values):
    refuses(constraint, changed(factory.join(scene.drive)[0], **values))


@pytest.mark.parametrize(("constraint", "values"), ENTRY_FAULTS.items())
def test_an_entry_keeps_its_rules(scene, constraint, values):
    refuses(constraint, an_entry(scene, **values))


def test_an_entry_has_one_sender_only(scene):
    phone, _secret = factory.join(scene.drive)
    refuses("drives_entry_by_one_sender", an_entry(scene, by_device=phone))


def test_an_entry_stands_for_one_receipt(scene, entry):
    refuses("receipt_uuid", an_entry(scene, receipt_uuid=entry.receipt_uuid))


def test_what_was_replaced_counts_no_more(scene, entry):
    refuses("drives_entry_replaced_is_void", an_entry(scene, replaced_by=entry))


@pytest.mark.parametrize(
    ("constraint", "app", "outcome", "count"),
    [
        ("drives_count_from_one", "ncovi", "INSTALLED", 0),
        ("drives_count_app_where_one_belongs", None, "INSTALLED", 1),
        ("drives_count_app_where_one_belongs", "ncovi", "REFUSED", 1),
        ("drives_count_app_where_one_belongs", "ncovi", "LOST", 1),
    ],
)
def test_a_count_keeps_its_rules(scene, entry, constraint, app, outcome, count):
    app_row = scene.apps.get(app)
    refuses(constraint, models.SupportCount(entry=entry, app=app_row, outcome=outcome, count=count))


@pytest.mark.parametrize(("app", "outcome"), [("ncovi", "INSTALLED"), (None, "REFUSED")])
def test_an_outcome_is_counted_once_an_entry(scene, entry, app, outcome):
    values = {"entry": entry, "app": scene.apps.get(app), "outcome": outcome, "count": 1}
    constraint = "drives_count_once_an_app" if app else "drives_count_once_without_app"
    refuses(constraint, models.SupportCount(**values), models.SupportCount(**values))


@pytest.mark.parametrize(("app", "outcome"), [("ncovi", "INSTALLED"), (None, "REFUSED")])
def test_acts_have_one_total_a_place_and_day(scene, app, outcome):
    values = {"app": scene.apps.get(app), "outcome": outcome}
    constraint = "drives_rollup_once_an_app" if app else "drives_rollup_once_without_app"
    rows = [a_rollup(scene, models.SupportRollup, **values) for _ in range(2)]
    refuses(constraint, *rows)


def test_people_have_one_total_a_place_day_and_setting(scene):
    rows = [a_rollup(scene, models.PeopleRollup, setting="MARKET") for _ in range(2)]
    refuses("drives_people_rollup_once", *rows)


def test_totals_never_fall_below_nought(scene):
    acts = a_rollup(scene, models.SupportRollup, outcome="REFUSED", count=-1)
    refuses("count", acts)
    people = a_rollup(scene, models.PeopleRollup, setting="MARKET", people=-1)
    refuses("people", people)


def a_hold(entry, **values) -> models.Hold:
    return models.Hold(**({"entry": entry, "cause": "RECORD", "held_at": NOW} | values))


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("drives_hold_known_cause", {"cause": "WHIM"}),
        ("drives_hold_decided_by_somebody", {"state": "CONFIRMED"}),
        ("drives_hold_decided_by_somebody", {"state": "REJECTED", "decided_at": NOW}),
        ("drives_hold_decided_by_somebody", {"decided_at": NOW}),
        ("drives_hold_decided_by_somebody", {"state": "LOST"}),
    ],
)
def test_a_hold_keeps_its_rules(entry, constraint, values):
    refuses(constraint, a_hold(entry, **values))


def test_an_entry_is_held_once(entry):
    refuses("entry_id", a_hold(entry), a_hold(entry))


@pytest.mark.parametrize(
    ("constraint", "values"),
    [("drives_reason_from_one", {"count": 0}), ("drives_reason_known", {"reason": "DOG"})],
)
def test_a_reason_keeps_its_rules(entry, constraint, values):
    kept = {"entry": entry, "reason": "BUSY", "count": 1}
    refuses(constraint, models.ReasonCount(**(kept | values)))


def test_a_reason_is_counted_once_an_entry(entry):
    rows = [models.ReasonCount(entry=entry, reason="BUSY", count=1) for _ in range(2)]
    refuses("drives_reason_once_an_entry", *rows)


def test_reasons_have_one_total_a_place_and_day(scene):
    rows = [a_rollup(scene, models.ReasonRollup, reason="BUSY") for _ in range(2)]
    refuses("drives_reason_rollup_once", *rows)


@pytest.mark.parametrize("is_phone", [True, False])
def test_a_helper_has_one_total_a_drive(scene, is_phone):
    phone, _secret = factory.join(scene.drive)
    sender = {"by_device": phone} if is_phone else {"by_user": scene.cast.volunteer}
    name = "drives_sender_once_a_phone" if is_phone else "drives_sender_once_an_account"
    refuses(name, *(models.SenderRollup(drive=scene.drive, **sender) for _ in range(2)))


@pytest.mark.parametrize("are_both", [True, False])
def test_a_total_is_one_helpers(scene, are_both):
    phone, _secret = factory.join(scene.drive)
    both = {"by_device": phone, "by_user": scene.cast.volunteer} if are_both else {}
    refuses("drives_sender_is_one", models.SenderRollup(drive=scene.drive, **both))


def a_photo(entry, **values) -> models.EntryPhoto:
    kept = {
        "client_uuid": uuid.uuid4(),
        "entry": entry,
        "sha256": "ab" * 32,
        "size": 9,
        "announced_at": NOW,
    }
    return models.EntryPhoto(**(kept | values))


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("drives_photo_size", {"size": 0}),
        ("drives_photo_size", {"size": 2 * 1024 * 1024 + 1}),
        ("drives_photo_not_beyond_size", {"received_bytes": 10}),
        ("drives_photo_kept_has_file", {"state": "KEPT"}),
        ("drives_photo_kept_has_file", {"state": "KEPT", "file": "x.jpg"}),
        ("drives_photo_kept_has_file", {"file": "x.jpg"}),
        ("drives_photo_kept_has_file", {"state": "LOST"}),
    ],
)
def test_a_photo_keeps_its_rules(entry, constraint, values):
    refuses(constraint, a_photo(entry, **values))


def test_an_entry_has_one_photo(entry):
    refuses("entry_id", a_photo(entry), a_photo(entry))

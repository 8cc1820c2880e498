"""Support records: each counts once, on its own day, and only if it can be true."""

import uuid
from datetime import timedelta

import pytest

from campaigns.audit import models as audit_models
from campaigns.drives import models, queries, services
from campaigns.kernel import envelope, roles
from campaigns.kernel import models as kernel_models
from tests.factories import cast as cast_factory
from tests.factories import drives as factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW
V = envelope.RecordVerdict


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


@pytest.fixture
def phone(scene: factory.Scene) -> models.DeviceToken:
    return factory.join(scene.drive)[0]


def send(*envelopes, by, at=NOW):
    answers = services.receive_support(list(envelopes), by=by, at=at)
    assert [a.client_uuid for a in answers] == [e.client_uuid for e in envelopes]
    return [a.verdict for a in answers]


def withdraw(drive, number, *, by, at=NOW, **changes):
    sent = factory.envelope_of(
        {"drive": drive.pk}, kind=services.WITHDRAWAL, replaces_uuid=number, **changes
    )
    return services.receive_withdrawals([sent], by=by, at=at)[0].verdict


def people(drive) -> int:
    return queries.totals_by_app(drive).people


def assert_totals_true() -> None:
    assert services.recount_support(is_repair=False, by=cast_factory.SYSTEM, at=NOW) == []


def test_twelve_residents_count_once_and_apps_apart(scene, phone):
    assert send(factory.envelope_of(factory.payload_of(scene.drive)), by=phone) == [V.CREATED]
    totals = queries.totals_by_app(scene.drive)
    assert (totals.people, totals.entries) == (12, 1)
    assert [(a.app_name, a.installed, a.declared, a.already_had) for a in totals.apps] == [
        ("Tờ khai y tế", 0, 0, 0),
        ("NCOVI", 7, 5, 0),
        ("Bluezone", 4, 0, 0),
    ]
    assert sum(n for _label, n in totals.others) == 1
    assert_totals_true()


def test_a_replay_is_answered_200_and_counts_nothing(scene, phone):
    sent = factory.envelope_of(factory.payload_of(scene.drive))
    assert send(sent, by=phone) == [V.CREATED]
    assert send(sent, by=phone, at=NOW + timedelta(hours=1)) == [V.REPLAYED]
    assert people(scene.drive) == 12
    assert_totals_true()


def test_other_content_under_the_same_number_is_a_conflict(scene, phone):
    sent = factory.envelope_of(factory.payload_of(scene.drive))
    other = factory.envelope_of(
        factory.payload_of(scene.drive, people=99), client_uuid=sent.client_uuid
    )
    assert send(sent, by=phone) == [V.CREATED]
    assert send(other, by=phone) == [V.CONFLICT]
    assert people(scene.drive) == 12


def test_one_number_twice_in_a_batch_counts_once(scene, phone):
    sent = factory.envelope_of(factory.payload_of(scene.drive))
    other = factory.envelope_of(
        factory.payload_of(scene.drive, people=99), client_uuid=sent.client_uuid
    )
    assert send(sent, sent, other, by=phone) == [V.CREATED, V.REPLAYED, V.CONFLICT]
    assert people(scene.drive) == 12


def test_invalid_records_are_set_aside_and_the_others_kept(scene, phone):
    good = factory.envelope_of(factory.payload_of(scene.drive))
    bad = factory.envelope_of(factory.payload_of(scene.drive, people=-1))
    assert send(bad, good, by=phone) == [V.INVALID, V.CREATED]
    assert kernel_models.FieldReceipt.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Nguyễn Thị Lan"},
        {"residents": ["Lan"]},
        {"people": "12"},
        {"people": True},
        {"people": 12.5},
        {"people": 1_000_001},
        {"people": 0, "counts": []},
        {"setting": "PALACE"},
        {"setting": None},
        {"language": "fr"},
        {"age_band": 7},
        {"shift": 999_999},
        {"shift": "1"},
        {"counts": {"ncovi": 1}},
        {"counts": ["ncovi"]},
        {"counts": [{"app": "ncovi", "outcome": "INSTALLED"}]},
        {"counts": [{"app": "ncovi", "outcome": "INSTALLED", "count": 1, "who": "Lan"}]},
        {"counts": [{"app": "ncovi", "outcome": "INSTALLED", "count": 0}]},
        {"counts": [{"app": "unknown", "outcome": "INSTALLED", "count": 1}]},
        {"counts": [{"app": None, "outcome": "INSTALLED", "count": 1}]},
        {"counts": [{"app": "ncovi", "outcome": "REFUSED", "count": 1}]},
        {"counts": [{"app": 3, "outcome": "INSTALLED", "count": 1}]},
        {"counts": [{"app": None, "outcome": "REFUSED", "count": 1}] * 2},
        {"drive": 999_999},
        {"drive": 2**80},
        {"drive": None},
    ],
)
def test_a_payload_that_is_not_counts_is_refused(scene, phone, changes):
    sent = factory.envelope_of(factory.payload_of(scene.drive, **changes))
    answer = services.receive_support([sent], by=phone, at=NOW)[0]
    assert answer.verdict == V.INVALID
    assert answer.message
    assert "Lan" not in answer.message
    assert not kernel_models.FieldReceipt.objects.exists()


@pytest.mark.parametrize("name", ["drive", "setting", "people", "counts"])
def test_a_payload_lacks_nothing(scene, phone, name):
    payload = factory.payload_of(scene.drive)
    del payload[name]
    assert send(factory.envelope_of(payload), by=phone) == [V.INVALID]


def test_a_damaged_record_is_refused(scene, phone):
    sent = factory.envelope_of(factory.payload_of(scene.drive), payload_sha256="0" * 64)
    assert send(sent, by=phone) == [V.INVALID]


def test_a_late_record_counts_on_the_day_it_was_captured(scene, phone):
    sent = factory.envelope_of(factory.payload_of(scene.drive), was_offline=True)
    assert send(sent, by=phone, at=NOW + timedelta(days=5)) == [V.CREATED]
    entry = models.SupportEntry.objects.get()
    assert entry.day == NOW.date()
    assert entry.received_at == NOW + timedelta(days=5)


def test_a_wrong_clock_is_put_right(scene, phone):
    sent = factory.envelope_of(
        factory.payload_of(scene.drive),
        captured_at=NOW - timedelta(days=6),
        clock_offset_s=6 * 86_400,
    )
    assert send(sent, by=phone) == [V.CREATED]
    assert models.SupportEntry.objects.get().occurred_at == NOW


@pytest.mark.parametrize(
    ("shift", "offset"),
    [
        (timedelta(minutes=11), 0),
        (timedelta(0), 11 * 60),
        (timedelta(hours=-4), 0),
        (timedelta(days=-1), 0),
        (timedelta(0), 2**62),
    ],
)
def test_an_impossible_time_is_refused(scene, phone, shift, offset):
    sent = factory.envelope_of(
        factory.payload_of(scene.drive), captured_at=NOW + shift, clock_offset_s=offset
    )
    assert send(sent, by=phone) == [V.INVALID]


def test_a_clock_slightly_ahead_is_forgiven(scene, phone):
    sent = factory.envelope_of(
        factory.payload_of(scene.drive), captured_at=NOW + timedelta(minutes=9)
    )
    assert send(sent, by=phone) == [V.CREATED]


def test_the_years_ends_of_time_are_refused(scene, phone):
    for year in (1, 9999):
        captured = NOW.replace(year=year)
        sent = factory.envelope_of(
            factory.payload_of(scene.drive), captured_at=captured, clock_offset_s=86_400
        )
        assert send(sent, by=phone) == [V.INVALID]


def test_a_closed_drive_takes_what_was_captured_while_it_was_open(scene, phone):
    services.close_drive(drive=scene.drive, by=scene.organiser, at=NOW + timedelta(hours=1))
    before = factory.envelope_of(factory.payload_of(scene.drive))
    after = factory.envelope_of(
        factory.payload_of(scene.drive), captured_at=NOW + timedelta(hours=2)
    )
    later = NOW + timedelta(hours=3)
    assert send(before, after, by=phone, at=later) == [V.CREATED, V.INVALID]


def test_a_record_from_after_the_drive_is_refused(scene, phone):
    late = NOW + timedelta(hours=21)
    sent = factory.envelope_of(factory.payload_of(scene.drive), captured_at=late)
    assert send(sent, by=phone, at=late) == [V.INVALID]


def test_a_phone_logs_only_in_its_own_drive(scene, phone):
    other = factory.make_drive(scene.movement, scene.cast.sibling, scene.organiser)
    assert send(factory.envelope_of(factory.payload_of(other)), by=phone) == [V.INVALID]
    assert not models.SupportEntry.objects.exists()


def test_a_phone_logs_only_on_its_own_days(scene):
    drive = factory.make_drive(
        scene.movement, scene.cast.commune, scene.organiser, ends_at=NOW + timedelta(days=9)
    )
    phone, _secret = factory.join(drive, at=NOW + timedelta(days=3))
    sent = factory.envelope_of(factory.payload_of(drive), captured_at=NOW)
    assert send(sent, by=phone, at=NOW + timedelta(days=3)) == [V.INVALID]


def test_a_member_logs_by_account_where_their_role_reaches(scene):
    sent = factory.envelope_of(factory.payload_of(scene.drive))
    assert send(sent, by=scene.cast.volunteer) == [V.CREATED]
    assert models.SupportEntry.objects.get().by_user == scene.cast.volunteer


def test_a_member_of_another_unit_is_told_that_they_may_not(scene):
    stranger = cast_factory.make_person("stranger", roles.Role.VOLUNTEER, scene.cast.sibling)
    sent = factory.envelope_of(factory.payload_of(scene.drive))
    assert send(sent, by=stranger) == [V.INVALID]


def test_a_correction_replaces_its_original(scene, phone):
    wrong = factory.envelope_of(factory.payload_of(scene.drive, people=21))
    right = factory.envelope_of(
        factory.payload_of(scene.drive, people=12), replaces_uuid=wrong.client_uuid
    )
    assert send(wrong, by=phone) == [V.CREATED]
    assert send(right, by=phone) == [V.CREATED]
    assert people(scene.drive) == 12
    old = models.SupportEntry.objects.get(receipt_uuid=wrong.client_uuid)
    assert old.replaced_by is not None
    assert old.replaced_by.receipt_uuid == right.client_uuid
    assert send(right, wrong, by=phone) == [V.REPLAYED, V.WITHDRAWN]
    assert_totals_true()


def test_a_correction_may_arrive_before_its_original(scene, phone):
    wrong = factory.envelope_of(factory.payload_of(scene.drive, people=21))
    right = factory.envelope_of(
        factory.payload_of(scene.drive, people=12), replaces_uuid=wrong.client_uuid
    )
    assert send(right, by=phone) == [V.CREATED]
    assert send(wrong, by=phone) == [V.WITHDRAWN]
    assert people(scene.drive) == 12
    assert_totals_true()


def test_a_chain_of_corrections_in_one_batch_leaves_the_last(scene, phone):
    first = factory.envelope_of(factory.payload_of(scene.drive, people=1))
    second = factory.envelope_of(
        factory.payload_of(scene.drive, people=2), replaces_uuid=first.client_uuid
    )
    third = factory.envelope_of(
        factory.payload_of(scene.drive, people=3), replaces_uuid=second.client_uuid
    )
    assert send(first, second, third, by=phone) == [V.WITHDRAWN, V.WITHDRAWN, V.CREATED]
    assert people(scene.drive) == 3
    assert_totals_true()


def test_a_record_is_corrected_once(scene, phone):
    wrong = factory.envelope_of(factory.payload_of(scene.drive, people=21))
    rivals = [
        factory.envelope_of(
            factory.payload_of(scene.drive, people=n), replaces_uuid=wrong.client_uuid
        )
        for n in (11, 12)
    ]
    assert send(wrong, by=phone) == [V.CREATED]
    assert [send(rival, by=phone)[0] for rival in rivals] == [V.CREATED, V.CONFLICT]
    assert people(scene.drive) == 11
    assert_totals_true()


def test_nobody_corrects_what_another_sent(scene, phone):
    sent = factory.envelope_of(factory.payload_of(scene.drive))
    forged = factory.envelope_of(
        factory.payload_of(scene.drive, people=1), replaces_uuid=sent.client_uuid
    )
    other, _secret = factory.join(scene.drive, "Katơr Minh")
    assert send(sent, by=phone) == [V.CREATED]
    assert send(forged, by=other) == [V.INVALID]
    assert withdraw(scene.drive, sent.client_uuid, by=other) == V.INVALID
    assert people(scene.drive) == 12


def test_a_record_cannot_correct_itself(scene, phone):
    number = uuid.uuid4()
    sent = factory.envelope_of(
        factory.payload_of(scene.drive), client_uuid=number, replaces_uuid=number
    )
    assert send(sent, by=phone) == [V.INVALID]


def test_a_withdrawn_record_is_gone_and_stays_gone(scene, phone):
    sent = factory.envelope_of(factory.payload_of(scene.drive))
    assert send(sent, by=phone) == [V.CREATED]
    assert withdraw(scene.drive, sent.client_uuid, by=phone) == V.CREATED
    assert people(scene.drive) == 0
    assert send(sent, by=phone) == [V.WITHDRAWN]
    correction = factory.envelope_of(
        factory.payload_of(scene.drive), replaces_uuid=sent.client_uuid
    )
    assert send(correction, by=phone) == [V.WITHDRAWN]
    assert_totals_true()


def test_a_withdrawal_may_arrive_before_its_record(scene, phone):
    sent = factory.envelope_of(factory.payload_of(scene.drive))
    assert withdraw(scene.drive, sent.client_uuid, by=phone) == V.CREATED
    assert send(sent, by=phone) == [V.WITHDRAWN]
    assert people(scene.drive) == 0
    assert_totals_true()


def test_a_withdrawal_names_a_record(scene, phone):
    assert withdraw(scene.drive, None, by=phone) == V.INVALID


def test_the_organiser_withdraws_an_entry_once_with_a_reason(scene, phone):
    sent = factory.envelope_of(factory.payload_of(scene.drive))
    send(sent, by=phone)
    entry = models.SupportEntry.objects.get()
    services.withdraw_entry(entry=entry, reason="Ghi nhầm", by=scene.organiser, at=NOW)
    with pytest.raises(services.EntryVoided):
        services.withdraw_entry(entry=entry, reason="Ghi nhầm", by=scene.organiser, at=NOW)
    assert people(scene.drive) == 0
    assert send(sent, by=phone) == [V.WITHDRAWN]
    assert_totals_true()


def test_a_batch_is_one_event_without_the_volunteers_name(scene, phone):
    batch = [factory.envelope_of(factory.payload_of(scene.drive)) for _ in range(3)]
    send(*batch, by=phone)
    send(*batch, by=phone)
    event = audit_models.Event.objects.get(verb="drives.support_received")
    assert (event.after["records"], event.after["people"]) == (3, 36)
    assert len(event.after["sha256"]) == 64
    assert event.actor_id == phone.actor_id
    assert phone.display_name not in event.actor_label


def test_the_organiser_sees_when_a_phone_last_sent(scene, phone):
    send(factory.envelope_of(factory.payload_of(scene.drive)), by=phone)
    helper = queries.helpers_of(scene.drive)[0]
    assert (helper.name, helper.last_sent_at, helper.people) == (phone.display_name, NOW, 12)


def test_a_repair_sets_totals_right(scene, phone):
    send(factory.envelope_of(factory.payload_of(scene.drive)), by=phone)
    super(type(models.PeopleRollup.objects.all()), models.PeopleRollup.objects.all()).update(
        people=99
    )
    found = services.recount_support(is_repair=True, by=cast_factory.SYSTEM, at=NOW)
    assert [(d.kept, d.counted) for d in found] == [((99, 0, 1), (12, 0, 1))]
    assert people(scene.drive) == 12
    assert_totals_true()

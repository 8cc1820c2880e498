"""Records that are hard to believe: kept, flagged, counted only on the organiser's word."""

from datetime import timedelta

import pytest

from campaigns.audit import models as audit_models
from campaigns.drives import models, queries, services
from campaigns.kernel import envelope
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


def log(scene, people=12, **changes) -> envelope.Envelope:
    return factory.envelope_of(factory.payload_of(scene.drive, people=people), **changes)


def send(*envelopes, by, at=NOW):
    answers = services.receive_support(list(envelopes), by=by, at=at)
    assert all(answer.message for answer in answers if answer.is_held)
    return [(answer.verdict, answer.is_held) for answer in answers]


def withdraw(scene, sent, *, by):
    withdrawal = factory.envelope_of(
        {"drive": scene.drive.pk}, kind=services.WITHDRAWAL, replaces_uuid=sent.client_uuid
    )
    return services.receive_withdrawals([withdrawal], by=by, at=NOW)[0].verdict


def people(scene) -> int:
    return queries.totals_by_app(scene.drive).people


def held() -> models.SupportEntry:
    return models.SupportEntry.objects.held().get()


def decide(service, scene, entry, reason="Đã gọi hỏi: đúng, lễ hội của xã"):
    service(entry=entry, reason=reason, by=scene.organiser, at=NOW)


def assert_totals_true() -> None:
    assert services.recount_support(is_repair=False, by=cast_factory.SYSTEM, at=NOW) == []


def test_ten_thousand_in_a_minute_are_kept_and_not_counted(scene, phone):
    assert send(log(scene, 10_000), log(scene), by=phone) == [(V.CREATED, True), (V.CREATED, False)]
    assert people(scene) == 12
    assert held().people == 10_000
    assert models.Hold.objects.get().cause == "RECORD"
    assert_totals_true()


@pytest.mark.parametrize(
    "changes",
    [
        {"counts": [{"app": "ncovi", "outcome": "INSTALLED", "count": 301}]},
        {"counts": [{"app": None, "outcome": "REFUSED", "count": 301}]},
        {"households": 301},
        {"reasons": [{"reason": "NOT_HOME", "count": 301}]},
    ],
    ids=str,
)
def test_any_number_beyond_belief_holds_the_record(scene, phone, changes):
    payload = factory.payload_of(scene.drive, people=1, counts=[]) | changes
    sent = factory.envelope_of(payload, schema_version=2)
    assert send(sent, by=phone) == [(V.CREATED, True)]
    assert people(scene) == 0


def test_the_limit_itself_is_believed(scene, phone, settings):
    settings.LOA_FIELD_MOST_IN_RECORD = settings.LOA_FIELD_MOST_IN_MINUTE = 20
    assert send(log(scene, 20), by=phone) == [(V.CREATED, False)]
    later = NOW + timedelta(minutes=1)
    assert send(log(scene, 21, captured_at=later), by=phone) == [(V.CREATED, True)]


def test_many_records_of_one_minute_are_held_from_where_nobody_can_have_made_them(
    scene, phone, settings
):
    settings.LOA_FIELD_MOST_IN_MINUTE = 40
    batch = [log(scene, captured_at=NOW + timedelta(seconds=n)) for n in range(4)]
    assert [is_held for _v, is_held in send(*batch[:2], by=phone)] == [False, False]
    assert [is_held for _v, is_held in send(*batch[2:], by=phone)] == [False, True]
    assert models.Hold.objects.get().cause == "MINUTE"
    assert people(scene) == 36
    assert_totals_true()


def test_the_minute_is_each_helpers_own(scene, phone, settings):
    settings.LOA_FIELD_MOST_IN_MINUTE = 20
    other, _secret = factory.join(scene.drive, "Katơr Minh")
    assert send(log(scene), by=phone) == [(V.CREATED, False)]
    assert send(log(scene), by=other) == [(V.CREATED, False)]
    assert send(log(scene), by=scene.cast.volunteer) == [(V.CREATED, False)]
    assert send(log(scene), by=scene.cast.volunteer) == [(V.CREATED, True)]


def test_a_held_record_holds_up_no_honest_one(scene, phone):
    assert send(log(scene, 10_000), by=phone) == [(V.CREATED, True)]
    assert send(log(scene), by=phone) == [(V.CREATED, False)]


def test_correcting_a_record_does_not_make_its_minute_implausible(scene, phone, settings):
    settings.LOA_FIELD_MOST_IN_MINUTE = 20
    wrong = log(scene, 15)
    right = log(scene, 14, replaces_uuid=wrong.client_uuid)
    assert send(wrong, by=phone) == [(V.CREATED, False)]
    assert send(right, by=phone) == [(V.CREATED, False)]
    assert people(scene) == 14


def test_a_clock_that_was_far_off_is_for_the_organiser_to_judge(scene, phone):
    sent = log(scene, captured_at=NOW - timedelta(days=400), clock_offset_s=400 * 86_400)
    assert send(sent, by=phone) == [(V.CREATED, True)]
    assert models.Hold.objects.get().cause == "CLOCK"
    assert people(scene) == 0


def test_a_replay_says_again_that_the_record_is_held(scene, phone):
    sent = log(scene, 10_000)
    assert send(sent, sent, by=phone) == [(V.CREATED, True), (V.REPLAYED, True)]
    assert send(sent, by=phone) == [(V.REPLAYED, True)]
    decide(services.confirm_held, scene, held())
    assert send(sent, by=phone) == [(V.REPLAYED, False)]


def test_a_confirmed_record_counts_once_with_its_reason_on_record(scene, phone):
    send(log(scene, 10_000), by=phone)
    entry = held()
    decide(services.confirm_held, scene, entry)
    assert people(scene) == 10_000
    with pytest.raises(services.HoldDecided):
        decide(services.confirm_held, scene, entry)
    with pytest.raises(services.HoldDecided):
        decide(services.reject_held, scene, entry)
    assert people(scene) == 10_000
    event = audit_models.Event.objects.get(verb="drives.entry_confirmed")
    assert (event.actor_id, event.after["people"]) == (scene.organiser.actor_id, 10_000)
    assert event.reason.startswith("Đã gọi hỏi")
    assert_totals_true()


def test_a_rejected_record_never_counts_and_its_sender_is_told(scene, phone):
    sent = log(scene, 10_000)
    send(sent, by=phone)
    entry = held()
    decide(services.reject_held, scene, entry, "Bấm nhầm")
    assert people(scene) == 0
    assert send(sent, by=phone) == [(V.WITHDRAWN, False)]
    with pytest.raises(services.HoldDecided):
        decide(services.confirm_held, scene, entry)
    assert audit_models.Event.objects.get(verb="drives.entry_rejected").reason == "Bấm nhầm"
    assert_totals_true()


def test_the_sender_corrects_a_held_record_and_nothing_is_left_to_decide(scene, phone):
    wrong = log(scene, 10_000)
    send(wrong, by=phone)
    entry = held()
    right = log(scene, 10, replaces_uuid=wrong.client_uuid)
    assert send(right, by=phone) == [(V.CREATED, False)]
    assert people(scene) == 10
    assert models.Hold.objects.get().state == "OVERTAKEN"
    with pytest.raises(services.HoldDecided):
        decide(services.confirm_held, scene, entry)
    assert people(scene) == 10
    assert_totals_true()


@pytest.mark.parametrize("is_sender", [True, False])
def test_a_held_record_may_be_withdrawn(scene, phone, is_sender):
    sent = log(scene, 10_000)
    send(sent, by=phone)
    if is_sender:
        assert withdraw(scene, sent, by=phone) == V.CREATED
    else:
        decide(services.withdraw_entry, scene, held(), "Nhầm")
    assert models.Hold.objects.get().state == "OVERTAKEN"
    assert not models.SupportEntry.objects.held().exists()
    assert_totals_true()


def test_what_was_withdrawn_before_it_arrived_is_not_held(scene, phone):
    sent = log(scene, 10_000)
    assert withdraw(scene, sent, by=phone) == V.CREATED
    assert send(sent, by=phone) == [(V.WITHDRAWN, False)]
    assert not models.Hold.objects.exists()


def test_a_held_correction_takes_its_original_out(scene, phone):
    first = log(scene, 12)
    send(first, by=phone)
    assert send(log(scene, 9_000, replaces_uuid=first.client_uuid), by=phone) == [(V.CREATED, True)]
    assert people(scene) == 0
    decide(services.confirm_held, scene, held())
    assert people(scene) == 9_000
    assert_totals_true()


@pytest.mark.parametrize("edge", models.Hold.State.values)
def test_only_what_waits_is_decided(scene, phone, edge):
    """Every state that is not in the table of transitions is refused."""
    send(log(scene, 10_000), by=phone)
    entry = held()
    first = {
        "CONFIRMED": services.confirm_held,
        "REJECTED": services.reject_held,
        "OVERTAKEN": services.withdraw_entry,
    }
    if edge in first:
        decide(first[edge], scene, entry)
    assert models.Hold.objects.get().state == edge
    may = models.Hold.TRANSITIONS[edge]
    for service, target in (
        (services.confirm_held, "CONFIRMED"),
        (services.reject_held, "REJECTED"),
    ):
        if target not in may:
            with pytest.raises(services.HoldDecided):
                decide(service, scene, entry)
    assert_totals_true()

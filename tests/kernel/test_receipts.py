"""A field record is taken in once, whatever the phone repeats."""

import threading
import uuid
from dataclasses import replace

import pytest
from django.db import connection, connections

from campaigns.kernel import envelope, models, receipts, writing
from tests.factories import cast as casts

CREATED, REPLAYED = envelope.RecordVerdict.CREATED, envelope.RecordVerdict.REPLAYED
CONFLICT, WITHDRAWN = envelope.RecordVerdict.CONFLICT, envelope.RecordVerdict.WITHDRAWN


def make_envelope(**changes: object) -> envelope.Envelope:
    payload = {"helped": 12, "apps": {"NCOVI": 7, "Bluezone": 5}}
    whole = envelope.Envelope(
        client_uuid=uuid.uuid4(),
        kind="tests.support",
        schema_version=1,
        payload=payload,
        payload_sha256=envelope.payload_sha256(payload),
        captured_at=casts.NOW,
        clock_offset_s=-3,
        device_id="d1",
        app_version="1.0",
        was_offline=True,
    )
    return replace(whole, **changes)


def changed(original: envelope.Envelope, helped: int) -> envelope.Envelope:
    """The same number with other content."""
    payload = original.payload | {"helped": helped}
    return replace(original, payload=payload, payload_sha256=envelope.payload_sha256(payload))


def claim(
    *envelopes: envelope.Envelope,
) -> tuple[list[uuid.UUID], dict[uuid.UUID, envelope.RecordVerdict]]:
    """Numbers that were new, and verdicts on the others."""
    with writing.writing(by=casts.SYSTEM, at=casts.NOW):
        fresh, answers = receipts.claim(list(envelopes), by=casts.SYSTEM, at=casts.NOW)
    return [e.client_uuid for e in fresh], {k: a.verdict for k, a in answers.items()}


@pytest.mark.django_db
def test_a_new_record_is_stored_as_it_was_sent() -> None:
    sent = make_envelope()
    assert claim(sent) == ([sent.client_uuid], {})
    stored = models.FieldReceipt.objects.get(pk=sent.client_uuid)
    assert (stored.payload, stored.payload_sha256) == (sent.payload, sent.payload_sha256)
    assert (stored.received_at, stored.actor_id) == (casts.NOW, "system:tests")


@pytest.mark.django_db
def test_the_same_bytes_again_are_a_replay() -> None:
    sent = make_envelope()
    claim(sent)
    assert claim(sent) == ([], {sent.client_uuid: REPLAYED})


@pytest.mark.django_db
def test_a_whole_batch_sent_twice_is_stored_once() -> None:
    batch = [make_envelope() for _ in range(5)]
    claim(*batch)
    assert claim(*batch) == ([], {e.client_uuid: REPLAYED for e in batch})
    assert models.FieldReceipt.objects.count() == 5


@pytest.mark.django_db
def test_other_bytes_under_the_same_number_conflict() -> None:
    sent = make_envelope()
    claim(sent)
    assert claim(changed(sent, 99)) == ([], {sent.client_uuid: CONFLICT})
    assert models.FieldReceipt.objects.get().payload["helped"] == 12


@pytest.mark.django_db
def test_another_kind_under_the_same_number_conflicts() -> None:
    sent = make_envelope()
    claim(sent)
    assert claim(replace(sent, kind="tests.inspection"))[1] == {sent.client_uuid: CONFLICT}


@pytest.mark.django_db
def test_a_withdrawn_record_does_not_come_back() -> None:
    sent = make_envelope()
    claim(sent)
    models.FieldReceipt.objects.update(withdrawn_at=casts.NOW)
    assert claim(sent) == ([], {sent.client_uuid: WITHDRAWN})


@pytest.mark.django_db
def test_a_record_twice_in_one_batch_is_stored_once() -> None:
    sent = make_envelope()
    fresh, _ = claim(sent, sent)
    assert fresh == [sent.client_uuid]
    assert models.FieldReceipt.objects.count() == 1


@pytest.mark.django_db
def test_of_two_contents_in_one_batch_the_first_wins() -> None:
    sent = make_envelope()
    fresh, _ = claim(sent, changed(sent, 99))
    assert fresh == [sent.client_uuid]
    assert models.FieldReceipt.objects.get().payload["helped"] == 12


@pytest.mark.django_db
def test_a_record_is_corrected_by_one_record_only() -> None:
    sent = make_envelope()
    first = make_envelope(replaces_uuid=sent.client_uuid)
    second = make_envelope(replaces_uuid=sent.client_uuid)
    claim(sent)
    assert claim(first) == ([first.client_uuid], {})
    assert claim(second) == ([], {second.client_uuid: CONFLICT})


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_batch_store_it_once() -> None:
    batch = [make_envelope() for _ in range(20)]
    start = threading.Barrier(2)
    results: list[tuple[list[uuid.UUID], dict[uuid.UUID, envelope.RecordVerdict]]] = []

    def work(order: list[envelope.Envelope]) -> None:
        try:
            start.wait()
            results.append(claim(*order))
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=work, args=(order,)) for order in (batch, list(reversed(batch)))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = [number for fresh, _ in results for number in fresh]
    assert sorted(taken) == sorted(e.client_uuid for e in batch)
    assert {v for _, answers in results for v in answers.values()} <= {REPLAYED}
    assert models.FieldReceipt.objects.count() == 20
    connection.close()


def test_a_payload_is_intact_in_any_order_of_its_keys() -> None:
    sent = make_envelope()
    turned = dict(reversed(list(sent.payload.items())))
    assert replace(sent, payload=turned).is_intact()


@pytest.mark.parametrize("helped", [13, "12", None, 12.5])
def test_a_payload_that_was_touched_is_not_intact(helped: object) -> None:
    sent = make_envelope()
    assert not replace(sent, payload=sent.payload | {"helped": helped}).is_intact()


def test_one_kind_has_one_receiver() -> None:
    def receiver(*_: object, **__: object) -> list[envelope.RecordAnswer]:
        return []

    def another(*_: object, **__: object) -> list[envelope.RecordAnswer]:
        return []

    envelope.register("tests.once", receiver)
    envelope.register("tests.once", receiver)
    assert envelope.receiver_of("tests.once") is receiver
    with pytest.raises(RuntimeError, match="Two receivers"):
        envelope.register("tests.once", another)

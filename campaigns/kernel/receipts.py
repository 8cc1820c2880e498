"""Taking in field records: once each, whatever the phone repeats."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.kernel import actor, envelope, models


@dataclass(frozen=True)
class _Known:
    """What tells a repetition from another record; the bytes themselves need not be read."""

    batch_uuid: uuid.UUID
    kind: str
    payload_sha256: str
    withdrawn_at: datetime | None


def claim(
    envelopes: list[envelope.Envelope], *, by: actor.Actor, at: datetime
) -> tuple[list[envelope.Envelope], dict[uuid.UUID, envelope.RecordAnswer]]:
    """Write receipts for what is new and answer what is not.

    Runs inside the transaction of the receiving service, which stores the facts of the returned
    envelopes. Two phones or two workers with the same record meet at the primary key: one
    inserts, the other is answered 200 (same bytes), 409 (other bytes) or 410 (withdrawn).
    """
    first_seen = {e.client_uuid: e for e in reversed(envelopes)}
    batch = uuid.uuid4()
    models.FieldReceipt.objects.bulk_create(
        # In key order, so that two batches with the same records wait and never block each other.
        [_receipt(first_seen[key], batch, by, at) for key in sorted(first_seen)],
        ignore_conflicts=True,
    )
    stored = _stored(first_seen)
    fresh = [
        e
        for e in first_seen.values()
        if e.client_uuid in stored and stored[e.client_uuid].batch_uuid == batch
    ]
    fresh_ids = {e.client_uuid for e in fresh}
    answers = {
        e.client_uuid: _answer(e, stored.get(e.client_uuid))
        for e in envelopes
        if e.client_uuid not in fresh_ids
    }
    return fresh, answers


def first_of(envelopes: Iterable[envelope.Envelope]) -> dict[uuid.UUID, envelope.Envelope]:
    """The first record under each number, in the order in which the numbers came."""
    first: dict[uuid.UUID, envelope.Envelope] = {}
    for sent in envelopes:
        first.setdefault(sent.client_uuid, sent)
    return first


def in_order(
    envelopes: Iterable[envelope.Envelope], answers: Mapping[uuid.UUID, envelope.RecordAnswer]
) -> list[envelope.RecordAnswer]:
    """One answer for each envelope of a batch, given those of the first under each number."""
    first: dict[uuid.UUID, envelope.Envelope] = {}
    said: list[envelope.RecordAnswer] = []
    for sent in envelopes:
        answer, earlier = answers[sent.client_uuid], first.get(sent.client_uuid)
        said.append(_repeated(sent, earlier, answer) if earlier else answer)
        first.setdefault(sent.client_uuid, sent)
    return said


def _repeated(
    sent: envelope.Envelope, first: envelope.Envelope, answer: envelope.RecordAnswer
) -> envelope.RecordAnswer:
    """What is said of the second record under one number in the same batch."""
    verdicts = envelope.RecordVerdict
    if sent.payload_sha256 != first.payload_sha256:
        message = _("Another record was received under this number.")
        return envelope.RecordAnswer(sent.client_uuid, verdicts.CONFLICT, message)
    if answer.verdict != verdicts.CREATED:
        return answer
    return envelope.RecordAnswer(
        sent.client_uuid, verdicts.REPLAYED, answer.message, is_held=answer.is_held
    )


def known(numbers: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those numbers under which a record has come."""
    return set(_stored(numbers))


def _stored(numbers: Iterable[uuid.UUID]) -> dict[uuid.UUID, _Known]:
    rows = models.FieldReceipt.objects.filter(pk__in=list(numbers)).values_list(
        "pk", "batch_uuid", "kind", "payload_sha256", "withdrawn_at"
    )
    return {number: _Known(batch, kind, digest, gone) for number, batch, kind, digest, gone in rows}


def _receipt(
    e: envelope.Envelope, batch: uuid.UUID, by: actor.Actor, at: datetime
) -> models.FieldReceipt:
    return models.FieldReceipt(
        client_uuid=e.client_uuid,
        kind=e.kind,
        schema_version=e.schema_version,
        payload=e.payload,
        payload_sha256=e.payload_sha256,
        replaces_uuid=e.replaces_uuid,
        captured_at=e.captured_at,
        received_at=at,
        clock_offset_s=e.clock_offset_s,
        device_id=e.device_id,
        app_version=e.app_version,
        was_offline=e.was_offline,
        actor_id=by.actor_id,
        batch_uuid=batch,
    )


def _answer(e: envelope.Envelope, stored: _Known | None) -> envelope.RecordAnswer:
    verdicts = envelope.RecordVerdict
    if stored is None:
        return envelope.RecordAnswer(
            e.client_uuid,
            verdicts.CONFLICT,
            _("The record that this one corrects was corrected already."),
        )
    if stored.payload_sha256 != e.payload_sha256 or stored.kind != e.kind:
        return envelope.RecordAnswer(
            e.client_uuid, verdicts.CONFLICT, _("Another record was received under this number.")
        )
    if stored.withdrawn_at is not None:
        return envelope.RecordAnswer(
            e.client_uuid, verdicts.WITHDRAWN, _("This record was withdrawn.")
        )
    return envelope.RecordAnswer(e.client_uuid, verdicts.REPLAYED)

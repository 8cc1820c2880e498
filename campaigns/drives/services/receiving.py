"""Taking in support records from the field: each counts once, on its own day, whatever repeats."""

import uuid
from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.drives import models
from campaigns.drives.services import holding, payload, reading, rollups, storing
from campaigns.kernel import actor, envelope, receipts, writing

SUPPORT = "support"
WITHDRAWAL = "support-withdrawal"

Answers = dict[uuid.UUID, envelope.RecordAnswer]


def receive_support(
    envelopes: list[envelope.Envelope], *, by: actor.Actor, at: datetime
) -> list[envelope.RecordAnswer]:
    """Store support records and corrections; one verdict each, in the order given.

    What cannot count is set aside first (422); the rest is one transaction. A record counts on
    the day on which it was captured, by the phone's clock put right. A correction takes its
    original out of the totals, whichever of the two arrives first. What is hard to believe is kept
    and held back until the organiser confirms it.
    """
    reader = reading.reader_for(envelopes, by, at)
    return _receive(envelopes, reader.read_support, by=reader.by, at=at)


def receive_withdrawals(
    envelopes: list[envelope.Envelope], *, by: actor.Actor, at: datetime
) -> list[envelope.RecordAnswer]:
    """Take support records back; the withdrawn ones are answered 410 from then on."""
    reader = reading.reader_for(envelopes, by, at)
    return _receive(envelopes, reader.read_withdrawal, by=reader.by, at=at)


def _receive(
    envelopes: list[envelope.Envelope],
    read: Callable[[envelope.Envelope], reading.Record],
    *,
    by: reading.Sender,
    at: datetime,
) -> list[envelope.RecordAnswer]:
    answers: Answers = {}
    records: list[reading.Record] = []
    for number, sent in receipts.first_of(envelopes).items():
        try:
            records.append(read(sent))
        except payload.InvalidRecord as error:
            answers[number] = _invalid(sent, error.message)
    if records:
        answers |= _store(records, by, at)
    return receipts.in_order(envelopes, answers)


def _invalid(sent: envelope.Envelope, message: str) -> envelope.RecordAnswer:
    return envelope.RecordAnswer(sent.client_uuid, envelope.RecordVerdict.INVALID, message)


def _withdrawn(sent: envelope.Envelope) -> envelope.RecordAnswer:
    return envelope.RecordAnswer(
        sent.client_uuid, envelope.RecordVerdict.WITHDRAWN, _("This record was withdrawn.")
    )


def _store(records: list[reading.Record], by: reading.Sender, at: datetime) -> Answers:
    """Store what is new, in one transaction that holds the drives concerned."""
    with writing.writing(by=by, at=at):
        rollups.lock_drives(r.drive.pk for r in records)
        originals = storing.originals_of(records)
        answers = _refuse_corrections(records, originals, by)
        candidates = [r for r in records if r.envelope.client_uuid not in answers]
        claimed, known = receipts.claim([r.envelope for r in candidates], by=by, at=at)
        answers |= _still_held(known)
        numbers = {e.client_uuid for e in claimed}
        fresh = [r for r in candidates if r.envelope.client_uuid in numbers]
        if fresh:
            stored = storing.store(fresh, originals, by, at)
            answers |= {r.envelope.client_uuid: _verdict(r, stored) for r in fresh}
        storing.note_sync([r.drive.pk for r in records], by, at)
    return answers


def _verdict(record: reading.Record, stored: storing.Stored) -> envelope.RecordAnswer:
    number = record.envelope.client_uuid
    if number in stored.voided:
        return _withdrawn(record.envelope)
    if number in stored.held:
        return _held(number, envelope.RecordVerdict.CREATED, stored.held[number])
    return envelope.RecordAnswer(number, envelope.RecordVerdict.CREATED)


def _held(
    number: uuid.UUID, verdict: envelope.RecordVerdict, cause: models.HoldCause
) -> envelope.RecordAnswer:
    return envelope.RecordAnswer(number, verdict, holding.message_of(cause), is_held=True)


def _still_held(answers: Answers) -> Answers:
    """Say of replays too what is held."""
    replayed = [
        n for n, answer in answers.items() if answer.verdict == envelope.RecordVerdict.REPLAYED
    ]
    if not replayed:
        return answers
    waiting = models.Hold.objects.filter(
        state=models.Hold.State.WAITING, entry__receipt_uuid__in=replayed
    ).values_list("entry__receipt_uuid", "cause")
    return answers | {
        number: _held(number, envelope.RecordVerdict.REPLAYED, models.HoldCause(cause))
        for number, cause in waiting
    }


def _refuse_corrections(
    records: list[reading.Record],
    originals: dict[uuid.UUID, models.SupportEntry],
    by: reading.Sender,
) -> Answers:
    answers = {}
    for record in records:
        sent = record.envelope
        original = originals.get(sent.replaces_uuid) if sent.replaces_uuid else None
        if original is None:
            continue
        if original.drive_id != record.drive.pk or not _is_sender(original, by):
            answers[sent.client_uuid] = _invalid(
                sent, _("Only who sent a record may correct or withdraw it.")
            )
        elif record.support and original.voided_at and original.replaced_by_id is None:
            answers[sent.client_uuid] = _withdrawn(sent)
    return answers


def _is_sender(entry: models.SupportEntry, by: reading.Sender) -> bool:
    if isinstance(by, models.DeviceToken):
        return entry.by_device_id == by.pk
    return entry.by_user_id == by.pk

"""Taking in support records from the field: each counts once, on its own day, whatever repeats."""

import hashlib
import uuid
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.directives import models as directives_models
from campaigns.drives import models
from campaigns.drives.services import payload, reading, rollups
from campaigns.kernel import actor, envelope, errors, receipts, writing
from campaigns.kernel import models as kernel_models

SUPPORT = "support"
WITHDRAWAL = "support-withdrawal"


class EntryVoided(errors.Conflict):
    """The entry was corrected or withdrawn already."""


def receive_support(
    envelopes: list[envelope.Envelope], *, by: actor.Actor, at: datetime
) -> list[envelope.RecordAnswer]:
    """Store support records and corrections; one verdict each, in the order given.

    What cannot count is set aside first (422); the rest is one transaction. A record counts on
    the day on which it was captured, by the phone's clock put right. A correction takes its
    original out of the totals, whichever of the two arrives first.
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
    first = {sent.client_uuid: sent for sent in reversed(envelopes)}
    answers: dict[uuid.UUID, envelope.RecordAnswer] = {}
    records: list[reading.Record] = []
    for sent in first.values():
        try:
            records.append(read(sent))
        except payload.InvalidRecord as error:
            answers[sent.client_uuid] = _invalid(sent, error.message)
    if records:
        answers |= _store(records, by, at)
    seen: set[uuid.UUID] = set()
    said: list[envelope.RecordAnswer] = []
    for sent in envelopes:
        answer = answers[sent.client_uuid]
        is_repeated = sent.client_uuid in seen
        said.append(_repeated(sent, first[sent.client_uuid], answer) if is_repeated else answer)
        seen.add(sent.client_uuid)
    return said


def _repeated(
    sent: envelope.Envelope, first: envelope.Envelope, answer: envelope.RecordAnswer
) -> envelope.RecordAnswer:
    """What is said of the second record under one number in the same batch."""
    verdicts = envelope.RecordVerdict
    if sent.payload_sha256 != first.payload_sha256:
        message = _("Another record was received under this number.")
        return envelope.RecordAnswer(sent.client_uuid, verdicts.CONFLICT, message)
    is_new = answer.verdict == verdicts.CREATED
    return envelope.RecordAnswer(sent.client_uuid, verdicts.REPLAYED) if is_new else answer


def _invalid(sent: envelope.Envelope, message: str) -> envelope.RecordAnswer:
    return envelope.RecordAnswer(sent.client_uuid, envelope.RecordVerdict.INVALID, message)


def _withdrawn(sent: envelope.Envelope) -> envelope.RecordAnswer:
    return envelope.RecordAnswer(
        sent.client_uuid, envelope.RecordVerdict.WITHDRAWN, _("This record was withdrawn.")
    )


def _store(
    records: list[reading.Record], by: reading.Sender, at: datetime
) -> dict[uuid.UUID, envelope.RecordAnswer]:
    """Store what is new, in one transaction that holds the drives concerned."""
    with writing.writing(by=by, at=at):
        rollups.lock_drives(r.drive.pk for r in records)
        originals = _originals(records)
        answers = _refuse_corrections(records, originals, by)
        candidates = [r for r in records if r.envelope.client_uuid not in answers]
        claimed, known = receipts.claim([r.envelope for r in candidates], by=by, at=at)
        answers |= known
        numbers = {e.client_uuid for e in claimed}
        fresh = [r for r in candidates if r.envelope.client_uuid in numbers]
        if fresh:
            voided = _store_fresh(fresh, originals, by, at)
            answers |= {r.envelope.client_uuid: _verdict(r, voided) for r in fresh}
    return answers


def _verdict(record: reading.Record, voided: set[uuid.UUID]) -> envelope.RecordAnswer:
    if record.envelope.client_uuid in voided:
        return _withdrawn(record.envelope)
    return envelope.RecordAnswer(record.envelope.client_uuid, envelope.RecordVerdict.CREATED)


def _originals(records: list[reading.Record]) -> dict[uuid.UUID, models.SupportEntry]:
    """Entries that the batch corrects or withdraws, as far as they have arrived."""
    named = {r.envelope.replaces_uuid for r in records if r.envelope.replaces_uuid is not None}
    entries = models.SupportEntry.objects.filter(receipt_uuid__in=named)
    return {e.receipt_uuid: e for e in entries.prefetch_related("counts")}


def _refuse_corrections(
    records: list[reading.Record],
    originals: dict[uuid.UUID, models.SupportEntry],
    by: reading.Sender,
) -> dict[uuid.UUID, envelope.RecordAnswer]:
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


def _store_fresh(
    fresh: list[reading.Record],
    originals: dict[uuid.UUID, models.SupportEntry],
    by: reading.Sender,
    at: datetime,
) -> set[uuid.UUID]:
    """Write the facts of new records and the totals; return the numbers that count no more.

    Among those are records that arrive after their own correction or withdrawal.
    """
    replacers = _replacers(fresh, by)
    change = rollups.Change()
    entries = _write_entries(fresh, replacers, change, by, at)
    voided = set(replacers) | _void_originals(fresh, originals, change, at)
    _name_replacements(fresh, replacers, entries, originals)
    kernel_models.FieldReceipt.objects.filter(
        client_uuid__in=voided, withdrawn_at__isnull=True
    ).update(withdrawn_at=at)
    change.apply()
    if isinstance(by, models.DeviceToken):
        models.DeviceToken.objects.filter(pk=by.pk).update(last_synced_at=at)
    _record_batch(fresh, by)
    return voided


def _replacers(fresh: list[reading.Record], by: reading.Sender) -> dict[uuid.UUID, uuid.UUID]:
    """New records that were corrected or withdrawn before they arrived, and by which."""
    later = kernel_models.FieldReceipt.objects.filter(
        replaces_uuid__in=[r.envelope.client_uuid for r in fresh], actor_id=by.actor_id
    )
    return {r.replaces_uuid: r.client_uuid for r in later if r.replaces_uuid is not None}


def _write_entries(
    fresh: list[reading.Record],
    replacers: dict[uuid.UUID, uuid.UUID],
    change: rollups.Change,
    by: reading.Sender,
    at: datetime,
) -> dict[uuid.UUID, models.SupportEntry]:
    support = [(r, r.support) for r in fresh if r.support is not None]
    entries = models.SupportEntry.objects.bulk_create(
        [_entry(r, s, by, at, is_void=r.envelope.client_uuid in replacers) for r, s in support]
    )
    apps = {a.code: a for r, _s in support for a in r.drive.apps.all()}
    lines: list[models.SupportCount] = []
    for entry, (_record, said) in zip(entries, support, strict=True):
        own = [_count(entry, line, apps) for line in said.lines]
        lines += own
        if entry.voided_at is None:
            change.count(entry, own, sign=1)
    models.SupportCount.objects.bulk_create(lines)
    return {e.receipt_uuid: e for e in entries}


def _entry(
    record: reading.Record,
    said: payload.Support,
    by: reading.Sender,
    at: datetime,
    *,
    is_void: bool,
) -> models.SupportEntry:
    is_device = isinstance(by, models.DeviceToken)
    return models.SupportEntry(
        receipt_uuid=record.envelope.client_uuid,
        drive=record.drive,
        shift=record.shift,
        unit_id=record.drive.unit_id,
        occurred_at=record.occurred_at,
        day=timezone.localdate(record.occurred_at),
        received_at=at,
        setting=said.setting,
        language=said.language,
        age_band=said.age_band,
        people=said.people,
        by_device_id=by.pk if is_device else None,
        by_user_id=None if is_device else by.pk,
        voided_at=at if is_void else None,
    )


def _count(
    entry: models.SupportEntry,
    line: payload.Line,
    apps: dict[str, directives_models.DeclarationApp],
) -> models.SupportCount:
    app = apps[line.app_code] if line.app_code is not None else None
    return models.SupportCount(entry=entry, app=app, outcome=line.outcome, count=line.count)


def _void_originals(
    fresh: list[reading.Record],
    originals: dict[uuid.UUID, models.SupportEntry],
    change: rollups.Change,
    at: datetime,
) -> set[uuid.UUID]:
    """Take out of the totals what the new records correct or withdraw."""
    named = {r.envelope.replaces_uuid for r in fresh}
    standing = [e for e in originals.values() if e.receipt_uuid in named and e.voided_at is None]
    for entry in standing:
        _void(entry, change, at)
    return {e.receipt_uuid for e in standing}


def _void(entry: models.SupportEntry, change: rollups.Change, at: datetime) -> None:
    entry.voided_at = at
    entry.save(update_fields=["voided_at"])
    change.count(entry, entry.counts.all(), sign=-1)


def _name_replacements(
    fresh: list[reading.Record],
    replacers: dict[uuid.UUID, uuid.UUID],
    entries: dict[uuid.UUID, models.SupportEntry],
    originals: dict[uuid.UUID, models.SupportEntry],
) -> None:
    """Point each corrected entry to the one that says it right."""
    here = {r.envelope.replaces_uuid: r.envelope.client_uuid for r in fresh}
    links = replacers | {old: new for old, new in here.items() if old in originals}
    earlier = models.SupportEntry.objects.filter(
        receipt_uuid__in=set(links.values()) - set(entries)
    )
    by_number = {e.receipt_uuid: e for e in earlier} | entries
    for old, new in links.items():
        entry = entries.get(old) or originals.get(old)
        if entry is not None and new in by_number:
            entry.replaced_by = by_number[new]
            entry.save(update_fields=["replaced_by"])


def _record_batch(fresh: list[reading.Record], by: reading.Sender) -> None:
    """One event for the batch: how much, for which drives, and a digest of which records."""
    numbers = sorted(f"{r.envelope.client_uuid}:{r.envelope.payload_sha256}" for r in fresh)
    drive_ids = sorted({r.drive.pk for r in fresh})
    audit_services.record(
        "drives.support_received" if fresh[0].support else "drives.support_withdrawn",
        fresh[0].drive,
        unit_id=fresh[0].drive.unit_id,
        after={
            "records": len(fresh),
            "people": sum(r.support.people for r in fresh if r.support),
            "drives": drive_ids,
            "sha256": hashlib.sha256("\n".join(numbers).encode()).hexdigest(),
        },
    )


def withdraw_entry(
    *, entry: models.SupportEntry, reason: str, by: accounts_models.User, at: datetime
) -> None:
    """Take an entry out of the totals for a reason that stays on record.

    Raises:
        EntryVoided: it was corrected or withdrawn already.
    """
    with writing.writing(by=by, at=at):
        rollups.lock_drives([entry.drive_id])
        held = models.SupportEntry.objects.standing().filter(pk=entry.pk).first()
        if held is None:
            raise EntryVoided(_("This entry was corrected or withdrawn already."))
        change = rollups.Change()
        _void(held, change, at)
        change.apply()
        kernel_models.FieldReceipt.objects.filter(client_uuid=held.receipt_uuid).update(
            withdrawn_at=at
        )
        audit_services.record(
            "drives.entry_withdrawn",
            held.drive,
            unit_id=held.unit_id,
            before={"entry": held.pk, "people": held.people},
            reason=reason,
        )

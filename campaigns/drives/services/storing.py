"""Writing the facts of new support records with everything that follows from them."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.drives import models
from campaigns.drives.services import holding, payload, reading, rollups
from campaigns.kernel import errors, writing
from campaigns.kernel import models as kernel_models

Originals = dict[uuid.UUID, models.SupportEntry]


class EntryVoided(errors.Conflict):
    """The entry was corrected or withdrawn already."""


@dataclass(frozen=True)
class Stored:
    """What became of new records: numbers that count no more, and those that are held back.

    Among the former are records that arrived after their own correction or withdrawal.
    """

    voided: frozenset[uuid.UUID]
    held: dict[uuid.UUID, models.HoldCause]


def originals_of(records: Iterable[reading.Record]) -> Originals:
    """Entries that the batch corrects or withdraws, as far as they have arrived."""
    named = {r.envelope.replaces_uuid for r in records if r.envelope.replaces_uuid is not None}
    if not named:
        return {}
    entries = models.SupportEntry.objects.filter(receipt_uuid__in=named)
    return {e.receipt_uuid: e for e in entries.prefetch_related("counts", "reasons")}


def store(
    fresh: list[reading.Record], originals: Originals, by: reading.Sender, at: datetime
) -> Stored:
    """Write the facts of new records and the totals, in the transaction that holds the drives."""
    replacers = _replacers(fresh, by)
    standing = [r for r in fresh if r.envelope.client_uuid not in replacers]
    causes = holding.causes_of(standing, by)
    change = rollups.Change()
    entries = _Writer(by, at, frozenset(replacers), causes, change).write(fresh)
    voided = frozenset(replacers) | _void_originals(fresh, originals, change, at)
    _name_replacements(fresh, replacers, entries, originals)
    if voided:
        kernel_models.FieldReceipt.objects.filter(
            client_uuid__in=voided, withdrawn_at__isnull=True
        ).update(withdrawn_at=at)
    change.apply()
    _record_batch(fresh, causes)
    return Stored(voided, causes)


def note_sync(drive_ids: Iterable[int], by: reading.Sender, at: datetime) -> None:
    """Write down when somebody last handed records in, new or known; no fact, hence no event."""
    if isinstance(by, models.DeviceToken):
        QuerySet(models.DeviceToken).filter(pk=by.pk).update(last_synced_at=at)
        return
    senders: QuerySet[models.SenderRollup] = QuerySet(models.SenderRollup).filter(by_user=by)
    for drive_id in sorted(set(drive_ids)):
        if not senders.filter(drive_id=drive_id).update(last_synced_at=at):
            senders.create(drive_id=drive_id, by_user=by, last_synced_at=at)


def _replacers(fresh: list[reading.Record], by: reading.Sender) -> dict[uuid.UUID, uuid.UUID]:
    """New records that were corrected or withdrawn before they arrived, and by which."""
    later = kernel_models.FieldReceipt.objects.filter(
        replaces_uuid__in=[r.envelope.client_uuid for r in fresh], actor_id=by.actor_id
    ).values_list("replaces_uuid", "client_uuid")
    return {old: new for old, new in later if old is not None}


class _Writer:
    """Writes the entries of a batch with their counts, in three statements."""

    def __init__(
        self,
        by: reading.Sender,
        at: datetime,
        voided: frozenset[uuid.UUID],
        causes: dict[uuid.UUID, models.HoldCause],
        change: rollups.Change,
    ) -> None:
        self.by, self.at, self.voided, self.causes = by, at, voided, causes
        self.change = change

    def write(self, fresh: Sequence[reading.Record]) -> Originals:
        support = [(r, r.support) for r in fresh if r.support is not None]
        entries = models.SupportEntry.objects.bulk_create(
            [self._entry(record, said) for record, said in support]
        )
        lines: list[models.SupportCount] = []
        reasons: list[models.ReasonCount] = []
        for entry, (record, said) in zip(entries, support, strict=True):
            own = _lines(entry.pk, said, record.app_ids)
            why = [
                models.ReasonCount(entry_id=entry.pk, reason=r, count=n) for r, n in said.reasons
            ]
            lines += own
            reasons += why
            if entry.voided_at is None and not entry.is_held:
                self.change.count(entry, own, why, sign=1)
        models.SupportCount.objects.bulk_create(lines)
        models.ReasonCount.objects.bulk_create(reasons)
        holding.hold(entries, self.causes, self.at)
        return {e.receipt_uuid: e for e in entries}

    def _entry(self, record: reading.Record, said: payload.Support) -> models.SupportEntry:
        number = record.envelope.client_uuid
        is_device = isinstance(self.by, models.DeviceToken)
        return models.SupportEntry(
            receipt_uuid=number,
            drive_id=record.drive.pk,
            shift_id=record.shift.pk if record.shift else None,
            unit_id=record.unit_id,
            occurred_at=record.occurred_at,
            day=timezone.localdate(record.occurred_at),
            received_at=self.at,
            setting=said.setting,
            language=said.language,
            age_band=said.age_band,
            people=said.people,
            households=said.households,
            photo_sha256=said.photo_sha256,
            by_device_id=self.by.pk if is_device else None,
            by_user_id=None if is_device else self.by.pk,
            is_held=number in self.causes,
            voided_at=self.at if number in self.voided else None,
        )


def _lines(
    entry_id: int, said: payload.Support, app_ids: Mapping[str, int]
) -> list[models.SupportCount]:
    return [
        models.SupportCount(
            entry_id=entry_id,
            app_id=app_ids[line.app_code] if line.app_code is not None else None,
            outcome=line.outcome,
            count=line.count,
        )
        for line in said.lines
    ]


def _void_originals(
    fresh: list[reading.Record], originals: Originals, change: rollups.Change, at: datetime
) -> frozenset[uuid.UUID]:
    """Take out of the totals what the new records correct or withdraw."""
    named = {r.envelope.replaces_uuid for r in fresh}
    standing = [e for e in originals.values() if e.receipt_uuid in named and e.voided_at is None]
    _void(standing, change, at)
    return frozenset(e.receipt_uuid for e in standing)


def _void(entries: Sequence[models.SupportEntry], change: rollups.Change, at: datetime) -> None:
    held = [entry for entry in entries if entry.is_held]
    for entry in entries:
        if not entry.is_held:
            change.count(entry, entry.counts.all(), entry.reasons.all(), sign=-1)
        entry.voided_at, entry.is_held = at, False
    if entries:
        models.SupportEntry.objects.filter(pk__in=[e.pk for e in entries]).update(
            voided_at=at, is_held=False
        )
    if held:
        holding.overtake(held)


def _name_replacements(
    fresh: list[reading.Record],
    replacers: dict[uuid.UUID, uuid.UUID],
    entries: Originals,
    originals: Originals,
) -> None:
    """Point each corrected entry to the one that says it right."""
    here = {r.envelope.replaces_uuid: r.envelope.client_uuid for r in fresh}
    links = replacers | {old: new for old, new in here.items() if old in originals}
    if not links:
        return
    earlier = models.SupportEntry.objects.filter(
        receipt_uuid__in=set(links.values()) - set(entries)
    )
    by_number = {e.receipt_uuid: e for e in earlier} | entries
    for old, new in links.items():
        entry = entries.get(old) or originals.get(old)
        if entry is not None and new in by_number:
            entry.replaced_by = by_number[new]
            entry.save(update_fields=["replaced_by"])


def _record_batch(fresh: list[reading.Record], causes: dict[uuid.UUID, models.HoldCause]) -> None:
    """One event for the batch: how much, for which drives, and a digest of which records."""
    numbers = sorted(f"{r.envelope.client_uuid}:{r.envelope.payload_sha256}" for r in fresh)
    counted = [r.support for r in fresh if r.support and r.envelope.client_uuid not in causes]
    audit_services.record(
        "drives.support_received" if fresh[0].support else "drives.support_withdrawn",
        fresh[0].drive,
        unit_id=fresh[0].drive.unit_id,
        after={
            "records": len(fresh),
            "people": sum(support.people for support in counted),
            "held": len(causes),
            "drives": sorted({r.drive.pk for r in fresh}),
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
        standing = models.SupportEntry.objects.filter(pk=entry.pk, voided_at__isnull=True)
        held = standing.select_related("drive").first()
        if held is None:
            raise EntryVoided(_("This entry was corrected or withdrawn already."))
        change = rollups.Change()
        _void([held], change, at)
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

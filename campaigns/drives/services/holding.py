"""Records that are hard to believe: kept, flagged, and counted only on the organiser's word."""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.drives import models
from campaigns.drives.services import reading, rollups
from campaigns.kernel import errors, writing
from campaigns.kernel import models as kernel_models

_MINUTE = timedelta(minutes=1)
State = models.Hold.State


class HoldDecided(errors.Conflict):
    """Somebody decided on the record already, or its sender corrected or withdrew it."""


def causes_of(
    fresh: Sequence[reading.Record], by: reading.Sender
) -> dict[uuid.UUID, models.HoldCause]:
    """Which new records are hard to believe, and why.

    Limits are settings: the largest number in one record (`LOA_FIELD_MOST_IN_RECORD`), the sum of
    the largest numbers that one sender captured within a minute (`LOA_FIELD_MOST_IN_MINUTE`), and
    how far the phone's clock was off (`LOA_FIELD_MOST_CLOCK_HOURS`).
    """
    held = {r.envelope.client_uuid: c for r in fresh if (c := _cause(r)) is not None}
    rest = [r for r in fresh if r.envelope.client_uuid not in held and r.support is not None]
    return held | _beyond_a_minute(rest, by)


def _cause(record: reading.Record) -> models.HoldCause | None:
    """What is wrong with a record by itself."""
    if record.support is None:
        return None
    if abs(record.envelope.clock_offset_s) > settings.LOA_FIELD_MOST_CLOCK_HOURS * 3600:
        return models.HoldCause.CLOCK
    if record.support.most > settings.LOA_FIELD_MOST_IN_RECORD:
        return models.HoldCause.RECORD
    return None


def _beyond_a_minute(
    records: Sequence[reading.Record], by: reading.Sender
) -> dict[uuid.UUID, models.HoldCause]:
    """Records that one person cannot have made besides what they made in the same minute."""
    sums = _in_minutes(records, by)
    held = {}
    for record in records:
        minute, most = _minute(record.occurred_at), record.support.most if record.support else 0
        if sums[minute] + most > settings.LOA_FIELD_MOST_IN_MINUTE:
            held[record.envelope.client_uuid] = models.HoldCause.MINUTE
        else:
            sums[minute] += most
    return held


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _in_minutes(records: Sequence[reading.Record], by: reading.Sender) -> Counter[datetime]:
    """What the sender made already in the minutes of the records; what they correct is left out."""
    sums: Counter[datetime] = Counter()
    if not records:
        return sums
    moments = [_minute(r.occurred_at) for r in records]
    corrected = [r.envelope.replaces_uuid for r in records if r.envelope.replaces_uuid is not None]
    rows = (
        models.SupportEntry.objects.sent_by(by)
        .standing()
        .filter(occurred_at__gte=min(moments), occurred_at__lt=max(moments) + _MINUTE)
        .filter(hold__isnull=True)
        .exclude(receipt_uuid__in=corrected)
        .annotate(acts=Max("counts__count"), homes=Max("reasons__count"))
        .values_list("occurred_at", "people", "households", "acts", "homes")
    )
    for moment, *numbers in rows:
        sums[_minute(moment)] += max(n or 0 for n in numbers)
    return sums


def message_of(cause: models.HoldCause) -> str:
    """What the sender is told."""
    return _("Kept, but it does not count until the organiser confirms it: %(cause)s.") % {
        "cause": cause.label
    }


def hold(
    entries: Iterable[models.SupportEntry],
    causes: dict[uuid.UUID, models.HoldCause],
    at: datetime,
) -> None:
    """Write down why entries are held; within the service that stores them."""
    models.Hold.objects.bulk_create(
        models.Hold(entry=entry, cause=causes[entry.receipt_uuid], held_at=at)
        for entry in entries
        if entry.is_held
    )


def overtake(entries: Iterable[models.SupportEntry]) -> None:
    """The sender corrected or withdrew what was held: nothing is left to decide."""
    models.Hold.objects.filter(entry__in=list(entries), state=State.WAITING).update(
        state=State.OVERTAKEN
    )


def confirm_held(
    *, entry: models.SupportEntry, reason: str, by: accounts_models.User, at: datetime
) -> None:
    """Let a held entry count, for a reason that stays on record.

    Raises:
        HoldDecided: nothing is left to decide.
    """
    with writing.writing(by=by, at=at):
        held = _decide(entry, State.CONFIRMED, by, at)
        models.SupportEntry.objects.filter(pk=held.pk).update(is_held=False)
        change = rollups.Change()
        change.count(held, held.counts.all(), held.reasons.all(), sign=1)
        change.apply()
        _record("drives.entry_confirmed", held, reason)


def reject_held(
    *, entry: models.SupportEntry, reason: str, by: accounts_models.User, at: datetime
) -> None:
    """Leave a held entry out for good, for a reason that stays on record; its sender is told 410.

    Raises:
        HoldDecided: nothing is left to decide.
    """
    with writing.writing(by=by, at=at):
        held = _decide(entry, State.REJECTED, by, at)
        models.SupportEntry.objects.filter(pk=held.pk).update(is_held=False, voided_at=at)
        kernel_models.FieldReceipt.objects.filter(client_uuid=held.receipt_uuid).update(
            withdrawn_at=at
        )
        _record("drives.entry_rejected", held, reason)


def _decide(
    entry: models.SupportEntry, state: str, by: accounts_models.User, at: datetime
) -> models.SupportEntry:
    """Claim the decision, with the drive held: no correction of the record passes unseen."""
    rollups.lock_drives([entry.drive_id])
    claimed = models.Hold.objects.filter(entry=entry, state=State.WAITING).update(
        state=state, decided_at=at, decided_by=by
    )
    if claimed != 1:
        raise HoldDecided(_("Somebody decided on this record already, or it was corrected."))
    return models.SupportEntry.objects.select_related("drive", "hold").get(pk=entry.pk)


def _record(verb: str, entry: models.SupportEntry, reason: str) -> None:
    audit_services.record(
        verb,
        entry.drive,
        unit_id=entry.unit_id,
        after={"entry": entry.pk, "people": entry.people, "cause": entry.hold.cause},
        reason=reason,
    )

"""Putting acts on record, and linking the record into a chain."""

import secrets
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db import models as django_models

from campaigns.audit import models, queries
from campaigns.kernel import actor, codes, writing


def record(
    verb: str,
    subject: django_models.Model,
    *,
    unit_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> models.Event:
    """Write the event of the change under way; actor and moment are the service's.

    Args:
        verb: `area.act_in_past_tense`, e.g. `drives.drive_opened`.
        subject: the changed row, saved already.
        unit_id: the unit whose file shows the event.
        before: changed values as they were, JSON-able; personal values through `blind`.
        after: changed values as they are.
        reason: the actor's own words, where the act asks for them.

    Raises:
        WriteOutsideService: no service is at work.
    """
    write = writing.current()
    salt = secrets.token_hex()
    event = models.Event(
        at=write.at,
        verb=verb,
        actor_id=write.by.actor_id,
        actor_label=write.by.actor_label[:200],
        actor_sha256=codes.blind(write.by.actor_label[:200], salt),
        label_salt=salt,
        subject_kind=subject._meta.label_lower,
        subject_id=str(subject.pk),
        unit_id=unit_id,
        before=before or {},
        after=after or {},
        reason=reason,
    )
    event.save()
    return event


def blind(value: str, salt: str) -> str:
    """A personal value as the record may hold it: a digest whose salt lies with the person."""
    return codes.blind(value, salt)


def forget_actor(*, actor_id: str, by: actor.Actor, at: datetime) -> int:
    """Take an erased person's name out of the record; return from how many events.

    The acts stay and the chain stays valid; the caller puts the erasure on record.
    """
    with writing.writing(by=by, at=at):
        return models.Event.objects.forget_labels(actor_id)


def seal_events(*, batch_size: int = 1000) -> int:
    """Link committed events into the chain, oldest first; return how many.

    Two sealers at once meet at the sequence number's primary key: one wins, the other links
    nothing and comes back at the next pulse.
    """
    try:
        with transaction.atomic():
            last = models.Seal.objects.order_by("-sequence").first()
            previous = last.sha256 if last else queries.GENESIS
            sequence = last.sequence if last else 0
            events = models.Event.objects.filter(seal__isnull=True).order_by("pk")[:batch_size]
            seals = []
            for event in events:
                sequence += 1
                previous = queries.link_sha256(previous, event)
                seals.append(models.Seal(sequence=sequence, event=event, sha256=previous))
            models.Seal.objects.bulk_create(seals)
            return len(seals)
    except IntegrityError:
        return 0

"""Entering where an outlet's scripts go, and its secrets."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import validators
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models, queries
from campaigns.kernel import actor, errors, languages, outgoing, writing

# After a rotation the former token and secret hold this long, so that nothing is lost meanwhile.
FORMER_HOLDS = timedelta(hours=24)


class DestinationRefused(errors.LoaError):
    """Nothing can be delivered there as described."""


class DestinationSettled(errors.Conflict):
    """The destination was taken out of use meanwhile."""


@dataclass(frozen=True)
class DestinationDraft:
    """Where to deliver; empty `languages` or `mediums` take all."""

    outlet: models.Outlet
    kind: str
    name: str
    address: str = ""
    languages: tuple[str, ...] = ()
    mediums: tuple[str, ...] = ()


def add_destination(
    *, draft: DestinationDraft, by: actor.Actor, at: datetime
) -> models.Destination:
    """Enter where an outlet's scripts go; it has its token and secret from the start.

    Raises:
        DestinationRefused: the address is none, or the outlet has such a destination already.
    """
    _check(draft)
    seed = secrets.token_hex(32)
    destination = models.Destination(
        outlet=draft.outlet,
        kind=draft.kind,
        name=draft.name.strip()[:120],
        address=draft.address.strip(),
        languages=list(draft.languages),
        mediums=list(draft.mediums),
        seed=seed,
        token_digest=queries.token_digest_of(seed),
        made_by=by if isinstance(by, accounts_models.User) else None,
        made_at=at,
    )
    with writing.writing(by=by, at=at):
        try:
            with transaction.atomic():
                destination.save()
        except IntegrityError as fault:
            message = _("The outlet has this destination already.")
            raise DestinationRefused(message) from fault
        _record("broadcasts.destination_added", destination, after={"kind": draft.kind})
    return destination


def _check(draft: DestinationDraft) -> None:
    if draft.kind not in models.DestinationKind.values:
        raise DestinationRefused(_("Choose how the scripts are delivered."))
    if not draft.name.strip():
        raise DestinationRefused(_("Give the destination a name by which people know it."))
    if not set(draft.languages) <= set(languages.Language.values):
        raise DestinationRefused(_("One of the languages is not known."))
    if not set(draft.mediums) <= set(draft.outlet.mediums):
        raise DestinationRefused(_("The outlet does not use one of the media."))
    address = draft.address.strip()
    if draft.kind == models.DestinationKind.FEED and address:
        raise DestinationRefused(_("A feed is pulled by the outlet: it needs no address."))
    if draft.kind == models.DestinationKind.EMAIL:
        _check_email(address)
    if draft.kind == models.DestinationKind.WEBHOOK:
        _check_url(address)


def _check_email(address: str) -> None:
    try:
        validators.validate_email(address)
    except ValidationError as fault:
        message = _("“%(address)s” is not an email address.") % {"address": address[:100]}
        raise DestinationRefused(message) from fault


def _check_url(address: str) -> None:
    try:
        outgoing.check_url(address)
    except outgoing.OutgoingRefused as fault:
        raise DestinationRefused(fault.message) from fault


def rotate_secret(
    *,
    destination: models.Destination,
    by: actor.Actor,
    at: datetime,
    is_leaked: bool = False,
) -> models.Destination:
    """Make a new token and secret; the former ones hold for a day more, unless they leaked.

    Raises:
        DestinationSettled: the destination is out of use, or somebody rotated at the same time.
    """
    seed = secrets.token_hex(32)
    has_former = bool(destination.seed) and not is_leaked
    former = {
        "former_seed": destination.seed if has_former else "",
        "former_token_digest": destination.token_digest if has_former else "",
        "former_until_at": at + FORMER_HOLDS if has_former else None,
    }
    with writing.writing(by=by, at=at):
        same = models.Destination.objects.active().filter(pk=destination.pk, seed=destination.seed)
        digest = queries.token_digest_of(seed)
        if same.update(seed=seed, token_digest=digest, **former) != 1:
            raise DestinationSettled(_("Somebody changed this destination meanwhile."))
        after = {"former_ends_at_once": is_leaked}
        _record("broadcasts.destination_rotated", destination, after=after)
    return models.Destination.objects.get(pk=destination.pk)


def note_secret_shown(
    *, destination: models.Destination, by: accounts_models.User, at: datetime
) -> None:
    """Put on record that somebody looked at a token and secret."""
    with writing.writing(by=by, at=at):
        _record("broadcasts.destination_secret_shown", destination)


def retire_destination(
    *, destination: models.Destination, by: actor.Actor, at: datetime
) -> models.Destination:
    """Take a destination out of use; what waited to go there is not needed any more.

    Raises:
        DestinationSettled: it is out of use already.
    """
    with writing.writing(by=by, at=at):
        if (
            models.Destination.objects.active().filter(pk=destination.pk).update(is_active=False)
            != 1
        ):
            raise DestinationSettled(_("This destination is out of use already."))
        waiting = models.Delivery.objects.filter(
            destination=destination, state__in=models.WAITING_STATES
        )
        count = waiting.update(state=models.DeliveryState.CANCELLED, settled_at=at)
        _record("broadcasts.destination_retired", destination, after={"deliveries": count})
    return models.Destination.objects.get(pk=destination.pk)


def _record(
    verb: str, destination: models.Destination, after: dict[str, Any] | None = None
) -> None:
    audit_services.record(verb, destination, unit_id=destination.outlet.unit_id, after=after)

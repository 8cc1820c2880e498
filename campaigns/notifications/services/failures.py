"""What an administrator does about mail that does not arrive, and what servers say of addresses."""

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.kernel import actor, errors, writing
from campaigns.notifications import models, queries

_S = models.SendingState
REFUSALS_TO_BLOCK = 3


class SendingRefused(errors.Conflict):
    """The sending is not in the state that the act needs."""


def retry_sending(*, sending: models.Sending, by: actor.Actor, at: datetime) -> None:
    """Send once more what was given up or came back, under a name of its own.

    Raises:
        SendingRefused: it is on its way, or arrived, or the address is held back.
    """
    trouble = models.MailTrouble.objects.filter(user=sending.user).first()
    if queries.is_blocked(sending.user, trouble):
        raise SendingRefused(_("Nothing is sent to this address: free the address first."))
    with writing.writing(by=by, at=at):
        over = models.Sending.objects.filter(pk=sending.pk, state__in=(_S.FAILED, _S.BOUNCED))
        claimed = over.update(
            state=_S.PENDING,
            generation=F("generation") + 1,
            attempts=0,
            due_at=at,
            settled_at=None,
        )
        if claimed != 1:
            raise SendingRefused(_("This is on its way already, or it arrived."))
        audit_services.record("notifications.sending_retried", sending)


def note_bounce(*, sending: models.Sending, fault: str, by: actor.Actor, at: datetime) -> None:
    """Write down that a mail came back, as a person saw it in the mailbox of the sender.

    Raises:
        SendingRefused: it was not sent.
    """
    with writing.writing(by=by, at=at):
        sent = models.Sending.objects.filter(pk=sending.pk, state=_S.SENT)
        if sent.update(state=_S.BOUNCED, fault=fault[:300], settled_at=at) != 1:
            raise SendingRefused(_("Only what was sent can come back."))
        note_refusal(sending.user, fault, at, is_seen=True)
        audit_services.record("notifications.sending_bounced", sending)


def note_refusal(
    user: accounts_models.User, fault: str, at: datetime, *, is_seen: bool = False
) -> None:
    """Count a refusal against the present address; runs inside the service that noticed it."""
    trouble, is_new = models.MailTrouble.objects.select_for_update().get_or_create(
        user=user, defaults={"address": user.email, "fault": fault[:300], "noted_at": at}
    )
    if not is_new and trouble.address.lower() != user.email.lower():
        trouble.address, trouble.refusals, trouble.blocked_at = user.email, 0, None
    trouble.refusals += 1
    trouble.fault, trouble.noted_at = fault[:300], at
    if is_seen or trouble.refusals >= REFUSALS_TO_BLOCK:
        trouble.blocked_at = trouble.blocked_at or at
    trouble.save(update_fields=["address", "refusals", "fault", "noted_at", "blocked_at"])


def forget_refusals(user: accounts_models.User) -> None:
    """A server took mail for the address: earlier refusals were its own trouble."""
    models.MailTrouble.objects.filter(user=user, blocked_at__isnull=True).delete()


def lift_block(*, user: accounts_models.User, by: actor.Actor, at: datetime) -> None:
    """Send to an address again.

    Raises:
        SendingRefused: nothing holds it back.
    """
    with writing.writing(by=by, at=at):
        if not models.MailTrouble.objects.filter(user=user).delete()[0]:
            raise SendingRefused(_("Mail to this address is not held back."))
        audit_services.record("notifications.address_freed", user)

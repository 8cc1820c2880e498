"""Telling a team: inbox for accounts, mail where an address was left, and everybody's own page."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.drives import models
from campaigns.kernel import actor, errors, writing
from campaigns.notifications import models as notification_models
from campaigns.notifications import services as notification_services

MOST_LETTERS = 1000
# Of what Loa itself writes to a whole team, and to somebody whose language nobody knows.
LANGUAGE = "vi"


def language_of(member: models.TeamMember) -> str:
    """In which language Loa writes to somebody."""
    return member.user.language if member.user else LANGUAGE


class MessageRefused(errors.LoaError):
    """There is nothing to say, or nobody to say it to."""


def message_team(
    *,
    drive: models.Drive,
    text: str,
    by: actor.Actor,
    at: datetime,
    shift: models.Shift | None = None,
) -> models.TeamMessage:
    """Tell everybody who has a place or waits for one, in the drive or in one of its shifts.

    Raises:
        MessageRefused: the text is empty or too long, or nobody has signed up.
    """
    words = text.strip()
    if not words or len(words) > MOST_LETTERS:
        raise MessageRefused(
            _("Write a message of at most %(most)s letters.") % {"most": MOST_LETTERS}
        )
    members = models.TeamMember.objects.filter(
        sign_ups__in=models.SignUp.objects.standing(), drive=drive
    )
    if shift is not None:
        members = members.filter(sign_ups__in=models.SignUp.objects.standing().filter(shift=shift))
    recipients = list(members.select_related("user").distinct().order_by("pk"))
    if not recipients:
        raise MessageRefused(_("Nobody has signed up yet: there is nobody to tell."))
    with writing.writing(by=by, at=at):
        message = models.TeamMessage(
            drive=drive,
            shift=shift,
            text=words,
            sent_at=at,
            sent_by=by if isinstance(by, accounts_models.User) else None,
            recipient_count=len(recipients),
        )
        _send(message, recipients, at)
        audit_services.record(
            "drives.team_messaged",
            drive,
            unit_id=drive.unit_id,
            after={"message": message.pk, "recipients": len(recipients)},
        )
    return message


def tell_member(
    *,
    member: models.TeamMember,
    text: str,
    by: actor.Actor,
    at: datetime,
    shift: models.Shift | None = None,
) -> models.TeamMessage:
    """Tell one person what concerns them alone."""
    with writing.writing(by=by, at=at):
        message = models.TeamMessage(
            drive=member.drive,
            shift=shift,
            member=member,
            text=text[:MOST_LETTERS],
            sent_at=at,
            recipient_count=1,
        )
        _send(message, [member], at)
        audit_services.record(
            "drives.member_told",
            member.drive,
            unit_id=member.drive.unit_id,
            after={"message": message.pk, "member": member.pk},
        )
    return message


def _send(
    message: models.TeamMessage, recipients: Iterable[models.TeamMember], at: datetime
) -> None:
    message.save()
    users, mails = [], []
    for member in recipients:
        if member.user is not None:
            users.append(member.user)
        elif member.email:
            mails.append(models.MessageMail(message=message, member=member, next_mail_at=at))
    models.MessageMail.objects.bulk_create(mails)
    notification_services.tell(
        users=users,
        topic=f"drives.message:{message.pk}",
        text=f"{message.drive.name}: {message.text}",
        url=reverse("drives:my_shifts"),
        at=at,
        kind=notification_models.Kind.DRIVES,
    )

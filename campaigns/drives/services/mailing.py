"""Mailing messages to volunteers without account: rows are the queue, what fails is tried again.

A volunteer's mail holds the link to their own page; nobody else is named in it.
"""

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core import mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.drives import models, queries
from campaigns.kernel import actor, errors, mails, writing

log = structlog.get_logger(__name__)

MAILER = actor.SystemActor("team mail")
PAUSES = (2, 5, 15, 60, 180)
"""Minutes until the next attempt; after the last one the volunteer's own page has to do."""
BATCH = 50


class MailClaimed(errors.Conflict):
    """Another worker mails this."""


def mail_messages(*, at: datetime) -> int:
    """Mail what is due; return how many went out.

    A row is claimed with its next attempt before anything is sent: a worker killed in between
    sends it again then, under the same Message-ID, so that mail readers show it once.
    """
    sent = 0
    due = models.MessageMail.objects.filter(next_mail_at__lte=at).select_related(
        "message__drive__unit", "message__shift", "member"
    )
    for row in list(due.order_by("next_mail_at", "pk")[:BATCH]):
        try:
            _claim(row, at)
        except MailClaimed:
            continue
        if not row.member.email or _is_sent(row):
            _note_done(row, at)
            sent += 1
    return sent


def _claim(row: models.MessageMail, at: datetime) -> None:
    is_last = row.attempts >= len(PAUSES)
    next_at = None if is_last else at + timedelta(minutes=PAUSES[row.attempts])
    with writing.writing(by=MAILER, at=at):
        rows = models.MessageMail.objects.filter(
            pk=row.pk, attempts=row.attempts, next_mail_at=row.next_mail_at
        )
        if rows.update(attempts=row.attempts + 1, next_mail_at=next_at) != 1:
            raise MailClaimed("Another worker mails this.")
        _record("drives.message_mail_tried", row)


def _is_sent(row: models.MessageMail) -> bool:
    try:
        mails.connection().send_messages([message(row)])
    except OSError as fault:  # errors of SMTP are among them
        log.warning("volunteer not mailed", mail=row.pk, fault=type(fault).__name__)
        return False
    return True


def _note_done(row: models.MessageMail, at: datetime) -> None:
    with writing.writing(by=MAILER, at=at):
        unsent = models.MessageMail.objects.filter(pk=row.pk, mailed_at__isnull=True)
        if unsent.update(mailed_at=at, next_mail_at=None):
            _record("drives.message_mailed", row)


def _record(verb: str, row: models.MessageMail) -> None:
    drive = row.message.drive
    audit_services.record(verb, drive, unit_id=drive.unit_id, after={"mail": row.pk})


def message(row: models.MessageMail) -> mail.EmailMessage:
    """The mail of a message, in Vietnamese."""
    path = reverse("volunteers:own_page", args=[queries.secret_of(row.member)])
    context = {
        "message": row.message,
        "address": f"{settings.BASE_URL}{path}",
        "member": row.member,
    }
    with translation.override("vi"):
        subject = _("News of the drive: %(name)s") % {"name": row.message.drive.name}
        body = render_to_string("emails/team_message.txt", context)
    key = f"team-{row.message_id}-{row.member_id}"
    return mails.compose(mails.Letter(row.member.email, subject, body, key))

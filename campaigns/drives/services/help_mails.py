"""Mailing a team that it is asked to help: rows are the queue, a mail that fails is tried again.

A mail says where, when and in which language; phone, hamlet and note stay in Loa.
"""

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core import mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.drives import models
from campaigns.drives.services import help_desk, help_edges
from campaigns.kernel import actor, errors, mails, writing

log = structlog.get_logger(__name__)

MAILER = actor.SystemActor("help mail")
PAUSES = (2, 5, 15, 60, 180)
"""Minutes until the next attempt; after the last one the inbox has to do."""
BATCH = 50


def mail_teams(*, at: datetime) -> int:
    """Mail the people of each team whose turn it is; return how many requests were mailed.

    A row is claimed with its next attempt before anything is sent: a worker killed in between
    sends it again then, under the same Message-ID, so that mail readers show it once.
    """
    sent = 0
    due = models.HelpRequest.objects.filter(next_mail_at__lte=at).select_related(
        "unit", "drive__organiser", "drive__opened_by", "team"
    )
    for request in list(due.order_by("next_mail_at", "pk")[:BATCH]):
        try:
            _claim(request, at)
        except errors.Conflict:
            continue
        if _is_sent(request, at):
            _note_sent(request, at)
            sent += 1
    return sent


def _claim(request: models.HelpRequest, at: datetime) -> None:
    is_last = request.mail_attempts >= len(PAUSES)
    next_at = None if is_last else at + timedelta(minutes=PAUSES[request.mail_attempts])
    with writing.writing(by=MAILER, at=at):
        rows = models.HelpRequest.objects.filter(
            pk=request.pk,
            state=models.HelpRequest.State.ASSIGNED,
            mail_attempts=request.mail_attempts,
            next_mail_at=request.next_mail_at,
        )
        if rows.update(mail_attempts=request.mail_attempts + 1, next_mail_at=next_at) != 1:
            raise help_edges.HelpStateRefused("Another worker mails this, or nobody has to.")
        help_edges.record("drives.help_mail_tried", request, after={"n": request.mail_attempts + 1})


def _is_sent(request: models.HelpRequest, at: datetime) -> bool:
    messages = [message(request, user) for user in help_desk.told_of(request, at)]
    try:
        mails.connection().send_messages(messages)
    except OSError as fault:  # errors of SMTP are among them
        log.warning("team not mailed", request=request.pk, fault=type(fault).__name__)
        return False
    return True


def _note_sent(request: models.HelpRequest, at: datetime) -> None:
    with writing.writing(by=MAILER, at=at):
        mailed = models.HelpRequest.objects.filter(
            pk=request.pk, assigned_at=request.assigned_at
        ).update(next_mail_at=None)
        if mailed:
            help_edges.record("drives.help_mailed", request)


def message(request: models.HelpRequest, user: accounts_models.User) -> mail.EmailMessage:
    """The mail to one of them, in their language."""
    context = {
        "request": request,
        "team": request.drive or request.team,
        "apps": ", ".join(app.name_vi for app in request.apps.order_by("position", "pk")),
        "address": f"{settings.BASE_URL}{reverse('help:request', args=[request.pk])}",
        "name": user.full_name,
    }
    with translation.override(user.language):
        subject = _("A resident asks for help in %(place)s") % {"place": request.unit.name_vi}
        body = render_to_string("emails/help_assigned.txt", context)
    given = int(request.assigned_at.timestamp()) if request.assigned_at else 0
    key = f"help-{request.pk}-{given}-{user.pk}"
    return mails.compose(mails.Letter(user.email, subject, body, key))

"""Mailing secret links: rows are the queue, a mail that fails is tried again later."""

from datetime import datetime, timedelta
from email.utils import formataddr

import structlog
from django.conf import settings
from django.core import mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.kernel import actor, errors, mails, writing
from campaigns.notifications import models as notification_models
from campaigns.notifications import services as notification_services
from cms import models, queries
from cms.services import edges, fact_links

log = structlog.get_logger(__name__)

MAILER = actor.SystemActor("fact check mail")
PAUSES = (2, 5, 15, 60, 180)
"""Minutes until the next attempt; after the last, whoever sent the link is told."""


def mail_fact_links(*, at: datetime) -> int:
    """Mail each link whose turn it is; return how many went out.

    A row is claimed with its next attempt before anything is sent: a worker killed in between
    sends it again then, under the same Message-ID, so that mail readers show it once.
    """
    sent = 0
    for link in list(models.FactCheckLink.objects.to_mail(at).order_by("next_mail_at", "pk")[:50]):
        try:
            _claim(link, at)
        except errors.Conflict:
            continue
        is_sent = _is_sent(link)
        _note(link, is_sent=is_sent, at=at)
        sent += is_sent
    return sent


def _claim(link: models.FactCheckLink, at: datetime) -> None:
    is_last = link.mail_attempts >= len(PAUSES)
    next_at = None if is_last else at + timedelta(minutes=PAUSES[link.mail_attempts])
    with writing.writing(by=MAILER, at=at):
        rows = models.FactCheckLink.objects.unspent().filter(
            pk=link.pk, mail_attempts=link.mail_attempts, next_mail_at=link.next_mail_at
        )
        if rows.update(mail_attempts=link.mail_attempts + 1, next_mail_at=next_at) != 1:
            raise edges.AlreadyDecided(_("Another worker mails this link."))
        link.mail_attempts, link.next_mail_at = link.mail_attempts + 1, next_at
        audit_services.record("cms.fact_link_mail_tried", link, after={"n": link.mail_attempts})


def _is_sent(link: models.FactCheckLink) -> bool:
    try:
        mails.connection().send_messages([message(link)])
    except OSError as fault:  # errors of SMTP are among them
        log.warning("fact check link not mailed", link=link.pk, fault=type(fault).__name__)
        return False
    return True


def _note(link: models.FactCheckLink, *, is_sent: bool, at: datetime) -> None:
    """Note what became of an attempt; after the last one, whoever sent the link is told."""
    if not is_sent and link.next_mail_at is not None:
        return
    with writing.writing(by=MAILER, at=at):
        if is_sent:
            models.FactCheckLink.objects.filter(pk=link.pk).update(mailed_at=at, next_mail_at=None)
            audit_services.record("cms.fact_link_mailed", link)
            return
        audit_services.record("cms.fact_link_mail_given_up", link)
        notification_services.tell(
            users=[link.created_by],
            topic=f"cms.fact_link_mail:{link.pk}",
            text=_("The mail with the fact check link cannot be sent: %(title)s")
            % {"title": link.approval.revision.object_str},
            url=reverse("newsroom:review", args=[link.approval.page_id]),
            at=at,
            kind=notification_models.Kind.REVIEWS,
        )


def message(link: models.FactCheckLink) -> mail.EmailMessage:
    """The mail of a link, in Vietnamese."""
    path = reverse("public:fact_check", args=[fact_links.secret_of(link.key)])
    title = " ".join(str(link.approval.revision.object_str).split())
    context = {
        "link": link,
        "title": title,
        "newsroom": queries.newsroom_of(link.approval.page).title,
        "address": f"{settings.BASE_URL}{path}",
    }
    with translation.override("vi"):
        subject = _("Please check the facts: %(title)s") % {"title": title}
        body = render_to_string("emails/fact_check.txt", context)
    to = formataddr((link.reviewer_name, link.reviewer_email))
    return mails.compose(mails.Letter(to, subject, body, f"fact-check-{link.key}"))

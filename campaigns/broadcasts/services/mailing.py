"""The mail that brings a script to an outlet's mailbox."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from campaigns.broadcasts import models, queries
from campaigns.kernel import mails


def mail_of(delivery: models.Delivery) -> EmailMessage:
    """The mail of a delivery; its Message-ID is the same in every attempt."""
    release = delivery.release
    if release is None:
        subject, body = _("Loa: test"), _("This mail shows that scripts reach this mailbox.")
    elif delivery.event == models.DeliveryEvent.CANCELLED:
        subject, body = _called_off(queries.handover(release))
    else:
        subject, body = _placed(queries.handover(release))
    mail = mails.compose(
        mails.Letter(
            to=delivery.destination.address,
            subject=subject,
            text=f"{body}\n\n-- \n{_sender()}\n",
            key=str(delivery.idempotency_key),
        )
    )
    if release is not None and delivery.event == models.DeliveryEvent.PLACED:
        handed = queries.handover(release)
        mail.attach(_file_name(handed), _script(handed), "text/plain")
    return mail


def _when(handed: queries.Handover) -> str:
    return f"{handed.planned_start_at:%H:%M %d/%m/%Y}"


def _placed(handed: queries.Handover) -> tuple[str, str]:
    priority = models.Priority(handed.priority)
    subject = _("[%(when)s] %(title)s") % {"when": _when(handed), "title": handed.title}
    if priority != models.Priority.NORMAL:
        subject = f"{priority.label}: {subject}"
    lines = [
        _("%(outlet)s: to be aired at %(when)s, %(seconds)s seconds.")
        % {"outlet": handed.outlet, "when": _when(handed), "seconds": handed.planned_seconds},
        f"{priority.label}: {models.PRIORITY_MEANINGS[priority]}",
        _("The script is attached. Say that you have it, and later that it was aired:"),
        _rundown_url(handed),
    ]
    return subject, "\n\n".join(lines)


def _called_off(handed: queries.Handover) -> tuple[str, str]:
    subject = _("Taken off: %(title)s (%(when)s)") % {
        "title": handed.title,
        "when": _when(handed),
    }
    lines = [
        _("“%(title)s” was taken off the rundown of %(when)s: do not air it.")
        % {"title": handed.title, "when": _when(handed)},
        _("Reason: %(reason)s") % {"reason": handed.cancelled_reason},
        _rundown_url(handed),
    ]
    return subject, "\n\n".join(lines)


def _rundown_url(handed: queries.Handover) -> str:
    base: str = settings.BASE_URL
    return base + reverse("broadcasts:script", args=[handed.script_id])


def _script(handed: queries.Handover) -> str:
    head = [handed.title, f"{_when(handed)} · {handed.planned_seconds} s · {handed.language}"]
    return "\n\n".join([*head, handed.spoken_text or handed.text, f"SHA-256: {handed.sha256}"])


def _file_name(handed: queries.Handover) -> str:
    """Plain letters only: a name passes through every mail program."""
    return f"{handed.planned_start_at:%Y%m%d-%H%M}-{slugify(handed.title)[:60] or handed.id}.txt"


def _sender() -> str:
    return _("Loa, %(address)s. Nobody reads answers to this mail.") % {
        "address": settings.BASE_URL
    }

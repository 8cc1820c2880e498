"""The mail of a notice and of a digest: text and page, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core import mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.kernel import mails
from campaigns.notifications import models
from campaigns.notifications.services import choosing, links

MOST_LINES = 40
"""Lines of a digest; the rest is a link to the inbox."""
MOST_NAMES = 3
"""Units that the subject of a mail of several matters names."""


@dataclass(frozen=True)
class Line:
    """One notice as a mail shows it."""

    text: str
    url: str
    told_at: datetime


@dataclass(frozen=True)
class Group:
    """Lines of one kind."""

    label: str
    lines: Sequence[Line]


def message(
    sending: models.Sending, notices: Sequence[models.Notice], at: datetime
) -> mail.EmailMultiAlternatives:
    """The mail of a sending: of its one notice, of several that one act told, or of what waits for
    the day's digest."""
    user = sending.user
    with translation.override(user.language):
        off = _off_address(sending)
        context = {
            "name": user.full_name,
            "groups": _groups(notices[:MOST_LINES]),
            "more": max(len(notices) - MOST_LINES, 0),
            "reason": "" if off else _why_told(sending),
            "kind": sending.notice.get_kind_display() if sending.notice else "",
            "off_url": off,
            "choices_url": absolute(reverse("notifications:choices")),
            "inbox_url": absolute(reverse("workspace:inbox")),
            "at": at,
            "title": _subject(sending, notices) if sending.notice else "",
        }
        name = "notice" if sending.notice is not None and len(notices) == 1 else "digest"
        return mails.compose(
            mails.Letter(
                to=user.email,
                subject=_subject(sending, notices),
                text=render_to_string(f"emails/{name}.txt", context),
                html=render_to_string(f"emails/{name}.html", context),
                key=sending.message_key,
                headers=_off_headers(off),
            )
        )


def absolute(path: str) -> str:
    """An address of ours in full; what is none of ours leads to the inbox."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\"))
    return f"{settings.BASE_URL}{path if is_ours else reverse('workspace:inbox')}"


def _subject(sending: models.Sending, notices: Sequence[models.Notice]) -> str:
    count = len(notices)
    if sending.notice is not None and count == 1:
        return notices[0].text
    named = list(dict.fromkeys(notice.matter for notice in notices if notice.matter))
    names = ", ".join(named[:MOST_NAMES]) + (" …" if len(named) > MOST_NAMES else "")
    if sending.notice is None or not named:
        words = ngettext(
            "%(count)s matter waits for you in Loa", "%(count)s matters wait for you in Loa", count
        )
    elif sending.notice.kind == models.Kind.ESCALATIONS and len(named) > 1:
        count = len(named)
        words = ngettext(
            "%(count)s unit has not reported: %(names)s",
            "%(count)s units have not reported: %(names)s",
            count,
        )
    else:
        words = ngettext(
            "%(count)s matter is not reported: %(names)s",
            "%(count)s matters are not reported: %(names)s",
            count,
        )
    return words % {"count": count, "names": names}


def _groups(notices: Sequence[models.Notice]) -> list[Group]:
    """By kind, the most dangerous first; within a kind the oldest first."""
    found = []
    for kind in models.Kind:
        own = sorted((n for n in notices if n.kind == kind), key=lambda n: (n.created_at, n.pk))
        lines = [Line(mails.one_line(n.text, 300), absolute(n.url), n.created_at) for n in own]
        if lines:
            found.append(Group(str(kind.label), lines))
    return found


def _off_address(sending: models.Sending) -> str:
    """Where what the mail tells of can be switched off; empty where it is a duty."""
    if not choosing.kinds_to_switch_off(sending):
        return ""
    path = reverse("notifications:unsubscribe", args=[links.token_of(sending)])
    return absolute(path)


def _why_told(sending: models.Sending) -> str:
    """Why a duty's mail cannot be switched off."""
    if sending.notice is None:
        return _("All that this mail tells of are duties, which cannot be switched off.")
    return str(models.MANDATORY[sending.notice.kind])


def _off_headers(address: str) -> dict[str, str]:
    """What mail programs show as their own button (RFC 2369, one click by RFC 8058)."""
    if not address:
        return {}
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }

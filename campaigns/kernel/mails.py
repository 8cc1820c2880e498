"""Mail: how each letter of Loa is made, and how it leaves the house.

A letter's Message-ID follows from the row that it is sent for and stays the same in every attempt,
so that whoever gets it twice can tell. The folder keeps one file for each Message-ID, whatever
happened on the way.
"""

import contextlib
import hashlib
import os
import re
import smtplib
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

SECONDS_TO_ANSWER = 20
LONGEST_SUBJECT = 180
_SMTP = "django.core.mail.backends.smtp.EmailBackend"


@dataclass(frozen=True)
class Letter:
    """What is to be mailed to one address; `key` names it for ever."""

    to: str
    subject: str
    text: str
    key: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class Came(Enum):
    """What came of one attempt."""

    SENT = "taken by the mail server, or in the folder"
    LATER = "to be tried again"
    REFUSED = "the address takes no mail"


@dataclass(frozen=True)
class Answer:
    """How an attempt went, in words for whoever looks after mail.

    `is_away` where the server itself did not answer: another letter would fare no better now.
    `status` is SMTP's.
    """

    came: Came
    fault: str = ""
    said: str = ""
    status: int | None = None
    is_away: bool = False


def one_line(text: str, longest: int = LONGEST_SUBJECT) -> str:
    """A text that cannot begin a header of its own."""
    return " ".join(text.split())[:longest]


def host() -> str:
    """Loa's own name, as it stands in Message-IDs."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"


def compose(letter: Letter) -> mail.EmailMultiAlternatives:
    """The message of a letter, marked as made by a machine so that no absence note answers it."""
    message = mail.EmailMultiAlternatives(
        subject=one_line(letter.subject),
        body=letter.text,
        to=[letter.to],
        headers={
            "Message-ID": f"<{letter.key}@{host()}>",
            "Auto-Submitted": "auto-generated",
            **letter.headers,
        },
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message


def leaves_the_house() -> bool:
    """Whether mail goes to the world, not to a folder, the console or memory."""
    return bool(settings.EMAIL_BACKEND == _SMTP)


def connection() -> Any:
    """A way to the mail server that waits no longer than it must."""
    return mail.get_connection(timeout=SECONDS_TO_ANSWER)


class Postbox(AbstractContextManager["Postbox"]):
    """One open way to the mail server for several letters."""

    def __init__(self) -> None:
        self._connection = connection()

    def __exit__(self, *_fault: object) -> None:
        self._close()

    def _close(self) -> None:
        with contextlib.suppress(OSError):
            self._connection.close()

    def send(self, message: mail.EmailMessage) -> Answer:
        """Hand a message over; a fault is an answer, not an exception."""
        try:
            self._connection.open()
            message.connection = self._connection
            message.send()
        except smtplib.SMTPRecipientsRefused as fault:
            self._close()
            worst = min((code for code, _text in fault.recipients.values()), default=0)
            came = Came.REFUSED if worst >= 500 else Came.LATER
            words = _("The mail server does not take mail for this address.")
            return Answer(came, words, str(fault)[:500], worst or None)
        except ValueError as fault:  # an address or header that no mail can carry
            self._close()
            words = _("This is not an address that mail can be sent to.")
            return Answer(Came.REFUSED, words, str(fault)[:500])
        except OSError as fault:  # errors of SMTP are among them
            self._close()
            status = getattr(fault, "smtp_code", None)
            words = _("The mail server did not take the mail.")
            said = str(fault)[:500]
            return Answer(Came.LATER, words, said, status, is_away=not _is_of_letter(fault))
        return Answer(Came.SENT)


def _is_of_letter(fault: OSError) -> bool:
    """Whether the server lives and only this letter displeased it."""
    return isinstance(fault, smtplib.SMTPDataError | smtplib.SMTPNotSupportedError)


class FolderBackend(BaseEmailBackend):
    """Puts each message into `EMAIL_FILE_PATH` as a file that mail programs open.

    The file's name follows from the Message-ID, and it appears whole or not at all: sent again
    after a crash, or by two at once, a message is still one file.
    """

    def send_messages(self, email_messages: Iterable[mail.EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        return sum(_put(folder, message) for message in email_messages if message.recipients())


def _put(folder: Path, message: mail.EmailMessage) -> int:
    made = message.message()
    path = folder / _file_name(str(made["Message-ID"]))
    if path.exists():
        return 1
    draft = folder / f".{path.name}.{os.getpid()}"
    with draft.open("wb") as file:
        file.write(made.as_bytes())
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return 1


def _file_name(message_id: str) -> str:
    shown = re.sub(r"[^A-Za-z0-9.-]+", "_", message_id.strip("<>"))[:100]
    return f"{shown}-{hashlib.sha256(message_id.encode()).hexdigest()[:12]}.eml"

"""Ways out of the house. A channel is a word of `models.Channel` and whoever carries it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from campaigns.kernel import mails
from campaigns.notifications import models
from campaigns.notifications.services import mailing


class Post(Protocol):
    """An open way: carries one sending after the other, faults are answers."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> bool | None: ...

    def carry(
        self, sending: models.Sending, notices: list[models.Notice], at: datetime
    ) -> mails.Answer:
        """Send one; with the same `message_key` twice, the reader can tell that it is one."""
        ...


class EmailPost(AbstractContextManager["EmailPost"]):
    """The mail server, or the folder."""

    def __init__(self) -> None:
        self._box = mails.Postbox()

    def __exit__(self, *fault: object) -> None:
        self._box.__exit__(*fault)

    def carry(
        self, sending: models.Sending, notices: list[models.Notice], at: datetime
    ) -> mails.Answer:
        return self._box.send(mailing.message(sending, notices, at))


_ways: dict[str, Callable[[], Post]] = {}


def register_channel(channel: str, opens: Callable[[], Post]) -> None:
    """Let sendings of a channel go by what `opens` gives."""
    _ways[channel] = opens


def open_way(channel: str) -> Post:
    """An open way for a batch of sendings."""
    return _ways[channel]()


register_channel(models.Channel.EMAIL, EmailPost)

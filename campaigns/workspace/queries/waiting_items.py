"""One thing that waits for somebody, as my day shows it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# No area fills the page alone; its own list shows the rest.
MOST_PER_AREA = 20
_LATE_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class WaitingItem:
    """One thing that waits: what to do, where, since when; `tone` is the danger's colour.

    An alarm does harm while it waits (an old text that may still be read out, an emergency
    bulletin): a month of unconfirmed airings does not push it down the page.
    """

    text: str
    act: str
    url: str
    since_at: datetime
    icon: str
    tone: str
    is_alarm: bool = False


def tone_since(since_at: datetime, at: datetime) -> str:
    """The colour of what waits: after a day it is a danger."""
    return "danger" if at - since_at > _LATE_AFTER else "warning"

"""Pages across areas."""

from typing import Any

from campaigns.kernel import roles
from tests.access.routes import Access, Route
from tests.factories import cast as casts
from tests.factories import notices

Permission = roles.Permission


def _notice(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": notices.tell(cast.officer).pk}


def _told(cast: casts.Cast) -> dict[str, Any]:
    """An inbox with something to see, whose parameter is none of its own."""
    for kind in ("EMERGENCIES", "DUTIES", "DRIVES"):
        notices.tell(cast.officer, kind, kind=kind)
    return {"show": ""}


def _of_all_states(cast: casts.Cast) -> dict[str, Any]:
    for state in ("SENT", "FAILED", "BOUNCED"):
        notices.make_sending(cast.head, state)
    return {"state": "all"}


def _failed(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": notices.make_sending(cast.head, "FAILED").pk}


def _sent(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": notices.make_sending(cast.head, "SENT").pk}


def _blocked(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": cast.head.pk}


ROWS = (
    Route("workspace:my_day", Access.SIGNED_IN),
    Route("workspace:waiting_count", Access.SIGNED_IN),
    Route("workspace:inbox", Access.SIGNED_IN, query=_told),
    Route("workspace:mark_inbox_read", Access.SIGNED_IN, method="POST"),
    Route("workspace:undo_inbox_read", Access.SIGNED_IN, method="POST"),
    Route("workspace:mark_notice", Access.SIGNED_IN, method="POST", args=_notice),
    # A list shows what lies within one's reach, and an empty one to others.
    Route("workspace:mail_list", Permission.KEEP_MAIL, query=_of_all_states),
    Route("workspace:mail_retry", Permission.KEEP_MAIL, method="POST", args=_failed),
    Route("workspace:mail_came_back", Permission.KEEP_MAIL, method="POST", args=_sent),
    Route("workspace:mail_free", Permission.KEEP_MAIL, method="POST", args=_blocked),
    Route("workspace:search", Access.SIGNED_IN, query=lambda cast: {"q": "phuoc dai"}),
)

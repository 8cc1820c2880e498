"""What the teams of the drives that somebody leads wait for."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from campaigns.accounts import models as accounts_models
from campaigns.drives import queries as drives_queries
from campaigns.workspace.queries import waiting_items

# Words, act, route, query, icon.
_KINDS: dict[str, tuple[Promise, Promise, str, str, str]] = {
    "queue": (
        ngettext_lazy(
            "%(count)s volunteer waits for a place in the shift %(hours)s of “%(name)s”",
            "%(count)s volunteers wait for a place in the shift %(hours)s of “%(name)s”",
            "count",
        ),
        _("Make room or tell them"), "drives:shift_detail", "", "hourglass",
    ),
    "unfilled": (
        ngettext_lazy(
            "%(count)s helper is missing for the shift %(hours)s of “%(name)s”",
            "%(count)s helpers are missing for the shift %(hours)s of “%(name)s”",
            "count",
        ),
        _("Open the shift"), "drives:shift_detail", "", "users-group",
    ),
    "attendance": (
        ngettext_lazy(
            "Nobody noted whether %(count)s person came to the shift %(hours)s of “%(name)s”",
            "Nobody noted whether %(count)s people came to the shift %(hours)s of “%(name)s”",
            "count",
        ),
        _("Note who came"), "drives:attendance", "", "clipboard-check",
    ),
    "hours": (
        ngettext_lazy(
            "%(count)s volunteer of “%(name)s” told hours that nobody confirmed",
            "%(count)s volunteers of “%(name)s” told hours that nobody confirmed",
            "count",
        ),
        _("Confirm the hours"), "drives:hours", "?show=waiting", "clock",
    ),
}  # fmt: skip


def team_items(user: accounts_models.User, at: datetime) -> Iterator[waiting_items.WaitingItem]:
    """Queues, shifts without helpers, attendance and hours that wait for a leader's word."""
    for row in drives_queries.team_waiting(user, at, waiting_items.MOST_PER_AREA):
        words, act, route, query, icon = _KINDS[row.what]
        values = {"count": row.count, "hours": row.hours, "name": row.drive_name}
        is_ahead = row.what in {"queue", "unfilled"}
        yield waiting_items.WaitingItem(
            text=str(words % values),
            act=str(act),
            url=f"{reverse(route, args=[row.pk])}{query}",
            since_at=row.since_at,
            icon=icon,
            tone="warning" if is_ahead else waiting_items.tone_since(row.since_at, at),
        )

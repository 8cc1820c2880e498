"""What every workspace page carries, and what waits for its reader."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.kernel import roles
from campaigns.notifications import queries as notification_queries
from campaigns.units import permissions


@dataclass(frozen=True)
class Area:
    """One entry of the navigation."""

    label: str
    url: str
    icon: str
    is_current: bool


@dataclass(frozen=True)
class Chrome:
    """What frames every workspace page."""

    areas: tuple[Area, ...]
    inbox_count: int
    is_demo: bool
    user_label: str
    role_label: str


def page_context(request: HttpRequest) -> dict[str, Any]:
    """The frame of a workspace page; provider named in `LOA_PAGE_CONTEXT`."""
    user = request.user
    if not user.is_authenticated:
        return {"chrome": Chrome((), 0, settings.LOA_IS_DEMO, "", "")}
    held = permissions.roles_of(user, on=timezone.localdate())
    labels = sorted(str(role.label) for role in held)
    return {
        "chrome": Chrome(
            areas=_areas(held, request.path),
            inbox_count=notification_queries.unread_count(user),
            is_demo=settings.LOA_IS_DEMO,
            user_label=str(user),
            role_label=", ".join(labels),
        )
    }


def _areas(held: frozenset[roles.Role], path: str) -> tuple[Area, ...]:
    may = frozenset().union(*(roles.ROLE_PERMISSIONS[role] for role in held))
    offered: list[tuple[roles.Permission | None, str, str, str]] = [
        (None, _("My day"), "workspace:my_day", "sun"),
        (None, _("Inbox"), "workspace:inbox", "inbox"),
    ]
    return tuple(
        Area(label, reverse(name), icon, path == reverse(name))
        for permission, label, name, icon in offered
        if permission is None or permission in may
    )


def notices_of(user: accounts_models.User) -> Any:
    return notification_queries.inbox(user)

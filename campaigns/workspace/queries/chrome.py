"""What every workspace page carries."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.accounts import queries as account_queries
from campaigns.kernel import roles
from campaigns.notifications import queries as notification_queries
from campaigns.units import permissions
from campaigns.workspace.queries import waiting_count


class Area(NamedTuple):
    """One entry of the navigation."""

    label: str
    url: str
    icon: str
    is_current: bool


@dataclass(frozen=True)
class Chrome:
    """What frames every workspace page."""

    areas: tuple[Area, ...]
    home_url: str
    search_url: str
    inbox_url: str
    inbox_count: int
    waiting_url: str
    waiting: waiting_count.WaitingCount
    is_demo: bool
    user_label: str
    user_role: str


def page_context(request: HttpRequest) -> dict[str, Any]:
    """The frame of a workspace page; the provider named in `LOA_PAGE_CONTEXT`."""
    user = request.user
    if not user.is_authenticated:
        nothing = waiting_count.WaitingCount(None, is_fresh=True)
        return {"chrome": _chrome(frozenset(), request.path, "", 0, nothing)}
    held = permissions.roles_of(user, on=timezone.localdate())
    unread = notification_queries.unread_count(user)
    waiting = waiting_count.last_count(user, timezone.now())
    return {"chrome": _chrome(held, request.path, str(user), unread, waiting)}


def _chrome(
    held: frozenset[roles.Role],
    path: str,
    user_label: str,
    unread: int,
    waiting: waiting_count.WaitingCount,
) -> Chrome:
    return Chrome(
        areas=_areas(held, path),
        home_url=reverse("workspace:my_day"),
        search_url=reverse("workspace:search"),
        inbox_url=reverse("workspace:inbox"),
        inbox_count=unread,
        waiting_url=reverse("workspace:waiting_count"),
        waiting=waiting,
        is_demo=account_queries.has_demo_people(),
        user_label=user_label,
        user_role=", ".join(sorted(str(role.label) for role in held)),
    )


def _areas(held: frozenset[roles.Role], path: str) -> tuple[Area, ...]:
    """Where the roles have something to see; an area is current on all pages under it."""
    may: frozenset[roles.Permission] = frozenset()
    for role in held:
        may |= roles.ROLE_PERMISSIONS[role]
    offered = [
        (label, reverse(name), icon)
        for permission, label, name, icon in _offered()
        if permission in may
    ]
    # The nearest one alone: one's own shifts lie under the drives.
    current = max(
        (url for _label, url, _icon in offered if path.startswith(url)), key=len, default=""
    )
    areas = [Area(_("My day"), reverse("workspace:my_day"), "sun", path == "/desk/")]
    areas += [Area(label, url, icon, url == current) for label, url, icon in offered]
    return tuple(areas)


def _offered() -> list[tuple[roles.Permission, str, str, str]]:
    """Permission that opens an area, its label, route and icon, in the order of the day."""
    may = roles.Permission
    return [
        (may.WRITE_GUIDANCE, _("Newsroom"), "wagtailadmin_home", "news"),
        (may.REVIEW_FACTS, _("Fact checks"), "fact_checks:list", "clipboard-check"),
        (may.VIEW_RUNDOWN, _("Broadcasts"), "broadcasts:outlets", "building-broadcast-tower"),
        (may.VIEW_COVERAGE, _("Planning desk"), "planning:board", "calendar-event"),
        (may.VIEW_DRIVE, _("Drives"), "drives:drive_list", "heart-handshake"),
        (may.VIEW_DRIVE, _("Where help is needed"), "workspace:demand", "target"),
        (may.VIEW_DRIVE, _("Requests for help"), "help:request_list", "help-circle"),
        (may.VIEW_PREMISES, _("Premises"), "premises:premises_list", "qrcode"),
        (may.VIEW_PREMISES, _("Inspections"), "inspections:inspection_list", "clipboard-check"),
        (may.LOG_SUPPORT, _("My shifts"), "drives:my_shifts", "clock"),
        (may.LOG_SUPPORT, _("Field app"), "field:phone", "device-mobile"),
        (may.VIEW_CITATION, _("Commendations"), "conduct:citation_list", "award"),
        (may.VIEW_UNIT, pgettext("page", "Scorecards"), "scorecards:board", "chart-bar"),
        (may.VIEW_UNIT, _("Units"), "units:unit_list", "building-community"),
        (may.VIEW_OBLIGATION, _("Directives"), "directives:directive_list", "clipboard-text"),
        (may.KEEP_MAIL, _("Mail"), "workspace:mail_list", "mail"),
    ]

"""Loading what an address names, and asking for rights, as every page of the desk does."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models
from campaigns.directives import models as directives_models
from campaigns.directives import queries as directives_queries
from campaigns.kernel import roles
from campaigns.units import models as units_models
from campaigns.units import permissions


def need(
    user: accounts_models.User,
    permission: roles.Permission,
    unit: units_models.Unit | None = None,
) -> None:
    """Raise PermissionDenied with the reason unless the user may."""
    verdict = permissions.can(user, permission, unit=unit)
    if not verdict:
        raise PermissionDenied(verdict.reason)


def may(user: accounts_models.User, permission: roles.Permission, unit: units_models.Unit) -> bool:
    return bool(permissions.can(user, permission, unit=unit))


def load_outlet(
    user: accounts_models.User, outlet_id: int, permission: roles.Permission
) -> models.Outlet:
    outlets = models.Outlet.objects.visible_to(user, timezone.localdate())
    outlet = get_object_or_404(outlets.select_related("unit"), pk=outlet_id)
    need(user, permission, outlet.unit)
    return outlet


def load_script(
    user: accounts_models.User, script_id: int, permission: roles.Permission
) -> models.Script:
    scripts = models.Script.objects.visible_to(user, timezone.localdate())
    script = get_object_or_404(
        scripts.select_related("submitted_by", "published_by", "cleared_by", "withdrawn_by"),
        pk=script_id,
    )
    need(user, permission)
    return script


def load_release(
    user: accounts_models.User, release_id: int, permission: roles.Permission
) -> models.Release:
    releases = models.Release.objects.visible_to(user, timezone.localdate())
    release = get_object_or_404(
        releases.select_related("script", "outlet__unit", "cancelled_by"), pk=release_id
    )
    need(user, permission, release.outlet.unit)
    return release


def load_airing(
    user: accounts_models.User, airing_id: int, permission: roles.Permission
) -> models.Airing:
    airings = models.Airing.objects.visible_to(user, timezone.localdate())
    airing = get_object_or_404(
        airings.select_related(
            "script",
            "outlet__unit",
            "confirmed_by",
            "destination",
            "release__script",
            "release__outlet",
        ),
        pk=airing_id,
    )
    need(user, permission, airing.outlet.unit)
    return airing


def load_coverage(
    user: accounts_models.User, coverage_id: int, permission: roles.Permission
) -> models.Coverage:
    rows = models.Coverage.objects.visible_to(user, timezone.localdate())
    coverage = get_object_or_404(
        rows.select_related(
            *("outlet__unit", "brief", "clause__directive", "script"),
            *("assignee", "assigned_by", "planned_by", "delivered_by", "cancelled_by"),
        ),
        pk=coverage_id,
    )
    need(user, permission, coverage.outlet.unit)
    return coverage


def load_brief(
    user: accounts_models.User,
    brief_id: int,
    permission: roles.Permission | None = None,
    at_all: roles.Permission = roles.Permission.VIEW_COVERAGE,
) -> models.Brief:
    """A brief is read by every newsroom under its unit; `permission` is asked in that unit."""
    briefs = models.Brief.objects.visible_to(user, timezone.localdate())
    need(user, at_all)
    brief = get_object_or_404(
        briefs.select_related("unit", "clause__directive", "made_by", "withdrawn_by"), pk=brief_id
    )
    if permission is not None:
        need(user, permission, brief.unit)
    return brief


def load_clause(
    user: accounts_models.User, clause_id: int, permission: roles.Permission
) -> directives_models.Clause:
    """A clause of a directive that the user reads; the permission is asked anywhere at all."""
    need(user, permission)
    readable = directives_queries.directives_visible_to(user, timezone.localdate())
    clauses = directives_models.Clause.objects.filter(directive__in=readable)
    return get_object_or_404(clauses.select_related("directive"), pk=clause_id)


def parse_day(text: str) -> date:
    """The day of an address; 404 for what is no day."""
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise Http404 from fault

"""Who may come in, and loading an assignment as far as its reader may go."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.directives import models, permissions, queries
from campaigns.kernel import roles, verdict
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

P = roles.Permission
_LOADED = ("unit__kind", "obligation__clause__directive", "parent__unit")


def require_anywhere(request: HttpRequest, permission: roles.Permission) -> accounts_models.User:
    """The reader, if they hold the permission in some unit; 403 with the reason for others."""
    user = http.signed_in(request)
    answer = units_permissions.can(user, permission)
    if not answer:
        raise PermissionDenied(answer.reason)
    return user


def seen(request: HttpRequest, pk: int) -> models.Assignment:
    """The assignment; 404 outside the reader's units, 403 where a role there does not reach it.

    Whose unit handed it down reads the duty above theirs too, but does nothing there.
    """
    return held(request, pk, P.VIEW_OBLIGATION)


def held(request: HttpRequest, pk: int, permission: roles.Permission) -> models.Assignment:
    """The assignment, if the reader holds the permission in its unit; 403 with the reason if they
    only see it."""
    user, today = http.signed_in(request), timezone.localdate()
    row = _near(user, pk)
    need(permissions.may(user, permission, row, on=today))
    if row.state == models.AssignmentState.DRAFT:
        need(permissions.may(user, P.MANAGE_OBLIGATION, row, on=today))
    return row


def judged(request: HttpRequest, pk: int) -> models.Assignment:
    """The assignment, if the reader decides on it."""
    user, today = http.signed_in(request), timezone.localdate()
    row = _near(user, pk)
    need(permissions.may_judge(user, row, on=today))
    return row


def need(answer: verdict.Verdict) -> None:
    if not answer:
        raise PermissionDenied(answer.reason)


def _near(user: accounts_models.User, pk: int) -> models.Assignment:
    """In a unit that the reader's roles reach, or reached until it ended."""
    today = timezone.localdate()
    once = units_permissions.units_once_where(user, P.VIEW_OBLIGATION, on=today)
    here = units_models.Unit.objects.all().visible_to(user, today)
    rows = models.Assignment.objects.select_related(*_LOADED)
    near = Q(unit__in=once.values("pk")) | Q(unit__in=here.values("pk"))
    return get_object_or_404(rows.filter(near), pk=pk)


def directive_to_edit(request: HttpRequest, pk: int) -> models.Directive:
    """The directive, if the reader assigns duties where its campaign is led; 404 where they do not
    read it, 403 with the reason where they only do."""
    user, today = http.signed_in(request), timezone.localdate()
    reached = queries.directives_visible_to(user, today).select_related("campaign__unit")
    directive = get_object_or_404(reached, pk=pk)
    need(units_permissions.can(user, P.MANAGE_OBLIGATION, unit=directive.campaign.unit))
    return directive


def report_held(
    request: HttpRequest, pk: int, permission: roles.Permission
) -> models.ExpectedReport:
    """The expected report, if the reader holds the permission in its unit; 404 outside their
    units, 403 with the reason if they only see it."""
    user, today = http.signed_in(request), timezone.localdate()
    once = units_permissions.units_once_where(user, P.VIEW_OBLIGATION, on=today)
    here = units_models.Unit.objects.all().visible_to(user, today)
    rows = models.ExpectedReport.objects.select_related(*queries.REPORT_LOADED, "submitted_by")
    near = Q(unit__in=once.values("pk")) | Q(unit__in=here.values("pk"))
    row = get_object_or_404(rows.filter(near), pk=pk)
    need(permissions.may(user, permission, row, on=today))
    return row


def report_form_kept(request: HttpRequest, pk: int) -> models.ReportForm:
    """The recurring report, if the reader assigns in the unit that it is collected for."""
    user, today = http.signed_in(request), timezone.localdate()
    here = units_models.Unit.objects.all().visible_to(user, today)
    rows = models.ReportForm.objects.select_related("obligation__clause", "collector")
    row = get_object_or_404(rows.filter(collector__in=here.values("pk")), pk=pk)
    need(units_permissions.can(user, P.MANAGE_OBLIGATION, unit=row.collector))
    return row

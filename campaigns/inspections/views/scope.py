"""Loading an inspection or a finding as far as its reader may go."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from campaigns.accounts import http
from campaigns.inspections import models, permissions
from campaigns.kernel import roles
from campaigns.premises import models as premises_models
from campaigns.units import permissions as units_permissions

_LOADED = ("premises__commune", "premises__owner", "premises__kind", "version__checklist", "unit")


def require_anywhere(request: HttpRequest, permission: roles.Permission) -> None:
    """Raise PermissionDenied unless the reader holds the permission in some unit."""
    verdict = units_permissions.can(request.user, permission)
    if not verdict:
        raise PermissionDenied(verdict.reason)


def seen(request: HttpRequest, pk: int) -> models.Inspection:
    """The inspection; 404 outside the reader's scope, 403 where a role there does not reach it."""
    return _held(request, pk, roles.Permission.VIEW_PREMISES)


def held(request: HttpRequest, pk: int, permission: roles.Permission) -> models.Inspection:
    """The inspection, if the reader holds the permission at its premises; 403 with the reason if
    they only see it."""
    return _held(request, pk, permission)


def _held(request: HttpRequest, pk: int, permission: roles.Permission) -> models.Inspection:
    user, today = http.signed_in(request), timezone.localdate()
    near = premises_models.Premises.objects.all().near(user, on=today)
    people = ("inspector", "inspected_by")
    rows = models.Inspection.objects.select_related(*_LOADED, *people)
    found = get_object_or_404(rows, pk=pk, premises__in=near)
    verdict = permissions.may(user, permission, found)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return found


def held_finding(request: HttpRequest, pk: int, permission: roles.Permission) -> models.Finding:
    """The finding, if the reader holds the permission at its premises."""
    rows = models.Finding.objects.select_related("inspection")
    finding = get_object_or_404(rows, pk=pk)
    finding.inspection = _held(request, finding.inspection_id, permission)
    return finding

"""Loading a unit as far as its reader may go."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from campaigns.accounts import http
from campaigns.kernel import roles
from campaigns.units import models, permissions, queries


def need_unit(request: HttpRequest, pk: int, permission: roles.Permission) -> models.Unit:
    """The unit with its kind: 404 out of the reader's reach, 403 without the permission there."""
    user = http.signed_in(request)
    reached = models.Unit.objects.visible_to(user, timezone.localdate())
    unit = get_object_or_404(reached.select_related("kind"), pk=pk)
    verdict = permissions.can(user, permission, unit=unit)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return unit


def need_commune(request: HttpRequest, pk: int, permission: roles.Permission) -> models.Unit:
    """Likewise, a unit under which hamlets stand; 404 for any other."""
    unit = need_unit(request, pk, permission)
    if not queries.may_have_hamlets(unit, on=timezone.localdate()):
        raise Http404
    return unit

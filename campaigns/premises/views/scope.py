"""Loading a premises as far as its reader may go."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from campaigns.accounts import http
from campaigns.kernel import roles
from campaigns.premises import models, permissions
from campaigns.units import permissions as units_permissions


def require_anywhere(request: HttpRequest, permission: roles.Permission) -> None:
    """Raise PermissionDenied unless the reader holds the permission in some unit."""
    verdict = units_permissions.can(request.user, permission)
    if not verdict:
        raise PermissionDenied(verdict.reason)


def seen(request: HttpRequest, pk: int) -> models.Premises:
    """The premises; 404 outside the reader's scope, 403 where a role there does not reach it."""
    user, today = http.signed_in(request), timezone.localdate()
    rows = models.Premises.objects.select_related("kind", "commune__kind", "owner", "merged_into")
    found = rows.visible_to(user, on=today).filter(pk=pk).first()
    if found is not None:
        return found
    near = get_object_or_404(rows.near(user, on=today), pk=pk)
    verdict = units_permissions.can(user, roles.Permission.VIEW_PREMISES, unit=near.commune)
    raise PermissionDenied(verdict.reason)


def kept(request: HttpRequest, pk: int) -> models.Premises:
    """The premises, if the reader keeps it in order; 403 with the reason if they only see it."""
    found = seen(request, pk)
    verdict = permissions.may_manage(request.user, found)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return found


def kept_poster(request: HttpRequest, pk: int, poster_pk: int) -> models.Poster:
    """A sheet of a premises that the reader keeps in order."""
    found = kept(request, pk)
    rows = models.Poster.objects.select_related("checkpoint", "premises__commune")
    return get_object_or_404(rows, pk=poster_pk, premises=found)

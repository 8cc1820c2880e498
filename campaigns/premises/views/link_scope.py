"""Loading a link as far as its reader may go."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from campaigns.accounts import http
from campaigns.kernel import roles
from campaigns.premises import models
from campaigns.units import permissions as units_permissions


def seen(request: HttpRequest, pk: int) -> models.Link:
    """The link; 404 outside the reader's scope, 403 where a role there does not reach it."""
    user, today = http.signed_in(request), timezone.localdate()
    rows = models.Link.objects.select_related(
        "unit", "target", "poster__premises__commune", "poster__premises__kind"
    )
    found = rows.visible_to(user, on=today).filter(pk=pk).first()
    if found is not None:
        return found
    near = get_object_or_404(rows.near(user, on=today), pk=pk)
    verdict = units_permissions.can(user, roles.Permission.VIEW_PREMISES, unit=near.commune)
    raise PermissionDenied(verdict.reason)


def may_manage(request: HttpRequest, link: models.Link) -> bool:
    return bool(
        units_permissions.can(request.user, roles.Permission.MANAGE_PREMISES, unit=link.commune)
    )


def kept(request: HttpRequest, pk: int) -> models.Link:
    """The link, if the reader keeps premises where it counts; 403 with the reason if not."""
    found = seen(request, pk)
    verdict = units_permissions.can(
        request.user, roles.Permission.MANAGE_PREMISES, unit=found.commune
    )
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return found

"""Who may come in, and loading a criticism as far as its reader may go."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.conduct import models
from campaigns.kernel import roles, verdict
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions


def need(answer: verdict.Verdict) -> None:
    if not answer:
        raise PermissionDenied(answer.reason)


def near(request: HttpRequest, pk: int) -> tuple[accounts_models.User, models.Criticism]:
    """The reader and the criticism; 404 outside their units."""
    user = http.signed_in(request)
    reached = units_models.Unit.objects.visible_to(user, timezone.localdate())
    rows = models.Criticism.objects.select_related(
        *("unit__kind", "form", "clause__directive", "accountable_head", "proposed_by"),
        *("notified_by", "replied_by", "decided_by", "appeal_decided_by"),
    )
    return user, get_object_or_404(rows, pk=pk, unit__in=reached.values("pk"))


def unit_where(
    request: HttpRequest, pk: int, permission: roles.Permission
) -> tuple[accounts_models.User, units_models.Unit]:
    """The reader and the unit; 404 outside their units, 403 where they may not."""
    user, today = http.signed_in(request), timezone.localdate()
    reached = units_models.Unit.objects.visible_to(user, today).select_related("kind")
    unit = get_object_or_404(reached, pk=pk)
    need(units_permissions.can(user, permission, unit=unit))
    return user, unit

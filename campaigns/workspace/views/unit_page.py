"""The file of a unit."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.conduct import models as conduct_models
from campaigns.directives import queries as directive_queries
from campaigns.kernel import roles
from campaigns.scorecards import queries as score_queries
from campaigns.units import models as units_models
from campaigns.units import permissions
from campaigns.units import queries as unit_queries
from campaigns.workspace import forms, queries

Permission = roles.Permission
REPORTS_SHOWN = 8


@login_required
@require_safe
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    today = timezone.localdate(now)
    reached = units_models.Unit.objects.visible_to(user, today)
    found = get_object_or_404(reached.select_related("kind"), pk=pk)
    held = permissions.roles_of(user, unit=found, on=today)
    may = frozenset(p for role in held for p in roles.ROLE_PERMISSIONS[role])
    if Permission.VIEW_UNIT not in may:
        raise PermissionDenied(permissions.can(user, Permission.VIEW_UNIT, unit=found).reason)
    period = queries.read_period(request.GET, today)
    offered = conduct_models.RecognitionForm.objects.offered_to_units(today)
    context = {
        "file": queries.unit_file(
            found,
            user,
            period,
            today,
            sees_proposals=Permission.VIEW_CITATION in may,
            sees_obligations=Permission.VIEW_OBLIGATION in may,
        ),
        "period_form": forms.PeriodForm(
            initial={"from": period.from_date, "to": period.to_date}, auto_id="period_%s"
        ),
        "may_nominate": Permission.NOMINATE_CITATION in may and offered.exists(),
        "sees_drives": Permission.VIEW_DRIVE in may and found.kind.is_territorial,
        "has_hamlets": unit_queries.may_have_hamlets(found, on=today),
        "may_manage_grants": Permission.MANAGE_GRANTS in may,
        "sees_obligations": Permission.VIEW_OBLIGATION in may,
        "is_scored": score_queries.is_scored(found),
        "reports": directive_queries.reports_of_unit(
            found.pk, at=now, on=today, limit=REPORTS_SHOWN
        )
        if Permission.VIEW_OBLIGATION in may
        else [],
    }
    return http.render_page(request, "units/unit.html", context)

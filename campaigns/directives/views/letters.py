"""Reading directives: the list, and one clause by clause."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.directives import queries
from campaigns.directives.views import scope
from campaigns.kernel import roles, tables
from campaigns.units import permissions

_COLUMNS = (
    tables.Column("symbol", _("Number and symbol"), is_sortable=True),
    tables.Column("subject_vi", _("Subject"), is_sortable=True),
    tables.Column("issued_date", _("Issued on"), is_sortable=True),
    tables.Column("issuer_vi", _("Issued by"), is_sortable=True),
    tables.Column("clauses_count", _("Clauses"), is_sortable=True, is_numeric=True),
)


@login_required
@require_safe
def directive_list(request: HttpRequest) -> HttpResponseBase:
    reached = queries.directives_visible_to(
        scope.require_anywhere(request, roles.Permission.VIEW_OBLIGATION), timezone.localdate()
    )
    rows = reached.annotate(clauses_count=Count("clauses"))
    if tables.export_format(request.GET):
        return tables.export(columns=_COLUMNS, rows=rows, params=request.GET, name="directives")
    can_add = permissions.can(request.user, roles.Permission.MANAGE_OBLIGATION)
    table = tables.build(
        columns=_COLUMNS,
        rows=rows,
        params=request.GET,
        default_sort="issued_date",
        is_default_descending=True,
    )
    return http.render_page(
        request, "directives/directive_list.html", {"table": table, "may_add": can_add}
    )


@login_required
@require_safe
def directive(request: HttpRequest, pk: int) -> HttpResponse:
    user = scope.require_anywhere(request, roles.Permission.VIEW_OBLIGATION)
    reached = queries.directives_visible_to(user, timezone.localdate())
    found = get_object_or_404(reached.select_related("campaign__unit", "continues"), pk=pk)
    context = {
        "directive": found,
        "clauses": queries.clauses_of(found),
        "recipients": queries.recipients_of(found),
        "files": list(found.files.order_by("pk")),
        "may_assign": permissions.can(user, roles.Permission.MANAGE_OBLIGATION),
        "may_edit": permissions.can(
            user, roles.Permission.MANAGE_OBLIGATION, unit=found.campaign.unit
        ),
    }
    return http.render_page(request, "directives/directive.html", context)

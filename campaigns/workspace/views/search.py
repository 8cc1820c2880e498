"""Finding things by any part of their name, with or without diacritics."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.kernel import tables, text
from campaigns.units import models as units_models
from campaigns.units import queries as unit_queries

_COLUMNS = (
    tables.Column("name_vi", _("Name"), is_sortable=True),
    tables.Column("kind", _("Kind"), is_sortable=True, sort_by="kind__name_vi"),
    tables.Column("code", _("Code"), is_sortable=True),
)


@login_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:100]
    units = units_models.Unit.objects.visible_to(http.signed_in(request), timezone.localdate())
    found = unit_queries.search_units(units, query) if text.fold(query) else units.none()
    table = tables.build(
        columns=_COLUMNS,
        rows=found.select_related("kind"),
        params=request.GET,
        default_sort="name_vi",
    )
    return http.render_page(request, "workspace/search.html", {"query": query, "table": table})

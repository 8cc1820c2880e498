"""The officer's way through a commune: what each premises still lacks, and sheets hung on the way."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.kernel import roles, tables
from campaigns.premises import builders, forms, models, queries, services
from campaigns.premises.views import scope

P = roles.Permission
_PAGE = 100
_COLUMNS = (
    tables.Column("hamlet", gettext_lazy("Hamlet or quarter")),
    tables.Column("name", gettext_lazy("Premises")),
    tables.Column("step", gettext_lazy("What it lacks")),
    tables.Column("sheets", gettext_lazy("Sheets to hang")),
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def walking_list(request: HttpRequest) -> HttpResponse:
    """Premises of a unit that lack something, in the order of the way; sheets that hang are ticked."""
    scope.require_anywhere(request, P.MANAGE_PREMISES)
    if request.method == "POST":
        return _hung(request)
    form, chosen = _chosen(request)
    table = tables.build(columns=_COLUMNS, rows=_rows(chosen), params=request.GET, page_size=_PAGE)
    stops = {stop.pk: stop for stop in queries.stops(table.rows)}
    context = {
        "filter": form,
        "unit": chosen,
        "table": table,
        "stops": stops,
        "can_hang": any(stop.sheets for stop in stops.values()),
    }
    return http.render_page(request, "premises/walking_list.html", context)


@login_required
@require_safe
def walking_list_pdf(request: HttpRequest) -> HttpResponse:
    """The same for the pocket: prints on A4, and opens on a phone without network."""
    scope.require_anywhere(request, P.MANAGE_PREMISES)
    _form, chosen = _chosen(request)
    now = timezone.now()
    rows = _rows(chosen)
    paper = builders.walking_pdf(
        queries.stops(rows[: builders.MOST_STOPS]),
        unit_name=chosen.name if chosen else "",
        total=rows.count(),
        at=now,
    )
    name = f"danh-sach-di-{timezone.localdate(now).isoformat()}.pdf"
    return HttpResponse(
        paper,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


def _chosen(request: HttpRequest) -> tuple[forms.CommuneFilter, queries.UnitChoice | None]:
    """The filter, and the unit that it names: the reader's first commune unless they say another."""
    user, today = http.signed_in(request), timezone.localdate()
    offered = queries.units_offered(user, P.MANAGE_PREMISES, on=today)
    named = [(unit.pk, unit.name) for unit in offered]
    form = forms.CommuneFilter(request.GET, communes=named)
    form.is_valid()
    wanted = form.cleaned_data.get("unit")
    communes = (unit for unit in offered if unit.kind_code == models.COMMUNE)
    by_pk = {unit.pk: unit for unit in offered}
    chosen = by_pk.get(wanted or 0) or next(communes, None)
    if chosen is not None and chosen.pk != wanted:  # the filter says what the list shows
        form = forms.CommuneFilter({"unit": chosen.pk}, communes=named)
    return form, chosen


def _rows(chosen: queries.UnitChoice | None) -> models.PremisesQuerySet:
    if chosen is None:
        return models.Premises.objects.none()
    rows = queries.lacking(chosen.pk, on=timezone.localdate())
    return rows.select_related("kind", "commune")


def _hung(request: HttpRequest) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    posters = list(_own_sheets(user, request.POST.getlist("sheet")[:_PAGE]))
    moved = services.mark_many_posted(posters=posters, by=user, at=now)
    if moved:
        said = ngettext("%(num)s sheet hangs now.", "%(num)s sheets hang now.", len(moved))
        messages.success(request, said % {"num": len(moved)})
    else:
        messages.error(request, _("Nothing was changed: tick the sheets that hang."))
    unit = request.POST.get("unit", "")
    query = f"?unit={unit}" if unit.isdecimal() else ""
    return redirect(reverse("premises:walking_list") + query)


def _own_sheets(user: accounts_models.User, typed: list[str]) -> QuerySet[models.Poster]:
    """Those of the sheets whose premises the user keeps in order."""
    kept = models.Premises.objects.kept_by(user, on=timezone.localdate())
    pks = [int(pk) for pk in typed if pk.isascii() and pk.isdecimal() and len(pk) < 19]
    rows = models.Poster.objects.filter(pk__in=pks, premises__in=kept.values("pk"))
    return rows.select_related("premises__commune", "checkpoint")

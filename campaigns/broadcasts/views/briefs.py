"""Briefs and clauses on the planning desk, and planning who tells them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models, queries, services
from campaigns.broadcasts.forms import planning as forms
from campaigns.broadcasts.views import loading
from campaigns.directives import models as directives_models
from campaigns.directives import queries as directives_queries
from campaigns.kernel import errors, roles, tables, text
from campaigns.units import models as units_models
from campaigns.units import permissions

P = roles.Permission

_COLUMNS = (
    tables.Column("title", gettext_lazy("Brief"), is_sortable=True),
    tables.Column("source", gettext_lazy("Source"), is_sortable=True),
    tables.Column("issued_at", gettext_lazy("Issued at"), is_sortable=True),
    tables.Column("open_count", gettext_lazy("Open"), is_sortable=True, is_numeric=True),
    tables.Column("delivered_count", gettext_lazy("Handed in"), is_sortable=True, is_numeric=True),
)


@dataclass(frozen=True)
class Matter:
    """What is told: a brief or a clause, with its own page and name."""

    brief: models.Brief | None
    clause: directives_models.Clause | None
    title: str
    url: tuple[str, int]


@login_required
@require_safe
def briefs(request: HttpRequest) -> HttpResponseBase:
    user, today = http.signed_in(request), timezone.localdate()
    loading.need(user, P.VIEW_COVERAGE)
    form = forms.BriefFilter(request.GET)
    form.is_valid()
    found = _filtered(models.Brief.objects.visible_to(user, today), form.cleaned_data)
    rows = queries.briefs_counted(found, permissions.units_where(user, P.VIEW_COVERAGE))
    if tables.export_format(request.GET):
        return tables.export(
            columns=_COLUMNS, rows=rows, params=request.GET, name="briefs", value=_value
        )
    table = tables.build(
        columns=_COLUMNS,
        rows=rows,
        params=request.GET,
        default_sort="issued_at",
        is_default_descending=True,
    )
    may_plan = bool(permissions.can(user, P.PLAN_COVERAGE))
    context = {"table": table, "filters": form, "may_plan": may_plan}
    return http.render_page(request, "planning/briefs.html", context)


def _filtered(rows: models.BriefQuerySet, wanted: dict[str, Any]) -> models.BriefQuerySet:
    if wanted.get("source"):
        rows = rows.filter(source=wanted["source"])
    for word in text.fold(wanted.get("q", "")).split():
        rows = rows.filter(folded_title__contains=word)
    return rows


def _value(row: models.Brief, column: tables.Column) -> object:
    if column.key != "source":
        return tables.cell(row, column)
    return row.get_citation_kind_display() or row.get_source_display()


@login_required
@require_safe
def brief(request: HttpRequest, brief_id: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    found = loading.load_brief(user, brief_id)
    units = permissions.units_where(user, P.VIEW_COVERAGE)
    rows = queries.coverage_in(units).filter(brief=found)
    context = {
        "brief": found,
        "matrix": queries.matrix(rows, units, now),
        "told": queries.told(found),
        "history": queries.planning_history(found),
        "may_plan": bool(permissions.can(user, P.PLAN_COVERAGE)),
        "may_withdraw": loading.may(user, P.PLAN_COVERAGE, found.unit)
        and found.source != models.BriefSource.CITATION,
    }
    return http.render_page(request, "planning/brief.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def brief_new(request: HttpRequest) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    loading.need(user, P.PLAN_COVERAGE)
    units, clauses = _briefed_units(user), _clauses(user)
    form = forms.BriefForm(
        request.POST or None,
        units=[(str(pk), unit.name_vi) for pk, unit in units.items()],
        clauses=[(str(pk), _clause_label(clause)) for pk, clause in clauses.items()],
        initial={"clause": request.GET.get("clause", "")},
    )
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        draft = services.BriefDraft(
            unit=units[int(wanted["unit"])],
            title=wanted["title"],
            about=wanted["about"],
            clause=clauses[int(wanted["clause"])] if wanted["clause"] else None,
        )
        try:
            opened = services.open_brief(draft=draft, by=user, at=now)
        except errors.LoaError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The brief is out; the newsrooms were told."))
            return redirect("planning:brief", opened.pk)
    return http.render_page(request, "planning/brief_new.html", {"form": form})


def _briefed_units(user: accounts_models.User) -> dict[int, units_models.Unit]:
    """Units at which the user holds the permission: their newsrooms read the brief."""
    holding = [role for role, held in roles.ROLE_PERMISSIONS.items() if P.PLAN_COVERAGE in held]
    grants = units_models.Grant.objects.filter(
        units_models.in_force(timezone.localdate()), user=user, role__in=holding
    )
    units = units_models.Unit.objects.filter(pk__in=grants.values("unit_id"))
    return {unit.pk: unit for unit in units.order_by("name_vi", "pk")}


def _clauses(user: accounts_models.User) -> dict[int, directives_models.Clause]:
    readable = directives_queries.directives_visible_to(user, timezone.localdate())
    found = directives_models.Clause.objects.filter(directive__in=readable)
    ordered = found.select_related("directive").order_by("directive_id", "position", "pk")
    return {clause.pk: clause for clause in ordered}


def _clause_label(clause: directives_models.Clause) -> str:
    return f"{clause.number} · {clause.directive.symbol} · {clause.text_vi[:80]}"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def brief_withdraw(request: HttpRequest, brief_id: int) -> HttpResponse:
    """A citation's brief is withdrawn with the citation, never here."""
    user, now = http.signed_in(request), timezone.now()
    found = loading.load_brief(user, brief_id, P.PLAN_COVERAGE)
    form = forms.ReasonForm(request.POST or None)
    conflict = ""
    if request.method == "POST" and form.is_valid():
        try:
            _withdraw(found, form.cleaned_data["reason"], user, now)
        except errors.Conflict as refusal:
            conflict = refusal.message
        except errors.LoaError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Withdrawn; open coverage of it was called off."))
            return redirect("planning:brief", found.pk)
    context = {"brief": found, "form": form, "conflict": conflict}
    status = 409 if conflict else 200
    return http.render_page(request, "planning/brief_withdraw.html", context, status=status)


def _withdraw(found: models.Brief, reason: str, user: accounts_models.User, now: datetime) -> None:
    if found.source == models.BriefSource.CITATION:
        raise services.BriefRefused(
            _("The brief goes with its commendation: withdraw the commendation instead.")
        )
    services.withdraw_brief(brief=found, reason=reason, by=user, at=now)


@login_required
@require_safe
def clause(request: HttpRequest, clause_id: int) -> HttpResponse:
    """A clause with its coverage by outlet and medium."""
    user, now = http.signed_in(request), timezone.now()
    found = loading.load_clause(user, clause_id, P.VIEW_COVERAGE)
    units = permissions.units_where(user, P.VIEW_COVERAGE)
    on_it = models.Brief.objects.visible_to(user, models.air_day(now)).filter(clause=found)
    context = {
        "clause": found,
        "matrix": queries.matrix(queries.coverage_in(units).about_clause(found), units, now),
        "briefs": list(on_it.order_by("-issued_at", "-pk")),
        "may_plan": bool(permissions.can(user, P.PLAN_COVERAGE)),
    }
    return http.render_page(request, "planning/clause.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_brief(request: HttpRequest, brief_id: int) -> HttpResponse:
    found = loading.load_brief(http.signed_in(request), brief_id, at_all=P.PLAN_COVERAGE)
    return _plan(request, Matter(found, None, found.title, ("planning:brief", found.pk)))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_clause(request: HttpRequest, clause_id: int) -> HttpResponse:
    found = loading.load_clause(http.signed_in(request), clause_id, P.PLAN_COVERAGE)
    title = _("Clause %(number)s of %(symbol)s") % {
        "number": found.number,
        "symbol": found.directive.symbol,
    }
    return _plan(request, Matter(None, found, title, ("planning:clause", found.pk)))


def _plan(request: HttpRequest, matter: Matter) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    places = _places(user, matter)
    form = forms.CoverageForm(
        request.POST or None, places=[(key, label) for key, (label, *_rest) in places.items()]
    )
    if request.method == "POST" and form.is_valid():
        try:
            planned = services.plan_coverage(
                draft=_draft(matter, places, form.cleaned_data), by=user, at=now
            )
        except errors.LoaError as refusal:
            name = "due_at" if isinstance(refusal, services.DueOver) else "places"
            form.add_error(name, refusal.message)
        else:
            messages.success(request, _("Planned %(count)s times.") % {"count": len(planned)})
            return redirect(*matter.url)
    context = {"matter": matter, "form": form, "places": places}
    return http.render_page(request, "planning/plan.html", context)


Places = dict[str, tuple[str, models.Outlet, str]]


def _places(user: accounts_models.User, matter: Matter) -> Places:
    """Active outlets where the user plans, once for each of their media."""
    units = permissions.units_where(user, P.PLAN_COVERAGE)
    outlets = models.Outlet.objects.active().filter(unit__in=units).select_related("unit")
    return {
        f"{outlet.pk}:{medium}": (
            f"{outlet.unit.short_name_vi} · {models.Medium(medium).label}",
            outlet,
            medium,
        )
        for outlet in outlets.order_by("unit__name_vi", "pk")
        for medium in outlet.mediums
    }


def _draft(matter: Matter, places: Places, wanted: dict[str, Any]) -> services.CoverageDraft:
    return services.CoverageDraft(
        places=tuple(places[key][1:] for key in wanted["places"]),
        due_at=wanted["due_at"],
        clause=matter.clause,
        brief=matter.brief,
        languages=tuple(wanted["languages"]),
        priority=wanted["priority"],
        note=wanted["note"],
        wanted_words=wanted["wanted_words"],
        wanted_seconds=wanted["wanted_seconds"],
    )

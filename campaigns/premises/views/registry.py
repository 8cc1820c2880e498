"""The register as a list, entering a premises, its page, correcting, closing and opening it."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.accounts import http
from campaigns.kernel import errors, roles, tables
from campaigns.premises import forms, models, permissions, queries, services
from campaigns.premises.views import scope
from campaigns.units import permissions as units_permissions
from campaigns.units import queries as units_queries

P = roles.Permission
COLUMNS = (
    tables.Column("name", gettext_lazy("Premises"), is_sortable=True, sort_by="folded_name"),
    tables.Column("kind", gettext_lazy("Kind"), is_sortable=True, sort_by="kind__position"),
    tables.Column("commune", gettext_lazy("Commune"), is_sortable=True, sort_by="commune__name_vi"),
    tables.Column("state", gettext_lazy("State"), is_sortable=True),
    tables.Column("has_checkpoint", gettext_lazy("Code"), is_sortable=True),
    tables.Column("poster_stage", gettext_lazy("Sheet"), is_sortable=True),
    tables.Column("safety_level", gettext_lazy("Safety level"), is_sortable=True),
)
_FILE_COLUMNS = (
    tables.Column("code", gettext_lazy("Code in Loa")),
    tables.Column("list_code", gettext_lazy("Number in the list")),
    *COLUMNS[:1],
    tables.Column("place", gettext_lazy("Address or plate")),
    *COLUMNS[1:],
    tables.Column("safety_date", gettext_lazy("Day of the last review")),
    tables.Column("safety_due_date", gettext_lazy("Next review by")),
)


@login_required
@require_safe
def premises_list(request: HttpRequest) -> HttpResponseBase:
    scope.require_anywhere(request, P.VIEW_PREMISES)
    user, today = http.signed_in(request), timezone.localdate()
    form = forms.PremisesFilter(request.GET, user=user, on=today)
    rows = filtered(models.Premises.objects.standing().visible_to(user, on=today), form)
    rows = rows.select_related("kind", "commune")
    if tables.export_format(request.GET):
        return tables.export(
            columns=_FILE_COLUMNS, rows=rows, params=request.GET, name="premises", value=_plain
        )
    table = tables.build(columns=COLUMNS, rows=rows, params=request.GET, default_sort="name")
    context = {
        "table": table,
        "filter": form,
        "saved": units_queries.saved_views("premises", request.GET, user=user, on=today),
        "safety_of": lambda row: queries.safety_of(row, on=today),
        "may_register": units_permissions.can(user, P.MANAGE_PREMISES),
        "asked": asked(request),
    }
    return http.render_page(request, "premises/premises_list.html", context)


def asked(request: HttpRequest) -> str:
    """The filters of the address as they go to the map and back, without order and page."""
    names = forms.PremisesFilter.base_fields
    said = [(name, request.GET[name]) for name in names if request.GET.get(name)]
    return f"?{urlencode(said)}" if said else ""


def filtered(rows: models.PremisesQuerySet, form: forms.PremisesFilter) -> Any:
    """Of these premises those that the form asks for."""
    form.is_valid()
    said = form.cleaned_data
    if said.get("q"):
        rows = queries.search(rows, said["q"])
    if said.get("unit"):
        rows = queries.in_unit(rows, said["unit"], on=timezone.localdate())
    wanted = {"kind_id": said.get("kind"), "state": said.get("state")}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if said.get("box"):
        rows = queries.in_box(rows, said["box"])
    rows = _of_level(rows, said.get("safety") or "")
    for key in (said.get("lacks"), said.get("has")):
        terms = (_LACKS if key == said.get("lacks") else _HAS).get(key or "")
        if terms:
            rows = rows.filter(state=models.PremisesState.OPEN, **terms)
    return rows


def _of_level(rows: Any, key: str) -> Any:
    """Of the eight groups those of a level now; a closed place has none, whatever it had."""
    of_groups = rows.filter(kind__safety_group__isnull=False)
    if key == "OVERDUE":
        return rows.review_overdue(on=timezone.localdate())
    if key == "CLOSED":
        return of_groups.exclude(state=models.PremisesState.OPEN)
    if key == "REVIEWING":
        return of_groups
    return rows.reviewing().filter(safety_level=key) if key else rows


_STAGE = models.PosterStage
_LACKS: dict[str, dict[str, Any]] = {
    "CHECKPOINT": {"has_checkpoint": False},
    "SHEET": {"poster_stage__in": [_STAGE.NONE, _STAGE.DAMAGED]},
    "POSTING": {"poster_stage__in": [_STAGE.NONE, _STAGE.DAMAGED, _STAGE.ORDERED]},
    "VERIFYING": {"poster_stage__in": [_STAGE.NONE, _STAGE.DAMAGED, _STAGE.ORDERED, _STAGE.POSTED]},
}
_HAS: dict[str, dict[str, Any]] = {
    "CHECKPOINT": {"has_checkpoint": True},
    "POSTED": {"poster_stage__in": [_STAGE.POSTED, _STAGE.VERIFIED]},
    "VERIFIED": {"poster_stage": _STAGE.VERIFIED},
}


def _plain(row: models.Premises, column: tables.Column) -> object:
    shown: dict[str, Callable[[], object]] = {
        "kind": lambda: row.kind.name_vi,
        "commune": lambda: row.commune.name_vi,
        "state": row.get_state_display,
        "place": lambda: row.plate or row.address,
        "has_checkpoint": lambda: _("yes") if row.has_checkpoint else _("no"),
        "poster_stage": row.get_poster_stage_display,
        "safety_level": lambda: queries.safety_of(row, on=timezone.localdate()).text,
    }
    return shown[column.key]() if column.key in shown else tables.cell(row, column)


@login_required
@require_safe
def premises_detail(request: HttpRequest, pk: int) -> HttpResponse:
    premises = scope.seen(request, pk)
    may_manage = permissions.may_manage(request.user, premises)
    codes = premises.checkpoints.select_related("contests__premises").order_by("-entered_at", "-pk")
    context = {
        "premises": premises,
        "step": queries.next_step(premises),
        "checkpoints": list(codes),
        "posters": list(premises.posters.prefetch_related("photos").order_by("-edition")),
        "ranges": list(premises.open_ranges.select_related("commune").order_by("-from_date")),
        "payment_methods": ", ".join(
            premises.payment_methods.order_by("position").values_list("name_vi", flat=True)
        ),
        "events": queries.timeline_of(premises),
        "owner_link": queries.owner_link_of(premises, at=timezone.now()) if may_manage else None,
        "safety": queries.safety_of(premises, on=timezone.localdate()),
        "review_calls": queries.open_calls(premises),
        "reviews": list(queries.reviews_of(premises)),
        "may_manage": may_manage and premises.merged_into_id is None,
        "may_part": may_manage and premises.merged_into_id is not None,
    }
    return http.render_page(request, "premises/premises_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    scope.require_anywhere(request, P.MANAGE_PREMISES)
    user, now = http.signed_in(request), timezone.now()
    today = timezone.localdate(now)
    form = forms.PremisesForm(
        request.POST or None, user=user, on=today, is_new=True, initial={"from_date": today}
    )
    if request.method == "POST" and form.is_valid():
        try:
            premises = services.register(draft=form.draft(), by=user, at=now)
        except services.DraftRefused as refusal:
            form.add_error(refusal.field or None, refusal.message)
        else:
            messages.success(request, _("The premises is in the register. Enter its code next."))
            return redirect("premises:premises_detail", pk=premises.pk)
    return form_page(request, form, None, _("Enter a premises"), _("Enter it"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    premises = scope.kept(request, pk)
    user, now = http.signed_in(request), timezone.now()
    today = timezone.localdate(now)
    form = forms.PremisesForm(
        request.POST or None, user=user, on=today, is_new=False, initial=_as_said(premises)
    )
    form.keep("commune", premises.commune)
    form.keep("owner", premises.owner)
    if request.method == "POST" and form.is_valid():
        try:
            draft = form.draft(from_date=today)
            services.amend(premises=premises, draft=draft, by=user, at=now)
        except services.DraftRefused as refusal:
            form.add_error(refusal.field or None, refusal.message)
        else:
            messages.success(request, _("What the register says was corrected."))
            return redirect("premises:premises_detail", pk=premises.pk)
    return form_page(request, form, premises, _("Correct the premises"), _("Save"))


def _as_said(premises: models.Premises) -> dict[str, Any]:
    plain = ("name", "address", "hamlet", "latitude", "longitude", "plate", "route")
    more = ("contact_name", "contact_phone", "description", "list_code")
    return {name: getattr(premises, name) for name in (*plain, *more)} | {
        "kind": premises.kind_id,
        "commune": premises.commune_id,
        "owner": premises.owner_id,
        "payment_methods": list(premises.payment_methods.values_list("pk", flat=True)),
    }


def form_page(
    request: HttpRequest,
    form: django_forms.Form,
    premises: models.Premises | None,
    title: str,
    submit: str,
    *,
    note: str = "",
) -> HttpResponse:
    context = {"form": form, "premises": premises, "title": title, "submit": submit, "note": note}
    status = 422 if form.errors else 200
    return http.render_page(request, "premises/form.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    note = _("While it is closed it does not count. Its code and sheets stay.")
    return _change(request, pk, services.pause, _("Close it for a time"), note)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    note = _("From that day on it does not count; what counted before stays.")
    return _change(request, pk, services.close, _("Close it for good"), note)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    note = _("From that day on it counts again, with the sheets that hang.")
    return _change(request, pk, services.reopen, _("Open it again"), note)


def _change(
    request: HttpRequest, pk: int, service: Callable[..., None], title: str, note: str
) -> HttpResponse:
    premises = scope.kept(request, pk)
    now = timezone.now()
    form = forms.DayForm(request.POST or None, initial={"from_date": timezone.localdate(now)})
    if request.method == "POST" and form.is_valid():
        try:
            service(premises=premises, by=http.signed_in(request), at=now, **form.cleaned_data)
        except services.DayRefused as refusal:
            form.add_error("from_date", refusal.message)
        except errors.LoaError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Done: the register says so from that day on."))
            return redirect("premises:premises_detail", pk=premises.pk)
    return form_page(request, form, premises, title, title, note=note)

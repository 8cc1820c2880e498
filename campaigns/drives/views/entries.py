"""The entries behind the figures: what was sent, by whom, from which day."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.accounts import http
from campaigns.drives import forms, models, queries, services
from campaigns.drives.views import scope
from campaigns.kernel import roles, tables
from campaigns.units import models as units_models


def _columns(people: int | None = None, households: int | None = None) -> tuple[tables.Column, ...]:
    return (
        tables.Column("occurred_at", gettext_lazy("When"), is_sortable=True),
        tables.Column("unit", gettext_lazy("Where"), is_sortable=True, sort_by="unit__name_vi"),
        tables.Column("drive", gettext_lazy("Drive"), is_sortable=True, sort_by="drive__name"),
        tables.Column("setting", gettext_lazy("Setting"), is_sortable=True),
        tables.Column("sender", gettext_lazy("Sent by")),
        tables.Column("acts", gettext_lazy("Acts")),
        tables.Column("received_at", gettext_lazy("Received"), is_sortable=True),
        tables.Column(
            "households",
            gettext_lazy("Households visited"),
            is_sortable=True,
            is_numeric=True,
            total=households,
        ),
        tables.Column(
            "people",
            gettext_lazy("Residents helped"),
            is_sortable=True,
            is_numeric=True,
            total=people,
        ),
    )


@login_required
@require_safe
def entries(request: HttpRequest) -> HttpResponseBase:
    """Entries by unit, drive and days; the total is the figure that opens this list."""
    scope.require_anywhere(request, roles.Permission.VIEW_DRIVE)
    form = forms.EntryFilter(request.GET)
    rows = _filtered(request, form)
    if tables.export_format(request.GET):
        return tables.export(
            columns=_columns(), rows=rows, params=request.GET, name="entries", value=_plain_value
        )
    people, households = _sums(rows, form)
    table = tables.build(
        columns=_columns(people, households),
        rows=rows,
        params=request.GET,
        default_sort="occurred_at",
        is_default_descending=True,
    )
    led = models.Drive.objects.led_by(request.user, on=timezone.localdate())
    context = {
        "table": table,
        "filter": form,
        "people": people,
        "unit": _unit(request, form),
        "acts": {e.pk: queries.acts_text(e) for e in table.rows},
        "pictured": {e.pk for e in table.rows if queries.has_picture(e)},
        "led": set(
            led.filter(pk__in={e.drive_id for e in table.rows}).values_list("pk", flat=True)
        ),
    }
    return http.render_page(request, "drives/entries.html", context)


def _sums(rows: models.SupportEntryQuerySet, form: forms.EntryFilter) -> tuple[int, int]:
    """Residents and households of the rows that count; of held ones where just those are shown."""
    counted = rows if form.cleaned_data.get("show") == "held" else rows.standing()
    sums = counted.order_by().aggregate(people=Sum("people"), households=Sum("households"))
    return sums["people"] or 0, sums["households"] or 0


def _filtered(request: HttpRequest, form: forms.EntryFilter) -> models.SupportEntryQuerySet:
    rows = filtered(request, form)
    show = form.cleaned_data.get("show") or ""
    shown = {"all": rows.all, "held": rows.held}.get(show, rows.standing)
    return _with_names(shown())


def filtered(request: HttpRequest, form: forms.EntryFilter) -> models.SupportEntryQuerySet:
    """Entries that the reader may see and the filter names, whether they count or not."""
    user, today = http.signed_in(request), timezone.localdate()
    rows = models.SupportEntry.objects.visible_to(user, on=today)
    form.is_valid()  # a filter that makes no sense is left out, the others hold
    said = form.cleaned_data
    if said.get("unit"):
        rows = rows.filter(units_models.stood_under([said["unit"]]))
    wanted = {
        "unit_id": said.get("place"),
        "drive_id": said.get("drive"),
        "drive__movement_id": said.get("movement"),
        "day__gte": said.get("from"),
        "day__lte": said.get("to"),
        "setting": said.get("setting"),
    }
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def _with_names(rows: Any) -> models.SupportEntryQuerySet:
    named: models.SupportEntryQuerySet = rows.select_related(
        "unit", "drive", "by_user", "by_device", "photo", "hold"
    ).prefetch_related("counts__app", "reasons")
    return named


def _unit(request: HttpRequest, form: forms.EntryFilter) -> units_models.Unit | None:
    """The unit that the list is about, if the reader may know it."""
    said = form.cleaned_data if form.is_valid() else {}
    pk = said.get("place") or said.get("unit")
    user = http.signed_in(request)
    seen = units_models.Unit.objects.all().visible_to(user, on=timezone.localdate())
    return seen.filter(pk=pk).first() if pk else None


def _plain_value(row: Any, column: tables.Column) -> object:
    shown = {
        "unit": lambda: row.unit.name_vi,
        "setting": row.get_setting_display,
        "sender": lambda: str(row.by_device or row.by_user),
        "acts": lambda: queries.acts_text(row),
    }
    return shown[column.key]() if column.key in shown else tables.cell(row, column)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an entry out of the totals, with a reason."""
    user, entry = http.signed_in(request), scope.led_entry(request, pk)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            services.withdraw_entry(entry=entry, reason=reason, by=user, at=timezone.now())
        except services.EntryVoided as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("The entry was withdrawn and no longer counts."))
        return redirect("drives:drive_detail", pk=entry.drive_id)
    context = {"entry": entry, "form": form}
    status = 422 if form.errors else 200
    return http.render_page(request, "drives/withdraw_entry.html", context, status=status)

"""Outlets and their timetable: who may, enters, changes and ends them here.

Pages of the desk and not of Wagtail's admin: coordinators keep timetables and have no newsroom,
rights go by unit, and what a change leaves stranded must be seen at once (docs/adr/0008).
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models, queries, services
from campaigns.broadcasts.forms import timetable as forms
from campaigns.broadcasts.views import loading
from campaigns.kernel import errors, roles
from campaigns.units import permissions

P = roles.Permission
_FORM_METHODS = ["GET", "HEAD", "POST"]


def _load_slot(user: accounts_models.User, slot_id: int) -> models.Slot:
    outlets = models.Outlet.objects.visible_to(user, timezone.localdate())
    slots = models.Slot.objects.filter(outlet__in=outlets).select_related("outlet__unit")
    slot = get_object_or_404(slots, pk=slot_id)
    loading.need(user, P.MANAGE_OUTLET, slot.outlet.unit)
    return slot


@login_required
@require_safe
def outlet(request: HttpRequest, outlet_id: int) -> HttpResponse:
    """An outlet with its timetable, exceptions and what is stranded."""
    user, now = http.signed_in(request), timezone.now()
    found = loading.load_outlet(user, outlet_id, P.VIEW_RUNDOWN)
    context = {
        "outlet": found,
        "today": models.air_day(now),
        "mediums": [models.Medium(m).label for m in found.mediums],
        "rates": queries.figures_in_words(found),
        "slots": queries.slot_lines(found, models.air_day(now)),
        "closures": list(
            found.closures.filter(to_date__gte=models.air_day(now)).order_by("from_date", "pk")
        ),
        "stranded": queries.stranded_days(found, now),
        "may_manage": loading.may(user, P.MANAGE_OUTLET, found.unit),
    }
    return http.render_page(request, "broadcasts/outlet.html", context)


def _answer(
    request: HttpRequest,
    form: django_forms.Form,
    outlet: models.Outlet,
    texts: tuple[str, str, str],
    act: Callable[[], object],
    **more: Any,
) -> HttpResponse:
    """One form about an outlet: shown, mended, or carried out; `texts` are heading, button, done."""
    now = timezone.now()
    heading, button, done = texts
    if request.method == "POST" and form.is_valid() and request.POST.get("act") != "preview":
        try:
            act()
        except errors.LoaError as refusal:
            form.add_error(_field_of(form, refusal), refusal.message)
        else:
            messages.success(request, done)
            _warn_of_stranded(request, outlet)
            return redirect("broadcasts:outlet", outlet.pk)
    context = {
        "outlet": outlet,
        "form": form,
        "heading": heading,
        "button": button,
        "today": models.air_day(now),
        "preview": None,
        **more,
    }
    return http.render_page(request, "broadcasts/outlet_form.html", context)


def _field_of(form: django_forms.Form, refusal: errors.LoaError) -> str | None:
    """Where a refused rule was entered: typed, or made from the weekdays."""
    if not isinstance(refusal, services.RuleRefused):
        return None
    return "recurrence" if form.cleaned_data.get("recurrence") else "days"


def _warn_of_stranded(request: HttpRequest, outlet: models.Outlet) -> None:
    count = sum(number for _day, number in queries.stranded_days(outlet, timezone.now()))
    if count:
        text = ngettext(
            "%(count)s script has lost its place: place it anew.",
            "%(count)s scripts have lost their place: place them anew.",
            count,
        )
        messages.warning(request, text % {"count": count})


@login_required
@require_http_methods(_FORM_METHODS)
def new_outlet(request: HttpRequest) -> HttpResponse:
    """Make a unit an outlet."""
    user, now = http.signed_in(request), timezone.now()
    loading.need(user, P.MANAGE_OUTLET)
    rows = permissions.units_where(user, P.MANAGE_OUTLET).filter(outlet__isnull=True)
    units = {str(unit.pk): unit for unit in rows.order_by("name_vi", "pk")}
    names = [(pk, unit.name_vi) for pk, unit in units.items()]
    form = forms.NewOutletForm(request.POST or None, units=names)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        unit = units[values.pop("unit")]
        try:
            made = services.save_outlet(unit=unit, values=values, by=user, at=now)
        except errors.LoaError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The outlet is entered: give it its slots."))
            return redirect("broadcasts:outlet", made.pk)
    context = {
        "outlet": None,
        "form": form,
        "heading": _("Enter an outlet"),
        "button": _("Enter it"),
        "preview": None,
    }
    return http.render_page(request, "broadcasts/outlet_form.html", context)


@login_required
@require_http_methods(_FORM_METHODS)
def edit_outlet(request: HttpRequest, outlet_id: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    found = loading.load_outlet(user, outlet_id, P.MANAGE_OUTLET)
    initial = {name: getattr(found, name) for name in forms.OutletForm.base_fields}
    form = forms.OutletForm(request.POST or None, initial=initial)
    return _answer(
        request,
        form,
        found,
        (_("Change the outlet"), _("Save"), _("The outlet is saved.")),
        lambda: services.save_outlet(unit=found.unit, values=form.cleaned_data, by=user, at=now),
    )


@login_required
@require_http_methods(_FORM_METHODS)
def new_slot(request: HttpRequest, outlet_id: int) -> HttpResponse:
    user = http.signed_in(request)
    found = loading.load_outlet(user, outlet_id, P.MANAGE_OUTLET)
    slot = models.Slot(outlet=found)
    initial = {"valid_from_date": timezone.localdate(), "days": [d for d, _n in queries.WEEKDAYS]}
    return _slot_form(request, user, slot, initial, _("Add a slot"))


@login_required
@require_http_methods(_FORM_METHODS)
def edit_slot(request: HttpRequest, slot_id: int) -> HttpResponse:
    user = http.signed_in(request)
    slot = _load_slot(user, slot_id)
    days = queries.days_of(slot.recurrence)
    names = ("name_vi", "medium", "language", "starts_time", "seconds")
    initial = {name: getattr(slot, name) for name in (*names, "valid_from_date", "valid_to_date")}
    initial |= {"days": days or [], "recurrence": "" if days else slot.recurrence}
    return _slot_form(request, user, slot, initial, _("Change the slot"))


def _slot_form(
    request: HttpRequest,
    user: accounts_models.User,
    slot: models.Slot,
    initial: dict[str, Any],
    heading: str,
) -> HttpResponse:
    outlet = slot.outlet
    mediums = [(m, models.Medium(m).label) for m in outlet.mediums]
    form = forms.SlotForm(request.POST or None, initial=initial, mediums=mediums)
    is_preview = request.method == "POST" and request.POST.get("act") == "preview"
    preview = None
    if is_preview and form.is_valid():
        try:
            preview = services.preview_slot(
                outlet=outlet, values=form.values(), on=timezone.localdate()
            )
        except services.SlotRefused as refusal:
            form.add_error(_field_of(form, refusal), refusal.message)

    def act() -> None:
        code = slot.code or queries.free_code(outlet, slugify(form.cleaned_data["name_vi"]))
        values = form.values() | {"is_assumed": False}
        services.save_slot(outlet=outlet, code=code, values=values, by=user, at=timezone.now())

    texts = (heading, _("Save the slot"), _("The slot is saved."))
    return _answer(request, form, outlet, texts, act, preview=preview, may_preview=True)


@login_required
@require_http_methods(_FORM_METHODS)
def end_slot(request: HttpRequest, slot_id: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    slot = _load_slot(user, slot_id)
    form = forms.EndForm(request.POST or None, initial={"last_day": timezone.localdate()})
    heading = _("End the slot “%(slot)s”") % {"slot": slot.name_vi}
    return _answer(
        request,
        form,
        slot.outlet,
        (heading, _("End the slot"), _("The slot ends on that day.")),
        lambda: services.end_slot(
            slot=slot, last_day=form.cleaned_data["last_day"], by=user, at=now
        ),
    )


@login_required
@require_http_methods(_FORM_METHODS)
def except_slot(request: HttpRequest, slot_id: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    slot = _load_slot(user, slot_id)
    form = forms.ExceptionForm(request.POST or None)

    def act() -> None:
        wanted = form.cleaned_data | {"seconds": form.cleaned_data["seconds"] or 0}
        draft = services.ExceptionDraft(**wanted)
        services.save_exception(slot=slot, draft=draft, by=user, at=now)

    heading = _("Except a day of “%(slot)s”") % {"slot": slot.name_vi}
    texts = (heading, _("Save the exception"), _("The exception is saved."))
    return _answer(request, form, slot.outlet, texts, act)


@login_required
@require_http_methods(_FORM_METHODS)
def close_outlet(request: HttpRequest, outlet_id: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    found = loading.load_outlet(user, outlet_id, P.MANAGE_OUTLET)
    tomorrow = timezone.localdate() + timedelta(days=1)
    form = forms.ClosureForm(request.POST or None, initial={"first": tomorrow, "last": tomorrow})
    return _answer(
        request,
        form,
        found,
        (_("Days without broadcasting"), _("Close on these days"), _("The days are noted.")),
        lambda: services.close_outlet(outlet=found, **form.cleaned_data, by=user, at=now),
    )


@login_required
@require_POST
def remove_exception(request: HttpRequest, exception_id: int) -> HttpResponse:
    user = http.signed_in(request)
    rows = models.SlotException.objects.filter(
        slot__outlet__in=models.Outlet.objects.visible_to(user, timezone.localdate())
    )
    row = get_object_or_404(rows.select_related("slot__outlet__unit"), pk=exception_id)
    loading.need(user, P.MANAGE_OUTLET, row.slot.outlet.unit)
    services.remove_exception(exception=row, by=user, at=timezone.now())
    messages.success(request, _("The rule counts again on that day."))
    return redirect("broadcasts:outlet", row.slot.outlet_id)


@login_required
@require_POST
def reopen_outlet(request: HttpRequest, closure_id: int) -> HttpResponse:
    user = http.signed_in(request)
    rows = models.OutletClosure.objects.filter(
        outlet__in=models.Outlet.objects.visible_to(user, timezone.localdate())
    )
    row = get_object_or_404(rows.select_related("outlet__unit"), pk=closure_id)
    loading.need(user, P.MANAGE_OUTLET, row.outlet.unit)
    services.reopen_outlet(closure=row, by=user, at=timezone.now())
    messages.success(request, _("The outlet broadcasts again on those days."))
    return redirect("broadcasts:outlet", row.outlet_id)

"""The desk of residents' requests: the list, one request, and what is done with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.accounts import http
from campaigns.drives import forms, models, permissions, queries, services
from campaigns.drives.views import scope
from campaigns.kernel import errors, phones, roles, tables, verdict
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

State = models.HelpRequest.State


def _columns(people: int | None = None) -> tuple[tables.Column, ...]:
    return (
        tables.Column("received_at", gettext_lazy("Received"), is_sortable=True),
        tables.Column("unit", gettext_lazy("Where"), is_sortable=True, sort_by="unit__name_vi"),
        tables.Column("wanted", gettext_lazy("Wanted"), is_sortable=True, sort_by="wanted_date"),
        tables.Column("language", gettext_lazy("Language"), is_sortable=True),
        tables.Column("team", gettext_lazy("Team"), is_sortable=True, sort_by="drive__name"),
        tables.Column("state", gettext_lazy("State"), is_sortable=True),
        tables.Column(
            "people",
            gettext_lazy("People"),
            is_sortable=True,
            is_numeric=True,
            sort_by="people_count",
            total=people,
        ),
    )


@login_required
@require_safe
def request_list(request: HttpRequest) -> HttpResponseBase:
    """Requests within one's sight, oldest first; files hold neither phone, hamlet nor note."""
    scope.require_anywhere(request, roles.Permission.VIEW_DRIVE)
    now = timezone.now()
    form = forms.HelpFilter(request.GET)
    form.is_valid()  # a filter that makes no sense is left out, the others hold
    said = {**form.cleaned_data, "group": queries.help_group(form.cleaned_data)}
    seen = models.HelpRequest.objects.visible_to(request.user, on=timezone.localdate(now))
    rows = queries.help_filtered(seen, said, now).select_related("unit", "drive", "team")
    if tables.export_format(request.GET):
        return tables.export(
            columns=_columns(), rows=rows, params=request.GET, name="help", value=_plain_value
        )
    counts = queries.help_counts(
        queries.help_filtered(seen, {**said, "group": queries.EVERY_HELP}, now)
    )
    table = tables.build(
        columns=_columns(queries.people_asked(rows)),
        rows=rows,
        params=request.GET,
        default_sort="received_at",
    )
    context = {
        "table": table,
        "filter": form,
        "tabs": _tabs(request, said["group"], counts),
        "has_any": bool(counts.all),
        "tones": queries.HELP_TONES,
        "now": now,
        "duty": queries.help_duty(seen, now),
        "unit": _unit(request, said.get("unit")),
    }
    return http.render_page(request, "help/request_list.html", context)


def _tabs(
    request: HttpRequest, current: str, counts: queries.HelpCounts
) -> list[tuple[str, str, bool, int]]:
    """The groups of the list; the other filters stay."""

    def tab(label: str, group: str, count: int) -> tuple[str, str, bool, int]:
        query = request.GET.copy()
        query.pop(tables.PAGE, None)
        query["group"] = group
        return label, f"?{query.urlencode()}", current == group, count

    return [
        tab(_("Still open"), "open", counts.new + counts.team),
        tab(_("New"), "new", counts.new),
        tab(_("With a team"), "team", counts.team),
        tab(_("Over"), "over", counts.over),
        tab(_("All"), queries.ALL_HELP, counts.all),
        tab(_("Put away"), "spam", counts.spam),
    ]


def _unit(request: HttpRequest, pk: int | None) -> units_models.Unit | None:
    """The unit that the list is about, if the reader may know it."""
    user = http.signed_in(request)
    seen = units_models.Unit.objects.all().visible_to(user, on=timezone.localdate())
    return seen.filter(pk=pk).first() if pk else None


def _plain_value(row: Any, column: tables.Column) -> object:
    shown = {
        "unit": lambda: row.unit.name_vi,
        "wanted": lambda: row.wanted_date,
        "language": row.get_language_display,
        "team": lambda: str(row.drive or row.team or ""),
        "state": row.get_state_display,
        "people": lambda: row.people_count,
    }
    return shown[column.key]() if column.key in shown else tables.cell(row, column)


def _seen(request: HttpRequest, pk: int) -> models.HelpRequest:
    """The request; 404 outside the reader's scope, 403 where a role there does not reach it."""
    user, today = http.signed_in(request), timezone.localdate()
    rows = models.HelpRequest.objects.select_related(
        "unit", "drive__unit", "drive__organiser", "team", "assigned_by"
    )
    found = rows.visible_to(user, on=today).filter(pk=pk).first()
    if found is not None:
        return found
    near = get_object_or_404(rows.near(user, on=today), pk=pk)
    refusal = units_permissions.can(user, roles.Permission.VIEW_DRIVE, unit=near.unit)
    raise PermissionDenied(refusal.reason)


def _need(answer: verdict.Verdict) -> None:
    if not answer:
        raise PermissionDenied(answer.reason)


@login_required
@never_cache
@require_safe
def request_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail(request, _seen(request, pk))


def _detail(
    request: HttpRequest,
    asked: models.HelpRequest,
    *,
    form: forms.AssignForm | None = None,
    phone: str = "",
    status: int = 200,
) -> HttpResponse:
    user = http.signed_in(request)
    may_assign = permissions.may_assign(user, asked)
    is_assignable = State.ASSIGNED in models.HelpRequest.TRANSITIONS[asked.state]
    if may_assign and is_assignable and form is None:
        form = _assign_form(request, asked)
    context = {
        "asked": asked,
        "apps": list(asked.apps.order_by("position", "pk")),
        "tone": queries.HELP_TONES[asked.state],
        "phone": phones.shown(phone),
        "dialled": phone,
        "may_assign": may_assign,
        "may_help": permissions.may_help(user, asked),
        "may_see_phone": permissions.may_see_phone(user, asked),
        "form": form,
        "could_not": forms.CouldNotForm(),
        "events": queries.help_timeline(asked),
        "now": timezone.now(),
    }
    return http.render_page(request, "help/request.html", context, status=status)


def _assign_form(
    request: HttpRequest, asked: models.HelpRequest, data: Any = None
) -> forms.AssignForm:
    user, now = http.signed_in(request), timezone.now()
    today = timezone.localdate(now)
    return forms.AssignForm(
        data,
        request=asked,
        offers=queries.teams_for(asked, user, now, today),
        units=queries.units_that_help(user, today),
    )


@login_required
@never_cache
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    asked = _seen(request, pk)
    _need(permissions.may_assign(request.user, asked))
    form = _assign_form(request, asked, request.POST)
    if form.is_valid():
        try:
            services.assign_request(
                request=asked, team=form.chosen(), by=http.signed_in(request), at=timezone.now()
            )
        except errors.LoaError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The team is told. It now sees the phone number."))
            return redirect("help:request", pk=asked.pk)
    return _detail(request, asked, form=form, status=422)


@login_required
@never_cache
@require_POST
def phone(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the phone number, once, to whoever may see it now; the look goes on record."""
    asked = _seen(request, pk)
    _need(permissions.may_see_phone(request.user, asked))
    shown = services.reveal_phones(requests=[asked], by=http.signed_in(request), at=timezone.now())
    return _detail(request, asked, phone=shown[asked.pk])


Act = Callable[[models.HelpRequest], object]


def _act(request: HttpRequest, asked: models.HelpRequest, act: Act, done: str) -> HttpResponse:
    """Take one edge and say what came of it."""
    try:
        act(asked)
    except errors.LoaError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done)
    return redirect("help:request", pk=asked.pk)


@login_required
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    asked = _seen(request, pk)
    _need(permissions.may_help(request.user, asked))
    by, at = http.signed_in(request), timezone.now()
    return _act(
        request, asked,
        lambda r: services.accept_request(request=r, by=by, at=at),
        _("Your team has taken it on; the resident can read so. Call before you go."),
    )  # fmt: skip


@login_required
@require_POST
def done(request: HttpRequest, pk: int) -> HttpResponse:
    asked = _seen(request, pk)
    _need(permissions.may_help(request.user, asked))
    by, at = http.signed_in(request), timezone.now()
    return _act(
        request, asked,
        lambda r: services.finish_request(request=r, by=by, at=at),
        _("Noted as helped. Who was helped with which app is counted in the field app."),
    )  # fmt: skip


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hand_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a request back to the organisers, with a reason."""
    asked = _seen(request, pk)
    _need(permissions.may_help(request.user, asked) or permissions.may_assign(request.user, asked))
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, by, at = form.cleaned_data["reason"], http.signed_in(request), timezone.now()
        return _act(
            request, asked,
            lambda r: services.hand_back(request=r, reason=reason, by=by, at=at),
            _("Given back; the organisers are told."),
        )  # fmt: skip
    context = {"asked": asked, "form": form}
    status = 422 if form.errors else 200
    return http.render_page(request, "help/hand_back.html", context, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def could_not(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that nobody could help, and why; the resident reads it."""
    asked = _seen(request, pk)
    _need(permissions.may_help(request.user, asked) or permissions.may_assign(request.user, asked))
    form = forms.CouldNotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = models.CouldNot(form.cleaned_data["reason"])
        by, at = http.signed_in(request), timezone.now()
        return _act(
            request, asked,
            lambda r: services.give_up(request=r, reason=reason, by=by, at=at),
            _("Noted; the resident can read why."),
        )  # fmt: skip
    context = {"asked": asked, "form": form}
    status = 422 if form.errors else 200
    return http.render_page(request, "help/could_not.html", context, status=status)


@login_required
@require_POST
def spam(request: HttpRequest, pk: int) -> HttpResponse:
    asked = _seen(request, pk)
    _need(permissions.may_assign(request.user, asked))
    by, at = http.signed_in(request), timezone.now()
    return _act(
        request, asked,
        lambda r: services.mark_spam(request=r, by=by, at=at),
        _("Put away. It can be brought back until its phone number is deleted."),
    )  # fmt: skip


@login_required
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    asked = _seen(request, pk)
    _need(permissions.may_assign(request.user, asked))
    by, at = http.signed_in(request), timezone.now()
    return _act(
        request, asked,
        lambda r: services.reopen_request(request=r, by=by, at=at),
        _("It is open again."),
    )  # fmt: skip


@login_required
@require_POST
def erase_for_resident(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete what is kept of a resident who asked for it by phone or in person."""
    asked = _seen(request, pk)
    _need(permissions.may_assign(request.user, asked))
    by, at = http.signed_in(request), timezone.now()
    return _act(
        request, asked,
        lambda r: services.erase_for_resident(request=r, by=by, at=at),
        _("Phone number, hamlet and note are deleted. The request stays as a count."),
    )  # fmt: skip

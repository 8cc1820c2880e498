"""The leader's pages about the team: a shift with its sign-ups, the whole list, messages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.accounts import http
from campaigns.drives import forms, models, permissions, queries, services
from campaigns.drives.views import scope
from campaigns.kernel import errors, tables, text

COLUMNS = (
    tables.Column("name", gettext_lazy("Name"), is_sortable=True),
    tables.Column("contact", gettext_lazy("Contact")),
    tables.Column("shift_starts_at", gettext_lazy("Shift"), is_sortable=True),
    tables.Column("state_label", gettext_lazy("State"), is_sortable=True, sort_by="state"),
    tables.Column("signed_up_at", gettext_lazy("Signed up"), is_sortable=True),
)


@login_required
@require_safe
def shift_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One shift: its places, who has them, who waits; a member signs up here in one tap."""
    shift = scope.seen_shift(request, pk)
    now, user = timezone.now(), http.signed_in(request)
    may_manage = permissions.may_manage(user, shift.drive)
    lines = queries.shift_lines(shift.drive, at=now, user=user)
    team = queries.team_lines(shift.drive, shift=shift) if may_manage else []
    context = {
        "drive": shift.drive,
        "shift": next(line for line in lines if line.pk == shift.pk),
        "placed": [line for line in team if line.state == models.SignUp.State.SIGNED_UP],
        "waiting": [line for line in team if line.state == models.SignUp.State.WAITING],
        "cancelled": [line for line in team if line.state == models.SignUp.State.CANCELLED],
        "may_manage": may_manage,
        "may_join": permissions.may_log(user, shift.drive),
    }
    return http.render_page(request, "drives/shift_detail.html", context)


@login_required
@require_safe
def team(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Everybody who signed up for the drive, as a list and as a file."""
    drive = scope.led_drive(request, pk)
    form = forms.TeamFilter(request.GET)
    rows = _filtered(queries.team_lines(drive), form)
    if tables.export_format(request.GET):
        return tables.export(
            columns=COLUMNS, rows=rows, params=request.GET, name=f"team-{drive.pk}"
        )
    table = tables.build(
        columns=COLUMNS, rows=rows, params=request.GET, default_sort="shift_starts_at"
    )
    context = {
        "drive": drive,
        "table": table,
        "filter": form,
        "sent": queries.messages_to_team(drive),
    }
    return http.render_page(request, "drives/team.html", context)


def _filtered(lines: list[queries.TeamLine], form: forms.TeamFilter) -> list[queries.TeamLine]:
    form.is_valid()  # a filter that makes no sense is left out, the others hold
    said = form.cleaned_data
    words = text.fold(said.get("q", "")).split()
    return [
        line
        for line in lines
        if all(word in text.fold(line.name) for word in words)
        and said.get("state", "") in {"", line.state}
        and said.get("shift") in {None, line.shift_pk}
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def message_team(request: HttpRequest, pk: int) -> HttpResponse:
    drive = scope.led_drive(request, pk)
    now = timezone.now()
    shifts = queries.shift_lines(drive, at=now)
    initial = {"shift": request.GET.get("shift", "")}
    form = forms.MessageForm(request.POST or None, shifts=shifts, initial=initial)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["shift"]
        try:
            sent = services.message_team(
                drive=drive,
                shift=drive.shifts.get(pk=chosen) if chosen else None,
                text=form.cleaned_data["text"],
                by=http.signed_in(request),
                at=now,
            )
        except errors.LoaError as error:
            form.add_error(None, error.message)
        else:
            count = sent.recipient_count
            told = ngettext("%(num)s volunteer was told.", "%(num)s volunteers were told.", count)
            messages.success(request, told % {"num": count})
            return redirect("drives:team", pk=drive.pk)
    context = {"drive": drive, "form": form}
    status = 422 if form.errors else 200
    return http.render_page(request, "drives/message_team.html", context, status=status)


@login_required
@require_POST
def cancel_sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    """The leader takes somebody off a shift; whoever waits moves up."""
    sign_up = _led_sign_up(request, pk)
    try:
        moved = services.cancel_sign_up(
            sign_up=sign_up, by=http.signed_in(request), at=timezone.now()
        )
    except errors.LoaError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The sign-up is cancelled."))
        if moved is not None:
            messages.info(request, _("%(name)s moved up and was told.") % {"name": moved.member})
    return redirect("drives:shift_detail", pk=sign_up.shift_id)


@login_required
@require_POST
def restore_sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a cancellation back: with a place if one is left, else at the end of the queue."""
    sign_up = _led_sign_up(request, pk)
    try:
        back = services.sign_up_again(
            shift=sign_up.shift,
            member=sign_up.member,
            by=http.signed_in(request),
            at=timezone.now(),
        )
    except errors.LoaError as error:
        messages.error(request, error.message)
    else:
        has_place = back.state == models.SignUp.State.SIGNED_UP
        messages.success(
            request,
            _("The sign-up stands again.")
            if has_place
            else _("The place was given away meanwhile: the sign-up is on the waiting list."),
        )
    return redirect("drives:shift_detail", pk=sign_up.shift_id)


def _led_sign_up(request: HttpRequest, pk: int) -> models.SignUp:
    """The sign-up, if the reader leads its drive."""
    rows = models.SignUp.objects.select_related("shift__drive", "member__user", "member__drive")
    sign_up = get_object_or_404(rows, pk=pk)
    scope.led_drive(request, sign_up.shift.drive_id)
    return sign_up

"""What a member with an account does for themselves: sign up in one tap, cancel, see their shifts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.accounts import http
from campaigns.drives import models, permissions, queries, services
from campaigns.drives.views import scope
from campaigns.kernel import errors


@login_required
@require_safe
def my_shifts(request: HttpRequest) -> HttpResponse:
    """The reader's own shifts in all drives, and what the leaders wrote."""
    return _own(request)


def _own(
    request: HttpRequest, *, typed: dict[int, str] | None = None, fault: str = "", status: int = 200
) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    context = {
        "typed": typed or {},
        "fault": fault,
        "shifts": queries.own_shifts(user, at=now),
        "news": queries.own_messages(user),
        "certificates": queries.own_certificates(user),
        "may_see_drives": scope.sees_drives(request),
    }
    return http.render_page(request, "drives/my_shifts.html", context, status=status)


@login_required
@require_POST
def sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap: the account says the rest."""
    shift = scope.seen_shift(request, pk)
    user = http.signed_in(request)
    verdict = permissions.may_log(user, shift.drive)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    try:
        member = services.join_by_account(
            drive=shift.drive, shifts=[shift], user=user, at=timezone.now()
        )
    except errors.LoaError as error:
        messages.error(request, error.message)
    else:
        has_place = member.sign_ups.placed().filter(shift=shift).exists()
        messages.success(
            request,
            _("You have a place in this shift.")
            if has_place
            else _("The shift is full: you are on the waiting list and are told when you move up."),
        )
    return redirect("drives:shift_detail", pk=shift.pk)


@login_required
@require_POST
def cancel_own(request: HttpRequest, pk: int) -> HttpResponse:
    user = http.signed_in(request)
    own = models.SignUp.objects.filter(member__user=user).select_related("shift__drive", "member")
    found = get_object_or_404(own, pk=pk)
    try:
        services.cancel_sign_up(sign_up=found, by=user, at=timezone.now())
    except errors.LoaError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("You are no longer signed up. Thank you for telling in time."))
    return redirect("drives:my_shifts")


@login_required
@require_POST
def declare_own(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own word of how long one worked; what is refused stays in its field."""
    user = http.signed_in(request)
    own = models.SignUp.objects.filter(member__user=user).select_related("shift__drive", "member")
    found = get_object_or_404(own, pk=pk)
    typed = request.POST.get("minutes", "").strip()
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 5):
        fault = _("Write the minutes as a number, such as 120.")
        return _own(request, typed={pk: typed[:20]}, fault=fault, status=422)
    try:
        services.declare_hours(
            shift=found.shift, member=found.member, minutes=int(typed), by=user, at=timezone.now()
        )
    except errors.LoaError as error:
        return _own(request, typed={pk: typed}, fault=error.message, status=409)
    messages.success(request, _("The leader sees your hours."))
    return redirect("drives:my_shifts")

"""Signing up without an account, and the page behind the link that a volunteer gets.

Like the residents' form it needs no cookie: the form carries a signed number, and the secret in
the address of the own page is all the right there is.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.accounts import http
from campaigns.drives import forms, models, queries, services
from campaigns.drives.views import help_public
from campaigns.kernel import actor, errors

_SENDS = "sign-up"
_GUESSES = "volunteer-page"


def address(name: str, **kwargs: Any) -> str:
    """An address of the volunteers' pages in the language in force."""
    tail = "_en" if translation.get_language() == "en" else ""
    return reverse(f"volunteers:{name}{tail}", kwargs=kwargs)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@help_public.in_language
def recruit(request: HttpRequest, pk: int) -> HttpResponse:
    """The sign-up page of a drive; what was typed stays in it whatever goes wrong."""
    now = timezone.now()
    drive = get_object_or_404(models.Drive.objects.select_related("unit", "organiser"), pk=pk)
    shifts = queries.open_shifts(drive, at=now)
    if request.method != "POST" or not shifts:
        status = 409 if request.method == "POST" else 200
        form = forms.SignUpForm(shifts=shifts)
        return _sheet(request, drive, form, forms.open_token(now), status=status)
    if int(request.headers.get("Content-Length") or 0) > forms.MAX_BODY_BYTES:
        form = forms.SignUpForm(shifts=shifts)
        return _sheet(request, drive, form, forms.open_token(now), status=413)
    form = forms.SignUpForm(request.POST, shifts=shifts)
    token = forms.read_token(request.POST.get("form", ""))
    refused = _refused(request, form, token)
    if refused:
        return _again(request, drive, form, token, status=refused)
    return _sign_up(request, drive, form, token)


def _refused(request: HttpRequest, form: forms.SignUpForm, token: forms.FormToken | None) -> int:
    """Status of the refusal, with the fault put to the form; 0 where the form is taken in."""
    if not form.is_valid():
        return 422
    now = timezone.now()
    fault = forms.token_fault(token, now)
    if fault or help_public.is_from_elsewhere(request):
        form.add_error(None, fault or _("Look at what you wrote and press the button again."))
        return 422
    if http.has_sent_too_often(request, _SENDS, settings.LOA_SIGN_UP_DAILY_PER_ADDRESS, at=now):
        form.add_error(
            None,
            _("Many sign-ups came from your network today. Try again tomorrow, or ask the leader."),
        )
        return 429
    return 0


def _sign_up(
    request: HttpRequest,
    drive: models.Drive,
    form: forms.SignUpForm,
    token: forms.FormToken | None,
) -> HttpResponse:
    now = timezone.now()
    http.note_sent(request, _SENDS, at=now)
    assert token is not None  # noqa: S101  for the type checker: _refused looked at it
    chosen = drive.shifts.filter(pk__in=form.cleaned_data["shifts"]).order_by("starts_at", "pk")
    try:
        member = services.join_team(
            drive=drive,
            shifts=list(chosen),
            person=form.person(token),
            by=actor.SystemActor("sign-up page"),
            at=now,
        )
    except services.SignUpTaken as error:
        form.add_error("contact", error.message)
        return _again(request, drive, form, token, status=409)
    except errors.LoaError as error:
        form.add_error(None, error.message)
        return _again(request, drive, form, token, status=409)
    return redirect(f"{address('own_page', secret=queries.secret_of(member))}?moi=1")


def _again(
    request: HttpRequest,
    drive: models.Drive,
    form: forms.SignUpForm,
    token: forms.FormToken | None,
    *,
    status: int,
) -> HttpResponse:
    """The form as it was sent; a token that serves no longer is replaced by a new one."""
    now = timezone.now()
    if token is None or not forms.serves(token, now):
        token = forms.open_token(now)
    return _sheet(request, drive, form, token, status=status)


def _sheet(
    request: HttpRequest,
    drive: models.Drive,
    form: forms.SignUpForm,
    token: forms.FormToken,
    *,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    context = {
        "drive": drive,
        "refusal": queries.recruiting_refusal(drive, now),
        "form": form,
        "token": token.text,
        "shifts": queries.open_shifts(drive, at=now),
        "min_age": settings.LOA_VOLUNTEER_MIN_AGE,
        "keep_days": services.KEPT_AFTER_CAMPAIGN.days,
        "language": translation.get_language(),
    }
    return help_public.render_apart(request, "volunteers/recruit.html", context, status=status)


def of_secret(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open the page of the secret in the address: 404 where none has it, 429 after many guesses."""

    @wraps(view)
    def answer(request: HttpRequest, secret: str, **kwargs: Any) -> HttpResponse:
        if http.has_guessed_too_often(request, _GUESSES):
            return help_public.render_secret(request, "volunteers/wait.html", {}, status=429)
        member = queries.find_member(secret)
        if member is None:
            http.note_guess(request, _GUESSES)
            raise Http404
        return view(request, member, **kwargs)

    return answer


@never_cache
@require_safe
@help_public.in_language
@of_secret
def own_page(request: HttpRequest, member: models.TeamMember) -> HttpResponse:
    """Where the volunteer's shifts stand, what the leader wrote, and what can be done."""
    return _own(request, member)


def _own(
    request: HttpRequest, member: models.TeamMember, *, fault: str = "", status: int = 200
) -> HttpResponse:
    now = timezone.now()
    secret = queries.secret_of(member)
    context = {
        "member": member,
        "secret": secret,
        "link": f"{settings.BASE_URL}{address('own_page', secret=secret)}",
        "page": queries.own_page(member, at=now),
        "certificate": queries.certificate_of(member),
        "fault": fault,
        "is_new": "moi" in request.GET,
        "keep_days": services.KEPT_AFTER_CAMPAIGN.days,
    }
    return help_public.render_secret(request, "volunteers/own_page.html", context, status=status)


def _act(
    request: HttpRequest, member: models.TeamMember, act: Callable[[], object]
) -> HttpResponse:
    """Do what the volunteer asks for; what is refused is said on the page."""
    if help_public.is_from_elsewhere(request):
        fault = _("Look at what you wrote and press the button again.")
        return _own(request, member, fault=fault, status=403)
    try:
        act()
    except errors.LoaError as error:
        return _own(request, member, fault=error.message, status=409)
    return redirect(address("own_page", secret=queries.secret_of(member)))


@csrf_exempt
@never_cache
@require_POST
@help_public.in_language
@of_secret
def cancel(request: HttpRequest, member: models.TeamMember, pk: int) -> HttpResponse:
    rows = models.SignUp.objects.filter(member=member).select_related("shift__drive", "member")
    sign_up, at = get_object_or_404(rows, pk=pk), timezone.now()
    return _act(request, member, lambda: services.cancel_sign_up(sign_up=sign_up, by=member, at=at))


@csrf_exempt
@never_cache
@require_POST
@help_public.in_language
@of_secret
def sign_up_more(request: HttpRequest, member: models.TeamMember, pk: int) -> HttpResponse:
    """One more shift, or a cancelled one again."""
    shift, at = get_object_or_404(models.Shift, drive=member.drive_id, pk=pk), timezone.now()
    return _act(
        request,
        member,
        lambda: services.sign_up_again(shift=shift, member=member, by=member, at=at),
    )


@csrf_exempt
@never_cache
@require_POST
@help_public.in_language
@of_secret
def declare(request: HttpRequest, member: models.TeamMember, pk: int) -> HttpResponse:
    """The volunteer's own word of how long they worked."""
    shift, at = get_object_or_404(models.Shift, drive=member.drive_id, pk=pk), timezone.now()
    typed = request.POST.get("minutes", "").strip()
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 5):
        fault = _("Write the minutes as a number, such as 120.")
        return _own(request, member, fault=fault, status=422)
    return _act(
        request,
        member,
        lambda: services.declare_hours(
            shift=shift, member=member, minutes=int(typed), by=member, at=at
        ),
    )


@csrf_exempt
@never_cache
@require_POST
@help_public.in_language
@of_secret
def leave(request: HttpRequest, member: models.TeamMember) -> HttpResponse:
    """Give all places back and have name and contact deleted now."""
    at = timezone.now()
    return _act(request, member, lambda: services.forget_member(member=member, by=member, at=at))

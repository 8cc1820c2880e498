"""Asking for help on the public site, and the page behind the code that the resident gets.

No cookie is set or needed: the form carries a signed number, and the code in the address of a
request is all the right there is. So there is no session that another site could ride on, and no
CSRF token that a phone without cookies would lack; a form that a browser says was sent from
another site is asked for again.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.accounts import http
from campaigns.accounts import queries as accounts_queries
from campaigns.directives import models as directives_models
from campaigns.drives import forms, models, queries, services
from campaigns.kernel import actor, errors

_SENDS = "help-form"
_GUESSES = "help-code"
View = Callable[..., HttpResponse]


def in_language(view: View) -> View:
    """Answer in the language of the address, whatever the browser prefers."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, language: str = "vi", **kwargs: Any) -> Any:
        with translation.override(language):
            response = view(request, *args, **kwargs)
        response["Content-Language"] = language
        return response

    return answer


def address(name: str, **kwargs: Any) -> str:
    """An address of the public pages in the language in force."""
    tail = "_en" if translation.get_language() == "en" else ""
    return reverse(f"nearby:{name}{tail}", kwargs=kwargs)


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser says that another site sent the form; old ones say nothing."""
    return request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_language
def ask(request: HttpRequest) -> HttpResponse:
    """The form; what was typed stays in it whatever goes wrong."""
    now = timezone.now()
    if request.method != "POST":
        initial = {"unit": request.GET.get("xa", "")[:20]}
        return _sheet(request, _form(None, initial), forms.open_token(now))
    if int(request.headers.get("Content-Length") or 0) > forms.MAX_BODY_BYTES:
        form = _form(None, {})
        fault = _("That was far too long. Write a few words only.")
        return _sheet(request, form, forms.open_token(now), fault=fault, status=413)
    token = forms.read_token(request.POST.get("form", ""))
    form = _form(request.POST, {})
    if not form.is_valid():
        return _again(request, form, token)
    fault = forms.token_fault(token, now)
    if fault or is_from_elsewhere(request) or token is None:
        form.add_error(None, fault or _("Look at what you wrote and press the button again."))
        return _again(request, form, token)
    if http.has_sent_too_often(request, _SENDS, settings.LOA_HELP_DAILY_PER_ADDRESS, at=now):
        form.add_error(
            None,
            _("Many requests came from your network today. Try again tomorrow, or call the"
              " People's Committee of your commune."),
        )  # fmt: skip
        return _again(request, form, token, status=429)
    return _take_in(request, form, token)


def _form(data: Any, initial: dict[str, Any]) -> forms.AskForm:
    today = timezone.localdate()
    apps = directives_models.DeclarationApp.objects.filter(is_counted=True)
    return forms.AskForm(
        data,
        initial=initial,
        today=today,
        communes=queries.communes_on(today),
        apps=list(apps.order_by("position", "pk")),
    )


def _take_in(request: HttpRequest, form: forms.AskForm, token: forms.FormToken) -> HttpResponse:
    now = timezone.now()
    http.note_sent(request, _SENDS, at=now)
    try:
        asked = services.ask_for_help(
            draft=form.draft(token, is_demo=accounts_queries.has_demo_people()),
            by=actor.SystemActor("help-form"),
            at=now,
        )
    except services.AlreadyAsked as error:
        form.add_error("phone", error.message)
        return _again(request, form, token, is_twin=True, status=409)
    code = queries.help_code_text(asked.request.form_uuid)
    mark = "moi" if asked.is_new else "da-gui"
    return redirect(f"{address('status', code=code)}?{mark}=1")


def _again(
    request: HttpRequest,
    form: forms.AskForm,
    token: forms.FormToken | None,
    *,
    is_twin: bool = False,
    status: int = 422,
) -> HttpResponse:
    """The form as it was sent; a token that serves no longer is replaced by a new one."""
    now = timezone.now()
    if token is None or not forms.serves(token, now):
        token = forms.open_token(now)
    return _sheet(request, form, token, is_twin=is_twin, status=status)


def _sheet(
    request: HttpRequest,
    form: forms.AskForm,
    token: forms.FormToken,
    *,
    fault: str = "",
    is_twin: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "token": token.text,
        "fault": fault,
        "is_twin": is_twin,
        "forget_date": services.forget_date(timezone.now()),
        "forget_after_days": settings.LOA_HELP_FORGET_AFTER_END_DAYS,
        "language": translation.get_language(),
    }
    return render(request, "help/ask.html", context, status=status)


@never_cache
@require_safe
@in_language
def find_status(request: HttpRequest) -> HttpResponse:
    """Where a code that was written down is typed in."""
    code = queries.plain_help_code(request.GET.get("ma", "")[:60])
    if code:
        return redirect(address("status", code=code))
    return render_secret(request, "help/find_status.html", {"fault": ""})


def of_code(view: Callable[[HttpRequest, models.HelpRequest], HttpResponse]) -> View:
    """Open the request of the code in the address: 404 where none has it, 429 after many guesses."""

    @wraps(view)
    def answer(request: HttpRequest, code: str) -> HttpResponse:
        if http.has_guessed_too_often(request, _GUESSES):
            fault = _("Too many wrong codes came from here. Wait ten minutes, then try again.")
            return render_secret(request, "help/find_status.html", {"fault": fault}, status=429)
        asked = queries.find_help(code)
        if asked is None:
            http.note_guess(request, _GUESSES)
            fault = _("No request has this code. Look at it again, letter by letter.")
            return render_secret(request, "help/find_status.html", {"fault": fault}, status=404)
        return view(request, asked)

    return answer


@never_cache
@require_safe
@in_language
@of_code
def status(request: HttpRequest, asked: models.HelpRequest) -> HttpResponse:
    return _status(request, asked)


def _status(
    request: HttpRequest,
    asked: models.HelpRequest,
    *,
    form: forms.TimeForm | None = None,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    code = queries.help_code_text(asked.form_uuid)
    initial = {"wanted_date": asked.wanted_date, "wanted_part": asked.wanted_part}
    context = {
        "asked": asked,
        "code": code,
        "grouped_code": queries.grouped_help_code(code),
        "link": f"{settings.BASE_URL}{address('status', code=code)}",
        "stands": queries.help_status(asked),
        "apps": list(asked.apps.order_by("position", "pk")),
        "form": form or forms.TimeForm(initial=initial, today=timezone.localdate()),
        "fault": fault,
        "is_new": "moi" in request.GET,
        "is_again": "da-gui" in request.GET,
    }
    return render_secret(request, "help/status.html", context, status=status)


def _act(request: HttpRequest, asked: models.HelpRequest, act: Callable[[], None]) -> HttpResponse:
    """Do what the resident asks for; what is refused is said on the page."""
    if is_from_elsewhere(request):
        fault = _("Look at what you wrote and press the button again.")
        return _status(request, asked, fault=fault, status=403)
    try:
        act()
    except errors.LoaError as error:
        fresh = queries.find_help(queries.help_code_text(asked.form_uuid))
        if fresh is None:
            raise Http404 from None
        return _status(request, fresh, fault=error.message, status=409)
    return redirect(address("status", code=queries.help_code_text(asked.form_uuid)))


@csrf_exempt
@never_cache
@require_POST
@in_language
@of_code
def change_time(request: HttpRequest, asked: models.HelpRequest) -> HttpResponse:
    form = forms.TimeForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        return _status(request, asked, form=form, status=422)
    said, at = form.cleaned_data, timezone.now()
    return _act(
        request, asked, lambda: services.change_time(request=asked, **said, by=asked, at=at)
    )


@csrf_exempt
@never_cache
@require_POST
@in_language
@of_code
def withdraw(request: HttpRequest, asked: models.HelpRequest) -> HttpResponse:
    at = timezone.now()
    return _act(request, asked, lambda: services.withdraw_request(request=asked, by=asked, at=at))


@csrf_exempt
@never_cache
@require_POST
@in_language
@of_code
def erase(request: HttpRequest, asked: models.HelpRequest) -> HttpResponse:
    at = timezone.now()
    return _act(request, asked, lambda: services.erase_contact(request=asked, by=asked, at=at))


@never_cache
@require_safe
@in_language
@of_code
def kept(request: HttpRequest, asked: models.HelpRequest) -> HttpResponse:
    """Everything that is kept of the request, as a file for whoever sent it."""
    response = JsonResponse(
        queries.kept_of(asked), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = 'attachment; filename="loa-yeu-cau.json"'
    response["X-Robots-Tag"] = "noindex"
    return response


def render_secret(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page that no search engine lists and whose address leaves with no link."""
    response = render_apart(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "same-origin"
    return response


def render_apart(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page that is told its language, since no session says it."""
    whole = {**context, "language": translation.get_language()}
    return render(request, template, whole, status=status)

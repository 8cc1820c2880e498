"""The steps of an assignment, each a form or a button."""

from collections.abc import Callable

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.accounts import http
from campaigns.directives import forms, models, services
from campaigns.directives.views import acting, scope
from campaigns.kernel import roles

P = roles.Permission


def _back(row: models.Assignment) -> HttpResponse:
    return redirect("directives:assignment", pk=row.pk)


def _press(
    request: HttpRequest, row: models.Assignment, act: Callable[[], object], done: str
) -> HttpResponse:
    acting.press(request, act, done)
    return _back(row)


def _ask(
    request: HttpRequest,
    row: models.Assignment,
    form: django_forms.Form,
    act: Callable[[], object],
    words: tuple[str, str, str],
) -> HttpResponse:
    """A form: do it once what was said makes sense. words: the title, a note, what came of it."""
    title, note, done = words
    if acting.has_acted(request, form, act):
        messages.success(request, done)
        return _back(row)
    context = {"form": form, "row": row, "title": title, "note": note}
    status = 422 if form.errors else 200
    return http.render_page(request, "directives/step.html", context, status=status)


def _words(request: HttpRequest, label: str, *, is_required: bool = True) -> forms.WordsForm:
    data = request.POST if request.method == "POST" else None
    return forms.WordsForm(data, label=label, is_required=is_required)


@login_required
@require_POST
def issue_draft(request: HttpRequest, pk: int) -> HttpResponse:
    row = scope.held(request, pk, P.MANAGE_OBLIGATION)
    by, at = http.signed_in(request), timezone.now()
    return _press(
        request,
        row,
        lambda: services.issue_draft(assignment=row, by=by, at=at),
        _("The duty is issued; the unit is told."),
    )


@login_required
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    row = scope.held(request, pk, P.ACT_ON_ASSIGNMENT)
    by, at = http.signed_in(request), timezone.now()
    return _press(
        request,
        row,
        lambda: services.acknowledge(assignment=row, by=by, at=at),
        _("Receipt is confirmed."),
    )


@login_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    row = scope.judged(request, pk)
    by, at = http.signed_in(request), timezone.now()
    return _press(
        request,
        row,
        lambda: services.close(assignment=row, by=by, at=at),
        _("The duty is closed."),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_progress(request: HttpRequest, pk: int) -> HttpResponse:
    row = scope.held(request, pk, P.ACT_ON_ASSIGNMENT)
    form = _progress_form(request)
    by, at = http.signed_in(request), timezone.now()
    return _ask(
        request,
        row,
        form,
        lambda: services.report_progress(assignment=row, draft=form.draft(), by=by, at=at),
        (_("Report progress"), _wanted(row), _("Your report is kept.")),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_done(request: HttpRequest, pk: int) -> HttpResponse:
    row = scope.held(request, pk, P.ACT_ON_ASSIGNMENT)
    form = _progress_form(request)
    by, at = http.signed_in(request), timezone.now()
    done = _("Reported as done: whoever gave it to you decides now.")
    return _ask(
        request,
        row,
        form,
        lambda: services.report_done(assignment=row, draft=form.draft(), by=by, at=at),
        (_("Report it done"), _wanted(row), done),
    )


def _wanted(row: models.Assignment) -> str:
    """Which evidence the obligation asks for."""
    evidence = row.obligation.evidence_vi
    return _("Evidence wanted: %(what)s") % {"what": evidence} if evidence else ""


def _progress_form(request: HttpRequest) -> forms.ProgressForm:
    if request.method == "POST":
        return forms.ProgressForm(request.POST, request.FILES)
    return forms.ProgressForm()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    row = scope.judged(request, pk)
    form = _words(request, _("Remark"), is_required=False)
    by, at = http.signed_in(request), timezone.now()
    return _ask(
        request,
        row,
        form,
        lambda: services.accept(assignment=row, note=form.cleaned_data["words"], by=by, at=at),
        (_("Accept the result"), "", _("The result is accepted.")),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    row = scope.judged(request, pk)
    form = _words(request, _("What is still wanting"))
    by, at = http.signed_in(request), timezone.now()
    note = _("The due date stays as it is; the unit is told your reason.")
    return _ask(
        request,
        row,
        form,
        lambda: services.give_back(assignment=row, reason=form.cleaned_data["words"], by=by, at=at),
        (_("Return it"), note, _("Returned to the unit.")),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    row = scope.judged(request, pk)
    form = _words(request, _("Reason"))
    by, at = http.signed_in(request), timezone.now()
    note = _(
        "What was handed down of it is cancelled too. It cannot be undone; it may be given anew."
    )
    return _ask(
        request,
        row,
        form,
        lambda: services.cancel(assignment=row, reason=form.cleaned_data["words"], by=by, at=at),
        (_("Cancel the duty"), note, _("The duty is cancelled.")),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    row = scope.judged(request, pk)
    form = forms.ExtendForm(request.POST if request.method == "POST" else None)
    by, at = http.signed_in(request), timezone.now()
    note = _("Who has missed the present due date stays late: an extension gives time, no pardon.")

    def act() -> None:
        said = form.cleaned_data
        services.extend(assignment=row, to=said["to"], reason=said["reason"], by=by, at=at)

    return _ask(
        request, row, form, act, (_("Extend the due date"), note, _("The due date is extended."))
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    row = scope.judged(request, pk)
    form = _words(request, _("Reason"))
    by, at = http.signed_in(request), timezone.now()
    note = _("Its time stands still from today until somebody lets it go on.")
    return _ask(
        request,
        row,
        form,
        lambda: services.pause(assignment=row, reason=form.cleaned_data["words"], by=by, at=at),
        (_("Pause the duty"), note, _("The duty is paused.")),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    row = scope.judged(request, pk)
    form = _words(request, _("Reason"))
    by, at = http.signed_in(request), timezone.now()
    note = _("The due date moves by the working days that the pause took.")
    return _ask(
        request,
        row,
        form,
        lambda: services.resume(assignment=row, reason=form.cleaned_data["words"], by=by, at=at),
        (_("Let the duty go on"), note, _("The duty goes on.")),
    )

"""Entering a directive by hand: head, clauses, recipients, obligations, the document itself."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.accounts import http
from campaigns.directives import forms, models, queries, services
from campaigns.directives.views import acting, scope
from campaigns.kernel import roles, serving

P = roles.Permission


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _go_on(
    request: HttpRequest,
    form: django_forms.Form,
    act: Callable[[], str],
    title: str,
    source: models.Directive | models.Clause | None,
) -> HttpResponse:
    """A form: `act` does it and says where to go on. The page shows the source it is taken from."""
    done: list[str] = []
    if acting.has_acted(request, form, lambda: done.append(act())):
        messages.success(request, _("Entered."))
        return redirect(done[0])
    clause = source if isinstance(source, models.Clause) else None
    directive = clause.directive if clause else source
    context = {"form": form, "title": title, "directive": directive, "clause": clause}
    status = 422 if form.errors else 200
    return http.render_page(request, "directives/edit.html", context, status=status)


def _page(directive: models.Directive, clause: models.Clause | None = None) -> str:
    address = reverse("directives:directive", args=[directive.pk])
    return f"{address}#clause-{clause.position}" if clause else address


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_directive(request: HttpRequest) -> HttpResponse:
    user = scope.require_anywhere(request, P.MANAGE_OBLIGATION)
    campaigns = queries.campaigns_led_by(user, on=timezone.localdate())
    form = forms.DirectiveForm(
        _data(request),
        campaigns=campaigns,
        directives=queries.directives_to_continue(user, on=timezone.localdate()),
    )

    def act() -> str:
        return _page(services.add_directive(draft=form.draft(), by=user, at=timezone.now()))

    return _go_on(request, form, act, _("Enter a directive"), None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_directive(request: HttpRequest, pk: int) -> HttpResponse:
    directive = scope.directive_to_edit(request, pk)
    user = http.signed_in(request)
    names = ("symbol", "document_type_vi", "issued_date", "subject_vi", "issuer_vi")
    initial = {name: getattr(directive, name) for name in (*names, "signatory_vi", "text_vi")}
    initial |= {"campaign": directive.campaign_id, "continues": directive.continues_id}
    others = [
        row for row in queries.directives_to_continue(user, on=timezone.localdate()) if row.pk != pk
    ]
    form = forms.DirectiveForm(
        _data(request),
        campaigns=queries.campaigns_led_by(user, on=timezone.localdate()),
        directives=others,
        initial=initial,
    )

    def act() -> str:
        services.change_directive(
            directive=directive, draft=form.draft(), by=user, at=timezone.now()
        )
        return _page(directive)

    return _go_on(request, form, act, _("Correct the directive"), directive)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_clause(request: HttpRequest, pk: int) -> HttpResponse:
    return _clause(request, scope.directive_to_edit(request, pk), None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_clause(request: HttpRequest, pk: int) -> HttpResponse:
    clause = get_object_or_404(models.Clause, pk=pk)
    return _clause(request, scope.directive_to_edit(request, clause.directive_id), clause)


def _clause(
    request: HttpRequest, directive: models.Directive, clause: models.Clause | None
) -> HttpResponse:
    names = ("number", "text_vi", "verb_vi")
    initial = {name: getattr(clause, name) for name in names} if clause else {}
    form = forms.ClauseForm(_data(request), initial=initial)

    def act() -> str:
        row = services.put_clause(
            directive=directive,
            clause=clause,
            draft=form.draft(),
            by=http.signed_in(request),
            at=timezone.now(),
        )
        return _page(directive, row)

    title = _("Correct the clause") if clause else _("Add a clause")
    return _go_on(request, form, act, title, directive)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_recipients(request: HttpRequest, pk: int) -> HttpResponse:
    directive = scope.directive_to_edit(request, pk)
    form = forms.RecipientsForm(_data(request))

    def act() -> str:
        count = services.add_recipients(
            directive=directive,
            lines=form.cleaned_data["lines"].splitlines(),
            purpose=models.Recipient.Purpose(form.cleaned_data["purpose"]),
            by=http.signed_in(request),
            at=timezone.now(),
        )
        words = ngettext("%(count)s line is new.", "%(count)s lines are new.", count)
        messages.info(request, words % {"count": count})
        return _page(directive)

    return _go_on(request, form, act, _("Add recipients"), directive)


@login_required
@require_POST
def remove_recipient(request: HttpRequest, pk: int) -> HttpResponse:
    recipient = get_object_or_404(models.Recipient, pk=pk)
    directive = scope.directive_to_edit(request, recipient.directive_id)
    by, at = http.signed_in(request), timezone.now()
    return _press(
        request,
        directive,
        lambda: services.remove_recipient(recipient=recipient, by=by, at=at),
        _("The line is taken back."),
    )


def _press(
    request: HttpRequest, directive: models.Directive, act: Callable[[], None], done: str
) -> HttpResponse:
    acting.press(request, act, done)
    return redirect(_page(directive))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_obligation(request: HttpRequest, pk: int) -> HttpResponse:
    clause = get_object_or_404(models.Clause.objects.select_related("directive"), pk=pk)
    scope.directive_to_edit(request, clause.directive_id)
    return _obligation(request, clause, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_obligation(request: HttpRequest, pk: int) -> HttpResponse:
    rows = models.Obligation.objects.select_related("clause__directive")
    obligation = get_object_or_404(rows, pk=pk)
    scope.directive_to_edit(request, obligation.clause.directive_id)
    return _obligation(request, obligation.clause, obligation)


_ASKED = (
    *("task_vi", "strength", "authority_vi", "responsibility_vi", "recurrence"),
    *("is_interval_assumed", "time_vi", "result_vi", "evidence_vi"),
)
_NAMED = ("lead_units", "lead_kinds", "coordinating_units")


def _obligation(
    request: HttpRequest, clause: models.Clause, obligation: models.Obligation | None
) -> HttpResponse:
    user = http.signed_in(request)
    initial: dict[str, Any] = {"is_interval_assumed": True}
    if obligation is not None:
        initial = {name: getattr(obligation, name) for name in _ASKED}
        initial |= {
            name: list(getattr(obligation, name).values_list("pk", flat=True)) for name in _NAMED
        }
    units = queries.units_to_assign(user, on=timezone.localdate())
    form = forms.ObligationForm(_data(request), units=units, initial=initial)

    def act() -> str:
        services.put_obligation(
            clause=clause, obligation=obligation, draft=form.draft(), by=user, at=timezone.now()
        )
        return _page(clause.directive, clause)

    title = _("Correct the obligation") if obligation else _("What does this clause oblige to?")
    return _go_on(request, form, act, title, clause)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attach_file(request: HttpRequest, pk: int) -> HttpResponse:
    directive = scope.directive_to_edit(request, pk)
    is_sent = request.method == "POST"
    form = forms.FileForm(request.POST, request.FILES) if is_sent else forms.FileForm()

    def act() -> str:
        services.attach_file(
            directive=directive,
            upload=services.Upload.of(form.cleaned_data["document"]),
            by=http.signed_in(request),
            at=timezone.now(),
        )
        return _page(directive)

    return _go_on(request, form, act, _("Attach the document"), directive)


@login_required
@require_POST
def detach_file(request: HttpRequest, pk: int) -> HttpResponse:
    file = get_object_or_404(models.DirectiveFile.objects.select_related("directive"), pk=pk)
    directive = scope.directive_to_edit(request, file.directive_id)
    by, at = http.signed_in(request), timezone.now()
    return _press(
        request,
        directive,
        lambda: services.detach_file(file=file, by=by, at=at),
        _("The file is taken away."),
    )


@login_required
@require_safe
def directive_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    user = scope.require_anywhere(request, P.VIEW_OBLIGATION)
    reached = queries.directives_visible_to(user, timezone.localdate())
    kept = get_object_or_404(models.DirectiveFile, pk=pk, directive__in=reached)
    file = serving.StoredFile(
        Path(kept.file.path), kept.size, kept.sha256, kept.content_type, kept.name
    )
    return serving.serve(request, file, "private, no-cache")

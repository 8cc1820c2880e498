"""The official code of a premises: entering it, retiring it, resolving a claim."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.accounts import http
from campaigns.kernel import errors
from campaigns.premises import forms, models, permissions, services
from campaigns.premises.views import registry, scope


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter_checkpoint(request: HttpRequest, pk: int) -> HttpResponse:
    premises = scope.kept(request, pk)
    form = forms.PayloadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.enter_checkpoint(
                premises=premises,
                payload=form.cleaned_data["payload"],
                source=form.source,
                by=http.signed_in(request),
                at=timezone.now(),
            )
        except errors.LoaError as refusal:
            form.add_error("payload", refusal.message)
        else:
            _say(request, row)
            return redirect("premises:premises_detail", pk=premises.pk)
    note = _("A new code takes the place of the old one, whose sheets are revoked.")
    title = _("Enter the official code")
    return registry.form_page(
        request, form, premises, title, _("Keep the code"), note=note * premises.has_checkpoint
    )


def _say(request: HttpRequest, row: models.Checkpoint) -> None:
    if row.state == models.CheckpointState.CONTESTED:
        messages.warning(request, _("Another premises uses this code. Say below whose it is."))
    else:
        messages.success(request, _("The code is kept. Ask for a sheet next."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def retire_checkpoint(request: HttpRequest, pk: int) -> HttpResponse:
    premises = scope.kept(request, pk)
    row = get_object_or_404(
        premises.checkpoints.select_related("premises"), state=models.CheckpointState.STANDING
    )
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.retire_checkpoint(
                checkpoint=row,
                reason=form.cleaned_data["reason"],
                by=http.signed_in(request),
                at=timezone.now(),
            )
        except errors.LoaError as refusal:
            messages.error(request, refusal.message)
        return redirect("premises:premises_detail", pk=premises.pk)
    note = _("Its sheets are revoked with it, and it counts as a premises without its code.")
    title = _("Take the code out of use")
    return registry.form_page(request, form, premises, title, title, note=note)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def resolve_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Whose the code is says somebody who keeps both premises; refusing one's own claim is free."""
    premises = scope.kept(request, pk)
    claim = get_object_or_404(
        premises.checkpoints.select_related("premises", "contests__premises__commune"),
        state=models.CheckpointState.CONTESTED,
    )
    form = forms.ResolveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _resolve(request, claim, form)
        except errors.LoaError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("The claim is resolved."))
        return redirect("premises:premises_detail", pk=premises.pk)
    holder = claim.contests.premises if claim.contests else premises
    note = _("The code stands at %(name)s, %(commune)s.") % {
        "name": holder.name,
        "commune": holder.commune.name_vi,
    }
    title = _("Resolve the claim")
    return registry.form_page(request, form, premises, title, title, note=note)


def _resolve(request: HttpRequest, claim: models.Checkpoint, form: forms.ResolveForm) -> None:
    values = {
        "reason": form.cleaned_data["reason"],
        "by": http.signed_in(request),
        "at": timezone.now(),
    }
    if form.cleaned_data["answer"] == "HOLDER":
        services.keep_holder(claim=claim, **values)
        return
    if claim.contests is not None:
        verdict = permissions.may_manage(request.user, claim.contests.premises)
        if not verdict:
            raise PermissionDenied(
                _("The code stands in another commune: whoever keeps both premises gives it away.")
            )
    services.give_to_claimant(claim=claim, **values)

"""Where an outlet's scripts go: adding, trying, changing secrets, retiring."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models, queries, services, tasks
from campaigns.broadcasts.forms import deliveries as delivery_forms
from campaigns.broadcasts.views import loading
from campaigns.kernel import errors, roles

P = roles.Permission


def _load(user: accounts_models.User, destination_id: int) -> models.Destination:
    found = models.Destination.objects.visible_to(user, timezone.localdate())
    destination = get_object_or_404(
        found.select_related("outlet__unit", "made_by"), pk=destination_id
    )
    loading.need(user, P.MANAGE_DESTINATION, destination.outlet.unit)
    return destination


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def destinations(request: HttpRequest, outlet_id: int) -> HttpResponse:
    user = http.signed_in(request)
    outlet = loading.load_outlet(user, outlet_id, P.MANAGE_DESTINATION)
    form = delivery_forms.DestinationForm(request.POST or None, outlet=outlet)
    if request.method == "POST" and form.is_valid():
        draft = services.DestinationDraft(outlet=outlet, **form.cleaned_data)
        try:
            made = services.add_destination(draft=draft, by=user, at=timezone.now())
        except services.DestinationRefused as refusal:
            form.add_error("address", refusal.message)
        else:
            messages.success(request, _("From now on scripts go there too."))
            return redirect("broadcasts:destination", made.pk)
    rows = models.Destination.objects.filter(outlet=outlet).order_by("-is_active", "kind", "pk")
    context = {"outlet": outlet, "form": form, "destinations": list(rows), "now": timezone.now()}
    return http.render_page(request, "broadcasts/destinations.html", context)


@login_required
@require_safe
def destination(request: HttpRequest, destination_id: int) -> HttpResponse:
    found = _load(http.signed_in(request), destination_id)
    return _page(request, found)


def _page(
    request: HttpRequest, found: models.Destination, secrets: dict[str, str] | None = None
) -> HttpResponse:
    rows = queries.recent_deliveries(found)
    context = {
        "destination": found,
        "outlet": found.outlet,
        "deliveries": rows,
        "tones": {row.pk: queries.tone_of(row) for row in rows},
        "secrets": secrets,
        "form": delivery_forms.RotateForm(),
        "now": timezone.now(),
    }
    return http.render_page(request, "broadcasts/destination.html", context)


@login_required
@never_cache
@require_POST
def show_secret(request: HttpRequest, destination_id: int) -> HttpResponse:
    """The token and secret, once in this answer; that somebody looked is on record."""
    user = http.signed_in(request)
    found = _load(user, destination_id)
    services.note_secret_shown(destination=found, by=user, at=timezone.now())
    is_webhook = found.kind == models.DestinationKind.WEBHOOK
    secrets = {
        "token": queries.token_of(found),
        "webhook": queries.webhook_secret_of(found) if is_webhook else "",
    }
    return _page(request, found, secrets)


@login_required
@require_POST
def try_destination(request: HttpRequest, destination_id: int) -> HttpResponse:
    user = http.signed_in(request)
    found = _load(user, destination_id)
    try:
        services.send_test(destination=found, by=user, at=timezone.now())
    except errors.Conflict as refusal:
        messages.error(request, refusal.message)
    else:
        tasks.deliver_due.delay_on_commit()
        messages.success(request, _("A test is on its way. Load this page again to see its end."))
    return redirect("broadcasts:destination", found.pk)


@login_required
@require_POST
def rotate(request: HttpRequest, destination_id: int) -> HttpResponse:
    user = http.signed_in(request)
    found = _load(user, destination_id)
    is_leaked = "is_leaked" in request.POST
    try:
        services.rotate_secret(destination=found, by=user, at=timezone.now(), is_leaked=is_leaked)
    except errors.Conflict as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("There is a new secret: show it and hand it over."))
    return redirect("broadcasts:destination", found.pk)


@login_required
@require_POST
def retire(request: HttpRequest, destination_id: int) -> HttpResponse:
    user = http.signed_in(request)
    found = _load(user, destination_id)
    try:
        services.retire_destination(destination=found, by=user, at=timezone.now())
    except errors.Conflict as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Nothing goes there any more."))
    return redirect("broadcasts:destinations", found.outlet_id)

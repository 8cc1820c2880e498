"""Moving releases on the rundown, and finding new places for those that lost theirs."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models, queries, services
from campaigns.broadcasts.forms import placing as forms
from campaigns.broadcasts.views import loading, placing
from campaigns.kernel import errors, roles

P = roles.Permission
# Where the session keeps the way back from the last move.
UNDO = "broadcasts_moved"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, release_id: int) -> HttpResponse:
    """By dragging, by keyboard, by the buttons of the rundown, or by the list on this page."""
    user, now = http.signed_in(request), timezone.now()
    release = loading.load_release(user, release_id, P.PLAN_RELEASE)
    offers = queries.places_to_move(release, now)
    form = forms.MoveForm(
        request.POST or None,
        places=_options(release, offers, request.POST.get("to", "")),
        initial={"seen": release.planned_start_at.isoformat()},
    )
    conflict, is_overfull = "", "is_overfull_confirmed" in request.POST
    if request.method == "POST" and form.is_valid():
        try:
            moved = _move(user, release, form.cleaned_data, now)
        except errors.Conflict as refusal:
            conflict = refusal.message
        except services.ReleaseRefused as refusal:
            form.add_error("to", refusal.message)
            is_overfull = isinstance(refusal, services.SlotOverfull)
        else:
            return _done(request, release, moved)
    context = {
        "form": form,
        "conflict": conflict,
        "is_overfull": is_overfull,
        "release": release,
        "outlet": release.outlet,
        "line": queries.release_line(release, None, now),
        "day": release.day,
    }
    status = 409 if conflict else 200
    return http.render_page(request, "broadcasts/move.html", context, status=status)


def _options(
    release: models.Release, offers: tuple[queries.Place, ...], wanted: str
) -> list[tuple[str, str]]:
    options = [(offer.key, placing.place_label(offer)) for offer in offers]
    if wanted.startswith("slot") and wanted not in {key for key, _label in options}:
        # A place that is gone meanwhile: the service says why.
        options.append((wanted, wanted))
    return options


def _move(
    user: accounts_models.User, release: models.Release, wanted: dict[str, Any], now: datetime
) -> services.Moved:
    step = {forms.MoveForm.EARLIER: False, forms.MoveForm.LATER: True}.get(wanted["to"])
    if step is not None:
        draft = services.step_move(
            release=release, is_later=step, seen_start_at=wanted["seen"], at=now
        )
    elif wanted["to"] == forms.MoveForm.OWN:
        draft = services.Move(release, wanted["seen"], own_start_at=wanted["starts_at"])
    else:
        slot, starts_at = queries.slot_of_key(release.outlet, wanted["to"])
        position = services.LAST if wanted["position"] is None else wanted["position"]
        draft = services.Move(release, wanted["seen"], slot, starts_at, position)
    return services.move_release(
        move=draft, by=user, at=now, is_overfull_confirmed=wanted["is_overfull_confirmed"]
    )


def _done(request: HttpRequest, release: models.Release, moved: services.Moved) -> HttpResponse:
    back = moved.back
    key = forms.MoveForm.OWN
    if back.slot is not None and back.slot_starts_at is not None:
        key = queries.key_of(back.slot.pk, back.slot_starts_at)
    own = back.own_start_at and timezone.localtime(back.own_start_at, models.AIR_ZONE)
    request.session[UNDO] = {
        "release": release.pk,
        "title": release.script.title,
        "old": release.planned_start_at.isoformat(),
        "to": key,
        "seen": moved.release.planned_start_at.isoformat(),
        "position": min(back.position, 9999),
        "starts_at": own.strftime("%Y-%m-%dT%H:%M:%S") if own else "",
    }
    day = moved.release.day.isoformat()
    path = reverse("broadcasts:rundown", args=[release.outlet_id, day])
    return redirect(f"{path}?moved={release.pk}#release-{release.pk}")


@login_required
@require_POST
def replace(request: HttpRequest, release_id: int) -> HttpResponse:
    """Put a stranded release into the next slot with room."""
    user, now = http.signed_in(request), timezone.now()
    release = loading.load_release(user, release_id, P.PLAN_RELEASE)
    try:
        placed = services.replace_stranded(release=release, by=user, at=now)
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
        return redirect("broadcasts:rundown", release.outlet_id, release.day.isoformat())
    start = timezone.localtime(placed.planned_start_at, models.AIR_ZONE)
    messages.success(
        request, _("Placed anew: it begins at %(when)s.") % {"when": f"{start:%H:%M %d/%m/%Y}"}
    )
    path = reverse("broadcasts:rundown", args=[release.outlet_id, placed.day.isoformat()])
    return redirect(f"{path}#release-{release.pk}")


def undo_of(request: HttpRequest) -> dict[str, Any] | None:
    """The way back from the move that was just made, for the rundown that it led to."""
    kept: dict[str, Any] | None = request.session.get(UNDO)
    if kept is None or str(kept["release"]) != request.GET.get("moved", ""):
        return None
    old, new = (
        timezone.localtime(datetime.fromisoformat(kept[name]), models.AIR_ZONE)
        for name in ("old", "seen")
    )
    # Within a slot it is seconds that differ; the day is said where it changed.
    clock = "%H:%M:%S" if old.date() == new.date() else "%H:%M:%S %d/%m/%Y"
    return kept | {"old": old.strftime(clock), "new": new.strftime(clock)}

"""What came of a drive, of a movement, and of the drives in a place."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.drives import models, queries
from campaigns.drives.forms import results as result_forms
from campaigns.drives.views import movements, result_charts, scope
from campaigns.kernel import roles, tables
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

MOST_ROWS = 200
"""Parts that a table of the page shows; its files have all of them."""
_PART_COLUMNS = (
    tables.Column("label", gettext_lazy("What")),
    tables.Column("people", gettext_lazy("Residents helped"), is_numeric=True),
    tables.Column("households", gettext_lazy("Households visited"), is_numeric=True),
    tables.Column("entries", gettext_lazy("Records"), is_numeric=True),
)
_APP_COLUMNS = (
    tables.Column("name", gettext_lazy("App")),
    tables.Column("installed", gettext_lazy("Installed"), is_numeric=True),
    tables.Column("declared", gettext_lazy("Declared"), is_numeric=True),
    tables.Column("already_had", gettext_lazy("Already had it"), is_numeric=True),
)
_COUNT_COLUMNS = (
    tables.Column("label", gettext_lazy("What")),
    tables.Column("count", gettext_lazy("Count"), is_numeric=True),
)


@dataclass(frozen=True)
class Heading:
    """What the page is about, and where it leads back to."""

    title: str
    subtitle: str
    trail: tuple[tuple[str, str], ...]


@login_required
@require_safe
def drive_results(request: HttpRequest, pk: int) -> HttpResponseBase:
    drive = scope.seen_drive(request, pk)
    heading = Heading(
        drive.name,
        f"{drive.place}, {drive.unit.name_vi}",
        (
            (_("Drives"), reverse("drives:drive_list")),
            (drive.name, reverse("drives:drive_detail", args=[drive.pk])),
        ),
    )
    return _page(request, queries.scope_of_drive(drive), heading, drive=drive)


@login_required
@require_safe
def movement_results(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Of the movement's drives, those that the reader may see."""
    movement = movements.seen_movement(request, pk)
    seen = models.Drive.objects.visible_to(http.signed_in(request), on=timezone.localdate())
    heading = Heading(
        movement.name_vi,
        _("All drives of the movement that your roles reach"),
        (
            (_("Movements"), reverse("drives:movement_list")),
            (movement.name_vi, reverse("drives:movement_detail", args=[movement.pk])),
        ),
    )
    return _page(request, queries.scope_of_movement(movement, seen), heading)


@login_required
@require_safe
def place_results(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Of all drives in a unit and under it."""
    user, today = http.signed_in(request), timezone.localdate()
    reached = units_models.Unit.objects.all().visible_to(user, today)
    unit = get_object_or_404(reached, pk=pk)
    verdict = units_permissions.can(user, roles.Permission.VIEW_DRIVE, unit=unit)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    heading = Heading(
        unit.name_vi,
        _("All drives in this place and what stands under it"),
        ((unit.name_vi, reverse("workspace:unit", args=[unit.pk])),),
    )
    seen = models.Drive.objects.visible_to(user, on=today)
    return _page(request, queries.scope_of_place(unit, seen), heading)


def _page(
    request: HttpRequest,
    scope_: queries.Scope,
    heading: Heading,
    drive: models.Drive | None = None,
) -> HttpResponseBase:
    form = result_forms.DaysForm(request.GET)
    form.is_valid()  # a day that makes no sense is left out, the other holds
    days = queries.Days(form.cleaned_data.get("from"), form.cleaned_data.get("to"))
    found = queries.results_of(scope_, days)
    if tables.export_format(request.GET):
        return _export(request, found)
    standing = queries.standing_of(drive, found.people) if drive and not days.params else None
    context = {
        "heading": heading,
        "found": found,
        "form": form,
        "charts": result_charts.charts_of(found, standing),
        "links": _links(found),
        "most_rows": MOST_ROWS,
        "drive": drive,
    }
    return http.render_page(request, "drives/results.html", context)


def _links(found: queries.Results) -> dict[str, Any]:
    """Where each figure opens: lists that show the same count."""
    base = f"?{urlencode(found.params())}"
    entries, acts, visits = (reverse(f"drives:{name}") for name in ("entries", "acts", "visits"))

    def at(address: str, **more: Any) -> str:
        return f"{address}?{urlencode(found.params(**{k: str(v) for k, v in more.items()}))}"

    return {
        "entries": entries + base,
        "acts": acts + base,
        "visits": visits + base,
        "held": at(entries, show="held"),
        "outcome": {o.value: at(acts, outcome=o.value) for o in models.Outcome},
        "reason": {code: at(visits, reason=code) for code, _words, _n in found.reasons},
        "app": {
            (app.app_id, o.value): at(acts, app=app.app_id, outcome=o.value)
            for app in found.apps
            for o in models.APP_OUTCOMES
        },
        "part": {
            (kind, part.key): f"{entries}?{urlencode(found.params(**part.params))}"
            for kind, parts in _parts(found).items()
            for part in parts[:MOST_ROWS]
        },
    }


def _parts(found: queries.Results) -> dict[str, tuple[queries.Part, ...]]:
    return {"places": found.places, "days": found.by_day, "settings": found.settings}


def _export(request: HttpRequest, found: queries.Results) -> HttpResponseBase:
    """One of the tables of the page, the places by default."""
    wanted = request.GET.get("table", "")
    rows: Any = _parts(found).get(wanted, found.places)
    columns: tuple[tables.Column, ...] = _PART_COLUMNS
    if wanted == "apps":
        rows, columns = found.apps, _APP_COLUMNS
    if wanted == "outcomes":
        columns = _COUNT_COLUMNS
        outcomes = [(o.label, found.acts.get(o, 0)) for o in models.Outcome]
        reasons = [(words, count) for _code, words, count in found.reasons]
        rows = [{"label": str(label), "count": count} for label, count in outcomes + reasons]
    name = f"ket-qua-{wanted or 'places'}"
    return tables.export(columns=columns, rows=rows, params=request.GET, name=name)

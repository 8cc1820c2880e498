"""A script to read from, and placing it on rundowns."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.broadcasts import forms, models, queries
from campaigns.broadcasts.views import loading
from campaigns.kernel import roles, tables
from campaigns.units import permissions

P = roles.Permission
_COLUMNS = (
    tables.Column("title", gettext_lazy("Piece"), is_sortable=True),
    tables.Column("published_at", gettext_lazy("Published at"), is_sortable=True),
    tables.Column(
        "seconds",
        gettext_lazy("Seconds"),
        is_sortable=True,
        is_numeric=True,
        sort_by="spoken_seconds",
    ),
    tables.Column("places", gettext_lazy("Still to be aired"), is_sortable=True, is_numeric=True),
)


@login_required
@require_safe
def scripts(request: HttpRequest) -> HttpResponseBase:
    """Texts that may be placed: what an editor looks through when a slot is empty."""
    user = http.signed_in(request)
    loading.need(user, P.VIEW_RUNDOWN)
    form = forms.ScriptFilter(request.GET)
    form.is_valid()
    visible = models.Script.objects.visible_to(user, timezone.localdate())
    rows = queries.scripts_filtered(visible, form.cleaned_data, timezone.now())
    if tables.export_format(request.GET):
        return tables.export(
            columns=_COLUMNS, rows=rows, params=request.GET, name="scripts", value=_value
        )
    table = tables.build(
        columns=_COLUMNS,
        rows=rows,
        params=request.GET,
        default_sort="published_at",
        is_default_descending=True,
    )
    may_plan = bool(permissions.can(user, P.PLAN_RELEASE))
    context = {"table": table, "filters": form, "may_plan": may_plan}
    return http.render_page(request, "broadcasts/scripts.html", context)


def _value(row: models.Script, column: tables.Column) -> object:
    """What a cell of the file holds."""
    return row.spoken_seconds if column.key == "seconds" else getattr(row, column.key)


@login_required
@require_safe
def script(request: HttpRequest, script_id: int) -> HttpResponse:
    user = http.signed_in(request)
    found = loading.load_script(user, script_id, P.VIEW_RUNDOWN)
    context = {
        "script": found,
        "paragraphs": _paragraphs(found.spoken_text or found.text),
        "newer": models.Script.objects.newer_than(found).order_by("-revision_id").first(),
        "lines": queries.lines_of_script(
            found, permissions.units_where(user, P.VIEW_RUNDOWN), timezone.now()
        ),
        "may_plan": bool(permissions.can(user, P.PLAN_RELEASE)),
    }
    return http.render_page(request, "broadcasts/script.html", context)


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]

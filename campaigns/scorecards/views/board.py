"""The scoreboard: all units of a kind in a period, a column an indicator."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.kernel import roles, tables
from campaigns.scorecards import forms, models, queries
from campaigns.units import models as units_models
from campaigns.units import permissions

PAGE_SIZE = 100


@dataclass(frozen=True)
class Board:
    """What is shown: a period, the indicators of it, the kind of unit, the clause."""

    periods: Sequence[models.ScorePeriod]
    period: models.ScorePeriod
    indicators: Sequence[models.Indicator]
    kinds: Sequence[units_models.UnitKind]
    kind: units_models.UnitKind | None
    clauses: Sequence[str]
    clause: str


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponseBase:
    verdict = permissions.can(request.user, roles.Permission.VIEW_UNIT)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    shown = _shown(request)
    if shown is None:
        return http.render_page(request, "scorecards/board.html", {"shown": None})
    units = _units(request, shown)
    if tables.export_format(request.GET):
        return _file(request, shown, units)
    table = tables.build(
        columns=_columns(shown),
        rows=units,
        params=request.GET,
        default_sort="name",
        page_size=PAGE_SIZE,
    )
    page: list[int] = [unit.pk for unit in table.rows]
    context = {
        "shown": shown,
        "filter": _filter(shown),
        "table": table,
        "scores": queries.scores_of(shown.period, page, shown.indicators),
        "by_code": {one.code: one for one in shown.indicators},
        "tones": queries.TONES,
        "value_text": queries.value_text,
        "period_text": queries.period_text(shown.period),
        "period_key": forms.period_key(shown.period),
    }
    return http.render_page(request, "scorecards/board.html", context)


def _shown(request: HttpRequest) -> Board | None:
    """What the URL asks for, as far as it is there; None where nothing was ever scored."""
    periods = queries.scored_periods()
    period = forms.find_period(periods, request.GET.get("period", ""))
    if period is None:
        return None
    found = queries.indicators_in(period)
    kinds = queries.peer_kinds_of(found)
    wanted = request.GET.get("kind", "")
    kind = next((one for one in kinds if one.code == wanted), kinds[0] if kinds else None)
    mine = [one for one in found if kind in one.peer_kinds.all()]
    clauses = list(dict.fromkeys(one.clause_code for one in mine))
    clause = request.GET.get("clause", "")
    clause = clause if clause in clauses else ""
    narrowed = [one for one in mine if not clause or one.clause_code == clause]
    return Board(periods, period, narrowed, kinds, kind, clauses, clause)


def _units(request: HttpRequest, shown: Board) -> units_models.UnitQuerySet:
    """The units that the reader may see; with what they are sorted by."""
    today = timezone.localdate()
    seen = permissions.units_once_where(
        http.signed_in(request), roles.Permission.VIEW_UNIT, on=today
    )
    kind_id = shown.kind.pk if shown.kind else None
    day = min(shown.period.end_date, today)
    units = queries.units_of_board(seen, kind_id=kind_id, on=day)
    wanted = request.GET.get(tables.SORT, "")
    by = next((one for one in shown.indicators if one.code == wanted), None)
    return queries.sorted_by(units, shown.period, by) if by else units


def _columns(shown: Board) -> list[tables.Column]:
    is_english = get_language() == "en"
    name = "name_en" if is_english else "name_vi"
    columns = [tables.Column("name", _("Unit"), is_sortable=True, sort_by=name)]
    return columns + [
        tables.Column(
            one.code,
            f"{one.clause_code} · {getattr(one, name)}",
            is_sortable=True,
            is_numeric=True,
            sort_by=queries.SORTED,
        )
        for one in shown.indicators
    ]


def _filter(shown: Board) -> forms.BoardFilter:
    said = {
        "period": forms.period_key(shown.period),
        "kind": shown.kind.code if shown.kind else "",
        "clause": shown.clause,
    }
    return forms.BoardFilter(
        initial=said, rows=shown.periods, kinds=shown.kinds, clauses=shown.clauses
    )


def _file(request: HttpRequest, shown: Board, units: units_models.UnitQuerySet) -> HttpResponseBase:
    """All units with bare values; grey ones are empty."""
    kind_id = shown.kind.pk if shown.kind else None
    values = queries.values_of(shown.period, kind_id, shown.indicators)
    pks = {one.code: one.pk for one in shown.indicators}

    def cell(row: Any, column: tables.Column) -> object:
        if column.key == "name":
            return getattr(row, column.order)
        return values.get((row.pk, pks[column.key]))

    name = f"scores-{forms.period_key(shown.period).lower()}"
    columns = _columns(shown)
    return tables.export(columns=columns, rows=units, params=request.GET, name=name, value=cell)

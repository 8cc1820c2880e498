"""The file of a unit: its place, its head, its figures, and what happened to it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import models as audit_models
from campaigns.conduct import models as conduct_models
from campaigns.conduct import queries as conduct_queries
from campaigns.directives import models as directive_models
from campaigns.directives import queries as directive_queries
from campaigns.kernel import figure
from campaigns.units import models as units_models
from campaigns.units import queries as unit_queries
from campaigns.workspace.queries import periods

HISTORY_LENGTH = 15
COMMENDATIONS_SHOWN = 5
SUB_UNITS_SHOWN = 100
DUTIES_SHOWN = 10

# Acts that the file tells, in words; what is not listed here is for the auditor.
_ACTS = {
    "units.unit_founded": (_("entered the unit"), "building", "neutral"),
    "units.unit_amended": (_("corrected what is said of the unit"), "pencil", "neutral"),
    "units.unit_ended": (_("ended the unit"), "x", "warning"),
    "units.hamlets_entered": (_("entered hamlets"), "building-community", "neutral"),
    "units.population_entered": (_("entered the population"), "users", "neutral"),
    "units.populations_entered": (_("entered populations"), "users", "neutral"),
    "units.population_dropped": (_("took a population back"), "arrow-back-up", "warning"),
    "units.file_taken_in": (_("took in a file of hamlets"), "file-spreadsheet", "neutral"),
    "units.unit_moved": (_("moved the unit in the tree"), "building", "neutral"),
    "units.head_appointed": (_("entered a new head"), "user", "info"),
    "units.grant_given": (_("gave a role in the unit"), "key", "neutral"),
    "units.grant_ended": (_("ended a role in the unit"), "key", "neutral"),
    "broadcasts.release_planned": (_("planned a broadcast"), "calendar-event", "neutral"),
    "broadcasts.release_cancelled": (_("cancelled a broadcast"), "x", "warning"),
    "broadcasts.airing_confirmed": (_("confirmed what was aired"), "broadcast", "good"),
    "broadcasts.airing_corrected": (_("corrected what was aired"), "broadcast", "neutral"),
    "drives.drive_opened": (_("opened a drive"), "users-group", "info"),
    "drives.shift_planned": (_("planned a shift"), "calendar-event", "neutral"),
    "conduct.commendation_decided": (_("gave the unit a commendation"), "award", "good"),
}
# Acts on commendations that are not public yet.
_TRUSTED_ACTS = {
    "conduct.commendation_nominated": (_("proposed a commendation"), "medal", "info"),
    "conduct.commendation_declined": (_("declined a proposal"), "x", "warning"),
    "conduct.nomination_withdrawn": (_("took a proposal back"), "arrow-back-up", "neutral"),
}


@dataclass(frozen=True)
class HistoryLine:
    """One act on the unit, as the timeline shows it."""

    at: datetime
    who: str
    what: str
    icon: str
    tone: str


@dataclass(frozen=True)
class UnitFile:
    """Everything that the unit's page shows, as of a day."""

    unit: units_models.Unit
    above: tuple[units_models.Unit, ...]
    visible_above: tuple[units_models.Unit, ...]
    head: units_models.UnitHead | None
    population: units_models.Population | None
    period: periods.Period
    figures: tuple[figure.Figure, ...]
    commendations: tuple[conduct_models.Citation, ...]
    sub_units: tuple[units_models.Unit, ...]
    sub_units_count: int
    obligations: tuple[directive_models.Obligation, ...]
    duties: tuple[directive_models.Assignment, ...]
    history: tuple[HistoryLine, ...]


def unit_file(
    unit: units_models.Unit,
    reader: accounts_models.User,
    period: periods.Period,
    on: date,
    *,
    sees_proposals: bool,
    sees_obligations: bool,
) -> UnitFile:
    """The unit's file as the reader may see it on a day; the unit comes with its kind.

    `sees_proposals` lets in commendations that are not public, `sees_obligations` the duties.
    """
    above = unit_queries.ancestors_of(unit, on)
    reached = units_models.Unit.objects.visible_to(reader, on)
    visible = set(reached.filter(pk__in=[u.pk for u in above]).values_list("pk", flat=True))
    children = _sub_units(unit, on)
    return UnitFile(
        unit=unit,
        above=tuple(above),
        visible_above=tuple(u for u in above if u.pk in visible),
        head=unit_queries.head_of(unit, on),
        population=unit_queries.population_at(unit, on),
        period=period,
        figures=conduct_queries.figures_of(unit, period.from_date, period.to_date),
        commendations=_commendations(unit, sees_proposals=sees_proposals),
        sub_units=tuple(children[:SUB_UNITS_SHOWN]),
        sub_units_count=children.count(),
        obligations=_obligations(unit) if sees_obligations else (),
        duties=_duties(unit, on) if sees_obligations else (),
        history=_history(unit, sees_proposals=sees_proposals),
    )


def _sub_units(unit: units_models.Unit, on: date) -> units_models.UnitQuerySet:
    below = units_models.UnitClosure.objects.filter(
        units_models.in_force(on), ancestor=unit, depth=1
    )
    found = units_models.Unit.objects.filter(pk__in=below.values("descendant_id"))
    return found.select_related("kind").order_by("kind__name_vi", "name_vi", "pk")


def _commendations(
    unit: units_models.Unit, *, sees_proposals: bool
) -> tuple[conduct_models.Citation, ...]:
    """The unit's own latest, those that wait first."""
    states = conduct_models.Citation.State
    shown = [states.NOMINATED, states.DECIDED] if sees_proposals else [states.DECIDED]
    found = conduct_models.Citation.objects.filter(unit=unit, state__in=shown)
    latest = found.select_related("form").order_by("-state", "-decision_date", "-pk")
    return tuple(latest[:COMMENDATIONS_SHOWN])


def _obligations(unit: units_models.Unit) -> tuple[directive_models.Obligation, ...]:
    """What directives oblige the unit to do, as a lead by name or kind, or beside another."""
    concerned = Q(lead_units=unit) | Q(lead_kinds=unit.kind_id) | Q(coordinating_units=unit)
    found = directive_models.Obligation.objects.filter(concerned).distinct()
    return tuple(found.select_related("clause__directive").order_by("clause__position", "pk"))


def _duties(unit: units_models.Unit, on: date) -> tuple[directive_models.Assignment, ...]:
    """What the unit has to do now, by due date; its sheet shows all of it."""
    marks = directive_queries.marks_on(on, directive_queries.working_calendar())
    return tuple(directive_queries.duties_of(unit, marks=marks, limit=DUTIES_SHOWN))


def _history(unit: units_models.Unit, *, sees_proposals: bool) -> tuple[HistoryLine, ...]:
    acts = _ACTS | (_TRUSTED_ACTS if sees_proposals else {})
    events = audit_models.Event.objects.filter(unit_id=unit.pk, verb__in=acts)
    latest = events.order_by("-at", "-pk")[:HISTORY_LENGTH]
    return tuple(
        HistoryLine(event.at, event.actor_label, str(what), icon, tone)
        for event in latest
        for what, icon, tone in [acts[event.verb]]
    )

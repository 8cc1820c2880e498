"""What came of a drive, a movement or the drives in a place: numbers that are never mixed.

People, acts, installs, declarations and visits are different numbers. Apps are never added up as
people: one resident may install two of them. All are read from the totals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from campaigns.directives import models as directives_models
from campaigns.drives import models
from campaigns.units import models as units_models

OTHER_OUTCOMES = tuple(o for o in models.Outcome if o not in models.APP_OUTCOMES)


@dataclass(frozen=True)
class Scope:
    """Whose results: rows of the totals by a condition on them, and the address that says the same.

    `rows` holds for totals and entries alike, since both know their drive, unit and day.
    """

    rows: Q
    drives: QuerySet[models.Drive]
    params: Mapping[str, str] = field(default_factory=dict)


def scope_of_drive(drive: models.Drive) -> Scope:
    return Scope(Q(drive=drive), models.Drive.objects.filter(pk=drive.pk), {"drive": str(drive.pk)})


def scope_of_movement(movement: models.Movement, seen: QuerySet[models.Drive]) -> Scope:
    """The drives of a movement among those that the reader sees."""
    # As a list: what the reader sees is found out once, not again for every total.
    pks = list(seen.filter(movement=movement).order_by().values_list("pk", flat=True))
    drives = models.Drive.objects.filter(pk__in=pks)
    return Scope(Q(drive__in=pks), drives, {"movement": str(movement.pk)})


def scope_of_place(unit: units_models.Unit, seen: QuerySet[models.Drive]) -> Scope:
    """What was done in a unit and in what stood under it on that day, whoever organised it."""
    within = units_models.stood_under([unit.pk])
    begun = units_models.stood_under([unit.pk], day="starts_at__date")
    return Scope(Q(within), seen.filter(begun), {"unit": str(unit.pk)})


@dataclass(frozen=True)
class Days:
    """From the first to the last, both included; None is open."""

    first: date | None = None
    last: date | None = None

    def condition(self) -> Q:
        condition = Q()
        if self.first:
            condition &= Q(day__gte=self.first)
        if self.last:
            condition &= Q(day__lte=self.last)
        return condition

    @property
    def params(self) -> dict[str, str]:
        """The days as the address of a list says them."""
        said = {"from": self.first, "to": self.last}
        return {name: day.isoformat() for name, day in said.items() if day}


@dataclass(frozen=True)
class AppResult:
    """Acts for one app, by outcome."""

    app_id: int
    name: str
    installed: int
    declared: int
    already_had: int


@dataclass(frozen=True)
class Part:
    """A part of the residents helped: of a place, a day or a setting; `params` opens its entries."""

    key: Any
    label: str
    params: Mapping[str, str]
    people: int
    entries: int
    households: int


@dataclass(frozen=True)
class Target:
    """What drives set out to reach, and what those drives reached; others have no target."""

    wanted: int
    reached: int
    drives: int
    without: int

    @property
    def fulfilment(self) -> float:
        """Reached ÷ wanted, as it is: it may exceed one."""
        return self.reached / self.wanted


@dataclass(frozen=True)
class Held:
    """What is hard to believe and waits for the organiser's word: in no other number."""

    people: int
    entries: int


@dataclass(frozen=True)
class Results:
    """Everything that a page of results shows."""

    scope: Scope
    days: Days
    people: int
    entries: int
    households: int
    held: "Held"
    acts: Mapping[str, int]
    reasons: tuple[tuple[str, str, int], ...]
    apps: tuple[AppResult, ...]
    places: tuple[Part, ...]
    by_day: tuple[Part, ...]
    settings: tuple[Part, ...]
    target: Target | None

    @property
    def acts_count(self) -> int:
        """All acts, of whatever outcome; acts, not people."""
        return sum(self.acts.values())

    @property
    def others(self) -> tuple[tuple[str, str, int], ...]:
        """Outcomes that belong to no app: code, words, how often."""
        return tuple((o.value, str(o.label), self.acts.get(o, 0)) for o in OTHER_OUTCOMES)

    def params(self, **more: str) -> dict[str, str]:
        """The address of the list behind a figure."""
        return {**self.scope.params, **self.days.params, **more}


def results_of(scope: Scope, days: Days) -> Results:
    """Read the results of a scope on some days; nine queries, whatever is behind the totals."""
    condition = scope.rows & days.condition()
    people = models.PeopleRollup.objects.filter(condition).order_by()
    acts = models.SupportRollup.objects.filter(condition).order_by()
    drives = scope.drives.exclude(state=models.Drive.State.CANCELLED).order_by()
    aiming = list(
        drives.filter(target_residents__isnull=False).values_list("pk", "target_residents")
    )
    settings, reached = _settings(people, [pk for pk, _wanted in aiming])
    by_app = acts.values_list("app_id", "outcome").annotate(total=Sum("count"))
    counted = {(app, outcome): total for app, outcome, total in by_app if total}
    outcomes: dict[str, int] = {}
    for (_app, outcome), total in counted.items():
        outcomes[outcome] = outcomes.get(outcome, 0) + total
    return Results(
        scope=scope,
        days=days,
        people=sum(part.people for part in settings),
        entries=sum(part.entries for part in settings),
        households=sum(part.households for part in settings),
        held=_held(condition),
        reasons=_reasons(condition),
        acts=outcomes,
        apps=_apps(scope, counted),
        places=_places(people),
        by_day=_by_day(people),
        settings=settings,
        target=_target([wanted or 0 for _pk, wanted in aiming], reached, drives),
    )


def _apps(scope: Scope, counted: Mapping[tuple[int | None, str], int]) -> tuple[AppResult, ...]:
    """Apps that the drives count or that were counted, in the directive's order."""
    of_drives = models.Drive.apps.through.objects.filter(
        drive__in=scope.drives.order_by().values("pk")
    )
    apps = directives_models.DeclarationApp.objects.filter(
        Q(pk__in=of_drives.values("declarationapp_id"))
        | Q(pk__in={app for app, _outcome in counted if app})
    )
    installed, declared, had = models.APP_OUTCOMES
    return tuple(
        AppResult(
            app.pk,
            app.name_vi,
            counted.get((app.pk, installed), 0),
            counted.get((app.pk, declared), 0),
            counted.get((app.pk, had), 0),
        )
        for app in apps.order_by("position", "pk")
    )


Totals = QuerySet[models.PeopleRollup]
_SUMS = {"total": Sum("people"), "lines": Sum("entries"), "homes": Sum("households")}


def _grouped(people: Totals, *keys: str) -> list[tuple[Any, ...]]:
    """The keys, then people, entries and households, where there are entries."""
    return [row for row in people.values_list(*keys).annotate(**_SUMS) if row[-2]]


def _held(condition: Q) -> Held:
    """From the entries: few wait, and an index knows them."""
    found = models.SupportEntry.objects.held().filter(condition)
    sums = found.aggregate(people=Sum("people"), entries=Count("pk"))
    return Held(sums["people"] or 0, sums["entries"])


def _reasons(condition: Q) -> tuple[tuple[str, str, int], ...]:
    """Why nothing was done in households that were visited: code, words, households."""
    rows = models.ReasonRollup.objects.filter(condition).order_by()
    found = dict(rows.values_list("reason").annotate(total=Sum("count")))
    return tuple(
        (r.value, str(r.label), found[r.value]) for r in models.VisitReason if found.get(r.value)
    )


def _places(people: Totals) -> tuple[Part, ...]:
    """Communes and hamlets in which entries count, by name; a commune without its hamlets."""
    rows = _grouped(people, "unit_id")
    units = units_models.Unit.objects.filter(pk__in=[row[0] for row in rows])
    names = dict(units.values_list("pk", "name_vi"))
    rows.sort(key=lambda row: (names[row[0]], row[0]))
    return tuple(Part(pk, names[pk], {"place": f"{pk}"}, *sums) for pk, *sums in rows)


def _by_day(people: Totals) -> tuple[Part, ...]:
    return tuple(
        Part(day, f"{day:%d/%m/%Y}", {"from": f"{day}", "to": f"{day}"}, *sums)
        for day, *sums in sorted(_grouped(people, "day"))
    )


def _settings(people: Totals, aiming: Sequence[int]) -> tuple[tuple[Part, ...], int]:
    """Where residents were met, in the order of the form; and how many in drives with a target.

    Both from one walk over the totals: every other one would cost as much again.
    """
    aimed = Sum("people", filter=Q(drive__in=aiming), default=0)
    rows = people.values_list("setting").annotate(**_SUMS, aimed=aimed)
    found = {setting: sums for setting, *sums in rows if sums[1]}
    parts = tuple(
        Part(s.value, str(s.label), {"setting": s.value}, *found[s][:3])
        for s in models.Setting
        if s in found
    )
    return parts, sum(sums[3] for sums in found.values())


def _target(wanted: Sequence[int], reached: int, drives: QuerySet[models.Drive]) -> Target | None:
    """Targets of the drives that have one, beside what just those reached; None without any."""
    if not wanted:
        return None
    return Target(sum(wanted), reached, len(wanted), drives.count() - len(wanted))


@dataclass(frozen=True)
class Standing:
    """Where a drive stands among the others of its movement, none of which is named."""

    mine: int
    others: Sequence[int]

    @property
    def below(self) -> int:
        """How many others reached fewer."""
        return sum(value < self.mine for value in self.others)

    @property
    def middle(self) -> float:
        """The median of the others."""
        ordered = sorted(self.others)
        half = len(ordered) // 2
        return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def standing_of(drive: models.Drive, mine: int) -> Standing | None:
    """A drive among the others of its movement that are over; None where there are too few."""
    others = models.Drive.objects.filter(
        movement=drive.movement_id, state=models.Drive.State.CLOSED
    ).exclude(pk=drive.pk)
    rows = (
        models.PeopleRollup.objects.filter(drive__in=others.order_by().values("pk"))
        .order_by()
        .values_list("drive_id")
        .annotate(total=Sum("people"))
    )
    reached = dict(rows)
    values = [reached.get(pk, 0) for pk in others.order_by("pk").values_list("pk", flat=True)]
    return Standing(mine, values) if len(values) >= FEWEST else None


FEWEST = 3
"""Fewer other drives than this say nothing, and would give away which is which."""

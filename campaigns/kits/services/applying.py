"""Applies a kit: one transaction, as often as wanted, and never over the work of people."""

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import IntegrityError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.audit import services as audit_services
from campaigns.directives import models as directives_models
from campaigns.kernel import actor, errors, writing
from campaigns.kits import models
from campaigns.kits.services import (
    checklists,
    faulting,
    indicators,
    kit,
    onto_letter,
    onto_people,
    onto_places,
    onto_site,
    onto_units,
    report_forms,
    rows,
    targets,
)

_TARGETS: Mapping[str, targets.Target[Any]] = {
    target.kind: target
    for target in (
        onto_units.UnitKinds(),
        onto_units.Units(),
        onto_units.Outlines(),
        onto_letter.Campaigns(),
        onto_letter.DirectiveLinks(),
        onto_letter.Directives(),
        onto_letter.Clauses(),
        onto_letter.Recipients(),
        onto_letter.Apps(),
        onto_letter.Obligations(),
        report_forms.ReportForms(),
        onto_places.SafetyGroups(),
        onto_places.CriteriaSets(),
        onto_places.PremisesKinds(),
        onto_places.PaymentMethods(),
        checklists.Checklists(),
        indicators.Indicators(),
        onto_people.Movements(),
        onto_people.RecognitionForms(),
        onto_places.Outlets(),
        onto_places.Slots(),
        onto_site.Sites(),
        onto_site.Newsrooms(),
        onto_site.Lexicon(),
        onto_site.Guidance(),
    )
}


class KitClashes(errors.LoaError):
    """The kit cannot stand beside what is there; nothing was applied."""


class Act(StrEnum):
    """What applying does with a row."""

    CREATE = "CREATE"
    CHANGE = "CHANGE"
    LEAVE = "LEAVE"
    KEEP = "KEEP"


@dataclass(frozen=True)
class Step:
    """One row and what becomes of it; `reason` says why people's work is kept."""

    kind: str
    key: str
    source: faulting.Source
    act: Act
    reason: Promise | str = ""


@dataclass(frozen=True)
class Plan:
    """What applying a kit does, or did, row by row."""

    kit_code: str
    steps: tuple[Step, ...]

    def count(self, act: Act) -> int:
        return sum(step.act == act for step in self.steps)

    def counts_by_kind(self) -> Mapping[str, Counter[Act]]:
        counts: dict[str, Counter[Act]] = {}
        for step in self.steps:
            counts.setdefault(step.kind, Counter())[step.act] += 1
        return counts

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        return not self.count(Act.CREATE) and not self.count(Act.CHANGE)


def plan_kit(*, found: kit.Kit) -> Plan:
    """Say what applying the kit would do now, without doing it."""
    return Plan(
        found.code,
        tuple(
            step
            for target, group in _groups(found)
            for step in _Comparison(found, target).steps(group)
        ),
    )


def apply_kit(*, found: kit.Kit, by: actor.Actor, at: datetime) -> Plan:
    """Bring the database to what the kit says, in one transaction; return what was done.

    What people changed since the kit was last applied, removed, or had entered before it, stays
    as it is and is named in the plan with act KEEP.

    Raises:
        KitClashes: a row would break a rule of the database, such as a number used elsewhere.
    """
    try:
        return _apply(found, by, at)
    except IntegrityError as clash:
        raise KitClashes(
            str(_("The kit clashes with what is there already (%(reason)s); nothing was applied."))
            % {"reason": clash}
        ) from clash


def _apply(found: kit.Kit, by: actor.Actor, at: datetime) -> Plan:
    with writing.writing(by=by, at=at) as write:
        steps = tuple(
            step
            for target, group in _groups(found)
            for step in _apply_group(found, target, group, by=by, at=at)
        )
        plan = Plan(found.code, steps)
        if write.rows:
            audit_services.record(
                "kits.kit_applied",
                directives_models.Campaign.objects.get(code=found.code),
                after={act.value: plan.count(act) for act in Act},
            )
    return plan


def _groups(found: kit.Kit) -> Iterator[tuple[targets.Target[Any], list[rows.Row]]]:
    """Rows of one kind at a time, in the order in which they need one another."""
    for kind, group in itertools.groupby(found.all_rows(), key=lambda row: row.KIND):
        if kind in _TARGETS:
            yield _TARGETS[kind], list(group)


class _Comparison:
    """Three states of each row of a kind: the kit's, the one last applied, the present one."""

    def __init__(self, found: kit.Kit, target: targets.Target[Any]) -> None:
        self.found = found
        self.target = target
        applied = models.KitRow.objects.filter(kit_code=found.code, kind=target.kind)
        self.applied = {row.key: row for row in applied}

    def steps(self, group: list[rows.Row]) -> list[Step]:
        return [self._step(row) for row in group]

    def is_news(self, row: rows.Row) -> bool:
        """Whether this wording of the row is not on record yet."""
        applied = self.applied.get(row.key)
        return applied is None or applied.digest != row.digest()

    def _step(self, row: rows.Row) -> Step:
        present = self.target.present(self.found, row)
        applied = self.applied.get(row.key)
        act, reason = (
            (Act.CREATE, "") if present is None and applied is None else self._met(row, present)
        )
        return Step(row.KIND, row.key, row.source, act, reason)

    def _met(self, row: rows.Row, present: dict[str, Any] | None) -> tuple[Act, Promise | str]:
        """What becomes of a row that was applied before, or whose object is there already."""
        wanted = self.target.would_be(self.found, row)
        applied = self.applied.get(row.key)
        if self.target.is_founding_only and present is not None:
            return self._founded(row)
        if wanted == present or (applied and wanted == applied.snapshot):
            return Act.LEAVE, ""
        if applied is None:
            return Act.KEEP, _("it was there before the kit, with other values")
        if present is None:
            return Act.KEEP, _("people removed it")
        if present != applied.snapshot:
            return Act.KEEP, _("people edited it since the kit was applied")
        return Act.CHANGE, ""

    def _founded(self, row: rows.Row) -> tuple[Act, Promise | str]:
        """What becomes of something that is people's own since it was first loaded."""
        if row.key not in self.applied:
            return Act.KEEP, _("it was there before the kit")
        if self.is_news(row):
            return Act.KEEP, _("it is people's own since it was first loaded: change it by hand")
        return Act.LEAVE, ""


def _apply_group(
    found: kit.Kit,
    target: targets.Target[Any],
    group: list[rows.Row],
    *,
    by: actor.Actor,
    at: datetime,
) -> list[Step]:
    comparison = _Comparison(found, target)
    steps = comparison.steps(group)
    acts = {step.key: step.act for step in steps}
    to_save = [row for row in group if acts[row.key] in (Act.CREATE, Act.CHANGE)]
    if to_save:
        target.save_all(found, to_save, by=by, at=at)
    adopted = [row for row in group if acts[row.key] == Act.LEAVE and comparison.is_news(row)]
    for row in (*to_save, *adopted):
        _remember(found, target, row, comparison.applied.get(row.key), at)
    return steps


def _remember(
    found: kit.Kit,
    target: targets.Target[Any],
    row: rows.Row,
    applied: models.KitRow | None,
    at: datetime,
) -> None:
    """Keep what was applied, to tell people's edits from the kit's at the next time."""
    kept = applied or models.KitRow(kit_code=found.code, kind=row.KIND, key=row.key)
    kept.digest, kept.applied_at = row.digest(), at
    kept.snapshot = target.would_be(found, row)
    kept.save()

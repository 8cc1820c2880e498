"""The closure of the tree, derived from its edges: who stood over whom, on which days.

Beside who stands over a unit by edges, a committee stands over the territory that it governs.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from campaigns.kernel import errors, writing
from campaigns.units import models


class TreeFault(errors.LoaError):
    """The tree would hang under itself, or a parent is missing."""


@dataclass(frozen=True)
class _Range:
    start: date
    end: date | None

    def cut(self, other: "_Range") -> "_Range | None":
        """The days that both ranges have, None when there are none."""
        start = max(self.start, other.start)
        ends = [e for e in (self.end, other.end) if e is not None]
        end = min(ends) if ends else None
        return None if end is not None and end < start else _Range(start, end)


_Spans = dict[int, list[tuple[int, "_Range"]]]


@dataclass(frozen=True)
class _Tree:
    """Edges with their days: parents of each child, and committees of each territory.

    `territorial` are units that are territories, `commanded` those that a committee may order.
    """

    parents: _Spans = field(default_factory=dict)
    committees: _Spans = field(default_factory=dict)
    territorial: set[int] = field(default_factory=set)
    commanded: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class _Step:
    """A place on the way up from a unit; `is_ordered` while only commanded units were passed."""

    unit_id: int
    depth: int
    days: _Range
    path: frozenset[int]
    is_ordered: bool


def rebuild_closure() -> None:
    """Derive the closure from the edges anew, inside the transaction that changed them.

    Raises:
        TreeFault: units hang under each other in a circle on some day.
    """
    writing.current()
    # Two who change the tree at once take turns: each derives from what the other has done.
    list(models.Unit.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    tree = _tree(models.UnitEdge.objects.all())
    rows = [row for unit in models.Unit.objects.all() for row in _rows(unit, tree)]
    models.UnitClosure.objects.all().delete()
    models.UnitClosure.objects.bulk_create(rows, batch_size=1000)


def extend_closure(leaves: Sequence[models.Unit], parent: models.Unit) -> None:
    """Add new units that stand under one parent, and under which nothing stands, to the closure.

    Whoever calls holds the parent (`select_for_update`), so that nobody moves it meanwhile.
    """
    writing.current()
    above = models.UnitClosure.objects.filter(descendant=parent).values("ancestor")
    upward = Q(child__in=leaves) | Q(child__in=above)
    committees = Q(child__kind__is_governing=True, parent__in=above)
    tree = _tree(models.UnitEdge.objects.filter(upward | committees))
    rows = [row for leaf in leaves for row in _rows(leaf, tree)]
    models.UnitClosure.objects.bulk_create(rows, batch_size=1000)


def _tree(edges: Iterable[models.UnitEdge]) -> _Tree:
    tree = _Tree()
    kinds = {kind.pk: kind for kind in models.UnitKind.objects.all()}
    found = list(edges)
    ends = {pk for edge in found for pk in (edge.child_id, edge.parent_id)}
    kind_of = dict(models.Unit.objects.filter(pk__in=ends).values_list("pk", "kind_id"))
    for edge in found:
        span = _Range(edge.valid_from_date, edge.valid_to_date)
        tree.parents.setdefault(edge.child_id, []).append((edge.parent_id, span))
        is_committee = kinds[kind_of[edge.child_id]].is_governing
        if is_committee and kinds[kind_of[edge.parent_id]].is_territorial:
            tree.committees.setdefault(edge.parent_id, []).append((edge.child_id, span))
    tree.territorial.update(pk for pk, kind in kind_of.items() if kinds[kind].is_territorial)
    tree.commanded.update(pk for pk, kind in kind_of.items() if kinds[kind].is_commanded)
    return tree


def _rows(unit: models.Unit, tree: _Tree) -> Iterator[models.UnitClosure]:
    """Who stands over a unit: itself, its parents to the root, and their committees."""
    days = _Range(unit.valid_from_date, unit.valid_to_date)
    ahead = [_Step(unit.pk, 0, days, frozenset(), is_ordered=True)]
    while ahead:
        step = ahead.pop()
        if step.unit_id in step.path:
            raise TreeFault(_("A unit would stand under itself."))
        yield _row(unit, step.unit_id, step.depth, step.days)
        is_ordered = step.is_ordered and step.unit_id in tree.commanded
        for parent_id, edge_days in tree.parents.get(step.unit_id, []):
            shared = step.days.cut(edge_days)
            if shared is None:
                continue
            path = step.path | {step.unit_id}
            ahead.append(_Step(parent_id, step.depth + 1, shared, path, is_ordered))
            # A committee governs the territories right below its own, and what stands in them.
            if is_ordered and step.unit_id in tree.territorial:
                yield from _committees(unit, parent_id, step.depth + 1, shared, tree)


def _committees(
    unit: models.Unit, territory_id: int, depth: int, days: _Range, tree: _Tree
) -> Iterator[models.UnitClosure]:
    for committee_id, its_days in tree.committees.get(territory_id, []):
        shared = days.cut(its_days)
        if shared is not None:
            yield _row(unit, committee_id, depth, shared, is_governed=True)


def _row(
    unit: models.Unit, ancestor_id: int, depth: int, days: _Range, *, is_governed: bool = False
) -> models.UnitClosure:
    return models.UnitClosure(
        ancestor_id=ancestor_id,
        descendant_id=unit.pk,
        depth=depth,
        valid_from_date=days.start,
        valid_to_date=days.end,
        is_governed=is_governed,
    )

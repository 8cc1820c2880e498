"""The items of a checklist as values, and what a sound list of them is."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

YES_NO, NUMBER, CHOICE, PHOTO = "YES_NO", "NUMBER", "CHOICE", "PHOTO"
KINDS = (YES_NO, NUMBER, CHOICE, PHOTO)
YES, NO, NA = "YES", "NO", "NA"
SEVERITIES = ("MINOR", "MAJOR", "SEVERE")


def _is_english() -> bool:
    return (get_language() or "").startswith("en")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer that is offered; `percent` of the item's weight is earned by it."""

    code: str
    name_vi: str
    name_en: str
    percent: int

    @property
    def name(self) -> str:
        return self.name_en if _is_english() else self.name_vi


@dataclass(frozen=True, kw_only=True)
class Item:
    """One question.

    `weight` is what it counts in the score, 0: not at all. `good` is the right answer of a yes or
    no; a number is right between `good_low` and `good_high` and possible between `low` and `high`.
    An item with `when_item` is asked only where that earlier item was answered `when_answer`. A
    wrong answer makes a finding of the `severity`, to be remedied within `remedy_days`; without a
    severity it makes none.
    """

    code: str
    kind: str
    text_vi: str
    text_en: str
    weight: int = 0
    is_required: bool = True
    good: str = YES
    low: float | None = None
    high: float | None = None
    good_low: float | None = None
    good_high: float | None = None
    choices: tuple[Choice, ...] = ()
    when_item: str = ""
    when_answer: str = ""
    severity: str = ""
    remedy_days: int | None = None

    @property
    def text(self) -> str:
        return self.text_en if _is_english() else self.text_vi

    def answers(self) -> tuple[str, ...]:
        """Answers that can be named: none of a number or a photo."""
        if self.kind == YES_NO:
            return (YES, NO, NA)
        return tuple(choice.code for choice in self.choices)


def as_data(items: Sequence[Item]) -> list[dict[str, Any]]:
    """The items as JSON-able values."""
    return [asdict(item) | {"choices": [asdict(c) for c in item.choices]} for item in items]


def from_data(data: Sequence[Mapping[str, Any]]) -> tuple[Item, ...]:
    """The items of a stored version."""
    return tuple(
        Item(**{**row, "choices": tuple(Choice(**choice) for choice in row["choices"])})
        for row in data
    )


@dataclass(frozen=True)
class ItemFault:
    """What is wrong with the item at a place of the list, counted from 0."""

    place: int
    message: Promise | str


def faults_of(items: Sequence[Item]) -> list[ItemFault]:
    """Everything that keeps the list from being a checklist.

    A condition names an item that stands before it: so conditions never turn in a circle, and one
    pass from the first item to the last tells which are asked.
    """
    found: list[ItemFault] = []
    before: dict[str, Item] = {}
    for place, item in enumerate(items):
        said = [*_own_faults(item), *_condition_faults(item, before)]
        if item.code in before:
            said.append(_("This item's code stands twice: give it another one."))
        found += [ItemFault(place, message) for message in said]
        before.setdefault(item.code, item)
    return found


def _own_faults(item: Item) -> list[Promise]:
    said: list[Promise] = []
    if item.kind == CHOICE and len(item.choices) < 2:
        said.append(_("A choice needs at least two answers: list them under choices."))
    if item.kind != CHOICE and item.choices:
        said.append(_("Only an item of kind CHOICE has choices: remove them."))
    if len({choice.code for choice in item.choices}) < len(item.choices):
        said.append(_("Two choices have the same code: give one of them another."))
    if item.kind == PHOTO and item.weight:
        said.append(_("A photo earns no points: set its weight to 0."))
    if bool(item.severity) != (item.remedy_days is not None):
        said.append(_("severity and remedy_days go together: give both or neither."))
    if item.kind == NUMBER and not _are_bounds_sound(item):
        said.append(_("The bounds contradict each other: low ≤ good_low ≤ good_high ≤ high."))
    return said


def _are_bounds_sound(item: Item) -> bool:
    bounds = [item.low, item.good_low, item.good_high, item.high]
    given = [bound for bound in bounds if bound is not None]
    return given == sorted(given)


def _condition_faults(item: Item, before: Mapping[str, Item]) -> list[Promise]:
    if not item.when_item:
        return [_("when_answer needs when_item.")] if item.when_answer else []
    asked = before.get(item.when_item)
    if asked is None:
        return [
            _(
                "The condition names no item above this one: conditions look upwards only, so that they never turn in a circle."
            )
        ]
    if item.when_answer not in asked.answers():
        return [_("The condition names an answer that the item above does not offer.")]
    return []

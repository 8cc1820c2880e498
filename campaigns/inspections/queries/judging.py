"""What answers are worth: which items apply, whether each answer fits, the score, what is wanting.

Pure functions: the form, the record and the tests ask the same ones.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from campaigns.inspections.queries import items as items_

Answers = Mapping[str, Any]
FULL = 100
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Judgement:
    """`points` of `possible` over the items that applied and were answered, both in hundredths of
    a weight; None where nothing that counts applied. `wanting` are items with a wrong answer."""

    points: int | None
    possible: int | None
    wanting: tuple[items_.Item, ...]


def asked(items: Sequence[items_.Item], answers: Answers) -> list[items_.Item]:
    """The items that are asked, given the answers so far; what hangs on a hidden one is hidden."""
    shown: dict[str, items_.Item] = {}
    for item in items:
        is_asked = not item.when_item or (
            item.when_item in shown and answers.get(item.when_item) == item.when_answer
        )
        if is_asked:
            shown[item.code] = item
    return list(shown.values())


def fault_of(item: items_.Item, answer: object) -> str:
    """Why the answer does not fit the item; empty when it does."""
    if item.kind == items_.NUMBER:
        return _number_fault(item, answer)
    if item.kind == items_.PHOTO:
        is_digest = isinstance(answer, str) and _DIGEST.fullmatch(answer)
        return "" if is_digest else _("This item is answered by a photo.")
    if isinstance(answer, str) and answer in item.answers():
        return ""
    return _("Choose one of the answers offered.")


def _number_fault(item: items_.Item, answer: object) -> str:
    if isinstance(answer, bool) or not isinstance(answer, int | float) or not math.isfinite(answer):
        return _("Enter a number.")
    if item.low is not None and answer < item.low:
        return _("Enter %(bound)g or more.") % {"bound": item.low}
    if item.high is not None and answer > item.high:
        return _("Enter %(bound)g or less.") % {"bound": item.high}
    return ""


def faults_of(items: Sequence[items_.Item], answers: Answers) -> dict[str, str]:
    """By item, why the answers make no record: unknown, not asked, unfit or missing."""
    known = {item.code for item in items}
    shown = {item.code: item for item in asked(items, answers)}
    faults = {}
    for code, answer in answers.items():
        if code not in known:
            faults[code] = _("The checklist has no such item.")
        elif code not in shown:
            faults[code] = _("This item does not apply here: leave it out.")
        elif said := fault_of(shown[code], answer):
            faults[code] = said
    for code, item in shown.items():
        if item.is_required and code not in answers:
            faults[code] = _("Answer this item.")
    return faults


def judge(items: Sequence[items_.Item], answers: Answers) -> Judgement:
    """The score and the shortcomings of answers without faults."""
    points = possible = 0
    wanting = []
    for item in asked(items, answers):
        earned = earned_percent(item, answers.get(item.code))
        if earned is None:
            continue
        points += item.weight * earned
        possible += item.weight * FULL
        if earned < FULL and item.severity:
            wanting.append(item)
    if not possible:
        return Judgement(None, None, tuple(wanting))
    return Judgement(points, possible, tuple(wanting))


def earned_percent(item: items_.Item, answer: object) -> int | None:
    """What the answer earns of the item's weight, 0 to 100; None where it says nothing of it."""
    if answer is None or answer == items_.NA or item.kind == items_.PHOTO:
        return None
    if item.kind == items_.YES_NO:
        return FULL if answer == item.good else 0
    if item.kind == items_.CHOICE:
        return next((c.percent for c in item.choices if c.code == answer), None)
    if not isinstance(answer, int | float):
        return None
    is_low = item.good_low is not None and answer < item.good_low
    is_high = item.good_high is not None and answer > item.good_high
    return 0 if is_low or is_high else FULL

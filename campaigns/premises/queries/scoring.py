"""From the answers of a safety review to its level, by one version of a criteria set.

Nothing here knows the database. The rule of each set is data with its source; the sets that were
found are in domain 4.7 (`criteria_examples.csv`): for schools and hospitals a higher score is
safer, for workplaces and markets riskier, so a knock-out lies at opposite ends.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from campaigns.kernel import errors
from campaigns.premises import models

_RANGE = re.compile(r"([\[(])([0-9]{1,6}(?:\.[0-9]{1,4})?);([0-9]{1,6}(?:\.[0-9]{1,4})?)([\])])")


class RuleFaulty(errors.LoaError):
    """A criteria set that says nothing that could be reckoned with."""


class AnswersRefused(errors.LoaError):
    """An answer is missing or outside its scale; `number` names the item, 0 the total."""

    def __init__(self, message: str, number: int = 0) -> None:
        super().__init__(message)
        self.number = number


@dataclass(frozen=True)
class Range:
    """Scores between two bounds, each of which belongs to it or not: `[30;50)` is 30 to below 50."""

    low: Fraction
    high: Fraction
    is_low_in: bool
    is_high_in: bool

    def holds(self, score: Fraction) -> bool:
        above = score > self.low or (self.is_low_in and score == self.low)
        below = score < self.high or (self.is_high_in and score == self.high)
        return above and below


@dataclass(frozen=True)
class Item:
    """One criterion: whole points from `low` to `high`; `knock_out` is the worst that is borne."""

    number: int
    text_vi: str
    text_en: str
    low: int
    high: int
    knock_out: int | None


@dataclass(frozen=True)
class Band:
    """What a set calls the scores of a range; `is_clear_only`: not where something knocks out."""

    name_vi: str
    name_en: str
    level: str
    range: Range | None
    is_clear_only: bool


@dataclass(frozen=True)
class Rule:
    """A criteria set as it is reckoned with."""

    entry: str
    is_percent: bool
    is_more_safer: bool
    most_points: int
    items: tuple[Item, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True)
class Outcome:
    """What a review comes to; `band` is None where the set states no level for the result."""

    points: int | None
    is_knocked_out: bool
    band: Band | None

    @property
    def level(self) -> str:
        return self.band.level if self.band else models.SafetyLevel.UNDECIDED.value


def read_range(text: str) -> Range:
    """The range that a set writes as `[30;50)`: 30 belongs to it, 50 does not.

    Raises:
        RuleFaulty: it is not written so, or is empty.
    """
    found = _RANGE.fullmatch(text.replace(" ", ""))
    if found is None:
        raise RuleFaulty(
            _("“%(range)s” is no range: write [30;50) for 30 to below 50.") % {"range": text}
        )
    opening, low, high, closing = found.groups()
    whole = Range(Fraction(low), Fraction(high), opening == "[", closing == "]")
    if whole.low > whole.high or (whole.low == whole.high and not whole.holds(whole.low)):
        raise RuleFaulty(_("The range “%(range)s” holds nothing.") % {"range": text})
    return whole


def rule_of(criteria: models.CriteriaSet) -> Rule:
    """The rule of a set as it is kept.

    Raises:
        RuleFaulty: items or bands cannot be reckoned with.
    """
    try:
        items = tuple(
            Item(
                int(i["no"]), i["text_vi"], i["text_en"], int(i["low"]), int(i["high"]),
                None if i["knock_out"] is None else int(i["knock_out"]),
            )
            for i in criteria.items
        )  # fmt: skip
        bands = tuple(
            Band(
                b["name_vi"], b["name_en"], models.SafetyLevel(b["level"]).value,
                read_range(b["range"]) if b["range"] else None, bool(b["is_clear_only"]),
            )
            for b in criteria.bands
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as fault:
        raise RuleFaulty(
            _("The criteria set “%(code)s” is not whole.") % {"code": criteria.code}
        ) from fault
    rule = Rule(
        criteria.entry,
        criteria.measure == models.Measure.PERCENT,
        criteria.direction == models.Direction.MORE_IS_SAFER,
        criteria.most_points,
        items,
        bands,
    )
    _check(rule, criteria.code)
    return rule


def _check(rule: Rule, code: str) -> None:
    numbers = [item.number for item in rule.items]
    is_by_items = rule.entry == models.Entry.ITEMS
    is_stated = rule.entry == models.Entry.STATED
    no_level = (models.SafetyLevel.NOT_ASSESSED, models.SafetyLevel.UNDECIDED)
    is_whole = (
        bool(rule.bands)
        and len(numbers) == len(set(numbers))
        and is_by_items == bool(rule.items)
        and all(band.level not in no_level for band in rule.bands)
        and all((band.range is None) == is_stated for band in rule.bands)
        and all(0 <= item.low < item.high for item in rule.items)
        and (not is_by_items or rule.most_points == sum(item.high for item in rule.items))
    )
    if not is_whole:
        raise RuleFaulty(_("The criteria set “%(code)s” is not whole.") % {"code": code})


def add_up(rule: Rule, answers: Mapping[int, int]) -> tuple[int, bool]:
    """Points of all items, and whether one of them knocks out.

    An item knocks out at its limit and beyond, towards the side on which the set sees danger:
    “no item at zero” of the hospital set, “no component of 7 or more” of HCMC Decision 1203
    (domain 4.7).

    Raises:
        AnswersRefused: an item has no answer, one outside its scale, or is not in the set.
    """
    unknown = set(answers) - {item.number for item in rule.items}
    if unknown:
        number = min(unknown)
        raise AnswersRefused(_("The set has no item %(number)d.") % {"number": number}, number)
    for item in rule.items:
        points = answers.get(item.number)
        if points is None:
            raise AnswersRefused(_("Answer this item."), item.number)
        if not item.low <= points <= item.high:
            raise AnswersRefused(
                _("Give %(low)d to %(high)d points.") % {"low": item.low, "high": item.high},
                item.number,
            )
    is_out = any(_knocks_out(rule, item, answers[item.number]) for item in rule.items)
    return sum(answers.values()), is_out


def _knocks_out(rule: Rule, item: Item, points: int) -> bool:
    if item.knock_out is None:
        return False
    return points <= item.knock_out if rule.is_more_safer else points >= item.knock_out


def judge(rule: Rule, points: int, *, is_knocked_out: bool) -> Outcome:
    """The first band that holds the score; none where the set states none (domain 4.7: the
    Hanoi school set leaves open what 8 criteria without a mandatory one come to).

    Args:
        points: of all items together, 0 to the set's most; reckoned in % where the set says so,
            without rounding.

    Raises:
        AnswersRefused: points outside the scale.
    """
    if not 0 <= points <= rule.most_points:
        raise AnswersRefused(
            _("Give 0 to %(most)d points.") % {"most": rule.most_points},
        )
    score = Fraction(100 * points, rule.most_points) if rule.is_percent else Fraction(points)
    for band in rule.bands:
        is_open = not (band.is_clear_only and is_knocked_out)
        if is_open and band.range is not None and band.range.holds(score):
            return Outcome(points, is_knocked_out, band)
    return Outcome(points, is_knocked_out, None)


def outcome_of(
    rule: Rule,
    *,
    answers: Mapping[int, int],
    points: int | None,
    is_knocked_out: bool,
    band_number: int | None,
) -> Outcome:
    """What was entered comes to, in the way that the set is entered.

    Args:
        answers: points by item, for a set by items.
        points: of the whole sheet, for a set of which only the total is known.
        band_number: from 0, of the level that the national system shows.

    Raises:
        AnswersRefused: something that the set needs is missing or outside its scale.
    """
    if rule.entry == models.Entry.ITEMS:
        total, is_out = add_up(rule, answers)
        return judge(rule, total, is_knocked_out=is_out)
    if rule.entry == models.Entry.TOTAL:
        if points is None:
            raise AnswersRefused(_("Give the points of the sheet."))
        return judge(rule, points, is_knocked_out=is_knocked_out)
    if band_number is None or not 0 <= band_number < len(rule.bands):
        raise AnswersRefused(_("Choose the level that the national system shows."))
    return Outcome(None, is_knocked_out=False, band=rule.bands[band_number])


def has_knock_out(rule: Rule) -> bool:
    """Whether anything turns on a knock-out."""
    return any(band.is_clear_only for band in rule.bands)

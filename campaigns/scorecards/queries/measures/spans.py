"""What a measure reads and what it gives: a span of days, and a tally for each unit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.functional import Promise

from campaigns.scorecards import models


@dataclass(frozen=True)
class Span:
    """A period as far as it has gone: from `start` to `until`, both counted; `end` is its last day.

    `at` is the moment of the reading; what depends on it, such as whether a report is missing, is
    judged then.
    """

    kind: str
    start: date
    end: date
    until: date
    at: datetime


@dataclass(frozen=True)
class Tally:
    """What was counted of one unit.

    `rows` says how many rows were read: none means that nothing was said. `late` came after its
    time, `flagged` is doubtful, `estimated` was declared without proof, `missing` did not come.
    """

    numerator: Decimal = Decimal(0)
    denominator: int = 0
    rows: int = 0
    late: int = 0
    flagged: int = 0
    estimated: int = 0
    missing: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.numerator + other.numerator,
            self.denominator + other.denominator,
            self.rows + other.rows,
            self.late + other.late,
            self.flagged + other.flagged,
            self.estimated + other.estimated,
            self.missing + other.missing,
        )


Filters = Mapping[str, Sequence[str]]
Tallies = dict[int, Tally]


@dataclass(frozen=True)
class Filter:
    """What a filter may say: some of `values`, or codes of the kit's rows of the kind `refers`.

    One that is left out narrows nothing, unless it `is_required`.
    """

    values: tuple[str, ...] = ()
    refers: str = ""
    is_required: bool = False


@dataclass(frozen=True)
class Measure:
    """A named query: one or a few statements for all units at once.

    `rows_url` opens the rows that were counted of a unit. `is_present_only` marks what Loa knows of
    today alone: such a period keeps the figures that it had when it ended.
    """

    name: str
    label: Promise
    read: Callable[[Span, Filters], Tallies]
    value_kinds: tuple[models.ValueKind, ...]
    rows_url: Callable[[int, Span], str]
    filters: Mapping[str, Filter]
    is_present_only: bool = False

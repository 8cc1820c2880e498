"""The period of a page, as its address states it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WEEKS = 8


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both included."""

    from_date: date
    to_date: date

    @property
    def query(self) -> str:
        """The period as the address of a page carries it."""
        return f"from={self.from_date.isoformat()}&to={self.to_date.isoformat()}"


def read_period(params: Mapping[str, str], today: date) -> Period:
    """The period of an address; the last eight weeks where it states none that makes sense."""
    last = _day(params.get("to", "")) or today
    first = _day(params.get("from", "")) or last - timedelta(weeks=WEEKS) + timedelta(days=1)
    return Period(min(first, last), max(first, last))


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None

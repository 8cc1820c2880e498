"""Counting as far as somebody reads: of more than ten thousand, that they are more is enough.

An exact number of a million rows costs a look at each; up to the bound it is exact, beyond it says
so («more than 10,000») and is never shown as if it were the whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, Value

MOST = 10_000


@dataclass(frozen=True)
class Count:
    """How many there are; there are more than `number` where `is_more`."""

    number: int
    is_more: bool = False

    def __add__(self, other: "Count") -> "Count":
        total = self.number + other.number
        return Count(min(total, MOST), self.is_more or other.is_more or total > MOST)

    def less(self, shown: int) -> "Count":
        """How many are left beside so many that are shown."""
        return Count(self.number - shown, self.is_more)


def up_to(rows: QuerySet[Any]) -> Count:
    """How many rows there are, looking at one more than the bound."""
    return each_up_to([rows])[0]


def each_up_to(lists: Sequence[QuerySet[Any]]) -> list[Count]:
    """How many rows each has, looking at one more than the bound of each; one query for all."""
    parts = [_counted(rows, MOST + 1) for rows in lists]
    sql = ", ".join(f"({part})" for part, _params in parts)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql}", [one for _part, params in parts for one in params])
        numbers = cursor.fetchone()
    return [Count(min(found, MOST), found > MOST) for found in numbers]


def _counted(rows: QuerySet[Any], most: int) -> tuple[str, Sequence[Any]]:
    plain = rows.order_by().select_related(None).values_list(Value(1))[:most]
    try:
        sql, params = plain.query.sql_with_params()
    except EmptyResultSet:
        return "0", ()
    return f"SELECT COUNT(*) FROM ({sql}) AS counted", params  # noqa: S608  made by the ORM

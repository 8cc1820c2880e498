"""Putting many rows at once beside the register: by COPY where the database has it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def store(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows, inside the transaction of the service that calls it."""
    table = model._meta.db_table
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)


def analyse(model: type[models.Model], columns: Sequence[str]) -> None:
    """Let the planner know of what was just stored; by itself it would only in a minute.

    Waits for nobody: whoever else is at it just now tells the planner as much.
    """
    if connection.vendor == "postgresql":
        names = ", ".join(f'"{name}"' for name in columns)
        with connection.cursor() as cursor:
            cursor.execute(f'ANALYZE (SKIP_LOCKED) "{model._meta.db_table}" ({names})')


def run(sql: str, params: Iterable[Any]) -> int:
    """Execute a statement; return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        count: int = cursor.rowcount
    return count


def ask(sql: str, params: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows

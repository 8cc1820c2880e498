"""Changing frozen rows as an administrator of the database would, who takes the guards away."""

from collections.abc import Sequence

from django.db import connection

GUARDED = ("conduct_evidence", "conduct_statement")


def without_guards(statement: str, params: Sequence[object] = ()) -> None:
    """Drop the triggers until the test's end and run the statement."""
    with connection.cursor() as cursor:
        for table in GUARDED:
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_frozen{on}")
        cursor.execute(statement, params)

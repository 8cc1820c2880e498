"""The index behind the search box, where the database does not keep one by itself.

PostgreSQL indexes the folded text's trigrams (migration 0003). SQLite has them in a full-text
table of its own, which the services fill: triggers would be lost whenever a migration rebuilds
the table of premises.
"""

from collections.abc import Sequence

from django.db import connection

from campaigns.kernel import writing
from campaigns.premises import models

_CHUNK = 500


def refresh(premises_ids: Sequence[int]) -> None:
    """Bring the index to what the rows say, inside the transaction that changed them."""
    writing.current()
    if connection.vendor != "sqlite":
        return
    for start in range(0, len(premises_ids), _CHUNK):
        chunk = list(premises_ids[start : start + _CHUNK])
        rows = models.Premises.objects.filter(pk__in=chunk).values_list("pk", "folded_text")
        with connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM premises_search WHERE rowid = %s", [(pk,) for pk in chunk]
            )
            cursor.executemany(
                "INSERT INTO premises_search (rowid, folded_text) VALUES (%s, %s)", list(rows)
            )

"""Removing rows for good: invented activity, and what the law says must go."""

from typing import Any

from django.db import models

from campaigns.kernel import writing


def erase(*querysets: models.QuerySet[Any]) -> int:
    """Delete the rows of the querysets, frozen ones too; return how many.

    Foreign keys are checked when the transaction ends, so that the order does not matter; rows
    that something else still points to make the whole transaction fail. Runs inside the service
    that records the event.
    """
    writing.count_row()
    keys = [list(rows.values_list("pk", flat=True)) for rows in querysets]
    count = 0
    for rows, pks in zip(querysets, keys, strict=True):
        for start in range(0, len(pks), 500):
            doomed: models.QuerySet[Any] = models.QuerySet(rows.model).filter(
                pk__in=pks[start : start + 500]
            )
            count += doomed._raw_delete(using=rows.db)
    return count

"""Bringing a reference row to stated values: shared by the services that enter kit data."""

from typing import Any, TypeVar, cast

from campaigns.kernel import models, writing

Row = TypeVar("Row", bound=models.AuditedModel)


def bring_to(model: type[Row], key: dict[str, Any], values: dict[str, Any]) -> tuple[Row, bool]:
    """Make the row of a key, or change it to the given values; return it and whether it is new.

    Runs inside the service that records the event.
    """
    writing.current()
    found = cast("Row | None", model._default_manager.filter(**key).first())
    row = found or model(**key)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row, found is None

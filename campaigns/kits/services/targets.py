"""Where the rows of a kit go: how each kind is found, compared and saved by its own app."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, ClassVar, Generic, TypeVar

from django.db import models as django_models

from campaigns.kernel import actor
from campaigns.kits.services import kit, rows

R = TypeVar("R", bound=rows.Row)


class Target(Generic[R]):
    """One kind of row and the object that it becomes; the app's own service writes it."""

    kind: ClassVar[str]
    # Whether the kit makes the object and then leaves it to people, whatever the kit says later.
    is_founding_only: ClassVar[bool] = False

    def find(self, found: kit.Kit, row: R) -> django_models.Model | None:
        """The object that stands for the row, whoever made it."""
        raise NotImplementedError

    def wanted(self, found: kit.Kit, row: R) -> dict[str, Any]:
        """The values that the kit governs; others are left to people."""
        raise NotImplementedError

    def save(self, found: kit.Kit, row: R, *, by: actor.Actor, at: datetime) -> None:
        raise NotImplementedError

    def save_all(self, found: kit.Kit, many: Sequence[R], *, by: actor.Actor, at: datetime) -> None:
        for row in many:
            self.save(found, row, by=by, at=at)

    def present(self, found: kit.Kit, row: R) -> dict[str, Any] | None:
        """What the governed values are now, as JSON-able values; None when there is no object."""
        thing = self.find(found, row)
        if thing is None:
            return None
        return {name: plain(getattr(thing, name)) for name in self.wanted(found, row)}

    def would_be(self, found: kit.Kit, row: R) -> dict[str, Any]:
        """What they would be by the kit, in the same form."""
        return {name: plain(value) for name, value in self.wanted(found, row).items()}


class Founding(Target[R]):
    """Something that the kit makes once, such as a text: what follows is decided by people."""

    is_founding_only: ClassVar[bool] = True

    def wanted(self, found: kit.Kit, row: R) -> dict[str, Any]:
        return {"digest": row.digest()}

    def present(self, found: kit.Kit, row: R) -> dict[str, Any] | None:
        return None if self.find(found, row) is None else {}


def plain(value: Any) -> Any:
    """A value of a model's field as JSON-able data; other rows by their number."""
    if isinstance(value, django_models.Manager):
        return sorted(value.values_list("pk", flat=True))
    if isinstance(value, django_models.Model):
        return value.pk
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return _plain_list(value)
    return str(value) if isinstance(value, django_models.Choices) else value


def _plain_list(values: Sequence[Any]) -> list[Any]:
    items = [plain(item) for item in values]
    are_rows = any(isinstance(item, django_models.Model) for item in values)
    return sorted(items) if are_rows else items

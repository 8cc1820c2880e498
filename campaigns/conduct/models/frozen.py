"""Rows that are added and read, never changed or removed."""

from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar

from django.db import models

from campaigns.kernel import models as kernel_models


class AppendOnly(RuntimeError):
    """Something frozen was about to be changed or removed; a programming error."""


M = TypeVar("M", bound=models.Model)


class FrozenQuerySet(kernel_models.AuditedQuerySet[M]):
    """Rows may be added; the database refuses changes too, whoever asks."""

    def update(self, **kwargs: Any) -> int:
        mutable: frozenset[str] = getattr(self.model, "MUTABLE", frozenset())
        if not set(kwargs) <= mutable:
            raise AppendOnly(f"{self.model.__name__} is frozen when it is put forward.")
        return super().update(**kwargs)

    def bulk_update(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> int:
        raise AppendOnly(f"{self.model.__name__} is frozen when it is put forward.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly(f"{self.model.__name__} is frozen when it is put forward.")


class FrozenModel(kernel_models.AuditedModel):
    """A row that is written once; `MUTABLE` names columns that a service may clear later."""

    MUTABLE: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly(f"{type(self).__name__} is frozen when it is put forward.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly(f"{type(self).__name__} is frozen when it is put forward.")

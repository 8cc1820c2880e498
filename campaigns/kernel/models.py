"""Bases of the domain's models, and the receipts of field records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import writing


@dataclass(frozen=True)
class PersonalField:
    """A field that holds personal data (Law 91/2025/QH15).

    `purpose` says why it is kept; `retention` says until when, in words that the purge and the
    privacy page share.
    """

    name: str
    purpose: str
    retention: str


M = TypeVar("M", bound=models.Model)


class AuditedQuerySet(models.QuerySet[M]):
    """A QuerySet whose bulk writes also need a service."""

    def update(self, **kwargs: Any) -> int:
        writing.current()
        rows = super().update(**kwargs)
        writing.count_row(rows)
        return rows

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        writing.current()
        rows, by_model = super().delete()
        writing.count_row(rows)
        return rows, by_model

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def _raw_delete(self, using: str | None) -> int:
        """The way that Django's own cascades take."""
        writing.current()
        deleted: int = super()._raw_delete(using)
        writing.count_row(deleted)
        return deleted

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        writing.count_row()
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, objs: Iterable[M], fields: Sequence[str], **kwargs: Any) -> int:  # type: ignore[override]
        writing.count_row()
        return super().bulk_update(objs, fields, **kwargs)


class AuditedModel(models.Model):
    """A model that only services write; each change has its audit event."""

    personal_fields: ClassVar[tuple[PersonalField, ...]] = ()

    objects = AuditedQuerySet.as_manager()

    class Meta:
        abstract = True
        # What a related manager writes with, as in `unit.aliases.add(alias)`.
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        writing.count_row()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        writing.count_row()
        return super().delete(*args, **kwargs)


def guard_links(found: Iterable[type[models.Model]]) -> None:
    """Let the link tables that Django made for audited models be written by services only."""
    for model in found:
        if not issubclass(model, AuditedModel):
            continue
        for field in model._meta.local_many_to_many:
            through = field.remote_field.through
            if through is not None and through._meta.auto_created:
                through._meta.local_managers.clear()
                through.add_to_class("objects", AuditedQuerySet.as_manager())


class FieldReceipt(models.Model):
    """One record received from the field, whatever its kind: the proof that it came, and once.

    The primary key is the number that the phone made when its form opened; together with the
    digest it tells a replay (same bytes) from a conflict (other bytes). The bytes themselves are
    kept with the schema version that they were written in. The table is written by
    insert-on-conflict-do-nothing only, inside the service of the record's own app, whose audit
    event covers it.
    """

    client_uuid = models.UUIDField(_("record number"), primary_key=True)
    kind = models.CharField(_("kind"), max_length=40)
    schema_version = models.PositiveSmallIntegerField(_("schema version"))
    payload = models.JSONField(_("payload"))
    payload_sha256 = models.CharField(_("digest"), max_length=64)
    replaces_uuid = models.UUIDField(_("replaces"), null=True)
    captured_at = models.DateTimeField(_("captured at"))
    received_at = models.DateTimeField(_("received at"))
    clock_offset_s = models.IntegerField(_("clock offset in seconds"))
    device_id = models.CharField(_("device"), max_length=64)
    app_version = models.CharField(_("app version"), max_length=32)
    was_offline = models.BooleanField(_("was offline"))
    actor_id = models.CharField(_("sent by"), max_length=64)
    batch_uuid = models.UUIDField(_("batch"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    personal_fields: ClassVar[tuple[PersonalField, ...]] = (
        PersonalField("device_id", "tell two phones apart", "campaign end + 90 days"),
    )

    class Meta:
        verbose_name = _("field receipt")
        verbose_name_plural = _("field receipts")
        constraints = [
            models.UniqueConstraint(
                fields=["replaces_uuid"],
                condition=models.Q(replaces_uuid__isnull=False),
                name="kernel_receipt_replaced_once",
            ),
            models.CheckConstraint(
                condition=models.Q(schema_version__gte=1), name="kernel_receipt_schema_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.client_uuid}"

"""Events: who changed what, when, from what to what, and why. Append-only, hash-chained."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models
from campaigns.kernel import writing


class AppendOnly(RuntimeError):
    """An event was about to be changed or removed; a programming error."""


class EventQuerySet(models.QuerySet["Event"]):
    """Events are added and read, never changed or removed."""

    def update(self, **kwargs: Any) -> int:
        raise AppendOnly("Audit events are never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly("Audit events are never removed.")

    def forget_labels(self, actor_id: str) -> int:
        """Take an erased actor's name, and the salt of its digest, out of what they did."""
        writing.current()
        named = self.filter(actor_id=actor_id)
        return models.QuerySet.update(named, actor_label="", label_salt="")

    def about(self, subject_kind: str, subject_id: str | int) -> "EventQuerySet":
        return self.filter(subject_kind=subject_kind, subject_id=str(subject_id))


class Event(models.Model):
    """One act. Written in the transaction of the change, linked into the chain afterwards.

    `before` and `after` hold the changed values; personal values are replaced by a salted digest
    whose salt lies with the person. The actor's name stands beside the chain, which holds its
    digest (`actor_sha256`) under a salt of the event's own. Erasing a person takes away name and
    salts: what is left proves the act and names nobody.
    """

    at = models.DateTimeField(_("at"))
    verb = models.CharField(_("act"), max_length=60)
    actor_id = models.CharField(_("actor"), max_length=64)
    actor_label = models.CharField(_("name at the time"), max_length=200, blank=True)
    actor_sha256 = models.CharField(_("digest of the name"), max_length=64)
    label_salt = models.CharField(_("salt of the name"), max_length=64, blank=True)
    subject_kind = models.CharField(_("kind of subject"), max_length=60)
    subject_id = models.CharField(_("subject"), max_length=64)
    unit_id = models.BigIntegerField(_("unit"), null=True)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    reason = models.TextField(_("reason"), blank=True)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = (
        kernel_models.PersonalField(
            "actor_label", "answer who decided what", "until the person is erased"
        ),
        kernel_models.PersonalField("label_salt", "blind the name", "until the person is erased"),
    )
    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="audit_event_subject"),
            models.Index(fields=["unit_id", "at"], name="audit_event_unit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("Audit events are never changed.")
        writing.count_event()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly("Audit events are never removed.")


class Seal(models.Model):
    """The place of one event in the chain.

    `sequence` counts from 1 without a gap; `sha256` covers the event and the previous link, so
    that changing, removing or inserting an event breaks every later link.
    """

    sequence = models.PositiveBigIntegerField(_("sequence"), primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, verbose_name=_("event"))
    sha256 = models.CharField(_("digest"), max_length=64)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = ()

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sequence__gte=1), name="audit_seal_sequence_from_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.sha256[:12]}"

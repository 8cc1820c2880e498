"""The platform's official codes: stored as they were given, never made by Loa."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models
from campaigns.premises.models.registry import Premises

PAYLOAD_BYTES = 2048
"""The longest payload that is kept, in bytes of UTF-8; a QR code itself holds 2,953."""


class CheckpointState(models.TextChoices):
    """A payload stands at one premises; entered at a second one it is contested until resolved."""

    CONTESTED = "CONTESTED", _("claimed by two premises")
    STANDING = "STANDING", _("in use")
    RETIRED = "RETIRED", _("no longer in use")
    REFUSED = "REFUSED", _("claim refused")


class CheckpointSource(models.TextChoices):
    """How the payload came."""

    TYPED = "TYPED", _("typed or pasted")
    PHOTO = "PHOTO", _("read from a photo")
    LIST = "LIST", _("from a list")
    MERGE = "MERGE", _("from a merged premises")


class Checkpoint(kernel_models.AuditedModel):
    """One official code at one premises, from when to when.

    `payload` is what the code holds, letter by letter; Loa never opens it and never makes one.
    `contests` is the standing code of another premises that holds the same payload. Which of the
    two is right, a person decides: one service an edge (services.conflicts).
    """

    State = CheckpointState
    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        CheckpointState.CONTESTED: frozenset({CheckpointState.STANDING, CheckpointState.REFUSED}),
        CheckpointState.STANDING: frozenset({CheckpointState.RETIRED}),
        CheckpointState.RETIRED: frozenset(),
        CheckpointState.REFUSED: frozenset(),
    }

    premises = models.ForeignKey(
        Premises, on_delete=models.PROTECT, related_name="checkpoints", verbose_name=_("premises")
    )
    payload = models.TextField(_("content of the code"))
    payload_sha256 = models.CharField(_("digest"), max_length=64)
    source = models.CharField(_("how it came"), max_length=5, choices=CheckpointSource.choices)
    state = models.CharField(_("state"), max_length=9, choices=CheckpointState.choices)
    contests = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="claims"
    )
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.CharField(_("entered by"), max_length=64)
    standing_at = models.DateTimeField(_("in use since"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.CharField(_("ended by"), max_length=64, blank=True)
    end_reason = models.CharField(_("reason"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("checkpoint code")
        verbose_name_plural = _("checkpoint codes")
        constraints = [
            models.CheckConstraint(condition=~Q(payload=""), name="premises_checkpoint_not_empty"),
            models.CheckConstraint(
                condition=Q(source__in=CheckpointSource.values),
                name="premises_checkpoint_known_source",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="CONTESTED",
                    contests__isnull=False,
                    standing_at__isnull=True,
                    ended_at__isnull=True,
                )
                | Q(state="STANDING", standing_at__isnull=False, ended_at__isnull=True)
                | Q(state="RETIRED", standing_at__isnull=False, ended_at__isnull=False)
                | Q(state="REFUSED", standing_at__isnull=True, ended_at__isnull=False),
                name="premises_checkpoint_state_has_its_moments",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by="")
                | Q(ended_at__isnull=False) & ~Q(ended_by=""),
                name="premises_checkpoint_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(standing_at__isnull=True)
                | Q(ended_at__isnull=True)
                | Q(ended_at__gte=F("standing_at")),
                name="premises_checkpoint_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(contests__isnull=True) | ~Q(contests=F("id")),
                name="premises_checkpoint_contests_another",
            ),
            models.UniqueConstraint(
                fields=["payload_sha256"],
                condition=Q(state="STANDING"),
                name="premises_payload_stands_once",
            ),
            models.UniqueConstraint(
                fields=["premises"],
                condition=Q(state="STANDING"),
                name="premises_checkpoint_one_in_use",
            ),
            models.UniqueConstraint(
                fields=["premises"],
                condition=Q(state="CONTESTED"),
                name="premises_checkpoint_one_claim",
            ),
        ]
        indexes = [models.Index(fields=["payload_sha256"], name="premises_checkpoint_payload")]

    def __str__(self) -> str:
        return f"{self.premises_id} {self.payload_sha256[:8]}"

"""Recalls and corrections: whoever holds or aired an old text is asked to confirm that it is gone."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts.models.outlets import Outlet
from campaigns.broadcasts.models.scripts import Script
from campaigns.kernel import models as kernel_models


class RecallKind(models.TextChoices):
    """What is to be done with the old text."""

    RECALL = "RECALL", _("Recall")
    CORRECTION = "CORRECTION", _("Correction")


class RecallAnswer(models.TextChoices):
    """What an outlet says it did; REPLACED is Loa's own: a later notice asks in its place."""

    REMOVED = "REMOVED", _("Removed from the playlist")
    CORRECTED = "CORRECTED", _("Corrected text aired")
    NOT_HELD = "NOT_HELD", _("We do not hold it")
    REPLACED = "REPLACED", _("A later notice asks in its place")


OUTLETS_ANSWERS = frozenset(set(RecallAnswer) - {RecallAnswer.REPLACED})


class RecallQuerySet(kernel_models.AuditedQuerySet["Recall"]):
    """Recalls in the words of the house."""

    def visible_to(self, user: models.Model, on: date) -> "RecallQuerySet":
        """Those that ask an outlet in the user's reach, and the user's own."""
        asked = RecallNotice.objects.filter(outlet__in=Outlet.objects.visible_to(user, on))
        return self.filter(Q(pk__in=asked.values("recall")) | Q(ordered_by=user.pk))


class Recall(kernel_models.AuditedModel):
    """An order that an old text is not to be aired any more.

    A recall follows a withdrawal; a correction follows a newer text with other words, and names
    it in `newer_script`.
    """

    script = models.ForeignKey(Script, on_delete=models.PROTECT, related_name="recalls")
    kind = models.CharField(_("kind"), max_length=10, choices=RecallKind.choices)
    newer_script = models.ForeignKey(
        Script, on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    reason = models.CharField(_("reason"), max_length=500)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ordered_at = models.DateTimeField(_("ordered at"))

    objects = RecallQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("recall")
        verbose_name_plural = _("recalls")
        constraints = [
            models.UniqueConstraint(
                fields=["script"],
                condition=Q(kind="RECALL"),
                name="broadcasts_recall_ordered_once",
            ),
            models.UniqueConstraint(
                fields=["script", "newer_script"],
                condition=Q(kind="CORRECTION"),
                name="broadcasts_recall_corrected_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="RECALL", newer_script__isnull=True)
                | Q(kind="CORRECTION", newer_script__isnull=False),
                name="broadcasts_recall_names_newer",
            ),
            models.CheckConstraint(condition=Q(reason__gt=""), name="broadcasts_recall_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.script_id}"


class RecallNoticeQuerySet(kernel_models.AuditedQuerySet["RecallNotice"]):
    """Notices in the words of the house."""

    def unanswered(self) -> "RecallNoticeQuerySet":
        return self.filter(answer="")


class RecallNotice(kernel_models.AuditedModel):
    """One outlet asked to confirm: whether it held or aired the old text when it was asked."""

    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, related_name="notices")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="recall_notices")
    has_held = models.BooleanField(_("held the text"))
    has_aired = models.BooleanField(_("aired the text"))
    asked_at = models.DateTimeField(_("asked at"))
    answer = models.CharField(_("answer"), max_length=10, choices=RecallAnswer.choices, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("escalated at"), null=True, blank=True)

    objects = RecallNoticeQuerySet.as_manager()  # type: ignore[misc]  # narrows the manager

    class Meta:
        verbose_name = _("recall notice")
        verbose_name_plural = _("recall notices")
        constraints = [
            models.UniqueConstraint(
                fields=["recall", "outlet"], name="broadcasts_recall_asks_once"
            ),
            models.CheckConstraint(
                condition=Q(has_held=True) | Q(has_aired=True), name="broadcasts_recall_asks_whom"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | Q(answer="REPLACED", answered_by__isnull=True, answered_at__isnull=False)
                | Q(
                    answer__in=("REMOVED", "CORRECTED", "NOT_HELD"),
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                ),
                name="broadcasts_recall_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("asked_at")),
                name="broadcasts_recall_answered_after",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"], condition=Q(answer=""), name="broadcasts_recall_waits"
            )
        ]

    def __str__(self) -> str:
        return f"{self.recall_id} → {self.outlet_id}"

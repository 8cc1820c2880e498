"""How a person wants to be told."""

from datetime import datetime, time, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models
from campaigns.notifications.models.vocabulary import (
    DAY_BEGINS,
    NIGHT_BEGINS,
    ZONE,
    Channel,
    Kind,
    Pace,
)


class Preference(kernel_models.AuditedModel):
    """How soon a channel tells a person of a kind, where they chose otherwise than the default."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preferences"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    pace = models.CharField(_("how soon"), max_length=10, choices=Pace.choices)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = ()

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "channel"], name="notifications_one_preference"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values, channel__in=Channel.values, pace__in=Pace.values),
                name="notifications_preference_words",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=("EMERGENCIES", "ESCALATIONS", "DUTIES"), pace="NEVER")
                & ~Q(kind="EMERGENCIES", pace="DAILY"),
                name="notifications_duty_is_told",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}: {self.pace}"


class QuietHours(kernel_models.AuditedModel):
    """When a person is not to be disturbed, in Viet Nam's time; the end may lie on the next day."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="quiet_hours"
    )
    is_kept = models.BooleanField(_("keep quiet hours"), default=True)
    begins = models.TimeField(_("from"), default=NIGHT_BEGINS)
    ends = models.TimeField(_("to"), default=DAY_BEGINS)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = ()

    class Meta:
        verbose_name = _("quiet hours")
        verbose_name_plural = _("quiet hours")
        constraints = [
            models.CheckConstraint(
                condition=~Q(begins=F("ends")), name="notifications_quiet_has_an_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.begins:%H:%M}–{self.ends:%H:%M}"

    def awake_at(self, moment: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours in which it lies."""
        local = moment.astimezone(ZONE)
        if not self.is_kept or not self._holds(local.time()):
            return moment
        end = datetime.combine(local.date(), self.ends, ZONE)
        return end if end > local else end + timedelta(days=1)

    def _holds(self, clock: time) -> bool:
        if self.begins < self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends

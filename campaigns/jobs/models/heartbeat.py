"""The pulse of the workers."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models


class WorkerHeartbeat(models.Model):
    """When a worker last did what beat asked of it.

    Not audited: nobody acts here, and a pulse every fifteen seconds would bury the acts that count.
    """

    process = models.CharField(_("process"), max_length=128, unique=True)
    beat_at = models.DateTimeField(_("last pulse"))

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = ()

    class Meta:
        verbose_name = _("worker heartbeat")
        verbose_name_plural = _("worker heartbeats")

    def __str__(self) -> str:
        return self.process

"""A list of duties to give out, brought in as a file."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.jobs import models as jobs_models
from campaigns.kernel import models as kernel_models


class DutyFile(kernel_models.AuditedModel):
    """Looked at first, then taken in whole or not at all, by the worker (`job`).

    Its bytes are kept until it is settled; its lines are judged anew each time that somebody
    looks, by what Loa knows by then and by whom that person may give duties to.
    """

    class State(models.TextChoices):
        CHECKED = "CHECKED", _("checked, nothing taken in yet")
        TAKING_IN = "TAKING_IN", _("being taken in")
        TAKEN_IN = "TAKEN_IN", _("taken in")
        DISCARDED = "DISCARDED", pgettext_lazy("of a file", "discarded")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.CHECKED: frozenset({State.TAKING_IN, State.DISCARDED}),
        # Back where it was if the work fails or is stopped: nothing was given.
        State.TAKING_IN: frozenset({State.TAKEN_IN, State.CHECKED}),
        State.TAKEN_IN: frozenset(),
        State.DISCARDED: frozenset(),
    }

    file_name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(_("content"), editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.CHECKED
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("brought in at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    line_count = models.PositiveIntegerField(_("lines"), default=0)
    job = models.ForeignKey(
        jobs_models.Job, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    given_count = models.PositiveIntegerField(_("duties given"), default=0)

    class Meta:
        verbose_name = _("file of duties")
        verbose_name_plural = _("files of duties")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("CHECKED", "TAKING_IN"), settled_at__isnull=True)
                | Q(state__in=("TAKEN_IN", "DISCARDED"), settled_at__isnull=False),
                name="directives_duty_file_settled_whole",
            )
        ]

    def __str__(self) -> str:
        return self.file_name

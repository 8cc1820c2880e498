"""A list of duties to give out, brought in as a file."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.kernel import models as kernel_models


class DutyFile(kernel_models.AuditedModel):
    """Looked at first, then taken in whole or not at all.

    Its bytes are kept until it is settled; its lines are judged anew each time that somebody
    looks, by what Loa knows by then and by whom that person may give duties to.
    """

    class State(models.TextChoices):
        CHECKED = "CHECKED", _("checked, nothing taken in yet")
        TAKEN_IN = "TAKEN_IN", _("taken in")
        DISCARDED = "DISCARDED", pgettext_lazy("of a file", "discarded")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.CHECKED: frozenset({State.TAKEN_IN, State.DISCARDED}),
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
    given_count = models.PositiveIntegerField(_("duties given"), default=0)

    class Meta:
        verbose_name = _("file of duties")
        verbose_name_plural = _("files of duties")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="CHECKED", settled_at__isnull=True)
                | Q(state__in=("TAKEN_IN", "DISCARDED"), settled_at__isnull=False),
                name="directives_duty_file_settled_whole",
            )
        ]

    def __str__(self) -> str:
        return self.file_name

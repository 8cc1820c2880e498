"""Why a unit need not send a report, and that it must after all: excuses are kept, taken back or not."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.directives.models.expectations import ExpectedReport
from campaigns.kernel import models as kernel_models


class ExcuseState(models.TextChoices):
    """Whether an excuse holds."""

    GIVEN = "GIVEN", pgettext_lazy("of an excuse", "holds")
    TAKEN_BACK = "TAKEN_BACK", pgettext_lazy("of an excuse", "taken back")


_S = ExcuseState
TRANSITIONS = {_S.GIVEN: frozenset({_S.TAKEN_BACK}), _S.TAKEN_BACK: frozenset[ExcuseState]()}


class ReportExcuse(kernel_models.AuditedModel):
    """That a unit was excused from a report, by whom and why; and who took it back, and why.

    What holds now stands with the report too (`excused_at` and the like), which outcomes are
    derived from; this row is its history.
    """

    State = ExcuseState
    TRANSITIONS: ClassVar = TRANSITIONS

    report = models.ForeignKey(ExpectedReport, on_delete=models.PROTECT, related_name="excuses")
    state = models.CharField(
        _("state"), max_length=10, choices=ExcuseState.choices, default=ExcuseState.GIVEN
    )
    reason = models.CharField(_("excused because"), max_length=400)
    given_at = models.DateTimeField(_("excused at"))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    taken_back_at = models.DateTimeField(_("taken back at"), null=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    taken_back_reason = models.CharField(_("taken back because"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("excuse from a report")
        verbose_name_plural = _("excuses from reports")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ExcuseState.values), name="directives_excuse_known_state"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="directives_excuse_has_a_reason"),
            models.CheckConstraint(
                condition=Q(
                    state="GIVEN",
                    taken_back_at__isnull=True,
                    taken_back_by__isnull=True,
                    taken_back_reason="",
                )
                | Q(
                    state="TAKEN_BACK",
                    taken_back_at__gte=models.F("given_at"),
                    taken_back_by__isnull=False,
                )
                & ~Q(taken_back_reason=""),
                name="directives_excuse_taken_back_whole",
            ),
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(state="GIVEN"),
                name="directives_excuse_one_holds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.state}"

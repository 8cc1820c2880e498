"""How many premises are open, have their code, have it posted and verified: kept, not counted."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models
from campaigns.premises.models.vocabulary import PremisesKind
from campaigns.units import models as units_models


class CoverageRollup(kernel_models.AuditedModel):
    """Coverage of one kind in one commune: what stands now, and what each day changed.

    The row without a day is the sum of all changes; a row of a day holds that day's differences,
    negative ones too. At the end of a day stands the sum less the changes of later days, so that
    today is one row and any past day is exact. All four are counted among premises open that day:
    `with_checkpoint` have the platform's code, `posted` show it, `verified` were seen to show the
    right one by somebody else.
    """

    unit = models.ForeignKey(units_models.Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.ForeignKey(PremisesKind, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"), null=True)
    active = models.BigIntegerField(_("open"), default=0)
    with_checkpoint = models.BigIntegerField(_("with their code"), default=0)
    posted = models.BigIntegerField(_("posted"), default=0)
    verified = models.BigIntegerField(_("verified"), default=0)

    class Meta:
        verbose_name = _("coverage of premises")
        verbose_name_plural = _("coverage of premises")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "day"],
                condition=Q(day__isnull=False),
                name="premises_rollup_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["unit", "kind"],
                condition=Q(day__isnull=True),
                name="premises_rollup_one_sum",
            ),
            models.CheckConstraint(
                condition=Q(day__isnull=False)
                | Q(
                    verified__gte=0,
                    verified__lte=F("posted"),
                    posted__lte=F("with_checkpoint"),
                    with_checkpoint__lte=F("active"),
                ),
                name="premises_rollup_never_above_the_whole",
            ),
        ]
        indexes = [models.Index(fields=["day", "unit"], name="premises_rollup_day")]

    def __str__(self) -> str:
        return f"{self.day or 'Σ'} {self.verified}/{self.active}"

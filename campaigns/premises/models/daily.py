"""What premises count day by day: visits (clause 1.b), people in isolation (1.d), staff (1 (ii)).

Counts only: nobody is named. A row says that somebody reported; zero is a report, no row is none.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models
from campaigns.premises.models.registry import Premises
from campaigns.units import models as units_models

MOST = 1_000_000
"""More than this on one day is a slip of the hand: the whole province has fewer people."""


class DayCount(kernel_models.AuditedModel):
    """Two counts of one premises on one day, by whoever reported last.

    A number of changes, `turn`, tells two who enter at once that the other was first.
    """

    FIRST: str
    SECOND: str

    count_date = models.DateField(_("day"))
    turn = models.PositiveIntegerField(_("changes"), default=1)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.CharField(_("entered by"), max_length=64)

    class Meta:
        abstract = True

    @property
    def first(self) -> int:
        """The first count, whatever it is called."""
        return int(getattr(self, self.FIRST))

    @property
    def second(self) -> int:
        """The second count."""
        return int(getattr(self, self.SECOND))

    @property
    def is_nil(self) -> bool:
        """Whether it was said that there was nobody."""
        return self.first == 0 and self.second == 0


class VisitCount(DayCount):
    """Visitors who came in and who went out of a premises on a day (clause 1.b, “hàng ngày”)."""

    FIRST, SECOND = "visits_in", "visits_out"

    premises = models.ForeignKey(
        Premises, on_delete=models.PROTECT, related_name="visit_counts", verbose_name=_("premises")
    )
    visits_in = models.PositiveIntegerField(_("came in"))
    visits_out = models.PositiveIntegerField(_("went out"))

    class Meta:
        verbose_name = _("visits of a day")
        verbose_name_plural = _("visits of days")
        constraints = [
            models.UniqueConstraint(
                fields=["premises", "count_date"], name="premises_visits_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(visits_in__lte=MOST, visits_out__lte=MOST),
                name="premises_visits_believable",
            ),
        ]
        indexes = [models.Index(fields=["count_date", "premises"], name="premises_visits_day")]

    def __str__(self) -> str:
        return f"{self.premises_id} {self.count_date}"


class IsolationCount(DayCount):
    """People in isolation at a site, or at home under a unit, and who of them declared (1.d)."""

    FIRST, SECOND = "expected", "declared"

    premises = models.ForeignKey(
        Premises,
        on_delete=models.PROTECT,
        related_name="isolation_counts",
        verbose_name=_("premises"),
    )
    expected = models.PositiveIntegerField(_("people in isolation"))
    declared = models.PositiveIntegerField(_("declared their health"))

    class Meta:
        verbose_name = _("isolation of a day")
        verbose_name_plural = _("isolation of days")
        constraints = [
            models.UniqueConstraint(
                fields=["premises", "count_date"], name="premises_isolation_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(expected__lte=MOST, declared__lte=F("expected")),
                name="premises_declared_within_expected",
            ),
        ]
        indexes = [models.Index(fields=["count_date", "premises"], name="premises_isolation_day")]

    def __str__(self) -> str:
        return f"{self.premises_id} {self.count_date}"

    @property
    def missing(self) -> int:
        """How many did not declare: expected − declared."""
        return self.expected - self.declared


class AppUse(kernel_models.AuditedModel):
    """Staff of a unit in a month, and how many of them use one of the apps (clause 1 (ii))."""

    unit = models.ForeignKey(
        units_models.Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    month_date = models.DateField(_("month"))
    staff = models.PositiveIntegerField(_("staff employed"))
    using = models.PositiveIntegerField(_("staff using one of the apps"))
    turn = models.PositiveIntegerField(_("changes"), default=1)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.CharField(_("entered by"), max_length=64)

    class Meta:
        verbose_name = _("staff using an app")
        verbose_name_plural = _("staff using an app")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "month_date"], name="premises_app_use_once_a_month"
            ),
            models.CheckConstraint(
                condition=Q(staff__lte=MOST, using__lte=F("staff")),
                name="premises_using_within_staff",
            ),
            models.CheckConstraint(
                condition=Q(month_date__day=1), name="premises_app_use_names_its_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.month_date:%m/%Y}"

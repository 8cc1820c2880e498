"""One obligation given to one unit."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.directives.models import timing, vocabulary
from campaigns.directives.models.letters import Obligation
from campaigns.kernel import models as kernel_models
from campaigns.kernel import roles
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

S = vocabulary.AssignmentState
R = vocabulary.DueRule
T = timing.TimeState
_MOST_LISTED = 1000


class AssignmentQuerySet(kernel_models.AuditedQuerySet["Assignment"]):
    """Assignments in the words of the house."""

    def open(self) -> Self:
        """Those in which the unit has something to do."""
        return self.filter(state__in=vocabulary.OPEN_STATES)

    def in_force(self) -> Self:
        """Issued, and not cancelled since."""
        return self.exclude(state__in=[S.DRAFT, S.CANCELLED])

    def timed(self, marks: timing.Marks) -> Self:
        """With `time_state`, as the database derives it."""
        return self.annotate(time_state=timing.as_expression(marks))

    def standing(self, *states: timing.TimeState, marks: timing.Marks) -> Self:
        """Those in force that stand so to their due date."""
        rows = self.in_force().filter(self._near(states, marks)).timed(marks)
        stopped = timing.stopped(marks)
        stands = stopped & Q(state__in=vocabulary.OPEN_STATES, time_state__in=states)
        for state in states:
            there = timing.running(state, marks)
            stands |= there if state in {T.DONE_ON_TIME, T.DONE_LATE} else there & ~stopped
        return rows.filter(stands)

    def overdue(self, *, marks: timing.Marks) -> Self:
        """Those whose due date passed before the unit was done, long ago or not."""
        return self.standing(T.OVERDUE, T.VERY_OVERDUE, marks=marks)

    def fallen_due(self, *, marks: timing.Marks) -> Self:
        """What the headline rate divides by: the due date came or passed, or it is done."""
        is_due = Q(current_due_date__lte=marks.on) | Q(state__in=vocabulary.DONE_STATES)
        return self.in_force().filter(is_due)

    def done(self) -> Self:
        """Reported by the unit and not returned."""
        return self.filter(state__in=vocabulary.DONE_STATES)

    def visible_to(self, user: units_permissions.Visitor, *, on: date) -> Self:
        """Those of units where the user may see obligations, ended units among them; drafts for
        who assigns."""
        wanted = (roles.Permission.VIEW_OBLIGATION, roles.Permission.MANAGE_OBLIGATION)
        seen, drafted = units_permissions.once_in(user, *wanted, on=on)
        rows = self if seen is None else self.filter(seen)
        return rows if drafted is None else rows.filter(~Q(state=S.DRAFT) | drafted)

    def _near(self, states: tuple[timing.TimeState, ...], marks: timing.Marks) -> Q:
        """What an index can tell beforehand of the rows that stand so."""
        if set(states) <= {T.OVERDUE, T.VERY_OVERDUE}:
            return Q(state__in=vocabulary.OPEN_STATES, current_due_date__lt=marks.on)
        if set(states) <= {T.DUE_SOON}:
            soon = (marks.on, marks.soon_until)
            return Q(state__in=vocabulary.OPEN_STATES, current_due_date__range=soon)
        if states == (T.DONE_LATE,):
            return timing.running(T.DONE_LATE, marks)
        if set(states) <= {T.DONE_ON_TIME, T.DONE_LATE}:
            return Q(state__in=vocabulary.DONE_STATES)
        return Q(state__in=vocabulary.OPEN_STATES) if states == (T.NOT_DUE,) else Q()


def of_units(units: units_models.UnitQuerySet) -> Q:
    """A condition on rows of a unit: it is one of these.

    As a list: with a subquery, the database cannot tell a commune from a province. Of thousands it
    need not, and reading them costs more.
    """
    pks = list(units.order_by().values_list("pk", flat=True)[: _MOST_LISTED + 1])
    return Q(unit_id__in=pks if len(pks) <= _MOST_LISTED else units.values("pk"))


class Assignment(kernel_models.AuditedModel):
    """A duty of one unit, from issue to the end.

    `parent` is whose duty it was before it was handed down the tree; that unit stays answerable.
    `strength` is frozen at issue: bodies outside the committee's command are asked, not ordered.
    `original_due_date` is what was announced first and never moves; `current_due_date` does, and
    each move is a `DueChange`. `missed_due_date` is the due date that had passed unmet when an
    extension was given: it keeps the lateness. `due_stated_date` is the date as somebody wrote it;
    on a day that is not worked the duty is due on the next one that is (Civil Code 91/2015/QH13,
    Article 148.5).
    """

    State = S
    TRANSITIONS: ClassVar = vocabulary.TRANSITIONS

    obligation = models.ForeignKey(
        Obligation,
        on_delete=models.PROTECT,
        related_name="assignments",
        verbose_name=_("obligation"),
        db_index=False,
    )
    unit = models.ForeignKey(
        units_models.Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("handed down from"),
    )
    duty = models.CharField(_("part"), max_length=10, choices=vocabulary.Duty.choices)
    strength = models.CharField(_("strength"), max_length=10, choices=vocabulary.Strength.choices)
    state = models.CharField(_("state"), max_length=12, choices=S.choices, default=S.DRAFT)
    note = models.TextField(_("instructions"), max_length=2000, blank=True)
    due_rule = models.CharField(_("deadline"), max_length=12, choices=R.choices)
    due_days = models.PositiveSmallIntegerField(_("working days"), null=True, blank=True)
    due_stated_date = models.DateField(_("date as stated"), null=True, blank=True)
    original_due_date = models.DateField(_("due at first"), null=True)
    current_due_date = models.DateField(_("due"), null=True)
    missed_due_date = models.DateField(_("missed before it was extended"), null=True)
    paused_since_date = models.DateField(_("paused since"), null=True)
    issued_at = models.DateTimeField(pgettext_lazy("of a duty", "issued at"), null=True)
    issued_date = models.DateField(pgettext_lazy("of a duty", "issued on"), null=True)
    reported_at = models.DateTimeField(_("reported at"), null=True)
    reported_date = models.DateField(_("reported on"), null=True)
    settled_at = models.DateTimeField(_("accepted at"), null=True)

    objects = AssignmentQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=S.values,
                    duty__in=vocabulary.Duty.values,
                    strength__in=vocabulary.Strength.values,
                ),
                name="directives_assignment_known_words",
            ),
            models.CheckConstraint(
                condition=Q(due_rule=R.NONE, due_days__isnull=True, due_stated_date__isnull=True)
                | Q(due_rule=R.FIXED, due_days__isnull=True, due_stated_date__isnull=False)
                | Q(due_rule=R.WORKING_DAYS, due_days__gte=1, due_stated_date__isnull=True),
                name="directives_assignment_due_rule_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(original_due_date__isnull=True, current_due_date__isnull=True)
                & (Q(issued_at__isnull=True) | Q(due_rule=R.NONE))
                | Q(original_due_date__isnull=False, current_due_date__isnull=False)
                & Q(issued_at__isnull=False)
                & ~Q(due_rule=R.NONE),
                name="directives_assignment_due_from_issue_on",
            ),
            models.CheckConstraint(
                condition=Q(state=S.DRAFT, issued_at__isnull=True, issued_date__isnull=True)
                | Q(issued_at__isnull=False, issued_date__isnull=False) & ~Q(state=S.DRAFT)
                | Q(state=S.CANCELLED, issued_at__isnull=True, issued_date__isnull=True),
                name="directives_assignment_issued_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=vocabulary.DONE_STATES,
                    reported_at__isnull=False,
                    reported_date__isnull=False,
                )
                | ~Q(state__in=vocabulary.DONE_STATES)
                & Q(reported_at__isnull=True, reported_date__isnull=True),
                name="directives_assignment_reported_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("id")) | Q(parent__isnull=True),
                name="directives_assignment_not_its_own_parent",
            ),
            models.UniqueConstraint(
                fields=["obligation", "unit"],
                condition=Q(state__in=vocabulary.STANDING_STATES),
                name="directives_assignment_once_a_unit",
            ),
        ]
        indexes = [
            # Counted from the index alone: how open duties stand to their due dates.
            models.Index(
                fields=["current_due_date", "id", "strength", "paused_since_date", "unit", "state"],
                condition=Q(state__in=vocabulary.OPEN_STATES),
                name="directives_open_by_due",
            ),
            models.Index(
                fields=["state", "current_due_date", "obligation", "unit"],
                condition=timing.LATE,
                name="directives_late",
            ),
            models.Index(
                fields=["paused_since_date"],
                condition=Q(paused_since_date__isnull=False),
                name="directives_paused",
            ),
            models.Index(fields=["unit", "state", "current_due_date"], name="directives_of_unit"),
            models.Index(fields=["state", "current_due_date", "id"], name="directives_by_due_date"),
            models.Index(fields=["current_due_date", "id"], name="directives_by_due"),
            models.Index(
                fields=["obligation", "state", "current_due_date"], name="directives_of_obligation"
            ),
            models.Index(
                fields=["obligation", "current_due_date", "id"], name="directives_obligation_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} → {self.unit_id}"

    @property
    def is_open(self) -> bool:
        return self.state in vocabulary.OPEN_STATES

    @property
    def is_done(self) -> bool:
        return self.state in vocabulary.DONE_STATES

    @property
    def last_day(self) -> date | None:
        """The unit's own last day; the unit is to be loaded with the row."""
        return self.unit.valid_to_date

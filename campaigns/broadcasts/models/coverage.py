"""Coverage: which outlet tells a clause or a brief, in which medium, by when, and who writes it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts.models.briefs import Brief
from campaigns.broadcasts.models.outlets import Outlet
from campaigns.broadcasts.models.scripts import Script
from campaigns.broadcasts.models.vocabulary import Medium, Priority
from campaigns.directives import models as directives_models
from campaigns.kernel import languages
from campaigns.kernel import models as kernel_models

# Levels that silence climbs: nobody was called, then the chief editor, the coordinator, the
# provincial office.
SILENCE_LEVELS = (0, 1, 2, 3)


class CoverageState(models.TextChoices):
    """Stored states of a coverage; whether it is late is derived from its times."""

    PLANNED = "PLANNED", _("Not assigned yet")
    ASSIGNED = "ASSIGNED", _("Assigned")
    ACCEPTED = "ACCEPTED", _("Accepted")
    DECLINED = "DECLINED", _("Turned down")
    DELIVERED = "DELIVERED", _("Handed in")
    CANCELLED = "CANCELLED", _("Cancelled")


_S = CoverageState
OPEN_STATES = (_S.PLANNED, _S.ASSIGNED, _S.ACCEPTED, _S.DECLINED)


class CoverageQuerySet(kernel_models.AuditedQuerySet["Coverage"]):
    """Coverage in the words of the house."""

    def open(self) -> "CoverageQuerySet":
        return self.filter(state__in=OPEN_STATES)

    def overdue(self, at: datetime) -> "CoverageQuerySet":
        """Open ones whose time is over."""
        return self.open().filter(due_at__lt=at)

    def silent(self, at: datetime) -> "CoverageQuerySet":
        """Open ones of which somebody further up is to be told by now."""
        return self.open().filter(next_call_at__lte=at)

    def about_clause(self, clause: directives_models.Clause | int) -> "CoverageQuerySet":
        """Of the clause itself, or of a brief that stands on it."""
        return self.filter(Q(clause=clause) | Q(brief__clause=clause))

    def visible_to(self, user: models.Model, on: date) -> "CoverageQuerySet":
        """Coverage by outlets in the user's reach."""
        return self.filter(outlet__in=Outlet.objects.visible_to(user, on))


class Coverage(kernel_models.AuditedModel):
    """A clause or a brief that an outlet is to tell in one medium and language by a moment.

    `original_due_at` stays when the due moment is moved, and lateness is measured by it.
    `wanted_words` and `wanted_seconds` are the length asked for, null where the editor decides.
    `answered_at` is when the assignee accepted or declined. `next_call_at` is when silence climbs
    to the next of the levels of SILENCE_LEVELS; any act sets the level back to 0.
    """

    TRANSITIONS: ClassVar[Mapping[str, frozenset[str]]] = {
        _S.PLANNED: frozenset({_S.ASSIGNED, _S.CANCELLED}),
        _S.ASSIGNED: frozenset({_S.ASSIGNED, _S.ACCEPTED, _S.DECLINED, _S.CANCELLED}),
        _S.ACCEPTED: frozenset({_S.ASSIGNED, _S.DELIVERED, _S.CANCELLED}),
        _S.DECLINED: frozenset({_S.ASSIGNED, _S.CANCELLED}),
        _S.DELIVERED: frozenset(),
        _S.CANCELLED: frozenset(),
    }

    clause = models.ForeignKey(
        directives_models.Clause,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("clause"),
    )
    brief = models.ForeignKey(
        Brief, on_delete=models.PROTECT, null=True, blank=True, related_name="coverage"
    )
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="coverage")
    medium = models.CharField(_("medium"), max_length=12, choices=Medium.choices)
    language = models.CharField(_("language"), max_length=12, choices=languages.Language.choices)
    priority = models.CharField(
        _("priority"), max_length=10, choices=Priority.choices, default=Priority.NORMAL
    )
    note = models.CharField(_("what is wanted"), max_length=500, blank=True)
    wanted_words = models.PositiveIntegerField(_("words wanted"), null=True, blank=True)
    wanted_seconds = models.PositiveIntegerField(_("seconds wanted"), null=True, blank=True)
    due_at = models.DateTimeField(_("due at"))
    original_due_at = models.DateTimeField(_("originally due at"))
    state = models.CharField(
        _("state"), max_length=10, choices=CoverageState.choices, default=CoverageState.PLANNED
    )
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    planned_at = models.DateTimeField(_("planned at"))
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="coverage",
        verbose_name=_("assignee"),
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assigned_at = models.DateTimeField(_("assigned at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("accepted or declined at"), null=True, blank=True)
    declined_reason = models.CharField(_("reason for declining"), max_length=500, blank=True)
    script = models.ForeignKey(
        Script, on_delete=models.PROTECT, null=True, blank=True, related_name="coverage"
    )
    delivered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancelled_reason = models.CharField(
        _("reason for the cancellation"), max_length=500, blank=True
    )
    silence_level = models.PositiveSmallIntegerField(_("level that silence reached"), default=0)
    next_call_at = models.DateTimeField(_("silence climbs at"), null=True, blank=True)

    objects = CoverageQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("coverage")
        verbose_name_plural = _("coverage")
        constraints = [
            models.CheckConstraint(
                condition=Q(clause__isnull=False, brief__isnull=True)
                | Q(clause__isnull=True, brief__isnull=False),
                name="broadcasts_coverage_of_one_matter",
            ),
            models.UniqueConstraint(
                fields=["clause", "outlet", "medium", "language"],
                condition=Q(clause__isnull=False, state__in=OPEN_STATES),
                name="broadcasts_coverage_of_clause_once",
            ),
            models.UniqueConstraint(
                fields=["brief", "outlet", "medium", "language"],
                condition=Q(brief__isnull=False, state__in=OPEN_STATES),
                name="broadcasts_coverage_of_brief_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CoverageState.values), name="broadcasts_coverage_state"
            ),
            models.CheckConstraint(
                condition=Q(medium__in=Medium.values), name="broadcasts_coverage_medium"
            ),
            models.CheckConstraint(
                condition=Q(priority__in=Priority.values), name="broadcasts_coverage_priority"
            ),
            models.CheckConstraint(
                condition=(Q(wanted_words__isnull=True) | Q(wanted_words__gte=1))
                & (Q(wanted_seconds__isnull=True) | Q(wanted_seconds__gte=1)),
                name="broadcasts_coverage_wants_some_length",
            ),
            models.CheckConstraint(
                condition=Q(original_due_at__gte=F("planned_at")),
                name="broadcasts_coverage_due_after_plan",
            ),
            models.CheckConstraint(
                condition=Q(
                    assignee__isnull=True, assigned_by__isnull=True, assigned_at__isnull=True
                )
                & ~Q(state__in=[_S.ASSIGNED, _S.ACCEPTED, _S.DECLINED, _S.DELIVERED])
                | Q(assignee__isnull=False, assigned_by__isnull=False, assigned_at__isnull=False)
                & ~Q(state=_S.PLANNED),
                name="broadcasts_coverage_assigned_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=False, assigned_at__isnull=False)
                & ~Q(state__in=[_S.PLANNED, _S.ASSIGNED])
                | Q(answered_at__isnull=True)
                & ~Q(state__in=[_S.ACCEPTED, _S.DECLINED, _S.DELIVERED]),
                name="broadcasts_coverage_answered",
            ),
            models.CheckConstraint(
                condition=~Q(state=_S.DECLINED) | Q(declined_reason__gt=""),
                name="broadcasts_coverage_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=_S.DELIVERED,
                    script__isnull=False,
                    delivered_by__isnull=False,
                    delivered_at__isnull=False,
                )
                | Q(script__isnull=True, delivered_by__isnull=True, delivered_at__isnull=True)
                & ~Q(state=_S.DELIVERED),
                name="broadcasts_coverage_delivered_whole",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=_S.CANCELLED,
                    cancelled_by__isnull=False,
                    cancelled_at__isnull=False,
                    cancelled_reason__gt="",
                )
                | Q(cancelled_by__isnull=True, cancelled_at__isnull=True, cancelled_reason="")
                & ~Q(state=_S.CANCELLED),
                name="broadcasts_coverage_cancelled_whole",
            ),
            models.CheckConstraint(
                condition=Q(silence_level__in=SILENCE_LEVELS),
                name="broadcasts_coverage_silence_level",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="broadcasts_coverage_due"),
            models.Index(fields=["outlet", "due_at"], name="broadcasts_coverage_outlet"),
            models.Index(
                fields=["next_call_at"],
                condition=Q(next_call_at__isnull=False),
                name="broadcasts_coverage_silent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter} → {self.outlet_id} {self.medium}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def was_moved(self) -> bool:
        return self.due_at != self.original_due_at

    @property
    def matter(self) -> str:
        """What is to be told, in a line; brief or clause with its directive are to be selected."""
        if self.brief is not None:
            return self.brief.title
        if self.clause is None:
            return ""
        values = {"number": self.clause.number, "symbol": self.clause.directive.symbol}
        return gettext("Clause %(number)s of %(symbol)s") % values

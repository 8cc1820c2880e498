"""Criticisms of units and persons, from the draft to the answer of the appeal."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.accounts import models as accounts_models
from campaigns.conduct.models import criticism_rules
from campaigns.conduct.models.procedure import (
    CRITICISM_TRANSITIONS,
    NOTICED_STATES,
    OPEN_STATES,
    PUBLISHED_STATES,
    STANDING_STATES,
    CriticismState,
    Outcome,
)
from campaigns.conduct.models.recognition import RecognitionForm
from campaigns.directives import models as directives_models
from campaigns.kernel import models as kernel_models
from campaigns.kernel import roles
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

S = CriticismState


def _person(verbose_name: Any) -> "models.ForeignKey[accounts_models.User | None]":
    """Who took a step; null until it is taken."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=verbose_name,
    )


def _moment(verbose_name: Any) -> "models.DateTimeField[Any, Any]":
    return models.DateTimeField(verbose_name, null=True, blank=True)


class Subject(models.TextChoices):
    """Whom a citation names; persons only where naming the unit would miss the point."""

    UNIT = "UNIT", _("unit")
    PERSON = "PERSON", _("person")


class CriticismQuerySet(kernel_models.AuditedQuerySet["Criticism"]):
    """Criticisms in the words of the house."""

    def standing(self) -> "CriticismQuerySet":
        """Issued and not revoked: what the public sees and scores may count."""
        return self.filter(state__in=STANDING_STATES)

    def open(self) -> "CriticismQuerySet":
        return self.filter(state__in=OPEN_STATES)

    def revoked(self) -> "CriticismQuerySet":
        return self.filter(state=S.REVOKED)

    def issued_between(self, from_date: date, to_date: date) -> "CriticismQuerySet":
        """Standing ones whose decision is dated within the period, both days included."""
        return self.standing().filter(decision_date__range=(from_date, to_date))

    def of_subtree(self, unit: units_models.Unit | int, on: date) -> "CriticismQuerySet":
        below = units_models.Unit.objects.subtree_of(unit, on)
        return self.filter(unit__in=below.values("pk"))

    def reply_over(self, at: datetime) -> "CriticismQuerySet":
        """The reply is open, its time is over, and no request for more time waits."""
        waits = Q(time_asked_at__isnull=False, time_answered_at__isnull=True)
        return self.filter(state=S.REPLY_OPEN, reply_closes_at__lte=at).exclude(waits)

    def visible_to(self, user: accounts_models.User, on: date) -> "CriticismQuerySet":
        """All in units where the user sees the procedure; from the notice on, those of units for
        which the user answers; what is public, where the user's grants reach."""
        reached = units_models.Unit.objects.visible_to(user, on).values("pk")
        trusted = units_permissions.units_where(user, roles.Permission.VIEW_CRITICISM, on=on)
        own = units_permissions.units_where(user, roles.Permission.ANSWER_CRITICISM, on=on)
        return self.filter(
            Q(unit__in=trusted.values("pk"))
            | Q(unit__in=own.values("pk"), notified_at__isnull=False)
            | Q(unit__in=reached, state__in=STANDING_STATES)
        )


class Criticism(kernel_models.AuditedModel):
    """What a unit is blamed for: proposed by one person, decided by another, an appeal by a third.

    `sources` says what the draft stands on; at the notice each is read, frozen as `Evidence` and
    hashed, and `evidence_sha256` is the digest of all their digests. `reply_closes_at` is the first
    moment at which a reply comes too late. `public_text` is what is published, `amended_text` what
    stands in its place after an appeal. Who takes part and when is written once: the database
    refuses a second time, and every step that the table does not know.
    """

    State = CriticismState
    TRANSITIONS: ClassVar[Mapping[str, frozenset[str]]] = CRITICISM_TRANSITIONS

    unit = models.ForeignKey(
        units_models.Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    accountable_head = models.ForeignKey(
        units_models.UnitHead,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("accountable head"),
    )
    subject = models.CharField(
        _("who is named"), max_length=6, choices=Subject.choices, default=Subject.UNIT
    )
    person_name = models.CharField(_("person named"), max_length=120, blank=True)
    is_person_public = models.BooleanField(_("the person is named in public"), default=False)
    person_basis = models.CharField(
        _("legal basis for naming the person"), max_length=300, blank=True
    )
    form = models.ForeignKey(
        RecognitionForm, on_delete=models.PROTECT, related_name="+", verbose_name=_("form")
    )
    clause = models.ForeignKey(
        directives_models.Clause,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("clause"),
    )
    title = models.CharField(_("title"), max_length=200)
    folded_title = models.CharField(_("search text"), max_length=400)
    matter = models.TextField(_("what was not done"))
    from_date = models.DateField(_("period from"))
    to_date = models.DateField(_("period to"))
    sources = models.JSONField(_("what it stands on"), default=list)
    state = models.CharField(_("state"), max_length=10, choices=S.choices, default=S.DRAFT)

    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    drafted_at = models.DateTimeField(_("drafted at"))
    proposed_at = _moment(_("proposed at"))

    notified_by = _person(_("notified by"))
    notified_at = _moment(_("notified at"))
    evidence_sha256 = models.CharField(_("digest of the evidence"), max_length=64, blank=True)
    reply_days = models.PositiveSmallIntegerField(_("working days to reply"), null=True, blank=True)
    original_reply_due_date = models.DateField(_("reply due at first"), null=True, blank=True)
    reply_due_date = models.DateField(_("reply due"), null=True, blank=True)
    reply_closes_at = _moment(_("time to reply ends at"))
    received_by = _person(_("received by"))
    received_at = _moment(_("received at"))
    time_asked_at = _moment(_("more time asked at"))
    time_answered_at = _moment(_("more time answered at"))

    replied_by = _person(_("replied by"))
    replied_at = _moment(_("replied at"))
    lapsed_at = _moment(_("no reply noted at"))
    is_accepted = models.BooleanField(_("accepted by the unit"), default=False)
    remedy_plan = models.TextField(_("plan to put it right"), blank=True)
    remedy_by_date = models.DateField(_("to be put right by"), null=True, blank=True)

    decided_by = _person(_("decided by"))
    decided_at = _moment(_("decided at"))
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome.choices, blank=True)
    decision_reasons = models.TextField(_("reasons of the decision"), blank=True)
    public_text = models.TextField(_("text to be published"), blank=True)
    issued_by = _person(_("issued by"))
    issued_at = _moment(_("issued at"))
    decision_number = models.CharField(_("decision number"), max_length=60, blank=True)
    decision_date = models.DateField(_("decision date"), null=True, blank=True)
    decision_year = models.PositiveSmallIntegerField(_("decision year"), null=True, blank=True)
    signatory = models.CharField(_("signatory"), max_length=200, blank=True)

    appeal_due_date = models.DateField(_("appeal possible until"), null=True, blank=True)
    appealed_by = _person(_("appealed by"))
    appealed_at = _moment(_("appealed at"))
    appeal_decided_by = _person(_("appeal decided by"))
    appeal_decided_at = _moment(_("appeal decided at"))
    appeal_reasons = models.TextField(_("reasons of the appeal's decision"), blank=True)
    amended_text = models.TextField(_("text as amended"), blank=True)
    revoked_by = _person(_("revoked by"))
    revoked_at = _moment(_("revoked at"))
    revoked_reason = models.TextField(_("why it was revoked"), blank=True)
    dropped_at = _moment(_("dropped at"))
    dropped_reason = models.TextField(_("why it was dropped"), blank=True)
    is_demo = models.BooleanField(_("invented for the demo"), default=False)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = (
        kernel_models.PersonalField(
            "person_name", "say who is criticised", "as long as the decision stands"
        ),
        kernel_models.PersonalField(
            "signatory", "name who signed the decision", "as long as the decision stands"
        ),
    )
    objects = CriticismQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("criticism")
        verbose_name_plural = _("criticisms")
        constraints = criticism_rules.CONSTRAINTS
        indexes = [
            models.Index(fields=["unit", "state", "decision_date"], name="conduct_criticism_unit"),
            models.Index(fields=["state", "reply_closes_at"], name="conduct_criticism_state"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_standing(self) -> bool:
        return self.state in STANDING_STATES

    @property
    def was_issued(self) -> bool:
        return self.state in PUBLISHED_STATES

    @property
    def is_noticed(self) -> bool:
        return self.state in NOTICED_STATES

    @property
    def is_late(self) -> bool:
        """The reply came after its time; it is read all the same."""
        closes, replied = self.reply_closes_at, self.replied_at
        return closes is not None and replied is not None and replied >= closes

    @property
    def has_open_request(self) -> bool:
        """More time was asked for, and nobody answered yet."""
        return self.time_asked_at is not None and self.time_answered_at is None

    @property
    def standing_text(self) -> str:
        """What is said in public."""
        return self.amended_text if self.state == S.AMENDED else self.public_text

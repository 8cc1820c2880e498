"""Who approved which revision: without a row here, no guidance becomes public."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.accounts import models as accounts_models
from campaigns.kernel import errors
from campaigns.kernel import models as kernel_models


class PublishRefused(errors.LoaError, PermissionDenied):
    """A page would have become public without a second person's approval.

    Also a PermissionDenied, so that Wagtail's screens and its API refuse instead of failing.
    """


class ApprovalState(models.TextChoices):
    """Stored states of one revision on its way to the public."""

    SUBMITTED = "SUBMITTED", _("Waiting for the chief editor")
    FACT_CHECK = "FACT_CHECK", _("Approved, waiting for the fact check")
    SCHEDULED = "SCHEDULED", _("Approved, goes live later")
    PUBLISHED = "PUBLISHED", _("Published")
    RETURNED = "RETURNED", _("Returned to the writer")
    SUPERSEDED = "SUPERSEDED", _("A newer text was submitted")
    REPLACED = "REPLACED", _("A newer text was published")
    WITHDRAWN = "WITHDRAWN", _("Taken off the public site")


class Facts(models.TextChoices):
    """What the chief editor said of the facts while approving; checking is what is offered."""

    CHECK = "CHECK", _("A health reviewer checks the facts")
    NONE = "NONE", _("There are no health facts in it")


_S = ApprovalState
TRANSITIONS: dict[ApprovalState, frozenset[ApprovalState]] = {
    _S.SUBMITTED: frozenset(
        {_S.FACT_CHECK, _S.SCHEDULED, _S.PUBLISHED, _S.RETURNED, _S.SUPERSEDED}
    ),
    _S.FACT_CHECK: frozenset({_S.SCHEDULED, _S.PUBLISHED, _S.RETURNED, _S.SUPERSEDED}),
    _S.SCHEDULED: frozenset({_S.PUBLISHED, _S.RETURNED}),
    _S.PUBLISHED: frozenset({_S.REPLACED, _S.WITHDRAWN}),
    _S.RETURNED: frozenset(),
    _S.SUPERSEDED: frozenset(),
    _S.REPLACED: frozenset(),
    _S.WITHDRAWN: frozenset(),
}

_OPEN_STATES = ["SUBMITTED", "FACT_CHECK", "SCHEDULED"]
_APPROVED_STATES = ["SCHEDULED", "PUBLISHED", "REPLACED", "WITHDRAWN"]
_PUBLIC_STATES = ["PUBLISHED", "REPLACED", "WITHDRAWN"]


def _both_or_neither(who: str, when: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{who}__isnull": True, f"{when}__isnull": True})
        | Q(**{f"{who}__isnull": False, f"{when}__isnull": False}),
        name=name,
    )


def _fact_constraints() -> list[models.CheckConstraint]:
    """A text with facts to check waits approved, and goes on only when they were found correct."""
    return [
        models.CheckConstraint(
            condition=Q(facts__in=["", *Facts.values]), name="cms_approval_facts"
        ),
        models.CheckConstraint(
            condition=~Q(state="FACT_CHECK") | Q(facts="CHECK", approved_by__isnull=False),
            name="cms_approval_check_is_asked_for",
        ),
        models.CheckConstraint(
            condition=Q(fact_checked_at__isnull=False, is_fact_correct__isnull=False)
            | Q(
                fact_checked_at__isnull=True,
                is_fact_correct__isnull=True,
                fact_checked_by__isnull=True,
                fact_remarks="",
            ),
            name="cms_approval_check_whole",
        ),
        models.CheckConstraint(
            condition=Q(fact_checked_by__isnull=True) | ~Q(fact_checked_by=F("submitted_by")),
            name="cms_approval_checker_is_another",
        ),
        models.CheckConstraint(
            condition=Q(is_fact_correct__isnull=True)
            | Q(is_fact_correct=True)
            | Q(fact_remarks__gt=""),
            name="cms_approval_objection_says_what",
        ),
        models.CheckConstraint(
            condition=~Q(state__in=_APPROVED_STATES, facts="CHECK", is_forced=False)
            | Q(is_fact_correct__isnull=False, is_fact_correct=True),
            name="cms_approval_public_is_checked",
        ),
    ]


class ApprovalQuerySet(kernel_models.AuditedQuerySet["PublishApproval"]):
    """Approvals in the words of the house."""

    def open(self) -> "ApprovalQuerySet":
        """Waiting for a person or for its hour."""
        return self.filter(state__in=_OPEN_STATES)

    def undecided(self) -> "ApprovalQuerySet":
        """Waiting for a person: the chief editor or the health reviewer."""
        return self.filter(state__in=[ApprovalState.SUBMITTED, ApprovalState.FACT_CHECK])

    def due(self, moment: object) -> "ApprovalQuerySet":
        """Scheduled rows whose hour has come: the queue of the sweep."""
        return self.filter(state=ApprovalState.SCHEDULED, go_live_at__lte=moment)

    def forced_and_open(self) -> "ApprovalQuerySet":
        """Published by force, and no third person has looked yet."""
        return self.filter(is_forced=True, cleared_at__isnull=True)


class PublishApproval(kernel_models.AuditedModel):
    """One revision submitted for publishing, and what people decided about it.

    `content_sha256` is the digest of the revision as it was submitted, so that nobody approves a
    text other than the one they read. A forced row was published without a second person: it
    carries the reason and stays marked until a third person clears it.

    `facts` is empty until the chief editor decided (and on rows older than fact checks). A check
    without a person was answered through the secret link that names this row.
    """

    page = models.ForeignKey(
        "cms.GuidancePage",
        on_delete=models.PROTECT,
        related_name="approvals",
        verbose_name=_("page"),
    )
    revision = models.OneToOneField(
        "wagtailcore.Revision",
        on_delete=models.PROTECT,
        related_name="approval",
        verbose_name=_("revision"),
    )
    content_sha256 = models.CharField(_("digest"), max_length=64)
    state = models.CharField(
        _("state"), max_length=10, choices=ApprovalState.choices, default=ApprovalState.SUBMITTED
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(_("submitted at"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    go_live_at = models.DateTimeField(_("goes live at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    facts = models.CharField(_("health facts"), max_length=5, choices=Facts.choices, blank=True)
    is_fact_correct = models.BooleanField(_("facts are correct"), null=True, blank=True)
    fact_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    fact_checked_at = models.DateTimeField(_("facts checked at"), null=True, blank=True)
    fact_remarks = models.CharField(_("remarks of the reviewer"), max_length=1000, blank=True)
    is_forced = models.BooleanField(_("published by force"), default=False)
    force_reason = models.CharField(_("reason for the force"), max_length=500, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cleared_at = models.DateTimeField(_("cleared at"), null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_at = models.DateTimeField(_("returned at"), null=True, blank=True)
    return_reason = models.CharField(_("what to mend"), max_length=1000, blank=True)

    objects = ApprovalQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ApprovalState.values), name="cms_approval_state"
            ),
            models.UniqueConstraint(
                fields=["page"],
                condition=Q(state__in=_OPEN_STATES),
                name="cms_approval_one_open",
            ),
            models.UniqueConstraint(
                fields=["page"], condition=Q(state="PUBLISHED"), name="cms_approval_one_public"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(is_forced=True)
                | ~Q(approved_by=F("submitted_by")),
                name="cms_approval_two_people",
            ),
            _both_or_neither("approved_by", "approved_at", "cms_approval_approved_whole"),
            models.CheckConstraint(
                condition=~Q(state__in=_APPROVED_STATES) | Q(approved_by__isnull=False),
                name="cms_approval_public_is_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state="SCHEDULED") | Q(go_live_at__isnull=False),
                name="cms_approval_scheduled_has_hour",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_PUBLIC_STATES, published_at__isnull=False)
                | (~Q(state__in=_PUBLIC_STATES) & Q(published_at__isnull=True)),
                name="cms_approval_published_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(is_forced=True, force_reason__gt="")
                | Q(is_forced=False, force_reason=""),
                name="cms_approval_force_has_reason",
            ),
            _both_or_neither("cleared_by", "cleared_at", "cms_approval_cleared_whole"),
            models.CheckConstraint(
                condition=Q(cleared_by__isnull=True)
                | (
                    Q(is_forced=True)
                    & ~Q(cleared_by=F("submitted_by"))
                    & ~Q(cleared_by=F("approved_by"))
                ),
                name="cms_approval_cleared_by_third",
            ),
            _both_or_neither("returned_by", "returned_at", "cms_approval_returned_whole"),
            models.CheckConstraint(
                condition=~Q(state="RETURNED")
                | Q(returned_by__isnull=False, return_reason__gt="")
                | Q(is_fact_correct__isnull=False, is_fact_correct=False),
                name="cms_approval_returned_has_reason",
            ),
            *_fact_constraints(),
        ]
        indexes = [models.Index(fields=["state", "go_live_at"], name="cms_approval_queue")]

    def __str__(self) -> str:
        return f"{self.page_id}/{self.revision_id} {self.state}"

    @property
    def approver(self) -> accounts_models.User:
        """Whoever approved or forced it.

        Raises:
            LookupError: nobody did yet.
        """
        if self.approved_by is None:
            raise LookupError("Nobody has approved this revision.")
        return self.approved_by

    @property
    def to_mend(self) -> str:
        """What the writer was told, by the chief editor or the health reviewer."""
        return self.return_reason or self.fact_remarks

"""Who takes part in a drive: its team, and which shifts each one signed up for."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.accounts import models as accounts_models
from campaigns.drives.models import drive as drive_models
from campaigns.drives.models import joining as joining_models
from campaigns.kernel import models as kernel_models

_KEPT = "campaign end + 90 days"


class TeamMemberQuerySet(kernel_models.AuditedQuerySet["TeamMember"]):
    """Teams in the words of the house."""

    def known(self) -> "TeamMemberQuerySet":
        """Those whose name is kept still: people with an account, and people not forgotten."""
        return self.exclude(user__isnull=True, display_name="")


class TeamMember(kernel_models.AuditedModel):
    """One person in the team of one drive, whichever way they came. An actor of the house.

    Somebody with an account is that account and nothing else is kept of them here; anybody else
    gives a name and at most one phone number or email address. The link to their own page is derived
    from `seed` and the installation's secret key, like a join code; `secret_digest` finds it.
    `submission` tells the form that was sent twice from two people.
    """

    class Age(models.TextChoices):
        """What a volunteer states of their age; no date of birth is asked for."""

        ADULT = "ADULT", _("of age")
        MINOR = "MINOR", _("under age, with a guardian's consent")

    drive = models.ForeignKey(
        drive_models.Drive, on_delete=models.PROTECT, related_name="team", verbose_name=_("drive")
    )
    user = models.ForeignKey(
        accounts_models.User,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("account"),
    )
    device = models.OneToOneField(
        joining_models.DeviceToken, on_delete=models.PROTECT, related_name="member", null=True
    )
    display_name = models.CharField(_("name"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("email"), max_length=254, blank=True)
    age = models.CharField(_("age"), max_length=8, choices=Age.choices, blank=True)
    consent_at = models.DateTimeField(_("consented at"), null=True)
    joined_at = models.DateTimeField(_("joined at"))
    seed = models.CharField(_("seed"), max_length=64, editable=False)
    secret_digest = models.CharField(_("digest"), max_length=64, unique=True, editable=False)
    submission = models.CharField(_("number of the form"), max_length=64, blank=True)

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = (
        kernel_models.PersonalField("display_name", "the leader knows who comes", _KEPT),
        kernel_models.PersonalField("phone", "the leader can reach the volunteer", _KEPT),
        kernel_models.PersonalField("email", "the volunteer is told of changes", _KEPT),
    )

    objects = TeamMemberQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("member of a team")
        verbose_name_plural = _("members of teams")
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True)
                | Q(display_name="", phone="", email="", device__isnull=True),
                name="drives_member_account_says_it_all",
            ),
            models.CheckConstraint(
                condition=Q(phone="") | Q(email=""), name="drives_member_one_contact"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(consent_at__isnull=False),
                name="drives_member_consented",
            ),
            models.CheckConstraint(
                condition=Q(age__in=["", "ADULT", "MINOR"]), name="drives_member_known_age"
            ),
            models.UniqueConstraint(
                fields=["drive", "user"],
                condition=Q(user__isnull=False),
                name="drives_member_once_an_account",
            ),
            models.UniqueConstraint(
                fields=["drive", "phone"],
                condition=~Q(phone=""),
                name="drives_member_once_a_phone",
            ),
            models.UniqueConstraint(
                fields=["drive", "email"],
                condition=~Q(email=""),
                name="drives_member_once_an_email",
            ),
            models.UniqueConstraint(
                fields=["submission"],
                condition=~Q(submission=""),
                name="drives_member_once_a_form",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user) if self.user is not None else self.display_name or self.actor_label

    @property
    def actor_id(self) -> str:
        return f"member:{self.pk}"

    @property
    def actor_label(self) -> str:
        """Without the name: the audit record outlives the name's retention."""
        return gettext("Volunteer %(number)s") % {"number": self.pk}


class SignUpQuerySet(kernel_models.AuditedQuerySet["SignUp"]):
    """Sign-ups in the words of the house."""

    def placed(self) -> "SignUpQuerySet":
        """Those with a place in their shift."""
        return self.filter(state=SignUp.State.SIGNED_UP)

    def standing(self) -> "SignUpQuerySet":
        """Those with a place or waiting for one."""
        return self.exclude(state=SignUp.State.CANCELLED)

    def queue(self) -> "SignUpQuerySet":
        """Who waits, the first to move up first."""
        return self.filter(state=SignUp.State.WAITING).order_by("queued_at", "pk")


class SignUp(kernel_models.AuditedModel):
    """That somebody wants to help in one shift.

    `queued_at` decides who moves up; whoever cancels and comes back stands at the end.
    `Shift.taken` counts the places and never exceeds the capacity.
    """

    class State(models.TextChoices):
        SIGNED_UP = "SIGNED_UP", _("has a place")
        WAITING = "WAITING", _("on the waiting list")
        CANCELLED = "CANCELLED", _("sign-up cancelled")

    TRANSITIONS: dict[str, frozenset[str]] = {
        State.SIGNED_UP: frozenset({State.CANCELLED}),
        State.WAITING: frozenset({State.SIGNED_UP, State.CANCELLED}),
        State.CANCELLED: frozenset({State.SIGNED_UP, State.WAITING}),
    }

    shift = models.ForeignKey(
        drive_models.Shift,
        on_delete=models.PROTECT,
        related_name="sign_ups",
        verbose_name=_("shift"),
    )
    member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, related_name="sign_ups")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, editable=False)
    queued_at = models.DateTimeField(_("signed up at"))
    promoted_at = models.DateTimeField(_("moved up at"), null=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)

    objects = SignUpQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        constraints = [
            models.UniqueConstraint(fields=["shift", "member"], name="drives_sign_up_once"),
            models.CheckConstraint(
                condition=Q(state__in=["SIGNED_UP", "WAITING"], cancelled_at__isnull=True)
                | Q(state="CANCELLED", cancelled_at__isnull=False),
                name="drives_sign_up_cancelled_when",
            ),
        ]
        indexes = [
            models.Index(fields=["shift", "state", "queued_at"], name="drives_sign_up_queue")
        ]

    def __str__(self) -> str:
        return f"{self.shift_id} {self.member_id} {self.state}"

"""Residents' requests for help: what is asked, who was sent, and what came of it.

Never a resident's name. Phone, hamlet and note go on `forget_date`; what stays is a count in a
commune.
"""

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from campaigns.accounts import models as accounts_models
from campaigns.directives import models as directives_models
from campaigns.drives.models import drive as drive_models
from campaigns.kernel import languages, roles
from campaigns.kernel import models as kernel_models
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

MAX_PEOPLE = 50
"""More people than one household or stall: that is a drive, to be asked for otherwise."""


class WantedPart(models.TextChoices):
    """When on the wanted day, or on any day."""

    ANY = "ANY", _("at any hour")
    MORNING = "MORNING", _("in the morning")
    AFTERNOON = "AFTERNOON", _("in the afternoon")
    EVENING = "EVENING", _("in the evening")


class SpokenLanguage(models.TextChoices):
    """What is to be spoken at the visit: an attribute of the visit, never of the resident."""

    VIETNAMESE = languages.Language.VIETNAMESE.value, _("Vietnamese")
    CHAM = languages.Language.CHAM_LATIN.value, pgettext_lazy("spoken language", "Chăm")
    RAGLAI = languages.Language.RAGLAI.value, _("Raglai")


class CouldNot(models.TextChoices):
    """Why nobody could help, by code: the resident reads it, figures count it."""

    NOT_REACHED = "NOT_REACHED", _("nobody answered the phone")
    NOT_THERE = "NOT_THERE", _("nobody was there when the team came")
    NOT_OURS = "NOT_OURS", _("it is nothing that the teams can help with")
    NO_TEAM = "NO_TEAM", _("no team can come there")
    NO_SMARTPHONE = "NO_SMARTPHONE", _("there was no smartphone")
    NO_NETWORK = "NO_NETWORK", _("there was no network")
    DECLINED = "DECLINED", _("help was no longer wanted")
    TOO_LATE = "TOO_LATE", _("nobody came in time, and the phone number was deleted")


def _waits_too_long(at: datetime) -> Q:
    return Q(state__in=HelpRequest.OPEN_STATES, answered_at__isnull=True, answer_due_at__lt=at)


class HelpRequestQuerySet(kernel_models.AuditedQuerySet["HelpRequest"]):
    """Requests in the words of the house."""

    def answered_in_time(self) -> "HelpRequestQuerySet":
        """Those whose residents were told in time that a team comes, or that none can."""
        return self.filter(answered_at__lte=F("answer_due_at"))

    def answered_late(self, at: datetime) -> "HelpRequestQuerySet":
        """Those that were answered too late, or wait for an answer past their time."""
        return self.filter(_waits_too_long(at) | Q(answered_at__gt=F("answer_due_at")))

    def unanswered(self, at: datetime) -> "HelpRequestQuerySet":
        """Those that wait for an answer past their time."""
        return self.filter(_waits_too_long(at))

    def open(self) -> "HelpRequestQuerySet":
        """Those for which somebody may still come."""
        return self.filter(state__in=HelpRequest.OPEN_STATES)

    def visible_to(self, user: units_permissions.Visitor, *, on: date) -> "HelpRequestQuerySet":
        """Requests from, or given to, a unit where the user may see drives."""
        return self._in(units_permissions.units_where(user, roles.Permission.VIEW_DRIVE, on=on))

    def near(self, user: accounts_models.User, *, on: date) -> "HelpRequestQuerySet":
        """Requests of units that the user knows, whatever their roles there let them see."""
        return self._in(units_models.Unit.objects.all().visible_to(user, on=on))

    def to_assign(self, user: units_permissions.Visitor, *, on: date) -> "HelpRequestQuerySet":
        """New requests that the user may give to a team."""
        led = units_permissions.units_where(user, roles.Permission.MANAGE_DRIVE, on=on)
        return self.filter(state=HelpRequest.State.NEW, unit__in=led)

    def of_teams_of(self, user: units_permissions.Visitor, *, on: date) -> "HelpRequestQuerySet":
        """Requests given to drives and units in which the user helps."""
        units = units_permissions.units_where(user, roles.Permission.LOG_SUPPORT, on=on)
        pks = units.values("pk")
        return self.filter(
            Q(drive__unit_id__in=pks) | Q(drive__organiser_id__in=pks) | Q(team_id__in=pks)
        )

    def _in(self, units: units_models.UnitQuerySet) -> "HelpRequestQuerySet":
        pks = units.values("pk")
        return self.filter(
            Q(unit_id__in=pks)
            | Q(drive__unit_id__in=pks)
            | Q(drive__organiser_id__in=pks)
            | Q(team_id__in=pks)
        )


class HelpRequest(kernel_models.AuditedModel):
    """Somebody in a commune asks to be helped. An actor of the house: whoever holds its code.

    `form_uuid` is the number of the form that was sent: the same form twice is one request. The
    code by which the resident comes back is derived from it with the installation's secret key
    (`services.help_code_text`); `code_digest` finds it, so that a copy of the database opens
    nothing. `answered_at` is when the resident was first told that a team comes, or that none can;
    `answer_due_at` is the moment until which that is in time, as the setting stood when they asked.
    """

    class State(models.TextChoices):
        NEW = "NEW", pgettext_lazy("request", "new")
        ASSIGNED = "ASSIGNED", pgettext_lazy("request", "given to a team")
        ACCEPTED = "ACCEPTED", pgettext_lazy("request", "taken by the team")
        DONE = "DONE", pgettext_lazy("request", "helped")
        COULD_NOT = "COULD_NOT", pgettext_lazy("request", "could not be helped")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("request", "withdrawn by the resident")
        SPAM = "SPAM", pgettext_lazy("request", "not a real request")

    TRANSITIONS: dict[str, frozenset[str]] = {
        State.NEW: frozenset({State.ASSIGNED, State.COULD_NOT, State.WITHDRAWN, State.SPAM}),
        State.ASSIGNED: frozenset(
            {State.ASSIGNED, State.ACCEPTED, State.NEW}
            | {State.COULD_NOT, State.WITHDRAWN, State.SPAM}
        ),
        State.ACCEPTED: frozenset(
            {State.ASSIGNED, State.DONE, State.NEW, State.COULD_NOT, State.WITHDRAWN}
        ),
        State.DONE: frozenset({State.ACCEPTED}),
        State.COULD_NOT: frozenset({State.NEW}),
        State.WITHDRAWN: frozenset(),
        State.SPAM: frozenset({State.NEW}),
    }
    OPEN_STATES = (State.NEW, State.ASSIGNED, State.ACCEPTED)

    form_uuid = models.UUIDField(_("number of the form"), unique=True, editable=False)
    code_digest = models.CharField(_("digest"), max_length=64, unique=True, editable=False)
    unit = models.ForeignKey(
        units_models.Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("commune")
    )
    hamlet = models.CharField(_("hamlet"), max_length=120, blank=True)
    wanted_date = models.DateField(_("wanted on"), null=True)
    wanted_part = models.CharField(
        _("wanted when"), max_length=10, choices=WantedPart.choices, default=WantedPart.ANY
    )
    language = models.CharField(
        _("language"),
        max_length=8,
        choices=SpokenLanguage.choices,
        default=SpokenLanguage.VIETNAMESE,
    )
    people_count = models.PositiveSmallIntegerField(_("people"))
    apps = models.ManyToManyField(
        directives_models.DeclarationApp, related_name="+", verbose_name=_("apps")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=11, blank=True)
    folded_text = models.CharField(_("search text"), max_length=800)
    forget_date = models.DateField(_("phone, hamlet and note deleted on"))
    consent_at = models.DateTimeField(_("consented at"))
    received_at = models.DateTimeField(_("received at"))
    answer_due_at = models.DateTimeField(_("to be answered by"))
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.NEW, editable=False
    )
    drive = models.ForeignKey(
        drive_models.Drive,
        on_delete=models.PROTECT,
        related_name="help_requests",
        null=True,
        editable=False,
        verbose_name=_("drive"),
    )
    team = models.ForeignKey(
        units_models.Unit,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name=_("team"),
    )
    assigned_at = models.DateTimeField(_("given at"), null=True, editable=False)
    assigned_by = models.ForeignKey(
        accounts_models.User, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    could_not_reason = models.CharField(
        _("why not"), max_length=14, choices=CouldNot.choices, blank=True, editable=False
    )
    mail_attempts = models.PositiveSmallIntegerField(_("mails tried"), default=0, editable=False)
    next_mail_at = models.DateTimeField(_("next mail at"), null=True, editable=False)
    is_demo = models.BooleanField(_("invented for the demo"), default=False, editable=False)

    objects = HelpRequestQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = (
        kernel_models.PersonalField(
            "phone",
            "the team calls before it comes",
            "30 days after the request, 7 after its end, at once when withdrawn",
        ),
        kernel_models.PersonalField("hamlet", "the team finds the place", "as long as the phone"),
        kernel_models.PersonalField("note", "the team comes prepared", "as long as the phone"),
        kernel_models.PersonalField(
            "folded_text", "organisers find a request by its place", "as long as the phone"
        ),
    )

    class Meta:
        verbose_name = _("request for help")
        verbose_name_plural = _("requests for help")
        constraints = [
            models.UniqueConstraint(
                fields=["phone", "unit"],
                condition=Q(state__in=["NEW", "ASSIGNED", "ACCEPTED"]),
                name="drives_help_one_open_a_phone_and_place",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["NEW", "ASSIGNED", "ACCEPTED"]) | ~Q(phone=""),
                name="drives_help_phone_while_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["NEW", "ASSIGNED", "ACCEPTED"], ended_at__isnull=True)
                | Q(state__in=["DONE", "COULD_NOT", "WITHDRAWN", "SPAM"], ended_at__isnull=False),
                name="drives_help_ended_unless_open",
            ),
            models.CheckConstraint(
                condition=Q(drive__isnull=True) | Q(team__isnull=True),
                name="drives_help_one_team",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ASSIGNED", "ACCEPTED", "DONE"])
                | Q(drive__isnull=False)
                | Q(team__isnull=False),
                name="drives_help_team_once_assigned",
            ),
            models.CheckConstraint(
                condition=~Q(state="NEW") | Q(drive__isnull=True, team__isnull=True),
                name="drives_help_no_team_while_new",
            ),
            models.CheckConstraint(
                condition=Q(
                    drive__isnull=True,
                    team__isnull=True,
                    assigned_at__isnull=True,
                    assigned_by__isnull=True,
                )
                | Q(assigned_at__isnull=False, assigned_by__isnull=False),
                name="drives_help_assigned_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="COULD_NOT") & ~Q(could_not_reason="")
                | ~Q(state="COULD_NOT") & Q(could_not_reason=""),
                name="drives_help_reason_where_nobody_helped",
            ),
            models.CheckConstraint(
                condition=Q(people_count__range=(1, MAX_PEOPLE)), name="drives_help_people_in_range"
            ),
            models.CheckConstraint(
                condition=Q(language__in=SpokenLanguage.values),
                name="drives_help_language_known",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("received_at")),
                name="drives_help_answered_after_received",
            ),
            models.CheckConstraint(
                condition=Q(answer_due_at__gte=F("received_at")),
                name="drives_help_answer_due_after_received",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "received_at"], name="drives_help_unit_received"),
            models.Index(fields=["state", "received_at"], name="drives_help_state_received"),
            models.Index(fields=["forget_date"], name="drives_help_forget"),
            models.Index(
                fields=["next_mail_at"],
                condition=Q(next_mail_at__isnull=False),
                name="drives_help_mail",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.received_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES

    @property
    def actor_id(self) -> str:
        return f"resident:{self.pk}"

    @property
    def actor_label(self) -> str:
        """Whoever holds the code; Loa does not know their name."""
        return gettext("The resident")

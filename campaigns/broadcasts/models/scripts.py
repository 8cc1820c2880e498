"""Scripts: the text as it was published, frozen."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts.models.outlets import Outlet
from campaigns.broadcasts.models.vocabulary import (
    SPOKEN_MEDIA,
    FrozenModel,
    FrozenQuerySet,
    Medium,
)
from campaigns.kernel import languages, roles
from campaigns.units import models as units_models


class ScriptQuerySet(FrozenQuerySet["Script"]):
    """Scripts in the words of the house."""

    def visible_to(self, user: models.Model, on: date) -> "ScriptQuerySet":
        """Scripts that an outlet in the user's reach holds or aired, and the user's own.

        Those that no outlet holds yet are there for whoever places scripts.
        """
        outlets = Outlet.objects.visible_to(user, on)
        seen = (
            Q(pk__in=outlets.filter(releases__isnull=False).values("releases__script"))
            | Q(pk__in=outlets.filter(airings__script__isnull=False).values("airings__script"))
            | Q(submitted_by=user.pk)
            | Q(published_by=user.pk)
        )
        grants = units_models.Grant.objects.filter(
            units_models.in_force(on), user_id=user.pk, role__in=_PLANNING_ROLES
        )
        if grants.exists():
            seen |= Q(releases__isnull=True, airings__isnull=True)
        return self.filter(seen).distinct()

    def on_public_site(self) -> "ScriptQuerySet":
        """Scripts of the text that stands: not withdrawn, of the latest published revision."""
        later = Script.objects.filter(
            page_id=OuterRef("page_id"), revision_id__gt=OuterRef("revision_id")
        )
        return self.filter(~Exists(later), withdrawn_at__isnull=True)

    def newer_than(self, script: "Script") -> "ScriptQuerySet":
        """Later texts of the same piece in the same medium and language."""
        return self.filter(
            page_id=script.page_id,
            medium=script.medium,
            language=script.language,
            revision_id__gt=script.revision_id,
        )

    def newer_than_outer(self, prefix: str = "script__") -> "ScriptQuerySet":
        """The same for a subquery; `prefix` leads from the outer row to its script."""
        return self.filter(
            page_id=OuterRef(f"{prefix}page_id"),
            medium=OuterRef(f"{prefix}medium"),
            language=OuterRef(f"{prefix}language"),
            revision_id__gt=OuterRef(f"{prefix}revision_id"),
        )


_PLANNING_ROLES = [
    role for role, held in roles.ROLE_PERMISSIONS.items() if roles.Permission.PLAN_RELEASE in held
]


class Script(FrozenModel):
    """The text as it was published for one medium in one language, frozen with its digest.

    Page and revision are plain numbers: this storey knows nothing of the CMS. Only the clearing
    of a forced publish, the withdrawal and the day by which the guidance is to be looked at again
    are written later. `spoken_text` is what the announcer reads, `spoken_seconds` its estimated
    length; both are empty and 0 for media that are read by eye. `review_by_date` is the last day
    on which the guidance holds without a new look. `recording` is the text as somebody spoke it,
    where a station is to play it. `folded_text` holds the words of title and text as they were
    read, for search.
    """

    MUTABLE: ClassVar[frozenset[str]] = frozenset(
        {"cleared_by", "cleared_at", "withdrawn_by", "withdrawn_at", "withdrawn_reason"}
        | {"review_by_date"}
    )

    page_id = models.PositiveBigIntegerField(_("page"))
    revision_id = models.PositiveBigIntegerField(_("revision"))
    medium = models.CharField(_("medium"), max_length=12, choices=Medium.choices)
    language = models.CharField(_("language"), max_length=12, choices=languages.Language.choices)
    title = models.CharField(_("title"), max_length=255)
    text = models.TextField(_("text"))
    spoken_text = models.TextField(_("text as it is read aloud"), blank=True)
    spoken_seconds = models.PositiveIntegerField(_("spoken seconds"), default=0)
    recording = models.ForeignKey(
        "broadcasts.Recording",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="scripts",
        verbose_name=_("recording"),
    )
    folded_text = models.TextField(_("search text"), blank=True, editable=False)
    sha256 = models.CharField(_("digest"), max_length=64)
    is_forced = models.BooleanField(_("published by force"), default=False)
    force_reason = models.CharField(_("reason for the force"), max_length=500, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(_("published at"))
    review_by_date = models.DateField(_("to be reviewed by"), null=True, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cleared_at = models.DateTimeField(_("cleared at"), null=True, blank=True)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("reason for the withdrawal"), max_length=500, blank=True)

    objects = ScriptQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("script")
        verbose_name_plural = _("scripts")
        constraints = [
            models.UniqueConstraint(
                fields=["page_id", "revision_id", "medium", "language"],
                name="broadcasts_script_frozen_once",
            ),
            models.CheckConstraint(
                condition=Q(medium__in=Medium.values), name="broadcasts_script_medium"
            ),
            models.CheckConstraint(
                condition=Q(is_forced=True) | ~Q(published_by=F("submitted_by")),
                name="broadcasts_script_two_people",
            ),
            models.CheckConstraint(
                condition=Q(is_forced=True, force_reason__gt="")
                | Q(is_forced=False, force_reason=""),
                name="broadcasts_script_force_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(cleared_by__isnull=True, cleared_at__isnull=True)
                | Q(cleared_by__isnull=False, cleared_at__isnull=False, is_forced=True),
                name="broadcasts_script_cleared_whole",
            ),
            models.CheckConstraint(
                condition=Q(cleared_by__isnull=True)
                | (~Q(cleared_by=F("submitted_by")) & ~Q(cleared_by=F("published_by"))),
                name="broadcasts_script_cleared_by_third",
            ),
            models.CheckConstraint(
                condition=Q(
                    withdrawn_by__isnull=True, withdrawn_at__isnull=True, withdrawn_reason=""
                )
                | Q(
                    withdrawn_by__isnull=False,
                    withdrawn_at__isnull=False,
                    withdrawn_reason__gt="",
                ),
                name="broadcasts_script_withdrawn_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_spoken(self) -> bool:
        return self.medium in SPOKEN_MEDIA

    def is_expired_on(self, day: date) -> bool:
        """Whether the guidance should have been looked at again before that day."""
        return self.review_by_date is not None and self.review_by_date < day

"""Sheets that carry a premises' code: from the wish for one to its end on the wall."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models
from campaigns.premises.models.checkpoints import Checkpoint
from campaigns.premises.models.registry import Premises


class PosterState(models.TextChoices):
    """The life of a sheet (product, section 6)."""

    REQUESTED = "REQUESTED", _("requested")
    ISSUED = "ISSUED", _("issued for printing")
    PRINTED = "PRINTED", _("printed")
    POSTED = "POSTED", _("posted")
    VERIFIED = "VERIFIED", _("verified")
    DAMAGED = "DAMAGED", _("damaged")
    REPLACED = "REPLACED", _("replaced")
    REVOKED = "REVOKED", _("revoked")


class Sheet(models.TextChoices):
    """What is printed. Hanoi asked for at least 15 × 15 cm of a site's code (domain, 4.3)."""

    A4 = "A4", _("A4 sheet")
    A5 = "A5", _("A5 sheet")
    TABLE_CARD = "TABLE_CARD", _("table card")


S = PosterState
LIVING = (S.REQUESTED, S.ISSUED, S.PRINTED, S.POSTED, S.VERIFIED, S.DAMAGED)
HANGING = (S.POSTED, S.VERIFIED)


def _pair(moment: str, who: str) -> Q:
    """When and by whom are known together or not at all."""
    return Q(**{f"{moment}__isnull": True, who: ""}) | Q(**{f"{moment}__isnull": False}) & ~Q(
        **{who: ""}
    )


def _reached(states: tuple[str, ...], *moments: str) -> Q:
    """In these states the moments have come."""
    return ~Q(state__in=states) | Q(**{f"{moment}__isnull": False for moment in moments})


class Poster(kernel_models.AuditedModel):
    """One sheet at one spot of a premises.

    `edition` counts the sheets of a premises; `code` is Loa's own mark on the sheet, by which
    scans are counted. `placement` is the spot (a door, the counter), in a few words, empty for
    the main one; one living sheet a spot. Moments are those at which it happened, as from a
    photo taken offline; the record of changes holds when Loa heard of it. Who posted a sheet
    never verifies it.
    """

    State = PosterState
    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        S.REQUESTED: frozenset({S.ISSUED, S.REVOKED}),
        S.ISSUED: frozenset({S.PRINTED, S.REVOKED}),
        S.PRINTED: frozenset({S.POSTED, S.DAMAGED, S.REVOKED}),
        S.POSTED: frozenset({S.VERIFIED, S.DAMAGED, S.REVOKED}),
        S.VERIFIED: frozenset({S.DAMAGED, S.REVOKED}),
        S.DAMAGED: frozenset({S.REPLACED, S.REVOKED}),
        S.REPLACED: frozenset(),
        S.REVOKED: frozenset(),
    }

    premises = models.ForeignKey(
        Premises, on_delete=models.PROTECT, related_name="posters", verbose_name=_("premises")
    )
    checkpoint = models.ForeignKey(
        Checkpoint, on_delete=models.PROTECT, related_name="posters", verbose_name=_("code")
    )
    edition = models.PositiveSmallIntegerField(_("edition"))
    code = models.CharField(_("mark of the sheet"), max_length=12, unique=True)
    sheet = models.CharField(_("sheet"), max_length=10, choices=Sheet.choices, default=Sheet.A4)
    placement = models.CharField(_("spot"), max_length=60, blank=True)
    is_bilingual = models.BooleanField(_("in two languages"), default=False)
    state = models.CharField(_("state"), max_length=9, choices=PosterState.choices)
    requested_at = models.DateTimeField(_("requested at"))
    requested_by = models.CharField(_("requested by"), max_length=64)
    issued_at = models.DateTimeField(_("issued at"), null=True)
    issued_by = models.CharField(_("issued by"), max_length=64, blank=True)
    printed_at = models.DateTimeField(_("printed at"), null=True)
    printed_by = models.CharField(_("printed by"), max_length=64, blank=True)
    posted_at = models.DateTimeField(_("posted at"), null=True)
    posted_by = models.CharField(_("posted by"), max_length=64, blank=True)
    verified_at = models.DateTimeField(_("verified at"), null=True)
    verified_by = models.CharField(_("verified by"), max_length=64, blank=True)
    ended_at = models.DateTimeField(_("came off at"), null=True)
    ended_by = models.CharField(_("said to be off by"), max_length=64, blank=True)
    end_reason = models.CharField(_("reason"), max_length=400, blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="successor"
    )

    class Meta:
        verbose_name = _("poster")
        verbose_name_plural = _("posters")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PosterState.values), name="premises_poster_known_state"
            ),
            models.CheckConstraint(
                condition=Q(sheet__in=Sheet.values), name="premises_poster_known_sheet"
            ),
            models.CheckConstraint(
                condition=Q(edition__gte=1), name="premises_poster_edition_from_one"
            ),
            models.CheckConstraint(
                condition=_pair("issued_at", "issued_by")
                & _pair("printed_at", "printed_by")
                & _pair("posted_at", "posted_by")
                & _pair("verified_at", "verified_by")
                & _pair("ended_at", "ended_by"),
                name="premises_poster_who_and_when",
            ),
            models.CheckConstraint(
                condition=_reached((S.ISSUED, S.PRINTED, S.POSTED, S.VERIFIED), "issued_at")
                & _reached((S.PRINTED, S.POSTED, S.VERIFIED), "printed_at")
                & _reached((S.POSTED, S.VERIFIED), "posted_at")
                & _reached((S.VERIFIED,), "verified_at"),
                name="premises_poster_state_has_its_moments",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[S.DAMAGED, S.REPLACED, S.REVOKED], ended_at__isnull=False)
                | ~Q(state__in=[S.DAMAGED, S.REPLACED, S.REVOKED]) & Q(ended_at__isnull=True),
                name="premises_poster_ended_unless_living",
            ),
            models.CheckConstraint(
                condition=Q(verified_by="") | ~Q(verified_by=F("posted_by")),
                name="premises_poster_verifier_is_another",
            ),
            models.CheckConstraint(
                condition=(
                    Q(verified_at__isnull=True)
                    | Q(posted_at__isnull=False, verified_at__gte=F("posted_at"))
                )
                & (
                    Q(ended_at__isnull=True)
                    | (Q(posted_at__isnull=True) | Q(ended_at__gte=F("posted_at")))
                    & (Q(verified_at__isnull=True) | Q(ended_at__gte=F("verified_at")))
                ),
                name="premises_poster_moments_in_order",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
                name="premises_poster_replaces_another",
            ),
            models.UniqueConstraint(
                fields=["premises", "edition"], name="premises_poster_edition_once"
            ),
            models.UniqueConstraint(
                fields=["premises", "placement"],
                condition=Q(state__in=LIVING),
                name="premises_poster_one_living_a_spot",
            ),
        ]
        indexes = [models.Index(fields=["state", "premises"], name="premises_poster_state")]

    def __str__(self) -> str:
        return f"{self.premises_id}/{self.edition} {self.state}"

    @property
    def is_living(self) -> bool:
        return self.state in LIVING

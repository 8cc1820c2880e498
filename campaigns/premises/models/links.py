"""Loa's own short links: where they lead, what they stand on, and when they were revoked."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from campaigns.directives import models as directives_models
from campaigns.kernel import models as kernel_models
from campaigns.kernel import roles
from campaigns.premises.models.posters import LIVING, Poster
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions


class TargetKind(models.TextChoices):
    """What a link may lead to."""

    APP = "APP", _("an app, by the phone's store")
    PAGE = "PAGE", _("a page of this site")


class LinkTarget(kernel_models.AuditedModel):
    """One place that links may lead to; the office keeps these, a request never names one.

    APP leads to the store of the phone that asks, and other devices to `address_vi`, an https
    address or none. PAGE leads to a path of this site. `address_en` is for readers of English. A
    retired app or target leads nowhere: its successor takes its place (product, section 6).
    """

    Kind = TargetKind

    name_vi = models.CharField(_("name in Vietnamese"), max_length=120, unique=True)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=4, choices=TargetKind.choices)
    app = models.ForeignKey(
        directives_models.DeclarationApp,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("app"),
    )
    address_vi = models.CharField(_("address"), max_length=300, blank=True)
    address_en = models.CharField(_("address in English"), max_length=300, blank=True)
    from_date = models.DateField(_("in use from"))
    retired_date = models.DateField(_("retired on"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )

    class Meta:
        verbose_name = _("target of links")
        verbose_name_plural = _("targets of links")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="PAGE", app__isnull=True, address_vi__startswith="/")
                & ~Q(address_vi__startswith="//")
                & ~Q(address_en__startswith="//")
                & (Q(address_en="") | Q(address_en__startswith="/"))
                | Q(kind="APP", app__isnull=False)
                & (Q(address_vi="") | Q(address_vi__startswith="https://"))
                & (Q(address_en="") | Q(address_en__startswith="https://")),
                name="premises_target_is_page_or_app",
            ),
            models.CheckConstraint(
                condition=Q(retired_date__isnull=True) | Q(retired_date__gte=F("from_date")),
                name="premises_target_retires_after_start",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
                name="premises_target_not_its_own_successor",
            ),
        ]

    def __str__(self) -> str:
        return self.name_vi

    def serves_on(self, day: date) -> bool:
        return self.from_date <= day and (self.retired_date is None or day < self.retired_date)


class LinkState(models.TextChoices):
    """A link answers until it is revoked; what was revoked by mistake answers again."""

    STANDING = "STANDING", _("in use")
    REVOKED = "REVOKED", _("revoked")


class Medium(models.TextChoices):
    """What carries a link."""

    SHEET = "SHEET", _("sheet of a premises")
    LEAFLET = "LEAFLET", _("leaflet")
    BANNER = "BANNER", _("banner")
    SCREEN = "SCREEN", _("screen or slide")
    OTHER = "OTHER", _("something else")


FREE_MEDIA = tuple(medium for medium in Medium if medium != Medium.SHEET)


class LinkQuerySet(kernel_models.AuditedQuerySet["Link"]):
    def placed(self) -> "LinkQuerySet":
        """With `place_id`, the unit in which each counts: a sheet's is where its premises stands."""
        return self.annotate(place_id=Coalesce("unit_id", "poster__premises__commune_id"))

    def answering(self) -> "LinkQuerySet":
        """Not revoked, and not on a sheet that was itself revoked or replaced."""
        living = Q(poster__isnull=True) | Q(poster__state__in=LIVING)
        return self.filter(living, state=LinkState.STANDING)

    def dead(self) -> "LinkQuerySet":
        """Those that do not answer any more."""
        ended = Q(poster__isnull=False) & ~Q(poster__state__in=LIVING)
        return self.filter(Q(state=LinkState.REVOKED) | ended)

    def of_units(self, unit_pks: list[int]) -> "LinkQuerySet":
        return self.filter(Q(unit_id__in=unit_pks) | Q(poster__premises__commune_id__in=unit_pks))

    def visible_to(self, user: units_permissions.Visitor, *, on: date) -> "LinkQuerySet":
        """Links in units where the user may see premises."""
        units = units_permissions.units_where(user, roles.Permission.VIEW_PREMISES, on=on)
        return self.of_units(list(units.values_list("pk", flat=True)))

    def near(self, user: models.Model, *, on: date) -> "LinkQuerySet":
        """Links in units that the user knows, whatever their roles there let them see."""
        units = units_models.Unit.objects.all().visible_to(user, on)
        return self.of_units(list(units.values_list("pk", flat=True)))


class Link(kernel_models.AuditedModel):
    """One short link `/q/<code>` on one edition of a sheet, leaflet or banner.

    On a premises' sheet the code is the sheet's own mark and `edition` the sheet's; elsewhere
    `name` and `unit` say what carries it and where it counts, and a new printing of the same name
    is a new edition with a new code. Scans are counted by link, and so by edition.
    """

    State = LinkState
    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        LinkState.STANDING: frozenset({LinkState.REVOKED}),
        LinkState.REVOKED: frozenset({LinkState.STANDING}),
    }

    code = models.CharField(_("code"), max_length=12, unique=True)
    poster = models.OneToOneField(
        Poster, on_delete=models.PROTECT, related_name="link", null=True, verbose_name=_("sheet")
    )
    unit = models.ForeignKey(
        units_models.Unit,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("unit"),
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    medium = models.CharField(_("carried by"), max_length=7, choices=Medium.choices)
    edition = models.PositiveSmallIntegerField(_("edition"))
    target = models.ForeignKey(
        LinkTarget, on_delete=models.PROTECT, related_name="links", verbose_name=_("leads to")
    )
    state = models.CharField(_("state"), max_length=8, choices=LinkState.choices)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=64)
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    revoked_by = models.CharField(_("revoked by"), max_length=64, blank=True)
    revoke_reason = models.CharField(_("reason"), max_length=400, blank=True)

    objects = LinkQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("short link")
        verbose_name_plural = _("short links")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=LinkState.values), name="premises_link_known_state"
            ),
            models.CheckConstraint(
                condition=Q(poster__isnull=False, unit__isnull=True, name="", medium="SHEET")
                | Q(poster__isnull=True, unit__isnull=False, medium__in=FREE_MEDIA) & ~Q(name=""),
                name="premises_link_on_a_sheet_or_free",
            ),
            models.CheckConstraint(
                condition=Q(edition__gte=1), name="premises_link_edition_from_one"
            ),
            models.CheckConstraint(
                condition=Q(
                    state="STANDING", revoked_at__isnull=True, revoked_by="", revoke_reason=""
                )
                | Q(state="REVOKED", revoked_at__isnull=False)
                & ~Q(revoked_by="")
                & ~Q(revoke_reason=""),
                name="premises_link_revoked_by_whom_and_why",
            ),
            models.UniqueConstraint(
                fields=["unit", "name", "edition"],
                condition=Q(poster__isnull=True),
                name="premises_link_edition_once",
            ),
        ]
        indexes = [models.Index(fields=["-made_at", "-id"], name="premises_link_by_age")]

    def __str__(self) -> str:
        return self.code

    @property
    def is_answering(self) -> bool:
        """Whether it leads anywhere; a sheet that ended takes its link along."""
        return self.state == LinkState.STANDING and (self.poster is None or self.poster.is_living)

    @property
    def title(self) -> str:
        """What carries it, in words."""
        if self.poster is None:
            return self.name
        return " · ".join(filter(None, [self.poster.premises.name, self.poster.placement]))

    @property
    def commune(self) -> Any:
        """The unit in which it counts."""
        return self.unit if self.poster is None else self.poster.premises.commune

"""Reading the newsroom: how its outlet reads, who decides, and gauges of missed duty."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page, Revision

from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models as broadcast_models
from campaigns.kernel import languages, roles
from campaigns.units import models as units_models
from cms import models
from cms.queries import advice, measures, spoken


@dataclass(frozen=True)
class Voice:
    """How an outlet reads and writes: its rate, its budget of words."""

    syllables_per_minute: int
    word_budget: int | None


@dataclass(frozen=True)
class Gauges:
    """Missed duty of scheduled publishing; both must be 0 (product, section 4).

    `scheduled_overdue`: approved pieces whose hour passed two sweeps ago and more.
    `scheduled_unqueued`: revisions that Wagtail holds for scheduled and no row of ours will
    publish.
    """

    scheduled_overdue: int
    scheduled_unqueued: int


def outlet_of(newsroom: models.NewsroomPage) -> broadcast_models.Outlet | None:
    """The outlet of the newsroom's own unit."""
    return broadcast_models.Outlet.objects.filter(unit_id=newsroom.unit_id).first()


def voice_of(newsroom: models.NewsroomPage | None) -> Voice:
    """How the newsroom's outlet reads; the default rate where it has no outlet yet."""
    return _voice(outlet_of(newsroom) if newsroom else None)


def _voice(outlet: broadcast_models.Outlet | None) -> Voice:
    if outlet is None:
        return Voice(measures.DEFAULT_SYLLABLES_PER_MINUTE, None)
    return Voice(outlet.syllables_per_minute, outlet.word_budget)


def newsroom_of(page: models.GuidancePage) -> models.NewsroomPage:
    """The newsroom under which a piece stands."""
    parent: models.NewsroomPage = page.get_parent().specific
    return parent


def lexicon_of(language: str) -> spoken.Lexicon:
    """The spoken forms of a language."""
    return spoken.Lexicon(
        spoken.Entry(
            row.written,
            row.spoken,
            is_case_sensitive=row.is_case_sensitive,
            is_for_documents=row.kind == models.LexiconKind.DOCUMENT,
        )
        for row in models.LexiconEntry.objects.filter(language=language)
    )


@dataclass(frozen=True)
class Measuring:
    """Measures any number of texts of one newsroom with few queries; lasts one request."""

    voice: Voice
    slots: tuple[broadcast_models.Slot, ...]
    lexicons: dict[str, spoken.Lexicon] = field(default_factory=dict)

    def measure(
        self, written: str, *, medium: str, language: str, recorded_seconds: int | None = None
    ) -> advice.Measure:
        """The measure of a text in sentences, as its editor sees it."""
        yardstick = advice.Yardstick(
            lexicon=self.lexicon(language),
            syllables_per_minute=self.voice.syllables_per_minute,
            word_budget=self.voice.word_budget,
            slots=self._slots_of(medium, language),
            recorded_seconds=recorded_seconds,
        )
        return advice.describe(written, medium=medium, language=language, by=yardstick)

    def lexicon(self, language: str) -> spoken.Lexicon:
        """Spoken form by written form, asked for once a language."""
        if language not in self.lexicons:
            self.lexicons[language] = lexicon_of(language)
        return self.lexicons[language]

    def speak(self, written: str, language: str) -> spoken.Spoken:
        """How a text is read aloud, each substitution and each doubt with its place."""
        return spoken.speak(written, self.lexicon(language), language)

    def _slots_of(self, medium: str, language: str) -> tuple[advice.SlotLength, ...]:
        found = [s for s in self.slots if (s.medium, s.language) == (medium, language)]
        return tuple(advice.SlotLength(s.name_vi, s.starts_time, s.seconds) for s in found)


def measuring(newsroom: models.NewsroomPage | None, on: date) -> Measuring:
    """What texts of a newsroom are measured against on a day: its outlet's voice and slots."""
    outlet = outlet_of(newsroom) if newsroom else None
    slots = broadcast_models.Slot.objects.filter(
        Q(valid_to_date__isnull=True) | Q(valid_to_date__gte=on), outlet=outlet
    )
    return Measuring(
        _voice(outlet), tuple(slots.order_by("starts_time", "pk")) if outlet is not None else ()
    )


def people_with(
    permission: roles.Permission, unit: units_models.Unit, on: date
) -> list[accounts_models.User]:
    """Who holds a permission in a unit on a day, by name."""
    holding = [role for role, held in roles.ROLE_PERMISSIONS.items() if permission in held]
    above = units_models.UnitClosure.objects.filter(units_models.in_force(on), descendant=unit)
    grants = units_models.Grant.objects.filter(
        units_models.in_force(on), role__in=holding, unit_id__in=above.values("ancestor_id")
    )
    people = accounts_models.User.objects.filter(is_active=True, pk__in=grants.values("user_id"))
    return list(people.order_by("full_name", "pk"))


def open_approval(page: models.GuidancePage) -> models.PublishApproval | None:
    """What waits for a person or for its hour."""
    rows = models.PublishApproval.objects.open().filter(page_id=page.pk)
    return rows.select_related("revision", "submitted_by", "approved_by").order_by("-pk").first()


def gauges(at: datetime) -> Gauges:
    """Missed duty of scheduled publishing at a moment."""
    late = at - timedelta(seconds=2 * settings.LOA_SWEEP_SECONDS)
    queued = models.PublishApproval.objects.filter(
        revision=OuterRef("pk"), state=models.ApprovalState.SCHEDULED
    )
    scheduled = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
    return Gauges(
        scheduled_overdue=models.PublishApproval.objects.due(late).count(),
        scheduled_unqueued=scheduled.filter(~Exists(queued)).count(),
    )


def pages_without_scripts() -> list[models.GuidancePage]:
    """Public pieces of whose live revision some medium has no frozen script."""
    scripts = broadcast_models.Script.objects.filter(revision_id=OuterRef("live_revision_id"))
    web = scripts.filter(medium="WEB", language=languages.Language.VIETNAMESE)
    lacking = models.Rendition.objects.filter(page__live=True).filter(
        ~Exists(
            broadcast_models.Script.objects.filter(
                revision_id=OuterRef("page__live_revision_id"),
                medium=OuterRef("medium"),
                language=OuterRef("language"),
            )
        )
    )
    pages = models.GuidancePage.objects.live().filter(
        ~Exists(web) | Q(pk__in=lacking.values("page_id"))
    )
    return list(pages.order_by("pk"))


def pages_to_review(on: date) -> list[models.GuidancePage]:
    """Public pieces whose day of another look has come."""
    pages = models.GuidancePage.objects.live().filter(review_by_date__lte=on)
    return list(pages.order_by("review_by_date", "pk"))


def superseded_by_drafts(approval: models.PublishApproval) -> bool:
    """Whether the page was edited after this revision was submitted."""
    newest = models.GuidancePage.objects.filter(
        pk=approval.page_id, latest_revision_id=approval.revision_id
    )
    return not newest.exists()


def newsroom_at(page_id: int | None) -> models.NewsroomPage | None:
    """The newsroom that a page is or stands in."""
    if page_id is None:
        return None
    page = Page.objects.filter(pk=page_id).first()
    if page is None:
        return None
    rooms = models.NewsroomPage.objects.ancestor_of(page, inclusive=True)
    found: models.NewsroomPage | None = rooms.first()
    return found

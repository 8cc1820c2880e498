"""What the review page and the first screen of the CMS show."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models as broadcast_models
from campaigns.units import models as units_models
from cms import blocks, models
from cms.queries import newsroom as rooms
from cms.queries import spoken


@dataclass(frozen=True)
class RenditionSheet:
    """One text as its approver reads it."""

    medium: str
    language: str
    title: str
    text: str
    spoken_text: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class ReviewSheet:
    """What the review page shows: the submitted revision (or the latest draft), and its state.

    `may_be_forced` says that there is a text that nobody decided on yet; `is_own` says that the reader submitted it; `is_stale` that the page was edited since;
    `placements` where its scripts stand on rundowns.
    """

    approval: models.PublishApproval | None
    revision_id: int | None
    title: str
    summary: str
    body_text: str
    renditions: tuple[RenditionSheet, ...]
    may_be_forced: bool
    is_own: bool
    is_stale: bool
    is_public: bool
    forced: models.PublishApproval | None
    placements: tuple[broadcast_models.Release, ...]
    history: tuple[models.PublishApproval, ...]


def review_sheet(page: models.GuidancePage, *, reader: accounts_models.User) -> ReviewSheet:
    """Everything that a decision about a page asks for."""
    approval = rooms.open_approval(page)
    revision = approval.revision if approval else page.get_latest_revision()
    draft: models.GuidancePage = revision.as_object() if revision else page
    newsroom = rooms.newsroom_of(page)
    history = page.approvals.select_related(
        "submitted_by", "approved_by", "returned_by", "cleared_by"
    ).order_by("-pk")
    return ReviewSheet(
        approval=approval,
        revision_id=revision.pk if revision else None,
        title=draft.title,
        summary=draft.summary,
        body_text=blocks.plain_text(draft.body),
        renditions=tuple(_rendition_sheet(r, newsroom) for r in draft.renditions.all()),
        may_be_forced=_is_undecided(page, approval),
        is_own=approval is not None and approval.submitted_by_id == reader.pk,
        is_stale=approval is not None and rooms.superseded_by_drafts(approval),
        is_public=page.live,
        forced=page.approvals.forced_and_open().order_by("-pk").first(),
        placements=_placements(page),
        history=tuple(history[:20]),
    )


def _is_undecided(page: models.GuidancePage, approval: models.PublishApproval | None) -> bool:
    if approval is not None:
        return approval.state == models.ApprovalState.SUBMITTED
    latest = models.PublishApproval.objects.filter(revision_id=page.latest_revision_id)
    return page.latest_revision_id is not None and not latest.exists()


def _rendition_sheet(rendition: models.Rendition, newsroom: models.NewsroomPage) -> RenditionSheet:
    is_spoken = rendition.medium in broadcast_models.SPOKEN_MEDIA
    lexicon = rooms.lexicon_of(rendition.language) if is_spoken else {}
    return RenditionSheet(
        medium=rendition.get_medium_display(),
        language=rendition.get_language_display(),
        title=rendition.title,
        text=rendition.text,
        spoken_text=(
            spoken.speak(rendition.text, lexicon, rendition.language).text if is_spoken else ""
        ),
        lines=rooms.measure(
            rendition.text,
            medium=rendition.medium,
            language=rendition.language,
            newsroom=newsroom,
        ),
    )


def _placements(page: models.GuidancePage) -> tuple[broadcast_models.Release, ...]:
    releases = (
        broadcast_models.Release.objects.planned()
        .filter(script__page_id=page.pk, script__revision_id=page.live_revision_id)
        .select_related("outlet__unit", "slot", "script")
    )
    return tuple(releases.order_by("planned_start_at", "pk"))


@dataclass(frozen=True)
class Waiting:
    """What waits in the newsrooms of a person, for the first screen of the CMS."""

    submitted: tuple[models.PublishApproval, ...]
    scheduled: tuple[models.PublishApproval, ...]
    returned: tuple[models.PublishApproval, ...]
    forced: tuple[models.PublishApproval, ...]
    to_review: tuple[models.GuidancePage, ...]


def waiting_for(user: accounts_models.User, units: units_models.UnitQuerySet, on: date) -> Waiting:
    """What waits in the newsrooms of these units; what was returned waits for its writer."""
    pages = models.GuidancePage.objects.of_units(units)
    rows = (
        models.PublishApproval.objects.filter(page__in=pages)
        .select_related("page", "revision", "submitted_by", "approved_by", "returned_by")
        .order_by("submitted_at", "pk")
    )
    state = models.ApprovalState
    latest = models.GuidancePage.objects.filter(latest_revision_id=OuterRef("revision_id"))
    return Waiting(
        submitted=tuple(rows.filter(state=state.SUBMITTED)[:50]),
        scheduled=tuple(rows.filter(state=state.SCHEDULED).order_by("go_live_at", "pk")[:50]),
        returned=tuple(rows.filter(Exists(latest), state=state.RETURNED, submitted_by=user)[:50]),
        forced=tuple(rows.forced_and_open()[:50]),
        to_review=tuple(pages.live().filter(review_by_date__lte=on).order_by("pk")[:50]),
    )

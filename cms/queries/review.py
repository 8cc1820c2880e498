"""What the review page and the first screen of the CMS show."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from campaigns.accounts import models as accounts_models
from campaigns.audit import queries as audit_queries
from campaigns.broadcasts import models as broadcast_models
from campaigns.kernel import roles
from campaigns.units import models as units_models
from cms import blocks, models
from cms.queries import advice, cuts, links, sources, spoken
from cms.queries import newsroom as rooms

HISTORY_LENGTH = 20
"""How many decided texts of a page are told."""


@dataclass(frozen=True)
class RenditionSheet:
    """One text as its approver reads it.

    `said` is how it is read aloud, None for what is read by eye; `stale` says what changed in the web text since the rendition was cut from it.
    """

    key: str
    medium: str
    language: str
    language_tag: str
    title: str
    text: str
    said: spoken.Spoken | None
    lines: tuple[advice.Line, ...]
    recording: broadcast_models.Recording | None
    stale: sources.Staleness | None


@dataclass(frozen=True)
class ScriptLine:
    """A script of the public text, and where it stands on rundowns."""

    script: broadcast_models.Script
    placements: tuple[broadcast_models.Release, ...]


@dataclass(frozen=True)
class HistoryLine:
    """A decided text, and who took it off the public site and why, if somebody did."""

    approval: models.PublishApproval
    withdrawal: audit_queries.TimelineEntry | None


@dataclass(frozen=True)
class ReviewSheet:
    """What the review page shows: the submitted revision (or the latest draft), and its state.

    `may_be_forced` says that there is a text that nobody decided on yet; `is_own` says that the reader submitted it; `is_stale` that the page was edited since;
    `is_due` that it is public and its day of another look has come; `scripts` what was frozen of the public
    text, each with where it stands on rundowns; `cut` for which media it can still be cut.
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
    is_due: bool
    forced: models.PublishApproval | None
    scripts: tuple[ScriptLine, ...]
    history: tuple[HistoryLine, ...]
    cut: dict[str, Any]
    links: tuple[links.LinkLine, ...]
    checkers: tuple[accounts_models.User, ...]

    @property
    def doubts(self) -> int:
        """How many expressions of its spoken texts nobody has said how to read."""
        return sum(len(cut.said.doubts) for cut in self.renditions if cut.said)


def review_sheet(
    page: models.GuidancePage, *, reader: accounts_models.User, at: datetime
) -> ReviewSheet:
    """Everything that a decision about a page asks for."""
    approval = rooms.open_approval(page)
    revision = approval.revision if approval else page.get_latest_revision()
    draft: models.GuidancePage = revision.as_object() if revision else page
    newsroom, today = rooms.newsroom_of(page), timezone.localdate(at)
    return ReviewSheet(
        approval=approval,
        revision_id=revision.pk if revision else None,
        title=draft.title,
        summary=draft.summary,
        body_text=body_of(draft),
        renditions=rendition_sheets(draft, newsroom, today),
        may_be_forced=_is_undecided(page, approval),
        is_own=approval is not None and approval.submitted_by_id == reader.pk,
        is_stale=approval is not None and rooms.superseded_by_drafts(approval),
        is_public=page.live,
        is_due=page.is_due(today),
        forced=page.approvals.forced_and_open().order_by("-pk").first(),
        scripts=_script_lines(page),
        history=_history_lines(page),
        cut=cuts.cut_choices(draft),
        links=links.link_lines(page, at),
        checkers=tuple(rooms.people_with(roles.Permission.REVIEW_FACTS, newsroom.unit, today)),
    )


def _history_lines(page: models.GuidancePage) -> tuple[HistoryLine, ...]:
    approvals = page.approvals.select_related(
        "submitted_by", "approved_by", "returned_by", "cleared_by", "fact_checked_by"
    ).order_by("-pk")[:HISTORY_LENGTH]
    withdrawals = audit_queries.latest_by_subject(
        "cms.guidance_withdrawn",
        models.PublishApproval._meta.label_lower,
        [approval.pk for approval in approvals],
    )
    return tuple(HistoryLine(one, withdrawals.get(str(one.pk))) for one in approvals)


def _is_undecided(page: models.GuidancePage, approval: models.PublishApproval | None) -> bool:
    if approval is not None:
        return approval.state != models.ApprovalState.SCHEDULED
    latest = models.PublishApproval.objects.filter(revision_id=page.latest_revision_id)
    return page.latest_revision_id is not None and not latest.exists()


def body_of(draft: models.GuidancePage) -> str:
    """The web text without its form."""
    return blocks.plain_text(draft.body)


def rendition_sheets(
    draft: models.GuidancePage, newsroom: models.NewsroomPage, today: date
) -> tuple[RenditionSheet, ...]:
    """Each cut of a draft."""
    measuring, known = rooms.measuring(newsroom, today), sources.sources_of(draft.pk)
    return tuple(
        _rendition_sheet(r, measuring, known.get((r.medium, r.language)), draft.web_text)
        for r in draft.renditions.all()
    )


def _rendition_sheet(
    rendition: models.Rendition,
    measuring: rooms.Measuring,
    source: models.RenditionSource | None,
    web_text: str,
) -> RenditionSheet:
    is_spoken = rendition.medium in broadcast_models.SPOKEN_MEDIA
    return RenditionSheet(
        key=f"{rendition.medium}:{rendition.language}",
        medium=rendition.get_medium_display(),
        language=rendition.get_language_display(),
        language_tag=rendition.language,
        title=rendition.title,
        text=rendition.text,
        said=measuring.speak(rendition.text, rendition.language) if is_spoken else None,
        lines=measuring.measure(
            rendition.text,
            medium=rendition.medium,
            language=rendition.language,
            recorded_seconds=rendition.recording.seconds if rendition.recording else None,
        ).lines,
        recording=rendition.recording,
        stale=sources.staleness(source, web_text),
    )


def _script_lines(page: models.GuidancePage) -> tuple[ScriptLine, ...]:
    scripts = broadcast_models.Script.objects.filter(
        page_id=page.pk,
        revision_id=page.live_revision_id,
        medium__in=broadcast_models.SPOKEN_MEDIA,
        withdrawn_at=None,
    )
    releases = (
        broadcast_models.Release.objects.planned()
        .filter(script__in=scripts)
        .select_related("outlet__unit", "slot")
        .order_by("planned_start_at", "pk")
    )
    placed: dict[int, list[broadcast_models.Release]] = {}
    for release in releases:
        placed.setdefault(release.script_id, []).append(release)
    return tuple(
        ScriptLine(script, tuple(placed.get(script.pk, ()))) for script in scripts.order_by("pk")
    )


@dataclass(frozen=True)
class Waiting:
    """What waits in the newsrooms of a person, for the first screen of the CMS."""

    submitted: tuple[models.PublishApproval, ...]
    checking: tuple[models.PublishApproval, ...]
    scheduled: tuple[models.PublishApproval, ...]
    returned: tuple[models.PublishApproval, ...]
    forced: tuple[models.PublishApproval, ...]
    to_review: tuple[models.GuidancePage, ...]
    stale: tuple[sources.StalePiece, ...]

    @property
    def is_empty(self) -> bool:
        return not any(vars(self).values())


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
        checking=tuple(rows.filter(state=state.FACT_CHECK).order_by("approved_at", "pk")[:50]),
        scheduled=tuple(rows.filter(state=state.SCHEDULED).order_by("go_live_at", "pk")[:50]),
        returned=tuple(rows.filter(Exists(latest), state=state.RETURNED, submitted_by=user)[:50]),
        forced=tuple(rows.forced_and_open()[:50]),
        to_review=tuple(pages.live().filter(review_by_date__lte=on).order_by("pk")[:50]),
        stale=sources.stale_pieces(units),
    )


def rooms_to_write_in(units: units_models.UnitQuerySet) -> tuple[models.NewsroomPage, ...]:
    """The newsrooms of these units, to begin a piece in."""
    rooms_of = models.NewsroomPage.objects.filter(unit__in=units)
    return tuple(rooms_of.order_by("title", "pk")[:20])

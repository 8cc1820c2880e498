"""What a health reviewer reads and answers, by account or through a secret link."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from campaigns.accounts import models as accounts_models
from campaigns.kernel import roles
from campaigns.units import permissions as unit_permissions
from cms import models
from cms.queries import newsroom as rooms
from cms.queries import review

QUESTIONS = (
    _("Do the steps say what the health authority says today?"),
    _("Are figures, dates and document numbers right, and is their source named?"),
    _("Are telephone numbers, addresses and names of apps right and still in use?"),
    _("Could somebody come to harm by following it to the letter, or by what it leaves out?"),
    _("Do the shorter texts and the other languages say the same as the web text?"),
)
"""What the reviewer is asked to look at; the answer is one for the whole text."""


@dataclass(frozen=True)
class FactSheet:
    """One text in all its media with what a fact check needs beside it."""

    approval: models.PublishApproval
    newsroom: str
    title: str
    summary: str
    body_text: str
    renditions: tuple[review.RenditionSheet, ...]
    clause: str
    sources: tuple[str, ...]
    questions: tuple[str, ...]
    is_waiting: bool
    is_own: bool
    checked_by: str


@dataclass(frozen=True)
class WaitingCheck:
    """A line of the list of fact checks."""

    approval: models.PublishApproval
    newsroom: str


def checks_of(user: accounts_models.User, on: date) -> models.GuidanceQuerySet:
    """The pieces whose facts the user may check on a day."""
    units = unit_permissions.units_where(user, roles.Permission.REVIEW_FACTS, on=on)
    pages: models.GuidanceQuerySet = models.GuidancePage.objects.of_units(units)
    return pages


def waiting_checks(user: accounts_models.User, on: date) -> tuple[WaitingCheck, ...]:
    """What waits for the user's fact check, longest first; never what they submitted."""
    rows = (
        models.PublishApproval.objects.filter(
            page__in=checks_of(user, on), state=models.ApprovalState.FACT_CHECK
        )
        .exclude(submitted_by=user)
        .select_related("revision", "page", "approved_by", "submitted_by")
    )
    return _with_newsrooms(list(rows.order_by("approved_at", "pk")[:50]))


def checked_by(user: accounts_models.User) -> tuple[WaitingCheck, ...]:
    """What the user answered, newest first."""
    rows = models.PublishApproval.objects.filter(fact_checked_by=user).select_related(
        "revision", "page"
    )
    return _with_newsrooms(list(rows.order_by("-fact_checked_at", "-pk")[:20]))


def _with_newsrooms(rows: list[models.PublishApproval]) -> tuple[WaitingCheck, ...]:
    paths = {row.page.path[: -models.GuidancePage.steplen] for row in rows}
    titles = dict(models.NewsroomPage.objects.filter(path__in=paths).values_list("path", "title"))
    return tuple(
        WaitingCheck(row, titles.get(row.page.path[: -models.GuidancePage.steplen], ""))
        for row in rows
    )


def fact_sheet(
    approval: models.PublishApproval, on: date, reader: accounts_models.User | None = None
) -> FactSheet:
    """The text as it was submitted, in all its media."""
    draft: models.GuidancePage = approval.revision.as_object()
    newsroom = rooms.newsroom_of(approval.page)
    return FactSheet(
        approval=approval,
        newsroom=newsroom.title,
        title=draft.title,
        summary=draft.summary,
        body_text=review.body_of(draft),
        renditions=review.rendition_sheets(draft, newsroom, on),
        clause=str(draft.clause) if draft.clause_id else "",
        sources=tuple(line.strip() for line in draft.fact_sources.splitlines() if line.strip()),
        questions=tuple(str(question) for question in QUESTIONS),
        is_waiting=approval.state == models.ApprovalState.FACT_CHECK,
        is_own=reader is not None and approval.submitted_by_id == reader.pk,
        checked_by=checker_of(approval),
    )


def checker_of(approval: models.PublishApproval) -> str:
    """Who checked the facts: a person of ours, or whoever the link was sent to."""
    if approval.fact_checked_at is None:
        return ""
    if approval.fact_checked_by is not None:
        return str(approval.fact_checked_by)
    link = approval.fact_links.filter(used_at__isnull=False).first()
    name = link.reviewer_name if link else ""
    return name or str(_("A reviewer without an account"))

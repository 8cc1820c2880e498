"""Opening briefs, and withdrawing them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models, queries
from campaigns.broadcasts.services import coverage, telling
from campaigns.directives import models as directives_models
from campaigns.kernel import actor, erasing, errors, text, writing
from campaigns.units import models as units_models


class BriefRefused(errors.LoaError):
    """The brief says not what it is about, or its withdrawal not why."""


class BriefSettled(errors.Conflict):
    """Somebody withdrew the brief before, or the citation has its brief already."""


@dataclass(frozen=True)
class CitationReference:
    """A citation as this storey may know it: its number, its kind, and what was issued of it."""

    pk: int
    kind: str
    facts: str


@dataclass(frozen=True)
class BriefDraft:
    """A matter for the newsrooms of a unit; it stands on a clause, on a citation, or on itself."""

    unit: units_models.Unit
    title: str
    about: str = ""
    clause: directives_models.Clause | None = None
    citation: CitationReference | None = None

    @property
    def source(self) -> models.BriefSource:
        if self.citation is not None:
            return models.BriefSource.CITATION
        return models.BriefSource.FREE if self.clause is None else models.BriefSource.CLAUSE


def open_brief(*, draft: BriefDraft, by: accounts_models.User, at: datetime) -> models.Brief:
    """Put a matter on the desk of the newsrooms under the unit, and tell them.

    Raises:
        BriefRefused: it has no title, or a citation comes without what was issued.
        BriefSettled: the citation has its brief already.
    """
    _check_draft(draft)
    brief = _new_brief(draft, by, at)
    with writing.writing(by=by, at=at):
        try:
            with transaction.atomic():
                brief.save()
        except IntegrityError as fault:
            raise BriefSettled(_("This citation has its brief already.")) from fault
        audit_services.record(
            "broadcasts.brief_opened",
            brief,
            unit_id=draft.unit.pk,
            after={"title": brief.title, "source": brief.source, "citation": brief.citation_id},
        )
        _tell_newsrooms(brief, by, at)
    return brief


def _check_draft(draft: BriefDraft) -> None:
    if not draft.title.strip():
        raise BriefRefused(_("Give the brief a title."))
    if draft.citation is not None and not draft.citation.facts.strip():
        raise BriefRefused(_("A brief of a citation carries what was issued: it is empty."))
    if draft.citation is not None and draft.clause is not None:
        raise BriefRefused(_("A brief stands on a clause or on a citation, not on both."))


def _new_brief(draft: BriefDraft, by: accounts_models.User, at: datetime) -> models.Brief:
    brief = models.Brief(
        unit=draft.unit,
        title=draft.title.strip()[:200],
        folded_title=text.fold(draft.title)[:400],
        about=draft.about.strip(),
        source=draft.source,
        clause=draft.clause,
        issued_at=at,
        made_by=by,
    )
    if draft.citation is not None:
        brief.citation_id, brief.citation_kind = draft.citation.pk, draft.citation.kind
        brief.facts = draft.citation.facts.strip()
    return brief


def _tell_newsrooms(brief: models.Brief, by: accounts_models.User, at: datetime) -> None:
    people = queries.newsrooms_under(brief.unit, models.air_day(at))
    telling.tell(
        [user for user in people if user.pk != by.pk],
        topic=f"broadcasts.brief:{brief.pk}",
        text=gettext_lazy("New brief: “%(title)s”. Plan who tells it."),
        values={"title": brief.title},
        url=reverse("planning:brief", args=[brief.pk]),
        at=at,
    )


def withdraw_brief(
    *, brief: models.Brief, reason: str, by: accounts_models.User, at: datetime
) -> models.Brief:
    """Withdraw a brief: what is open of it is cancelled, and whoever delivered is told.

    Raises:
        BriefRefused: no reason is given.
        BriefSettled: it was withdrawn already.
    """
    reason = reason.strip()[:500]
    if not reason:
        raise BriefRefused(_("Say why the brief is withdrawn."))
    with writing.writing(by=by, at=at):
        standing = models.Brief.objects.standing().filter(pk=brief.pk)
        if standing.update(withdrawn_at=at, withdrawn_by=by, withdrawn_reason=reason) != 1:
            raise BriefSettled(_("This brief was withdrawn already."))
        audit_services.record(
            "broadcasts.brief_withdrawn", brief, unit_id=brief.unit_id, reason=reason
        )
        for row in brief.coverage.open().select_related(*telling.TOLD_WITH).order_by("pk"):
            coverage.cancel_coverage(coverage=row, reason=reason, by=by, at=at)
        _tell_who_delivered(brief, by, at)
    return models.Brief.objects.get(pk=brief.pk)


def _tell_who_delivered(brief: models.Brief, by: accounts_models.User, at: datetime) -> None:
    delivered = brief.coverage.filter(state=models.CoverageState.DELIVERED)
    rows = list(delivered.select_related("assignee", "assigned_by").order_by("pk"))
    people = [user for row in rows for user in (row.assignee, row.assigned_by)]
    telling.tell(
        [user for user in people if user is not None and user.pk != by.pk],
        topic=f"broadcasts.brief_withdrawn:{brief.pk}",
        text=gettext_lazy("The brief “%(title)s” was withdrawn: check what you told of it."),
        values={"title": brief.title},
        url=reverse("planning:brief", args=[brief.pk]),
        at=at,
    )


def erase_briefs(
    *, citation_kind: str, citation_ids: Iterable[int], by: actor.Actor, at: datetime
) -> int:
    """Erase the briefs of citations that are erased themselves, with their coverage."""
    with writing.writing(by=by, at=at):
        briefs = models.Brief.objects.filter(
            citation_kind=citation_kind, citation_id__in=list(citation_ids)
        )
        first = briefs.order_by("pk").first()
        if first is None:
            return 0
        count = erasing.erase(models.Coverage.objects.filter(brief__in=briefs), briefs)
        audit_services.record("broadcasts.briefs_erased", first, after={"rows": count})
    return count

"""Texts that come from the kit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.html import escape

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.directives import models as directive_models
from campaigns.kernel import actor, writing
from campaigns.units import models as units_models
from cms import models
from cms.services import publishing, renditions, submitting


@dataclass(frozen=True)
class RenditionDraft:
    """A cut of a text for a medium in a language."""

    medium: str
    language: str
    title: str
    text: str


@dataclass(frozen=True)
class GuidanceDraft:
    """A first text as the kit states it.

    `body` is light Markdown: `## ` begins a heading, `1. ` a step (a step may go on after a full
    stop), `- ` a list item, `> ` a notice (title and text split by the first full stop),
    everything else is a paragraph; blank lines part them.
    """

    slug: str
    title: str
    summary: str
    body: str
    newsroom_unit: units_models.Unit
    renditions: Sequence[RenditionDraft] = field(default_factory=tuple)
    clause: directive_models.Clause | None = None
    review_by_date: date | None = None


def seed_guidance(
    *,
    draft: GuidanceDraft,
    by: actor.Actor,
    at: datetime,
    submitted_by: accounts_models.User | None = None,
    published_by: accounts_models.User | None = None,
) -> models.GuidancePage:
    """Bring a first text into its newsroom: a draft, or public when two people are named.

    A page that is there already is left as people made it.

    Raises:
        SamePerson: both names are one.
    """
    with writing.writing(by=by, at=at):
        newsroom = models.NewsroomPage.objects.get(unit=draft.newsroom_unit)
        pages = models.GuidancePage.objects.child_of(newsroom)
        standing: models.GuidancePage | None = pages.filter(slug=draft.slug).first()
        if standing is not None:
            return standing
        page = _draft_page(draft)
        newsroom.add_child(instance=page)
        page.renditions.set([models.Rendition(**vars(r)) for r in draft.renditions])
        revision = page.save_revision(user=submitted_by)
        renditions.note_sources(page=page, by=by, at=at)
        audit_services.record(
            "cms.guidance_drafted", page, unit_id=draft.newsroom_unit.pk, after={"slug": draft.slug}
        )
        if submitted_by is not None:
            submitting.submit_for_review(page=page, by=submitted_by, at=at)
        if submitted_by is not None and published_by is not None:
            publishing.approve(
                page=page, revision=revision, by=published_by, at=at, facts=models.Facts.NONE
            )
    seeded: models.GuidancePage = models.GuidancePage.objects.get(pk=page.pk)
    return seeded


def _draft_page(draft: GuidanceDraft) -> models.GuidancePage:
    return models.GuidancePage(
        slug=draft.slug,
        title=draft.title,
        draft_title=draft.title,
        summary=draft.summary,
        body=body_from_text(draft.body),
        clause=draft.clause,
        review_by_date=draft.review_by_date,
        live=False,
        has_unpublished_changes=True,
    )


def body_from_text(source: str) -> list[dict[str, Any]]:
    """Blocks of a light Markdown text (see `GuidanceDraft`)."""
    found: list[dict[str, Any]] = []
    for chunk in source.strip().split("\n\n"):
        lines = [line.strip() for line in chunk.splitlines() if line.strip()]
        if lines:
            found += _blocks_of(lines)
    return found


def _blocks_of(lines: list[str]) -> list[dict[str, Any]]:
    if lines[0].startswith("## "):
        rest = lines[1:]
        heading = _prose(f"<h2>{escape(lines[0][3:])}</h2>")
        return [heading, *(_blocks_of(rest) if rest else [])]
    if lines[0][:1].isdigit() and ". " in lines[0][:4]:
        return [_steps([line.split(". ", 1)[1] for line in lines if ". " in line])]
    if lines[0].startswith("> "):
        return [_notice(" ".join(line.removeprefix("> ") for line in lines))]
    if lines[0].startswith("- "):
        items = "".join(f"<li>{escape(line.removeprefix('- '))}</li>" for line in lines)
        return [_prose(f"<ul>{items}</ul>")]
    return [_prose(f"<p>{escape(' '.join(lines))}</p>")]


def _prose(html: str) -> dict[str, Any]:
    return {"type": "paragraph", "value": html}


def _steps(lines: list[str]) -> dict[str, Any]:
    steps = []
    for line in lines:
        title, _dot, text = line.partition(". ")
        steps.append({"title": title.removesuffix("."), "text": text})
    return {"type": "steps", "value": {"steps": steps}}


def _notice(line: str) -> dict[str, Any]:
    title, _dot, text = line.partition(". ")
    return {"type": "notice", "value": {"tone": "info", "title": title, "text": text or title}}

"""Renditions: cut from the web text, kept abreast of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from wagtail.models import Revision

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models as broadcast_models
from campaigns.kernel import actor, errors, languages, writing
from cms import models, queries
from cms.models import sources

Key = tuple[str, str]
"""Medium and language: what a rendition of a page is known by."""


class NothingToCut(errors.LoaError):
    """There is no web text yet, or no medium was chosen."""


class AlreadyCut(errors.Conflict):
    """The page has a rendition for this medium in this language: it is never written over."""


class NoSuchRendition(errors.LoaError):
    """The page has no rendition for this medium in this language."""


@dataclass(frozen=True)
class CutDraft:
    """For which media a web text is to be cut, in which language."""

    media: Sequence[str]
    language: str = languages.Language.VIETNAMESE


def cut_from_web(
    *, page: models.GuidancePage, draft: CutDraft, by: accounts_models.User, at: datetime
) -> Revision:
    """Add renditions that start from the web text of the latest draft; return the new draft.

    In Vietnamese they begin with the web text in the form of their medium. In other languages they
    begin empty, so that an untranslated text can never be submitted; the editor shows the text to
    be translated beside them.

    Raises:
        NothingToCut: the web text is empty, or no medium was chosen.
        AlreadyCut: one of these renditions is there; none is added then.
    """
    with writing.writing(by=by, at=at):
        # Locked, so that two who cut at once do not each begin from a draft without the other's.
        locked = models.GuidancePage.objects.select_for_update().get(pk=page.pk)
        text = locked.get_latest_revision_as_object()
        _check_cut(text, draft)
        text.renditions.add(*(_rendition(text, medium, draft.language) for medium in draft.media))
        revision: Revision = text.save_revision(user=by, log_action=True)
        _note(text, revision, set(), at)
        audit_services.record(
            "cms.renditions_cut",
            locked,
            unit_id=queries.newsroom_of(locked).unit_id,
            after={"media": list(draft.media), "language": draft.language},
        )
    return revision


def _check_cut(text: models.GuidancePage, draft: CutDraft) -> None:
    if not draft.media:
        raise NothingToCut(_("Choose at least one medium."))
    if not set(draft.media) <= set(broadcast_models.Medium.values) or (
        draft.language not in languages.Language.values
    ):
        raise NothingToCut(_("Choose a medium and a language of the list."))
    if (broadcast_models.Medium.WEB, languages.Language.VIETNAMESE) in _keys(draft):
        raise AlreadyCut(_("The Vietnamese web text is the page itself."))
    if not text.summary.strip() and not len(text.body):
        raise NothingToCut(_("Write the web text first, then cut it."))
    there = [r for r in text.renditions.all() if (r.medium, r.language) in _keys(draft)]
    if there:
        raise AlreadyCut(
            _("There is a text already for: %(renditions)s. Nothing was written over.")
            % {"renditions": ", ".join(str(rendition) for rendition in there)}
        )


def _keys(draft: CutDraft) -> set[Key]:
    return {(medium, draft.language) for medium in draft.media}


def _rendition(text: models.GuidancePage, medium: str, language: str) -> models.Rendition:
    if language != languages.Language.VIETNAMESE:
        return models.Rendition(medium=medium, language=language, title="", text="")
    start = queries.start_of(text, medium)
    return models.Rendition(medium=medium, language=language, title=text.title, text=start)


def note_sources(
    *,
    page: models.GuidancePage,
    by: actor.Actor,
    at: datetime,
    holding: Collection[Key] = (),
) -> None:
    """Keep up, after a draft was saved, which web text each rendition belongs to.

    A new rendition belongs to the web text with which it was saved. One that was there keeps the
    web text that it had, unless its editor says that it still holds (`holding`).
    """
    with writing.writing(by=by, at=at):
        text = latest(page)
        _note(text, text.latest_revision, set(holding), at)


def latest(page: models.GuidancePage) -> models.GuidancePage:
    """The latest draft, also where the page in hand was read before it was saved."""
    stored = models.GuidancePage.objects.get(pk=page.pk)
    text: models.GuidancePage = stored.get_latest_revision_as_object()
    return text


def _note(
    text: models.GuidancePage,
    revision: Revision,
    holding: set[Key],
    at: datetime,
) -> None:
    keys = {(r.medium, r.language) for r in text.renditions.all()}
    known = queries.sources_of(text.pk)
    for key in known.keys() - keys:
        known[key].delete()
    rows = models.RenditionSource.objects.filter(page_id=text.pk)
    rows.update(latest_sha256=sources.digest(text.web_text))
    fresh = [_source(text, revision, key, at) for key in sorted(keys - known.keys())]
    models.RenditionSource.objects.bulk_create(fresh, ignore_conflicts=True)
    for key in holding & known.keys() & keys:
        _hold(known[key], text, revision, at)


def _source(
    text: models.GuidancePage, revision: Revision, key: Key, at: datetime
) -> models.RenditionSource:
    digest = sources.digest(text.web_text)
    return models.RenditionSource(
        page_id=text.pk,
        medium=key[0],
        language=key[1],
        revision_id=revision.pk,
        text=text.web_text,
        sha256=digest,
        latest_sha256=digest,
        checked_at=at,
    )


def say_it_holds(
    *, page: models.GuidancePage, key: Key, by: accounts_models.User, at: datetime
) -> None:
    """Put on record that a rendition still holds though the web text has changed.

    Raises:
        NoSuchRendition: the page has no such rendition.
    """
    with writing.writing(by=by, at=at):
        text = latest(page)
        source = queries.sources_of(page.pk).get(key)
        if source is None:
            raise NoSuchRendition(_("This rendition is not there any more."))
        _hold(source, text, text.latest_revision, at)


def _hold(
    source: models.RenditionSource,
    text: models.GuidancePage,
    revision: Revision,
    at: datetime,
) -> None:
    before = source.sha256
    source.revision_id, source.text = revision.pk, text.web_text
    source.sha256 = source.latest_sha256 = sources.digest(text.web_text)
    source.checked_at = at
    source.save()
    audit_services.record(
        "cms.rendition_holds",
        text,
        unit_id=queries.newsroom_of(text).unit_id,
        before={"web_text": before},
        after={"medium": source.medium, "language": source.language, "web_text": source.sha256},
    )

"""Planning coverage: one matter for many outlets and media at once."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models, queries
from campaigns.broadcasts.services import telling
from campaigns.directives import models as directives_models
from campaigns.kernel import errors, languages, writing


class CoverageRefused(errors.LoaError):
    """The coverage cannot be planned so, or not by these people."""


class DueOver(CoverageRefused):
    """The hour by which it is wanted has passed."""


class CoverageSettled(errors.Conflict):
    """Somebody else planned, answered, delivered or cancelled it first."""


@dataclass(frozen=True)
class CoverageDraft:
    """One matter for many places at once: a clause or a brief, in each language at each place.

    `wanted_words` counts for media that are read by eye, `wanted_seconds` for spoken ones.
    """

    places: tuple[tuple[models.Outlet, str], ...]
    due_at: datetime
    clause: directives_models.Clause | None = None
    brief: models.Brief | None = None
    languages: tuple[str, ...] = ("vi",)
    priority: str = models.Priority.NORMAL
    note: str = ""
    wanted_words: int | None = None
    wanted_seconds: int | None = None


def plan_coverage(
    *, draft: CoverageDraft, by: accounts_models.User, at: datetime
) -> list[models.Coverage]:
    """Plan the matter for each place and language; all of it or nothing.

    Raises:
        CoverageRefused: nothing to plan, a past hour, an outlet without the medium, a withdrawn
            brief, or the same matter is open there already.
        CoverageSettled: somebody planned the same at this moment.
    """
    _check_draft(draft, at)
    with writing.writing(by=by, at=at):
        _hold_brief(draft)
        _check_free(draft)
        rows = [
            _new_coverage(draft, outlet, medium, language, by, at)
            for outlet, medium in draft.places
            for language in draft.languages
        ]
        for row in rows:
            _save_new(row)
            audit_services.record(
                "broadcasts.coverage_planned",
                row,
                unit_id=row.outlet.unit_id,
                after={"matter": row.matter, "medium": row.medium, "due": row.due_at.isoformat()},
            )
            telling.tell_chiefs(row, "planned", by=by, at=at)
    return rows


def _check_draft(draft: CoverageDraft, at: datetime) -> None:
    if (draft.clause is None) == (draft.brief is None):
        raise CoverageRefused(_("Coverage is of a clause or of a brief."))
    if not draft.places or not draft.languages:
        raise CoverageRefused(_("Choose at least one outlet with a medium, and a language."))
    if draft.due_at <= at:
        raise DueOver(_("That hour is over: choose one to come."))
    if not set(draft.languages) <= set(languages.Language.values):
        raise CoverageRefused(_("The language is not known."))
    for outlet, medium in draft.places:
        if not outlet.is_active or medium not in outlet.mediums:
            raise CoverageRefused(
                _("%(outlet)s does not put out in this medium at present.") % {"outlet": outlet}
            )


def _hold_brief(draft: CoverageDraft) -> None:
    """Hold the brief, so that it is not withdrawn while it is planned."""
    if draft.brief is None:
        return
    brief = models.Brief.objects.select_for_update().get(pk=draft.brief.pk)
    if brief.withdrawn_at is not None:
        raise CoverageRefused(_("This brief was withdrawn: nobody is to tell it any more."))


def _check_free(draft: CoverageDraft) -> None:
    same = models.Coverage.objects.open().filter(clause=draft.clause, brief=draft.brief)
    taken = set(same.values_list("outlet_id", "medium", "language"))
    for outlet, medium in draft.places:
        if any((outlet.pk, medium, language) in taken for language in draft.languages):
            values = {"outlet": outlet, "medium": models.Medium(medium).label}
            raise CoverageRefused(
                _("%(outlet)s has it on its desk for %(medium)s already.") % values
            )


def _new_coverage(
    draft: CoverageDraft,
    outlet: models.Outlet,
    medium: str,
    language: str,
    by: accounts_models.User,
    at: datetime,
) -> models.Coverage:
    is_spoken = medium in models.SPOKEN_MEDIA
    return models.Coverage(
        clause=draft.clause,
        brief=draft.brief,
        outlet=outlet,
        medium=medium,
        language=language,
        priority=draft.priority,
        note=draft.note.strip()[:500],
        wanted_words=None if is_spoken else draft.wanted_words,
        wanted_seconds=draft.wanted_seconds if is_spoken else None,
        due_at=draft.due_at,
        original_due_at=draft.due_at,
        planned_by=by,
        planned_at=at,
        next_call_at=draft.due_at + queries.grace(draft.priority),
    )


def _save_new(row: models.Coverage) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as fault:
        raise CoverageSettled(
            _("Somebody planned the same for %(outlet)s at this moment.") % {"outlet": row.outlet}
        ) from fault

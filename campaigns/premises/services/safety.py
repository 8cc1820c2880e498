"""Reviewing the safety level of premises (clause 1.c), and correcting a review by another."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.kernel import actor, errors, saving, writing
from campaigns.premises import models
from campaigns.premises.queries import safety as queries
from campaigns.premises.queries import scoring


class ReviewRefused(errors.LoaError):
    """A review that cannot be of this premises, set or day; `field` names what is to be mended."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class ReviewOvertaken(errors.Conflict):
    """Somebody corrected the review first."""


class SetInUse(errors.LoaError):
    """Reviews were made by this version of a set: another wording is another version."""


@dataclass(frozen=True)
class ReviewDraft:
    """A review as somebody enters it: answers, a total, or the level of the national system."""

    criteria: models.CriteriaSet
    review_date: date
    answers: dict[int, int] = field(default_factory=dict)
    points: int | None = None
    is_knocked_out: bool = False
    band_number: int | None = None
    due_date: date | None = None
    note: str = ""


_RULE = ("entry", "measure", "direction", "most_points", "items", "bands")


def save_criteria_set(
    *, code: str, version: str, values: dict[str, Any], by: actor.Actor, at: datetime
) -> models.CriteriaSet:
    """Make a version of a criteria set, or bring it to the given values.

    Raises:
        scoring.RuleFaulty: items or bands cannot be reckoned with.
        SetInUse: reviews were made by it, and what they were made by would change.
    """
    key = {"code": code, "version": version}
    with writing.writing(by=by, at=at):
        before = models.CriteriaSet.objects.filter(**key).first()
        row, _is_new = saving.bring_to(models.CriteriaSet, key, values)
        scoring.rule_of(row)
        is_other = before is not None and any(getattr(before, n) != getattr(row, n) for n in _RULE)
        if is_other and row.reviews.exists():
            raise SetInUse(
                _("Reviews were made by “%(set)s”: enter what changed as another version.")
                % {"set": row}
            )
        audit_services.record("premises.criteria_saved", row, after=key)
    return row


def review_safety(
    *, premises: models.Premises, draft: ReviewDraft, by: actor.Actor, at: datetime
) -> models.SafetyReview:
    """Enter what a review found; the premises has this level if none is later.

    Raises:
        ReviewRefused: the premises reviews nothing, was not open on that day, the set is another
            group's or not in force, or that day has its review.
        scoring.AnswersRefused: an answer is missing or outside its scale.
    """
    with writing.writing(by=by, at=at):
        held(premises)
        row = _new_review(premises, draft, by, at)
        _save(row)
        refresh(premises)
        audit_services.record(
            "premises.safety_reviewed", premises, unit_id=premises.commune_id, after=_told(row)
        )
    premises.refresh_from_db()
    return row


def correct_review(
    *, review: models.SafetyReview, draft: ReviewDraft, reason: str, by: actor.Actor, at: datetime
) -> models.SafetyReview:
    """Put a right review in the place of a wrong one, which stays in the history.

    Raises:
        ReviewOvertaken: somebody corrected it first.
        ReviewRefused, scoring.AnswersRefused: as for a new one, or no reason is given.
    """
    said = " ".join(reason.split())
    if not said:
        raise ReviewRefused(_("Say what was wrong."), "reason")
    with writing.writing(by=by, at=at):
        premises = held(review.premises)
        standing = models.SafetyReview.objects.filter(pk=review.pk, is_standing=True)
        if standing.update(is_standing=False) != 1:
            raise ReviewOvertaken(_("Somebody corrected this review first: look at it again."))
        row = _new_review(premises, draft, by, at)
        row.corrects, row.reason = review, said
        _save(row)
        refresh(premises)
        audit_services.record(
            "premises.safety_corrected",
            premises,
            unit_id=premises.commune_id,
            before=_told(review),
            after=_told(row),
            reason=said,
        )
    return row


def held(premises: models.Premises) -> models.Premises:
    """The premises as it is now, locked: its marks follow from rows that only one may add."""
    list(models.Premises.objects.select_for_update().filter(pk=premises.pk).values("pk"))
    return models.Premises.objects.select_related("kind").get(pk=premises.pk)


def _new_review(
    premises: models.Premises, draft: ReviewDraft, by: actor.Actor, at: datetime
) -> models.SafetyReview:
    _refuse_unfit(premises, draft, timezone.localdate(at))
    outcome = scoring.outcome_of(
        scoring.rule_of(draft.criteria),
        answers=draft.answers,
        points=draft.points,
        is_knocked_out=draft.is_knocked_out,
        band_number=draft.band_number,
    )
    return models.SafetyReview(
        premises=premises,
        criteria=draft.criteria,
        review_date=draft.review_date,
        answers={str(number): points for number, points in sorted(draft.answers.items())},
        points=outcome.points,
        is_knocked_out=outcome.is_knocked_out,
        level=outcome.level,
        band=outcome.band.name_vi if outcome.band else "",
        due_date=draft.due_date or _next_due(premises, draft.review_date),
        note=" ".join(draft.note.split()),
        entered_at=at,
        entered_by=by.actor_id,
    )


def _next_due(premises: models.Premises, day: date) -> date | None:
    """By the campaign's own setting: the letter only says “regularly” (clause 1.c)."""
    group = premises.kind.safety_group
    days = group.review_days if group else None
    return day + timedelta(days=days) if days else None


def _refuse_unfit(premises: models.Premises, draft: ReviewDraft, today: date) -> None:
    criteria, day = draft.criteria, draft.review_date
    group_id = premises.kind.safety_group_id
    if premises.merged_into_id is not None:
        raise ReviewRefused(_("This premises was merged into another: review that one."))
    if group_id is None:
        raise ReviewRefused(
            _("This kind of premises is in none of the eight groups of clause 1.c.")
        )
    if criteria.group_id not in (None, group_id):
        raise ReviewRefused(_("These criteria are those of another group."))
    if day > today:
        raise ReviewRefused(_("This day lies ahead."), "review_date")
    if (criteria.valid_from_date or day) > day or (criteria.valid_to_date or day) < day:
        raise ReviewRefused(_("These criteria did not hold on that day."), "review_date")
    open_then = models.OpenRange.objects.filter(
        Q(to_date__isnull=True) | Q(to_date__gte=day),
        premises=premises,
        from_date__lte=day,
        state=models.PremisesState.OPEN,
    )
    if not open_then.exists():
        raise ReviewRefused(
            _("It was closed on that day: a closed place is not reviewed."), "review_date"
        )
    if draft.due_date is not None and draft.due_date <= day:
        raise ReviewRefused(_("The next review comes after this one."), "due_date")


def _save(row: models.SafetyReview) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as clash:
        raise ReviewRefused(
            _("That day has its review already: correct that one instead."), "review_date"
        ) from clash


def refresh(premises: models.Premises) -> None:
    """Bring the marks of the premises to its latest standing review and the calls not answered."""
    standing = models.SafetyReview.objects.filter(premises=premises.pk, is_standing=True)
    latest = standing.order_by("-review_date").first()
    due = [call.review_by_date for call in queries.open_calls(premises)]
    if latest is not None and latest.due_date is not None:
        due.append(latest.due_date)
    models.Premises.objects.filter(pk=premises.pk).update(
        safety_level=latest.level if latest else models.SafetyLevel.NOT_ASSESSED,
        safety_date=latest.review_date if latest else None,
        safety_due_date=min(due, default=None),
    )


def _told(row: models.SafetyReview) -> dict[str, Any]:
    return {
        "day": row.review_date.isoformat(),
        "level": row.level,
        "points": row.points,
        "criteria": f"{row.criteria.code} {row.criteria.version}",
    }

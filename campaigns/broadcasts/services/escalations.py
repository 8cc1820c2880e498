"""Silence climbs: coverage that nobody accepts or delivers is told further and further up."""

from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models, queries
from campaigns.broadcasts.services import planning, telling
from campaigns.kernel import actor, writing

# Coverage that one pulse speaks of; the rest waits for the next.
BATCH = 500

_WORDS = {
    models.CoverageState.PLANNED: "unassigned",
    models.CoverageState.ASSIGNED: "unanswered",
    models.CoverageState.DECLINED: "refused",
    models.CoverageState.ACCEPTED: "undelivered",
}


def escalate_silence(*, by: actor.Actor, at: datetime) -> int:
    """Call the next level for each coverage whose grace is over; return how many were called for.

    The row keeps the level that it reached and the moment of the next call, and is claimed by
    both in the transaction of its own notice: a second sweep, or one after a kill, calls nobody
    twice. Any act on the coverage begins anew.
    """
    found = models.Coverage.objects.silent(at).select_related(*telling.TOLD_WITH)
    return sum(_climb(row, by, at) for row in found.order_by("next_call_at", "pk")[:BATCH])


def _climb(coverage: models.Coverage, by: actor.Actor, at: datetime) -> bool:
    """Call one level further up; false when somebody acted, or another sweep called, before."""
    try:
        with writing.writing(by=by, at=at):
            _claim_and_call(coverage, by, at)
    except planning.CoverageSettled:
        return False
    return True


def _claim_and_call(coverage: models.Coverage, by: actor.Actor, at: datetime) -> None:
    level, people = _next_level(coverage, at)
    is_last = level == len(queries.SILENCE_LADDER)
    seen = models.Coverage.objects.silent(at).filter(
        pk=coverage.pk,
        state=coverage.state,
        silence_level=coverage.silence_level,
        next_call_at=coverage.next_call_at,
    )
    next_call_at = None if is_last else at + queries.grace(coverage.priority)
    if seen.update(silence_level=level, next_call_at=next_call_at) != 1:
        raise planning.CoverageSettled(_("It is no longer as you saw it."))
    words = _WORDS[models.CoverageState(coverage.state)]
    told = telling.tell_of_coverage(coverage, people, words, by=by, at=at)
    audit_services.record(
        "broadcasts.coverage_escalated",
        coverage,
        unit_id=coverage.outlet.unit_id,
        before={"level": coverage.silence_level},
        after={"level": level, "people_told": told, "why": words},
    )


def _next_level(coverage: models.Coverage, at: datetime) -> tuple[int, list[accounts_models.User]]:
    """The next level at which somebody sits, the last one where nobody does."""
    on, last = models.air_day(at), len(queries.SILENCE_LADDER)
    for level in range(coverage.silence_level + 1, last + 1):
        role = queries.SILENCE_LADDER[level - 1]
        people = queries.people_above(coverage.outlet.unit, role, on)
        if people:
            return level, people
    return last, []

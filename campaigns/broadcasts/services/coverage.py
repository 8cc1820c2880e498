"""What becomes of planned coverage: assigned, accepted or declined, moved, delivered, cancelled."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models, queries
from campaigns.broadcasts.services import planning, telling
from campaigns.kernel import roles, writing
from campaigns.units import permissions

State = models.CoverageState


def assign_coverage(
    *,
    coverage: models.Coverage,
    assignee: accounts_models.User,
    in_place_of: int | None,
    by: accounts_models.User,
    at: datetime,
) -> models.Coverage:
    """Ask somebody to do it; `in_place_of` is the key of the assignee that the planner saw.

    Raises:
        CoverageRefused: the person may not deliver at this outlet.
        CoverageSettled: it has another assignee by now, or is delivered or cancelled.
    """
    may = permissions.can(
        assignee,
        roles.Permission.DELIVER_COVERAGE,
        unit=coverage.outlet.unit,
        on=models.air_day(at),
    )
    if not may:
        raise planning.CoverageRefused(
            _("%(who)s does not write for this outlet.") % {"who": assignee}
        )
    former = coverage.assignee
    with writing.writing(by=by, at=at):
        fresh = _move(
            coverage,
            State.ASSIGNED,
            seen={"assignee_id": in_place_of},
            assignee=assignee,
            assigned_by=by,
            assigned_at=at,
            answered_at=None,
            declined_reason="",
            **_silence_from(at, coverage.priority),
        )
        _record(fresh, "coverage_assigned", after={"assignee_id": assignee.pk})
        telling.tell_of_coverage(fresh, [assignee], "assigned", by=by, at=at)
        if former is not None and former != assignee:
            telling.tell_of_coverage(fresh, [former], "taken", by=by, at=at)
    return fresh


def accept_coverage(
    *, coverage: models.Coverage, by: accounts_models.User, at: datetime
) -> models.Coverage:
    """Take it on; only the assignee does.

    Raises:
        CoverageRefused: it is another's.
        CoverageSettled: it waits for no answer any more.
    """
    _need_assignee(coverage, by)
    with writing.writing(by=by, at=at):
        fresh = _move(
            coverage,
            State.ACCEPTED,
            seen={"assignee_id": by.pk},
            answered_at=at,
            **_silence_from(max(at, coverage.due_at), coverage.priority),
        )
        _record(fresh, "coverage_accepted")
        telling.tell_of_coverage(fresh, [fresh.assigned_by], "accepted", by=by, at=at)
    return fresh


def decline_coverage(
    *, coverage: models.Coverage, reason: str, by: accounts_models.User, at: datetime
) -> models.Coverage:
    """Say no, and why; the planners have to ask somebody else.

    Raises:
        CoverageRefused: no reason is given, or it is another's.
        CoverageSettled: it waits for no answer any more.
    """
    reason = _need_reason(reason)
    _need_assignee(coverage, by)
    with writing.writing(by=by, at=at):
        fresh = _move(
            coverage,
            State.DECLINED,
            seen={"assignee_id": by.pk},
            answered_at=at,
            declined_reason=reason,
            **_silence_from(at, coverage.priority),
        )
        _record(fresh, "coverage_declined", reason=reason)
        telling.tell_chiefs(fresh, "declined", fresh.assigned_by, by=by, at=at)
    return fresh


def move_due(
    *,
    coverage: models.Coverage,
    due_at: datetime,
    reason: str,
    by: accounts_models.User,
    at: datetime,
) -> models.Coverage:
    """Set another due moment; the first one stays, and lateness is measured by it.

    Raises:
        CoverageRefused: no reason is given, or the hour is over.
        CoverageSettled: somebody moved it first, or it is delivered or cancelled.
    """
    reason = _need_reason(reason)
    if due_at <= at:
        raise planning.CoverageRefused(_("That hour is over: choose one to come."))
    is_answered_for = coverage.state in {State.PLANNED, State.ACCEPTED}
    silence = _silence_from(due_at if is_answered_for else at, coverage.priority)
    with writing.writing(by=by, at=at):
        open_still = models.Coverage.objects.open().filter(
            pk=coverage.pk, state=coverage.state, due_at=coverage.due_at
        )
        if open_still.update(due_at=due_at, **silence) != 1:
            raise planning.CoverageSettled(_what_stands(coverage))
        fresh = _fresh(coverage)
        before, after = {"due": coverage.due_at.isoformat()}, {"due": due_at.isoformat()}
        _record(fresh, "coverage_moved", before, after, reason)
        telling.tell_of_coverage(fresh, [fresh.assignee, fresh.assigned_by], "moved", by=by, at=at)
    return fresh


def deliver_coverage(
    *, coverage: models.Coverage, script: models.Script, by: accounts_models.User, at: datetime
) -> models.Coverage:
    """Link the frozen script that fulfils it; only the assignee does.

    Raises:
        CoverageRefused: the script is of another medium or language, was withdrawn or replaced
            by a newer text, or the coverage is another's.
        CoverageSettled: it is delivered or cancelled already, or somebody else's by now.
    """
    _need_assignee(coverage, by)
    if (script.medium, script.language) != (coverage.medium, coverage.language):
        raise planning.CoverageRefused(
            _("The script is of another medium or language than was asked for.")
        )
    if script.withdrawn_at is not None:
        raise planning.CoverageRefused(_("This script was withdrawn: deliver one that stands."))
    if models.Script.objects.newer_than(script).exists():
        raise planning.CoverageRefused(_("There is a newer text of this piece: deliver that one."))
    with writing.writing(by=by, at=at):
        fresh = _move(
            coverage,
            State.DELIVERED,
            seen={"assignee_id": by.pk},
            script=script,
            delivered_by=by,
            delivered_at=at,
            silence_level=0,
            next_call_at=None,
        )
        _record(fresh, "coverage_delivered", after={"script": script.pk, "title": script.title})
        telling.tell_of_coverage(
            fresh, [fresh.assigned_by, fresh.planned_by], "delivered", by=by, at=at
        )
    return fresh


def cancel_coverage(
    *, coverage: models.Coverage, reason: str, by: accounts_models.User, at: datetime
) -> models.Coverage:
    """Give it up, and say why.

    Raises:
        CoverageRefused: no reason is given.
        CoverageSettled: it is delivered or cancelled already.
    """
    reason = _need_reason(reason)
    with writing.writing(by=by, at=at):
        fresh = _move(
            coverage,
            State.CANCELLED,
            cancelled_by=by,
            cancelled_at=at,
            cancelled_reason=reason,
            silence_level=0,
            next_call_at=None,
        )
        _record(fresh, "coverage_cancelled", reason=reason)
        telling.tell_of_coverage(fresh, [fresh.assignee], "cancelled", by=by, at=at)
    return fresh


def _need_reason(reason: str) -> str:
    if not reason.strip():
        raise planning.CoverageRefused(_("Give the reason."))
    return reason.strip()[:500]


def _need_assignee(coverage: models.Coverage, by: accounts_models.User) -> None:
    if coverage.assignee_id != by.pk:
        raise planning.CoverageRefused(
            _("This is not assigned to you: only its assignee answers for it.")
        )


def _silence_from(moment: datetime, priority: str) -> dict[str, Any]:
    """Silence begins anew at a moment: nobody has been called."""
    return {"silence_level": 0, "next_call_at": moment + queries.grace(priority)}


def _move(
    coverage: models.Coverage,
    to: models.CoverageState,
    seen: dict[str, Any] | None = None,
    **values: Any,
) -> models.Coverage:
    """Take an edge by a filtered UPDATE: of two at once one wins, the other is told."""
    origins = [state for state, targets in models.Coverage.TRANSITIONS.items() if to in targets]
    waiting = models.Coverage.objects.filter(pk=coverage.pk, state__in=origins, **(seen or {}))
    if waiting.update(state=to, **values) != 1:
        raise planning.CoverageSettled(_what_stands(coverage))
    return _fresh(coverage)


def _fresh(coverage: models.Coverage) -> models.Coverage:
    return models.Coverage.objects.select_related(*telling.TOLD_WITH).get(pk=coverage.pk)


def _what_stands(coverage: models.Coverage) -> str:
    """Who was first, as far as the row knows."""
    now = models.Coverage.objects.select_related(
        "assignee", "assigned_by", "delivered_by", "cancelled_by"
    ).get(pk=coverage.pk)
    answers = {
        State.ASSIGNED: (_("%(who)s assigned it at %(when)s."), now.assigned_by, now.assigned_at),
        State.ACCEPTED: (_("%(who)s accepted it at %(when)s."), now.assignee, now.answered_at),
        State.DECLINED: (_("%(who)s declined it at %(when)s."), now.assignee, now.answered_at),
        State.DELIVERED: (
            _("%(who)s delivered it at %(when)s."),
            now.delivered_by,
            now.delivered_at,
        ),
        State.CANCELLED: (
            _("%(who)s cancelled it at %(when)s."),
            now.cancelled_by,
            now.cancelled_at,
        ),
    }
    if State(now.state) not in answers:
        return _("It is no longer as you saw it.")
    sentence, who, when = answers[State(now.state)]
    shown = f"{when.astimezone(models.AIR_ZONE):%H:%M %d/%m/%Y}" if when else ""
    return sentence % {"who": who, "when": shown}


def _record(
    coverage: models.Coverage,
    verb: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    audit_services.record(
        f"broadcasts.{verb}",
        coverage,
        unit_id=coverage.outlet.unit_id,
        before=before,
        after=after,
        reason=reason,
    )

"""What becomes of the open duties of a unit that ended: its successor takes them over."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.audit import services as audit_services
from campaigns.directives import models, queries
from campaigns.directives.services import due_dates, edges, telling
from campaigns.kernel import actor, errors, writing
from campaigns.units import models as units_models

S = models.AssignmentState
_TAKEN_OVER = gettext_lazy("Your unit takes this duty over: %(task)s. Due %(due)s.")
_TAKEN_OVER_UNDATED = gettext_lazy("Your unit takes this duty over: %(task)s.")


class SuccessionRefused(errors.Conflict):
    """The duties cannot pass on like this; nothing was changed."""


@dataclass(frozen=True)
class Succession:
    """Which duties of an ended unit go to whom, and why; `by_date` gives more time to those due
    before it."""

    from_unit: units_models.Unit
    to_unit: units_models.Unit
    assignment_ids: Sequence[int]
    reason: str
    by_date: date | None = None


@dataclass(frozen=True)
class TakenOver:
    """Duties that passed on, and those that became one with a duty that the successor had."""

    moved: list[models.Assignment] = field(default_factory=list)
    joined: list[models.Assignment] = field(default_factory=list)


def take_over(*, draft: Succession, by: actor.Actor, at: datetime) -> TakenOver:
    """Let the successor take duties over, all or none, with their history, due dates and what was
    handed down of them; whose they were stays on record, and so does lateness.

    Raises:
        SuccessionRefused: no reason, no duty or no living successor is named, the unit has not
            ended, somebody acted on one of the duties meanwhile, or the successor has one of them
            as a draft.
        AssignmentRefused: more time cannot be given to one of them.
        queries.OutsideCalendar: the date lies beyond the calendar.
    """
    reason = " ".join(draft.reason.split())[:400]
    on = timezone.localdate(at)
    _check(draft, reason, on)
    with writing.writing(by=by, at=at):
        rows = _held(draft)
        standing = queries.standing_at(draft.to_unit, rows)
        outcome = TakenOver()
        for row in rows:
            own = standing.get(row.obligation_id)
            if own is not None:
                _join(row, own, draft, reason)
                outcome.joined.append(row)
            else:
                _move(row, draft, reason, by=by, at=at)
                outcome.moved.append(row)
    return outcome


def _check(draft: Succession, reason: str, on: date) -> None:
    if not reason:
        raise SuccessionRefused(_("Say why the duties pass on: name the decision."))
    ended, heir = draft.from_unit.valid_to_date, draft.to_unit
    if ended is None or ended >= on:
        raise SuccessionRefused(_("This unit still works: its duties stay with it."))
    is_living = heir.valid_from_date <= on and (
        heir.valid_to_date is None or heir.valid_to_date >= on
    )
    if not is_living or heir.pk == draft.from_unit.pk:
        raise SuccessionRefused(_("Name a unit that works today."))
    if not draft.assignment_ids:
        raise SuccessionRefused(_("Tick the duties that pass on."))


def _held(draft: Succession) -> list[models.Assignment]:
    """The duties, held to the end of the transaction."""
    pks = set(draft.assignment_ids)
    rows = models.Assignment.objects.filter(
        pk__in=pks, unit=draft.from_unit, state__in=models.OPEN_STATES
    )
    list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
    held = list(rows.select_related("unit__kind", "obligation", "parent").order_by("pk"))
    if len(held) != len(pks):
        raise SuccessionRefused(
            _("Somebody acted on one of these duties meanwhile: look at the list again.")
        )
    return held


def _join(row: models.Assignment, own: models.Assignment, draft: Succession, reason: str) -> None:
    """The successor has the duty already: what was handed down of the other now stands below it."""
    if own.state == S.DRAFT:
        raise SuccessionRefused(
            _("%(unit)s has “%(task)s” as a draft: issue or cancel that first.")
            % {"unit": own.unit.name_vi, "task": own.obligation.task_vi}
        )
    models.Assignment.objects.filter(parent=row).exclude(pk=own.pk).update(parent=own)
    _record(row, draft, reason, joined=own)
    edges.take(row, S.CANCELLED, values={"paused_since_date": None}, note=reason)


def _move(
    row: models.Assignment,
    draft: Succession,
    reason: str,
    *,
    by: actor.Actor,
    at: datetime,
) -> None:
    _give_time(row, draft.by_date, reason, by=by, at=at)
    strength = row.strength
    if strength == models.Strength.ASSIGN and not draft.to_unit.kind.is_commanded:
        strength = models.Strength.REQUEST
    rows = models.Assignment.objects.filter(pk=row.pk, unit=draft.from_unit)
    try:
        with transaction.atomic():
            moved = rows.update(unit=draft.to_unit, strength=strength)
    except IntegrityError as raced:
        raise SuccessionRefused(
            _(
                "Somebody gave one of these to the successor at the same moment; nothing was changed."
            )
        ) from raced
    if moved != 1:
        raise SuccessionRefused(
            _("Somebody acted on one of these duties meanwhile: look at the list again.")
        )
    _record(row, draft, reason)
    row.unit, row.strength = draft.to_unit, strength
    words = _TAKEN_OVER if row.current_due_date else _TAKEN_OVER_UNDATED
    telling.tell_unit(row, "taken_over", words, by=by, at=at)


def _give_time(
    row: models.Assignment,
    by_date: date | None,
    reason: str,
    *,
    by: actor.Actor,
    at: datetime,
) -> None:
    """More time while it is still the ended unit's: what that one missed stays missed."""
    is_sooner = (
        by_date is not None
        and row.current_due_date is not None
        and row.paused_since_date is None
        and row.current_due_date < by_date
    )
    if is_sooner and by_date is not None:
        due_dates.extend(assignment=row, to=by_date, reason=reason, by=by, at=at)


def _record(
    row: models.Assignment,
    draft: Succession,
    reason: str,
    joined: models.Assignment | None = None,
) -> None:
    write = writing.current()
    models.Transfer(
        assignment=row,
        from_unit=draft.from_unit,
        to_unit=draft.to_unit,
        joined=joined,
        reason=reason,
        made_at=write.at,
        made_by=edges.person(write.by),
    ).save()
    audit_services.record(
        "directives.assignment_taken_over",
        row,
        unit_id=draft.to_unit.pk,
        before={"unit": draft.from_unit.pk},
        after={"unit": draft.to_unit.pk} | ({"joined": joined.pk} if joined else {}),
        reason=reason,
    )

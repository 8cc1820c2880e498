"""Entering what premises count on a day, and what units say of their staff in a month.

Whoever enters says which state of the row they saw (`seen`, its number of changes, 0 for none):
where somebody was first, nothing is written and the other's numbers are told.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.kernel import actor, errors, writing
from campaigns.premises import models
from campaigns.units import models as units_models

Row = models.VisitCount | models.IsolationCount


class CountRefused(errors.LoaError):
    """Numbers that cannot be, or of a day on which the premises had none to report."""


class CountOvertaken(errors.Conflict):
    """Somebody else entered other numbers meanwhile; `first` and `second` are theirs."""

    def __init__(self, message: str, *, first: int, second: int, turn: int) -> None:
        super().__init__(message)
        self.first, self.second, self.turn = first, second, turn


@dataclass(frozen=True)
class CountDraft:
    """The two counts of a premises on a day; both 0 is the report that there was nobody."""

    premises: models.Premises
    day: date
    first: int
    second: int
    seen: int = 0


def enter_visits(*, draft: CountDraft, by: actor.Actor, at: datetime) -> models.VisitCount:
    """Visitors in and out of a premises on a day (clause 1.b).

    Raises:
        CountRefused: a number out of range, or the premises was not open on that day.
        CountOvertaken: somebody else entered other numbers meanwhile.
    """
    _check(draft, timezone.localdate(at))
    row = _enter(models.VisitCount, "premises.visits_entered", draft, by, at)
    assert isinstance(row, models.VisitCount)  # noqa: S101  for the type checker
    return row


def enter_isolation(*, draft: CountDraft, by: actor.Actor, at: datetime) -> models.IsolationCount:
    """People in isolation on a day and who of them declared (clause 1.d); counts only.

    Raises:
        CountRefused: more declared than are expected, a number out of range, the premises manages
            no isolation, or was not open on that day.
        CountOvertaken: somebody else entered other numbers meanwhile.
    """
    if not draft.premises.kind.is_isolation:
        raise CountRefused(_("This premises manages no isolation."))
    if draft.second > draft.first:
        raise CountRefused(_("More people declared than are in isolation: look at both numbers."))
    _check(draft, timezone.localdate(at))
    row = _enter(models.IsolationCount, "premises.isolation_entered", draft, by, at)
    assert isinstance(row, models.IsolationCount)  # noqa: S101  for the type checker
    return row


def enter_app_use(
    *,
    unit: units_models.Unit,
    month: date,
    staff: int,
    using: int,
    seen: int,
    by: actor.Actor,
    at: datetime,
) -> models.AppUse:
    """Staff employed by a unit in a month and staff using one of the apps (clause 1 (ii)).

    Args:
        month: any day of it.

    Raises:
        CountRefused: more use than are employed, a number out of range, a month to come, or one
            in which the unit did not exist.
        CountOvertaken: somebody else entered other numbers meanwhile.
    """
    first_day = month.replace(day=1)
    _check_range(staff, using)
    if using > staff:
        raise CountRefused(_("More staff use an app than are employed: look at both numbers."))
    if first_day > timezone.localdate(at):
        raise CountRefused(_("This month lies ahead."))
    if unit.valid_to_date is not None and unit.valid_to_date < first_day:
        raise CountRefused(_("The unit did not exist in that month."))
    with writing.writing(by=by, at=at):
        row: models.AppUse = _put(
            models.AppUse,
            {"unit_id": unit.pk, "month_date": first_day},
            {"staff": staff, "using": using},
            seen,
            by,
            at,
        )
        audit_services.record(
            "premises.app_use_entered",
            row,
            unit_id=unit.pk,
            after={"month": f"{first_day:%Y-%m}", "staff": staff, "using": using},
        )
    return row


def _check_range(first: int, second: int) -> None:
    if not (0 <= first <= models.MOST and 0 <= second <= models.MOST):
        raise CountRefused(
            _("Give numbers from 0 to %(most)s.") % {"most": f"{models.MOST:,}".replace(",", ".")}
        )


def _check(draft: CountDraft, today: date) -> None:
    _check_range(draft.first, draft.second)
    if draft.day > today:
        raise CountRefused(_("This day lies ahead."))
    if draft.premises.merged_into_id is not None:
        raise CountRefused(_("This premises was merged into another: enter it there."))
    open_then = models.OpenRange.objects.filter(
        Q(to_date__isnull=True) | Q(to_date__gte=draft.day),
        premises=draft.premises,
        from_date__lte=draft.day,
        state=models.PremisesState.OPEN,
    )
    if not open_then.exists():
        raise CountRefused(
            _("It was not open on %(day)s.") % {"day": f"{draft.day:%d/%m/%Y}"},
        )


def _enter(model: type[Row], verb: str, draft: CountDraft, by: actor.Actor, at: datetime) -> Row:
    values = {model.FIRST: draft.first, model.SECOND: draft.second}
    with writing.writing(by=by, at=at):
        row: Row = _put(
            model,
            {"premises_id": draft.premises.pk, "count_date": draft.day},
            values,
            draft.seen,
            by,
            at,
        )
        audit_services.record(
            verb,
            draft.premises,
            unit_id=draft.premises.commune_id,
            after={"day": draft.day.isoformat(), **values},
        )
    return row


def _put(
    model: type[Any],
    key: dict[str, Any],
    values: dict[str, int],
    seen: int,
    by: actor.Actor,
    at: datetime,
) -> Any:
    """Make the row, or change the state that was seen; never another."""
    said = {**values, "entered_at": at, "entered_by": by.actor_id}
    if seen:
        rows = model.objects.filter(**key, turn=seen)
        if rows.update(**said, turn=F("turn") + 1) == 1:
            return model.objects.get(**key)
    else:
        try:
            with transaction.atomic():
                row = model(**key, **said)
                row.save()
        except IntegrityError:
            pass
        else:
            return row
    raise _overtaken(model, key, values)


def _overtaken(model: type[Any], key: dict[str, Any], values: dict[str, int]) -> CountOvertaken:
    row = model.objects.get(**key)
    first, second = (getattr(row, name) for name in values)
    return CountOvertaken(
        _(
            "Somebody else entered %(first)d and %(second)d meanwhile. Save again to put yours in their place."
        )
        % {"first": first, "second": second},
        first=first,
        second=second,
        turn=row.turn,
    )

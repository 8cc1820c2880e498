"""Closing for a time, closing for good, opening again: from which day on, and why."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.kernel import actor, errors, writing
from campaigns.premises import models
from campaigns.premises.services import coverage, registering


class StateRefused(errors.Conflict):
    """The premises is in a state from which the act does not lead, or was merged away."""


class DayRefused(errors.LoaError):
    """The day lies ahead, or before what is known already."""


def pause(
    *, premises: models.Premises, from_date: date, by: actor.Actor, at: datetime, reason: str = ""
) -> None:
    """Close it for a time from a day on: it is no longer counted as open.

    Raises:
        StateRefused: it is not open.
        DayRefused: the day lies ahead, or before its last change.
    """
    _move(premises, models.PremisesState.PAUSED, from_date, reason, by=by, at=at)


def close(
    *, premises: models.Premises, from_date: date, by: actor.Actor, at: datetime, reason: str = ""
) -> None:
    """Close it for good; the day is the first on which it is closed.

    Raises:
        StateRefused: it is closed already.
        DayRefused: the day lies ahead, or before its last change.
    """
    _move(premises, models.PremisesState.CLOSED, from_date, reason, by=by, at=at)


def reopen(
    *, premises: models.Premises, from_date: date, by: actor.Actor, at: datetime, reason: str = ""
) -> None:
    """Open it again from a day on; it counts from then.

    Raises:
        StateRefused: it is open.
        DayRefused: the day lies ahead, or before its last change.
    """
    _move(premises, models.PremisesState.OPEN, from_date, reason, by=by, at=at)


_VERBS = {
    models.PremisesState.OPEN: "premises.reopened",
    models.PremisesState.PAUSED: "premises.paused",
    models.PremisesState.CLOSED: "premises.closed",
}


def _move(
    premises: models.Premises,
    to: models.PremisesState,
    from_date: date,
    reason: str,
    *,
    by: actor.Actor,
    at: datetime,
) -> None:
    """Take one edge of TRANSITIONS, if nobody else took one first."""
    if from_date > timezone.localdate(at):
        raise DayRefused(_("Say it on the day: this day lies ahead."))
    sources = [s for s, targets in models.Premises.TRANSITIONS.items() if to in targets]
    with writing.writing(by=by, at=at), coverage.tracked([premises.pk]):
        standing = models.Premises.objects.standing().filter(pk=premises.pk)
        before = premises.state
        claimed = standing.filter(state__in=sources).update(state=to)
        premises.refresh_from_db()
        if claimed != 1:
            raise StateRefused(
                _("This premises is %(state)s; nothing was changed.")
                % {"state": premises.get_state_display()}
            )
        _change_ranges(premises, to, from_date)
        audit_services.record(
            _VERBS[to],
            premises,
            unit_id=premises.commune_id,
            before={"state": before},
            after={"state": to, "from": from_date.isoformat()},
            reason=reason,
        )


def _change_ranges(premises: models.Premises, to: models.PremisesState, day: date) -> None:
    ranges = models.OpenRange.objects.filter(premises=premises).order_by("-from_date")
    last = ranges.first()
    earliest = _earliest(last)
    if earliest is not None and day < earliest:
        raise DayRefused(
            _("Its last change was on %(day)s: choose that day or a later one.")
            % {"day": f"{earliest:%d/%m/%Y}"}
        )
    is_present = last is not None and last.to_date is None
    if last is not None and is_present and to != models.PremisesState.CLOSED:
        registering.split_range(last, day, state=to)
    elif last is not None and is_present:
        _end(last, day)
    else:
        models.OpenRange(
            premises=premises,
            from_date=day,
            state=to,
            commune_id=premises.commune_id,
            kind_id=premises.kind_id,
        ).save()


def _earliest(last: models.OpenRange | None) -> date | None:
    """The first day on which another change can take hold."""
    if last is None:
        return None
    return last.from_date if last.to_date is None else coverage.day_after(last.to_date)


def _end(present: models.OpenRange, day: date) -> None:
    """Let it end the day before; what began on the day itself leaves nothing."""
    rows = models.OpenRange.objects.filter(pk=present.pk)
    if present.from_date >= day:
        rows.delete()
    else:
        rows.update(to_date=coverage.day_before(day))


def end_present(premises_id: int, day: date) -> None:
    """From a day on it is neither open nor paused: it lives on in another entry."""
    present = models.OpenRange.objects.filter(premises=premises_id, to_date__isnull=True).first()
    if present is not None:
        _end(present, day)


def begin_anew(premises: models.Premises, day: date) -> None:
    """From a day on it is what its state says, after days on which it lived on in another."""
    models.OpenRange(
        premises=premises,
        from_date=day,
        state=premises.state,
        commune_id=premises.commune_id,
        kind_id=premises.kind_id,
    ).save()

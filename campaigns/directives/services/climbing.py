"""Silence climbs: telling the next level of what is overdue, and the unit before it happens."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.directives import models, queries
from campaigns.kernel import actor, roles, writing
from campaigns.notifications import models as notification_models
from campaigns.notifications import services as notification_services

L = models.Level
A = models.EscalationAct
BATCH = 200

_WORDS = {
    L.UNIT: _("Was due on %(due)s, and nothing is reported: %(task)s."),
    L.HEAD: _("Your unit is silent on a duty that was due on %(due)s: %(task)s."),
    L.DEPARTMENT: _("%(unit)s is silent on a duty that was due on %(due)s: %(task)s."),
    L.OFFICE: _("%(unit)s is silent on a duty that was due on %(due)s: %(task)s."),
}
_WARNING = _("If nothing is reported, %(level)s hears of it on %(day)s: %(task)s.")
_HEADLESS = _("Nobody is named as its head.")


@dataclass(frozen=True)
class _Found:
    """An assignment with a step of its climb that is to be done now."""

    row: models.Assignment
    due: date
    rung: queries.Rung
    act: models.EscalationAct
    people: Sequence[accounts_models.User]
    is_headless: bool


def climb_silence(*, by: actor.Actor, at: datetime) -> int:
    """Tell each level whose day has come, and warn units a working day before; return how many
    steps were made. On a day that is not worked nobody hears anything.

    Rows are held by batches, each in a transaction of its own with its notices: a second sweep at
    the same moment passes over what the first one holds, one after a kill does what was left, and
    a step is unique in the database.
    """
    today, calendar = timezone.localdate(at), queries.working_calendar()
    if not calendar.is_working_day(today):
        return 0
    made = 0
    waiting = queries.may_climb(today).order_by("current_due_date", "pk")
    pks = list(waiting.values_list("pk", flat=True))
    for first in range(0, len(pks), BATCH):
        with writing.writing(by=by, at=at):
            made += _climb_batch(pks[first : first + BATCH], calendar, today, at)
    return made


def _climb_batch(pks: Sequence[int], calendar: queries.Calendar, today: date, at: datetime) -> int:
    held = queries.may_climb(today).filter(pk__in=pks).order_by("pk")
    free = held.select_for_update(skip_locked=True, of=("self",))
    locked = list(free.values_list("pk", flat=True))
    loaded = models.Assignment.objects.filter(pk__in=locked)
    rows = list(loaded.select_related("unit", "obligation", "parent").order_by("pk"))
    found = list(_to_do(rows, calendar, today))
    steps = [
        models.Escalation(
            assignment=one.row,
            due_date=one.due,
            level=one.rung.level,
            act=one.act,
            planned_date=one.rung.on_date,
            people_count=len(one.people),
            made_at=at,
        )
        for one in found
    ]
    if not found:
        return 0
    models.Escalation.objects.bulk_create(steps, batch_size=500)
    for one in found:
        _tell(one, at)
    _record(found)
    return len(found)


def _to_do(
    rows: Sequence[models.Assignment], calendar: queries.Calendar, today: date
) -> Iterator[_Found]:
    """What the plans of these assignments ask for today."""
    seats = queries.seats_of(rows, on=today)
    silences = queries.silences_of(rows, seats, on=today)
    warned = _warned(rows)
    days = queries.waits()
    for row in rows:
        due = row.current_due_date
        if due is None:
            continue
        for rung in queries.climb(silences[row.pk], calendar, days, today):
            act = act_of(rung, today)
            if act is None or (act == A.WARNED and (row.pk, rung.level, rung.on_date) in warned):
                continue
            people = hearing(rung.level, is_told=act == A.TOLD, seats=seats[row.pk])
            yield _Found(row, due, rung, act, people, L.HEAD in silences[row.pk].vacant)


def act_of(rung: queries.Rung, today: date) -> models.EscalationAct | None:
    """What a plan asks for today at this level."""
    if rung.is_told:
        return None
    if rung.on_date <= today:
        return A.TOLD
    is_near = rung.warn_date is not None and rung.warn_date <= today
    return A.WARNED if is_near else None


def hearing(
    level: models.Level,
    *,
    is_told: bool,
    seats: Mapping[models.Level, Sequence[accounts_models.User]],
) -> Sequence[accounts_models.User]:
    """The people of the level; of a warning or a reminder, all who act for the unit."""
    if is_told:
        return seats[level]
    both = {user.pk: user for user in (*seats[L.UNIT], *seats[L.HEAD])}
    return list(both.values())


def _warned(rows: Sequence[models.Assignment]) -> set[tuple[int, int, date]]:
    said = models.Escalation.objects.filter(assignment__in=[row.pk for row in rows], act=A.WARNED)
    return set(said.values_list("assignment_id", "level", "planned_date"))


def _tell(found: _Found, at: datetime) -> None:
    row, rung = found.row, found.rung
    with translation.override("vi"):
        words = str(_WARNING if found.act == A.WARNED else _WORDS[rung.level])
        if found.act == A.TOLD and rung.level > L.HEAD and found.is_headless:
            words += " " + str(_HEADLESS)
        text = words % {
            "task": row.obligation.task_vi[:140],
            "unit": row.unit.name_vi,
            "due": queries.said_day(found.due),
            "day": queries.said_day(rung.on_date),
            "level": rung.level.label,
        }
    notification_services.tell(
        users=found.people,
        topic=f"directives.climb.{row.pk}.{found.due:%Y%m%d}.{rung.level.value}"
        f".{found.act}.{rung.on_date:%Y%m%d}",
        text=text,
        url=reverse("directives:assignment", args=[row.pk]),
        at=at,
        kind=notification_models.Kind.ESCALATIONS,
        about=notification_services.About(
            permission=roles.Permission.VIEW_OBLIGATION,
            unit_id=row.unit_id,
            matter=row.unit.name_vi,
        ),
    )


def _record(found: Sequence[_Found]) -> None:
    """An event for each level that heard; one for all warnings of the batch."""
    for one in found:
        if one.act == A.TOLD:
            audit_services.record(
                "directives.silence_escalated",
                one.row,
                unit_id=one.row.unit_id,
                after={
                    "due": one.due.isoformat(),
                    "level": one.rung.level.name,
                    "people_told": len(one.people),
                },
            )
    warned = [one.row for one in found if one.act == A.WARNED]
    if warned:
        audit_services.record(
            "directives.silence_warned", warned[0], after={"assignments": [w.pk for w in warned]}
        )

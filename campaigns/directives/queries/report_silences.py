"""What is known of missing reports: when units are reminded, whose silence climbs, who hears."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from campaigns.directives import models
from campaigns.directives.models import outcomes
from campaigns.directives.queries import calendar as calendars
from campaigns.directives.queries import climbing, issuing, silences

A = models.ReportAct
L = models.Level
# What was due, unlocked or no longer excused longer ago is left to the lists: it climbs no more.
CLIMBS_FOR = timedelta(days=60)
# No form reminds earlier: ten working days are never more, Tết among them.
_LOOKS_AHEAD = timedelta(days=31)
# What a row is to be loaded with to tell who hears of it.
SILENCE_LOADED = ("form__obligation__clause__directive__campaign", "unit__kind")


@dataclass(frozen=True)
class Reminder:
    """That the unit is reminded on a day."""

    act: models.ReportAct
    on_date: date


def reminders(
    *, rhythm: str, due: date, days: int, calendar: calendars.Calendar
) -> tuple[Reminder, ...]:
    """When a unit is reminded of a report: so many working days before it is due, not at all for 0,
    and on the day; of a daily report on the day alone. Nothing is asked of the database."""
    on_the_day = Reminder(A.DUE, due)
    if not days or rhythm == models.Rhythm.DAILY:
        return (on_the_day,)
    try:
        before = calendar.add_working_days(due, -days)
    except calendars.OutsideCalendar:
        return (on_the_day,)
    return (Reminder(A.REMINDED, before), on_the_day)


def _owed() -> models.ExpectedReportQuerySet:
    """Sent by nobody, excused by nobody, and still expected."""
    rows = models.ExpectedReport.objects.all().unanswered().filter(excused_at__isnull=True)
    found: models.ExpectedReportQuerySet = rows.filter(outcomes.expected_condition())
    return found


def _of_standing_units(
    rows: models.ExpectedReportQuerySet, on: date
) -> models.ExpectedReportQuerySet:
    return rows.filter(Q(unit__valid_to_date__isnull=True) | Q(unit__valid_to_date__gte=on))


def able_to_climb(
    rows: models.ExpectedReportQuerySet, *, on: date
) -> models.ExpectedReportQuerySet:
    """Those whose silence climbs, or will once they are missing."""
    strengths = [strength for strength, ladder in climbing.LADDERS.items() if ladder]
    standing = _of_standing_units(rows, on).filter(
        outcomes.expected_condition(),
        form__obligation__strength__in=strengths,
        submitted_at__isnull=True,
        excused_at__isnull=True,
    )
    return standing.filter(_is_recent(on))


def _is_recent(on: date) -> Q:
    since = timezone.make_aware(datetime.combine(on - CLIMBS_FOR, time()))
    freed = models.ReportExcuse.objects.filter(report=OuterRef("pk"), taken_back_at__gte=since)
    is_lately = Q(due_date__gte=on - CLIMBS_FOR) | Q(unlocked_until_at__gte=since)
    return is_lately | Q(Exists(freed))


def reports_to_climb(on: date) -> list[int]:
    """Missing reports of which the last level has not heard; by due date."""
    heard = models.ReportEscalation.objects.filter(
        report=OuterRef("pk"), due_date=OuterRef("due_date"), act=A.TOLD
    )
    ordered = Q(form__obligation__strength=models.Strength.ASSIGN, unit__kind__is_commanded=True)
    tops = {models.Strength.ASSIGN: ordered, models.Strength.REQUEST: ~ordered}
    to_the_top = Q()
    for strength, those in tops.items():
        to_the_top |= Q(Exists(heard.filter(level=climbing.LADDERS[strength][-1]))) & those
    rows = able_to_climb(models.ExpectedReport.objects.all(), on=on).filter(due_date__lt=on)
    missing = rows.exclude(to_the_top).order_by("due_date", "pk")
    return list(missing.values_list("pk", flat=True))


def reports_to_remind(at: datetime, calendar: calendars.Calendar) -> list[int]:
    """Reports of which their units are to be reminded now, and were not; by due date."""
    on = timezone.localdate(at)
    near = _of_standing_units(_owed(), on).filter(due_date__range=(on, on + _LOOKS_AHEAD))
    key = ("form_id", "form__rhythm", "form__remind_days", "due_date")
    wanted = Q(pk__in=[])
    for form_id, rhythm, days, due in near.order_by(*key).values_list(*key).distinct():
        for one in reminders(rhythm=rhythm, due=due, days=days, calendar=calendar):
            if one.on_date <= on and (one.act == A.DUE or on < due):
                wanted |= _not_yet(one.act) & Q(form_id=form_id, due_date=due)
    found = near.filter(wanted, timely_until_at__gt=at).order_by("due_date", "pk")
    return list(found.values_list("pk", flat=True))


def _not_yet(act: models.ReportAct) -> Q:
    done = models.ReportEscalation.objects.filter(
        report=OuterRef("pk"), due_date=OuterRef("due_date"), act=act
    )
    return ~Q(Exists(done))


def seats_of_reports(
    rows: Sequence[models.ExpectedReport], *, on: date
) -> dict[int, silences.Seats]:
    """By report, who hears at each level; the unit for which it is collected sits with the
    coordinating department."""
    posts = {
        row.pk: silences.Post(
            row.unit_id, row.form.collector_id if row.form.collector_id != row.unit_id else None
        )
        for row in rows
    }
    return silences.seats_at(posts, on=on)


def silences_of_reports(
    rows: Sequence[models.ExpectedReport], seats: Mapping[int, silences.Seats], *, on: date
) -> dict[int, climbing.Silence]:
    """By report, what its climb follows from.

    A body outside the committee's command is asked, not ordered. It is stopped by the report, a nil report or an excuse. While it is unlocked the unit has time
    anew; an excuse that is taken back counts as if it had been given to the unit that day.
    """
    told, freed = _told(rows), _freed(rows)
    return {
        row.pk: climbing.Silence(
            due=row.due_date,
            strength=issuing.strength_for(row.form.obligation, row.unit),
            is_waiting=_is_waiting(row, on),
            acted_date=_given_again(row, freed.get(row.pk)),
            told=told.get(row.pk, {}),
            vacant=frozenset(level for level in L if not seats[row.pk][level]),
        )
        for row in rows
    }


def _is_waiting(row: models.ExpectedReport, on: date) -> bool:
    ended = row.unit.valid_to_date
    is_open = row.submitted_at is None and row.excused_at is None
    return is_open and (ended is None or ended >= on)


def _given_again(row: models.ExpectedReport, freed_at: datetime | None) -> date | None:
    days = [timezone.localdate(freed_at)] if freed_at else []
    if row.unlocked_until_at is not None:
        days.append(timezone.localdate(row.unlocked_until_at - timedelta(microseconds=1)))
    return max(days, default=None)


def _freed(rows: Sequence[models.ExpectedReport]) -> dict[int, datetime]:
    """By report, when an excuse was last taken back."""
    taken = models.ReportExcuse.objects.filter(report__in=[row.pk for row in rows])
    last = taken.filter(state=models.ExcuseState.TAKEN_BACK).values_list("report")
    return dict(last.annotate(Max("taken_back_at")).order_by())


def _told(rows: Sequence[models.ExpectedReport]) -> dict[int, dict[models.Level, climbing.Told]]:
    """By report, the levels that heard of its present due date."""
    dues = {row.pk: row.due_date for row in rows}
    heard = models.ReportEscalation.objects.filter(report__in=list(dues), act=A.TOLD)
    found: dict[int, dict[models.Level, climbing.Told]] = {}
    for said in heard.order_by("level", "pk"):
        if said.due_date == dues[said.report_id]:
            told = climbing.Told(timezone.localdate(said.made_at), said.people_count == 0)
            found.setdefault(said.report_id, {})[models.Level(said.level)] = told
    return found


@dataclass(frozen=True)
class ReportPlanLine:
    """One level of the plan of a report, with who sits there today."""

    row: models.ExpectedReport
    rung: climbing.Rung
    people: tuple[str, ...]
    page = "directives:report"

    @property
    def on_date(self) -> date:
        return self.rung.on_date

    @property
    def level(self) -> int:
        return self.rung.level.value

    @property
    def unit(self) -> str:
        return self.row.unit.name_vi

    @property
    def clause(self) -> str:
        return self.row.form.obligation.clause.number

    @property
    def task(self) -> str:
        return self.row.form.name_vi

    @property
    def due(self) -> date:
        return self.row.due_date


def report_plans_of(
    rows: Sequence[models.ExpectedReport], calendar: calendars.Calendar, *, on: date
) -> list[ReportPlanLine]:
    """Who heard and who will hear when if no report comes from today on, by report and level."""
    seats = seats_of_reports(rows, on=on)
    known = silences_of_reports(rows, seats, on=on)
    days = climbing.waits()
    return [
        ReportPlanLine(row, rung, tuple(str(user) for user in seats[row.pk][rung.level]))
        for row in rows
        for rung in climbing.climb(known[row.pk], calendar, days, on)
    ]


def report_plan_shown(
    row: models.ExpectedReport, *, is_expected: bool, on: date
) -> list[ReportPlanLine]:
    """The plan of one report on its page: none of what is no longer expected, or was sent before
    anybody heard."""
    if not is_expected:
        return []
    return report_plans_of([row], calendars.working_calendar(), on=on)


def heard_of_report(row: models.ExpectedReport) -> QuerySet[models.ReportEscalation]:
    """Reminders, warnings and who heard, the latest first."""
    return row.escalations.order_by("-made_at", "-pk")

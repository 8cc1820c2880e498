"""Which reports are expected of whom, and when: periods, due dates, units, moves of due dates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from campaigns.directives import models
from campaigns.directives.models import outcomes
from campaigns.directives.queries import calendar as calendars
from campaigns.kernel import roles
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

_DAY = timedelta(days=1)
# How far back the sweep looks for periods that it missed, in days: a month and some days.
HORIZON_DAYS = 35
# What a report is to be loaded with to tell how it stands.
REPORT_LOADED = ("form__obligation__clause__directive__campaign", "unit")


@dataclass(frozen=True)
class Period:
    """A day, a week or a month; both days belong to it."""

    start: date
    end: date


def period_of(rhythm: str, day: date) -> Period:
    """The period of a rhythm in which a day lies; weeks begin on Monday."""
    if rhythm == models.Rhythm.DAILY:
        return Period(day, day)
    if rhythm == models.Rhythm.WEEKLY:
        start = day - timedelta(days=day.weekday())
        return Period(start, start + timedelta(days=6))
    start = day.replace(day=1)
    return Period(start, (start + timedelta(days=31)).replace(day=1) - _DAY)


def periods(rhythm: str, first: date, last: date) -> Iterator[Period]:
    """Periods with their last day on or after `first` that have begun by `last`, in order."""
    period = period_of(rhythm, first)
    while period.start <= last:
        yield period
        period = period_of(rhythm, period.end + _DAY)


def due_of(rhythm: str, end: date, days: int, calendar: calendars.Calendar) -> date:
    """When the report of a period is due: so many working days after its last day, plain days for
    a daily report; for 0 working days the last day itself, or the next one that is worked.

    Raises:
        OutsideCalendar: it falls beyond the years that the calendar knows.
    """
    if rhythm == models.Rhythm.DAILY:
        return end + timedelta(days=days)
    return calendar.add_working_days(end, days)


@dataclass(frozen=True)
class Times:
    """When a report is due, until when it is in time, and when it locks: at the end of the last
    day on which it is taken late."""

    due: date
    timely_until: datetime
    locks: datetime


def times_of(form: models.ReportForm, period: Period, calendar: calendars.Calendar) -> Times:
    """The times of one period's reports, by the form as it is now."""
    zone = timezone.get_default_timezone()
    due = due_of(form.rhythm, period.end, form.due_days, calendar)
    locks = due + timedelta(days=form.lock_days + 1)
    return Times(
        due,
        datetime.combine(due, form.timely_until_time, zone),
        datetime.combine(locks, time(), zone),
    )


def periods_to_expect(form: models.ReportForm, *, on: date) -> list[Period]:
    """Periods of a form that are running or ended lately, as far as form and campaign reach.

    A period belongs to the days of the form if its last day does. The form's obligation is to be
    loaded up to its campaign.
    """
    campaign = form.obligation.clause.directive.campaign
    first = max(form.valid_from_date, campaign.starts_date, on - timedelta(days=HORIZON_DAYS))
    ends = [day for day in (form.valid_to_date, campaign.ends_date) if day is not None]
    found = periods(form.rhythm, first, on)
    return [one for one in found if all(one.end <= last for last in ends)]


def forms_to_expect(*, on: date) -> list[models.ReportForm]:
    """Forms of which a period may be running, or ended lately."""
    since = on - timedelta(days=HORIZON_DAYS)
    rows = models.ReportForm.objects.filter(
        Q(valid_to_date__isnull=True) | Q(valid_to_date__gte=since)
    )
    loaded = rows.select_related("obligation__clause__directive__campaign")
    return list(loaded.order_by("pk"))


def units_expected(form: models.ReportForm, *, on: date) -> units_models.UnitQuerySet:
    """Of whom the report is expected for the period that ends on a day.

    That day alone decides: a unit that was merged or abolished in mid-period, or is paused then,
    owes nothing for the period; its successor, or a unit opened in mid-period, owes the report for
    the whole of it. So each territory reports each period once. A successor is asked by its kind;
    where a unit was named, the form is to name its successor.
    """
    return units_asked(
        form.collector_id,
        unit_ids=list(form.units.values_list("pk", flat=True)),
        kind_ids=list(form.kinds.values_list("pk", flat=True)),
        on=on,
    )


def units_asked(
    collector_id: int, *, unit_ids: Sequence[int], kind_ids: Sequence[int], on: date
) -> units_models.UnitQuerySet:
    """Units by name and of some kinds that stand under the collector and work on a day."""
    ranges = units_models.ActiveRange.objects.filter(units_models.in_force(on), unit=OuterRef("pk"))
    asked = Q(pk__in=unit_ids) | Q(kind_id__in=kind_ids)
    below = units_models.Unit.objects.all().subtree_of(collector_id, on)
    found: units_models.UnitQuerySet = below.filter(asked).filter(Exists(ranges))
    return found


def units_unasked(form: models.ReportForm, period: Period) -> list[int]:
    """Units of whom the report is expected and that have no row for it yet; by key."""
    rows = models.ExpectedReport.objects.filter(
        form=form, unit=OuterRef("pk"), period_start_date=period.start
    )
    missing = units_expected(form, on=period.end).filter(~Exists(rows))
    return list(missing.order_by("pk").values_list("pk", flat=True))


def is_expected(row: models.ExpectedReport) -> bool:
    """Whether the report is still expected; the form is to be loaded up to its campaign."""
    ranges = units_models.ActiveRange.objects.filter(unit_id=row.unit_id)
    days = list(ranges.values_list("valid_from_date", "valid_to_date"))
    form = row.form
    campaign = form.obligation.clause.directive.campaign
    end = row.period_end_date
    ends = [day for day in (form.valid_to_date, campaign.ends_date) if day is not None]
    runs = form.valid_from_date <= end and all(end <= last for last in ends)
    return runs and outcomes.worked_on(end, days)


@dataclass(frozen=True)
class ReportMove:
    """Open reports of one form and period that another calendar moves; `count` are units."""

    form: models.ReportForm
    period: Period
    due_days: int
    from_date: date
    to_date: date
    count: int


def report_moves(day: date, calendar: calendars.Calendar) -> list[ReportMove]:
    """What a change of one day of the calendar moves of reports that nobody sent yet."""
    open_rows = models.ExpectedReport.objects.all().unanswered()
    over = open_rows.filter(period_end_date__lte=day, due_date__gte=day).exclude(
        form__rhythm=models.Rhythm.DAILY
    )
    key = ("form_id", "period_start_date", "period_end_date", "due_days", "due_date")
    groups = list(over.values(*key).annotate(n=Count("pk")).order_by(*key))
    forms = models.ReportForm.objects.in_bulk({group["form_id"] for group in groups})
    moves = []
    for group in groups:
        form = forms[group["form_id"]]
        due = due_of(form.rhythm, group["period_end_date"], group["due_days"], calendar)
        if due != group["due_date"]:
            period = Period(group["period_start_date"], group["period_end_date"])
            moves.append(
                ReportMove(form, period, group["due_days"], group["due_date"], due, group["n"])
            )
    return moves


def forms_visible_to(
    user: units_permissions.Visitor, permission: roles.Permission, *, on: date
) -> list[models.ReportForm]:
    """Forms collected for units where the user has the permission, by name."""
    units = units_permissions.units_where(user, permission, on=on)
    rows = models.ReportForm.objects.filter(collector__in=units.values("pk"))
    loaded = rows.select_related("obligation__clause", "collector")
    return list(loaded.order_by("name_vi", "pk"))

"""What waits of expected reports: for the unit, for who collects, for the office that heard."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.accounts import models as accounts_models
from campaigns.directives import models as directives_models
from campaigns.directives import queries as directives_queries
from campaigns.workspace.queries import waiting_items

_MOST = waiting_items.MOST_PER_AREA
Item = waiting_items.WaitingItem
Missing = directives_queries.MissingReports


def report_items(user: accounts_models.User, own: list[int], at: datetime) -> Iterator[Item]:
    """Reports of one's own units that are due or missing, how many are missing where one collects,
    and what climbed to one's office."""
    today = timezone.localdate(at)
    if own:
        yield from _own(own, today, at)
    found, assigns = directives_queries.missing_for(user, own, at=at, on=today, limit=_MOST)
    for one in found:
        yield _missing_below(one, today, may_settle=one.unit_id in assigns)
    for one in directives_queries.reports_before_the_office(user, at=at, on=today, limit=_MOST):
        yield _before_the_office(one)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _own(own: list[int], today: date, at: datetime) -> Iterator[Item]:
    calendar = directives_queries.working_calendar()
    soon_until = directives_queries.marks_on(today, calendar).soon_until
    for row in directives_queries.reports_due(
        own, at=at, on=today, soon_until=soon_until, limit=_MOST
    ):
        yield _due(row)
    for one in directives_queries.missing_in(own, at=at, on=today, limit=_MOST):
        yield _missing_here(one, today)


def _due(row: directives_models.ExpectedReport) -> Item:
    """It waits since its period ended."""
    return Item(
        text=_("Due on %(due)s: %(report)s")
        % {"report": row.form.name_vi, "due": directives_queries.said_day(row.due_date)},
        act=_("Send the report"),
        url=reverse("directives:send_report", args=[row.pk]),
        since_at=_midnight(row.period_end_date),
        icon="clipboard-text",
        tone="warning",
    )


def _missing_here(found: Missing, today: date) -> Item:
    words = ngettext(
        "%(num)s report is missing since %(due)s: %(report)s",
        "%(num)s reports are missing, the first since %(due)s: %(report)s",
        found.count,
    )
    is_one = found.only_id is not None
    return Item(
        text=_said(words, found, found.count),
        act=_("Send the report") if is_one else _("See which"),
        url=reverse("directives:report", args=[found.only_id])
        if is_one
        else _listed(found, today, unit=str(found.unit_id)),
        since_at=_midnight(found.first_due),
        icon="clipboard-text",
        tone="danger",
    )


def _missing_below(found: Missing, today: date, *, may_settle: bool) -> Item:
    """How many have not reported; who assigns is led to where they are reminded or excused."""
    words = ngettext(
        "%(num)s unit has not reported, due on %(due)s: %(report)s",
        "%(num)s units have not reported, due since %(due)s: %(report)s",
        found.units_count,
    )
    url = _listed(found, today)
    if may_settle and found.start is not None:
        url = reverse("directives:absent", args=[found.form_id, found.start.isoformat()])
    return Item(
        text=_said(words, found, found.units_count),
        act=_("See who"),
        url=url,
        since_at=_midnight(found.first_due),
        icon="users-group",
        tone="danger",
    )


def _before_the_office(found: Missing) -> Item:
    words = ngettext(
        "%(num)s report climbed to you, missing since %(due)s: %(report)s",
        "%(num)s reports climbed to you, missing since %(due)s: %(report)s",
        found.count,
    )
    is_one = found.only_id is not None
    query = [("form", str(found.form_id)), ("outcome", "MISSING"), ("heard", "4")]
    return Item(
        text=_said(words, found, found.count),
        act=_("Open the report") if is_one else _("See who"),
        url=reverse("directives:report", args=[found.only_id])
        if is_one
        else f"{reverse('directives:report_list')}?{urlencode(query)}",
        since_at=_midnight(found.first_due),
        icon="alert-triangle",
        tone="danger",
    )


def _said(words: str, found: Missing, count: int) -> str:
    due = directives_queries.said_day(found.first_due)
    return words % {"num": count, "due": due, "report": found.name}


def _listed(found: Missing, today: date, **more: str) -> str:
    """The list behind the line, which shows as many."""
    since = directives_queries.missing_since(today).isoformat()
    query = {"form": str(found.form_id), "outcome": "MISSING", "due_from": since, **more}
    return f"{reverse('directives:report_list')}?{urlencode(query)}"

"""What waits of duties: for the unit, for who handed down, for who assigns, for who heard."""

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
from campaigns.workspace.queries import my_reports, waiting_items

_MOST = waiting_items.MOST_PER_AREA
Item = waiting_items.WaitingItem
S = directives_models.AssignmentState
T = directives_models.TimeState
L = directives_models.Level


def duty_items(user: accounts_models.User, at: datetime) -> Iterator[Item]:
    """Duties of one's own units, silence below them, what waits for a word, silence that climbed to
    the user, and expected reports."""
    today = timezone.localdate(at)
    own = directives_queries.own_units(user, on=today)
    if own:
        yield from _own(own, today, at)
        yield from _below(own, today)
    for row in directives_queries.waiting_for_word(user, own, on=today, limit=_MOST):
        yield _reported(row, at)
    for found in directives_queries.brought_before(user, on=today, limit=_MOST):
        yield _silent(found)
    yield from my_reports.report_items(user, own, at)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _own(own: list[int], today: date, at: datetime) -> Iterator[Item]:
    calendar = directives_queries.working_calendar()
    marks = directives_queries.marks_on(today, calendar)
    for row in directives_queries.waiting_in(own, marks=marks, limit=_MOST):
        yield _duty(row, today, at)


def _duty(row: directives_models.Assignment, today: date, at: datetime) -> Item:
    """An overdue one in red since its due date; one that is due soon since today."""
    page = reverse("directives:assignment", args=[row.pk])
    due, stands_at = row.current_due_date, getattr(row, "stands_at", None) or row.issued_at or at
    values = {"task": row.obligation.task_vi, "due": directives_queries.said_day(due)}
    is_overdue = getattr(row, "time_state", "") in {T.OVERDUE, T.VERY_OVERDUE}
    if row.state == S.RETURNED:
        words, act, url = _("Came back to your unit: %(task)s"), _("See why"), page
    elif is_overdue and due is not None:
        words, act = _("Overdue since %(due)s: %(task)s"), _("Report it done")
        url = reverse("directives:report_done", args=[row.pk])
    elif row.state == S.ISSUED:
        words, act, url = _("New duty of your unit: %(task)s"), _("Confirm receipt"), page
    else:
        words, act = _("Due on %(due)s: %(task)s"), _("Report it done")
        url, stands_at = reverse("directives:report_done", args=[row.pk]), _midnight(today)
    since_at = _midnight(due) if is_overdue and due is not None else stands_at
    return Item(
        text=words % values,
        act=act,
        url=url,
        since_at=since_at,
        icon="clipboard-check",
        tone="danger" if is_overdue else "warning",
    )


def _below(own: list[int], today: date) -> Iterator[Item]:
    for found in directives_queries.silent_below(own, on=today, limit=_MOST):
        words = ngettext(
            "%(num)s unit below is overdue since %(due)s: %(task)s",
            "%(num)s units below are overdue, the first since %(due)s: %(task)s",
            found.count,
        )
        yield Item(
            text=words
            % {
                "num": found.count,
                "task": found.task,
                "due": directives_queries.said_day(found.first_due),
            },
            act=_("See who"),
            url=reverse("directives:assignment", args=[found.parent_id]),
            since_at=_midnight(found.first_due),
            icon="users-group",
            tone="danger",
        )


def _reported(row: directives_models.Assignment, at: datetime) -> Item:
    since_at = row.reported_at or at
    return Item(
        text=_("%(unit)s reports done: %(task)s")
        % {"unit": row.unit.short_name_vi, "task": row.obligation.task_vi},
        act=_("Accept or return"),
        url=reverse("directives:assignment", args=[row.pk]),
        since_at=since_at,
        icon="clipboard-check",
        tone=waiting_items.tone_since(since_at, at),
    )


def _silent(found: directives_queries.BroughtBefore) -> Item:
    words = ngettext(
        "%(num)s unit is silent, overdue since %(due)s: %(task)s",
        "%(num)s units are silent, overdue since %(due)s: %(task)s",
        found.count,
    )
    query = urlencode([("obligation", str(found.obligation_id)), ("heard", str(found.level.value))])
    is_one = found.count == 1
    return Item(
        text=words
        % {
            "num": found.count,
            "task": found.task,
            "due": directives_queries.said_day(found.first_due),
        },
        act=_("Open the duty") if is_one else _("See who"),
        url=reverse("directives:assignment", args=[found.only_id])
        if is_one
        else f"{reverse('directives:assignment_list')}?{query}",
        since_at=found.told_at,
        icon="alert-triangle",
        tone="danger",
    )

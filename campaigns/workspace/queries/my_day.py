"""What waits for somebody in all areas of Loa: alarms, then oldest first, each one click from done."""

from collections.abc import Callable, Iterator
from datetime import datetime, time

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models as broadcasts_models
from campaigns.broadcasts import queries as broadcasts_queries
from campaigns.conduct import models as conduct_models
from campaigns.drives import models as drives_models
from campaigns.drives import queries as drives_queries
from campaigns.kernel import roles
from campaigns.units import permissions
from campaigns.workspace.queries import (
    my_duties,
    my_inspections,
    my_premises,
    my_teams,
    waiting_items,
)
from cms import models as cms_models
from cms import queries as cms_queries

MOST_PER_AREA = waiting_items.MOST_PER_AREA
WaitingItem = waiting_items.WaitingItem
_tone = waiting_items.tone_since
_Area = Callable[[accounts_models.User, datetime], Iterator[WaitingItem]]


def my_day(user: accounts_models.User, at: datetime) -> list[WaitingItem]:
    """Everything that waits for the user at a moment: alarms, then what waits longest."""
    held = permissions.permissions_of(user, on=timezone.localdate(at))
    items = [
        item
        for needed, area in _AREAS
        if needed is None or needed & held
        for item in area(user, at)
    ]
    return sorted(items, key=lambda item: (not item.is_alarm, item.since_at))


def _is_emergency(release: broadcasts_models.Release) -> bool:
    return release.priority == broadcasts_models.Priority.EMERGENCY


def _airings(user: accounts_models.User, at: datetime) -> Iterator[WaitingItem]:
    """Releases whose time is over and of which nobody said whether they were aired; an emergency
    from its first second on, for it is to be aired at once."""
    units = permissions.units_where(user, roles.Permission.CONFIRM_AIRING)
    is_emergency = Q(priority=broadcasts_models.Priority.EMERGENCY)
    rows = (
        broadcasts_models.Release.objects.unconfirmed()
        .filter(Q(planned_end_at__lte=at) | is_emergency & Q(planned_start_at__lte=at))
        .filter(outlet__unit__in=units)
        .select_related("script", "outlet__unit")
        .order_by("-planned_end_at", "-pk")[:MOST_PER_AREA]
    )
    for row in rows:
        since_at = row.planned_start_at if _is_emergency(row) else row.planned_end_at
        yield WaitingItem(
            text=_("Nobody confirmed the airing of “%(title)s” at %(outlet)s")
            % {"title": row.script.title, "outlet": row.outlet.unit.short_name_vi},
            act=_("Confirm the airing"),
            url=reverse("broadcasts:confirm", args=[row.pk]),
            since_at=since_at,
            icon="radio",
            tone="danger" if _is_emergency(row) else _tone(since_at, at),
            is_alarm=_is_emergency(row),
        )


def _recalls(user: accounts_models.User, at: datetime) -> Iterator[WaitingItem]:
    """Old texts that an outlet has yet to confirm gone: for it, and for those who place scripts."""
    answering = permissions.units_where(user, roles.Permission.CONFIRM_AIRING)
    watching = permissions.units_where(user, roles.Permission.PLAN_RELEASE)
    mine = Q(outlet__unit__in=answering) | Q(outlet__unit__in=watching)
    rows = (
        broadcasts_models.RecallNotice.objects.unanswered()
        .filter(mine)
        .select_related("recall__script", "outlet__unit")
        .order_by("asked_at", "pk")[:MOST_PER_AREA]
    )
    for row in rows:
        yield WaitingItem(
            text=_("%(outlet)s has not confirmed that the old text “%(title)s” is gone")
            % {"outlet": row.outlet.unit.short_name_vi, "title": row.recall.script.title},
            act=_("Open the recall"),
            url=reverse("broadcasts:recall", args=[row.recall_id]),
            since_at=row.asked_at,
            icon="history",
            tone="danger",
            is_alarm=True,
        )


_COVERAGE_WORDS = {
    "answer": (
        gettext_lazy("Say whether you take it: “%(matter)s” for %(outlet)s"),
        gettext_lazy("Answer"),
    ),
    "piece": (
        gettext_lazy("Deliver “%(matter)s” for %(outlet)s, due %(due)s"),
        gettext_lazy("Deliver"),
    ),
    "another": (
        gettext_lazy("Declined, ask somebody else: “%(matter)s” for %(outlet)s"),
        gettext_lazy("Assign"),
    ),
    "silence": (
        gettext_lazy("Nobody acts on “%(matter)s” for %(outlet)s, due %(due)s"),
        gettext_lazy("Open it"),
    ),
}


def _coverage(user: accounts_models.User, at: datetime) -> Iterator[WaitingItem]:
    """Pieces to answer for, to deliver, to give to somebody else, and silence that climbed."""
    for waiting in broadcasts_queries.waiting_for(user, at, MOST_PER_AREA):
        words, act = _COVERAGE_WORDS[waiting.why]
        values = {
            "matter": waiting.row.matter,
            "outlet": waiting.row.outlet.unit.short_name_vi,
            "due": f"{timezone.localtime(waiting.row.due_at):%H:%M %d/%m/%Y}",
        }
        yield WaitingItem(
            text=str(words) % values,
            act=str(act),
            url=reverse("planning:coverage", args=[waiting.row.pk]),
            since_at=waiting.since_at,
            icon="calendar-event",
            tone="danger" if waiting.row.due_at < at else _tone(waiting.since_at, at),
        )


def _deliveries(user: accounts_models.User, at: datetime) -> Iterator[WaitingItem]:
    """Scripts that did not reach their outlet, and those of which the outlet says nothing."""
    planning = permissions.units_where(user, roles.Permission.PLAN_RELEASE)
    dead = broadcasts_models.Delivery.objects.dead().filter(destination__outlet__unit__in=planning)
    lost = dead.select_related("release__script", "destination").order_by("settled_at", "pk")
    for row in lost[:MOST_PER_AREA]:
        if row.release is not None and row.settled_at is not None:
            yield WaitingItem(
                text=_("“%(title)s” did not reach %(destination)s")
                % {"title": row.release.script.title, "destination": row.destination.name},
                act=_("See what went wrong"),
                url=reverse("broadcasts:release_deliveries", args=[row.release_id]),
                since_at=row.settled_at,
                icon="send",
                tone="danger",
                is_alarm=_is_emergency(row.release),
            )
    own = permissions.units_where(user, roles.Permission.CONFIRM_AIRING)
    silent = broadcasts_queries.unacknowledged_releases(at).filter(outlet__unit__in=own)
    loaded = silent.select_related("script").order_by("requested_at", "pk")
    for release in loaded[:MOST_PER_AREA]:
        yield WaitingItem(
            text=_("Say that you have the script “%(title)s”") % {"title": release.script.title},
            act=_("Open it"),
            url=reverse("broadcasts:release_deliveries", args=[release.pk]),
            since_at=release.requested_at,
            icon="inbox",
            tone=_tone(release.requested_at, at),
            is_alarm=_is_emergency(release),
        )


def _guidance(user: accounts_models.User, at: datetime) -> Iterator[WaitingItem]:
    """What chief editors and writers have to do in their newsrooms."""
    duties = cms_queries.duties_of(user, timezone.localdate(at))
    for row in duties.to_approve[:MOST_PER_AREA]:
        yield _guidance_item(row, _("Waits for your check: %(title)s"), row.submitted_at, at)
    for row in duties.to_mend[:MOST_PER_AREA]:
        back_at = row.returned_at or row.fact_checked_at or row.submitted_at
        yield _guidance_item(row, _("Came back to you: %(title)s"), back_at, at)
    for row in duties.to_clear[:MOST_PER_AREA]:
        forced_at = row.published_at or row.submitted_at
        words = _("Published by force, look at it as a third person: %(title)s")
        yield _guidance_item(row, words, forced_at, at)
    for page in duties.to_review[:MOST_PER_AREA]:
        yield _review_item(page, at)


def _review_item(page: cms_models.GuidancePage, at: datetime) -> WaitingItem:
    """Public guidance whose day of another look has come."""
    due_date = page.review_by_date or timezone.localdate(at)
    since_at = timezone.make_aware(datetime.combine(due_date, time()))
    return WaitingItem(
        text=_("To be looked at again: %(title)s") % {"title": page.title},
        act=_("Open the text"),
        url=reverse("newsroom:review", args=[page.pk]),
        since_at=since_at,
        icon="calendar",
        tone=_tone(since_at, at),
    )


def _fact_checks(user: accounts_models.User, at: datetime) -> Iterator[WaitingItem]:
    """Texts whose facts the user is asked to check."""
    for row in cms_queries.waiting_checks(user, timezone.localdate(at))[:MOST_PER_AREA]:
        since_at = row.approval.approved_at or row.approval.submitted_at
        yield WaitingItem(
            text=_("Check the facts: %(title)s") % {"title": row.approval.revision.object_str},
            act=_("Check the facts"),
            url=reverse("fact_checks:check", args=[row.approval.pk]),
            since_at=since_at,
            icon="clipboard-check",
            tone=_tone(since_at, at),
        )


def _guidance_item(
    row: cms_models.PublishApproval, words: str, since_at: datetime, at: datetime
) -> WaitingItem:
    return WaitingItem(
        text=words % {"title": row.revision.object_str},
        act=_("Open the text"),
        url=reverse("newsroom:review", args=[row.page_id]),
        since_at=since_at,
        icon="news",
        tone=_tone(since_at, at),
    )


def _citations(user: accounts_models.User, at: datetime) -> Iterator[WaitingItem]:
    """Commendations that others proposed and that the user may decide."""
    units = permissions.units_where(user, roles.Permission.DECIDE_CITATION)
    rows = (
        conduct_models.Citation.objects.filter(
            unit__in=units, state=conduct_models.Citation.State.NOMINATED
        )
        .exclude(nominated_by=user)
        .select_related("unit")
        .order_by("nominated_at", "pk")[:MOST_PER_AREA]
    )
    for row in rows:
        yield WaitingItem(
            text=_("Waits for a decision: %(title)s (%(unit)s)")
            % {"title": row.title, "unit": row.unit.short_name_vi},
            act=_("Open the proposal"),
            url=reverse("conduct:citation", args=[row.pk]),
            since_at=row.nominated_at,
            icon="award",
            tone=_tone(row.nominated_at, at),
        )


def _drives(user: accounts_models.User, at: datetime) -> Iterator[WaitingItem]:
    """Drives that are over and still open."""
    rows = (
        drives_models.Drive.objects.led_by(user, on=timezone.localdate(at))
        .filter(state=drives_models.Drive.State.OPEN, ends_at__lte=at)
        .order_by("ends_at", "pk")[:MOST_PER_AREA]
    )
    for row in rows:
        yield WaitingItem(
            text=_("Is over and not closed yet: %(name)s") % {"name": row.name},
            act=_("Open the drive"),
            url=reverse("drives:drive_detail", args=[row.pk]),
            since_at=row.ends_at,
            icon="heart-handshake",
            tone=_tone(row.ends_at, at),
        )


_HELP_WORDS = {
    "assign": (
        gettext_lazy("Help is asked for in %(place)s (people: %(people)s)"),
        gettext_lazy("Choose a team"),
    ),
    "accept": (gettext_lazy("Your team is asked to help in %(place)s"), gettext_lazy("Take it on")),
    "visit": (
        gettext_lazy("Your team promised to help in %(place)s"),
        gettext_lazy("Open the request"),
    ),
    "outcome": (
        gettext_lazy("Nobody said what came of the visit in %(place)s"),
        gettext_lazy("Open the request"),
    ),
}


def _help_requests(user: accounts_models.User, at: datetime) -> Iterator[WaitingItem]:
    """Residents' requests to be given to a team, to be taken on, visited and told about."""
    today = timezone.localdate(at)
    for waiting in drives_queries.help_waiting(user, at, today, MOST_PER_AREA):
        words, act = _HELP_WORDS[waiting.what]
        yield WaitingItem(
            text=str(words) % {"people": waiting.people, "place": waiting.place},
            act=str(act),
            url=reverse("help:request", args=[waiting.pk]),
            since_at=waiting.since_at,
            icon="help-circle",
            tone="danger" if waiting.is_late else "warning",
        )


def _held_records(user: accounts_models.User, at: datetime) -> Iterator[WaitingItem]:
    """Records from the field that count only when their organiser confirms them."""
    led = drives_models.Drive.objects.led_by(user, on=timezone.localdate(at))
    for row in drives_queries.waiting_of(led, limit=MOST_PER_AREA):
        words = ngettext(
            "%(num)s record of “%(name)s” is hard to believe: does it count?",
            "%(num)s records of “%(name)s” are hard to believe: do they count?",
            row.count,
        )
        query = urlencode([("drive", str(row.drive_id)), ("show", "held")])
        yield WaitingItem(
            text=words % {"num": row.count, "name": row.drive_name},
            act=_("Look at it"),
            url=f"{reverse('drives:entries')}?{query}",
            since_at=row.since_at,
            icon="alert-triangle",
            tone=_tone(row.since_at, at),
        )


# Each area with the permissions of which one is needed to have anything there: nobody is asked about
# an area of which nothing can wait for them. None where people without a role have duties too.
_P = roles.Permission
_AREAS: tuple[tuple[frozenset[roles.Permission] | None, _Area], ...] = (
    (None, my_duties.duty_items),
    (frozenset({_P.CONFIRM_AIRING}), _airings),
    (frozenset({_P.CONFIRM_AIRING, _P.PLAN_RELEASE}), _recalls),
    (None, _coverage),
    (frozenset({_P.CONFIRM_AIRING, _P.PLAN_RELEASE}), _deliveries),
    (None, _guidance),
    (None, _fact_checks),
    (frozenset({_P.DECIDE_CITATION}), _citations),
    (frozenset({_P.MANAGE_DRIVE}), _drives),
    (frozenset({_P.MANAGE_DRIVE}), _held_records),
    (None, my_teams.team_items),
    (None, _help_requests),
    (
        frozenset({_P.INSPECT_PREMISES, _P.PLAN_INSPECTION, _P.MANAGE_PREMISES}),
        my_inspections.inspection_items,
    ),
    (frozenset({_P.MANAGE_PREMISES}), my_premises.premises_items),
)

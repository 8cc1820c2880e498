"""Telling people of the planning desk what concerns them, each in their own language."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models, queries
from campaigns.kernel import actor, roles
from campaigns.notifications import models as notification_models
from campaigns.notifications import services as notification_services

# What the notices and refusals read of a coverage.
TOLD_WITH = ("outlet__unit", "brief", "clause__directive", "assignee", "assigned_by", "planned_by")

# What is said of an act on a coverage.
_WORDS = {
    "planned": _("“%(matter)s” is planned for %(outlet)s by %(due)s: assign it."),
    "assigned": _("“%(matter)s” for %(outlet)s is yours, due %(due)s. Say whether you take it."),
    "taken": _("“%(matter)s” for %(outlet)s was given to somebody else."),
    "accepted": _("%(who)s takes “%(matter)s” for %(outlet)s."),
    "declined": _("%(who)s cannot take “%(matter)s” for %(outlet)s: ask somebody else."),
    "moved": _("“%(matter)s” for %(outlet)s is now due %(due)s."),
    "delivered": _("%(who)s delivered “%(matter)s” for %(outlet)s."),
    "cancelled": _("“%(matter)s” for %(outlet)s is called off."),
    "unanswered": _("Nobody has accepted “%(matter)s” for %(outlet)s, due %(due)s."),
    "unassigned": _("Nobody was asked for “%(matter)s” for %(outlet)s, which was due %(due)s."),
    "undelivered": _("“%(matter)s” for %(outlet)s was due %(due)s and is not delivered."),
    "refused": _("“%(matter)s” for %(outlet)s was declined and nobody else was asked."),
}
# What is said of an act that nobody did, to those above.
_CLIMBED = frozenset({"unanswered", "unassigned", "undelivered", "refused"})


def tell(
    users: Iterable[accounts_models.User | None],
    *,
    topic: str,
    text: Promise | str,
    values: Mapping[str, object],
    url: str,
    at: datetime,
    kind: str = notification_models.Kind.BROADCASTS,
) -> int:
    """Tell each of the users once; return how many."""
    people = {user.pk: user for user in users if user is not None}
    for language in sorted({user.language for user in people.values()}):
        readers = [user for user in people.values() if user.language == language]
        with translation.override(language):
            notification_services.tell(
                users=readers,
                topic=topic,
                text=str(text) % values,
                url=url,
                at=at,
                kind=kind,
            )
    return len(people)


def tell_of_coverage(
    coverage: models.Coverage,
    users: Iterable[accounts_models.User | None],
    act: str,
    *,
    by: actor.Actor,
    at: datetime,
) -> int:
    """Tell all but whoever acts; return how many. `act` is a key of the words above."""
    due = timezone.localtime(coverage.due_at, models.AIR_ZONE)
    return tell(
        [user for user in users if user is not None and user.actor_id != by.actor_id],
        # A coverage may be assigned, moved or called for again: each act is a matter of its own.
        topic=f"broadcasts.coverage:{coverage.pk}:{act}:{at.timestamp():.0f}",
        text=_WORDS[act],
        values={
            "matter": coverage.matter[:120],
            "outlet": coverage.outlet.unit.short_name_vi,
            "due": f"{due:%H:%M %d/%m/%Y}",
            "who": by.actor_label,
        },
        url=reverse("planning:coverage", args=[coverage.pk]),
        at=at,
        kind=notification_models.Kind.ESCALATIONS
        if act in _CLIMBED
        else notification_models.Kind.BROADCASTS,
    )


def tell_chiefs(
    coverage: models.Coverage,
    act: str,
    *besides: accounts_models.User | None,
    by: actor.Actor,
    at: datetime,
) -> None:
    """Tell the outlet's own planners, and those named besides."""
    on = models.air_day(at)
    own = queries.people_of(coverage.outlet, roles.Permission.PLAN_COVERAGE, on)
    tell_of_coverage(coverage, [*own, *besides], act, by=by, at=at)

"""Telling people of a unit what waits for them, and whoever issued it what came of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaigns.accounts import models as accounts_models
from campaigns.directives import models, queries
from campaigns.directives.services import edges
from campaigns.kernel import actor, roles
from campaigns.notifications import models as notification_models
from campaigns.notifications import services as notification_services

_DUE = _("New duty: %(task)s. Due %(due)s.")
_NO_DUE = _("New duty: %(task)s.")


def tell_issued(rows: Sequence[models.Assignment], *, by: actor.Actor, at: datetime) -> None:
    """Tell the people of each unit of its new duty."""
    people = queries.people_of([row.unit_id for row in rows], on=timezone.localdate(at))
    for row in rows:
        words = _DUE if row.current_due_date else _NO_DUE
        _tell(people.get(row.unit_id, []), row, "issued", words, by, at)


def tell_of_many(
    rows: Sequence[models.Assignment], topic: str, *, by: actor.Actor, at: datetime
) -> None:
    """Tell the people of each unit how many duties it was given at once: one line a person."""
    counts = Counter(row.unit_id for row in rows)
    people = queries.people_of(list(counts), on=timezone.localdate(at))
    told: dict[int, list[accounts_models.User]] = {}
    by_person: Counter[accounts_models.User] = Counter()
    for unit_id, persons in people.items():
        for person in persons:
            by_person[person] += counts[unit_id]
    for person, count in by_person.items():
        told.setdefault(count, []).append(person)
    for count, persons in told.items():
        with translation.override("vi"):
            words = ngettext(
                "%(count)s new duty for your unit.", "%(count)s new duties for your unit.", count
            ) % {"count": count}
        notification_services.tell(
            users=[person for person in persons if person != edges.person(by)],
            topic=topic,
            text=words,
            url=reverse("directives:assignment_list"),
            at=at,
            kind=notification_models.Kind.DUTIES,
            about=notification_services.About(permission=roles.Permission.ACT_ON_ASSIGNMENT),
        )


def tell_unit(
    row: models.Assignment, act: str, words: Promise, *, by: actor.Actor, at: datetime
) -> None:
    """Tell the people of the unit that something was done to its duty."""
    people = queries.people_of([row.unit_id], on=timezone.localdate(at))
    _tell(people.get(row.unit_id, []), row, f"{act}.{at:%Y%m%dT%H%M%S}", words, by, at)


def tell_issuer(row: models.Assignment, words: Promise, *, by: actor.Actor, at: datetime) -> None:
    """Tell whoever issued it that the unit reported."""
    steps = row.steps.filter(state=models.AssignmentState.ISSUED, made_by__is_active=True)
    people = [step.made_by for step in steps.select_related("made_by") if step.made_by]
    _tell(people, row, f"reported.{at:%Y%m%dT%H%M%S}", words, by, at)


def _tell(
    people: Iterable[accounts_models.User],
    row: models.Assignment,
    act: str,
    words: Promise,
    by: actor.Actor,
    at: datetime,
) -> None:
    actor_here = edges.person(by)
    told = [person for person in people if person != actor_here]
    if not told:
        return
    with translation.override("vi"):
        text = str(words) % {
            "task": row.obligation.task_vi[:140],
            "unit": row.unit.name_vi,
            "due": queries.said_day(row.current_due_date),
        }
    notification_services.tell(
        users=told,
        topic=f"directives.assignment.{row.pk}.{act}",
        text=text,
        url=reverse("directives:assignment", args=[row.pk]),
        at=at,
        kind=notification_models.Kind.DUTIES,
        about=notification_services.About(
            permission=roles.Permission.VIEW_OBLIGATION, unit_id=row.unit_id
        ),
    )

"""Telling people what waits for them and what was decided."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from campaigns.accounts import models as accounts_models
from campaigns.conduct import models
from campaigns.kernel import roles, writing
from campaigns.notifications import models as notification_models
from campaigns.notifications import services as notification_services
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions
from campaigns.units import queries as unit_queries


def tell_deciders(citation: models.Citation, by: accounts_models.User, at: datetime) -> None:
    deciders = units_permissions.holders_of(
        roles.Permission.DECIDE_CITATION, unit=citation.unit, on=timezone.localdate(at)
    )
    tell(
        deciders.exclude(pk=by.pk),
        topic=f"conduct.nominated.{citation.pk}",
        text=gettext_lazy("Waits for your decision: commendation of %(unit)s, “%(title)s”."),
        citation=citation,
        at=at,
    )


def tell_of_decision(citation: models.Citation, by: accounts_models.User, at: datetime) -> None:
    """Tell the proposer, and the unit's own head and officers."""
    own = _own_people(citation.unit, timezone.localdate(at))
    ids = {*own.values_list("pk", flat=True), citation.nominated_by_id}
    tell(
        accounts_models.User.objects.filter(pk__in=ids - {by.pk}, is_active=True),
        topic=f"conduct.decided.{citation.pk}",
        text=gettext_lazy("%(unit)s is commended: “%(title)s”."),
        citation=citation,
        at=at,
    )


def tell(
    users: Iterable[accounts_models.User],
    *,
    topic: str,
    text: Promise,
    citation: models.Citation,
    at: datetime,
) -> None:
    _tell_each(
        users,
        topic=topic,
        text=text,
        values={"unit": citation.unit.name_vi, "title": citation.title},
        url=reverse("conduct:citation", kwargs={"pk": citation.pk}),
        kind=notification_models.Kind.CITATIONS,
    )


def tell_office(criticism: models.Criticism, permission: roles.Permission, text: Promise) -> None:
    """Tell whoever may take the next step, without whoever just acted."""
    on = timezone.localdate(writing.current().at)
    people = units_permissions.holders_of(permission, unit=criticism.unit, on=on)
    _tell_of(criticism, people, permission.lower(), text, notification_models.Kind.CITATIONS)


def tell_proposer(criticism: models.Criticism, text: Promise) -> None:
    people = [criticism.proposed_by]
    _tell_of(criticism, people, "proposer", text, notification_models.Kind.CITATIONS)


def tell_unit_of(criticism: models.Criticism, topic: str, text: Promise) -> None:
    """Tell the unit's own head and officers; it cannot be switched off, for the unit has to hear."""
    on = timezone.localdate(writing.current().at)
    people = _own_people(criticism.unit, on)
    _tell_of(criticism, people, topic, text, notification_models.Kind.DUTIES)


def _own_people(unit: units_models.Unit, on: date) -> QuerySet[accounts_models.User]:
    own = units_models.Grant.objects.filter(
        units_models.in_force(on),
        unit=unit,
        role__in=[roles.Role.UNIT_HEAD, roles.Role.UNIT_OFFICER],
    )
    ids = set(own.values_list("user_id", flat=True))
    head = unit_queries.head_of(unit, on)
    if head is not None and head.user_id is not None:
        ids.add(head.user_id)
    return accounts_models.User.objects.filter(pk__in=ids, is_active=True)


def tell_reminded(reminder: models.Reminder) -> None:
    on = timezone.localdate(reminder.reminded_at)
    values = {"unit": reminder.unit.name_vi, "text": reminder.text[:160]}
    _tell_each(
        _own_people(reminder.unit, on),
        topic=f"conduct.reminder.{reminder.pk}",
        text=gettext_lazy("A reminder to %(unit)s: %(text)s"),
        values=values,
        url=reverse("workspace:unit", args=[reminder.unit_id]),
        kind=notification_models.Kind.DUTIES,
    )


def _tell_of(
    criticism: models.Criticism,
    people: Iterable[accounts_models.User],
    topic: str,
    text: Promise,
    kind: notification_models.Kind,
) -> None:
    write = writing.current()
    due = criticism.reply_due_date
    _tell_each(
        [user for user in people if user.actor_id != write.by.actor_id],
        # Once a step, also where the same step is taken again: who was told before is told anew.
        topic=f"conduct.criticism.{criticism.pk}.{topic}.{write.at:%Y%m%d%H%M%S}",
        text=text,
        values={
            "unit": criticism.unit.name_vi,
            "title": criticism.title,
            "day": date_format(due, "d/m/Y") if due else "",
        },
        url=reverse("conduct:criticism", args=[criticism.pk]),
        kind=kind,
    )


def _tell_each(
    people: Iterable[accounts_models.User],
    *,
    topic: str,
    text: Promise,
    values: dict[str, str],
    url: str,
    kind: notification_models.Kind,
) -> None:
    """Tell each in their own language."""
    by_language: dict[str, list[accounts_models.User]] = {}
    for user in people:
        by_language.setdefault(user.language, []).append(user)
    for language, readers in by_language.items():
        with translation.override(language):
            notification_services.tell(
                users=readers,
                topic=topic,
                text=str(text) % values,
                url=url,
                at=writing.current().at,
                kind=kind,
            )

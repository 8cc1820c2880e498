"""Telling people what waits for them and what was decided."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from campaigns.accounts import models as accounts_models
from campaigns.conduct import models
from campaigns.kernel import roles
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
    on = timezone.localdate(at)
    own = units_models.Grant.objects.filter(
        units_models.in_force(on),
        unit=citation.unit,
        role__in=[roles.Role.UNIT_HEAD, roles.Role.UNIT_OFFICER],
    )
    ids = {*own.values_list("user_id", flat=True), citation.nominated_by_id}
    head = unit_queries.head_of(citation.unit, on)
    if head is not None and head.user_id is not None:
        ids.add(head.user_id)
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
    """Tell each in their own language."""
    by_language: dict[str, list[accounts_models.User]] = {}
    for user in users:
        by_language.setdefault(user.language, []).append(user)
    values = {"unit": citation.unit.name_vi, "title": citation.title}
    for language, readers in by_language.items():
        with translation.override(language):
            notification_services.tell(
                users=readers,
                topic=topic,
                text=str(text) % values,
                url=reverse("conduct:citation", kwargs={"pk": citation.pk}),
                at=at,
                kind=notification_models.Kind.CITATIONS,
            )

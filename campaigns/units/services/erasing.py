"""Removing invented hamlets and populations, and what invented people entered by hand."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Q

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.kernel import actor, erasing, writing
from campaigns.units import models, queries


def erase_territory(
    *,
    users: Sequence[accounts_models.User],
    kept: Collection[int],
    by: actor.Actor,
    at: datetime,
) -> int:
    """Erase what invented people entered of hamlets and populations; return how many rows went.

    `kept` are hamlets, by primary key, under which real people logged something meanwhile.
    """
    with writing.writing(by=by, at=at):
        hamlets = queries.hamlets_entered_by([by, *users]).exclude(pk__in=kept)
        gone = hamlets.values("pk")
        count = erasing.erase(
            models.Population.objects.filter(Q(is_demo=True) | Q(unit__in=gone)),
            models.TerritoryFile.objects.filter(Q(uploaded_by__in=users) | Q(unit__in=gone)),
            models.Grant.objects.filter(unit__in=gone),
            models.UnitHead.objects.filter(unit__in=gone),
            models.UnitAlias.objects.filter(unit__in=gone),
            models.ActiveRange.objects.filter(unit__in=gone),
            models.UnitEdge.objects.filter(child__in=gone),
            models.UnitClosure.objects.filter(descendant__in=gone),
            hamlets,
        )
        audit_services.record("units.territory_erased", users[0], after={"rows": count})
    return count

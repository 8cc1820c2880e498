"""Searching the register, and what happened to one premises."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.audit import models as audit_models
from campaigns.kernel import roles, text
from campaigns.premises import models
from campaigns.premises.queries import history
from campaigns.premises.queries.history import Happening
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

_SHORTEST_INDEXED = 3
"""Letters of a word from which on trigrams can find it."""


def search(premises: models.PremisesQuerySet, words: str) -> models.PremisesQuerySet:
    """Premises whose name, address, plate, route or code holds every word, marks folded."""
    found = text.fold(words).split()
    indexed = [word for word in found if len(word) >= _SHORTEST_INDEXED]
    if indexed and connection.vendor == "sqlite":
        match = " ".join('"' + word.replace('"', '""') + '"' for word in indexed)
        rows = RawSQL("SELECT rowid FROM premises_search WHERE premises_search MATCH %s", [match])
        premises = premises.filter(pk__in=rows)
        found = [word for word in found if word not in indexed]
    for word in found:
        premises = premises.filter(folded_text__contains=word)
    return premises


@dataclass(frozen=True)
class UnitChoice:
    """A unit that a filter or a form offers."""

    pk: int
    name: str
    kind_code: str


def units_offered(
    user: units_permissions.Visitor, permission: roles.Permission, *, on: date
) -> list[UnitChoice]:
    """Territories in which the user holds the permission, communes and what is above them."""
    units = units_permissions.units_where(user, permission, on=on).in_force(on)
    rows = units.filter(kind__code__in=["province", "district", models.COMMUNE])
    return [
        UnitChoice(pk, name, kind)
        for pk, name, kind in rows.order_by("name_vi", "pk").values_list(
            "pk", "name_vi", "kind__code"
        )
    ]


def in_unit(
    premises: models.PremisesQuerySet, unit_id: int, *, on: date
) -> models.PremisesQuerySet:
    """Premises that count in the unit or under it, as the tree stands on the day."""
    below = units_models.Unit.objects.all().subtree_of(unit_id, on)
    return premises.filter(commune_id__in=list(below.values_list("pk", flat=True)))


@dataclass(frozen=True)
class NextStep:
    """Where a premises stands on its way to a verified sheet, and what comes next."""

    state: str
    text: str
    tone: str
    act: str


def next_step(premises: models.Premises) -> NextStep:
    """What is to be done now, in one sentence; `act` names it for the page."""
    if premises.merged_into_id is not None:
        return NextStep(_("merged"), _("It lives on in another premises."), "neutral", "")
    if premises.state == models.PremisesState.PAUSED:
        return NextStep(
            _("temporarily closed"), _("Open it again when it works again."), "neutral", "reopen"
        )
    if premises.state == models.PremisesState.CLOSED:
        return NextStep(_("closed for good"), _("It no longer counts."), "neutral", "")
    if not premises.has_checkpoint:
        return NextStep(
            _("no code"),
            _("Register it on the national platform and enter the code that it gives."),
            "danger",
            "checkpoint",
        )
    state, words, tone, act = _BY_STAGE[models.PosterStage(premises.poster_stage)]
    return NextStep(str(state), str(words), tone, act)


_BY_STAGE = {
    models.PosterStage.NONE: (
        gettext_lazy("no sheet"),
        gettext_lazy("Ask for a sheet with its code."),
        "danger",
        "poster",
    ),
    models.PosterStage.ORDERED: (
        gettext_lazy("sheet under way"),
        gettext_lazy("Print the sheet and post it where visitors see it."),
        "warning",
        "",
    ),
    models.PosterStage.POSTED: (
        gettext_lazy("posted, not verified"),
        gettext_lazy("Somebody who did not post it reads the code off the sheet."),
        "warning",
        "",
    ),
    models.PosterStage.VERIFIED: (
        gettext_lazy("posted and verified"),
        gettext_lazy("Nothing to do: look after the sheet."),
        "good",
        "",
    ),
    models.PosterStage.DAMAGED: (
        gettext_lazy("sheet damaged"),
        gettext_lazy("Replace the sheet."),
        "danger",
        "",
    ),
}


_WORDS = {
    "premises.registered": gettext_lazy("entered it in the register"),
    "premises.amended": gettext_lazy("corrected what is said of it"),
    "premises.paused": gettext_lazy("closed it for a time"),
    "premises.closed": gettext_lazy("closed it for good"),
    "premises.reopened": gettext_lazy("opened it again"),
    "premises.merged": gettext_lazy("merged it into another"),
    "premises.took_over": gettext_lazy("merged another into it"),
    "premises.parted": gettext_lazy("undid the merge"),
    "premises.checkpoint_entered": gettext_lazy("entered its code"),
    "premises.checkpoint_claimed": gettext_lazy("entered a code that stands elsewhere"),
    "premises.checkpoint_retired": gettext_lazy("took its code out of use"),
    "premises.checkpoint_given_away": gettext_lazy("gave its code to another premises"),
    "premises.checkpoint_claim_granted": gettext_lazy("granted it the claimed code"),
    "premises.checkpoint_claim_refused": gettext_lazy("refused it the claimed code"),
    "premises.visits_entered": gettext_lazy("entered visits of a day"),
    "premises.isolation_entered": gettext_lazy("entered people in isolation"),
    "premises.owner_link_made": gettext_lazy("made the owner's link"),
    "premises.owner_link_revoked": gettext_lazy("ended the owner's link"),
    "premises.safety_reviewed": gettext_lazy("entered a safety review"),
    "premises.safety_corrected": gettext_lazy("corrected a safety review"),
    "premises.poster_requested": gettext_lazy("asked for a sheet"),
    "premises.poster_issued": gettext_lazy("released the sheet for printing"),
    "premises.poster_printed": gettext_lazy("printed the sheet"),
    "premises.poster_posted": gettext_lazy("posted the sheet"),
    "premises.poster_verified": gettext_lazy("verified the sheet"),
    "premises.poster_damaged": gettext_lazy("found the sheet damaged"),
    "premises.poster_replaced": gettext_lazy("asked for a new edition"),
    "premises.poster_revoked": gettext_lazy("revoked the sheet"),
}


def timeline_of(premises: models.Premises, *, limit: int = 20) -> list[Happening]:
    """The latest that happened to a premises, newest first; what lists did to it as well."""
    events = audit_models.Event.objects.about("premises.premises", premises.pk)
    said = [
        Happening(event.at, event.actor_label, str(_WORDS[event.verb]), event.reason)
        for event in events.order_by("-at", "-pk")[:limit]
        if event.verb in _WORDS
    ]
    said += history.done_by_lists(premises, limit=limit)
    return sorted(said, key=lambda line: line.at, reverse=True)[:limit]


def communes_among(units: units_models.UnitQuerySet) -> list[units_models.Unit]:
    """The communes among the units."""
    return list(units.filter(kind__code=models.COMMUNE).order_by("name_vi", "pk"))


def kinds() -> Iterable[models.PremisesKind]:
    """Kinds in the order of the letter."""
    return models.PremisesKind.objects.order_by("position", "pk")

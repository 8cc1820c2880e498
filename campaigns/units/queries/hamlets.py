"""Hamlets of a commune: who has them, what they are called, in which order."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from campaigns.audit import models as audit_models
from campaigns.kernel import actor, text
from campaigns.units import models

HAMLET = "hamlet"
"""Code of the kind of thôn, khu phố and tổ dân phố."""
NAME_LETTERS = 120
_NUMBER = re.compile(r"(\d+)")
_UNSEEN = ("Cc", "Cs", "Co", "Cn")
# What Vietnamese becomes when an old font (TCVN3, VNI) or another table (Latin-1) reads its bytes: no
# name of a place in Viet Nam holds these signs.
_GARBLED = re.compile(r"[\ufffd\x80-\x9f¡-¿×÷øûïåäöñæ]|Ä[‘’]", re.IGNORECASE)


def may_have_hamlets(unit: models.Unit, *, on: date) -> bool:
    """Whether hamlets stand directly under the unit: it is the lowest territory but for them."""
    if unit.valid_to_date is not None:
        return False
    return communes_among(models.Unit.objects.filter(pk=unit.pk), on=on).exists()


def communes_among(units: models.UnitQuerySet, *, on: date) -> models.UnitQuerySet:
    """Communes, wards, townships of a set: territories under which none but hamlets stand."""
    upper = models.UnitEdge.objects.filter(
        models.in_force(on), child__kind__is_territorial=True
    ).exclude(child__kind__code=HAMLET)
    lowest = units.filter(kind__is_territorial=True).exclude(kind__code=HAMLET)
    return lowest.exclude(pk__in=upper.values("parent"))


def hamlets_among(communes: models.UnitQuerySet, *, on: date) -> models.UnitQuerySet:
    """Hamlets that stand under communes of a set on a day."""
    edges = models.UnitEdge.objects.filter(models.in_force(on), parent__in=communes.values("pk"))
    return models.Unit.objects.in_force(on).filter(kind__code=HAMLET, pk__in=edges.values("child"))


@dataclass(frozen=True)
class Stay:
    """Days on which a unit stood under a commune; None is open. The commune stays in itself."""

    unit_id: int
    commune_id: int
    first: date | None
    last: date | None

    @property
    def is_whole(self) -> bool:
        """The unit stood nowhere else."""
        return self.first is None and self.last is None

    def holds(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def stays_in(communes: models.UnitQuerySet) -> list[Stay]:
    """Where communes of a set and all hamlets that were ever theirs stood, and when.

    A unit's first stay is open to before, its last one to after its end, as in `stood_under`.
    """
    rows = models.UnitClosure.objects.filter(
        ancestor__in=communes.order_by().values("pk")
    ).values_list(
        "descendant_id",
        "ancestor_id",
        "valid_from_date",
        "valid_to_date",
        "descendant__valid_from_date",
        "descendant__valid_to_date",
    )
    return [
        Stay(unit, commune, None if first == began else first, None if last == ended else last)
        for unit, commune, first, last, began, ended in rows
    ]


def hamlets_of(commune: models.Unit, *, on: date | None = None) -> list[models.Unit]:
    """Hamlets of a commune in the order in which people say them: Thôn 2 before Thôn 10.

    Without a day, all that were not ended, also those that begin later.
    """
    edges = models.UnitEdge.objects.filter(parent=commune)
    edges = edges.filter(models.in_force(on) if on else Q(valid_to_date__isnull=True))
    hamlets = models.Unit.objects.filter(kind__code=HAMLET, pk__in=edges.values("child"))
    return sorted(hamlets.order_by("pk"), key=lambda unit: natural_key(unit.name_vi))


def hamlets_entered_by(actors: Iterable[actor.Actor]) -> models.UnitQuerySet:
    """Hamlets that somebody of these entered, by form, file or demo."""
    founded = audit_models.Event.objects.filter(
        verb="units.unit_founded", actor_id__in=[who.actor_id for who in actors]
    )
    pks = [int(pk) for pk in founded.values_list("subject_id", flat=True)]
    return models.Unit.objects.filter(kind__code=HAMLET, pk__in=pks)


def commune_of(hamlet: models.Unit) -> models.Unit | None:
    """Under whom a hamlet stands at present, None when it was ended."""
    edges = models.UnitEdge.objects.filter(child=hamlet, valid_to_date__isnull=True)
    edge = edges.select_related("parent").first()
    return edge.parent if edge else None


def natural_key(name: str) -> list[tuple[int, int, str]]:
    """A key by which names sort as people expect, numbers by their value."""
    parts = _NUMBER.split(text.fold(name))
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def clean_name(name: str) -> str:
    """The name as it is kept: one sign a letter, single spaces."""
    return " ".join(text.composed(name).split())


def hamlet_name_fault(name: str) -> str:
    """What is wrong with a hamlet's name, as a sentence; empty where nothing is."""
    clean = clean_name(name)
    if not any(c.isalnum() for c in clean):
        return _("Write the hamlet's name, such as “Thôn Ma Oai” or “Khu phố 3”.")
    if len(clean) > NAME_LETTERS:
        return _("The name is longer than %(most)s letters.") % {"most": NAME_LETTERS}
    if _GARBLED.search(clean) or any(unicodedata.category(c) in _UNSEEN for c in clean):
        return _(
            "The letters of “%(name)s” are garbled: it was typed or saved in an old font (TCVN3, "
            "VNI) or another encoding. Type it again in Unicode."
        ) % {"name": clean[:60]}
    return ""

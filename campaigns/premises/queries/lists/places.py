"""Names of communes, units and kinds as lists write them."""

import difflib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.kernel import roles, text
from campaigns.premises import models
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

_SUGGESTED = 3


class NotFound(Exception):
    """Nothing has the written name; says what to do."""


class Names:
    """What may be meant by a written name: by code, by the name itself, or without its marks.

    Search folds, matching never does: a name written with marks means itself alone; only one
    written without any may mean the single thing that folds to it.
    """

    def __init__(self) -> None:
        self.exact: dict[str, set[int]] = defaultdict(set)
        self.folded: dict[str, set[int]] = defaultdict(set)
        self.shown: dict[int, str] = {}

    def add(self, pk: int, shown: str, names: Iterable[str]) -> None:
        self.shown[pk] = shown
        for name in names:
            if name:
                self.exact[text.matched_words(name)].add(pk)
                self.folded[text.fold(name)].add(pk)

    def find(self, written: str) -> int:
        """Who is meant.

        Raises:
            NotFound: nobody, or one of several.
        """
        folded = text.fold(written)
        found = self.exact.get(text.matched_words(written), set())
        if not found and folded == written.casefold():
            found = self.folded.get(folded, set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise NotFound(
                _("Several have this name: write the code of one, %(names)s.")
                % {"names": self._listed(found)}
            )
        if near := self._near(folded):
            raise NotFound(
                _("None is called so. Is one of these meant: %(names)s?")
                % {"names": self._listed(near)}
            )
        raise NotFound(_("None has this name or code: look at the spelling."))

    def _near(self, folded: str) -> list[int]:
        """What a part of a name, or a name with a slip in it, may mean."""
        names = [name for name in self.folded if folded and folded in name]
        names = names or difflib.get_close_matches(folded, self.folded, n=_SUGGESTED)
        return [pk for name in names for pk in self.folded[name]]

    def _listed(self, pks: Iterable[int]) -> str:
        return ", ".join([self.shown[pk] for pk in sorted(set(pks))[:_SUGGESTED]])


class Places:
    """Communes and units in charge as a list of a unit may name them, and whose they are."""

    def __init__(self, user: accounts_models.User, unit: units_models.Unit, on: date) -> None:
        kept = units_permissions.units_where(user, roles.Permission.MANAGE_PREMISES, on=on)
        below = units_models.Unit.objects.all().subtree_of(unit, on)
        mine = units_models.Unit.objects.in_force(on).filter(
            pk__in=list((kept & below).values_list("pk", flat=True))
        )
        self.communes, self.owners = Names(), Names()
        standing = units_models.Unit.objects.in_force(on).filter(kind__code=models.COMMUNE)
        _add(self.communes, standing)
        self.since = dict(standing.values_list("pk", "valid_from_date"))
        _add(self.owners, mine)
        self.allowed = frozenset(
            mine.filter(kind__code=models.COMMUNE).values_list("pk", flat=True)
        )
        self.mine = frozenset(self.owners.shown)
        self._above = _communes_above(self.mine, on)
        self._found: dict[str, int] = {}

    def commune(self, written: str) -> int:
        """The commune of that name or code.

        Raises:
            NotFound: there is none, or it is not one of the user's.
        """
        if written not in self._found:
            self._found[written] = self.communes.find(written)
        pk = self._found[written]
        if pk not in self.allowed:
            raise NotFound(
                _("%(commune)s is not yours to keep: leave the row to its own officer.")
                % {"commune": self.communes.shown[pk]}
            )
        return pk

    def owner(self, written: str) -> int:
        """The unit in charge of that name or code.

        Raises:
            NotFound: there is none among the user's units.
        """
        return self.owners.find(written)

    def commune_above(self, owner: int) -> int | None:
        """The commune in which the vehicles of a unit count."""
        return self._above.get(owner)


def _add(names: Names, units: units_models.UnitQuerySet) -> None:
    for unit in units.prefetch_related("aliases").order_by("pk"):
        aliases = (alias.name for alias in unit.aliases.all())
        shown = f"{unit.name_vi} ({unit.code})"
        names.add(unit.pk, shown, (unit.code, unit.name_vi, unit.short_name_vi, *aliases))


def _communes_above(units: Iterable[int], on: date) -> dict[int, int]:
    """For each unit the nearest commune that it is or stands under."""
    rows = units_models.UnitClosure.objects.filter(
        units_models.in_force(on), descendant__in=list(units), ancestor__kind__code=models.COMMUNE
    )
    pairs = rows.order_by("-depth", "-pk").values_list("descendant_id", "ancestor_id")
    return dict(pairs)


def kind_names() -> tuple[Names, dict[int, bool]]:
    """Kinds of premises as lists write them, and which are vehicles."""
    names = Names()
    is_vehicle: dict[int, bool] = {}
    for kind in models.PremisesKind.objects.order_by("pk"):
        names.add(kind.pk, kind.name_vi, (kind.code, kind.name_vi, kind.name_en))
        is_vehicle[kind.pk] = kind.is_vehicle
    return names, is_vehicle


def payment_names() -> Names:
    """Electronic payment methods as lists write them."""
    names = Names()
    for method in models.PaymentMethod.objects.order_by("pk"):
        names.add(method.pk, method.name_vi, (method.code, method.name_vi, method.name_en))
    return names

"""Files of hamlets and populations: each line judged by what Loa knows, none of them written."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.kernel import sheets, text
from campaigns.units import models
from campaigns.units.queries import hamlets as hamlet_queries
from campaigns.units.queries import populations as population_queries

# Names that a header may have, folded and as words alone; our own export writes the first.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": ("ma", "ma xa", "ma don vi", "code", "unit code"),
    "commune": (
        *("xa phuong thi tran", "xa phuong", "xa", "phuong", "thi tran"),
        *("ten xa", "don vi", "commune", "unit"),
    ),
    "hamlet": (
        *("thon khu pho", "thon", "khu pho", "to dan pho", "thon khu pho to dan pho"),
        *("ten thon", "hamlet"),
    ),
    "people": ("dan so", "so dan", "nhan khau", "so nhan khau", "population", "people"),
    "as_of_date": ("tinh den ngay", "tinh den", "ngay", "thoi diem", "as of", "date"),
    "source": ("nguon", "nguon so lieu", "source"),
}
COLUMN_LABELS = {
    "code": gettext_lazy("Code"),
    "commune": gettext_lazy("Commune, ward or township"),
    "hamlet": gettext_lazy("Hamlet, quarter"),
    "people": gettext_lazy("Population"),
    "as_of_date": gettext_lazy("As of"),
    "source": gettext_lazy("Source"),
}
_GROUPED = re.compile(r"\d{1,3}([. ,]\d{3})+")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_SUGGESTED = 3


class RowVerdict(TextChoices):
    """What taking a line in would do."""

    NEW = "NEW", gettext_lazy("New hamlet")
    POPULATION = "POPULATION", gettext_lazy("New population")
    CORRECTION = "CORRECTION", gettext_lazy("Corrects a population")
    KNOWN = "KNOWN", gettext_lazy("Known already")
    FAULTY = "FAULTY", gettext_lazy("To be mended")


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell, and what to do about it."""

    column: str
    value: str
    message: str


@dataclass(frozen=True)
class Row:
    """A line as read and judged; with faults nothing else of it counts."""

    number: int
    commune: models.Unit | None
    commune_name: str
    hamlet_name: str
    hamlet: models.Unit | None
    people: int | None
    as_of_date: date | None
    source: str
    verdict: RowVerdict
    faults: tuple[Fault, ...] = ()

    @property
    def is_new_hamlet(self) -> bool:
        return bool(self.hamlet_name) and self.hamlet is None and not self.faults

    @property
    def has_population(self) -> bool:
        """Whether the line brings a population that Loa has not, or has otherwise."""
        is_news = self.verdict in {RowVerdict.POPULATION, RowVerdict.CORRECTION}
        return self.people is not None and (is_news or self.is_new_hamlet)


def judge_file(file: models.TerritoryFile, on: date) -> list[Row]:
    """Every line of a file that was not settled, in its order.

    Raises:
        SheetUnreadable: the file is no table, or has no column that says what it is about.
    """
    return judge(file.unit, sheets.read_sheet(bytes(file.content)), on)


def judge(unit: models.Unit, sheet: sheets.Sheet, on: date) -> list[Row]:
    """Every line of a sheet about a unit and what stands under it; five queries for any number.

    Raises:
        SheetUnreadable: no column says what it is about.
    """
    places = sheet.places(COLUMNS)
    if not {"hamlet", "people"} & places.keys():
        raise sheets.SheetUnreadable(
            _(
                "No column is called “Thôn, khu phố” or “Dân số”. The first line of the table must "
                "name the columns; the present list, offered for download, shows how."
            )
        )
    judge = _Judge(unit, on)
    return [judge.row(line.number, _named(line.cells, places)) for line in sheet.lines]


def _named(cells: tuple[str, ...], places: Mapping[str, int]) -> dict[str, str]:
    return {f: cells[n] if (n := places.get(f, -1)) in range(len(cells)) else "" for f in COLUMNS}


class _Judge:
    """What Loa knows of a territory, and which lines of the file said what before."""

    def __init__(self, unit: models.Unit, on: date) -> None:
        self.unit, self.on = unit, on
        below = models.Unit.objects.all().subtree_of(unit, on).filter(kind__is_territorial=True)
        units = list(below.select_related("kind").prefetch_related("aliases"))
        self.communes = {u.pk: u for u in units if u.kind.code != hamlet_queries.HAMLET}
        self.by_name: dict[str, list[models.Unit]] = defaultdict(list)
        for commune in self.communes.values():
            for name in _names(commune):
                self.by_name[name].append(commune)
        self._read_tree(units)
        known = models.Population.objects.filter(unit__in=below)
        self.populations = {(row.unit_id, row.as_of_date): row for row in known}
        self.seen: dict[tuple[Any, ...], int] = {}

    def _read_tree(self, units: Iterable[models.Unit]) -> None:
        """Hamlets by commune and name, and the units that other territories stand under."""
        by_pk = {unit.pk: unit for unit in units}
        edges = models.UnitEdge.objects.filter(
            valid_to_date__isnull=True, parent__in=self.communes, child__in=by_pk
        )
        self.hamlets: dict[tuple[int, str], models.Unit] = {}
        self.upper: set[int] = set()
        for child_id, parent_id in edges.values_list("child_id", "parent_id"):
            if child_id in self.communes:
                self.upper.add(parent_id)
            else:
                child = by_pk[child_id]
                self.hamlets[parent_id, text.matched(child.name_vi)] = child

    def row(self, number: int, said: Mapping[str, str]) -> Row:
        faults: list[Fault] = []
        commune = self._commune(said, faults)
        hamlet = self._hamlet(commune, said, faults)
        people, as_of_date = self._population(said, faults)
        if commune and not faults:
            faults += self._repeated(number, commune, said, as_of_date)
        subject = hamlet if said["hamlet"] else commune
        return Row(
            number=number,
            commune=commune,
            commune_name=commune.name_vi if commune else said["commune"] or said["code"],
            hamlet_name=said["hamlet"],
            hamlet=hamlet,
            people=people,
            as_of_date=as_of_date,
            source=said["source"],
            verdict=RowVerdict.FAULTY
            if faults
            else self._verdict(subject, people, as_of_date, said["source"]),
            faults=tuple(faults),
        )

    def _commune(self, said: Mapping[str, str], faults: list[Fault]) -> models.Unit | None:
        """The unit of a line by its code or its name; without either the file's own."""
        code, name = said["code"], said["commune"]
        if not code and not name:
            return self.unit
        field = "code" if code else "commune"
        found = [u for u in self.communes.values() if u.code == code] if code else []
        if not found and name:
            found = self.by_name.get(text.matched(name), [])
        if not found and not code:
            found = [u for u in self.communes.values() if u.code == name]
        if len(found) == 1 and code and name and text.matched(name) not in _names(found[0]):
            words = _("The code %(code)s is %(unit)s. Mend the code or the name.")
            named = {"code": code, "unit": found[0].name_vi}
            faults.append(_fault("commune", said, words % named))
            return None
        if len(found) == 1:
            return found[0]
        faults.append(_fault(field, said, self._which(said[field], found)))
        return None

    def _which(self, written: str, found: list[models.Unit]) -> str:
        if found:
            return _("Several units have this name: write the code, %(codes)s.") % {
                "codes": _listed(found)
            }
        folded = text.fold(written)
        near = [u for u in self.communes.values() if folded and folded in u.folded_text]
        if near:
            return _("No unit is called so. Is one of these meant: %(units)s?") % {
                "units": _listed(near[:_SUGGESTED])
            }
        return _("No unit of %(unit)s has this name or code.") % {"unit": self.unit.name_vi}

    def _hamlet(
        self, commune: models.Unit | None, said: Mapping[str, str], faults: list[Fault]
    ) -> models.Unit | None:
        name = said["hamlet"]
        if not name or commune is None:
            return None
        wrong = hamlet_queries.hamlet_name_fault(name)
        if wrong:
            faults.append(_fault("hamlet", said, wrong))
        elif commune.pk in self.upper:
            words = _("Hamlets stand under communes; %(unit)s has communes. Name the commune.")
            faults.append(_fault("hamlet", said, words % {"unit": commune.name_vi}))
        return self.hamlets.get((commune.pk, text.matched(name)))

    def _population(
        self, said: Mapping[str, str], faults: list[Fault]
    ) -> tuple[int | None, date | None]:
        """People and day, each None where it was not said; what is half said is a fault."""
        if not said["people"]:
            if said["as_of_date"] or said["source"]:
                words = _("Say how many people, or leave day and source empty too.")
                faults.append(_fault("people", said, words))
            return None, None
        people, as_of_date = read_count(said["people"]), read_day(said["as_of_date"])
        if people is None:
            words = _("Write a whole number, such as 1234 or 1.234.")
            faults.append(_fault("people", said, words))
        if as_of_date is None:
            words = _("Say as of which day, such as 01/4/2026.")
            faults.append(_fault("as_of_date", said, words))
        faults += self._senseless(people, as_of_date, said)
        return people, as_of_date

    def _senseless(
        self, people: int | None, as_of_date: date | None, said: Mapping[str, str]
    ) -> Iterator[Fault]:
        """Each part by itself, beside others that make sense: all its faults at once."""
        day = as_of_date or self.on
        for field, trial in (
            ("people", (1 if people is None else people, self.on, "1")),
            ("as_of_date", (1, day, "1")),
            ("source", (1, self.on, said["source"])),
        ):
            wrong = population_queries.population_fault(*trial, self.on)
            if wrong:
                yield _fault(field, said, wrong)

    def _repeated(
        self, number: int, commune: models.Unit, said: Mapping[str, str], as_of_date: date | None
    ) -> Iterator[Fault]:
        key = (commune.pk, text.matched(said["hamlet"]), as_of_date)
        before = self.seen.setdefault(key, number)
        if before != number:
            field = "hamlet" if said["hamlet"] else "commune"
            words = _("Line %(number)d says this already. Keep one of them.")
            yield _fault(field, said, words % {"number": before})

    def _verdict(
        self, subject: models.Unit | None, people: int | None, as_of_date: date | None, source: str
    ) -> RowVerdict:
        if subject is None:
            return RowVerdict.NEW
        if people is None or as_of_date is None:
            return RowVerdict.KNOWN
        known = self.populations.get((subject.pk, as_of_date))
        if known is None:
            return RowVerdict.POPULATION
        is_same = known.people == people and known.source == source
        return RowVerdict.KNOWN if is_same else RowVerdict.CORRECTION


def _fault(field: str, said: Mapping[str, str], message: str) -> Fault:
    return Fault(str(COLUMN_LABELS[field]), said[field][:120], message)


def _names(unit: models.Unit) -> set[str]:
    """The names by which a line may call a unit, as they are compared."""
    names = (unit.name_vi, unit.short_name_vi, *(alias.name for alias in unit.aliases.all()))
    return {text.matched(name) for name in names}


def _listed(units: Iterable[models.Unit]) -> str:
    return ", ".join(f"{unit.code} ({unit.name_vi})" for unit in units)


@dataclass(frozen=True)
class SheetLine:
    """A territory as the file states it, with the latest population that was entered."""

    code: str
    commune: str
    hamlet: str
    people: int | None
    as_of_date: date | None
    source: str


def territory_sheet(unit: models.Unit, on: date) -> list[SheetLine]:
    """Every commune under a unit, each followed by its hamlets; what may come back as a file."""
    below = models.Unit.objects.all().subtree_of(unit, on).filter(kind__is_territorial=True)
    units = list(below.select_related("kind").order_by("code", "pk"))
    known = population_queries.populations_at(below, on)
    edges = models.UnitEdge.objects.filter(models.in_force(on), child__in=below)
    parents = dict(edges.values_list("child_id", "parent_id"))
    children: dict[int, list[models.Unit]] = defaultdict(list)
    for child in units:
        if child.kind.code == hamlet_queries.HAMLET:
            children[parents.get(child.pk, 0)].append(child)
    lines = []
    for commune in units:
        if commune.kind.code != hamlet_queries.HAMLET:
            lines.append(_line(commune, None, known))
        hamlets = sorted(
            children.get(commune.pk, ()), key=lambda u: hamlet_queries.natural_key(u.name_vi)
        )
        lines += [_line(commune, hamlet, known) for hamlet in hamlets]
    return lines


def _line(
    commune: models.Unit, hamlet: models.Unit | None, known: Mapping[int, models.Population]
) -> SheetLine:
    row = known.get((hamlet or commune).pk)
    return SheetLine(
        commune.code,
        commune.name_vi,
        hamlet.name_vi if hamlet else "",
        row.people if row else None,
        row.as_of_date if row else None,
        row.source if row else "",
    )


def read_count(written: str) -> int | None:
    """A whole number, its thousands set apart or not; None where it is none."""
    said = written.replace("\u00a0", " ").strip()
    if _GROUPED.fullmatch(said):
        said = re.sub(r"\D", "", said)
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 12 else None


def read_day(written: str) -> date | None:
    """A day, as 2026-04-01 or with the day before the month; None where it is none."""
    found = _DAY_FIRST.fullmatch(written.strip())
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(written.strip()[:10])
    except ValueError:
        return None

"""Files of duties: each line judged by what Loa knows, none of them written."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts import models as accounts_models
from campaigns.directives import models
from campaigns.directives.queries import calendar as calendars
from campaigns.directives.queries import issuing, letters
from campaigns.kernel import sheets, text
from campaigns.units import models as units_models
from campaigns.units import queries as units_queries

# Names that a header may have, folded and as words alone; our own sample writes the first.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "obligation": ("ma nhiem vu", "nhiem vu", "obligation"),
    "code": ("ma don vi", "ma", "code", "unit code"),
    "unit": ("don vi", "ten don vi", "unit"),
    "duty": ("vai tro", "part"),
    "due": ("han", "han hoan thanh", "due"),
    "days": ("so ngay lam viec", "ngay lam viec", "working days"),
    "note": ("chi dan", "ghi chu", "instructions"),
}
COLUMN_LABELS = {
    "obligation": gettext_lazy("Code of the task"),
    "code": gettext_lazy("Code of the unit"),
    "unit": gettext_lazy("Unit"),
    "duty": gettext_lazy("Part"),
    "due": gettext_lazy("Due on"),
    "days": gettext_lazy("Working days"),
    "note": gettext_lazy("Instructions"),
}
_PARTS = {
    "": models.Duty.LEAD,
    "chu tri": models.Duty.LEAD,
    "lead": models.Duty.LEAD,
    "phoi hop": models.Duty.COORDINATE,
    "coordinate": models.Duty.COORDINATE,
}
MOST_DAYS = 1000
# Unknown names for which the nearest known one is looked up; a file full of them is another file.
_MOST_GUESSES = 200


class LineVerdict(TextChoices):
    """What taking a line in would do."""

    NEW = "NEW", gettext_lazy("To be given")
    KNOWN = "KNOWN", gettext_lazy("Has it already")
    FAULTY = "FAULTY", gettext_lazy("To be mended")


@dataclass(frozen=True)
class LineFault:
    """What is wrong with one cell, and what to do about it."""

    number: int
    column: str
    value: str
    message: str


@dataclass(frozen=True)
class DutyLine:
    """A line as read and judged; with faults nothing else of it counts."""

    number: int
    obligation: models.Obligation | None
    unit: units_models.Unit | None
    unit_name: str
    duty: models.Duty
    due_date: date | None
    due_days: int | None
    note: str
    verdict: LineVerdict
    faults: tuple[LineFault, ...] = ()


def judge_duties(
    content: bytes, *, user: accounts_models.User, on: date, part: slice = slice(None)
) -> list[DutyLine]:
    """Every line of a file, or of a part of it, in order; a handful of queries for any number.

    Raises:
        SheetUnreadable: it is no table, too large, or no column names tasks and units.
    """
    sheet = sheets.read_sheet(content)
    places = sheet.places(COLUMNS)
    if "obligation" not in places or not {"code", "unit"} & places.keys():
        raise sheets.SheetUnreadable(
            _("The first line must name the columns “Mã nhiệm vụ” and “Mã đơn vị” or “Đơn vị”.")
        )
    judge = _Judge(user, on)
    return [judge.line(line.number, _named(line.cells, places)) for line in sheet.lines[part]]


def _named(cells: tuple[str, ...], places: Mapping[str, int]) -> dict[str, str]:
    return {
        name: " ".join(cells[n].split()) if (n := places.get(name, -1)) in range(len(cells)) else ""
        for name in COLUMNS
    }


class _Judge:
    """What Loa knows of tasks and units, and which lines of the file said what before."""

    def __init__(self, user: accounts_models.User, on: date) -> None:
        self.on = on
        self.units: dict[str, units_models.Unit] = {}
        self.by_name: dict[str, list[units_models.Unit]] = defaultdict(list)
        for unit in issuing.units_to_assign(user, on=on):
            self.units[unit.code] = unit
            for name in {text.matched(unit.name_vi), text.matched(unit.short_name_vi)}:
                self.by_name[name].append(unit)
        reached = letters.directives_visible_to(user, on)
        rows = models.Obligation.objects.filter(clause__directive__in=reached)
        self.obligations = {row.code: row for row in rows}
        standing = models.Assignment.objects.filter(
            obligation__in=self.obligations.values(), state__in=models.STANDING_STATES
        )
        self.standing = set(standing.values_list("obligation_id", "unit_id"))
        self.seen: dict[tuple[int, int], int] = {}
        self.guesses: dict[tuple[str, str], str] = {}

    def line(self, number: int, said: Mapping[str, str]) -> DutyLine:
        wrong: dict[str, str] = {}
        obligation = self.obligations.get(said["obligation"])
        if obligation is None:
            wrong["obligation"] = _(
                "No task has this code: the list for download names them all."
            ) + self._guess("obligation", said["obligation"])
        unit = self._unit(said, wrong)
        duty = _PARTS.get(text.fold(said["duty"]))
        if duty is None:
            wrong["duty"] = _("Write “chủ trì” or “phối hợp”, or leave it empty.")
        due_date, due_days = self._due(said, wrong)
        if obligation and unit and not wrong:
            first = self.seen.setdefault((obligation.pk, unit.pk), number)
            if first != number:
                wrong["unit"] = _("Line %(line)s says the same of this unit.") % {"line": first}
        is_known = bool(obligation and unit and (obligation.pk, unit.pk) in self.standing)
        faults = tuple(
            LineFault(number, str(COLUMN_LABELS[name]), said[name], message)
            for name, message in wrong.items()
        )
        return DutyLine(
            number,
            obligation,
            unit,
            unit.name_vi if unit else said["unit"] or said["code"],
            duty or models.Duty.LEAD,
            due_date,
            due_days,
            said["note"][:2000],
            _verdict(faults, is_known=is_known),
            faults,
        )

    def _unit(self, said: Mapping[str, str], wrong: dict[str, str]) -> units_models.Unit | None:
        code, name = said["code"], said["unit"]
        found = [self.units[code]] if code in self.units else []
        if not code:
            found = self.by_name.get(text.matched(name), []) if name else []
        if len(found) == 1:
            names = {text.matched(found[0].name_vi), text.matched(found[0].short_name_vi)}
            if not (code and name) or text.matched(name) in names:
                return found[0]
            wrong["unit"] = _("The code %(code)s is %(unit)s. Mend the code or the name.") % {
                "code": code,
                "unit": found[0].name_vi,
            }
        elif found:
            wrong["unit"] = _("Several units have this name: write the code.")
        else:
            wrong["code" if code else "unit"] = _(
                "No unit to which you may give duties has this code or name today."
            ) + self._guess("code" if code else "unit", code or name)
        return None

    def _guess(self, column: str, written: str) -> str:
        """A sentence that names what is known and spelt most like it; empty where nothing is."""
        key = (column, text.fold(written))
        if key not in self.guesses and len(self.guesses) < _MOST_GUESSES:
            near = get_close_matches(key[1], self._known[column], n=1, cutoff=0.7)
            self.guesses[key] = self._known[column][near[0]] if near else ""
        name = self.guesses.get(key, "")
        return " " + _("Did you mean %(name)s?") % {"name": name} if name else ""

    @cached_property
    def _known(self) -> dict[str, dict[str, str]]:
        """By column, what may stand there: as compared, and as to be written."""
        units = self.units.values()
        return {
            "obligation": {text.fold(o.code): o.code for o in self.obligations.values()}
            | {text.fold(o.task_vi): o.code for o in self.obligations.values()},
            "code": {text.fold(u.code): f"{u.code} ({u.name_vi})" for u in units},
            "unit": {text.fold(n): u.name_vi for u in units for n in (u.short_name_vi, u.name_vi)},
        }

    def _due(
        self, said: Mapping[str, str], wrong: dict[str, str]
    ) -> tuple[date | None, int | None]:
        if said["due"] and said["days"]:
            wrong["due"] = _("Write a date or a number of working days, not both.")
            return None, None
        if said["due"]:
            return self._day(said["due"], wrong), None
        if not said["days"]:
            return None, None
        days = said["days"]
        if not (days.isascii() and days.isdecimal() and 1 <= int(days) <= MOST_DAYS):
            wrong["days"] = _("Write a whole number from 1 to %(most)s.") % {"most": MOST_DAYS}
            return None, None
        return None, int(days)

    def _day(self, written: str, wrong: dict[str, str]) -> date | None:
        day = units_queries.read_day(written)
        if day is None:
            wrong["due"] = _("Write a day that exists, like 15/12/2026.")
        elif not self.on <= day <= calendars.LAST_DAY.replace(month=1):
            wrong["due"] = _("The due date is over, or too far away.")
        return day


def _verdict(faults: tuple[LineFault, ...], *, is_known: bool) -> LineVerdict:
    if faults:
        return LineVerdict.FAULTY
    return LineVerdict.KNOWN if is_known else LineVerdict.NEW

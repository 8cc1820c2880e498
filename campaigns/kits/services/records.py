"""Rows of a kit as they were written, and their values as they are meant.

CSV, YAML and front matter all become records of plain text with a line each, so that a date or a
code is read and refused in the same words wherever it stands. A reader that meets a fault notes
it and answers a harmless value: the reading goes on and finds the rest.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from django.utils.translation import gettext_lazy as _

from campaigns.kits.services import faulting

_CODE = re.compile(r"[^\W_](?:[\w./-]*\w)?")
_SLUG = re.compile(r"[A-Za-z0-9_-]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_DECIMAL = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,12})?")
_YES = {"yes": True, "true": True, "no": False, "false": False}
MAX_CODE = 64
MAX_NAME = 200
MAX_TEXT = 20_000


@dataclass(frozen=True)
class Cell:
    """One piece of text as it stands in the file."""

    text: str
    source: faulting.Source


@dataclass(frozen=True)
class Listing:
    """A YAML list."""

    items: tuple["Value", ...]
    source: faulting.Source


Value: TypeAlias = "Cell | Listing | Record"


@dataclass(frozen=True)
class Record:
    """A CSV row, a YAML mapping or a front matter, read field by field.

    Optional fields answer an empty string or None when they are absent or blank.
    """

    values: Mapping[str, Value]
    source: faulting.Source
    faults: faulting.Faults = field(repr=False, compare=False)

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """Note every field that the kit format does not have."""
        names = tuple(known)
        for name in self.values.keys() - set(names):
            self.faults.add(
                self.at(name),
                _(
                    "Unexpected field “%(name)s”: remove it or correct its name; known here: %(known)s."
                ),
                name=name,
                known=", ".join(names),
            )

    def at(self, name: str) -> faulting.Source:
        """Where a field stands, or the record when the field is absent."""
        value = self.values.get(name)
        return value.source if value else self.source

    def text(self, name: str, *, is_required: bool = True, limit: int = MAX_TEXT) -> str:
        cell = self._cell(name, is_required=is_required)
        if cell and len(cell.text) > limit:
            self._fault(
                name,
                _("“%(name)s” has %(length)d characters: shorten it to %(limit)d."),
                length=len(cell.text),
                limit=limit,
            )
            return cell.text[:limit]
        return cell.text if cell else ""

    def name(self, name: str, *, is_required: bool = True, limit: int = MAX_NAME) -> str:
        """A single line of text."""
        text = self.text(name, is_required=is_required, limit=limit)
        if "\n" in text:
            self._fault(name, _("“%(name)s” must stand on one line."))
        return text

    def slug(self, name: str, *, is_required: bool = True, limit: int = 40) -> str:
        """A code that may stand in an address: letters without marks, digits, - and _."""
        text = self.text(name, is_required=is_required, limit=limit)
        if text and not _SLUG.fullmatch(text):
            self._fault(
                name,
                _(
                    "“%(value)s” cannot stand in an address: use letters without marks, digits, - and _."
                ),
                value=text,
            )
        return text

    def code(self, name: str, *, is_required: bool = True, limit: int = MAX_CODE) -> str:
        text = self.text(name, is_required=is_required, limit=limit)
        return self._checked_code(text, self.at(name)) if text else ""

    def codes(self, name: str) -> tuple[str, ...]:
        """Codes parted by | in a table, or a YAML list; empty when absent."""
        parts = ((cell.text.split("|"), cell.source) for cell in self.cells(name))
        return tuple(
            self._checked_code(text.strip(), source)
            for texts, source in parts
            for text in texts
            if text.strip()
        )

    def texts(self, name: str) -> tuple[str, ...]:
        """Sentences of a YAML list, or one."""
        return tuple(cell.text for cell in self.cells(name))

    def choice(self, name: str, choices: Iterable[str], *, default: str = "") -> str:
        """One of `choices`, stored upper-case; `default` when blank, else required."""
        known = tuple(choices)
        text = self.text(name, is_required=not default) or default
        if text and text not in known:
            self._fault(
                name,
                _("“%(value)s” is not a value of “%(name)s”: use one of %(known)s."),
                value=text,
                known=", ".join(known),
            )
            return known[0]
        return text or known[0]

    def choices(self, name: str, known: Iterable[str]) -> tuple[str, ...]:
        """Several of `known`, parted by | or as a list; at least one."""
        found = tuple(
            self.choice_of(cell, name, known, part.strip())
            for cell in self.cells(name)
            for part in cell.text.split("|")
        )
        if not found:
            self._cell(name, is_required=True)
        return found

    def choice_of(self, cell: Cell, name: str, known: Iterable[str], text: str) -> str:
        return Record({name: Cell(text, cell.source)}, cell.source, self.faults).choice(name, known)

    def day(self, name: str, *, is_required: bool = True) -> date | None:
        text = self.text(name, is_required=is_required)
        if not text:
            return None
        try:
            if not _DAY.fullmatch(text):
                raise ValueError(text)
            return date.fromisoformat(text)
        except ValueError:
            self._fault(
                name,
                _("“%(value)s” is not a date: write year-month-day, as in 2021-06-06."),
                value=text,
            )
            return None

    def matching(self, name: str, pattern: re.Pattern[str], how: object) -> str:
        """Text of a given form; `how` says how to write it."""
        text = self.text(name)
        if text and not pattern.fullmatch(text):
            self._fault(name, _("“%(value)s” is not a “%(name)s”: %(how)s."), value=text, how=how)
        return text

    def whole(self, name: str, *, low: int, high: int, is_required: bool = True) -> int | None:
        number = self._number(name, _WHOLE, low, high, is_required=is_required)
        return None if number is None else int(number)

    def decimal(
        self, name: str, *, low: float, high: float, is_required: bool = True
    ) -> float | None:
        return self._number(name, _DECIMAL, low, high, is_required=is_required)

    def flag(self, name: str) -> bool:
        text = self.text(name)
        if text and text.lower() not in _YES:
            self._fault(name, _("“%(value)s” is neither yes nor no: write yes or no."), value=text)
        return _YES.get(text.lower(), False)

    def records(self, name: str, *, is_required: bool = True) -> tuple["Record", ...]:
        """A YAML list of mappings."""
        value = self.values.get(name)
        if value is None or is_blank(value):
            if is_required:
                self._missing(name)
            return ()
        if not isinstance(value, Listing):
            self._wrong_type(name, _("a list of records, each begun with “- ”"))
            return ()
        return tuple(record for item in value.items if (record := self._as_record(name, item)))

    def record(self, name: str) -> "Record":
        """A YAML mapping; an empty one when it is absent or something else."""
        value = self.values.get(name)
        if value is None or is_blank(value):
            self._missing(name)
            return Record({}, self.at(name), self.faults)
        return self._as_record(name, value) or Record({}, value.source, self.faults)

    def cells(self, name: str) -> tuple[Cell, ...]:
        """The texts of a field that holds one text or a list of them; blanks left out."""
        value = self.values.get(name)
        if isinstance(value, Record):
            self._wrong_type(name, _("a text or a list of texts"))
            return ()
        items = value.items if isinstance(value, Listing) else (value,) if value else ()
        for item in items:
            if not isinstance(item, Cell):
                self._wrong_type(name, _("a text or a list of texts"), at=item.source)
        return tuple(item for item in items if isinstance(item, Cell) and item.text)

    def _as_record(self, name: str, value: Value) -> "Record | None":
        if isinstance(value, Record):
            return value
        self._wrong_type(name, _("a record of “field: value” lines"), at=value.source)
        return None

    def _cell(self, name: str, *, is_required: bool) -> Cell | None:
        value = self.values.get(name)
        if value is not None and not isinstance(value, Cell):
            self._wrong_type(name, _("a text"))
            return None
        if value is None or not value.text:
            if is_required:
                self._missing(name)
            return None
        return value

    def _checked_code(self, text: str, source: faulting.Source) -> str:
        if len(text) > MAX_CODE or not _CODE.fullmatch(text):
            self.faults.add(
                source,
                _(
                    "“%(value)s” is not a code: use letters, digits and . / - _ inside, at most 64 characters, without spaces."
                ),
                value=text,
            )
        return text

    def _number(
        self, name: str, pattern: re.Pattern[str], low: float, high: float, *, is_required: bool
    ) -> float | None:
        text = self.text(name, is_required=is_required)
        if not text:
            return None
        if not pattern.fullmatch(text):
            self._fault(
                name,
                _("“%(value)s” is not a number: write digits only, with a point before decimals."),
                value=text,
            )
            return None
        if not low <= float(text) <= high:
            self._fault(
                name,
                _("“%(name)s” is %(value)s: it must lie between %(low)s and %(high)s."),
                value=text,
                low=low,
                high=high,
            )
            return None
        return float(text)

    def _missing(self, name: str) -> None:
        self._fault(name, _("“%(name)s” is missing: fill it in."))

    def _wrong_type(self, name: str, wanted: object, at: faulting.Source | None = None) -> None:
        self.faults.add(
            at or self.at(name),
            _("“%(name)s” must be %(wanted)s."),
            name=name,
            wanted=wanted,
        )

    def _fault(self, field_name: str, sentence: object, **values: object) -> None:
        self.faults.add(self.at(field_name), sentence, name=field_name, **values)  # type: ignore[arg-type]


def is_blank(value: Value) -> bool:
    return isinstance(value, Cell) and not value.text

"""Reading the payload of an inspection's record strictly: what is not asked for is refused."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from campaigns.inspections import models
from campaigns.inspections.services import recording
from campaigns.kernel import errors

# Every version that was ever issued is read for ever.
SCHEMA_VERSIONS = frozenset({1})
MOST_ITEMS = 300
MOST_REMEDY_DAYS = 365
# Beyond this no item counts, and a number may have no bytes that phone and server agree on.
_MOST_NUMBER = 10**12
_MICRO = 1_000_000
_REQUIRED = frozenset({"inspection", "version", "answers"})
_OPTIONAL = frozenset({"note", "notes", "photos", "others", "stamp"})
_OTHER_KEYS = {"text", "severity", "remedy_days"}
_STAMP_KEYS = {"latitude_e6", "longitude_e6", "accuracy_m"}
_CODE = re.compile(r"[0-9A-Za-z_.-]{1,40}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class InvalidRecord(errors.LoaError):
    """The record cannot be made; the message says why."""


@dataclass(frozen=True)
class Other:
    """A finding that is on no checklist, to be remedied so many days after the inspection."""

    text: str
    severity: models.Severity
    remedy_days: int


@dataclass(frozen=True)
class Said:
    """A well-formed record, not yet held against its inspection."""

    inspection_id: int
    version_id: int
    answers: dict[str, Any]
    note: str
    notes: dict[str, str]
    photos: dict[str, str]
    others: tuple[Other, ...]
    stamp: recording.Stamp | None


def parse(payload: Mapping[str, Any], schema_version: int) -> Said:
    """Raises InvalidRecord: it is of another form than the app writes."""
    if schema_version not in SCHEMA_VERSIONS:
        raise InvalidRecord(_("Records of this version are not known here."))
    keys = set(payload)
    if not keys >= _REQUIRED or keys - _REQUIRED - _OPTIONAL:
        raise _misshapen()
    return Said(
        inspection_id=_number(payload["inspection"], 1, 2**62),
        version_id=_number(payload["version"], 1, 2**62),
        answers=_by_item(payload["answers"], _answer),
        note=_text(payload.get("note", ""), 2000),
        notes=_by_item(payload.get("notes", {}), lambda said: _text(said, recording.MAX_NOTE)),
        photos=_by_item(payload.get("photos", {}), _digest),
        others=_others(payload.get("others", [])),
        stamp=_stamp(payload.get("stamp")),
    )


def _misshapen() -> InvalidRecord:
    return InvalidRecord(_("The record does not have the form that the app writes."))


def _number(said: object, least: int, most: int) -> int:
    if isinstance(said, bool) or not isinstance(said, int) or not least <= said <= most:
        raise _misshapen()
    return said


def _text(said: object, most: int) -> str:
    if not isinstance(said, str) or len(said) > most or "\x00" in said:
        raise _misshapen()
    return said.strip()


def _digest(said: object) -> str:
    if not isinstance(said, str) or not _DIGEST.fullmatch(said):
        raise _misshapen()
    return said


def _answer(said: object) -> str | int | float:
    if isinstance(said, str):
        return _text(said, 100)
    if isinstance(said, bool) or not isinstance(said, int | float) or abs(said) > _MOST_NUMBER:
        raise _misshapen()
    return said


def _by_item(said: object, read: Callable[[object], Any]) -> dict[str, Any]:
    if not isinstance(said, dict) or len(said) > MOST_ITEMS:
        raise _misshapen()
    if not all(_CODE.fullmatch(code) for code in said):
        raise _misshapen()
    return {code: read(value) for code, value in said.items()}


def _others(said: object) -> tuple[Other, ...]:
    if not isinstance(said, list) or len(said) > recording.MOST_OTHER_FINDINGS:
        raise _misshapen()
    return tuple(_other(row) for row in said)


def _other(row: object) -> Other:
    if not isinstance(row, dict) or set(row) != _OTHER_KEYS:
        raise _misshapen()
    if row["severity"] not in models.Severity.values:
        raise InvalidRecord(_("Say how severe it is."))
    text = _text(row["text"], 400)
    days = _number(row["remedy_days"], 0, MOST_REMEDY_DAYS)
    return Other(text, models.Severity(row["severity"]), days)


def _stamp(said: object) -> recording.Stamp | None:
    if said is None:
        return None
    if not isinstance(said, dict) or set(said) != _STAMP_KEYS:
        raise _misshapen()
    latitude = _number(said["latitude_e6"], -90 * _MICRO, 90 * _MICRO)
    longitude = _number(said["longitude_e6"], -180 * _MICRO, 180 * _MICRO)
    accuracy = _number(said["accuracy_m"], 0, 100_000)
    return recording.Stamp(latitude / _MICRO, longitude / _MICRO, accuracy)

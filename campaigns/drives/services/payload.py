"""Reading the payload of a support record strictly: what is not asked for is refused.

Counts only: a key that could carry a resident's name is an unknown key, and unknown keys are
refused (Law 91/2025/QH15: collect within the stated scope).
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from campaigns.drives import models
from campaigns.kernel import errors, languages

SCHEMA_VERSION = 1
# Nobody helps more in one go; a slip of the thumb adds zeros.
MAX_COUNT = 9_999
_REQUIRED = frozenset({"drive", "setting", "people", "counts"})
_OPTIONAL = frozenset({"shift", "language", "age_band"})
_LINE_KEYS = frozenset({"app", "outcome", "count"})


class InvalidRecord(errors.LoaError):
    """The record cannot count; the message says why."""


@dataclass(frozen=True)
class Line:
    """One outcome with its count; `app_code` is None for outcomes of no app."""

    app_code: str | None
    outcome: models.Outcome
    count: int


@dataclass(frozen=True)
class Support:
    """A support record, version 1, well-formed but not yet held against its drive."""

    drive_id: int
    shift_id: int | None
    setting: models.Setting
    language: str
    age_band: str
    people: int
    lines: tuple[Line, ...]


def parse_support(payload: dict[str, Any]) -> Support:
    """Read a payload.

    Raises:
        InvalidRecord: a key is missing or unknown, a value is of the wrong kind or too large, the
            same outcome is counted twice, or nothing was counted.
    """
    _check_keys(payload, _REQUIRED, _OPTIONAL)
    support = Support(
        drive_id=drive_of(payload),
        shift_id=None if payload.get("shift") is None else _key(payload, "shift"),
        setting=models.Setting(_choice(payload, "setting", models.Setting.values)),
        language=_choice(payload, "language", ["", *languages.Language.values]),
        age_band=_choice(payload, "age_band", ["", *models.AgeBand.values]),
        people=_count(payload, "people", least=0),
        lines=_lines(payload["counts"]),
    )
    if not support.people and not support.lines:
        raise InvalidRecord(_("Nothing was counted in this record."))
    return support


def drive_of(payload: dict[str, Any]) -> int:
    """The drive that a payload names.

    Raises:
        InvalidRecord: it names none.
    """
    return _key(payload, "drive")


def check_withdrawal(payload: dict[str, Any]) -> int:
    """The drive of a withdrawal, whose payload says nothing else.

    Raises:
        InvalidRecord: it says more or less.
    """
    _check_keys(payload, frozenset({"drive"}), frozenset())
    return drive_of(payload)


def _lines(raw: Any) -> tuple[Line, ...]:
    if not isinstance(raw, list):
        raise InvalidRecord(_("The counts are not a list."))
    lines = tuple(_line(item) for item in raw)
    if len({(line.app_code, line.outcome) for line in lines}) != len(lines):
        raise InvalidRecord(_("The same outcome is counted twice in one record."))
    return lines


def _line(raw: Any) -> Line:
    if not isinstance(raw, dict):
        raise InvalidRecord(_("The counts are not a list."))
    _check_keys(raw, _LINE_KEYS, frozenset())
    outcome = models.Outcome(_choice(raw, "outcome", models.Outcome.values))
    app_code = raw["app"]
    if app_code is not None and not isinstance(app_code, str):
        raise _wrong("app")
    if (outcome in models.APP_OUTCOMES) != (app_code is not None):
        raise InvalidRecord(
            _("The outcome “%(outcome)s” does not go with this app.") % {"outcome": outcome.label}
        )
    return Line(app_code, outcome, _count(raw, "count", least=1))


def _check_keys(raw: dict[str, Any], required: frozenset[str], optional: frozenset[str]) -> None:
    missing = required - raw.keys()
    if missing:
        raise InvalidRecord(
            _("The record lacks: %(names)s.") % {"names": ", ".join(sorted(missing))}
        )
    if raw.keys() - required - optional:
        # The unknown names are not repeated: they may be what must not be kept.
        raise InvalidRecord(_("The record holds something that is not asked for."))


def _key(raw: dict[str, Any], name: str) -> int:
    value = raw.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**62:
        raise _wrong(name)
    return value


def _count(raw: dict[str, Any], name: str, *, least: int) -> int:
    value = raw[name]
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise _wrong(name)
    if value > MAX_COUNT:
        raise InvalidRecord(
            _("A count of %(count)s in one record is too high. Split it.") % {"count": value}
        )
    return value


def _choice(raw: dict[str, Any], name: str, allowed: list[str]) -> str:
    value = raw.get(name, "")
    if not isinstance(value, str) or value not in allowed:
        raise _wrong(name)
    return value


def _wrong(name: str) -> InvalidRecord:
    return InvalidRecord(_("The record's “%(name)s” makes no sense.") % {"name": name})

"""Reading the payload of a support record strictly: what is not asked for is refused.

Counts only: a key that could carry a resident's name is an unknown key, and unknown keys are
refused (Law 91/2025/QH15: collect within the stated scope).
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from campaigns.drives import models
from campaigns.kernel import errors, languages

# Every version that was ever issued is read for ever. Version 2 added households, the reasons why
# nothing was done in some of them, the hamlet, and the photo.
SCHEMA_VERSIONS = frozenset({1, 2})
# More than this is no count. What is merely hard to believe is held back, not refused.
MAX_COUNT = 1_000_000
_REQUIRED = frozenset({"drive", "setting", "people", "counts"})
_OPTIONAL = {
    1: frozenset({"shift", "language", "age_band"}),
    2: frozenset({"shift", "language", "age_band", "households", "reasons", "hamlet", "photo"}),
}
_LINE_KEYS = frozenset({"app", "outcome", "count"})
_REASON_KEYS = frozenset({"reason", "count"})
# Made once: a batch asks for each of them some hundred times.
_SETTINGS = frozenset(models.Setting.values)
_LANGUAGES = frozenset(["", *languages.Language.values])
_AGE_BANDS = frozenset(["", *models.AgeBand.values])
_OUTCOMES = frozenset(models.Outcome.values)
_REASONS = frozenset(models.VisitReason.values)
_DIGEST = re.compile(r"[0-9a-f]{64}")


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
    """A support record of any version, well-formed but not yet held against its drive.

    `reasons` say why nothing was done in how many of the `households`. `photo_sha256` is empty
    where no photo was taken.
    """

    drive_id: int
    shift_id: int | None
    setting: models.Setting
    language: str
    age_band: str
    people: int
    lines: tuple[Line, ...]
    households: int
    reasons: tuple[tuple[models.VisitReason, int], ...]
    hamlet_id: int | None
    photo_sha256: str

    @cached_property
    def most(self) -> int:
        """The largest number in it: whether a person can have done that is judged by this."""
        counts = (line.count for line in self.lines)
        return max(self.people, self.households, *counts, *(n for _reason, n in self.reasons))


def parse_support(payload: dict[str, Any], version: int) -> Support:
    """Read a payload of one of the `SCHEMA_VERSIONS`.

    Raises:
        InvalidRecord: a key is missing or unknown, a value is of the wrong kind or too large, the
            same outcome or reason is counted twice, more households gave a reason than were
            visited, or nothing was counted.
    """
    _check_keys(payload, _REQUIRED, _OPTIONAL[version])
    support = Support(
        drive_id=drive_of(payload),
        shift_id=None if payload.get("shift") is None else _key(payload, "shift"),
        setting=models.Setting(_choice(payload, "setting", _SETTINGS)),
        language=_choice(payload, "language", _LANGUAGES),
        age_band=_choice(payload, "age_band", _AGE_BANDS),
        people=_count(payload, "people", least=0),
        lines=_lines(payload["counts"]),
        households=_count(payload, "households", least=0) if "households" in payload else 0,
        reasons=_reasons(payload.get("reasons", [])),
        hamlet_id=None if payload.get("hamlet") is None else _key(payload, "hamlet"),
        photo_sha256=_digest(payload, "photo"),
    )
    if not support.most:
        raise InvalidRecord(_("Nothing was counted in this record."))
    if 0 < support.households < sum(n for _reason, n in support.reasons):
        raise InvalidRecord(_("More households gave a reason than were visited."))
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
    outcome = models.Outcome(_choice(raw, "outcome", _OUTCOMES))
    app_code = raw["app"]
    if app_code is not None and not isinstance(app_code, str):
        raise _wrong("app")
    if (outcome in models.APP_OUTCOMES) != (app_code is not None):
        raise InvalidRecord(
            _("The outcome “%(outcome)s” does not go with this app.") % {"outcome": outcome.label}
        )
    return Line(app_code, outcome, _count(raw, "count", least=1))


def _reasons(raw: Any) -> tuple[tuple[models.VisitReason, int], ...]:
    if not isinstance(raw, list):
        raise InvalidRecord(_("The reasons are not a list."))
    reasons = tuple(_reason(item) for item in raw)
    if len({reason for reason, _n in reasons}) != len(reasons):
        raise InvalidRecord(_("The same reason is counted twice in one record."))
    return reasons


def _reason(raw: Any) -> tuple[models.VisitReason, int]:
    if not isinstance(raw, dict):
        raise InvalidRecord(_("The reasons are not a list."))
    _check_keys(raw, _REASON_KEYS, frozenset())
    reason = models.VisitReason(_choice(raw, "reason", _REASONS))
    return reason, _count(raw, "count", least=1)


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


def _choice(raw: dict[str, Any], name: str, allowed: frozenset[str]) -> str:
    value = raw.get(name, "")
    if not isinstance(value, str) or value not in allowed:
        raise _wrong(name)
    return value


def _digest(raw: dict[str, Any], name: str) -> str:
    value = raw.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        raise _wrong(name)
    return value


def _wrong(name: str) -> InvalidRecord:
    return InvalidRecord(_("The record's “%(name)s” makes no sense.") % {"name": name})

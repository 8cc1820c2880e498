"""Recurrence in people's words, and back from weekdays to a rule."""

from collections.abc import Iterable

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.broadcasts import models

WEEKDAYS = (
    ("MO", gettext_lazy("Monday")),
    ("TU", gettext_lazy("Tuesday")),
    ("WE", gettext_lazy("Wednesday")),
    ("TH", gettext_lazy("Thursday")),
    ("FR", gettext_lazy("Friday")),
    ("SA", gettext_lazy("Saturday")),
    ("SU", gettext_lazy("Sunday")),
)
_NAMES = dict(WEEKDAYS)
_ALL = frozenset(_NAMES)


def rule_of(days: Iterable[str]) -> str:
    """The rule of chosen weekdays; every day is a rule of its own."""
    chosen = set(days)
    if chosen >= _ALL:
        return "FREQ=DAILY"
    return "FREQ=WEEKLY;BYDAY=" + ",".join(day for day, _name in WEEKDAYS if day in chosen)


def days_of(rule: str) -> list[str] | None:
    """The weekdays of a rule that says no more than those, else None."""
    parts = _parts(rule)
    if parts == {"FREQ": "DAILY"}:
        return [day for day, _name in WEEKDAYS]
    days = parts.get("BYDAY", "").split(",")
    if parts.keys() == {"FREQ", "BYDAY"} and parts["FREQ"] == "WEEKLY" and set(days) <= _ALL:
        return days
    return None


def recurrence_in_words(slot: models.Slot) -> str:
    """When a slot comes round: «Thứ Hai, thứ Tư lúc 17:00»."""
    return _("%(days)s at %(time)s") % {
        "days": _days_in_words(slot.recurrence),
        "time": f"{slot.starts_time:%H:%M}",
    }


def _days_in_words(rule: str) -> str:
    days = days_of(rule)
    if days is not None:
        return _("Every day") if set(days) >= _ALL else _names(days)
    parts = _parts(rule)
    months = parts.get("BYMONTHDAY", "").split(",")
    if parts.keys() == {"FREQ", "BYMONTHDAY"} and parts["FREQ"] == "MONTHLY":
        return _("Day %(days)s of each month") % {"days": ", ".join(months)}
    named = parts.get("BYDAY", "").split(",")
    is_spaced = parts.keys() == {"FREQ", "BYDAY", "INTERVAL"} and parts["FREQ"] == "WEEKLY"
    if is_spaced and set(named) <= _ALL and parts["INTERVAL"].isdecimal():
        text = _("%(days)s, every %(weeks)s weeks")
        return text % {"days": _names(named), "weeks": parts["INTERVAL"]}
    return _("By the rule %(rule)s") % {"rule": rule}


def _names(days: Iterable[str]) -> str:
    chosen = set(days)
    return capfirst(", ".join(str(name) for day, name in WEEKDAYS if day in chosen))


def _parts(rule: str) -> dict[str, str]:
    return dict(part.partition("=")[::2] for part in rule.split(";"))

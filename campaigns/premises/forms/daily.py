"""Which sheet is opened, and the numbers of one line of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.kernel import roles
from campaigns.premises import queries
from campaigns.premises.forms import registry
from campaigns.units import permissions as units_permissions


def _offer_units(form: forms.Form, user: units_permissions.Visitor, on: date) -> None:
    units = queries.units_offered(user, roles.Permission.VIEW_PREMISES, on=on)
    field = form.fields["unit"]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
    field.choices = [("", gettext_lazy("all")), *((unit.pk, unit.name) for unit in units)]


class DaySheetFilter(forms.Form):
    """Where, of which day, and whether only who is missing."""

    unit = forms.TypedChoiceField(
        label=gettext_lazy("Where"), required=False, coerce=int, empty_value=None
    )
    day = forms.DateField(label=gettext_lazy("Day"), required=False, widget=registry._day())
    missing = forms.BooleanField(label=gettext_lazy("Only who is missing"), required=False)

    def __init__(self, *args: Any, user: units_permissions.Visitor, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _offer_units(self, user, on)


class PeriodFilter(forms.Form):
    """Where, and from which day to which; two weeks up to today where nothing is said."""

    LONGEST_DAYS = 366

    unit = forms.TypedChoiceField(
        label=gettext_lazy("Where"), required=False, coerce=int, empty_value=None
    )
    since = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=registry._day(),
        help_text=gettext_lazy("Empty: the two weeks up to the last day."),
    )
    until = forms.DateField(label=gettext_lazy("To"), required=False, widget=registry._day())

    def __init__(self, *args: Any, user: units_permissions.Visitor, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.on = on
        _offer_units(self, user, on)

    def period(self) -> tuple[date, date]:
        """The days asked for, in order and no longer than a year; none of them lies ahead."""
        self.is_valid()  # what makes no sense is left out, the rest holds
        last = min(self.cleaned_data.get("until") or self.on, self.on)
        first = self.cleaned_data.get("since") or last - timedelta(days=13)
        first, last = min(first, last), max(min(first, self.on), last)
        return max(first, last - timedelta(days=self.LONGEST_DAYS - 1)), last


class MonthFilter(forms.Form):
    """Of which month."""

    month = forms.DateField(
        label=gettext_lazy("Month (any day of it)"), required=False, widget=registry._day()
    )


@dataclass
class Entered:
    """What was typed into one line: both numbers, or that there was nobody; `fault` says why not.

    What was typed stays as it was typed, so that nothing is lost where it is refused.
    """

    first_text: str = ""
    second_text: str = ""
    is_nil: bool = False
    seen: int = 0
    first: int = 0
    second: int = 0
    fault: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was said of the line."""
        return not (self.first_text or self.second_text or self.is_nil)


_MOST_DIGITS = 15


def read_line(data: QueryDict, number: int) -> Entered:
    """The line of a premises or unit as it was sent."""
    line = Entered(
        first_text=data.get(f"first_{number}", "").strip()[:40],
        second_text=data.get(f"second_{number}", "").strip()[:40],
        is_nil=f"nil_{number}" in data,
    )
    seen = data.get(f"seen_{number}", "")
    line.seen = int(seen) if is_number(seen) else 0
    if line.is_nil:
        if {line.first_text, line.second_text} - {"", "0"}:
            line.fault = _("“Nobody” and numbers together: leave one of them out.")
        return line
    if line.is_blank:
        return line
    if not (line.first_text and line.second_text):
        line.fault = _("Give both numbers; 0 where there was nobody.")
    elif not (is_number(line.first_text) and is_number(line.second_text)):
        line.fault = _("Write whole numbers in figures, 0 or more.")
    else:
        line.first, line.second = int(line.first_text), int(line.second_text)
    return line


def is_number(text: str) -> bool:
    """Whether it is a number in plain figures, short enough for a key or a count."""
    return text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS

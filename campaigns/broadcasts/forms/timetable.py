"""Forms of outlets and their timetable."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts import models, queries, services
from campaigns.broadcasts.forms import fields
from campaigns.kernel import languages


def _day(label: Any, **options: Any) -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=picker, **options)


def _clock(label: Any, **options: Any) -> forms.TimeField:
    picker = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=picker, **options)


def _reason() -> forms.CharField:
    return forms.CharField(label=_("Reason"), max_length=300)


class OutletForm(forms.Form):
    """What an outlet can do: media, pace, and how much may be heard in a day."""

    mediums = forms.MultipleChoiceField(
        label=_("Media"), choices=models.Medium.choices, widget=forms.CheckboxSelectMultiple
    )
    syllables_per_minute = forms.IntegerField(
        label=_("Syllables a minute"),
        help_text=_("How fast the announcer reads; loudspeakers 170 to 200."),
        min_value=services.SPEED.start,
        max_value=services.SPEED.stop - 1,
        initial=180,
    )
    word_budget = forms.IntegerField(
        label=_("Words of a written item"),
        min_value=services.BUDGET.start,
        max_value=services.BUDGET.stop - 1,
        initial=600,
    )
    max_sessions_a_day = forms.IntegerField(
        label=_("Most sessions a day"), min_value=1, max_value=100, required=False
    )
    max_minutes_a_day = forms.IntegerField(
        label=_("Most minutes a day"),
        help_text=_("Caps and quiet hours warn before a script is placed; they refuse nothing."),
        min_value=1,
        max_value=1440,
        required=False,
    )
    quiet_from_time = _clock(_("Quiet from"), required=False)
    quiet_to_time = _clock(_("Quiet until"), required=False)
    is_active = forms.BooleanField(label=_("Takes scripts"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        wanted: dict[str, Any] = super().clean() or {}
        if bool(wanted.get("quiet_from_time")) != bool(wanted.get("quiet_to_time")):
            self.add_error("quiet_to_time", gettext("Give both ends of the quiet hours, or none."))
        return wanted


class NewOutletForm(OutletForm):
    """A unit that becomes an outlet."""

    unit = forms.ChoiceField(label=_("Unit"))

    field_order = ("unit",)

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.choose(self, "unit", [("", gettext("Choose a unit")), *units])


class SlotForm(forms.Form):
    """A recurring place on air: weekdays, or a rule for those who know one."""

    name_vi = forms.CharField(label=_("Name"), max_length=120)
    medium = forms.ChoiceField(label=_("Medium"))
    language = forms.ChoiceField(label=_("Language"), choices=languages.Language.choices)
    days = forms.MultipleChoiceField(
        label=_("Weekdays"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    starts_time = _clock(_("Starts at"))
    seconds = forms.IntegerField(label=_("Length in seconds"), min_value=1, max_value=86_400)
    valid_from_date = _day(_("First day"))
    valid_to_date = _day(_("Last day"), required=False)
    recurrence = forms.CharField(
        label=_("Rule in place of weekdays"),
        help_text=_("RFC 5545, for example FREQ=MONTHLY;BYDAY=1MO. Leave it empty otherwise."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, mediums: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.choose(self, "medium", mediums)
        fields.choose(self, "days", [(day, capfirst(name)) for day, name in queries.WEEKDAYS])

    def clean(self) -> dict[str, Any]:
        wanted: dict[str, Any] = super().clean() or {}
        if not wanted.get("days") and not wanted.get("recurrence"):
            self.add_error("days", gettext("Choose at least one weekday, or give a rule."))
        fields.refuse_backwards(self, "valid_from_date", "valid_to_date")
        return wanted

    def values(self) -> dict[str, Any]:
        """The slot's fields, the rule made from the weekdays where none was given."""
        wanted = dict(self.cleaned_data)
        days = wanted.pop("days")
        wanted["recurrence"] = wanted["recurrence"].strip() or queries.rule_of(days)
        return wanted


class ExceptionForm(forms.Form):
    """One day on which a slot departs from its rule."""

    on_date = _day(_("Day"))
    kind = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=models.ExceptionKind.choices,
        widget=forms.RadioSelect,
        initial=models.ExceptionKind.CANCELLED,
    )
    starts_time = _clock(_("Starts at"), required=False)
    seconds = forms.IntegerField(
        label=_("Length in seconds"), min_value=1, max_value=86_400, required=False
    )
    reason = _reason()


class ClosureForm(forms.Form):
    """Days on which an outlet is silent."""

    first = _day(_("First day"))
    last = _day(_("Last day"))
    reason = _reason()


class EndForm(forms.Form):
    """The last day of a slot."""

    last_day = _day(_("Last day"))

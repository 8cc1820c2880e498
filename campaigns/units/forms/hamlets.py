"""Entering, renaming and ending hamlets."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.units import queries

MOST_AT_ONCE = 100


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    """A day, as browsers ask for it."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class HamletsForm(forms.Form):
    """One hamlet or many, a line each."""

    names = forms.CharField(
        label=gettext_lazy("Names"),
        help_text=gettext_lazy("One a line, with what it is: “Thôn Ma Oai”, “Khu phố 3”."),
        max_length=MOST_AT_ONCE * (queries.NAME_LETTERS + 1),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    from_date = day_field(
        gettext_lazy("Valid from"),
        gettext_lazy("Today will do where the hamlet is old: figures count from now on."),
    )

    def clean_names(self) -> list[str]:
        """The names, line by line; a fault names its line."""
        lines = [line.strip() for line in self.cleaned_data["names"].splitlines()]
        names = [line for line in lines if line]
        if len(names) > MOST_AT_ONCE:
            raise ValidationError(
                _("At most %(most)s hamlets at once; bring more in by a file.")
                % {"most": MOST_AT_ONCE}
            )
        faults = [
            _("Line %(number)s: %(fault)s") % {"number": number, "fault": fault}
            for number, line in enumerate(lines, start=1)
            if line and (fault := queries.hamlet_name_fault(line))
        ]
        if faults:
            raise ValidationError(faults)
        return names


class NameForm(forms.Form):
    """The name of one hamlet."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=queries.NAME_LETTERS)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        fault = queries.hamlet_name_fault(name)
        if fault:
            raise ValidationError(fault)
        return name


class EndForm(forms.Form):
    """When a hamlet ends, and why."""

    last_date = day_field(
        gettext_lazy("Last day"), gettext_lazy("The hamlet stands to the end of this day.")
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("Such as “merged into Khu phố 2”."),
    )

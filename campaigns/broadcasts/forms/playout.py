"""Forms of an automation's log: the file, and what its columns hold."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class LogForm(forms.Form):
    """A file of an outlet's automation."""

    log = forms.FileField(
        label=_("Playout log"),
        help_text=_("CSV from the station's automation, or LibreTime's playout history."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
    )


class ColumnsForm(forms.Form):
    """Which header holds what."""

    title = forms.ChoiceField(label=_("Title"))
    start = forms.ChoiceField(label=_("Began (date and time)"), required=False)
    date = forms.ChoiceField(label=_("Date, in a column of its own"), required=False)
    time = forms.ChoiceField(label=_("Time, in a column of its own"), required=False)
    end = forms.ChoiceField(label=_("End (time)"), required=False)
    seconds = forms.ChoiceField(label=_("Length"), required=False)
    line_id = forms.ChoiceField(label=_("Number of the line"), required=False)
    is_day_first = forms.TypedChoiceField(
        label=_("Dates such as 06/7"),
        choices=[("yes", _("6 July: the day first")), ("no", _("7 June: the month first"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, header: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", "–"), *((name, name[:60]) for name in dict.fromkeys(header) if name)]
        for name, field in self.fields.items():
            if name != "is_day_first":
                field.choices = offered  # type: ignore[attr-defined]  # they are ChoiceFields

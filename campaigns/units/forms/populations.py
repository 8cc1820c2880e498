"""A population, and a file of hamlets and populations."""

from django import forms
from django.utils.translation import gettext_lazy

from campaigns.units import queries
from campaigns.units.forms import hamlets


class PopulationForm(forms.Form):
    """How many people live here, as of which day, according to whom."""

    people = forms.IntegerField(label=gettext_lazy("People"), min_value=1, max_value=20_000_000)
    as_of_date = hamlets.day_field(
        gettext_lazy("As of"), gettext_lazy("The day of the count, not the day of its publication.")
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=queries.SOURCE_LETTERS,
        help_text=gettext_lazy("Who counted and in which document, so that anybody can check."),
    )


class DropForm(forms.Form):
    """Why a population is taken back."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


class FileForm(forms.Form):
    """A list that a unit sends."""

    sheet = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("XLSX, or CSV in UTF-8; at most 5 MB."),
        widget=forms.ClearableFileInput(
            attrs={
                "accept": ".xlsx,.csv,text/csv,"
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            }
        ),
    )

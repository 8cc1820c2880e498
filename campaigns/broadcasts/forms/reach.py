"""Forms of reach: days to look at, and the audience of an outlet with its source."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts.forms import fields
from campaigns.kernel import languages


def _picker() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ReachFilter(forms.Form):
    """Days, kept in the URL."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # «from» is a word of Python, so these two cannot be written as attributes.
        for name, label in (("from", _("From")), ("to", _("To"))):
            self.fields[name] = forms.DateField(label=label, required=False, widget=_picker())

    def clean(self) -> dict[str, Any]:
        wanted: dict[str, Any] = super().clean() or {}
        fields.refuse_backwards(self, "from", "to")
        return wanted


class AudienceForm(forms.Form):
    """How many people an outlet reaches, from a day on, and who says so."""

    medium = forms.ChoiceField(label=_("Medium"))
    language = forms.ChoiceField(label=_("Language"), choices=languages.Language.choices)
    people = forms.IntegerField(
        label=_("People reached by one airing"), min_value=1, max_value=100_000_000
    )
    source_text = forms.CharField(
        label=_("Source"),
        help_text=_("Who counted or asked, in which paper, with its number and date."),
        max_length=300,
    )
    as_of_date = forms.DateField(label=_("Counted on"), widget=_picker())
    valid_from_date = forms.DateField(
        label=_("Valid from"),
        help_text=_("Airings from this day on are estimated with it, until a later figure begins."),
        widget=_picker(),
    )

    def __init__(self, *args: Any, mediums: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["medium"].choices = mediums  # type: ignore[attr-defined]  # a ChoiceField

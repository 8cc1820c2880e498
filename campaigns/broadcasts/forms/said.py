"""The form that asks what was said on air."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts import models
from campaigns.broadcasts.forms import fields
from campaigns.kernel import languages


def _day(label: Any) -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=picker)


class SaidForm(forms.Form):
    """Words and filters, kept in the URL."""

    q = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    outlet = forms.ChoiceField(label=_("Outlet"), required=False)
    medium = forms.ChoiceField(label=_("Medium"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    outcome = forms.ChoiceField(label=_("Outcome"), required=False)

    def __init__(self, *args: Any, outlets: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # «from» is a word of Python, so these two cannot be written as attributes.
        self.fields["from"] = _day(_("From"))
        self.fields["to"] = _day(_("To"))
        outcomes = [o for o in models.Outcome.choices if o[0] != models.Outcome.NOT_AIRED]
        choices: dict[str, list[Any]] = {
            "outlet": [("", gettext("All outlets")), *outlets],
            "medium": [("", gettext("All media")), *models.Medium.choices],
            "language": [("", gettext("All languages")), *languages.Language.choices],
            "outcome": [("", gettext("All that was aired")), *outcomes],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]  # ChoiceFields
        self.order_fields(["q", "from", "to", "outlet", "medium", "language", "outcome"])

    def clean(self) -> dict[str, Any]:
        wanted: dict[str, Any] = super().clean() or {}
        fields.refuse_backwards(self, "from", "to")
        return wanted

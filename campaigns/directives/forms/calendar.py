"""Days of the calendar."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.directives import models, services


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day, as browsers ask for it."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, input_formats=["%Y-%m-%d"], widget=widget, **options)


class DayForm(forms.Form):
    """A day that a decision turned."""

    on_date = day_field(_("Day"))
    kind = forms.ChoiceField(
        label=_("What it becomes"), choices=models.DayKind.choices, widget=forms.RadioSelect
    )
    name_vi = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("As due dates will explain themselves with it."),
    )
    source = forms.CharField(
        label=_("Decision"), max_length=200, help_text=_("Number, date and issuer of the document.")
    )

    def draft(self) -> services.DayDraft:
        said = self.cleaned_data
        return services.DayDraft(
            said["on_date"], models.DayKind(said["kind"]), said["name_vi"], said["source"]
        )


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )

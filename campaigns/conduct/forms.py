"""Forms of the commendations: filters of the list, the decision, a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.conduct import models


def day_field(label: Any, *, is_required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day from the browser's own calendar."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=is_required,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Give a day, such as 2026-11-16.")},
    )


class CitationFilter(forms.Form):
    """Filters of the list, all optional; what makes no sense is left out."""

    q = forms.CharField(
        label=_("Title or unit"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All states")), *models.Citation.State.choices],
        required=False,
    )
    decided_from = day_field(_("Decided from"), is_required=False)
    decided_to = day_field(_("Decided to"), is_required=False)
    unit = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class DecisionForm(forms.Form):
    """The document by which a commendation is given."""

    decision_number = forms.CharField(
        label=_("Number and symbol of the decision"),
        help_text=_("As on the document, for example 1234/QĐ-UBND."),
        max_length=60,
    )
    decision_date = day_field(_("Date of the decision"))
    signatory = forms.CharField(
        label=_("Signatory"),
        help_text=_("Authority, position and name, as signed."),
        max_length=200,
    )
    reason = forms.CharField(
        label=_("Reason of the decision"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReasonForm(forms.Form):
    """Why a proposal is declined or taken back."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}))

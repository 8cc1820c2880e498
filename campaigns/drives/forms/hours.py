"""The leader's forms about hours."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.drives import models


class CorrectionForm(forms.Form):
    """Another number in the place of confirmed minutes; `seen` is what the corrector saw."""

    minutes = forms.IntegerField(
        label=_("Minutes really worked"),
        min_value=0,
        max_value=models.MOST_MINUTES,
        help_text=_("0 where the person did not come at all."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=400)
    seen = forms.IntegerField(min_value=0, max_value=models.MOST_MINUTES, widget=forms.HiddenInput)


class HoursFilter(forms.Form):
    """Filters of the list of attendance and hours."""

    WAITING = "waiting"

    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    outcome = forms.ChoiceField(
        label=_("Attendance"),
        required=False,
        choices=[("", _("all")), *models.Attendance.Outcome.choices],
    )
    show = forms.ChoiceField(
        label=_("Hours worked"),
        required=False,
        choices=[("", _("all")), (WAITING, _("declared, waiting for a confirmation"))],
    )
    shift = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )

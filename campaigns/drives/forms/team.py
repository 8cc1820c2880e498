"""The leader's forms about the team."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.drives import models, queries, services


class MessageForm(forms.Form):
    """A message to everybody or to one shift."""

    shift = forms.ChoiceField(label=_("To whom"), required=False)
    text = forms.CharField(
        label=_("Message"),
        max_length=services.MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Say what changes and what they should do. It cannot be taken back."),
    )

    def __init__(self, *args: Any, shifts: Sequence[queries.ShiftLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to_whom = self.fields["shift"]
        assert isinstance(to_whom, forms.ChoiceField)  # noqa: S101  for the type checker
        to_whom.choices = [
            ("", gettext("the whole team")),
            *((str(shift.pk), shift.hours) for shift in shifts),
        ]


class TeamFilter(forms.Form):
    """Filters of the list of a team."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all")), *models.SignUp.State.choices]
    )
    shift = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )

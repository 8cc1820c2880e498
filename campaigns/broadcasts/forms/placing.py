"""Placing a script at many outlets, and moving a release on the rundown."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts import models
from campaigns.broadcasts.forms import fields


class WishForm(forms.Form):
    """What is to be placed: how long, how pressing, from when."""

    priority = forms.ChoiceField(
        label=_("Priority"),
        help_text=_("By Circular 39/2020/TT-BTTTT."),
        widget=forms.RadioSelect,
        initial=models.Priority.NORMAL,
    )
    planned_seconds = forms.IntegerField(
        label=_("Seconds on air"), min_value=0, max_value=86_400, required=False
    )
    not_before_at = fields.LocalDateTimeField(
        label=_("Not before"), required=False, help_text=_("Embargo; leave empty if there is none.")
    )
    starts_at = fields.LocalDateTimeField(
        label=_("Time of its own"),
        required=False,
        help_text=_("Only outside the slots: when it is to begin."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meanings = models.PRIORITY_MEANINGS
        choices = [(p, f"{p.label}: {meanings[p]}") for p in models.Priority]
        fields.choose(self, "priority", choices)

    def clean(self) -> dict[str, Any]:
        wanted: dict[str, Any] = super().clean() or {}
        own, embargo = wanted.get("starts_at"), wanted.get("not_before_at")
        if own and embargo and own < embargo:
            message = gettext("The planned start lies before the time that you allow.")
            self.add_error("starts_at", message)
        return wanted


class MoveForm(forms.Form):
    """Where a release goes: an occurrence by its key, one step, or a time of its own."""

    EARLIER, LATER, OWN = "earlier", "later", "own"

    to = forms.ChoiceField(label=_("Where to"))
    starts_at = fields.LocalDateTimeField(
        label=_("Time of its own"),
        required=False,
        help_text=_("Only outside the slots: when it is to begin."),
    )
    position = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)
    is_overfull_confirmed = forms.BooleanField(
        label=_("Move it although the slot would run over"), required=False
    )

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = (self.OWN, gettext("Outside the slots, at a time of its own"))
        steps = [(self.EARLIER, gettext("Earlier")), (self.LATER, gettext("Later"))]
        fields.choose(self, "to", [("", gettext("Choose a place")), *places, own, *steps])
        # The steps are buttons of the rundown: the list of places does not offer them.
        self.fields["to"].widget.choices = [("", gettext("Choose a place")), *places, own]

    def clean_seen(self) -> datetime:
        """The planned start that the mover saw."""
        try:
            seen = datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError as fault:
            raise forms.ValidationError(gettext("Open the rundown anew.")) from fault
        if seen.tzinfo is None:
            raise forms.ValidationError(gettext("Open the rundown anew."))
        return seen

    def clean(self) -> dict[str, Any]:
        wanted: dict[str, Any] = super().clean() or {}
        if wanted.get("to") == self.OWN and not wanted.get("starts_at"):
            self.add_error("starts_at", gettext("Say when it is to begin outside the slots."))
        return wanted

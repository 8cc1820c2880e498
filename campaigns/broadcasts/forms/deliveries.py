"""Forms about destinations and deliveries."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts import models
from campaigns.kernel import languages


class DestinationForm(forms.Form):
    """Where an outlet's scripts go."""

    kind = forms.ChoiceField(
        label=_("How the scripts are delivered"),
        choices=models.DestinationKind.choices,
        widget=forms.RadioSelect,
        initial=models.DestinationKind.EMAIL,
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("As people know it: editorial desk, automation…"),
    )
    address = forms.CharField(
        label=_("Mailbox or web address"),
        max_length=500,
        required=False,
        help_text=_("A feed needs none: the outlet pulls it with a token."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Only these languages"),
        required=False,
        choices=languages.Language.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all."),
    )
    mediums = forms.MultipleChoiceField(
        label=_("Only these media"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all."),
    )

    def __init__(self, *args: Any, outlet: models.Outlet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(m, models.Medium(m).label) for m in outlet.mediums]
        self.fields["mediums"].choices = known  # type: ignore[attr-defined]  # a ChoiceField


class RotateForm(forms.Form):
    """A new token and secret."""

    is_leaked = forms.BooleanField(
        label=_("The old one has leaked: end it at once"), required=False
    )


class DeliveryFilter(forms.Form):
    """Filters of the list of deliveries, kept in the URL."""

    DEAD, ALL = "", "all"

    q = forms.CharField(label=_("Title or destination"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[(DEAD, _("Dead letters")), (ALL, _("All")), *models.DeliveryState.choices],
    )
    outlet = forms.ChoiceField(label=_("Outlet"), required=False)
    kind = forms.ChoiceField(label=_("How it is delivered"), required=False)

    def __init__(self, *args: Any, outlets: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[Any]] = {
            "outlet": [("", gettext("All outlets")), *outlets],
            "kind": [("", gettext("All")), *models.DestinationKind.choices],
        }
        for name, own in choices.items():
            self.fields[name].choices = own  # type: ignore[attr-defined]  # they are ChoiceFields

"""Forms of units: filters of the list, giving and ending a role."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts import models as accounts_models
from campaigns.kernel import roles
from campaigns.units import models


class UnitFilter(forms.Form):
    """Filters of the list, all optional; what makes no sense is left out."""

    q = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = forms.TypedChoiceField(
        label=gettext_lazy("Kind"), coerce=int, empty_value=None, required=False
    )
    parent = forms.TypedChoiceField(
        label=gettext_lazy("Under"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, units: models.UnitQuerySet, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parents = models.UnitEdge.objects.filter(models.in_force(on)).values("parent_id")
        kinds = models.UnitKind.objects.order_by("name_vi", "pk").values_list("pk", "name_vi")
        above = units.filter(pk__in=parents).order_by("name_vi", "pk")
        # Read here: a template may not ask the database.
        self.fields["kind"].choices = [("", _("All kinds")), *kinds]  # type: ignore[attr-defined]
        self.fields["parent"].choices = [  # type: ignore[attr-defined]
            ("", _("Anywhere")),
            *above.values_list("pk", "name_vi"),
        ]


class GrantForm(forms.Form):
    """A role for somebody who signs in."""

    email = forms.EmailField(
        label=gettext_lazy("Email"),
        help_text=gettext_lazy("The address that the person signs in with."),
        max_length=254,
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=roles.Role.choices)
    from_date = forms.DateField(
        label=gettext_lazy("From"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_email(self) -> accounts_models.User:
        """The person of that address."""
        email = self.cleaned_data["email"]
        user = accounts_models.User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise ValidationError(
                _("Nobody signs in with this address. Check it, or open an account first.")
            )
        return user


class EndGrantForm(forms.Form):
    """When a role ends, and why."""

    last_date = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("The role holds to the end of this day."),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

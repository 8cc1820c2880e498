"""The search form of the public look-up."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class LookUpForm(forms.Form):
    """Part of a name, and a commune; each may be left empty."""

    ten = forms.CharField(
        label=_("Name of the place, or plate of the vehicle"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    xa = forms.TypedChoiceField(
        label=_("Commune"),
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": _("Choose a commune of the list.")},
    )

    def __init__(self, *args: Any, communes: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["xa"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [("", gettext("all")), *communes]

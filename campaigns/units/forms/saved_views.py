"""A name for the filters of a list."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.units import models


class SaveViewForm(forms.Form):
    """Under which name, and for whom."""

    name = forms.CharField(label=_("Name"), max_length=80)
    unit = forms.TypedChoiceField(
        label=_("Share with"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("Everybody who holds a role in that unit may open it; you alone change it."),
    )

    def __init__(self, *args: Any, units: Sequence[models.Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._units = {unit.pk: unit for unit in units}
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [("", _("nobody else")), *((u.pk, u.name_vi) for u in units)]

    @property
    def unit_chosen(self) -> models.Unit | None:
        return self._units.get(self.cleaned_data["unit"])

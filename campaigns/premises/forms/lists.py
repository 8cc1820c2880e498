"""Forms of lists of premises as files."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.premises import queries
from campaigns.premises.queries import lists
from campaigns.units import models as units_models


class ListForm(forms.Form):
    """A list of premises as a file, and whose it is."""

    unit = forms.TypedChoiceField(
        label=_("Whose list"),
        coerce=int,
        help_text=_("Its rows speak of communes of this unit; rows of others are shown as faults."),
    )
    sheet = forms.FileField(
        label=_("File"),
        help_text=_("XLSX or CSV, at most 50 MB. Old fonts (TCVN3, VNI) are converted."),
        widget=forms.ClearableFileInput(
            attrs={
                "accept": ".xlsx,.csv,.tsv,.txt,text/csv,"
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            }
        ),
    )

    def __init__(self, *args: Any, units: list[units_models.Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._units = {unit.pk: unit for unit in units}
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [(pk, unit.name_vi) for pk, unit in self._units.items()]

    @property
    def whose(self) -> units_models.Unit:
        return self._units[self.cleaned_data["unit"]]


class ColumnsForm(forms.Form):
    """In which column of a list each field stands, and what holds for rows that say nothing."""

    def __init__(
        self,
        *args: Any,
        columns: list[tuple[int, str]],
        communes: list[units_models.Unit],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self._kinds = {kind.pk: kind for kind in queries.kinds()}
        self._communes = {unit.pk: unit for unit in communes}
        offered = [("", _("in no column")), *columns]
        for name, label in lists.FIELDS.items():
            self.fields[name] = _choice(label, offered)
        self.fields["default_kind"] = _choice(
            _("Kind of rows that name none"),
            [("", "—"), *((pk, kind.name_vi) for pk, kind in self._kinds.items())],
        )
        self.fields["default_commune"] = _choice(
            _("Commune of rows that name none"),
            [("", "—"), *((pk, unit.name_vi) for pk, unit in self._communes.items())],
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        taken: dict[int, str] = {}
        for name in lists.FIELDS:
            place = said.get(name)
            if place is not None and place in taken:
                self.add_error(
                    name,
                    _("This column is taken already for “%(field)s”.")
                    % {"field": lists.FIELDS[taken[place]]},
                )
            elif place is not None:
                taken[place] = name
        return said

    def answers(self) -> dict[str, Any]:
        """The columns and the rest as `check_list` takes them."""
        said = self.cleaned_data
        return {
            "mapping": {name: said[name] for name in lists.FIELDS if said.get(name) is not None},
            "kind": self._kinds.get(said["default_kind"]),
            "commune": self._communes.get(said["default_commune"]),
        }


def _choice(label: Any, choices: list[Any]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=choices, coerce=int, empty_value=None, required=False
    )

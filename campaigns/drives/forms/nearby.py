"""The search of the public list of drives."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from campaigns.drives import queries


class NearbyForm(forms.Form):
    """A typed place, and a district or commune; each may be left empty."""

    noi = forms.CharField(
        label=_("Place, commune or district"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    xa = forms.TypedChoiceField(
        label=gettext_lazy("Your commune"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, communes: list[queries.Commune], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["xa"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  for the type checker
        parents = {c.parent_name: c.parent_pk for c in communes}
        field.choices = [("", gettext("all")), *_with_districts(queries.grouped(communes), parents)]


def _with_districts(
    groups: list[tuple[str, list[tuple[str, str]]]], parents: dict[str, int]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each group begins with the whole of it."""
    return [
        (name, [(str(parents[name]), gettext("all of %(unit)s") % {"unit": name}), *communes])
        for name, communes in groups
    ]

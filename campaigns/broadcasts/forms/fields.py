"""Fields that forms of the broadcast desk share."""

from typing import Any

from django import forms
from django.utils.translation import gettext

_MINUTES = "%Y-%m-%dT%H:%M"
_ON_THE_MINUTE = (_MINUTES, "%Y-%m-%dT%H:%M:%S")


class LocalDateTimeField(forms.DateTimeField):
    """A moment in local time, to the minute, in the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        picker = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MINUTES)
        super().__init__(widget=picker, input_formats=list(_ON_THE_MINUTE), **kwargs)


def choose(form: forms.Form, name: str, choices: list[Any]) -> None:
    """Give a field the choices that only the view knows."""
    form.fields[name].choices = choices  # type: ignore[attr-defined]  # they are ChoiceFields


def refuse_backwards(form: forms.Form, first: str, last: str) -> None:
    """Say at the last day that it lies before the first; nothing would be found between them."""
    begins, ends = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if begins and ends and ends < begins:
        form.add_error(last, gettext("The last day lies before the first."))

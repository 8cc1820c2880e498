"""The form that brings a sound in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import languages
from campaigns.units import models as units_models


class RecordingForm(forms.Form):
    """A sound file with what the file itself does not say."""

    file = forms.FileField(
        label=_("Sound file"),
        help_text=_("MP3, Ogg, M4A, AAC, WAV or FLAC. Names and places inside it are taken out."),
        widget=forms.ClearableFileInput(attrs={"accept": "audio/*"}),
    )
    title = forms.CharField(label=_("Title"), max_length=255)
    language = forms.ChoiceField(label=_("Language"), choices=languages.Language.choices)
    unit = forms.ChoiceField(label=_("Unit"))

    def __init__(self, *args: Any, units: list[units_models.Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(unit.pk), unit.name_vi) for unit in units]
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

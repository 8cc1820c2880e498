"""Forms of the broadcast desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts import models

_MINUTES = "%Y-%m-%dT%H:%M"
_ON_THE_MINUTE = (_MINUTES, "%Y-%m-%dT%H:%M:%S")


class LocalDateTimeField(forms.DateTimeField):
    """A moment in local time, to the minute, in the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        picker = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MINUTES)
        super().__init__(widget=picker, input_formats=list(_ON_THE_MINUTE), **kwargs)


def _day(label: Any) -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=picker)


def _choose(form: forms.Form, name: str, choices: list[Any]) -> None:
    """Give a field the choices that only the view knows."""
    form.fields[name].choices = choices  # type: ignore[attr-defined]  # they are ChoiceFields


class AiringForm(forms.Form):
    """What came of a release; prefilled as it was planned."""

    AIRED, NOT_AIRED = "yes", "no"

    has_aired = forms.ChoiceField(
        label=_("Was it aired?"),
        choices=[(AIRED, _("Yes, it was aired")), (NOT_AIRED, _("No, it was not aired"))],
        widget=forms.RadioSelect,
        initial=AIRED,
    )
    aired_at = LocalDateTimeField(
        label=_("When it began"),
        help_text=_("If it was not aired, leave the time that was planned."),
    )
    seconds = forms.IntegerField(label=_("Seconds on air"), min_value=0, max_value=86_400)
    source = forms.ChoiceField(
        label=_("How this is known"),
        choices=[
            (models.AiringSource.DECLARED, models.AiringSource.DECLARED.label),
            (models.AiringSource.EVIDENCED, models.AiringSource.EVIDENCED.label),
        ],
        widget=forms.RadioSelect,
        initial=models.AiringSource.DECLARED,
    )
    evidence_text = forms.CharField(
        label=_("Note or evidence"),
        help_text=_("Why it was not aired, or what shows that it was: log sheet, recording…"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    evidence_url = forms.URLField(
        label=_("Address of the evidence"),
        max_length=500,
        required=False,
        assume_scheme="https",
    )


class CorrectionForm(AiringForm):
    """A new line in place of an old one."""

    reason = forms.CharField(
        label=_("What was wrong"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class UnplannedForm(AiringForm):
    """Something aired outside the plan."""

    medium = forms.ChoiceField(label=_("Medium"))
    script = forms.ChoiceField(
        label=_("Script"),
        required=False,
        help_text=_("If it is none of these, describe it in the note."),
    )

    field_order = ("medium", "script", "aired_at", "seconds")

    def __init__(
        self,
        *args: Any,
        mediums: list[tuple[str, Any]],
        scripts: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["has_aired"]
        self.fields["aired_at"].help_text = ""
        _choose(self, "medium", mediums)
        _choose(self, "script", [("", gettext("None of these")), *scripts])


class ReleaseForm(forms.Form):
    """Where a script goes: an occurrence of a slot, or an outlet at a time of its own."""

    place = forms.ChoiceField(label=_("Outlet and slot"))
    starts_at = LocalDateTimeField(
        label=_("Time of its own"),
        required=False,
        help_text=_("Only outside the slots: when it is to begin."),
    )
    planned_seconds = forms.IntegerField(
        label=_("Seconds on air"), min_value=0, max_value=86_400, required=False
    )
    priority = forms.ChoiceField(
        label=_("Priority"),
        help_text=_("By Circular 39/2020/TT-BTTTT."),
        widget=forms.RadioSelect,
        initial=models.Priority.NORMAL,
    )
    not_before_at = LocalDateTimeField(
        label=_("Not before"), required=False, help_text=_("Embargo; leave empty if there is none.")
    )
    is_overfull_confirmed = forms.BooleanField(
        label=_("Place it although the slot would run over"), required=False
    )

    def __init__(self, *args: Any, places: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "place", [("", gettext("Choose a place")), *places])
        meanings = models.PRIORITY_MEANINGS
        _choose(self, "priority", [(p, f"{p.label}: {meanings[p]}") for p in models.Priority])

    def clean(self) -> dict[str, Any]:
        wanted: dict[str, Any] = super().clean() or {}
        if wanted.get("place", "").startswith("outlet") and not wanted.get("starts_at"):
            self.add_error("starts_at", gettext("Say when it is to begin outside the slots."))
        return wanted


class CancelForm(forms.Form):
    """Taking a release off the rundown."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class AiringFilter(forms.Form):
    """Filters of the as-run log, kept in the URL. Names as figures link them."""

    AIRED, NOT_AIRED, ALL = "", "not_aired", "all"

    q = forms.CharField(label=_("Title"), required=False)
    outlet = forms.ChoiceField(label=_("Outlet"), required=False)
    medium = forms.ChoiceField(label=_("Medium"), required=False)
    what = forms.ChoiceField(
        label=_("Lines"),
        required=False,
        choices=[
            (AIRED, _("Aired")),
            (NOT_AIRED, _("Not aired")),
            (ALL, _("All, with lines that were corrected")),
        ],
    )
    unit = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, outlets: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # «from» is a word of Python, so these two cannot be written as attributes.
        self.fields["from"] = _day(_("From"))
        self.fields["to"] = _day(_("To"))
        _choose(self, "outlet", [("", gettext("All outlets")), *outlets])
        _choose(self, "medium", [("", gettext("All media")), *models.Medium.choices])

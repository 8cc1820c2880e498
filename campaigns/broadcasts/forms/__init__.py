"""Forms of the broadcast desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts import models
from campaigns.broadcasts.forms import fields
from campaigns.kernel import languages


def _day(label: Any) -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=picker)


class AiringForm(forms.Form):
    """What came of a release; prefilled as it was planned."""

    AIRED, NOT_AIRED = "yes", "no"

    has_aired = forms.ChoiceField(
        label=_("Was it aired?"),
        choices=[(AIRED, _("Yes, it was aired")), (NOT_AIRED, _("No, it was not aired"))],
        widget=forms.RadioSelect,
        initial=AIRED,
    )
    aired_at = fields.LocalDateTimeField(
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
    not_aired_reason = forms.ChoiceField(
        label=_("Reason"),
        help_text=_("Only if it was not aired."),
        required=False,
        choices=[("", "–"), *models.NotAiredReason.choices],
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


class TapForm(forms.Form):
    """What one tap on the rundown says of a release."""

    AIRED, LATE, NOT_AIRED = "aired", "late", "not_aired"

    what = forms.ChoiceField(choices=[(w, w) for w in (AIRED, LATE, NOT_AIRED)])
    aired_at = fields.LocalDateTimeField(label=_("When it began"), required=False)
    not_aired_reason = forms.ChoiceField(
        label=_("Reason"), required=False, choices=models.NotAiredReason.choices
    )
    evidence_text = forms.CharField(label=_("Note or evidence"), max_length=1000, required=False)

    def clean(self) -> dict[str, Any]:
        wanted: dict[str, Any] = super().clean() or {}
        if wanted.get("what") == self.LATE and not wanted.get("aired_at"):
            self.add_error("aired_at", gettext("Say when it began."))
        if wanted.get("what") == self.NOT_AIRED and not wanted.get("not_aired_reason"):
            self.add_error("not_aired_reason", gettext("Choose a reason."))
        return wanted


class SlotTapForm(forms.Form):
    """The occurrence of a slot whose scripts were all aired as planned."""

    starts_at = forms.DateTimeField()


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
        del self.fields["has_aired"], self.fields["not_aired_reason"]
        self.fields["aired_at"].help_text = ""
        fields.choose(self, "medium", mediums)
        fields.choose(self, "script", [("", gettext("None of these")), *scripts])


class CancelForm(forms.Form):
    """Taking a release off the rundown."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ScriptFilter(forms.Form):
    """Filters of the list of scripts, kept in the URL."""

    CURRENT, UNPLACED, ALL = "", "unplaced", "all"

    q = forms.CharField(label=_("Words"), required=False)
    medium = forms.ChoiceField(label=_("Medium"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    what = forms.ChoiceField(
        label=_("Texts"),
        required=False,
        choices=[
            (CURRENT, _("Those that hold")),
            (UNPLACED, _("Those on no rundown to come")),
            (ALL, _("All, with replaced and withdrawn ones")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.choose(self, "medium", [("", gettext("All media")), *models.Medium.choices])
        tongues = languages.Language.choices
        fields.choose(self, "language", [("", gettext("All languages")), *tongues])


class AiringFilter(forms.Form):
    """Filters of the as-run log, kept in the URL. Names as figures link them."""

    AIRED, NOT_AIRED, ALL = "", "not_aired", "all"

    q = forms.CharField(label=_("Words"), required=False)
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
        fields.choose(self, "outlet", [("", gettext("All outlets")), *outlets])
        fields.choose(self, "medium", [("", gettext("All media")), *models.Medium.choices])

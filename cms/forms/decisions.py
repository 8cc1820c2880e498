"""Forms of the review page and of fact checks: the decisions that people take on a text."""

from django import forms
from django.utils.translation import gettext_lazy as _

_FACTS = [
    ("CHECK", _("Ask a health reviewer to check the facts first")),
    ("NONE", _("There are no health facts in it: no check (this is put on record)")),
]


class ApproveForm(forms.Form):
    """To the fact check unless said otherwise; public as soon as may be, or at an hour to come."""

    facts = forms.ChoiceField(
        label=_("Fact check"),
        choices=_FACTS,
        initial="CHECK",
        required=False,
        widget=forms.RadioSelect,
    )
    go_live_at = forms.DateTimeField(
        label=_("Goes live at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
        help_text=_("Leave empty to publish as soon as nothing more is asked."),
    )

    def clean_facts(self) -> str:
        return self.cleaned_data["facts"] or "CHECK"


class ReasonForm(forms.Form):
    """A decision that must be explained."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReviewerForm(forms.Form):
    """Whom to ask for a fact check without an account."""

    reviewer_name = forms.CharField(label=_("Name of the reviewer"), max_length=120)
    reviewer_email = forms.EmailField(label=_("Their e-mail"))


class LinkForm(forms.Form):
    """Which link is meant."""

    link = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class AgainForm(forms.Form):
    """The next day of another look."""

    review_by_date = forms.DateField(
        label=_("Look at it again on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )


class FactAnswerForm(forms.Form):
    """One answer for the whole text."""

    is_correct = forms.TypedChoiceField(
        label=_("Your answer"),
        choices=[
            ("yes", _("The facts are correct: it may go to the public")),
            ("no", _("Something is not correct: back to the writer")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    remarks = forms.CharField(
        label=_("Remarks"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What is wrong and what it should say. The writer reads this."),
    )

    def clean(self) -> None:
        super().clean()
        is_correct = self.cleaned_data.get("is_correct")
        if is_correct is False and not self.cleaned_data.get("remarks", "").strip():
            self.add_error("remarks", _("Say what is wrong, so that the writer can mend it."))

"""Forms of commendations and criticisms: filters, drafts, and what each step asks for."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from campaigns.conduct import models, queries
from campaigns.directives import models as directives_models
from campaigns.directives import services as directive_services
from campaigns.kernel import figure


def day_field(label: Any, *, is_required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day from the browser's own calendar."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=is_required,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Give a day, such as 2026-11-16.")},
    )


class CitationFilter(forms.Form):
    """Filters of the list, all optional; what makes no sense is left out."""

    q = forms.CharField(
        label=_("Title or unit"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All states")), *models.Citation.State.choices],
        required=False,
    )
    decided_from = day_field(_("Decided from"), is_required=False)
    decided_to = day_field(_("Decided to"), is_required=False)
    unit = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class DecisionForm(forms.Form):
    """The document by which a commendation is given."""

    decision_number = forms.CharField(
        label=_("Number and symbol of the decision"),
        help_text=_("As on the document, for example 1234/QĐ-UBND."),
        max_length=60,
    )
    decision_date = day_field(_("Date of the decision"))
    signatory = forms.CharField(
        label=_("Signatory"),
        help_text=_("Authority, position and name, as signed."),
        max_length=200,
    )
    reason = forms.CharField(
        label=_("Reason of the decision"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReasonForm(forms.Form):
    """Why a proposal is declined or taken back."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}))


class CriticismFilter(forms.Form):
    """Filters of the criticisms, all optional; what makes no sense is left out."""

    q = forms.CharField(
        label=_("Title or unit"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All states")), *models.CriticismState.choices],
        required=False,
    )
    decided_from = day_field(_("Decided from"), is_required=False)
    decided_to = day_field(_("Decided to"), is_required=False)
    standing = forms.BooleanField(label=_("Only those that stand"), required=False)
    unit = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Any number of files; what they are is for the service to see."""

    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        chosen = data if isinstance(data, (list, tuple)) else [data]
        return [file for file in chosen if file]


def _words(label: Any, help_text: Any = "", rows: int = 6) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _files() -> _FilesField:
    return _FilesField(
        label=_("Evidence"),
        required=False,
        help_text=_(
            "Photos or PDF, at most 10 files of 20 MB. Place and device are taken out. Only your"
            " unit and the office open them. No names of residents, no health data."
        ),
    )


def _days(label: Any, first: int, last: int, initial: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=first, max_value=last, initial=initial)


_FIELDS: dict[str, Callable[[], forms.Field]] = {
    "reason": lambda: _words(_("Reason"), rows=4),
    "reasons": lambda: _words(
        _("Reasons"), _("Also what the unit said, and why it does or does not change the matter.")
    ),
    "public_text": lambda: _words(
        _("Text to be published"),
        _(
            "What was not done, with figure and period. No blame of character, no names of"
            " residents, no health data."
        ),
    ),
    "text": lambda: _words(_("What is said")),
    "files": _files,
    "reply_days": lambda: _days(
        _("Working days to reply"),
        models.FEWEST_REPLY_DAYS,
        models.MOST_REPLY_DAYS,
        queries.intervals().reply,
    ),
    "days": lambda: _days(_("Working days"), 1, models.MOST_REPLY_DAYS, 3),
    "remedy_plan": lambda: _words(_("What will be put right, and how")),
    "remedy_by": lambda: day_field(_("By which day")),
    "decision_number": lambda: forms.CharField(
        label=_("Number and symbol of the decision"),
        help_text=_("As on the document, for example 1234/QĐ-UBND."),
        max_length=60,
    ),
    "decision_date": lambda: day_field(_("Date of the decision")),
    "signatory": lambda: forms.CharField(
        label=_("Signatory"),
        help_text=_("Authority, position and name, as signed."),
        max_length=200,
    ),
}


class StepForm(forms.Form):
    """What a step of a criticism asks for, as the table of steps says."""

    def __init__(self, *args: Any, edge: models.Edge, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in edge.fields:
            self.fields[name] = _FIELDS[name]()

    def uploads(self) -> list[directive_services.Upload]:
        return [directive_services.Upload.of(file) for file in self.cleaned_data.get("files", [])]


class CriticismForm(forms.Form):
    """A draft of a criticism: what was not done, and on what that stands."""

    form = forms.TypedChoiceField(label=_("Form"), coerce=int)
    title = forms.CharField(
        label=_("Title"), max_length=200, help_text=_("The matter in one line, without judgement.")
    )
    matter = _words(
        _("What was not done"),
        _("Plain facts with figure and period; what was asked, by when, and what came of it."),
    )
    clause = forms.TypedChoiceField(
        label=_("Clause that asks for it"), coerce=int, required=False, empty_value=None
    )
    sources = forms.MultipleChoiceField(
        label=_("What Loa itself knows"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It is read again and frozen when the unit is given notice."),
    )
    observation = forms.CharField(
        label=_("Other evidence in words"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    evidence = _files()

    def __init__(
        self, *args: Any, candidates: Sequence[queries.Candidate], on: date, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self._candidates = candidates
        self._forms = {f.pk: f for f in models.RecognitionForm.objects.criticisms(on)}
        clauses = directives_models.Clause.objects.select_related("directive")
        self._clauses = {c.pk: c for c in clauses.order_by("directive_id", "position", "pk")}
        self._offer("sources", [(str(n), _said(c.reading)) for n, c in enumerate(candidates)])
        self._offer("form", [(pk, form.name_vi) for pk, form in self._forms.items()])
        named = [(pk, f"{c.directive.symbol}, {c.number}") for pk, c in self._clauses.items()]
        self._offer("clause", [("", "–"), *named])

    def _offer(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = list(choices)

    def chosen_form(self) -> models.RecognitionForm:
        return self._forms[self.cleaned_data["form"]]

    def chosen_clause(self) -> directives_models.Clause | None:
        return self._clauses.get(self.cleaned_data["clause"])

    def chosen(self) -> list[Mapping[str, Any]]:
        return [self._candidates[int(number)].source for number in self.cleaned_data["sources"]]

    def uploads(self) -> list[directive_services.Upload]:
        return [directive_services.Upload.of(file) for file in self.cleaned_data["evidence"]]


def _said(reading: figure.Figure) -> str:
    return f"{reading.label}: {reading.value} {reading.unit_label}"


class PeriodForm(forms.Form):
    """The days that a criticism is about, both included."""

    from_date = day_field(_("From"))
    to_date = day_field(_("To"))


class ReminderForm(forms.Form):
    """A word to a unit; no criticism."""

    words = _words(_("What is still to be done"), rows=4)
    by_date = day_field(_("By when"), is_required=False)

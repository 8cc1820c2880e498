"""Forms of recurring reports: filters, what a unit answers, who is excused, the editor."""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.directives import models, queries, services
from campaigns.directives.forms.assignments import offer, offer_units
from campaigns.directives.forms.calendar import day_field
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

K = models.QuestionKind


class ReportFilter(forms.Form):
    """Filters of expected reports; what makes no sense is left out, the others hold."""

    q = forms.CharField(label=gettext_lazy("Unit"), required=False, max_length=100)
    unit = forms.TypedChoiceField(
        label=gettext_lazy("In and under"), required=False, coerce=int, empty_value=None
    )
    form = forms.TypedChoiceField(
        label=gettext_lazy("Report"), required=False, coerce=int, empty_value=None
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        required=False,
        choices=[("", gettext_lazy("all")), *models.Outcome.choices],
    )
    heard = forms.TypedChoiceField(
        label=gettext_lazy("Who has heard"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", gettext_lazy("all")), *models.Level.choices],
    )
    period = day_field(gettext_lazy("Period that begins on"), required=False)
    due_from = day_field(gettext_lazy("Due from"), required=False)
    due_to = day_field(gettext_lazy("Due until"), required=False)

    def __init__(self, *args: Any, user: units_permissions.Visitor, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer_units(self, user, on)
        rows = models.ReportForm.objects.order_by("name_vi", "pk")
        offer(self, "form", [(row.pk, row.name_vi) for row in rows], gettext_lazy("all"))


class CompletenessFilter(forms.Form):
    """Which periods are counted, and where."""

    unit = forms.TypedChoiceField(
        label=gettext_lazy("In and under"), required=False, coerce=int, empty_value=None
    )
    since = day_field(gettext_lazy("Periods that begin from"), required=False)

    def __init__(self, *args: Any, user: units_permissions.Visitor, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer_units(self, user, on)


class AnswerForm(forms.Form):
    """The questions of one report."""

    def __init__(self, *args: Any, report: models.ExpectedReport, **kwargs: Any):
        self._questions = [models.Question(**one) for one in report.form.questions]
        known = {one["key"]: one["value"] for one in report.answer or []}
        kwargs["initial"] = {
            one.key: _shown(one, known[one.key]) for one in self._questions if one.key in known
        }
        super().__init__(*args, **kwargs)
        for one in self._questions:
            self.fields[one.key] = _field(one)

    def answers(self) -> dict[str, Any]:
        return {one.key: self.cleaned_data.get(one.key) for one in self._questions}


def _shown(question: models.Question, value: Any) -> Any:
    if value is None:
        return None
    if question.kind == K.YES_NO:
        return "1" if value is True else "0"
    return Decimal(value) if question.kind == K.NUMBER else value


def _field(question: models.Question) -> forms.Field:
    common: dict[str, Any] = {"label": question.label, "required": question.is_required}
    if question.kind == K.TEXT:
        area = forms.Textarea(attrs={"rows": 3})
        words = gettext_lazy("No names of residents.")
        return forms.CharField(max_length=2000, widget=area, help_text=words, **common)
    if question.kind == K.YES_NO:
        return forms.TypedChoiceField(
            choices=[("1", gettext_lazy("yes")), ("0", gettext_lazy("no"))],
            coerce=lambda value: value == "1",
            empty_value=None,
            widget=forms.RadioSelect,
            **common,
        )
    return forms.DecimalField(
        min_value=0,
        max_value=10**9,
        max_digits=12,
        decimal_places=2,
        localize=True,
        help_text=question.measure,
        **common,
    )


class UnlockForm(forms.Form):
    """Until the end of which day, and why."""

    until = day_field(gettext_lazy("Open until the end of"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )


class AbsentForm(forms.Form):
    """Units chosen among those that are missing, and a reason where they are excused."""

    reports = forms.TypedMultipleChoiceField(label=gettext_lazy("Units"), coerce=int)
    reason = forms.CharField(
        label=gettext_lazy("Why they are excused"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Only to excuse; a reminder needs none."),
    )

    def __init__(self, *args: Any, absent: Sequence[queries.Absent], **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self, "reports", [(one.report.pk, one.report.unit.name_vi) for one in absent])


class QuestionForm(forms.Form):
    """One thing asked; without words it is left out."""

    key = forms.RegexField(r"^[a-z][a-z0-9_]{0,39}$", required=False, widget=forms.HiddenInput)
    label = forms.CharField(label=gettext_lazy("Question"), required=False, max_length=160)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of answer"), choices=K.choices, initial=K.NUMBER
    )
    measure = forms.CharField(label=gettext_lazy("Unit of measure"), required=False, max_length=40)
    is_required = forms.BooleanField(label=gettext_lazy("Must be answered"), required=False)


QuestionSet = forms.formset_factory(QuestionForm, extra=3, max_num=20, absolute_max=40)


def questions_of(rows: Sequence[dict[str, Any]]) -> list[models.Question]:
    """What the rows of a set ask; new ones get a key that none of the others has."""
    said = [row for row in rows if row.get("label")]
    taken = {row["key"] for row in said if row.get("key")}
    free = (f"q{n}" for n in range(1, 200) if f"q{n}" not in taken)
    return [
        models.Question(
            row.get("key") or next(free),
            row["label"],
            row["kind"],
            row.get("measure", ""),
            bool(row.get("is_required")),
        )
        for row in said
    ]


class ReportFormForm(forms.Form):
    """How a report comes round."""

    name_vi = forms.CharField(label=gettext_lazy("Name of the report"), max_length=200)
    collector = forms.TypedChoiceField(
        label=gettext_lazy("Collected for"),
        coerce=int,
        help_text=gettext_lazy("Only units under this one are asked."),
    )
    kinds = forms.TypedMultipleChoiceField(
        label=gettext_lazy("All units of a kind"), coerce=int, required=False
    )
    units = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Units by name"), coerce=int, required=False
    )
    rhythm = forms.ChoiceField(
        label=gettext_lazy("Rhythm"), choices=models.Rhythm.choices, widget=forms.RadioSelect
    )
    due_days = forms.IntegerField(
        label=gettext_lazy("Due so many days after the period"),
        min_value=0,
        max_value=services.MOST_DUE_DAYS,
        help_text=gettext_lazy("Working days; of a daily report plain days."),
    )
    timely_until_time = forms.TimeField(
        label=gettext_lazy("In time until"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    lock_days = forms.IntegerField(
        label=gettext_lazy("Locks so many days later"),
        min_value=0,
        max_value=services.MOST_LOCK_DAYS,
    )
    remind_days = forms.IntegerField(
        label=gettext_lazy("Units are reminded so many working days before"),
        min_value=0,
        max_value=services.MOST_REMIND_DAYS,
        initial=1,
        required=False,
        help_text=gettext_lazy(
            "0 for not at all; they are reminded on the day too, of a daily report only then."
        ),
    )
    valid_from_date = day_field(gettext_lazy("From"))
    valid_to_date = day_field(gettext_lazy("Until"), required=False)
    is_interval_assumed = forms.BooleanField(
        label=gettext_lazy("The letter states no interval: this one is our setting"),
        required=False,
    )

    def __init__(self, *args: Any, units: Sequence[units_models.Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        named = [(unit.pk, f"{unit.name_vi} · {unit.kind.name_vi}") for unit in units]
        kinds = {unit.kind_id: unit.kind.name_vi for unit in units}
        offer(self, "collector", named)
        offer(self, "units", named)
        self.fields["units"].widget.attrs["size"] = 8
        offer(self, "kinds", sorted(kinds.items(), key=lambda kind: kind[1]))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("valid_from_date"), said.get("valid_to_date")
        if first and last and last < first:
            self.add_error("valid_to_date", _("The last day is before the first."))
        return said

    def draft(
        self, obligation: models.Obligation, code: str, questions: Sequence[models.Question]
    ) -> services.ReportFormDraft:
        said = dict(self.cleaned_data)
        said["collector"] = units_models.Unit.objects.get(pk=said["collector"])
        said["units"] = list(units_models.Unit.objects.filter(pk__in=said["units"]))
        said["kinds"] = list(units_models.UnitKind.objects.filter(pk__in=said["kinds"]))
        said["remind_days"] = said["remind_days"] or 0
        said["rhythm"] = models.Rhythm(said["rhythm"])
        return services.ReportFormDraft(
            obligation=obligation, code=code, questions=questions, **said
        )


NEW_FORM = {
    "rhythm": models.Rhythm.MONTHLY,
    "due_days": 5,
    "timely_until_time": time(17),
    "lock_days": 15,
    "remind_days": 1,
    "is_interval_assumed": True,
}

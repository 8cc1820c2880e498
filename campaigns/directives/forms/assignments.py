"""Forms of assignments: filters, giving out, and what each step asks for."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.directives import models, queries, services
from campaigns.directives.forms.calendar import day_field
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

R = models.DueRule


def offer(
    form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]], empty: Any = None
) -> None:
    """Let a field offer these; `empty` stands for none of them."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
    field.choices = [*([("", empty)] if empty is not None else []), *choices]


def offer_units(form: forms.Form, user: units_permissions.Visitor, on: date) -> None:
    """Let the filter of units offer those whose duties the user may see."""
    chosen = str(form.data.get("unit", ""))
    units = queries.units_to_see(user, on=on, chosen=chosen)
    offer(form, "unit", [(unit.pk, unit.name_vi) for unit in units], gettext_lazy("all"))


class AssignmentFilter(forms.Form):
    """Filters of the list; what makes no sense is left out, the others hold."""

    q = forms.CharField(label=gettext_lazy("Unit or task"), required=False, max_length=100)
    unit = forms.TypedChoiceField(
        label=gettext_lazy("In and under"), required=False, coerce=int, empty_value=None
    )
    obligation = forms.TypedChoiceField(
        label=gettext_lazy("Clause and task"), required=False, coerce=int, empty_value=None
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("all")), *models.AssignmentState.choices],
    )
    time = forms.ChoiceField(
        label=gettext_lazy("Deadline"),
        required=False,
        choices=[("", gettext_lazy("all")), *models.TimeState.choices],
    )
    heard = forms.TypedChoiceField(
        label=gettext_lazy("Silence reached"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", gettext_lazy("all")), *models.Level.choices],
    )
    due_from = day_field(gettext_lazy("Due from"), required=False)
    due_to = day_field(gettext_lazy("Due until"), required=False)

    def __init__(self, *args: Any, user: units_permissions.Visitor, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer_units(self, user, on)
        obligations = [
            (o.pk, f"{o.clause.number} · {o.task_vi}"[:90]) for o in queries.obligations_to_filter()
        ]
        offer(self, "obligation", obligations, gettext_lazy("all"))


class IssueForm(forms.Form):
    """Whom an obligation goes to, and by when."""

    units = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Leading units by name"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    kinds = forms.TypedMultipleChoiceField(
        label=gettext_lazy("All units of a kind"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    under = forms.TypedChoiceField(
        label=gettext_lazy("Of these kinds, only those under"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=gettext_lazy("Without a kind: every unit directly below it."),
    )
    coordinating = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Coordinating units"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    due_rule = forms.ChoiceField(
        label=gettext_lazy("Deadline"), choices=R.choices, widget=forms.RadioSelect
    )
    due_days = forms.IntegerField(
        label=gettext_lazy("Working days from issue"), required=False, min_value=1, max_value=1000
    )
    due_date = day_field(
        gettext_lazy("Due on"),
        required=False,
        help_text=gettext_lazy("On a day that is not worked it is due on the next one that is."),
    )
    note = forms.CharField(
        label=gettext_lazy("Instructions"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, units: Sequence[units_models.Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        named = [(unit.pk, f"{unit.name_vi} · {unit.kind.name_vi}") for unit in units]
        kinds = {unit.kind_id: unit.kind.name_vi for unit in units}
        for name in ("units", "coordinating"):
            offer(self, name, named)
        offer(self, "kinds", sorted(kinds.items(), key=lambda kind: kind[1]))
        offer(self, "under", named, gettext_lazy("everywhere"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("due_rule") == R.FIXED and not said.get("due_date") and not self.errors:
            self.add_error("due_date", _("Say by which day."))
        if said.get("due_rule") == R.WORKING_DAYS and not said.get("due_days") and not self.errors:
            self.add_error("due_days", _("Say within how many working days."))
        return said

    def choice(self) -> queries.Choice:
        said = self.cleaned_data
        return queries.Choice(said["units"], said["kinds"], said["under"], said["coordinating"])

    def draft(self, obligation: models.Obligation, *, is_draft: bool) -> services.IssueDraft:
        said = self.cleaned_data
        due = services.Due(models.DueRule(said["due_rule"]), said["due_days"], said["due_date"])
        return services.IssueDraft(obligation, self.choice(), due, said["note"], is_draft)


class WordsForm(forms.Form):
    """Some words that a step asks for."""

    words = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, label: Any, is_required: bool = True, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label
        self.fields["words"].required = is_required


class ExtendForm(forms.Form):
    """Until when, and why."""

    to = day_field(
        gettext_lazy("New due date"),
        help_text=gettext_lazy("The due date at first stays on record."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Any number of files; what they are is for the service to see."""

    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        chosen = data if isinstance(data, (list, tuple)) else [data]
        return [file for file in chosen if file]


class _NumberField(forms.DecimalField):
    """A number as people write it here, its thousands set apart: 1.240 is not one and a quarter."""

    def to_python(self, value: Any) -> Any:
        apart = re.escape(str(formats.get_format("THOUSAND_SEPARATOR"))) + r"|[ \u00a0]"
        said = str(value or "").strip()
        if re.match(rf"\d{{1,3}}(?:(?:{apart})\d{{3}})+(?!\d)", said):
            said = re.sub(rf"(?:{apart})(?=\d{{3}}(?!\d))", "", said)
        return super().to_python(said)


class ProgressForm(forms.Form):
    """What was done, with evidence."""

    text = forms.CharField(
        label=gettext_lazy("What was done"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("No names of residents."),
    )
    value = _NumberField(
        label=gettext_lazy("How many"),
        required=False,
        min_value=Decimal(0),
        max_digits=14,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=gettext_lazy("Like 1,240 or 12.5."),
    )
    value_label = forms.CharField(
        label=gettext_lazy("What was counted"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Say, leaflets handed out or households visited."),
    )
    evidence = _FilesField(
        label=gettext_lazy("Evidence"),
        required=False,
        help_text=gettext_lazy(
            "Photos or PDF, at most 10 files of 20 MB. Kept until 90 days after the campaign."
        ),
    )

    def draft(self) -> services.ProgressDraft:
        said = self.cleaned_data
        uploads = [services.Upload.of(file) for file in said["evidence"]]
        return services.ProgressDraft(said["text"], said["value"], said["value_label"], uploads)


class HandDownForm(forms.Form):
    """To whom below it goes on, and by when."""

    kinds = forms.TypedMultipleChoiceField(
        label=gettext_lazy("All units of a kind"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    units = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Units by name"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    by_date = day_field(
        gettext_lazy("Due on"),
        required=False,
        help_text=gettext_lazy("No later than your own due date; empty: the same."),
    )
    note = forms.CharField(
        label=gettext_lazy("Instructions"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, units: Sequence[units_models.Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._offered = units
        counts = Counter((unit.kind.name_vi, unit.kind_id) for unit in units)
        kinds = [(pk, f"{name} ({count})") for (name, pk), count in sorted(counts.items())]
        offer(self, "kinds", kinds)
        offer(self, "units", [(u.pk, f"{u.name_vi} · {u.kind.name_vi}") for u in units])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not (said.get("units") or said.get("kinds")):
            self.add_error("units", _("Nobody is chosen: tick the units that it goes on to."))
        return said

    def draft(self) -> services.HandDown:
        said = self.cleaned_data
        chosen = [
            unit.pk
            for unit in self._offered
            if unit.pk in said["units"] or unit.kind_id in said["kinds"]
        ]
        return services.HandDown(chosen, said["by_date"], said["note"])

"""What becomes of the open duties of a unit that ended."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import models as db
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.directives import models, queries
from campaigns.directives.forms.assignments import offer
from campaigns.directives.forms.calendar import day_field
from campaigns.units import models as units_models


class Decision(db.TextChoices):
    """What may be decided."""

    TAKE_OVER = "TAKE_OVER", gettext_lazy("the unit that came after takes them over")
    CANCEL = "CANCEL", gettext_lazy("they are cancelled: nobody is to do them any more")


class SuccessionForm(forms.Form):
    """Which duties, to whom or to nobody, and why."""

    duties = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Duties"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"), choices=Decision.choices, widget=forms.RadioSelect
    )
    successor = forms.TypedChoiceField(
        label=gettext_lazy("Who takes them over"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=gettext_lazy("First those that began on the day after, then the same kind."),
    )
    by_date = day_field(
        gettext_lazy("More time until"),
        required=False,
        help_text=gettext_lazy("For those due before it; what was missed by then stays late."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Number and date of the decision, say."),
    )

    def __init__(
        self,
        *args: Any,
        rows: Sequence[models.Assignment],
        successors: Sequence[units_models.Unit],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        offer(self, "duties", [(row.pk, _label(row)) for row in rows])
        named = [(unit.pk, f"{unit.name_vi} · {unit.kind.name_vi}") for unit in successors]
        offer(self, "successor", named, gettext_lazy("choose"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        is_passed_on = said.get("decision") == Decision.TAKE_OVER
        if is_passed_on and not said.get("successor") and "successor" not in self.errors:
            self.add_error("successor", _("Say who takes them over."))
        return said

    @property
    def is_passed_on(self) -> bool:
        return bool(self.cleaned_data["decision"] == Decision.TAKE_OVER)


def _label(row: models.Assignment) -> str:
    due = queries.said_day(row.current_due_date) if row.current_due_date else _("no deadline")
    return f"{row.obligation.task_vi} · {due} · {row.get_state_display()}"

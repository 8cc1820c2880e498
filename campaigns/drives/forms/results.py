"""Filters of results, and of the lists behind their figures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.directives import models as directives_models
from campaigns.drives import models
from campaigns.drives.forms import planning


class DaysForm(forms.Form):
    """The days that results cover; without them, all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("from", _("From")), ("to", _("To"))):
            self.fields[name] = forms.DateField(
                label=label,
                required=False,
                input_formats=["%Y-%m-%d"],
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )


class ActFilter(planning.EntryFilter):
    """Filters of the list of acts."""

    app = forms.TypedChoiceField(label=_("App"), coerce=int, empty_value=None, required=False)
    outcome = forms.ChoiceField(
        label=_("Outcome"), required=False, choices=[("", _("all")), *models.Outcome.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["show"]
        apps = directives_models.DeclarationApp.objects.order_by("position", "pk")
        # Read here: a template may not ask the database.
        self.fields["app"].choices = [  # type: ignore[attr-defined]
            ("", _("all")),
            *apps.values_list("pk", "name_vi"),
        ]


class ReasonFilter(planning.EntryFilter):
    """Filters of the list of households in which nothing was done."""

    reason = forms.ChoiceField(
        label=_("Why"), required=False, choices=[("", _("all")), *models.VisitReason.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["show"]

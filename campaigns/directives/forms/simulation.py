"""What a simulation of silence is asked of."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.directives import models, queries
from campaigns.directives.forms.assignments import offer, offer_units
from campaigns.directives.forms.calendar import day_field
from campaigns.units import permissions as units_permissions


class SimulationForm(forms.Form):
    """Which duties, and from which day on; what makes no sense is left out, the others hold."""

    unit = forms.TypedChoiceField(
        label=_("In and under"), required=False, coerce=int, empty_value=None
    )
    directive = forms.TypedChoiceField(
        label=_("Directive"), required=False, coerce=int, empty_value=None
    )
    obligation = forms.TypedChoiceField(
        label=_("Clause and task"), required=False, coerce=int, empty_value=None
    )
    level = forms.TypedChoiceField(
        label=_("Who hears"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("all")), *models.Level.choices],
    )
    since = day_field(_("From the day"), required=False)

    def __init__(self, *args: Any, user: units_permissions.Visitor, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer_units(self, user, on)
        obligations = queries.obligations_to_filter()
        directives = {o.clause.directive_id: o.clause.directive.symbol for o in obligations}
        offer(self, "directive", list(directives.items()), _("all"))
        tasks = [(o.pk, f"{o.clause.number} · {o.task_vi}"[:90]) for o in obligations]
        offer(self, "obligation", tasks, _("all"))

"""Forms of the pages of inspections."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.accounts import models as accounts_models
from campaigns.inspections import models, queries, services
from campaigns.inspections.queries import items as items_
from campaigns.kernel import roles
from campaigns.premises import queries as premises_queries
from campaigns.units import permissions as units_permissions

_ANSWERS = [(items_.YES, _("Yes")), (items_.NO, _("No")), (items_.NA, _("Does not apply"))]
PREFIX = "a-"
"""Before the code of an item in the names of fields."""


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _offer(form: forms.Form, name: str, choices: Sequence[tuple[Any, str]], empty: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
    field.choices = [("", empty), *choices]


def _offer_units(form: forms.Form, user: units_permissions.Visitor, on: date) -> None:
    units = premises_queries.units_offered(user, roles.Permission.VIEW_PREMISES, on=on)
    _offer(form, "unit", [(unit.pk, unit.name) for unit in units], _("all"))


class InspectionFilter(forms.Form):
    """Filters of the list; what makes no sense is left out, the others hold."""

    q = forms.CharField(label=_("Premises"), required=False, max_length=100)
    unit = forms.TypedChoiceField(label=_("Where"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all")), *models.InspectionState.choices],
    )
    late = forms.BooleanField(label=_("Overdue only"), required=False)

    def __init__(self, *args: Any, user: units_permissions.Visitor, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _offer_units(self, user, on)


class FindingFilter(forms.Form):
    """Filters of the board of findings."""

    unit = forms.TypedChoiceField(label=_("Where"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all")), *models.FindingState.choices]
    )
    severity = forms.ChoiceField(
        label=_("Severity"), required=False, choices=[("", _("all")), *models.Severity.choices]
    )
    late = forms.BooleanField(label=_("Overdue only"), required=False)

    def __init__(self, *args: Any, user: units_permissions.Visitor, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _offer_units(self, user, on)


class PlaceFilter(forms.Form):
    """Which premises the plan offers."""

    q = forms.CharField(label=_("Name, address, plate or code"), required=False, max_length=100)
    unit = forms.TypedChoiceField(label=_("Where"), required=False, coerce=int, empty_value=None)
    kind = forms.TypedChoiceField(label=_("Kind"), required=False, coerce=int, empty_value=None)
    seen = forms.ChoiceField(
        label=_("Inspected"),
        required=False,
        choices=[("", _("all")), ("NEVER", _("never")), ("FINDING", _("with findings that stand"))],
    )

    def __init__(self, *args: Any, user: units_permissions.Visitor, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        units = premises_queries.units_offered(user, roles.Permission.PLAN_INSPECTION, on=on)
        _offer(self, "unit", [(unit.pk, unit.name) for unit in units], _("all"))
        kinds = [(kind.pk, kind.name_vi) for kind in premises_queries.kinds()]
        _offer(self, "kind", kinds, _("all"))


class PlanForm(forms.Form):
    """What the visits are: checklist, day, whose inspectors, and who if that is known."""

    checklist = forms.TypedChoiceField(label=_("Checklist"), coerce=int)
    planned_date = forms.DateField(label=_("Day of the visit"), widget=_day())
    unit = forms.TypedChoiceField(label=_("Inspectors of"), coerce=int)
    inspector = forms.TypedChoiceField(
        label=_("Inspector"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("May be named later."),
    )

    def __init__(self, *args: Any, user: accounts_models.User, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._checklists = {row.pk: row for row in queries.checklists()}
        self._inspectors = queries.inspectors_for(user, on=on)
        names = [(pk, row.name_vi) for pk, row in self._checklists.items()]
        _offer(self, "checklist", names, _("Choose"))
        units = [(unit.pk, unit.name_vi) for unit in self._inspectors.units]
        _offer(self, "unit", units, _("Choose"))
        people = [(person.pk, str(person)) for person in self._inspectors.people]
        _offer(self, "inspector", people, _("nobody yet"))

    def draft(self) -> services.PlanDraft:
        said = self.cleaned_data
        units = {unit.pk: unit for unit in self._inspectors.units}
        people = {person.pk: person for person in self._inspectors.people}
        return services.PlanDraft(
            checklist=self._checklists[said["checklist"]],
            planned_date=said["planned_date"],
            unit=units[said["unit"]],
            inspector=people.get(said["inspector"]),
        )


class AssignForm(forms.Form):
    """Who goes; those are offered who may inspect there."""

    inspector = forms.TypedChoiceField(label=_("Inspector"), coerce=int)

    def __init__(self, *args: Any, people: Sequence[accounts_models.User], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._people = {person.pk: person for person in people}
        _offer(self, "inspector", [(p.pk, str(p)) for p in people], _("Choose"))

    def chosen(self) -> accounts_models.User:
        return self._people[self.cleaned_data["inspector"]]


class WordsForm(forms.Form):
    """Some words that an act asks for."""

    words = forms.CharField(max_length=400, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, label: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label


class ReviewCallForm(forms.Form):
    """Why the safety level is to be reviewed, and by when."""

    reason = forms.CharField(
        label=_("Why the safety level is to be reviewed"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    review_by_date = forms.DateField(label=_("Review by"), widget=_day())


class RecordForm(forms.Form):
    """The items that are asked, each as one field, then remarks and what is on no checklist.

    Whether the answers make a record is for the service to say: the fields only hold them.
    """

    record_uuid = forms.UUIDField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Remarks"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No names of residents or staff."),
    )
    other_text = forms.CharField(
        label=_("Something else to be put right"), required=False, max_length=400
    )
    other_severity = forms.ChoiceField(
        label=_("How severe"), required=False, choices=[("", "–"), *models.Severity.choices]
    )
    other_date = forms.DateField(label=_("Remedy by"), required=False, widget=_day())

    def __init__(self, *args: Any, items: Sequence[queries.Item], on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["record_uuid"].initial = uuid.uuid4()
        self.fields["other_date"].initial = on + timedelta(days=7)
        asked = {PREFIX + item.code: _field_of(item) for item in items}
        self.fields = {**asked, **self.fields}

    def put(self, faults: Mapping[str, str]) -> None:
        """Put faults of answers at their fields; those of others where they belong."""
        for code, message in faults.items():
            name = PREFIX + code if PREFIX + code in self.fields else None
            self.add_error(name or (None if code else "other_text"), message)

    def others(self) -> list[services.OtherFinding]:
        """The finding that is on no checklist, if one is written."""
        said = self.cleaned_data
        if not said.get("other_text"):
            return []
        if not said.get("other_severity") or not said.get("other_date"):
            self.add_error("other_severity", _("Say how severe it is, and by when to remedy it."))
            return []
        severity = models.Severity(said["other_severity"])
        return [services.OtherFinding(said["other_text"], severity, said["other_date"])]


def _field_of(item: queries.Item) -> forms.Field:
    if item.kind == items_.PHOTO:
        widget = forms.FileInput(
            attrs={"accept": "image/jpeg,image/png,image/webp", "capture": "environment"}
        )
        return forms.FileField(label=item.text, required=False, widget=widget)
    if item.kind == items_.NUMBER:
        return forms.CharField(
            label=item.text,
            required=False,
            max_length=20,
            help_text=_bounds(item),
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        )
    offered: list[tuple[str, Any]] = (
        _ANSWERS if item.kind == items_.YES_NO else [(c.code, c.name) for c in item.choices]
    )
    return forms.ChoiceField(
        label=item.text, required=False, choices=offered, widget=forms.RadioSelect
    )


def _bounds(item: queries.Item) -> str:
    if item.low is None or item.high is None:
        return ""
    return _("From %(low)g to %(high)g") % {"low": item.low, "high": item.high}

"""Forms of short links: which to show, what to make, where they lead, why one is revoked."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.directives import models as directives_models
from campaigns.kernel import roles
from campaigns.premises import models, queries, services
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

P = roles.Permission
STATES = [("", _("all")), ("ANSWERING", _("in use")), ("DEAD", _("revoked or off the wall"))]


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _offer(form: forms.Form, name: str, choices: list[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
    field.choices = choices


class LinkFilter(forms.Form):
    """Which links to show; what makes no sense is left out, the others hold."""

    q = forms.CharField(label=_("Name or code"), required=False, max_length=100)
    unit = forms.TypedChoiceField(label=_("Where"), required=False, coerce=int, empty_value=None)
    medium = forms.ChoiceField(
        label=_("Carried by"), required=False, choices=[("", _("all")), *models.Medium.choices]
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)

    def __init__(self, *args: Any, user: units_permissions.Visitor, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        units = queries.units_offered(user, P.VIEW_PREMISES, on=on)
        _offer(self, "unit", [("", _("all")), *((unit.pk, unit.name) for unit in units)])


class ScanFilter(LinkFilter):
    """Which links' scans, and of which days."""

    from_date = forms.DateField(label=_("From"), required=False, widget=_day())
    to_date = forms.DateField(label=_("Until"), required=False, widget=_day())
    field_order = ["q", "unit", "medium", "from_date", "to_date"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        del self.fields["state"]


class AimForm(forms.Form):
    """Where a link leads."""

    target = forms.TypedChoiceField(label=_("Leads to"), coerce=int)

    def __init__(self, *args: Any, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._targets = {row.pk: row for row in queries.targets_on(on)}
        _offer(self, "target", [(pk, row.name_vi) for pk, row in self._targets.items()])

    @property
    def target_chosen(self) -> models.LinkTarget:
        return self._targets[self.cleaned_data["target"]]


class _PlacedForm(AimForm):
    """A unit in which the user keeps premises, and a target."""

    unit = forms.TypedChoiceField(label=_("Where"), coerce=int)
    field_order = ["unit", "name", "medium", "target"]

    def __init__(self, *args: Any, user: units_permissions.Visitor, on: date, **kwargs: Any):
        super().__init__(*args, on=on, **kwargs)
        units = queries.units_offered(user, P.MANAGE_PREMISES, on=on)
        _offer(self, "unit", [(unit.pk, unit.name) for unit in units])

    @property
    def unit_chosen(self) -> units_models.Unit:
        return units_models.Unit.objects.get(pk=self.cleaned_data["unit"])


class LinkForm(_PlacedForm):
    """A link for a leaflet, a banner or the like."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_(
            "What carries it and where, such as “Leaflet, market of Phước Đại”. The same name again"
            " is its next edition."
        ),
    )
    medium = forms.ChoiceField(
        label=_("Carried by"), choices=[(m.value, m.label) for m in models.FREE_MEDIA]
    )

    def draft(self) -> services.LinkDraft:
        said = self.cleaned_data
        return services.LinkDraft(
            self.unit_chosen, said["name"], models.Medium(said["medium"]), self.target_chosen
        )


class SheetLinksForm(_PlacedForm):
    """Links for all sheets that hang in a unit."""


class TargetForm(forms.Form):
    """A place that links may lead to."""

    name_vi = forms.CharField(label=_("Name"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=models.TargetKind.choices)
    app = forms.TypedChoiceField(
        label=_("App"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("Apps that have retired are not offered: they are never linked."),
    )
    address_vi = forms.CharField(
        label=_("Address"),
        max_length=300,
        required=False,
        help_text=_(
            "Of an app, its form on the web for other devices (https://…); of a page of this site,"
            " its path (/…)."
        ),
    )
    address_en = forms.CharField(label=_("Address in English"), max_length=300, required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        apps = directives_models.DeclarationApp.objects.exclude(retired_date__lte=on)
        self._apps = {app.pk: app for app in apps.order_by("position", "pk")}
        _offer(self, "app", [("", "—"), *((pk, app.name_vi) for pk, app in self._apps.items())])

    def draft(self, *, from_date: date) -> services.TargetDraft:
        said = dict(self.cleaned_data)
        kind = models.TargetKind(said.pop("kind"))
        app = self._apps.get(said.pop("app"))
        is_app = kind == models.TargetKind.APP
        return services.TargetDraft(
            kind=kind, app=app if is_app else None, from_date=from_date, **said
        )


class RetireForm(forms.Form):
    """From which day a target retires, and what takes its place."""

    from_date = forms.DateField(label=_("From"), widget=_day())
    successor = forms.TypedChoiceField(
        label=_("Taken over by"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("Without one, whoever scans is told that it has ended."),
    )

    def __init__(self, *args: Any, target: models.LinkTarget, **kwargs: Any):
        super().__init__(*args, **kwargs)
        rows = models.LinkTarget.objects.filter(retired_date__isnull=True).exclude(pk=target.pk)
        self._targets = {row.pk: row for row in rows.order_by("name_vi", "pk")}
        choices = [("", "—"), *((pk, row.name_vi) for pk, row in self._targets.items())]
        _offer(self, "successor", choices)

    @property
    def successor_chosen(self) -> models.LinkTarget | None:
        return self._targets.get(self.cleaned_data["successor"])

"""Forms of the desk of residents' requests: filters, the choice of a team, why nobody could help."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.drives import models, queries, services
from campaigns.units import models as units_models

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DaysFilter(forms.Form):
    """The days on which requests came, in Viet Nam."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from"] = forms.DateField(label=_("From"), required=False, widget=_DAY)
        self.fields["to"] = forms.DateField(label=_("To"), required=False, widget=_DAY)


class HelpFilter(DaysFilter):
    """Filters of the list of requests; `from` and `to` are days in Viet Nam."""

    q = forms.CharField(label=_("Place or note"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all")), *models.HelpRequest.State.choices],
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("all")), *models.SpokenLanguage.choices],
    )
    answer = forms.ChoiceField(
        label=_("Answer"),
        required=False,
        choices=[
            ("", _("all")),
            ("in_time", _("in time")),
            ("late", _("too late")),
            ("none", _("overdue, none yet")),
        ],
    )
    group = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    unit = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )
    drive = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )


class AssignForm(forms.Form):
    """Which team is to go: one of the drives offered, or a unit. `seen` is what the page showed."""

    UNIT = "unit"

    team = forms.ChoiceField(label=_("Who is to go"), widget=forms.RadioSelect)
    unit = forms.ModelChoiceField(
        units_models.Unit.objects.none(),
        label=_("Unit"),
        required=False,
        empty_label=_("no unit"),
        help_text=_("Its members are told and see the phone number."),
    )
    seen = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        offers: Sequence[queries.TeamOffer],
        units: units_models.UnitQuerySet,
        request: models.HelpRequest,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.offers = {str(offer.pk): offer for offer in offers}
        team, unit = self.fields["team"], self.fields["unit"]
        assert isinstance(team, forms.ChoiceField)  # noqa: S101  for the type checker
        assert isinstance(unit, forms.ModelChoiceField)  # noqa: S101  likewise
        unit.queryset = units
        unit.choices = list(forms.models.ModelChoiceIterator(unit))
        named = [(str(offer.pk), offer.name) for offer in offers]
        team.choices = [*named, (self.UNIT, _("a unit's own team"))]
        self.initial.setdefault("seen", seen_as(request))
        self.initial.setdefault("team", named[0][0] if named else self.UNIT)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("team") == self.UNIT and not said.get("unit") and "unit" not in self.errors:
            self.add_error("unit", _("Choose a unit."))
        if said.get("seen") != seen_as(self.request):
            self.add_error(
                None, _("Somebody else changed this request in the meantime. Look at it again.")
            )
        return said

    def chosen(self) -> services.HelpTeam:
        said = self.cleaned_data
        if said["team"] == self.UNIT:
            return services.HelpTeam(unit=said["unit"])
        return services.HelpTeam(
            drive=models.Drive.objects.select_related("unit", "organiser").get(pk=said["team"])
        )


def seen_as(request: models.HelpRequest) -> str:
    """State and team of a request, as a page may have shown them."""
    return f"{request.state}:{request.drive_id or ''}:{request.team_id or ''}"


class CouldNotForm(forms.Form):
    """Why nobody could help, as the resident will read it."""

    reason = forms.ChoiceField(
        label=_("Why"),
        choices=[c for c in models.CouldNot.choices if c[0] != models.CouldNot.TOO_LATE],
        widget=forms.RadioSelect,
    )

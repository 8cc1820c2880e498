"""Forms of the drives' pages."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.directives import models as directives_models
from campaigns.drives import models, services
from campaigns.kernel import languages, roles
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions


def _moment(label: Any, help_text: Any = "") -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, help_text=help_text, widget=widget)


class DriveForm(forms.Form):
    """A new drive with its first shift; the places offered are those that the user may lead in."""

    name = forms.CharField(
        label=_("Name of the drive"),
        max_length=160,
        help_text=_("What volunteers will see, such as “Market day in Phước Đại”."),
    )
    unit = forms.ModelChoiceField(
        units_models.Unit.objects.none(),
        label=_("Where"),
        help_text=_("The commune whose residents are helped; its figures will rise."),
    )
    place = forms.CharField(label=_("Place"), max_length=200, help_text=_("Where to meet."))
    organiser = forms.ModelChoiceField(units_models.Unit.objects.none(), label=_("Organiser"))
    movement = forms.ModelChoiceField(models.Movement.objects.none(), label=_("Movement"))
    starts_at = _moment(_("Begins"))
    ends_at = _moment(_("Ends"))
    target_residents = forms.IntegerField(
        label=_("Residents to reach"), min_value=1, max_value=1_000_000, required=False
    )
    apps = forms.ModelMultipleChoiceField(
        directives_models.DeclarationApp.objects.none(),
        label=_("Apps that are counted"),
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        choices=languages.Language.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    capacity = forms.IntegerField(
        label=_("Helpers wanted"),
        min_value=1,
        max_value=999,
        initial=6,
        help_text=_("For the first shift, which lasts as long as the drive."),
    )
    needs = forms.CharField(label=_("What they should bring"), max_length=300, required=False)

    def __init__(self, *args: Any, user: units_permissions.Visitor, at: datetime, **kwargs: Any):
        super().__init__(*args, **kwargs)
        led = units_permissions.units_where(
            user, roles.Permission.MANAGE_DRIVE, on=timezone.localdate(at)
        )
        places = led.filter(kind__is_territorial=True)
        self._offer("unit", places.order_by("name_vi", "pk"))
        self._offer("organiser", led.order_by("name_vi", "pk"))
        self._offer("movement", models.Movement.objects.order_by("-starts_date", "-pk"))
        counted = directives_models.DeclarationApp.objects.filter(is_counted=True)
        self._offer("apps", counted.order_by("position", "pk"))
        self.initial = {**_defaults(user, at, counted), **self.initial}

    def _offer(self, name: str, rows: Any) -> None:
        """Fill a chooser now: a template may not ask the database."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
        field.queryset = rows
        field.choices = list(forms.models.ModelChoiceIterator(field))

    def draft(self) -> services.DriveDraft:
        said = self.cleaned_data
        shift = services.ShiftDraft(
            said["starts_at"], said["ends_at"], said["capacity"], said["needs"]
        )
        return services.DriveDraft(
            movement=said["movement"],
            unit=said["unit"],
            organiser=said["organiser"],
            name=said["name"],
            place=said["place"],
            starts_at=said["starts_at"],
            ends_at=said["ends_at"],
            target_residents=said["target_residents"],
            apps=tuple(said["apps"]),
            languages=tuple(said["languages"]),
            shifts=(shift,),
        )


def _defaults(user: units_permissions.Visitor, at: datetime, apps: Any) -> dict[str, Any]:
    """The next full hour for four hours, every app, Vietnamese, and where the user's role lies."""
    hour = timezone.localtime(at).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    holding = [
        r for r, held in roles.ROLE_PERMISSIONS.items() if roles.Permission.MANAGE_DRIVE in held
    ]
    grant = (
        units_models.Grant.objects.filter(
            units_models.in_force(timezone.localdate(at)), user_id=user.pk or 0, role__in=holding
        )
        .order_by("pk")
        .first()
    )
    movement = models.Movement.objects.order_by("-starts_date", "-pk").first()
    return {
        "starts_at": hour,
        "ends_at": hour + timedelta(hours=4),
        "apps": [app.pk for app in apps],
        "languages": [languages.Language.VIETNAMESE.value],
        "organiser": grant.unit_id if grant else None,
        "movement": movement.pk if movement else None,
    }


class ShiftForm(forms.Form):
    """Hours within the drive, how many helpers, what they should bring."""

    starts_at = _moment(_("Begins"))
    ends_at = _moment(_("Ends"))
    capacity = forms.IntegerField(label=_("Helpers wanted"), min_value=1, max_value=999, initial=6)
    needs = forms.CharField(label=_("What they should bring"), max_length=300, required=False)

    def draft(self) -> services.ShiftDraft:
        return services.ShiftDraft(**self.cleaned_data)


class ReasonForm(forms.Form):
    """Why something is undone, in the actor's own words."""

    reason = forms.CharField(label=_("Reason"), max_length=400)


class DriveFilter(forms.Form):
    """Filters of the list of drives."""

    q = forms.CharField(label=_("Name or place"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all")), *models.Drive.State.choices]
    )


class EntryFilter(forms.Form):
    """Filters of the list of entries; `from` and `to` are days in Viet Nam."""

    setting = forms.ChoiceField(
        label=_("Setting"), required=False, choices=[("", _("all")), *models.Setting.choices]
    )
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("what counts")), ("all", _("also corrected and withdrawn"))],
    )
    unit = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )
    drive = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        self.fields["from"] = forms.DateField(label=_("From"), required=False, widget=day)
        self.fields["to"] = forms.DateField(label=_("To"), required=False, widget=day)

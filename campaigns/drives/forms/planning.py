"""The organiser's forms: drives, shifts, reasons, and the filters of the lists."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.directives import models as directives_models
from campaigns.directives import queries as directives_queries
from campaigns.drives import models, services
from campaigns.kernel import languages, roles
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions
from campaigns.units import queries as unit_queries


def _moment(label: Any, help_text: Any = "") -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, help_text=help_text, widget=widget)


class PointField(forms.CharField):
    """A place as map programs write it: latitude and longitude in degrees with decimal points."""

    default_error_messages = {
        "invalid": _("Write latitude and longitude like 11.5834, 108.9912, or leave it empty."),
        "swapped": _("The latitude comes first; these two look swapped."),
    }

    def to_python(self, value: Any) -> tuple[float, float] | None:  # type: ignore[override]
        typed = str(super().to_python(value) or "").strip()
        if not typed:
            return None
        found = _POINT.fullmatch(typed)
        if found is None:
            raise forms.ValidationError(self.error_messages["invalid"])
        latitude, longitude = float(found[1]), float(found[2])
        if abs(latitude) > 90 and abs(longitude) <= 90:
            raise forms.ValidationError(self.error_messages["swapped"])
        if abs(latitude) > 90 or abs(longitude) > 180:
            raise forms.ValidationError(self.error_messages["invalid"])
        return latitude, longitude

    def prepare_value(self, value: Any) -> Any:
        return f"{value[0]:g}, {value[1]:g}" if isinstance(value, tuple) else value


# Degrees with at most nine decimals; a comma, a semicolon or a space between the two.
_POINT = re.compile(r"(-?\d{1,3}(?:\.\d{1,9})?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d{1,9})?)", re.ASCII)


class DriveFields(forms.Form):
    """What is said of a drive; the places offered are those that the user may lead in."""

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
    directions = forms.CharField(
        label=_("How to get there"),
        max_length=400,
        required=False,
        help_text=_("Residents read it on the public site."),
    )
    bring = forms.CharField(
        label=_("What residents should bring"),
        max_length=300,
        required=False,
        help_text=_("Such as their phone and its charger."),
    )
    point = PointField(
        label=_("Point on the map"),
        required=False,
        max_length=60,
        help_text=_(
            "Latitude and longitude, as a map on the phone shows them. Left empty, the drive stands where its commune does."
        ),
    )
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
    is_recruiting = forms.BooleanField(
        label=_("Volunteers may sign up on the public page of the drive"),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, user: units_permissions.Visitor, at: datetime, **kwargs: Any):
        super().__init__(*args, **kwargs)
        led = units_permissions.units_where(
            user, roles.Permission.MANAGE_DRIVE, on=timezone.localdate(at)
        )
        # A drive belongs to a commune; which hamlet it helps is said by the place and the entries.
        led = led.exclude(kind__code=unit_queries.HAMLET)
        places = led.filter(kind__is_territorial=True)
        _offer(self, "unit", places.order_by("name_vi", "pk"))
        _offer(self, "organiser", led.order_by("name_vi", "pk"))
        _offer(self, "movement", models.Movement.objects.order_by("-starts_date", "-pk"))
        counted = directives_models.DeclarationApp.objects.filter(is_counted=True)
        _offer(self, "apps", counted.order_by("position", "pk"))
        self.initial = {**_defaults(user, at, counted), **self.initial}

    def draft(self) -> services.DriveDraft:
        said = self.cleaned_data
        latitude, longitude = said["point"] or (None, None)
        return services.DriveDraft(
            movement=said["movement"],
            unit=said["unit"],
            organiser=said["organiser"],
            name=said["name"],
            place=said["place"],
            directions=said["directions"],
            bring=said["bring"],
            starts_at=said["starts_at"],
            ends_at=said["ends_at"],
            latitude=latitude,
            longitude=longitude,
            target_residents=said["target_residents"],
            apps=tuple(said["apps"]),
            languages=tuple(said["languages"]),
            is_recruiting=said["is_recruiting"],
        )


class DriveForm(DriveFields):
    """A new drive with its first shift."""

    capacity = forms.IntegerField(
        label=_("Helpers wanted"),
        min_value=1,
        max_value=999,
        initial=6,
        help_text=_("For the first shift, which lasts as long as the drive."),
    )
    needs = forms.CharField(label=_("What they should bring"), max_length=300, required=False)

    def draft(self) -> services.DriveDraft:
        said = self.cleaned_data
        shift = services.ShiftDraft(
            said["starts_at"], said["ends_at"], said["capacity"], said["needs"]
        )
        return replace(super().draft(), shifts=(shift,))


class EditDriveForm(DriveFields):
    """An open drive as it stands; where it is now stays a choice even for one who leads it from
    elsewhere."""

    def __init__(
        self,
        *args: Any,
        drive: models.Drive,
        user: units_permissions.Visitor,
        at: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, user=user, at=at, **kwargs)
        for name, pk in (("unit", drive.unit_id), ("organiser", drive.organiser_id)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
            known = Q(pk__in=field.queryset.values("pk")) | Q(pk=pk)  # type: ignore[union-attr]
            _offer(self, name, units_models.Unit.objects.filter(known).order_by("name_vi", "pk"))
        self.initial.update(
            {
                "name": drive.name,
                "unit": drive.unit_id,
                "place": drive.place,
                "directions": drive.directions,
                "bring": drive.bring,
                "point": drive.point,
                "organiser": drive.organiser_id,
                "movement": drive.movement_id,
                "starts_at": drive.starts_at,
                "ends_at": drive.ends_at,
                "target_residents": drive.target_residents,
                "apps": [app.pk for app in drive.apps.all()],
                "languages": [row.language for row in drive.languages.all()],
                "is_recruiting": drive.is_recruiting,
            }
        )


class CopyForm(forms.Form):
    """When the copy begins, and what it is called."""

    first_date = forms.DateField(
        label=_("First day of the copy"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Times of day stay as they are; days between the shifts too."),
    )
    name = forms.CharField(label=_("Name of the drive"), max_length=160)

    def draft(self) -> services.CopyDraft:
        return services.CopyDraft(**self.cleaned_data)


class MovementForm(forms.Form):
    """The union's call: its names, who calls, from when to when."""

    name_vi = forms.CharField(label=_("Name in Vietnamese"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    campaign = forms.ModelChoiceField(
        directives_models.Campaign.objects.none(), label=_("Campaign")
    )
    unit = forms.ModelChoiceField(units_models.Unit.objects.none(), label=_("Called by"))
    starts_date = forms.DateField(
        label=_("Begins"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_date = forms.DateField(
        label=_("Ends"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self,
        *args: Any,
        user: units_permissions.Visitor,
        at: datetime,
        movement: models.Movement | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate(at)
        led = units_permissions.units_where(user, roles.Permission.MANAGE_DRIVE, on=today)
        _offer(self, "unit", led.order_by("name_vi", "pk"))
        _offer(self, "campaign", directives_models.Campaign.objects.order_by("-starts_date", "-pk"))
        if movement is None:
            self.initial.setdefault("starts_date", today)
            self.initial.setdefault("campaign", directives_queries.current_campaign())
            return
        del self.fields["campaign"]
        names = ("name_vi", "name_en", "starts_date", "ends_date")
        self.initial.update({name: getattr(movement, name) for name in names})
        self.initial["unit"] = movement.unit_id

    def draft(
        self, *, code: str, campaign: directives_models.Campaign | None = None
    ) -> services.MovementDraft:
        said = dict(self.cleaned_data)
        return services.MovementDraft(code=code, campaign=campaign or said.pop("campaign"), **said)


def _offer(form: forms.Form, name: str, rows: Any) -> None:
    """Fill a chooser now: a template may not ask the database."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
    field.queryset = rows
    field.choices = list(forms.models.ModelChoiceIterator(field))


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
    movement = forms.ModelChoiceField(
        models.Movement.objects.none(), label=_("Movement"), required=False, empty_label=_("all")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "movement", models.Movement.objects.order_by("-starts_date", "-pk"))


class EntryFilter(forms.Form):
    """Filters of the list of entries; `from` and `to` are days in Viet Nam."""

    setting = forms.ChoiceField(
        label=_("Setting"), required=False, choices=[("", _("all")), *models.Setting.choices]
    )
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("what counts")),
            ("held", _("held back, wait for your word")),
            ("all", _("also corrected, withdrawn and held back")),
        ],
    )
    unit = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )
    # A unit by itself: a commune without its hamlets.
    place = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )
    drive = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )
    movement = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        self.fields["from"] = forms.DateField(label=_("From"), required=False, widget=day)
        self.fields["to"] = forms.DateField(label=_("To"), required=False, widget=day)

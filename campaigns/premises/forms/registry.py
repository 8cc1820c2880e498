"""Forms of the register, of codes, sheets and coverage."""

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import errors, maps, roles
from campaigns.premises import models, queries, services
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

P = roles.Permission
PHOTO_BYTES = 15_000_000
"""The largest photo that a code is read off; phones make a third of it."""
LACKS = [
    ("", _("all")),
    ("CHECKPOINT", _("lacks its code")),
    ("SHEET", _("lacks a sheet")),
    ("POSTING", _("sheet not posted")),
    ("VERIFYING", _("not verified")),
]
HAS = [
    ("", _("all")),
    ("CHECKPOINT", _("its code")),
    ("POSTED", _("posted")),
    ("VERIFIED", _("verified")),
]


SAFETY = [
    ("", _("all")),
    ("OVERDUE", _("review overdue")),
    *models.SafetyLevel.choices,
    ("CLOSED", _("closed")),
    ("REVIEWING", _("all of the eight groups")),
]


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


PHOTO_KEPT = _(
    "Kept small and without its location until 90 days after the sheet or the campaign ended. Show"
    " the sheet, not people."
)


class PremisesFilter(forms.Form):
    """Filters of the register; what makes no sense is left out, the others hold."""

    q = forms.CharField(label=_("Name, address, plate or code"), required=False, max_length=100)
    unit = forms.TypedChoiceField(label=_("Where"), required=False, coerce=int, empty_value=None)
    kind = forms.TypedChoiceField(label=_("Kind"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all")), *models.PremisesState.choices],
    )
    safety = forms.ChoiceField(label=_("Safety level"), required=False, choices=SAFETY)
    lacks = forms.ChoiceField(label=_("Open and"), required=False, choices=LACKS)
    has = forms.ChoiceField(required=False, choices=HAS, widget=forms.HiddenInput)
    box = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def clean_box(self) -> maps.Box | None:
        """A part of the map: south, west, north, east; what is none is left out."""
        return queries.box_of(self.cleaned_data["box"])

    def __init__(self, *args: Any, user: units_permissions.Visitor, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        units = queries.units_offered(user, P.VIEW_PREMISES, on=on)
        self._offer("unit", [(unit.pk, unit.name) for unit in units])
        self._offer("kind", [(kind.pk, kind.name_vi) for kind in queries.kinds()])

    def _offer(self, name: str, choices: list[tuple[int, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [("", _("all")), *choices]


class PremisesForm(forms.Form):
    """What the register says of a premises; the communes offered are those that the user keeps."""

    kind = forms.TypedChoiceField(label=_("Kind"), coerce=int)
    name = forms.CharField(label=_("Name"), max_length=200)
    commune = forms.TypedChoiceField(
        label=_("Commune"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Where it counts. A vehicle counts in its owner's commune."),
    )
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    hamlet = forms.CharField(label=_("Hamlet or quarter"), max_length=120, required=False)
    latitude = forms.FloatField(
        label=_("Latitude"),
        required=False,
        min_value=-90,
        max_value=90,
        help_text=_("Such as 11.8231"),
    )
    longitude = forms.FloatField(
        label=_("Longitude"),
        required=False,
        min_value=-180,
        max_value=180,
        help_text=_("Such as 108.9012"),
    )
    owner = forms.TypedChoiceField(
        label=_("Unit in charge"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Needed for vehicles."),
    )
    plate = forms.CharField(
        label=_("Plate or fleet number"),
        max_length=30,
        required=False,
        help_text=_("Vehicles only."),
    )
    route = forms.CharField(
        label=_("Route"), max_length=200, required=False, help_text=_("Vehicles only.")
    )
    contact_name = forms.CharField(
        label=_("Contact"),
        max_length=120,
        required=False,
        help_text=_(
            "Seen by officers in charge only; erased 90 days after the place closes or the campaign ends."
        ),
    )
    contact_phone = forms.RegexField(
        r"^[+0-9][0-9 .-]{5,18}$", label=_("Phone"), required=False, max_length=20
    )
    payment_methods = forms.TypedMultipleChoiceField(
        label=_("Electronic payment offered"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    description = forms.CharField(label=_("Description"), max_length=300, required=False)
    list_code = forms.CharField(label=_("Number in your list"), max_length=40, required=False)
    from_date = forms.DateField(
        label=_("Open since"), widget=_day(), help_text=_("The first day on which it counts.")
    )

    def __init__(
        self, *args: Any, user: units_permissions.Visitor, on: date, is_new: bool, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self._kinds = {kind.pk: kind for kind in queries.kinds()}
        kept = units_permissions.units_where(user, P.MANAGE_PREMISES, on=on).in_force(on)
        self._units = {u.pk: u for u in kept.select_related("kind").order_by("name_vi", "pk")}
        self._methods = {m.pk: m for m in models.PaymentMethod.objects.order_by("position", "pk")}
        self._offer("kind", {pk: kind.name_vi for pk, kind in self._kinds.items()})
        communes = {pk: u.name_vi for pk, u in self._units.items() if u.kind.code == models.COMMUNE}
        self._offer("commune", {"": "—", **communes})
        self._offer("owner", {"": "—", **{pk: u.name_vi for pk, u in self._units.items()}})
        self._offer("payment_methods", {pk: m.name_vi for pk, m in self._methods.items()})
        if len(communes) == 1:
            self.initial.setdefault("commune", next(iter(communes)))
        if not self._methods:
            del self.fields["payment_methods"]
        if not is_new:
            del self.fields["from_date"]

    def _offer(self, name: str, choices: dict[Any, str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = list(choices.items())

    def keep(self, name: str, unit: units_models.Unit | None) -> None:
        """Offer what stands already, though the user keeps no premises there."""
        if unit is not None and unit.pk not in self._units:
            self._units[unit.pk] = unit
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
            field.choices = [*field.choices, (unit.pk, unit.name_vi)]  # type: ignore[misc]

    def draft(self, *, from_date: date | None = None) -> services.PremisesDraft:
        said = dict(self.cleaned_data)
        pks = said.pop("payment_methods", [])
        return services.PremisesDraft(
            kind=self._kinds[said.pop("kind")],
            commune=self._units.get(said.pop("commune")),
            owner=self._units.get(said.pop("owner")),
            from_date=said.pop("from_date", None) or from_date or date.max,
            payment_methods=tuple(self._methods[pk] for pk in pks),
            **said,
        )


class DayForm(forms.Form):
    """From which day a change holds, and why."""

    from_date = forms.DateField(label=_("From"), widget=_day())
    reason = forms.CharField(label=_("Reason"), max_length=400, required=False)


class PayloadForm(forms.Form):
    """What a code holds: typed, pasted, or read off a photo."""

    payload = forms.CharField(
        label=_("Content of the code"),
        max_length=4000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Scan the code with any scanner and paste what it holds, letter by letter."),
    )
    photo = forms.FileField(
        label=_("Or a photo of the code"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("The code is read off it; the photo itself is not kept."),
    )
    content: bytes | None = None
    """The photo as it came, where one was sent."""

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        photo = said.get("photo")
        if photo is not None:
            said["payload"] = self._read(photo)
        elif not said.get("payload", "").strip() and not self.errors:
            self.add_error("payload", _("Paste what the code holds, or send a photo of it."))
        return said

    def _read(self, photo: UploadedFile[Any]) -> str:
        if (photo.size or 0) > PHOTO_BYTES:
            limit = {"limit": PHOTO_BYTES // 1_000_000}
            self.add_error("photo", _("A photo may have %(limit)s MB at most.") % limit)
            return ""
        try:
            self.content = photo.read()
            return queries.read_code(self.content)
        except errors.LoaError as refusal:
            self.add_error("photo", refusal.message)
            return ""

    @property
    def source(self) -> models.CheckpointSource:
        """How the payload came."""
        sources = models.CheckpointSource
        return sources.PHOTO if self.cleaned_data.get("photo") else sources.TYPED


class VerificationForm(PayloadForm):
    """What the sheet on the wall holds; its photo is kept as evidence."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photo"].help_text = PHOTO_KEPT


class HungForm(forms.Form):
    """A sheet that hangs, with a photo of it where there is one."""

    photo = forms.FileField(
        label=_("Photo of the sheet in its place"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=PHOTO_KEPT,
    )

    def clean_photo(self) -> bytes | None:
        photo = self.cleaned_data["photo"]
        if photo is None:
            return None
        if (photo.size or 0) > PHOTO_BYTES:
            limit = {"limit": PHOTO_BYTES // 1_000_000}
            raise forms.ValidationError(_("A photo may have %(limit)s MB at most.") % limit)
        content: bytes = photo.read()
        return content


class ReasonForm(forms.Form):
    """Why something is undone, in the actor's own words."""

    reason = forms.CharField(label=_("Reason"), max_length=400)


class ResolveForm(forms.Form):
    """Whose a claimed code is."""

    answer = forms.ChoiceField(
        label=_("Whose is the code?"),
        choices=[("CLAIMANT", _("This premises'")), ("HOLDER", _("The other premises'"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Reason"), max_length=400)


class PosterForm(forms.Form):
    """What sheet is wanted, and for which spot."""

    sheet = forms.ChoiceField(label=_("Sheet"), choices=models.Sheet.choices)
    placement = forms.CharField(
        label=_("Spot"),
        max_length=60,
        required=False,
        help_text=_("Empty for the main door; else in a few words, such as “counter”."),
    )
    is_bilingual = forms.BooleanField(label=_("In Vietnamese and English"), required=False)
    target = forms.TypedChoiceField(
        label=_("Also print a short link to"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_(
            "A small second code beside the official one; its scans are counted by this sheet. A"
            " sheet that has its link already keeps it."
        ),
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._targets = {row.pk: row for row in queries.targets_on(on)}
        field = self.fields["target"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [("", _("no link")), *((pk, t.name_vi) for pk, t in self._targets.items())]
        if not self._targets:
            del self.fields["target"]

    def draft(self) -> services.PosterDraft:
        said = self.cleaned_data
        return services.PosterDraft(
            models.Sheet(said["sheet"]),
            said["placement"],
            said["is_bilingual"],
            self._targets.get(said.get("target") or 0),
        )


class SheetsForm(PosterForm):
    """For which unit sheets are wanted, and of what make."""

    unit = forms.TypedChoiceField(
        label=_("Where"),
        coerce=int,
        help_text=_("Every open premises there that has its code and lacks this sheet gets one."),
    )
    field_order = ["unit", "sheet", "placement", "is_bilingual", "target"]

    def __init__(self, *args: Any, user: units_permissions.Visitor, on: date, **kwargs: Any):
        super().__init__(*args, on=on, **kwargs)
        units = queries.units_offered(user, P.MANAGE_PREMISES, on=on)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [(unit.pk, unit.name) for unit in units]


class CoverageFilter(forms.Form):
    """Of which unit, and as of which day."""

    unit = forms.TypedChoiceField(label=_("Where"), required=False, coerce=int, empty_value=None)
    on = forms.DateField(label=_("As of"), required=False, widget=_day())

    def __init__(self, *args: Any, user: units_permissions.Visitor, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        units = queries.units_offered(user, P.VIEW_PREMISES, on=on)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [("", _("all")), *((unit.pk, unit.name) for unit in units)]


class CommuneFilter(forms.Form):
    """Of which commune."""

    unit = forms.TypedChoiceField(label=_("Commune"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, communes: list[tuple[int, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = communes

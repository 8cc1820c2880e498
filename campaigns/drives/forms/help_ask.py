"""The form by which a resident asks for help, and what keeps machines out of it without a captcha.

A field that people do not see, and a signed number with the moment at which the form was opened:
whoever sends it in under three seconds, or after half a day, is asked to press once more.
"""

import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from campaigns.directives import models as directives_models
from campaigns.drives import models, queries, services
from campaigns.kernel import phones
from campaigns.units import models as units_models

TOO_FAST = timedelta(seconds=3)
TOO_OLD = timedelta(hours=12)
MAX_BODY_BYTES = 32 * 1024
"""What the longest honest form takes, many times over."""
DAYS_AHEAD = 21

# Two servers' clocks may differ by this much.
_SKEW = timedelta(minutes=1)
_SALT = "drives.help-form"


@dataclass(frozen=True)
class FormToken:
    """A form that was opened: its number, by which it is taken in once, and when."""

    number: uuid.UUID
    opened_at: datetime

    @property
    def text(self) -> str:
        return signing.Signer(salt=_SALT).sign_object(
            {"n": str(self.number), "t": self.opened_at.isoformat()}
        )


def open_token(at: datetime) -> FormToken:
    """The token of a form that is opened now."""
    return FormToken(uuid.uuid4(), at)


def read_token(text: str) -> FormToken | None:
    """The token that came with a form; None when it is not one of ours."""
    try:
        said = signing.Signer(salt=_SALT).unsign_object(text[:400])
        token = FormToken(uuid.UUID(said["n"]), datetime.fromisoformat(said["t"]))
        return token if token.opened_at.tzinfo else None
    except (signing.BadSignature, ValueError, TypeError, KeyError):
        return None


def serves(token: FormToken | None, at: datetime) -> bool:
    """Whether a form may still be taken in: ours, and opened today."""
    return token is not None and -_SKEW < at - token.opened_at <= TOO_OLD


def token_fault(token: FormToken | None, at: datetime) -> str:
    """Why a form is asked for once more; empty when it may be taken in."""
    if token is None or not serves(token, at):
        return gettext("The page was open for too long. Look at it and press the button again.")
    if at - token.opened_at < TOO_FAST:
        return gettext("That was very fast. Look at what you wrote and press the button again.")
    return ""


class PlainField(forms.CharField):
    """A line of text: what cannot be seen is dropped, what cannot be printed is refused."""

    def to_python(self, value: Any) -> str:
        text = "".join(c for c in str(value or "") if unicodedata.category(c) != "Cf")
        text = super().to_python(unicodedata.normalize("NFC", text)) or ""
        if any(unicodedata.category(c) in {"Cc", "Co", "Cs"} and c not in "\r\n\t" for c in text):
            raise forms.ValidationError(
                gettext("Some characters cannot be printed. Type this again by hand.")
            )
        return " ".join(text.split())


def _day_field(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day like 28/11/2026.")},
        **options,
    )


class TimeForm(forms.Form):
    """When the team should come."""

    wanted_date = _day_field(_("Which day"), help_text=_("Leave it empty if any day will do."))
    wanted_part = forms.ChoiceField(
        label=_("What time"), choices=models.WantedPart.choices, initial=models.WantedPart.ANY
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        last = today + timedelta(days=DAYS_AHEAD)
        self.fields["wanted_date"].widget.attrs |= {
            "min": today.isoformat(),
            "max": last.isoformat(),
        }

    def clean_wanted_date(self) -> date | None:
        day: date | None = self.cleaned_data["wanted_date"]
        if day is not None and day < self.today:
            raise forms.ValidationError(gettext("This day is over: choose today or a later one."))
        if day is not None and day > self.today + timedelta(days=DAYS_AHEAD):
            raise forms.ValidationError(gettext("Choose a day within the next three weeks."))
        return day


class AskForm(TimeForm):
    """A resident asks for help; places and apps offered are handed in."""

    unit = forms.ChoiceField(label=_("Commune, ward or township"))
    hamlet = PlainField(
        label=_("Hamlet, and how to find you"),
        max_length=120,
        required=False,
        help_text=_("Such as: Ma Hoa hamlet, behind the school. No name."),
    )
    language = forms.ChoiceField(
        label=_("Which language should the team speak"),
        choices=models.SpokenLanguage.choices,
        initial=models.SpokenLanguage.VIETNAMESE,
        widget=forms.RadioSelect,
    )
    people_count = forms.IntegerField(
        label=_("How many people need help"),
        min_value=1,
        max_value=models.MAX_PEOPLE,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    apps = forms.MultipleChoiceField(
        label=_("What do you need help with"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Leave all empty if you do not know."),
    )
    note = PlainField(
        label=_("Anything the team should know"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Write no names, no illnesses and no numbers of papers here."),
    )
    phone = forms.CharField(
        label=_("Phone number"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        help_text=_("The team calls before it comes. Such as 0912 345 678."),
        error_messages={"required": _("Enter a phone number, such as 0912 345 678.")},
    )
    has_consented = forms.BooleanField(
        label=_("I agree that the team that is sent may call this number to arrange the visit."),
        error_messages={"required": _("Without your consent nobody may call you.")},
    )
    # Not seen by people; programs that fill in every field fill it in, too.
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    field_order = [
        *("unit", "hamlet", "wanted_date", "wanted_part", "language", "people_count"),
        *("apps", "note", "phone", "has_consented", "website"),
    ]

    def __init__(
        self,
        *args: Any,
        communes: list[queries.Commune],
        apps: Sequence[directives_models.DeclarationApp],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(app.pk): app for app in apps}
        unit, apps_field = self.fields["unit"], self.fields["apps"]
        assert isinstance(unit, forms.ChoiceField)  # noqa: S101  for the type checker
        assert isinstance(apps_field, forms.MultipleChoiceField)  # noqa: S101  likewise
        unit.choices = [("", gettext("Choose your commune")), *queries.grouped(communes)]
        is_english = get_language() == "en"
        apps_field.choices = [
            (pk, app.name_en if is_english else app.name_vi) for pk, app in self.offered.items()
        ]

    def clean_phone(self) -> str:
        try:
            return phones.normal(self.cleaned_data["phone"])
        except phones.PhoneFault as fault:
            raise forms.ValidationError(fault.message) from None

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(
                gettext("Leave this field empty, then press the button again.")
            )
        return ""

    def draft(self, token: FormToken, *, is_demo: bool) -> services.HelpDraft:
        said = self.cleaned_data
        return services.HelpDraft(
            form_uuid=token.number,
            unit=units_models.Unit.objects.get(pk=said["unit"]),
            phone=said["phone"],
            people_count=said["people_count"],
            has_consented=said["has_consented"],
            hamlet=said["hamlet"],
            wanted_date=said["wanted_date"],
            wanted_part=said["wanted_part"],
            language=said["language"],
            apps=tuple(self.offered[pk] for pk in said["apps"]),
            note=said["note"],
            is_demo=is_demo,
        )

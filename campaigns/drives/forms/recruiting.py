"""The public form by which volunteers sign up.

What keeps machines out of it is that of the residents' form: a field that people do not see, and
a signed number with the moment at which the form was opened.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import EmailValidator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from campaigns.drives import models, queries, services
from campaigns.drives.forms import help_ask
from campaigns.kernel import phones

_check_email = EmailValidator()


class SignUpForm(forms.Form):
    """Which shifts, a name, at most one way to be reached, a statement of age, consent."""

    shifts = forms.MultipleChoiceField(
        label=_("Which shifts?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one shift."),
            "invalid_choice": _("One of these shifts takes nobody any more: choose again."),
        },
    )
    display_name = help_ask.PlainField(
        label=_("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As the leader will call you, and as it stands on a certificate."),
    )
    contact = help_ask.PlainField(
        label=_("Phone number or email address"),
        max_length=254,
        required=False,
        help_text=_("One of the two is enough. Without it, look at your own page now and then."),
    )
    age = forms.ChoiceField(
        label=_("Your age"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say which of the two is true of you.")},
    )
    has_consented = forms.BooleanField(
        label=_("I agree that my name and the contact are kept for this, as said above"),
        error_messages={"required": _("Without your consent nobody may keep your name.")},
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: Any, shifts: Sequence[queries.ShiftLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("shifts", [(str(shift.pk), _offered(shift)) for shift in shifts])
        years = {"min": settings.LOA_VOLUNTEER_MIN_AGE, "adult": settings.LOA_VOLUNTEER_ADULT_AGE}
        ages = models.TeamMember.Age
        minor = gettext(
            "I am %(min)s or older, not yet %(adult)s, and my parent or guardian agrees"
        )
        self._offer(
            "age",
            [
                (ages.ADULT.value, gettext("I am %(adult)s or older") % years),
                (ages.MINOR.value, minor % years),
            ],
        )

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = choices

    def clean_contact(self) -> dict[str, str]:
        """The one way to be reached, under the name of the field that keeps it."""
        typed: str = self.cleaned_data["contact"]
        if not typed:
            return {}
        if "@" in typed:
            _check_email(typed)
            return {"email": typed.lower()}
        try:
            return {"phone": phones.normal(typed)}
        except phones.PhoneFault as fault:
            raise forms.ValidationError(fault.message) from fault

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(gettext("Leave this field empty, then send once more."))
        return ""

    def person(self, token: help_ask.FormToken) -> services.NewMember:
        said = self.cleaned_data
        return services.NewMember(
            display_name=said["display_name"],
            age=said["age"],
            has_consented=said["has_consented"],
            submission=token.number.hex,
            **said["contact"],
        )


def _offered(shift: queries.ShiftLine) -> str:
    """A shift as the form offers it: its hours, what is left, what to bring."""
    left = shift.places_left
    places = (
        ngettext("%(num)s place left", "%(num)s places left", left) % {"num": left}
        if left
        else gettext("full, there is a waiting list (%(num)s)") % {"num": shift.waiting}
    )
    return " · ".join(filter(None, (shift.hours, places, shift.needs)))

"""Forms of pages across areas: a period, and proposing a commendation."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.conduct import models as conduct_models
from campaigns.conduct import services as conduct_services
from campaigns.kernel import figure
from campaigns.notifications import models as notification_models
from campaigns.units import models as units_models
from campaigns.workspace.queries import demand as demand_queries

MAX_LINKS = 10
_check_url = URLValidator(schemes=["http", "https"])


class PeriodForm(forms.Form):
    """The days that the figures of a page cover; sent by GET."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("from", gettext_lazy("From")), ("to", gettext_lazy("To"))):
            self.fields[name] = forms.DateField(
                label=label,
                input_formats=["%Y-%m-%d"],
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )


class DemandFilter(PeriodForm):
    """Filters of the list of demand; the period comes with it."""

    level = forms.ChoiceField(
        label=gettext_lazy("Places"),
        required=False,
        choices=[
            (demand_queries.Level.COMMUNES, gettext_lazy("Communes, wards, townships")),
            (demand_queries.Level.HAMLETS, gettext_lazy("Hamlets, quarters")),
        ],
    )
    district = forms.TypedChoiceField(
        label=gettext_lazy("Under"), coerce=int, empty_value=None, required=False
    )
    by = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, districts: Sequence[units_models.Unit] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", _("Anywhere")), *((unit.pk, unit.name_vi) for unit in districts)]
        self.fields["district"].choices = offered  # type: ignore[attr-defined]
        self.order_fields(["level", "district", "from", "to", "by"])


class InboxFilter(forms.Form):
    """Filters of the inbox, kept in the URL."""

    ALL, UNREAD = "", "unread"

    q = forms.CharField(label=gettext_lazy("Words"), required=False)
    show = forms.ChoiceField(
        label=gettext_lazy("Show"),
        required=False,
        choices=[(ALL, gettext_lazy("All")), (UNREAD, gettext_lazy("Unread ones"))],
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=[("", gettext_lazy("All")), *notification_models.Kind.choices],
    )


class MailFilter(forms.Form):
    """Filters of the list of mail, kept in the URL."""

    q = forms.CharField(label=gettext_lazy("Name or address"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[
            ("", gettext_lazy("What did not arrive")),
            ("all", gettext_lazy("All")),
            *notification_models.SendingState.choices,
        ],
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=[("", gettext_lazy("All")), *notification_models.Kind.choices],
    )


def figure_choice(measured: figure.Figure) -> str:
    """A figure as a choice: its key and the start of its digest, so that what is sent is what was
    seen."""
    return f"{measured.key}@{measured.sha256()[:16]}"


class CommendationForm(forms.Form):
    """A proposal for one unit and one period, whose figures are offered as evidence."""

    form = forms.ChoiceField(
        label=gettext_lazy("Form"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Forms that pass an emulation council are not proposed here."),
    )
    title = forms.CharField(
        label=gettext_lazy("What it is for"),
        help_text=gettext_lazy("One line, as it will stand on the public site."),
        max_length=200,
    )
    reasons = forms.CharField(
        label=gettext_lazy("Reasons"),
        help_text=gettext_lazy("What the unit did, plainly. Name no persons."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    figures = forms.MultipleChoiceField(
        label=gettext_lazy("Figures as evidence"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy(
                "A figure changed since you opened the page. Look at it and choose again."
            )
        },
    )
    observation = forms.CharField(
        label=gettext_lazy("What was seen"),
        help_text=gettext_lazy("Minutes, visits, words of residents without their names."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    links = forms.CharField(
        label=gettext_lazy("Links"),
        help_text=gettext_lazy("One a line: the address, then a space and what it shows."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_another_achievement = forms.BooleanField(
        label=gettext_lazy("This is another achievement than those listed above"), required=False
    )

    def __init__(
        self,
        *args: Any,
        offered: conduct_models.RecognitionFormQuerySet,
        figures: Sequence[figure.Figure],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by_choice = {figure_choice(f): f for f in figures}
        # Read here: a template may not ask the database.
        self.offered = {str(form.pk): form for form in offered.order_by("position", "pk")}
        self.fields["form"].choices = [  # type: ignore[attr-defined]
            (pk, form.name_vi) for pk, form in self.offered.items()
        ]
        self.fields["figures"].choices = [  # type: ignore[attr-defined]
            (choice, f"{f.label}: {f.value} {f.unit_label}") for choice, f in self.by_choice.items()
        ]

    def clean_form(self) -> conduct_models.RecognitionForm:
        return self.offered[self.cleaned_data["form"]]

    def chosen_figures(self) -> list[figure.Figure]:
        return [self.by_choice[choice] for choice in self.cleaned_data["figures"]]

    def clean_links(self) -> list[conduct_services.Link]:
        """Each line as a link; a fault names its line."""
        lines = [line.strip() for line in self.cleaned_data["links"].splitlines() if line.strip()]
        if len(lines) > MAX_LINKS:
            raise ValidationError(_("At most %(count)s links.") % {"count": MAX_LINKS})
        return [_link(number, line) for number, line in enumerate(lines, start=1)]


def _link(number: int, line: str) -> conduct_services.Link:
    url, _space, label = line.partition(" ")
    try:
        _check_url(url)
    except ValidationError as error:
        raise ValidationError(
            _("Line %(number)s does not begin with an address such as https://example.vn/.")
            % {"number": number}
        ) from error
    return conduct_services.Link(label=label.strip() or url, url=url)


class JoinForm(forms.Form):
    """What a volunteer tells when joining by code: a name, a phone if willing, consent."""

    display_name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=80,
        help_text=gettext_lazy("As the leader of the drive knows you."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Only if the leader may call you during the drive."),
        validators=[
            RegexValidator(r"^\+?[0-9 .]{8,20}$", gettext_lazy("This is not a phone number."))
        ],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    has_consented = forms.BooleanField(
        label=gettext_lazy("I agree that these data are kept for this drive."),
        error_messages={"required": gettext_lazy("Without your consent no phone can join.")},
    )

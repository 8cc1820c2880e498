"""What a person chooses of notices, all on one page."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts import models as accounts_models
from campaigns.notifications import models, queries, services


class ChoicesForm(forms.Form):
    """A field for each kind that leaves a choice, then quiet hours and language."""

    is_quiet_kept = forms.BooleanField(
        label=gettext_lazy("Keep quiet hours"),
        help_text=gettext_lazy(
            "Mails wait until they are over. Emergency bulletins and recalls come at any hour."
        ),
        required=False,
    )
    quiet_begins = forms.TimeField(
        label=gettext_lazy("Quiet from"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_ends = forms.TimeField(
        label=gettext_lazy("Quiet until"),
        help_text=gettext_lazy("In Viet Nam's time; it may lie on the next day."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of mails"), choices=settings.LANGUAGES
    )

    def __init__(
        self, *args: Any, user: accounts_models.User, wishes: queries.Wishes, **kwargs: Any
    ) -> None:
        kwargs["initial"] = _initial(user, wishes)
        super().__init__(*args, **kwargs)
        for kind in models.Kind:
            paces = models.paces_of(kind)
            if len(paces) > 1:
                self.fields[_name(kind)] = forms.ChoiceField(
                    label=kind.label,
                    choices=[(pace.value, pace.label) for pace in paces],
                    help_text=str(models.MANDATORY.get(kind, "")),
                )

    def kind_fields(self) -> list[forms.BoundField]:
        return [self[_name(kind)] for kind in models.Kind if _name(kind) in self.fields]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        begins, ends = data.get("quiet_begins"), data.get("quiet_ends")
        if begins is not None and begins == ends:
            self.add_error(
                "quiet_ends", ValidationError(_("Quiet hours must end at another time than begin."))
            )
        return data

    def choice(self) -> services.Choice:
        """What was chosen, once the form is valid."""
        data = self.cleaned_data
        return services.Choice(
            paces={
                str(kind): models.Pace(data[_name(kind)])
                for kind in models.Kind
                if _name(kind) in data
            },
            is_quiet_kept=data["is_quiet_kept"],
            quiet_begins=data["quiet_begins"],
            quiet_ends=data["quiet_ends"],
            language=data["language"],
        )


def _name(kind: models.Kind) -> str:
    return f"email_{kind.lower()}"


def _initial(user: accounts_models.User, wishes: queries.Wishes) -> dict[str, Any]:
    paces = {_name(k): wishes.pace(k, models.Channel.EMAIL) for k in models.Kind}
    return paces | {
        "is_quiet_kept": wishes.quiet.is_kept,
        "quiet_begins": wishes.quiet.begins,
        "quiet_ends": wishes.quiet.ends,
        "language": user.language,
    }

"""Forms of the planning desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts import models
from campaigns.broadcasts.forms import fields
from campaigns.kernel import languages

DUE_CHOICES = [
    ("overdue", _("Overdue")),
    ("today", _("Today")),
    ("week", _("In seven days")),
]
Choices = list[tuple[str, Any]]


class PlanningFilter(forms.Form):
    """Filters of board, calendar and list, kept in the URL."""

    q = forms.CharField(label=_("Brief or clause"), required=False)
    outlet = forms.ChoiceField(label=_("Outlet"), required=False)
    medium = forms.ChoiceField(label=_("Medium"), required=False)
    assignee = forms.ChoiceField(label=_("Assignee"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    due = forms.ChoiceField(label=_("Due"), required=False)
    clause = forms.IntegerField(required=False, widget=forms.HiddenInput)
    brief = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        outlets: Choices,
        assignees: Choices,
        hidden: tuple[str, ...] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        # «from» is a word of Python, so these two cannot be written as attributes.
        for name in ("from", "to"):
            self.fields[name] = forms.DateField(required=False, widget=forms.HiddenInput)
        fields.choose(self, "outlet", [("", gettext("All outlets")), *outlets])
        fields.choose(self, "medium", [("", gettext("All media")), *models.Medium.choices])
        fields.choose(self, "assignee", [("", gettext("Everybody")), *assignees])
        fields.choose(self, "state", [("", gettext("All states")), *models.CoverageState.choices])
        fields.choose(self, "due", [("", gettext("At any time")), *DUE_CHOICES])
        for name in hidden:
            self.fields[name].widget = forms.HiddenInput()


class BriefFilter(forms.Form):
    """Filters of the briefs, kept in the URL."""

    q = forms.CharField(label=_("Title"), required=False)
    source = forms.ChoiceField(label=_("Source"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = models.BriefSource.choices
        fields.choose(self, "source", [("", gettext("All sources")), *sources])


class BriefForm(forms.Form):
    """A matter of the newsroom's own, or on a clause."""

    unit = forms.ChoiceField(label=_("For the newsrooms of"))
    title = forms.CharField(
        label=_("Title"), max_length=200, help_text=_("What is to be told, in one line.")
    )
    about = forms.CharField(
        label=_("What it is about"),
        help_text=_("Facts, sources, whom to ask. Names of residents do not belong here."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    clause = forms.ChoiceField(label=_("Clause that it stands on"), required=False)

    def __init__(self, *args: Any, units: Choices, clauses: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.choose(self, "unit", units)
        fields.choose(self, "clause", [("", gettext("None: the newsroom's own matter")), *clauses])


class CoverageForm(forms.Form):
    """Where a matter is told: any number of outlets and media at once."""

    places = forms.MultipleChoiceField(
        label=_("Outlets and media"), widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=languages.Language.choices,
        initial=[languages.Language.VIETNAMESE],
        widget=forms.CheckboxSelectMultiple,
    )
    due_at = fields.LocalDateTimeField(
        label=_("Due at"), help_text=_("When the piece is to be ready.")
    )
    priority = forms.ChoiceField(
        label=_("Priority"),
        help_text=_("By Circular 39/2020/TT-BTTTT."),
        widget=forms.RadioSelect,
        initial=models.Priority.NORMAL,
    )
    note = forms.CharField(
        label=_("What is wanted"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    wanted_words = forms.IntegerField(
        label=_("Words, for written media"), min_value=1, max_value=20_000, required=False
    )
    wanted_seconds = forms.IntegerField(
        label=_("Seconds, for spoken media"), min_value=1, max_value=7_200, required=False
    )

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.choose(self, "places", places)
        meanings = models.PRIORITY_MEANINGS
        fields.choose(self, "priority", [(p, f"{p.label}: {meanings[p]}") for p in models.Priority])


class AssignForm(forms.Form):
    """Whom to ask. `in_place_of` is the assignee that the planner saw, empty when nobody."""

    assignee = forms.ChoiceField(label=_("Assignee"))
    in_place_of = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.choose(self, "assignee", [("", gettext("Choose a person")), *people])


class ReasonForm(forms.Form):
    """Declining, cancelling and withdrawing need a reason."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class MoveForm(ReasonForm):
    """Another due moment."""

    due_at = fields.LocalDateTimeField(label=_("New due time"))

    field_order = ("due_at", "reason")

"""The form of a safety review; its questions are those of the criteria set."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campaigns.premises import models, queries, services
from campaigns.premises.forms import registry


class SafetyForm(forms.Form):
    """A review by one set: its items, its total, or the level of the national system."""

    review_date = forms.DateField(label=_("Day of the review"), widget=registry._day())

    def __init__(
        self, *args: Any, criteria: models.CriteriaSet, is_correction: bool, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        self.rule = queries.rule_of(criteria)
        self._ask()
        self.fields["due_date"] = forms.DateField(
            label=_("Next review by"),
            required=False,
            widget=registry._day(),
            help_text=_("Empty: after the days that the campaign set."),
        )
        self.fields["note"] = forms.CharField(label=_("Note"), max_length=400, required=False)
        if is_correction:
            self.fields["reason"] = forms.CharField(label=_("What was wrong"), max_length=400)

    def _ask(self) -> None:
        is_english = get_language() == "en"
        for item in self.rule.items:
            label = (item.text_en if is_english else "") or item.text_vi
            self.fields[_name(item.number)] = _question(item, f"{item.number}. {label}")
        if self.criteria.entry == models.Entry.TOTAL:
            self.fields["points"] = forms.IntegerField(
                label=_("Points of the sheet"),
                min_value=0,
                max_value=self.rule.most_points,
                help_text=_("0 to %(most)d.") % {"most": self.rule.most_points},
            )
            if queries.has_knock_out(self.rule):
                self.fields["is_knocked_out"] = forms.BooleanField(
                    label=self.criteria.knock_out_vi, required=False
                )
        if self.criteria.entry == models.Entry.STATED:
            self.fields["band_number"] = forms.TypedChoiceField(
                label=_("Level that the system shows"),
                coerce=int,
                choices=[
                    (number, band.name_en if is_english else band.name_vi)
                    for number, band in enumerate(self.rule.bands)
                ],
                widget=forms.RadioSelect,
            )

    def draft(self) -> services.ReviewDraft:
        said = self.cleaned_data
        return services.ReviewDraft(
            criteria=self.criteria,
            review_date=said["review_date"],
            answers={item.number: said[_name(item.number)] for item in self.rule.items},
            points=said.get("points"),
            is_knocked_out=said.get("is_knocked_out", False),
            band_number=said.get("band_number"),
            due_date=said["due_date"],
            note=said["note"],
        )

    def refuse(self, refusal: services.ReviewRefused | queries.AnswersRefused) -> None:
        """Put the refusal to the field that it speaks of."""
        if isinstance(refusal, services.ReviewRefused):
            name = refusal.field
        else:
            name = _name(refusal.number) if refusal.number else "points"
        self.add_error(name if name in self.fields else None, refusal.message)


def initial_of(review: models.SafetyReview) -> dict[str, Any]:
    """What a correction of the review begins with."""
    rule = queries.rule_of(review.criteria)
    names = [band.name_vi for band in rule.bands]
    return {
        "review_date": review.review_date,
        "points": review.points,
        "is_knocked_out": review.is_knocked_out,
        "band_number": names.index(review.band) if review.band in names else None,
        "due_date": review.due_date,
        "note": review.note,
        **{_name(int(number)): points for number, points in review.answers.items()},
    }


def first_day(today: date) -> dict[str, Any]:
    """What a new review begins with."""
    return {"review_date": today}


def _name(number: int) -> str:
    return f"item_{number}"


def _question(item: queries.Item, label: str) -> forms.Field:
    if (item.low, item.high) == (0, 1):
        return forms.TypedChoiceField(
            label=label,
            coerce=int,
            choices=[(1, _("met")), (0, _("not met"))],
            widget=forms.RadioSelect,
        )
    return forms.IntegerField(
        label=label,
        min_value=item.low,
        max_value=item.high,
        help_text=_("%(low)d to %(high)d points.") % {"low": item.low, "high": item.high},
    )

"""What of the scoreboard is shown, and a unit's own words."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campaigns.scorecards import models, queries, services
from campaigns.units import models as units_models


def period_key(row: models.ScorePeriod) -> str:
    """A period as the URL names it."""
    return f"{row.kind}-{row.start_date.isoformat()}"


def find_period(rows: Sequence[models.ScorePeriod], wanted: str) -> models.ScorePeriod | None:
    """The period that the URL names; else the latest week that has begun, or whatever there is."""
    named = next((row for row in rows if period_key(row) == wanted), None)
    weeks = (row for row in rows if row.kind == models.PeriodKind.WEEK)
    return named or next(weeks, rows[0] if rows else None)


class PeriodFilter(forms.Form):
    """Which week or month."""

    period = forms.ChoiceField(label=_("Period"), required=False)

    def __init__(self, *args: Any, rows: Sequence[models.ScorePeriod], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(period_key(row), queries.period_text(row)) for row in rows]
        self.fields["period"].choices = choices  # type: ignore[attr-defined]


class BoardFilter(PeriodFilter):
    """Which period, kind of unit and clause."""

    kind = forms.ChoiceField(label=_("Units"), required=False)
    clause = forms.ChoiceField(label=_("Clause"), required=False)

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[units_models.UnitKind],
        clauses: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        is_english = get_language() == "en"
        named = [(kind.code, kind.name_en if is_english else kind.name_vi) for kind in kinds]
        self.fields["kind"].choices = named  # type: ignore[attr-defined]
        offered = [("", _("all")), *((code, code) for code in clauses)]
        self.fields["clause"].choices = offered  # type: ignore[attr-defined]


class CommentForm(forms.Form):
    """What the unit says of its figures."""

    text = forms.CharField(
        label=_("The unit's own words"),
        help_text=_("They stand beside the figures for all who see them."),
        max_length=services.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

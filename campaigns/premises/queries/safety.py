"""Reading safety levels: the sets that a premises may be reviewed by, its reviews, who is overdue."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from campaigns.premises import models

Level = models.SafetyLevel
TONES = {
    Level.NOT_ASSESSED: "warning",
    Level.SAFE: "good",
    Level.SOME_RISK: "warning",
    Level.UNSAFE: "danger",
    Level.UNDECIDED: "neutral",
}


@dataclass(frozen=True)
class SafetyState:
    """What is said of a premises' safety now: its level, or that it has none, or that it is shut."""

    text: str
    tone: str
    review_date: date | None = None
    due_date: date | None = None
    is_overdue: bool = False


def safety_of(premises: models.Premises, *, on: date) -> SafetyState:
    """The level as of the day; a closed place is closed, whatever its last review found."""
    if premises.state != models.PremisesState.OPEN:
        return SafetyState(premises.get_state_display(), "neutral", premises.safety_date)
    if premises.kind.safety_group_id is None:
        return SafetyState(_("not of the eight groups"), "neutral")
    level = Level(premises.safety_level)
    due = premises.safety_due_date
    is_overdue = level == Level.NOT_ASSESSED or (due is not None and due < on)
    return SafetyState(str(level.label), TONES[level], premises.safety_date, due, is_overdue)


def criteria_for(premises: models.Premises, *, on: date) -> list[models.CriteriaSet]:
    """Sets in force on the day for the group of its kind, those of the group itself first."""
    group_id = premises.kind.safety_group_id
    if group_id is None:
        return []
    rows = models.CriteriaSet.objects.filter(
        Q(group_id=group_id) | Q(group__isnull=True),
        Q(valid_from_date__isnull=True) | Q(valid_from_date__lte=on),
        Q(valid_to_date__isnull=True) | Q(valid_to_date__gte=on),
    )
    return sorted(rows, key=lambda r: (r.group_id is None, r.is_sample, r.position, r.pk))


def open_calls(premises: models.Premises) -> list[models.ReviewCall]:
    """Calls for a review that none has answered yet, the nearest day first."""
    answers = models.SafetyReview.objects.filter(
        premises=OuterRef("premises"),
        is_standing=True,
        review_date__gte=OuterRef("call_date"),
        entered_at__gt=OuterRef("called_at"),
    )
    rows = models.ReviewCall.objects.filter(~Exists(answers), premises=premises.pk)
    return list(rows.order_by("review_by_date", "pk"))


def reviews_of(premises: models.Premises) -> Iterable[models.SafetyReview]:
    """All reviews, the latest day first; corrected ones stand under what corrected them."""
    rows = models.SafetyReview.objects.filter(premises=premises).select_related("criteria")
    return rows.order_by("-review_date", "-is_standing", "-pk")


@dataclass(frozen=True)
class CommuneSafety:
    """Premises of a commune that have to review, by what was found; closed ones beside them."""

    unit_id: int
    name: str
    safe: int
    some_risk: int
    unsafe: int
    undecided: int
    not_assessed: int
    closed: int
    overdue: int

    @property
    def open_count(self) -> int:
        return self.safe + self.some_risk + self.unsafe + self.undecided + self.not_assessed

    @property
    def safe_share(self) -> float | None:
        """Safe ÷ open premises that have to review, as the national table reckoned; 0 to 1."""
        return self.safe / self.open_count if self.open_count else None


def safety_by_commune(rows: models.PremisesQuerySet, *, on: date) -> list[CommuneSafety]:
    """One line a commune; one query."""
    is_open = Q(state=models.PremisesState.OPEN)
    overdue = Q(safety_level=Level.NOT_ASSESSED) | Q(safety_due_date__lt=on)
    counted: Any = (  # the type checker knows no rows whose columns are named in a table
        rows.filter(kind__safety_group__isnull=False)
        .values("commune_id", "commune__name_vi")
        .annotate(
            **{
                name: Count("pk", filter=is_open & Q(safety_level=level)) for name, level in _LEVELS
            },
            closed=Count("pk", filter=~is_open),
            overdue=Count("pk", filter=is_open & overdue),
        )
        .order_by("commune__name_vi", "commune_id")
    )
    counts = [name for name, _level in _LEVELS] + ["closed", "overdue"]
    return [
        CommuneSafety(
            row["commune_id"], row["commune__name_vi"], **{name: row[name] for name in counts}
        )
        for row in counted
    ]


_LEVELS = (
    ("safe", Level.SAFE),
    ("some_risk", Level.SOME_RISK),
    ("unsafe", Level.UNSAFE),
    ("undecided", Level.UNDECIDED),
    ("not_assessed", Level.NOT_ASSESSED),
)

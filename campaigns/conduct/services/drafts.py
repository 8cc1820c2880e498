"""What the services are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from campaigns.conduct import models
from campaigns.kernel import figure
from campaigns.units import models as units_models


@dataclass(frozen=True)
class Link:
    """An address put forward as evidence."""

    label: str
    url: str


@dataclass(frozen=True)
class CommendationDraft:
    """A commendation as proposed; days are included on both ends.

    `is_another_achievement` is the nominator's word that commendations of overlapping days are
    for something else.
    """

    unit: units_models.Unit
    form: models.RecognitionForm
    title: str
    reasons: str
    from_date: date
    to_date: date
    figures: Sequence[figure.Figure] = ()
    texts: Sequence[str] = ()
    links: Sequence[Link] = ()
    is_another_achievement: bool = False
    is_demo: bool = False


@dataclass(frozen=True)
class Decision:
    """The document by which a commendation is given."""

    number: str
    dated: date
    signatory: str
    reason: str = ""

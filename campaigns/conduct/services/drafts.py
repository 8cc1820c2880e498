"""What the services are given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from campaigns.conduct import models
from campaigns.directives import models as directives_models
from campaigns.directives import services as directive_services
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


@dataclass(frozen=True)
class CriticismDraft:
    """A criticism as drafted; days are included on both ends.

    `sources` are what Loa can read itself, as `queries.Candidate.source` says them; they are read
    and frozen when the unit is given notice. A person is named where naming the unit would miss the
    point, and in public only with the legal basis.
    """

    unit: units_models.Unit
    form: models.RecognitionForm
    title: str
    matter: str
    from_date: date
    to_date: date
    clause: directives_models.Clause | None = None
    sources: Sequence[Mapping[str, Any]] = ()
    texts: Sequence[str] = ()
    links: Sequence[Link] = ()
    files: Sequence[directive_services.Upload] = ()
    person_name: str = ""
    is_person_public: bool = False
    person_basis: str = ""
    is_demo: bool = False


@dataclass(frozen=True)
class Said:
    """What somebody says at a step, with files where the step takes them."""

    text: str
    files: Sequence[directive_services.Upload] = ()

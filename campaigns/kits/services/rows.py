"""Rows of a campaign kit; frozen, with the place that each was read from.

Every row has a `KIND`, a `key` that is unique within its kind, and `source`. Codes are those of
the kit; whoever applies it turns them into rows of the database. A `basis` says where a fact
stands, or that it is unverified.
"""

import hashlib
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar

from campaigns.kernel import codes
from campaigns.kits.services import faulting

DIRECTIONS = ("MORE_IS_SAFER", "MORE_IS_RISKIER", "NOT_KNOWN")
CRITERIA_ENTRIES = ("ITEMS", "TOTAL", "STATED")
CRITERIA_MEASURES = ("POINTS", "PERCENT")
SAFETY_LEVELS = ("SAFE", "SOME_RISK", "UNSAFE")
APP_KINDS = ("APP", "WEB", "APP_AND_WEB", "WEB_FORM")
RECOGNITION_DIRECTIONS = ("PRAISE", "CRITICISM")
RECOGNITION_SUBJECTS = ("PERSON", "COLLECTIVE", "HOUSEHOLD", "UNIT", "WORK", "PLACE")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a kit."""

    KIND: ClassVar[str]
    BESIDE: ClassVar[tuple[str, ...]] = ()  # fields that are rows of their own
    source: faulting.Source

    @property
    def key(self) -> str:
        """Natural key within the kind."""
        return str(getattr(self, "code", ""))

    def as_data(self) -> dict[str, Any]:
        """The row as JSON-able values, without its source and the rows beside it."""
        left_out = ("source", *self.BESIDE)
        return {
            f.name: _plain(getattr(self, f.name)) for f in fields(self) if f.name not in left_out
        }

    def digest(self) -> str:
        """SHA-256 of what the row says: moving a row within its file changes nothing."""
        return hashlib.sha256(codes.canonical_json(self.as_data())).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Reference(Row):
    """Where facts of the kit come from, and under which licence."""

    KIND = "reference"
    code: str
    title: str
    used_for: str
    licence: str


@dataclass(frozen=True, kw_only=True)
class Campaign(Row):
    """The head of a kit; `unit` is the code of the territory that it runs in."""

    KIND = "campaign"
    code: str
    name_vi: str
    name_en: str
    unit: str
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, kw_only=True)
class UnitKind(Row):
    """`is_under_command`: the provincial PC may assign to it; otherwise it is asked.

    `is_governing`: a committee over the territory under which it stands.
    """

    KIND = "unit_kind"
    code: str
    name_vi: str
    name_en: str
    is_territorial: bool
    is_under_command: bool
    is_governing: bool
    rank: int


@dataclass(frozen=True, kw_only=True)
class Unit(Row):
    """An administrative unit or a body. Codes are not identities: code + validity is.

    `valid_from` is None where no document states it; the unit is then known from `known_from`.
    """

    KIND = "unit"
    code: str
    kind: str
    name_vi: str
    short_name_vi: str
    name_en: str
    parent: str
    area_code: str
    valid_from: date | None
    known_from: date | None
    valid_to: date | None
    lat: float | None
    lon: float | None
    coord_source: str
    is_confirmed: bool
    basis: str
    aliases: tuple[str, ...]
    note: str

    @property
    def starts_on(self) -> date | None:
        """First day on which the unit is in the tree."""
        return self.valid_from or self.known_from


@dataclass(frozen=True, kw_only=True)
class MapShape(Row):
    """Outline of one unit: a GeoJSON geometry as canonical JSON text."""

    KIND = "map_shape"
    code: str
    geometry: str
    is_schematic: bool


@dataclass(frozen=True, kw_only=True)
class SafetyGroup(Row):
    """One of the eight object groups of clause 1.c."""

    KIND = "safety_group"
    code: str
    name_vi: str
    name_en: str
    criteria_document: str
    criteria_count: str
    item_scale: str
    levels: str
    direction: str
    review_stated: str
    review_setting: str
    responsible_units: tuple[str, ...]
    basis: str


@dataclass(frozen=True, kw_only=True)
class CriteriaItem(Row):
    """One criterion of a set: whole points from `low` to `high`; `knock_out` as the set states."""

    KIND = "criteria_item"
    no: int
    text_vi: str
    text_en: str
    low: int
    high: int
    knock_out: int | None

    @property
    def key(self) -> str:
        return str(self.no)


@dataclass(frozen=True, kw_only=True)
class CriteriaBand(Row):
    """What a set calls the scores of a `range` such as `[30;50)`; the first that fits holds."""

    KIND = "criteria_band"
    name_vi: str
    name_en: str
    level: str
    range: str
    is_clear_only: bool


@dataclass(frozen=True, kw_only=True)
class CriteriaSet(Row):
    """One version of the criteria by which a safety group is reviewed; no group: all of them."""

    KIND = "criteria_set"
    code: str
    version: str
    group: str
    name_vi: str
    name_en: str
    entry: str
    measure: str
    direction: str
    most_points: int
    knock_out_vi: str
    is_sample: bool
    valid_from: date | None
    valid_to: date | None
    note_vi: str
    basis: str
    items: tuple[CriteriaItem, ...]
    bands: tuple[CriteriaBand, ...]

    @property
    def key(self) -> str:
        return f"{self.code} {self.version}"


@dataclass(frozen=True, kw_only=True)
class PaymentMethod(Row):
    """A way to pay without cash (clause 1.đ); the list is open."""

    KIND = "payment_method"
    code: str
    name_vi: str
    name_en: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class PremisesKind(Row):
    """A kind of place that clause 1.b obliges; the letter's list is open."""

    KIND = "premises_kind"
    code: str
    name_vi: str
    name_en: str
    clause: str
    is_named_in_letter: bool
    is_vehicle: bool
    safety_group: str
    note_vi: str


@dataclass(frozen=True, kw_only=True)
class ChecklistChoice(Row):
    """An answer that an item offers; `percent` of the item's weight is earned by it."""

    KIND = "checklist_choice"
    code: str
    name_vi: str
    name_en: str
    percent: int


@dataclass(frozen=True, kw_only=True)
class ChecklistItem(Row):
    """A question of a checklist; what its fields mean, inspections say (`queries.Item`)."""

    KIND = "checklist_item"
    code: str
    kind: str
    text_vi: str
    text_en: str
    weight: int
    is_required: bool
    good: str
    low: float | None
    high: float | None
    good_low: float | None
    good_high: float | None
    choices: tuple[ChecklistChoice, ...]
    when_item: str
    when_answer: str
    severity: str
    remedy_days: int | None


@dataclass(frozen=True, kw_only=True)
class Checklist(Row):
    """What inspectors ask at premises of some kinds; without kinds, at all."""

    KIND = "checklist"
    code: str
    name_vi: str
    name_en: str
    clause: str
    premises_kinds: tuple[str, ...]
    items: tuple[ChecklistItem, ...]


@dataclass(frozen=True, kw_only=True)
class Legend(Row):
    """Thresholds for some kinds of unit and periods; none named: for all."""

    KIND = "legend"
    kinds: tuple[str, ...]
    periods: tuple[str, ...]
    good: float | None
    fair: float | None


@dataclass(frozen=True, kw_only=True)
class Indicator(Row):
    """A version of an indicator; what its fields mean, scorecards say (`models.Indicator`).

    `filters` are names with their values, sorted by name.
    """

    KIND = "indicator"
    code: str
    version: int
    clause: str
    name_vi: str
    name_en: str
    counted_vi: str
    counted_en: str
    measure: str
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    value: str
    direction: str
    scope: str
    target: float | None
    legends: tuple[Legend, ...]
    min_denominator: int
    effective_gap: float
    weight: int
    periods: tuple[str, ...]
    peer_kinds: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None

    @property
    def key(self) -> str:
        return f"{self.code} v{self.version}"


@dataclass(frozen=True, kw_only=True)
class DeclarationApp(Row):
    """An app or site as a dated record; `is_linkable` no: shown as text, never as a link."""

    KIND = "app"
    code: str
    name_vi: str
    name_en: str
    kind: str
    purpose_vi: str
    android_id: str
    ios_id: str
    host: str
    is_linkable: bool
    is_counted: bool
    valid_from: date | None
    valid_to: date | None
    successor: str
    status_vi: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class Movement(Row):
    """A call of a mass organisation under which drives are opened; `unit` is who calls."""

    KIND = "movement"
    code: str
    name_vi: str
    name_en: str
    unit: str
    clause: str
    starts_on: date | None
    ends_on: date | None
    basis: str


@dataclass(frozen=True, kw_only=True)
class RecognitionForm(Row):
    """A form of praise or criticism, with who decides it and how long that held."""

    KIND = "recognition_form"
    code: str
    name_vi: str
    name_en: str
    direction: str
    is_statutory: bool
    decided_by_vi: str
    decided_by_en: str
    applies_to: tuple[str, ...]
    must_record_vi: str
    valid_to: date | None
    basis: str


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Row):
        return value.as_data()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value

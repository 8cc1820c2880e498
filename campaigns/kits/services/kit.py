"""A campaign kit as one frozen value."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from campaigns.kits.services import letter, media, rows


@dataclass(frozen=True, kw_only=True)
class Kit(rows.Row):
    """A whole campaign as data."""

    KIND = "campaign"
    code: str
    format: int
    name_vi: str
    name_en: str
    starts_on: date | None
    ends_on: date | None
    references: tuple[rows.Reference, ...]
    settings: tuple[letter.Setting, ...]
    directive: letter.Directive
    clauses: tuple[letter.Clause, ...]
    recipients: tuple[letter.Recipient, ...]
    unit_kinds: tuple[rows.UnitKind, ...]
    units: tuple[rows.Unit, ...]
    premises_kinds: tuple[rows.PremisesKind, ...]
    safety_groups: tuple[rows.SafetyGroup, ...]
    apps: tuple[rows.DeclarationApp, ...]
    obligations: tuple[letter.Obligation, ...]
    recognition_forms: tuple[rows.RecognitionForm, ...]
    outlets: tuple[media.Outlet, ...]
    lexicon: tuple[media.SpokenForm, ...]
    guidance: tuple[media.GuidanceText, ...]
    map_shapes: tuple[rows.MapShape, ...]

    def all_rows(self) -> Iterator[rows.Row]:
        """Every top-level row, each after those that it refers to; parents before children."""
        yield from (*self.references, *self.settings, *self.unit_kinds, *self.units_by_depth())
        yield from (*self.map_shapes, self.directive, *self.clauses, *self.recipients)
        yield from (*self.safety_groups, *self.premises_kinds, *self.apps, *self.obligations)
        yield from (*self.recognition_forms, *self.outlets, *self.lexicon, *self.guidance)

    def units_by_depth(self) -> tuple[rows.Unit, ...]:
        """Units, every parent before its children, else in the order of the files."""
        codes = {unit.code for unit in self.units}
        level = [unit for unit in self.units if unit.parent not in codes]
        placed: list[rows.Unit] = []
        while level:
            placed += level
            above = {unit.code for unit in level}
            level = [unit for unit in self.units if unit.parent in above]
        return tuple(placed)

    def units_meant(self, parties: tuple[letter.Party, ...]) -> tuple[rows.Unit, ...]:
        """Units that parties name, once each, in the order of the files."""
        return tuple(unit for unit in self.units if any(letter.is_meant(unit, p) for p in parties))

"""A campaign kit as one frozen value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from campaigns.kits.services import letter, media, rows

R = TypeVar("R", bound=rows.Row)


@dataclass(frozen=True, kw_only=True)
class Kit(rows.Row):
    """A whole campaign as data."""

    KIND = "kit"
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
    criteria_sets: tuple[rows.CriteriaSet, ...]
    payment_methods: tuple[rows.PaymentMethod, ...]
    checklists: tuple[rows.Checklist, ...]
    apps: tuple[rows.DeclarationApp, ...]
    obligations: tuple[letter.Obligation, ...]
    indicators: tuple[rows.Indicator, ...]
    report_forms: tuple[letter.ReportForm, ...]
    movements: tuple[rows.Movement, ...]
    recognition_forms: tuple[rows.RecognitionForm, ...]
    outlets: tuple[media.Outlet, ...]
    sites: tuple[media.PublicSite, ...]  # one or none
    lexicon: tuple[media.SpokenForm, ...]
    guidance: tuple[media.GuidanceText, ...]
    map_shapes: tuple[rows.MapShape, ...]

    @property
    def campaign(self) -> rows.Campaign:
        """The head of the kit; it runs where the directive's issuer sits."""
        areas = {unit.code: unit.area_code or unit.code for unit in self.units}
        return rows.Campaign(
            source=self.source,
            code=self.code,
            name_vi=self.name_vi,
            name_en=self.name_en,
            unit=areas.get(self.directive.issuer, ""),
            starts_on=self.starts_on,
            ends_on=self.ends_on,
        )

    @property
    def slots(self) -> tuple[media.Slot, ...]:
        return tuple(slot for outlet in self.outlets for slot in outlet.slots)

    @property
    def newsrooms(self) -> tuple[media.Newsroom, ...]:
        return tuple(room for site in self.sites for room in site.newsrooms)

    def all_rows(self) -> Iterator[rows.Row]:
        """Every row that stands by itself, each after those that it refers to."""
        units = by_depth(self.units, {unit.code: unit.parent for unit in self.units})
        apps = by_depth(self.apps, {app.code: app.successor for app in self.apps})
        yield from (*self.references, *self.settings, *self.unit_kinds, *units, *self.map_shapes)
        yield from (self.campaign, *self.directive.links, self.directive, *self.clauses)
        yield from (*self.recipients, *self.safety_groups, *self.criteria_sets)
        yield from (*self.premises_kinds, *self.payment_methods, *apps)
        yield from self.checklists
        yield from (*self.obligations, *self.indicators, *self.report_forms)
        yield from (*self.movements, *self.recognition_forms)
        yield from (*self.outlets, *self.slots)
        yield from (*self.sites, *self.newsrooms, *self.lexicon, *self.guidance)

    def units_meant(self, parties: tuple[letter.Party, ...]) -> tuple[rows.Unit, ...]:
        """Units that parties name, once each, in the order of the files."""
        return tuple(unit for unit in self.units if any(letter.is_meant(unit, p) for p in parties))


def by_depth(found: tuple[R, ...], above: Mapping[str, str]) -> tuple[R, ...]:
    """Rows, each after the one that it names in `above`, else in the order of the files."""
    level = [row for row in found if above[row.key] not in above]
    placed: list[R] = []
    while level:
        placed += level
        reached = {row.key for row in level}
        level = [row for row in found if above[row.key] in reached]
    return tuple(placed)

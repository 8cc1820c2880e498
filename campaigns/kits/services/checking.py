"""What must hold between the rows of a kit: codes once, references known, trees without circles."""

import itertools
import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.kits.services import (
    checklists,
    faulting,
    indicators,
    kit,
    letter,
    media,
    report_forms,
    rows,
)

_KIND_NAMES: Mapping[str, Promise] = {
    "reference": _("reference"),
    "criteria_item": _("criterion"),
    "setting": _("setting"),
    "clause": _("clause"),
    "recipient": _("recipient"),
    "directive_link": _("linked document"),
    "unit_kind": _("kind of unit"),
    "unit": _("unit"),
    "premises_kind": _("kind of premises"),
    "safety_group": _("safety group"),
    "criteria_set": _("criteria set"),
    "payment_method": _("payment method"),
    "checklist": _("checklist"),
    "app": _("app"),
    "obligation": _("obligation"),
    "indicator": _("indicator"),
    "report_form": _("recurring report"),
    "report_question": _("question"),
    "movement": _("movement"),
    "recognition_form": _("form of recognition"),
    "outlet": _("outlet"),
    "channel": _("channel"),
    "slot": _("slot"),
    "spoken_form": _("spoken form"),
    "guidance": _("guidance text"),
    "rendition": _("rendition"),
    "site": _("public site"),
    "site_step": _("step on the home page"),
    "newsroom": _("newsroom"),
    "map_shape": _("outline"),
}


# What each section of a kit holds, where other sections refer to it.
_SECTIONS = {
    "settings": "setting",
    "clauses": "clause",
    "unit_kinds": "unit_kind",
    "units": "unit",
    "safety_groups": "safety_group",
    "premises_kinds": "premises_kind",
    "apps": "app",
    "obligations": "obligation",
    "indicators": "indicator",
    "outlets": "outlet",
    "site": "newsroom",
}


def check(found: kit.Kit, faults: faulting.Faults, *, partial: Collection[str] = ()) -> None:
    """Add every fault that lies between rows.

    References into `partial` sections, of which something could not be read, are let be: what
    they name may stand in the part that is missing.
    """
    for group in _unique_groups(found):
        _check_unique(group, faults)
    known = _Known(found, faults, {_SECTIONS[name] for name in partial if name in _SECTIONS})
    _check_dates(found, faults)
    _check_tree(found, known)
    _check_letter(found, known)
    _check_premises(found, known)
    checklists.check(found, faults, known.need)
    indicators.check(found, faults, known.need, is_whole="indicator" not in known.partial)
    report_forms.check(found, faults, known.need)
    _check_media(found, known)


class _Known:
    """The codes of a kit by kind; refuses a reference to one that is not there."""

    def __init__(self, found: kit.Kit, faults: faulting.Faults, partial: set[str]) -> None:
        self.faults = faults
        self.partial = partial
        self._codes: dict[str, set[str]] = {}
        for row in itertools.chain.from_iterable(_unique_groups(found)):
            self._codes.setdefault(row.KIND, set()).add(row.key)

    def need(self, kind: str, code: str, source: faulting.Source) -> None:
        """Refuse `code` unless it is blank or names a row of `kind`."""
        if code and kind not in self.partial and code not in self._codes.get(kind, set()):
            self.faults.add(
                source,
                _("The %(kind)s “%(code)s” is not in the kit: add it or correct the code here."),
                kind=_KIND_NAMES[kind],
                code=code,
            )


def _unique_groups(found: kit.Kit) -> Iterable[Sequence[rows.Row]]:
    """Groups of rows within which a key may stand once."""
    yield from (found.references, found.settings, found.clauses, found.recipients)
    yield from (found.directive.links, found.unit_kinds, found.units, found.premises_kinds)
    yield from (found.safety_groups, found.apps, found.obligations, found.movements)
    yield from (found.recognition_forms, found.criteria_sets, found.payment_methods)
    yield from (criteria.items for criteria in found.criteria_sets)
    yield from (found.checklists, found.indicators, found.report_forms)
    yield from (found.outlets, found.lexicon, found.guidance, found.map_shapes)
    yield from (found.slots, found.newsrooms)
    yield from (site.steps for site in found.sites)
    yield from (outlet.channels for outlet in found.outlets)
    yield from (text.renditions for text in found.guidance)


def _check_unique(group: Sequence[rows.Row], faults: faulting.Faults) -> None:
    first: dict[str, rows.Row] = {}
    for row in group:
        if not row.key:
            continue
        if row.key in first:
            faults.add(
                row.source,
                _(
                    "The %(kind)s “%(key)s” stands twice, first at %(first)s: give it another code or remove it."
                ),
                kind=_KIND_NAMES[row.KIND],
                key=row.key,
                first=str(first[row.key].source),
            )
        first.setdefault(row.key, row)


def _check_dates(found: kit.Kit, faults: faulting.Faults) -> None:
    spans = [(found, found.starts_on, found.ends_on)]
    spans_of_rows = [(unit, unit.starts_on, unit.valid_to) for unit in found.units]
    spans_of_apps = [(app, app.valid_from, app.valid_to) for app in found.apps]
    for row, start, end in (*spans, *spans_of_rows, *spans_of_apps):
        if start and end and end < start:
            faults.add(
                row.source,
                _(
                    "“%(key)s” ends on %(end)s, before it starts on %(start)s: correct one of the dates."
                ),
                key=row.key,
                end=end.isoformat(),
                start=start.isoformat(),
            )


# --- Units ---------------------------------------------------------------------------------------


def _check_tree(found: kit.Kit, known: _Known) -> None:
    territorial = {kind.code for kind in found.unit_kinds if kind.is_territorial}
    areas = {"", *(unit.code for unit in found.units if unit.kind in territorial)}
    for unit in found.units:
        known.need("unit_kind", unit.kind, unit.source)
        known.need("unit", unit.parent, unit.source)
        _check_unit(unit, known.faults)
        if unit.area_code not in areas and not known.partial & {"unit", "unit_kind"}:
            _refuse_area(unit, known.faults)
    for shape in found.map_shapes:
        known.need("unit", shape.code, shape.source)
    _check_circles(
        {unit.code: unit.parent for unit in found.units},
        {unit.code: unit.source for unit in found.units},
        known.faults,
    )


def _refuse_area(unit: rows.Unit, faults: faulting.Faults) -> None:
    faults.add(
        unit.source,
        _("“%(code)s” is not the code of an administrative unit of the kit: correct area_code."),
        code=unit.area_code,
    )


def _check_unit(unit: rows.Unit, faults: faulting.Faults) -> None:
    if (unit.lat is None) != (unit.lon is None):
        faults.add(unit.source, _("Latitude and longitude go together: give both or neither."))
    if not unit.starts_on:
        faults.add(
            unit.source,
            _(
                "The unit “%(code)s” has no start: give valid_from, or known_from where no document states it."
            ),
            code=unit.code,
        )


def _check_circles(
    parents: Mapping[str, str], sources: Mapping[str, faulting.Source], faults: faulting.Faults
) -> None:
    """Name each circle once, whole, at the place of its first row."""
    done: set[str] = set()
    for start in parents:
        path: list[str] = []
        code = start
        while code and code not in done and code not in path:
            path.append(code)
            code = parents.get(code, "")
        if code in path:
            circle = path[path.index(code) :]
            first = min(circle, key=lambda member: sources[member])
            turn = circle.index(first)
            shown = [*circle[turn:], *circle[:turn], first]
            faults.add(
                sources[first],
                _(
                    "These units stand above one another in a circle: %(circle)s. Correct one of the parents."
                ),
                circle=" → ".join(shown),
            )
        done.update(path)


# --- The letter ----------------------------------------------------------------------------------


def _check_letter(found: kit.Kit, known: _Known) -> None:
    known.need("unit", found.directive.issuer, found.directive.source)
    for setting in found.settings:
        known.need("clause", setting.clause, setting.source)
    for recipient in found.recipients:
        _check_parties(found, recipient.parties, known)
    for movement in found.movements:
        known.need("unit", movement.unit, movement.source)
        known.need("clause", movement.clause, movement.source)
    for obligation in found.obligations:
        known.need("clause", obligation.clause, obligation.source)
        known.need("setting", obligation.interval_setting, obligation.source)
        _check_parties(found, (*obligation.leads, *obligation.supports), known)
        _check_obligation(obligation, known.faults)


def _check_obligation(obligation: letter.Obligation, faults: faulting.Faults) -> None:
    if not obligation.leads:
        faults.add(
            obligation.source,
            _("The obligation “%(code)s” has no lead: name a unit or a kind of units under leads."),
            code=obligation.code,
        )
    is_open = obligation.recurrence != "CONTINUING" and obligation.recurrence_basis == "DEFAULT"
    if is_open and not obligation.interval_setting:
        faults.add(
            obligation.source,
            _(
                "The interval of “%(code)s” is not in the letter: name the setting that holds it under interval_setting."
            ),
            code=obligation.code,
        )


def _check_parties(found: kit.Kit, parties: Iterable[letter.Party], known: _Known) -> None:
    for party in parties:
        known.need("unit", party.unit, party.source)
        known.need("unit_kind", party.unit_kind, party.source)
        known.need("unit", party.area, party.source)
        is_meant = any(letter.is_meant(unit, party) for unit in found.units)
        if party.unit_kind and not is_meant and "unit" not in known.partial:
            known.faults.add(
                party.source,
                _("No unit of the kit is meant by “%(party)s”: correct the kind or the area."),
                party=party.key.rstrip("@"),
            )


# --- Premises and apps ---------------------------------------------------------------------------


def _check_premises(found: kit.Kit, known: _Known) -> None:
    for kind in found.premises_kinds:
        known.need("clause", kind.clause, kind.source)
        known.need("safety_group", kind.safety_group, kind.source)
    for group in found.safety_groups:
        known.need("setting", group.review_setting, group.source)
        for code in group.responsible_units:
            known.need("unit", code, group.source)
    for criteria in found.criteria_sets:
        known.need("safety_group", criteria.group, criteria.source)
        _check_criteria(criteria, known.faults)
    for app in found.apps:
        known.need("app", app.successor, app.source)
    _check_circles(
        {app.code: app.successor for app in found.apps},
        {app.code: app.source for app in found.apps},
        known.faults,
    )


def _check_criteria(criteria: rows.CriteriaSet, faults: faulting.Faults) -> None:
    if criteria.items and criteria.most_points != sum(item.high for item in criteria.items):
        faults.add(
            criteria.source,
            _("most_points of “%(key)s” is not the sum of its items: correct one of them."),
            key=criteria.key,
        )


# --- Media ---------------------------------------------------------------------------------------


def _check_media(found: kit.Kit, known: _Known) -> None:
    for outlet in found.outlets:
        known.need("unit", outlet.code, outlet.source)
        for slot in outlet.slots:
            _check_slot(slot, outlet, known.faults)
    for site in found.sites:
        known.need("newsroom", site.guidance_by, site.source)
    for room in found.newsrooms:
        known.need("outlet", room.outlet, room.source)
    _check_guidance(found, known)


def _check_guidance(found: kit.Kit, known: _Known) -> None:
    barred = _link_to([app.host for app in found.apps if app.host and not app.is_linkable])
    for text in found.guidance:
        _check_home(text, found, known)
        for code in text.clauses:
            known.need("clause", code, text.source)
        for code in text.apps:
            known.need("app", code, text.source)
        for part in (text.summary, text.body, *(r.text for r in text.renditions)):
            _check_links(part, barred, text, known.faults)


def _check_home(text: media.GuidanceText, found: kit.Kit, known: _Known) -> None:
    """A text needs a newsroom, and its own body is the Vietnamese web text."""
    if not found.sites and "newsroom" not in known.partial:
        known.faults.add(
            text.source, _("Guidance needs a newsroom to stand in: add the section “site”.")
        )
    own = [r for r in text.renditions if (r.medium, r.language) == ("WEB", "vi")]
    if text.language != "vi" or own:
        known.faults.add(
            own[0].source if own else text.source,
            _(
                "The text under the front matter is the Vietnamese web text: write other languages as renditions."
            ),
        )


def _link_to(hosts: Sequence[str]) -> re.Pattern[str]:
    """What makes a link of one of these hosts: Markdown's brackets, a scheme, or www."""
    names = "|".join(re.escape(host) for host in hosts) or "(?!)"
    return re.compile(rf"(?:\]\(|https?:|//|<|\bwww\.)[^\s)>]{{0,200}}(?:{names})", re.IGNORECASE)


def _check_slot(slot: media.Slot, outlet: media.Outlet, faults: faulting.Faults) -> None:
    channel = next((c for c in outlet.channels if c.medium == slot.medium), None)
    if channel is None or slot.language not in channel.languages:
        faults.add(
            slot.source,
            _(
                "The outlet “%(outlet)s” has no channel %(medium)s in language %(language)s: correct the slot or add it to channels."
            ),
            outlet=outlet.code,
            medium=slot.medium,
            language=slot.language,
        )


def _check_links(
    part: str, link: re.Pattern[str], text: media.GuidanceText, faults: faulting.Faults
) -> None:
    for found in link.finditer(part):
        faults.add(
            text.source,
            _(
                "“%(link)s” is a link to a site that must not be linked: write the bare name as text."
            ),
            link=found.group(),
        )

"""Founding units and placing them in the tree; the closure follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.kernel import actor, text, writing
from campaigns.units import models
from campaigns.units.services import closure


@dataclass(frozen=True)
class KindDraft:
    """A kind of unit as the kit states it."""

    code: str
    name_vi: str
    name_en: str
    is_territorial: bool = False
    is_commanded: bool = True
    is_governing: bool = False


@dataclass(frozen=True)
class UnitDraft:
    """A unit as the kit or an administrator states it; `parent_code` empty for the root."""

    code: str
    kind_code: str
    name_vi: str
    name_en: str
    short_name_vi: str
    valid_from_date: date
    parent_code: str = ""
    aliases: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    source: str = ""


def save_kind(*, draft: KindDraft, by: actor.Actor, at: datetime) -> models.UnitKind:
    """Make the kind, or bring it to what the draft says; what stands under whom follows."""
    with writing.writing(by=by, at=at):
        kind = models.UnitKind.objects.filter(code=draft.code).first() or models.UnitKind(
            code=draft.code
        )
        is_new, before = kind.pk is None, _reach(kind)
        kind.name_vi, kind.name_en = draft.name_vi, draft.name_en
        kind.is_territorial, kind.is_commanded = draft.is_territorial, draft.is_commanded
        kind.is_governing = draft.is_governing
        kind.save()
        if not is_new and _reach(kind) != before:
            closure.rebuild_closure()
        audit_services.record("units.kind_saved", kind, after={"code": kind.code})
    return kind


def _reach(kind: models.UnitKind) -> tuple[bool, bool, bool]:
    """What of a kind decides over whom a committee stands."""
    return kind.is_territorial, kind.is_commanded, kind.is_governing


def found_units(
    *, drafts: Sequence[UnitDraft], by: actor.Actor, at: datetime
) -> dict[str, models.Unit]:
    """Found units and hang each under its parent, which may be among them; return them by code.

    Raises:
        TreeFault: a parent is unknown, or the units hang under each other in a circle.
    """
    with writing.writing(by=by, at=at):
        known = {u.code: u for u in models.Unit.objects.filter(valid_to_date__isnull=True)}
        founded = settle(drafts, known)
        closure.rebuild_closure()
    return founded


def settle(drafts: Sequence[UnitDraft], known: Mapping[str, models.Unit]) -> dict[str, models.Unit]:
    """Save new units, each under its parent, which is `known` or among them; return them by code.

    The closure is left to the caller, inside whose service this runs.

    Raises:
        TreeFault: a parent is unknown.
    """
    writing.current()
    kinds = {k.code: k for k in models.UnitKind.objects.all()}
    founded = {d.code: _new_unit(d, kinds[d.kind_code]) for d in drafts}
    for unit in founded.values():
        unit.save()
    for draft in drafts:
        _settle(draft, founded[draft.code], {**known, **founded})
        unit = founded[draft.code]
        audit_services.record(
            "units.unit_founded", unit, unit_id=unit.pk, after={"code": unit.code}
        )
    return founded


def _new_unit(draft: UnitDraft, kind: models.UnitKind) -> models.Unit:
    return models.Unit(
        code=draft.code,
        kind=kind,
        name_vi=draft.name_vi,
        name_en=draft.name_en,
        short_name_vi=draft.short_name_vi,
        folded_text=_folded(draft),
        latitude=draft.latitude,
        longitude=draft.longitude,
        valid_from_date=draft.valid_from_date,
        source=draft.source,
    )


def _folded(draft: UnitDraft) -> str:
    names = (draft.name_vi, draft.name_en, *draft.aliases)
    return " · ".join(text.fold(name) for name in names)[:800]


def _settle(draft: UnitDraft, unit: models.Unit, known: Mapping[str, models.Unit]) -> None:
    """Open the unit's first active range, its place in the tree and its aliases."""
    models.ActiveRange(unit=unit, valid_from_date=draft.valid_from_date).save()
    for name in draft.aliases:
        models.UnitAlias(unit=unit, name=name).save()
    if draft.parent_code:
        parent = known.get(draft.parent_code)
        if parent is None:
            raise closure.TreeFault(
                _("No unit has the code %(code)s.") % {"code": draft.parent_code}
            )
        models.UnitEdge(child=unit, parent=parent, valid_from_date=draft.valid_from_date).save()


def amend_unit(
    *, unit: models.Unit, draft: UnitDraft, by: actor.Actor, at: datetime
) -> models.Unit:
    """Correct what is said of a unit; its code, start and place stay as they are."""
    with writing.writing(by=by, at=at):
        before = {"name_vi": unit.name_vi, "name_en": unit.name_en}
        reach = _reach(unit.kind)
        unit.kind = models.UnitKind.objects.get(code=draft.kind_code)
        unit.name_vi, unit.name_en = draft.name_vi, draft.name_en
        unit.short_name_vi, unit.source = draft.short_name_vi, draft.source
        unit.latitude, unit.longitude = draft.latitude, draft.longitude
        unit.folded_text = _folded(draft)
        unit.save()
        if _reach(unit.kind) != reach:
            closure.rebuild_closure()
        for name in draft.aliases:
            if not unit.aliases.filter(name=name).exists():
                models.UnitAlias(unit=unit, name=name).save()
        audit_services.record(
            "units.unit_amended",
            unit,
            unit_id=unit.pk,
            before=before,
            after={"name_vi": unit.name_vi},
        )
    return unit


def move_unit(
    *, unit: models.Unit, parent: models.Unit, from_date: date, by: actor.Actor, at: datetime
) -> models.UnitEdge:
    """Hang a unit under another parent from a day on; what was before stays as it was.

    Raises:
        TreeFault: the new parent stands under the unit.
    """
    with writing.writing(by=by, at=at):
        models.UnitEdge.objects.filter(child=unit, valid_to_date__isnull=True).update(
            valid_to_date=from_date - timedelta(days=1)
        )
        edge = models.UnitEdge(child=unit, parent=parent, valid_from_date=from_date)
        edge.save()
        closure.rebuild_closure()
        audit_services.record(
            "units.unit_moved",
            unit,
            unit_id=unit.pk,
            after={"parent": parent.code, "from": from_date.isoformat()},
        )
    return edge


def end_unit(
    *, unit: models.Unit, last_date: date, by: actor.Actor, at: datetime, reason: str = ""
) -> None:
    """End a unit after a last day; its code may then name another one.

    Raises:
        TreeFault: it was ended already, or units still stand under it.
    """
    with writing.writing(by=by, at=at):
        if models.UnitEdge.objects.filter(parent=unit, valid_to_date__isnull=True).exists():
            raise closure.TreeFault(_("Move or end the units under it first."))
        is_open = {"valid_to_date__isnull": True}
        ended = models.Unit.objects.filter(pk=unit.pk, **is_open).update(valid_to_date=last_date)
        if ended != 1:
            raise closure.TreeFault(_("This unit was ended already."))
        models.UnitEdge.objects.filter(child=unit, **is_open).update(valid_to_date=last_date)
        models.ActiveRange.objects.filter(unit=unit, **is_open).update(valid_to_date=last_date)
        closure.rebuild_closure()
        audit_services.record(
            "units.unit_ended",
            unit,
            unit_id=unit.pk,
            after={"last_date": last_date.isoformat()},
            reason=reason,
        )

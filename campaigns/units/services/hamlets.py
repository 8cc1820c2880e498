"""Hamlets, quarters and residential groups: units below a commune, without an official code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.kernel import actor, errors, text, writing
from campaigns.units import models, queries
from campaigns.units.services import closure, tree


class HamletRefused(errors.LoaError):
    """The hamlet as entered makes no sense, or is there already."""


@dataclass(frozen=True)
class HamletDraft:
    """A hamlet as the commune states it, with its kind in its name («Thôn», «Khu phố»)."""

    name: str
    from_date: date
    source: str = ""


# As the kit of dispatch 2754 states it; a kit that lacks hamlets may have them all the same.
_KIND = tree.KindDraft(
    queries.HAMLET,
    "Thôn, khu phố, tổ dân phố",
    "Hamlet, quarter or residential group",
    is_territorial=True,
)
_CODE_LETTERS = 13


def found_hamlets(
    *, commune: models.Unit, drafts: Sequence[HamletDraft], by: actor.Actor, at: datetime
) -> list[models.Unit]:
    """Enter hamlets of a commune, in the order given; all of them or none.

    The state gives hamlets no codes of their own: Loa gives each one that is never used again.

    Raises:
        HamletRefused: the unit has no hamlets, or a name is empty, garbled or there already,
            or a hamlet would be older than its commune.
    """
    with writing.writing(by=by, at=at):
        # Held to the end: two people who enter the same hamlet at once take turns.
        held = models.Unit.objects.select_for_update().select_related(None).get(pk=commune.pk)
        if not queries.may_have_hamlets(held, on=timezone.localdate(at)):
            raise HamletRefused(_("Hamlets are entered under a commune, ward or township."))
        _check_names(held, [draft.name for draft in drafts])
        _check_starts(held, drafts)
        if not models.UnitKind.objects.filter(code=queries.HAMLET).exists():
            tree.save_kind(draft=_KIND, by=by, at=at)
        codes = _free_codes(held, len(drafts))
        made = tree.settle(
            [_unit_draft(held, d, code) for d, code in zip(drafts, codes, strict=True)],
            {held.code: held},
        )
        hamlets = list(made.values())
        closure.extend_closure(hamlets, held)
        audit_services.record(
            "units.hamlets_entered",
            held,
            unit_id=held.pk,
            after={"count": len(hamlets), "codes": list(made)[:50]},
        )
    return hamlets


def _check_names(commune: models.Unit, names: Sequence[str], *, but: int = 0) -> None:
    """Each is a name, and the commune has none of them yet; `but` is the hamlet to be renamed."""
    taken = {
        text.matched(hamlet.name_vi): hamlet.name_vi
        for hamlet in queries.hamlets_of(commune)
        if hamlet.pk != but
    }
    for name in names:
        fault = queries.hamlet_name_fault(name)
        if fault:
            raise HamletRefused(fault)
        key = text.matched(name)
        if key in taken:
            raise HamletRefused(
                _("%(commune)s has a hamlet “%(name)s” already.")
                % {"commune": commune.name_vi, "name": taken[key]}
            )
        taken[key] = name


def _check_starts(commune: models.Unit, drafts: Sequence[HamletDraft]) -> None:
    for draft in drafts:
        if draft.from_date < commune.valid_from_date:
            raise HamletRefused(
                _("“%(name)s” would be older than its commune, which begins on %(day)s.")
                % {"name": draft.name, "day": f"{commune.valid_from_date:%d/%m/%Y}"}
            )


def _free_codes(commune: models.Unit, wanted: int) -> list[str]:
    """Codes that no unit of any day has had: the commune's, and the next numbers."""
    prefix = f"L{commune.code[:_CODE_LETTERS]}-"
    used = models.Unit.objects.filter(code__startswith=prefix).values_list("code", flat=True)
    numbers = [int(rest) for code in used if (rest := code.removeprefix(prefix)).isdecimal()]
    first = max(numbers, default=0) + 1
    return [f"{prefix}{number:02d}" for number in range(first, first + wanted)]


def _unit_draft(commune: models.Unit, draft: HamletDraft, code: str) -> tree.UnitDraft:
    name = queries.clean_name(draft.name)
    return tree.UnitDraft(
        code=code,
        kind_code=queries.HAMLET,
        name_vi=name,
        name_en=name,
        short_name_vi=name,
        valid_from_date=draft.from_date,
        parent_code=commune.code,
        source=draft.source,
    )


def rename_hamlet(*, hamlet: models.Unit, name: str, by: actor.Actor, at: datetime) -> models.Unit:
    """Correct a hamlet's name; what was counted under it stays with it.

    Raises:
        HamletRefused: the name is empty, garbled, or another hamlet of the commune has it.
    """
    with writing.writing(by=by, at=at):
        commune = queries.commune_of(hamlet)
        if commune is None:
            raise HamletRefused(_("This hamlet no longer stands under a commune."))
        models.Unit.objects.select_for_update().select_related(None).get(pk=commune.pk)
        _check_names(commune, [name], but=hamlet.pk)
        clean = queries.clean_name(name)
        draft = tree.UnitDraft(
            code=hamlet.code,
            kind_code=queries.HAMLET,
            name_vi=clean,
            name_en=clean,
            short_name_vi=clean,
            valid_from_date=hamlet.valid_from_date,
            latitude=hamlet.latitude,
            longitude=hamlet.longitude,
            source=hamlet.source,
        )
        return tree.amend_unit(unit=hamlet, draft=draft, by=by, at=at)


def end_hamlet(
    *, hamlet: models.Unit, last_date: date, by: actor.Actor, at: datetime, reason: str
) -> None:
    """End a hamlet that was merged or split; its figures stay where they were.

    Raises:
        HamletRefused: the day lies before it began.
        TreeFault: it was ended already.
    """
    if last_date < hamlet.valid_from_date:
        raise HamletRefused(_("The hamlet began after this day."))
    tree.end_unit(unit=hamlet, last_date=last_date, by=by, at=at, reason=reason)

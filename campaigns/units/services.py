"""Founding units, placing them in the tree, naming heads, giving and ending grants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.accounts import services as accounts_services
from campaigns.audit import models as audit_models
from campaigns.audit import services as audit_services
from campaigns.kernel import actor, erasing, errors, roles, text, writing
from campaigns.units import models


class TreeFault(errors.LoaError):
    """The tree would hang under itself, or a parent is missing."""


class GrantRefused(errors.LoaError):
    """The role is held already, or was ended already."""


@dataclass(frozen=True)
class KindDraft:
    """A kind of unit as the kit states it."""

    code: str
    name_vi: str
    name_en: str
    is_territorial: bool = False
    is_commanded: bool = True


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
    """Make the kind, or bring it to what the draft says."""
    with writing.writing(by=by, at=at):
        kind = models.UnitKind.objects.filter(code=draft.code).first() or models.UnitKind(
            code=draft.code
        )
        kind.name_vi, kind.name_en = draft.name_vi, draft.name_en
        kind.is_territorial, kind.is_commanded = draft.is_territorial, draft.is_commanded
        kind.save()
        audit_services.record("units.kind_saved", kind, after={"code": kind.code})
    return kind


def found_units(
    *, drafts: Sequence[UnitDraft], by: actor.Actor, at: datetime
) -> dict[str, models.Unit]:
    """Found units and hang each under its parent, which may be among them; return them by code.

    Raises:
        TreeFault: a parent is unknown, or the units hang under each other in a circle.
    """
    with writing.writing(by=by, at=at):
        kinds = {k.code: k for k in models.UnitKind.objects.all()}
        known = {u.code: u for u in models.Unit.objects.filter(valid_to_date__isnull=True)}
        founded = {d.code: _new_unit(d, kinds[d.kind_code]) for d in drafts}
        for unit in founded.values():
            unit.save()
        known |= founded
        for draft in drafts:
            _settle(draft, founded[draft.code], known)
        rebuild_closure()
        for unit in founded.values():
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


def _settle(draft: UnitDraft, unit: models.Unit, known: dict[str, models.Unit]) -> None:
    """Open the unit's first active range, its place in the tree and its aliases."""
    models.ActiveRange(unit=unit, valid_from_date=draft.valid_from_date).save()
    for name in draft.aliases:
        models.UnitAlias(unit=unit, name=name).save()
    if draft.parent_code:
        parent = known.get(draft.parent_code)
        if parent is None:
            raise TreeFault(_("No unit has the code %(code)s.") % {"code": draft.parent_code})
        models.UnitEdge(child=unit, parent=parent, valid_from_date=draft.valid_from_date).save()


def amend_unit(
    *, unit: models.Unit, draft: UnitDraft, by: actor.Actor, at: datetime
) -> models.Unit:
    """Correct what is said of a unit; its code, start and place stay as they are."""
    with writing.writing(by=by, at=at):
        before = {"name_vi": unit.name_vi, "name_en": unit.name_en}
        unit.kind = models.UnitKind.objects.get(code=draft.kind_code)
        unit.name_vi, unit.name_en = draft.name_vi, draft.name_en
        unit.short_name_vi, unit.source = draft.short_name_vi, draft.source
        unit.latitude, unit.longitude = draft.latitude, draft.longitude
        unit.folded_text = _folded(draft)
        unit.save()
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
        rebuild_closure()
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
            raise TreeFault(_("Move or end the units under it first."))
        is_open = {"valid_to_date__isnull": True}
        ended = models.Unit.objects.filter(pk=unit.pk, **is_open).update(valid_to_date=last_date)
        if ended != 1:
            raise TreeFault(_("This unit was ended already."))
        models.UnitEdge.objects.filter(child=unit, **is_open).update(valid_to_date=last_date)
        models.ActiveRange.objects.filter(unit=unit, **is_open).update(valid_to_date=last_date)
        rebuild_closure()
        audit_services.record(
            "units.unit_ended",
            unit,
            unit_id=unit.pk,
            after={"last_date": last_date.isoformat()},
            reason=reason,
        )


@dataclass(frozen=True)
class _Range:
    start: date
    end: date | None

    def cut(self, other: "_Range") -> "_Range | None":
        """The days that both ranges have, None when there are none."""
        start = max(self.start, other.start)
        ends = [e for e in (self.end, other.end) if e is not None]
        end = min(ends) if ends else None
        return None if end is not None and end < start else _Range(start, end)


def rebuild_closure() -> None:
    """Derive the closure from the edges anew, inside the transaction that changed them.

    Raises:
        TreeFault: units hang under each other in a circle on some day.
    """
    writing.current()
    edges: dict[int, list[tuple[int, _Range]]] = {}
    for e in models.UnitEdge.objects.all():
        span = _Range(e.valid_from_date, e.valid_to_date)
        edges.setdefault(e.child_id, []).append((e.parent_id, span))
    rows: list[models.UnitClosure] = []
    for unit in models.Unit.objects.all():
        rows += _ancestors(unit.pk, _Range(unit.valid_from_date, unit.valid_to_date), edges)
    models.UnitClosure.objects.all().delete()
    models.UnitClosure.objects.bulk_create(rows, batch_size=1000)


def _ancestors(
    unit_id: int, span: _Range, edges: dict[int, list[tuple[int, _Range]]]
) -> list[models.UnitClosure]:
    rows: list[models.UnitClosure] = []
    ahead = [(unit_id, 0, span, frozenset[int]())]
    while ahead:
        ancestor_id, depth, days, path = ahead.pop()
        if ancestor_id in path:
            raise TreeFault(_("A unit would stand under itself."))
        rows.append(
            models.UnitClosure(
                ancestor_id=ancestor_id,
                descendant_id=unit_id,
                depth=depth,
                valid_from_date=days.start,
                valid_to_date=days.end,
            )
        )
        for parent_id, edge_days in edges.get(ancestor_id, []):
            shared = days.cut(edge_days)
            if shared is not None:
                ahead.append((parent_id, depth + 1, shared, path | {ancestor_id}))
    return rows


@dataclass(frozen=True)
class HeadDraft:
    """Who is to head a unit, and from when."""

    full_name: str
    title_vi: str
    from_date: date
    user: accounts_models.User | None = None
    is_demo: bool = False


def appoint_head(
    *, unit: models.Unit, draft: HeadDraft, by: actor.Actor, at: datetime
) -> models.UnitHead:
    """Name the head from a day on; the one before ends the day before."""
    with writing.writing(by=by, at=at):
        models.UnitHead.objects.filter(unit=unit, valid_to_date__isnull=True).update(
            valid_to_date=draft.from_date - timedelta(days=1)
        )
        head = models.UnitHead(
            unit=unit,
            full_name=draft.full_name,
            title_vi=draft.title_vi,
            user=draft.user,
            valid_from_date=draft.from_date,
            is_demo=draft.is_demo,
        )
        head.save()
        audit_services.record("units.head_appointed", head, unit_id=unit.pk)
    return head


@dataclass(frozen=True)
class GrantDraft:
    """A role that somebody is to hold in a unit."""

    user: accounts_models.User
    role: roles.Role
    unit: models.Unit
    from_date: date


def give_grant(*, draft: GrantDraft, by: actor.Actor, at: datetime) -> models.Grant:
    """Give a role; it reaches down the tree.

    Raises:
        GrantRefused: the person holds the role there already.
    """
    with writing.writing(by=by, at=at):
        open_grants = models.Grant.objects.filter(
            user=draft.user, role=draft.role, unit=draft.unit, valid_to_date__isnull=True
        )
        if open_grants.exists():
            raise GrantRefused(_("This person holds the role there already."))
        grant = models.Grant(
            user=draft.user, role=draft.role, unit=draft.unit, valid_from_date=draft.from_date
        )
        grant.save()
        _push_down(draft.user, by, at)
        audit_services.record(
            "units.grant_given",
            grant,
            unit_id=draft.unit.pk,
            after={"user": draft.user.pk, "role": draft.role},
        )
    return grant


def end_grant(
    *, grant: models.Grant, last_date: date, by: actor.Actor, at: datetime, reason: str = ""
) -> None:
    """End a role after a last day.

    Raises:
        GrantRefused: it was ended already.
    """
    with writing.writing(by=by, at=at):
        claimed = models.Grant.objects.filter(pk=grant.pk, valid_to_date__isnull=True).update(
            valid_to_date=last_date
        )
        if claimed != 1:
            raise GrantRefused(_("This role was ended already."))
        _push_down(grant.user, by, at)
        audit_services.record(
            "units.grant_ended",
            grant,
            unit_id=grant.unit_id,
            after={"last_date": last_date.isoformat()},
            reason=reason,
        )


def _push_down(user: accounts_models.User, by: actor.Actor, at: datetime) -> None:
    today = timezone.localdate(at)  # a role that ends later is held until then
    held = models.Grant.objects.filter(user=user).exclude(valid_to_date__lt=today)
    needs = held.filter(role__in=roles.SECOND_FACTOR_ROLES).exists()
    accounts_services.note_grants_changed(user=user, is_second_factor_required=needs, by=by, at=at)


def forget_people(*, users: Sequence[accounts_models.User], by: actor.Actor, at: datetime) -> int:
    """Erase the grants of people who leave without a trace, and the invented heads of units.

    Roles that they gave to others go too: nobody holds a right by the hand of an invented person.
    """
    with writing.writing(by=by, at=at):
        given = audit_models.Event.objects.filter(
            verb="units.grant_given", actor_id__in=[user.actor_id for user in users]
        ).values_list("subject_id", flat=True)
        to_others = models.Grant.objects.filter(pk__in=[int(pk) for pk in given])
        others = {g.user for g in to_others.exclude(user__in=users).select_related("user")}
        count = erasing.erase(
            models.Grant.objects.filter(Q(user__in=users) | Q(pk__in=to_others.values("pk"))),
            models.UnitHead.objects.filter(is_demo=True),
        )
        for user in others:
            _push_down(user, by, at)
        audit_services.record("units.people_forgotten", users[0], after={"rows": count})
    return count


def open_account_with_role(
    *,
    account: accounts_services.NewAccount,
    role: roles.Role,
    unit: models.Unit,
    by: actor.Actor,
    at: datetime,
) -> accounts_models.User:
    """Open an account that can do something from the first sign-in: both or neither.

    Raises:
        EmailTaken: the email is in use.
    """
    with writing.writing(by=by, at=at):
        user = accounts_services.open_account(account=account, by=by, at=at)
        draft = GrantDraft(user, role, unit, timezone.localdate(at))
        give_grant(draft=draft, by=by, at=at)
    return user

"""Entering premises in the register, one by one or a list at once, and correcting what it says."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.kernel import actor, codes, errors, text, writing
from campaigns.premises import models, queries
from campaigns.premises.services import coverage, searching
from campaigns.units import models as units_models

CODE_LETTERS = 8
_BATCH = 1000


class DraftRefused(errors.LoaError):
    """What was entered of a premises does not fit together; `field` names the field."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class PremisesDraft:
    """A premises as somebody enters it, or a row of a list states it.

    `from_date` is the first day on which it was open. A vehicle's `commune` may be left out
    where its owner is a commune or stands under one.
    """

    kind: models.PremisesKind
    name: str
    commune: units_models.Unit | None
    from_date: date
    address: str = ""
    hamlet: str = ""
    owner: units_models.Unit | None = None
    plate: str = ""
    route: str = ""
    latitude: float | None = None
    longitude: float | None = None
    contact_name: str = ""
    contact_phone: str = ""
    description: str = ""
    list_code: str = ""
    payment_methods: tuple[models.PaymentMethod, ...] = ()
    is_demo: bool = False


def register(*, draft: PremisesDraft, by: actor.Actor, at: datetime) -> models.Premises:
    """Enter a premises in the register; it is open from the draft's first day.

    Raises:
        DraftRefused: what was entered does not fit together.
    """
    with writing.writing(by=by, at=at):
        row = _new_row(draft, commune_of(draft), by, at)
        _save(row, is_new=True)
        row.payment_methods.set(draft.payment_methods)
        with coverage.tracked([row.pk]):
            _first_range(row, draft.from_date).save()
        searching.refresh([row.pk])
        audit_services.record("premises.registered", row, unit_id=row.commune_id, after=_told(row))
    return row


def register_many(
    *, drafts: Sequence[PremisesDraft], by: actor.Actor, at: datetime
) -> list[models.Premises]:
    """Enter a list at once, all of it or nothing; one event holds the counts and a digest.

    Raises:
        DraftRefused: a row does not fit together.
    """
    if not drafts:
        return []
    with writing.writing(by=by, at=at):
        communes = [commune_of(draft) for draft in drafts]
        rows = [_new_row(d, c, by, at) for d, c in zip(drafts, communes, strict=True)]
        try:
            with transaction.atomic():
                models.Premises.objects.bulk_create(rows, batch_size=_BATCH)
        except IntegrityError as clash:
            raise DraftRefused(_clash_message(), "list_code") from clash
        _link_payments(rows, drafts)
        pks = [row.pk for row in rows]
        with coverage.tracked(pks):
            models.OpenRange.objects.bulk_create(
                [_first_range(r, d.from_date) for r, d in zip(rows, drafts, strict=True)],
                batch_size=_BATCH,
            )
        searching.refresh(pks)
        audit_services.record(
            "premises.list_registered",
            rows[0],
            unit_id=rows[0].commune_id,
            after={"rows": len(rows), "sha256": digest_of(rows)},
        )
    return rows


def amend(
    *, premises: models.Premises, draft: PremisesDraft, by: actor.Actor, at: datetime
) -> models.Premises:
    """Correct what the register says; another commune or kind counts from today on.

    The draft's first day is left alone: ranges are changed by opening and closing.

    Raises:
        DraftRefused: what was entered does not fit together, or it was merged away.
    """
    with writing.writing(by=by, at=at), coverage.tracked([premises.pk]):
        row = models.Premises.objects.get(pk=premises.pk)
        if row.merged_into_id is not None:
            raise DraftRefused(_("This premises was merged into another: correct that one."))
        before = _told(row)
        is_contact_new = (row.contact_name, row.contact_phone) != (
            draft.contact_name,
            draft.contact_phone,
        )
        _fill(row, draft, commune_of(draft, on=timezone.localdate(at)))
        _save(row, is_new=False)
        row.payment_methods.set(draft.payment_methods)
        carry_on(row, timezone.localdate(at))
        searching.refresh([row.pk])
        audit_services.record(
            "premises.amended",
            row,
            unit_id=row.commune_id,
            before=before,
            after=_told(row) | ({"is_contact_changed": True} if is_contact_new else {}),
        )
    premises.refresh_from_db()
    return row


def commune_of(draft: PremisesDraft, *, on: date | None = None) -> units_models.Unit:
    """The commune in which the premises counts, as of its first day or a later one.

    Raises:
        DraftRefused: none was chosen, it is no commune of that day, or not the owner's.
    """
    day = on or draft.from_date
    own = _owners_commune(draft, day) if draft.kind.is_vehicle else None
    commune = draft.commune or own
    if commune is None:
        raise DraftRefused(_("Choose the commune."), "commune")
    if commune.kind.code != models.COMMUNE or not _is_in_force(commune, day):
        raise DraftRefused(
            _("%(unit)s was no commune on %(day)s: choose the one that stood there then.")
            % {"unit": commune.name_vi, "day": f"{day:%d/%m/%Y}"},
            "commune",
        )
    if own is not None and own != commune:
        raise DraftRefused(
            _("A vehicle counts in the commune of its owner: %(commune)s.")
            % {"commune": own.name_vi},
            "commune",
        )
    return commune


def _is_in_force(unit: units_models.Unit, on: date) -> bool:
    return unit.valid_from_date <= on and (unit.valid_to_date is None or unit.valid_to_date >= on)


def _owners_commune(draft: PremisesDraft, on: date) -> units_models.Unit | None:
    """The owner itself or the nearest unit above it that is a commune; None where there is none."""
    if draft.owner is None:
        raise DraftRefused(_("A vehicle needs the unit in charge of it."), "owner")
    above = units_models.UnitClosure.objects.filter(
        units_models.in_force(on), descendant=draft.owner, ancestor__kind__code=models.COMMUNE
    )
    row = above.select_related("ancestor__kind").order_by("depth", "pk").first()
    return row.ancestor if row else None


def _new_row(
    draft: PremisesDraft, commune: units_models.Unit, by: actor.Actor, at: datetime
) -> models.Premises:
    if draft.from_date > timezone.localdate(at):
        raise DraftRefused(_("Enter it on the day on which it opens, not before."), "from_date")
    row = models.Premises(
        code=codes.new_code(CODE_LETTERS),
        registered_at=at,
        registered_by=by.actor_id,
        is_demo=draft.is_demo,
    )
    _fill(row, draft, commune)
    return row


_TEXTS = ("name", "description", "address", "hamlet", "plate", "route", "list_code")
_CONTACT = ("contact_name", "contact_phone")


def _fill(row: models.Premises, draft: PremisesDraft, commune: units_models.Unit) -> None:
    """Bring a row to what the draft says; places of vehicles and plates of houses are refused."""
    for name in (*_TEXTS, *_CONTACT):
        setattr(row, name, " ".join(text.composed(getattr(draft, name)).split()))
    row.kind, row.is_vehicle = draft.kind, draft.kind.is_vehicle
    row.commune, row.owner = commune, draft.owner
    row.latitude, row.longitude = draft.latitude, draft.longitude
    _check(row)
    said = ("name", "address", "hamlet", "plate", "route", "code", "list_code", "is_vehicle")
    forms = queries.derived({name: getattr(row, name) for name in said})
    for name, form in forms._asdict().items():
        setattr(row, name, form)
    if not row.match_name:
        raise DraftRefused(_("Give the name of the premises, in letters."), "name")


def _check(row: models.Premises) -> None:
    has_place = bool(row.address or row.hamlet or row.latitude is not None)
    if row.is_vehicle and has_place:
        raise DraftRefused(
            _("A vehicle has a plate and a route in place of an address."), "address"
        )
    if row.is_vehicle and not queries.plate_form(row.plate):
        raise DraftRefused(_("Give the plate or the fleet number."), "plate")
    if not row.is_vehicle and (row.plate or row.route):
        raise DraftRefused(_("Only vehicles have a plate and a route."), "plate")
    if (row.latitude is None) != (row.longitude is None):
        raise DraftRefused(_("A point needs latitude and longitude."), "latitude")


def _save(row: models.Premises, *, is_new: bool) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as clash:
        same = models.Premises.objects.standing().filter(
            commune=row.commune, list_code=row.list_code
        )
        if row.list_code and (same if is_new else same.exclude(pk=row.pk)).exists():
            raise DraftRefused(_clash_message(), "list_code") from clash
        raise


def _clash_message() -> str:
    return _("Another premises of the commune has this number in the list.")


def _first_range(row: models.Premises, from_date: date) -> models.OpenRange:
    return models.OpenRange(
        premises=row, from_date=from_date, commune_id=row.commune_id, kind_id=row.kind_id
    )


def carry_on(row: models.Premises, today: date) -> None:
    """End the present range and begin another where commune or kind changed."""
    present = models.OpenRange.objects.filter(premises=row, to_date__isnull=True).first()
    if present is None or (present.commune_id, present.kind_id) == (row.commune_id, row.kind_id):
        return
    split_range(present, today, commune_id=row.commune_id, kind_id=row.kind_id)


def split_range(present: models.OpenRange, day: date, **changes: Any) -> None:
    """From a day on the range says something else; what began that day is changed in place."""
    rows = models.OpenRange.objects.filter(pk=present.pk)
    if present.from_date >= day:
        rows.update(**changes)
        return
    rows.update(to_date=coverage.day_before(day))
    values = {
        "premises_id": present.premises_id,
        "state": present.state,
        "commune_id": present.commune_id,
        "kind_id": present.kind_id,
    }
    models.OpenRange(from_date=day, **(values | changes)).save()


def _link_payments(rows: Sequence[models.Premises], drafts: Sequence[PremisesDraft]) -> None:
    link = models.Premises.payment_methods.through
    link.objects.bulk_create(
        [
            link(premises_id=row.pk, paymentmethod_id=method.pk)
            for row, draft in zip(rows, drafts, strict=True)
            for method in draft.payment_methods
        ],
        batch_size=_BATCH,
    )


def digest_of(rows: Iterable[models.Premises]) -> str:
    """Digest of what a bulk act entered: codes, names and places in their order; no contact."""
    said = [[row.code, row.name, row.match_place, row.commune_id, row.kind_id] for row in rows]
    return hashlib.sha256(codes.canonical_json(said)).hexdigest()


def _told(row: models.Premises) -> dict[str, Any]:
    """What the record of changes keeps of a premises: nothing of the contact."""
    return {name: getattr(row, name) for name in _TEXTS if getattr(row, name)} | {
        "code": row.code,
        "kind": row.kind.code,
        "commune": row.commune_id,
    }

"""Planning visits, giving them to inspectors, calling them off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.inspections import models
from campaigns.kernel import actor, errors, roles, writing
from campaigns.premises import models as premises_models
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

S = models.InspectionState
MOST_AT_ONCE = 500


class PlanRefused(errors.LoaError):
    """Nothing can be planned like this."""


class InspectionRefused(errors.Conflict):
    """The inspection is in a state from which the act does not lead."""


@dataclass(frozen=True)
class PlanDraft:
    """Which checklist, on which day, by whose inspectors; `inspector` may be named later."""

    checklist: models.Checklist
    planned_date: date
    unit: units_models.Unit
    inspector: accounts_models.User | None = None


def plan_inspections(
    *, premises_ids: Sequence[int], draft: PlanDraft, by: actor.Actor, at: datetime
) -> list[models.Inspection]:
    """Plan a visit to each premises that is open and has none planned; return the new ones.

    Raises:
        PlanRefused: the day is over, none of the premises can be visited, the checklist is for
            other kinds, the inspector may not inspect there, or somebody planned at the same
            moment; nothing was planned.
    """
    if draft.planned_date < timezone.localdate(at):
        raise PlanRefused(_("This day is over: choose today or a later one."))
    if len(premises_ids) > MOST_AT_ONCE:
        raise PlanRefused(
            _("At most %(limit)s premises are planned at once: choose fewer.")
            % {"limit": MOST_AT_ONCE}
        )
    version = draft.checklist.versions.order_by("-number")[0]
    with writing.writing(by=by, at=at):
        places = _to_visit(premises_ids, draft)
        _check_inspector(draft.inspector, places, draft.planned_date)
        made = [_new(place, version, draft, by, at) for place in places]
        try:
            with transaction.atomic():
                models.Inspection.objects.bulk_create(made)
        except IntegrityError as raced:
            raise PlanRefused(_("Somebody planned one of these at the same moment.")) from raced
        for row in made:
            audit_services.record(
                "inspections.planned",
                row,
                unit_id=row.premises.commune_id,
                after=_told(row) | {"premises": row.premises_id},
            )
    return made


def _to_visit(premises_ids: Sequence[int], draft: PlanDraft) -> list[premises_models.Premises]:
    rows = premises_models.Premises.objects.active().filter(pk__in=premises_ids)
    planned = models.Inspection.objects.all().open().filter(premises__in=premises_ids)
    free = rows.exclude(pk__in=planned.values("premises"))
    kinds = list(draft.checklist.kinds.values_list("pk", flat=True))
    meant = free.filter(kind__in=kinds) if kinds else free
    found = list(meant.select_related("commune", "owner").order_by("pk"))
    if not found:
        raise PlanRefused(
            _(
                "None of these can be planned: each is closed, has a visit planned already, or is of a kind that the checklist is not for."
            )
        )
    return found


def _check_inspector(
    inspector: accounts_models.User | None, places: Sequence[premises_models.Premises], on: date
) -> None:
    """Whoever is named may inspect at every place on the day."""
    if inspector is None:
        return
    allowed = set(
        units_permissions.units_where(
            inspector, roles.Permission.INSPECT_PREMISES, on=on
        ).values_list("pk", flat=True)
    )
    for place in places:
        if not allowed & {place.commune_id, place.owner_id}:
            raise PlanRefused(
                _("%(person)s is no inspector at “%(premises)s” on that day.")
                % {"person": inspector, "premises": place.name}
            )


def _new(
    place: premises_models.Premises,
    version: models.ChecklistVersion,
    draft: PlanDraft,
    by: actor.Actor,
    at: datetime,
) -> models.Inspection:
    is_given = draft.inspector is not None
    return models.Inspection(
        premises=place,
        version=version,
        unit=draft.unit,
        state=S.ASSIGNED if is_given else S.PLANNED,
        planned_date=draft.planned_date,
        planned_at=at,
        planned_by=by.actor_id,
        inspector=draft.inspector,
        assigned_at=at if is_given else None,
        assigned_by=by.actor_id if is_given else "",
    )


def assign_inspections(
    *,
    inspection_ids: Sequence[int],
    inspector: accounts_models.User,
    by: actor.Actor,
    at: datetime,
) -> int:
    """Give open inspections to an inspector, also those that somebody else had; return how many.

    Raises:
        PlanRefused: the person may not inspect at one of the premises on its day.
        InspectionRefused: none of them is open any more.
    """
    with writing.writing(by=by, at=at):
        rows = models.Inspection.objects.all().open().filter(pk__in=inspection_ids)
        held = list(rows.select_for_update().order_by("pk"))
        if not held:
            raise InspectionRefused(_("Recorded or called off by now; nothing was changed."))
        places = premises_models.Premises.objects.in_bulk([row.premises_id for row in held])
        for row in held:
            _check_inspector(inspector, [places[row.premises_id]], row.planned_date)
        given = models.Inspection.objects.all().open().filter(pk__in=[row.pk for row in held])
        count = given.update(
            state=S.ASSIGNED, inspector=inspector, assigned_at=at, assigned_by=by.actor_id
        )
        for row in held:
            audit_services.record(
                "inspections.assigned",
                row,
                unit_id=places[row.premises_id].commune_id,
                before={"inspector": row.inspector_id},
                after={"inspector": inspector.pk},
            )
    return count


def call_off(*, inspection: models.Inspection, reason: str, by: actor.Actor, at: datetime) -> None:
    """Call an open inspection off; its premises can be planned anew.

    Raises:
        InspectionRefused: it is recorded or called off already, or no reason is given.
    """
    said = " ".join(reason.split())[:400]
    if not said:
        raise InspectionRefused(_("Say why it is called off."))
    with writing.writing(by=by, at=at):
        before = inspection.state
        rows = models.Inspection.objects.all().open().filter(pk=inspection.pk)
        claimed = rows.update(
            state=S.CANCELLED, cancelled_at=at, cancelled_by=by.actor_id, cancel_reason=said
        )
        inspection.refresh_from_db()
        if claimed != 1:
            raise past_this_step(inspection)
        audit_services.record(
            "inspections.called_off",
            inspection,
            unit_id=inspection.premises.commune_id,
            before={"state": before},
            after={"state": S.CANCELLED},
            reason=said,
        )


def past_this_step(inspection: models.Inspection) -> InspectionRefused:
    """Somebody was first: say what the inspection is by now."""
    return InspectionRefused(
        _("This inspection is %(state)s by now; nothing was changed.")
        % {"state": inspection.get_state_display()}
    )


def _told(row: models.Inspection) -> dict[str, object]:
    return {
        "state": row.state,
        "day": row.planned_date.isoformat(),
        "inspector": row.inspector_id,
        "version": row.version_id,
    }

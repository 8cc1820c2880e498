"""What waits of inspections: visits, findings to put right, remedies to confirm."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.inspections import models as inspections_models
from campaigns.kernel import roles
from campaigns.workspace.queries import waiting_items

_MOST = waiting_items.MOST_PER_AREA
Item = waiting_items.WaitingItem


def inspection_items(user: accounts_models.User, at: datetime) -> Iterator[Item]:
    """For the inspector the visits of today and before, for the commune's officer what is to be put
    right, for who plans what nobody goes to and what is to be confirmed."""
    yield from _visits(user, at)
    yield from _nobodys(user, at)
    yield from _to_remedy(user, at)
    yield from _to_confirm(user, at)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _visits(user: accounts_models.User, at: datetime) -> Iterator[Item]:
    today = timezone.localdate(at)
    rows = inspections_models.Inspection.objects.all().open().inspectable_by(user, on=today)
    mine = rows.filter(inspector=user, planned_date__lte=today).select_related("premises__commune")
    for row in mine.order_by("planned_date", "pk")[:_MOST]:
        yield Item(
            text=_("Inspect “%(premises)s” (%(commune)s)")
            % {"premises": row.premises.name, "commune": row.premises.commune.short_name_vi},
            act=_("Fill in the record"),
            url=reverse("inspections:record", args=[row.pk]),
            since_at=_midnight(row.planned_date),
            icon="clipboard-check",
            tone="danger" if row.planned_date < today else "warning",
        )


def _nobodys(user: accounts_models.User, at: datetime) -> Iterator[Item]:
    today = timezone.localdate(at)
    planning = roles.Permission.PLAN_INSPECTION
    rows = inspections_models.Inspection.objects.filter(
        state=inspections_models.InspectionState.PLANNED, planned_date__lte=today
    )
    here = rows.at_premises_where(user, planning, on=today).select_related("premises")
    for row in here.order_by("planned_date", "pk")[:_MOST]:
        yield Item(
            text=_("Nobody is named to inspect “%(premises)s”") % {"premises": row.premises.name},
            act=_("Give it to somebody"),
            url=reverse("inspections:assign", args=[row.pk]),
            since_at=_midnight(row.planned_date),
            icon="user",
            tone="danger" if row.planned_date < today else "warning",
        )


def _to_remedy(user: accounts_models.User, at: datetime) -> Iterator[Item]:
    today = timezone.localdate(at)
    open_ones = inspections_models.Finding.objects.filter(
        state=inspections_models.FindingState.OPEN
    )
    here = open_ones.at_premises_where(user, roles.Permission.MANAGE_PREMISES, on=today)
    rows = here.select_related("inspection__premises").order_by("remedy_by_date", "pk")
    for row in rows[:_MOST]:
        is_late = row.remedy_by_date < today
        is_severe = row.severity == inspections_models.Severity.SEVERE
        yield Item(
            text=_("To be put right at “%(premises)s” by %(day)s: %(finding)s")
            % {
                "premises": row.inspection.premises.name,
                "day": f"{row.remedy_by_date:%d/%m/%Y}",
                "finding": row.text,
            },
            act=_("Say what was done"),
            url=reverse("inspections:remedy_finding", args=[row.pk]),
            since_at=row.found_at,
            icon="alert-triangle",
            tone="danger" if is_late or is_severe else "warning",
        )


def _to_confirm(user: accounts_models.User, at: datetime) -> Iterator[Item]:
    today = timezone.localdate(at)
    remedied = inspections_models.Finding.objects.filter(
        state=inspections_models.FindingState.REMEDIED
    ).exclude(Q(found_by=user) | Q(remedied_by=user))
    here = remedied.at_premises_where(user, roles.Permission.PLAN_INSPECTION, on=today)
    rows = here.select_related("inspection__premises").order_by("remedied_at", "pk")
    for row in rows[:_MOST]:
        since_at = row.remedied_at or row.found_at
        yield Item(
            text=_("Said to be put right at “%(premises)s”: %(finding)s")
            % {"premises": row.inspection.premises.name, "finding": row.text},
            act=_("Look and confirm"),
            url=reverse("inspections:inspection_detail", args=[row.inspection_id]) + "#findings",
            since_at=since_at,
            icon="check",
            tone=waiting_items.tone_since(since_at, at),
        )

"""What may be recorded for a drive, when, and by whom."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.drives import models
from campaigns.kernel import roles
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions

# Helpers set up before the drive begins and go on after it ends.
EARLY_CAPTURE = timedelta(hours=2)
LATE_CAPTURE = timedelta(hours=12)


def capture_refusal(drive: models.Drive, moment: datetime) -> str:
    """Why what happened at a moment cannot count for a drive; empty when it can."""
    if moment < drive.starts_at - EARLY_CAPTURE:
        return _("The record is from before the drive.")
    if moment > drive.ends_at + LATE_CAPTURE:
        return _("The record is from after the drive.")
    if drive.ended_at is not None and moment > drive.ended_at:
        return _("The drive had ended when this was recorded.")
    return ""


@dataclass(frozen=True)
class ReferenceApp:
    """An app as the phone offers it."""

    code: str
    name: str


def apps_of(drive: models.Drive) -> list[ReferenceApp]:
    """Apps that the drive counts, in the directive's order."""
    return [ReferenceApp(a.code, a.name_vi) for a in drive.apps.order_by("position", "pk")]


def shifts_of(drive: models.Drive) -> list[models.Shift]:
    return list(drive.shifts.order_by("starts_at", "pk"))


def drives_where_may_log(user: units_permissions.Visitor, *, at: datetime) -> list[models.Drive]:
    """Open drives in which the user may log by account now or soon, nearest first."""
    within = units_permissions.units_where(
        user, roles.Permission.LOG_SUPPORT, on=timezone.localdate(at)
    ).values("pk")
    drives = models.Drive.objects.filter(Q(unit_id__in=within) | Q(organiser_id__in=within))
    current = drives.filter(state=models.Drive.State.OPEN, ends_at__gt=at - LATE_CAPTURE)
    return list(current.select_related("unit").order_by("starts_at", "pk")[:50])


# The code of the kind of units below a commune.
HAMLET = "hamlet"


def hamlets_of(drive: models.Drive, *, on: date) -> list[units_models.Unit]:
    """Hamlets of the drive's commune on a day, in the order of their names; may be none."""
    below = units_models.Unit.objects.all().subtree_of(drive.unit_id, on)
    return list(below.filter(kind__code=HAMLET).order_by("name_vi", "pk"))


def hamlets_ever_of(drive: models.Drive) -> frozenset[int]:
    """Primary keys of all hamlets that the drive's commune has or had."""
    below = units_models.UnitClosure.objects.filter(
        ancestor_id=drive.unit_id, descendant__kind__code=HAMLET
    )
    return frozenset(below.values_list("descendant_id", flat=True))

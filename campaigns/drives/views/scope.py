"""Loading a drive as far as its reader may go."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from campaigns.accounts import http
from campaigns.drives import models, permissions
from campaigns.kernel import roles
from campaigns.units import permissions as units_permissions


def require_anywhere(request: HttpRequest, permission: roles.Permission) -> None:
    """Raise PermissionDenied unless the reader holds the permission in some unit."""
    verdict = units_permissions.can(request.user, permission)
    if not verdict:
        raise PermissionDenied(verdict.reason)


def seen_drive(request: HttpRequest, pk: int) -> models.Drive:
    """The drive; 404 outside the reader's scope, 403 where a role there does not reach drives."""
    user = http.signed_in(request)
    today = timezone.localdate()
    drives = models.Drive.objects.select_related("unit", "organiser", "movement", "opened_by")
    found = drives.visible_to(user, on=today).filter(pk=pk).first()
    if found is not None:
        return found
    near = get_object_or_404(drives.near(user, on=today), pk=pk)
    verdict = units_permissions.can(user, roles.Permission.VIEW_DRIVE, unit=near.unit)
    raise PermissionDenied(verdict.reason)


def led_drive(request: HttpRequest, pk: int) -> models.Drive:
    """The drive, if the reader leads it; 403 with the reason if they only see it."""
    drive = seen_drive(request, pk)
    verdict = permissions.may_manage(request.user, drive)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return drive


def seen_shift(request: HttpRequest, pk: int) -> models.Shift:
    """The shift of a drive that the reader may see."""
    shift = get_object_or_404(models.Shift, pk=pk)
    shift.drive = seen_drive(request, shift.drive_id)
    return shift


def led_shift(request: HttpRequest, pk: int) -> models.Shift:
    """The shift of a drive that the reader leads."""
    shift = get_object_or_404(models.Shift, pk=pk)
    shift.drive = led_drive(request, shift.drive_id)
    return shift


def sees_drives(request: HttpRequest) -> bool:
    """Whether the list of drives is open to the reader."""
    return bool(units_permissions.can(request.user, roles.Permission.VIEW_DRIVE))


def led_entry(request: HttpRequest, pk: int) -> models.SupportEntry:
    """The entry, if the reader leads its drive; 404 outside their scope, 403 with the reason."""
    user = http.signed_in(request)
    near = models.Drive.objects.near(user, on=timezone.localdate())
    rows = models.SupportEntry.objects.filter(drive__in=near).select_related(
        "drive__unit", "drive__organiser", "unit", "by_user", "by_device"
    )
    entry = get_object_or_404(rows.prefetch_related("counts__app", "reasons"), pk=pk)
    verdict = permissions.may_manage(user, entry.drive)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return entry

"""Who logs in a drive, and when each one last sent."""

from dataclasses import dataclass
from datetime import datetime

from campaigns.drives import models


@dataclass(frozen=True)
class Helper:
    """One sender of a drive: a phone that joined, or a member who uses their account."""

    name: str
    phone: str
    device_id: int | None
    joined_at: datetime | None
    last_sent_at: datetime | None
    people: int
    entries: int
    is_revoked: bool


def helpers_of(drive: models.Drive) -> list[Helper]:
    """Who logs in the drive, with each one's last sending: phones first, then accounts.

    From the rollups: as long for a million entries as for one.
    """
    totals = models.SenderRollup.objects.filter(drive=drive)
    by_device = {row.by_device_id: row for row in totals.filter(by_device__isnull=False)}
    phones = models.DeviceToken.objects.filter(drive=drive).order_by("joined_at", "pk")
    members = totals.filter(by_user__isnull=False).select_related("by_user")
    return [_phone_line(phone, by_device.get(phone.pk)) for phone in phones] + [
        Helper(str(row.by_user), "", None, None, row.last_synced_at, row.people, row.entries, False)
        for row in members.order_by("by_user__full_name", "pk")
    ]


def _phone_line(device: models.DeviceToken, total: models.SenderRollup | None) -> Helper:
    return Helper(
        device.display_name,
        device.phone,
        device.pk,
        device.joined_at,
        device.last_synced_at,
        total.people if total else 0,
        total.entries if total else 0,
        device.revoked_at is not None,
    )

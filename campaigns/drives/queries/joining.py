"""What a scanned code opens, and who a phone is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from campaigns.drives import models
from campaigns.kernel import codes

# Where a phone keeps the secret by which it is known in a drive; without a number, where phones
# kept it that knew one drive only.
DEVICE_COOKIE = "loa_device"
# Nobody joins more at once; what sends more cookies is no phone.
MAX_PASSES = 20


@dataclass(frozen=True)
class Offer:
    """What a scanned code opens: a drive to join, or the reason why there is none."""

    code: models.JoinCode | None
    refusal: str = ""


def find_offer(code_text: str, *, at: datetime) -> Offer:
    """Look up a code as typed or scanned: case, spaces and dashes do not matter."""
    plain = "".join(c for c in code_text.upper() if c.isalnum())
    code = (
        models.JoinCode.objects.filter(code_digest=codes.digest_secret(plain))
        .select_related("drive__unit", "drive__organiser", "drive__movement")
        .first()
    )
    if code is None:
        return Offer(None, _("No drive has this code. Scan it again, or ask the leader."))
    if code.revoked_at is not None:
        return Offer(None, _("This code was replaced. Ask the leader for the present one."))
    if code.expires_at <= at or not code.drive.is_open:
        return Offer(None, _("This drive is over: there is nothing to join."))
    return Offer(code)


def join_code_in_use(drive: models.Drive, *, at: datetime) -> models.JoinCode | None:
    """The code that opens the drive now, None when none does."""
    return models.JoinCode.objects.filter(
        drive=drive, revoked_at__isnull=True, expires_at__gt=at
    ).first()


def join_code_text(code: models.JoinCode) -> str:
    """The code itself, derived anew each time it is shown."""
    return codes.derive_code(code.seed)


def device_cookie(drive_pk: int) -> str:
    """Name of the cookie that holds a phone's secret for one drive."""
    return f"{DEVICE_COOKIE}_{drive_pk}"


def device_secret(cookies: Mapping[str, str], drive_pk: int) -> str:
    """A phone's secret for a drive; empty when it holds none."""
    return cookies.get(device_cookie(drive_pk)) or cookies.get(DEVICE_COOKIE, "")


@dataclass(frozen=True)
class Pass:
    """The phone behind a token, or the reason why it may not send."""

    device: models.DeviceToken | None
    refusal: str = ""


def find_device(secret: str, *, on: date) -> Pass:
    """Who sends: a phone that joined, is not revoked and whose days of sending are not over."""
    device = (
        models.DeviceToken.objects.filter(token_digest=codes.digest_secret(secret))
        .select_related("drive__unit", "drive__organiser", "drive__movement")
        .first()
    )
    if device is None:
        return Pass(None, not_joined())
    if device.revoked_at is not None:
        return Pass(None, _("The leader has stopped this phone. Ask the leader."))
    if on > device.sends_until_date:
        return Pass(None, _("This drive is over and its last day for sending has passed."))
    return Pass(device)


def find_pass(cookies: Mapping[str, str], drive_pk: int, *, on: date) -> Pass:
    """The pass to one drive among those that a phone holds."""
    found = find_device(device_secret(cookies, drive_pk), on=on)
    if found.device is not None and found.device.drive_id != drive_pk:
        return Pass(None, not_joined())
    return found


def passes_of(cookies: Mapping[str, str], *, on: date) -> list[models.DeviceToken]:
    """The passes that a phone holds and may send by, newest first."""
    secrets = [v for name, v in cookies.items() if name.startswith(DEVICE_COOKIE)][:MAX_PASSES]
    held = models.DeviceToken.objects.filter(
        token_digest__in=[codes.digest_secret(s) for s in secrets],
        revoked_at__isnull=True,
        sends_until_date__gte=on,
    )
    return list(held.select_related("drive__unit").order_by("-joined_at", "-pk"))


def not_joined() -> str:
    return _("This phone has not joined a drive. Scan the leader's code.")

"""Join codes and the phones that join by them."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.drives import models, queries
from campaigns.kernel import actor, codes, errors, writing

# What was logged without network may be sent this long after the drive's last day.
SENDING_GRACE = timedelta(days=30)
# More phones than any drive has helpers: a code that leaked floods no list.
MAX_DEVICES = 500


class CodeRefused(errors.LoaError):
    """The code opens nothing: unknown, revoked, expired, or the drive is not open."""


class JoinRefused(errors.LoaError):
    """The volunteer did not consent, or the drive has no room for another phone."""


class TokenEnded(errors.Conflict):
    """The phone or code was revoked already."""


@dataclass(frozen=True)
class NewVolunteer:
    """What a volunteer tells of themselves when joining, and nothing else."""

    display_name: str
    has_consented: bool
    phone: str = ""


def issue_join_code(*, drive: models.Drive, by: actor.Actor, at: datetime) -> models.JoinCode:
    """Make a new code; the one before stops working.

    Raises:
        CodeRefused: the drive is not open or over.
    """
    if not drive.is_open or drive.ends_at <= at:
        raise CodeRefused(_("This drive is over: there is nothing to join."))
    seed = secrets.token_hex(16)
    with writing.writing(by=by, at=at):
        # One at a time: two leaders at once would both leave a code in use.
        models.Drive.objects.select_for_update().get(pk=drive.pk)
        models.JoinCode.objects.filter(drive=drive, revoked_at__isnull=True).update(
            revoked_at=at, revoked_by=_person(by, drive)
        )
        code = models.JoinCode(
            drive=drive,
            seed=seed,
            code_digest=codes.digest_secret(codes.derive_code(seed)),
            created_at=at,
            created_by=by if isinstance(by, accounts_models.User) else None,
            expires_at=drive.ends_at,
        )
        code.save()
        audit_services.record("drives.join_code_issued", drive, unit_id=drive.unit_id)
    return code


def _person(by: actor.Actor, drive: models.Drive) -> accounts_models.User | None:
    return by if isinstance(by, accounts_models.User) else drive.opened_by


def revoke_join_code(*, code: models.JoinCode, by: accounts_models.User, at: datetime) -> None:
    """Stop a code; phones that joined by it go on.

    Raises:
        TokenEnded: it was revoked already.
    """
    with writing.writing(by=by, at=at):
        claimed = models.JoinCode.objects.filter(pk=code.pk, revoked_at__isnull=True).update(
            revoked_at=at, revoked_by=by
        )
        if claimed != 1:
            raise TokenEnded(_("This code was revoked already."))
        audit_services.record("drives.join_code_revoked", code.drive, unit_id=code.drive.unit_id)


def join_drive(
    *, code_text: str, volunteer: NewVolunteer, by: actor.Actor, at: datetime
) -> tuple[models.DeviceToken, str]:
    """Let a phone join; return it with its secret, which is shown this once and never stored.

    Raises:
        CodeRefused: the code opens nothing.
        JoinRefused: no consent was given, or the drive has no room for another phone.
    """
    offer = queries.find_offer(code_text, at=at)
    if offer.code is None:
        raise CodeRefused(offer.refusal)
    if not volunteer.has_consented:
        raise JoinRefused(_("Without your consent no phone can join."))
    drive = offer.code.drive
    if models.DeviceToken.objects.filter(drive=drive).count() >= MAX_DEVICES:
        raise JoinRefused(_("This drive has no room for another phone. Ask its leader."))
    secret = secrets.token_urlsafe(32)
    with writing.writing(by=by, at=at):
        device = _new_device(drive, volunteer, secret, at)
        device.save()
        audit_services.record(
            "drives.device_joined", drive, unit_id=drive.unit_id, after={"device": device.pk}
        )
    return device, secret


def _new_device(
    drive: models.Drive, volunteer: NewVolunteer, secret: str, at: datetime
) -> models.DeviceToken:
    last_day = timezone.localdate(drive.ends_at + queries.LATE_CAPTURE)
    return models.DeviceToken(
        drive=drive,
        token_digest=codes.digest_secret(secret),
        display_name=volunteer.display_name,
        phone=volunteer.phone,
        valid_from_date=timezone.localdate(at),
        valid_to_date=last_day,
        sends_until_date=last_day + SENDING_GRACE,
        joined_at=at,
        consent_at=at,
    )


def revoke_device(*, device: models.DeviceToken, by: accounts_models.User, at: datetime) -> None:
    """Stop a phone at once; what it sent before stays.

    Raises:
        TokenEnded: it was revoked already.
    """
    with writing.writing(by=by, at=at):
        claimed = models.DeviceToken.objects.filter(pk=device.pk, revoked_at__isnull=True).update(
            revoked_at=at, revoked_by=by
        )
        if claimed != 1:
            raise TokenEnded(_("This phone was revoked already."))
        audit_services.record(
            "drives.device_revoked",
            device.drive,
            unit_id=device.drive.unit_id,
            after={"device": device.pk},
        )

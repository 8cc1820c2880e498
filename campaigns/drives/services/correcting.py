"""Correcting hours that were confirmed wrongly: with a reason, and with what hangs on them."""

from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.drives import models
from campaigns.drives.services import certificates, signing_up
from campaigns.drives.services.attendance import AttendanceRefused, HoursStand
from campaigns.kernel import writing


def correct_hours(
    *,
    hours: models.WorkedHours,
    seen: int,
    minutes: int,
    reason: str,
    by: accounts_models.User,
    at: datetime,
) -> models.Certificate | None:
    """Put another number in the place of confirmed minutes; a certificate of them is replaced.

    Args:
        hours: what is corrected.
        seen: the number that the corrector saw.
        minutes: what was really worked.
        reason: why, kept with the correction.
        by: who corrects.
        at: when.

    Raises:
        AttendanceRefused: no reason, the same number again, or more than a day.
        HoursStand: somebody else corrected them meanwhile, or they are not confirmed.
    """
    if not reason.strip():
        raise AttendanceRefused(_("Say why: whoever looks at the hours later wants to know."))
    if not 0 <= minutes <= models.MOST_MINUTES:
        raise AttendanceRefused(_("Nobody works more than 24 hours in one shift."))
    if minutes == seen:
        raise AttendanceRefused(_("These are the minutes that are confirmed already."))
    with writing.writing(by=by, at=at):
        shift, member = hours.shift, hours.member
        signing_up.lock_drive(shift.drive)
        claimed = models.WorkedHours.objects.filter(pk=hours.pk, confirmed_minutes=seen)
        if claimed.update(confirmed_minutes=minutes, confirmed_at=at, confirmed_by=by) != 1:
            raise HoursStand(
                _("Somebody else changed these hours meanwhile. Look at them before you go on.")
            )
        models.HoursCorrection(
            hours=hours,
            before_minutes=seen,
            after_minutes=minutes,
            reason=reason.strip(),
            corrected_at=at,
            corrected_by=by,
        ).save()
        audit_services.record(
            "drives.hours_corrected",
            shift.drive,
            unit_id=shift.drive.unit_id,
            before={"minutes": seen},
            after={"shift": shift.pk, "member": member.pk, "minutes": minutes},
            reason=reason,
        )
        return certificates.follow_correction(member=member, reason=reason.strip(), by=by, at=at)

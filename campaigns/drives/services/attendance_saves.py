"""Taking back the last saving of an attendance sheet."""

from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.drives import models, queries
from campaigns.drives.services import signing_up
from campaigns.drives.services.attendance import AttendanceRefused, SheetStale
from campaigns.kernel import writing


def undo_attendance(
    *, shift: models.Shift, by: accounts_models.User, at: datetime
) -> models.AttendanceSave:
    """Put back what stood before the last saving: words, and hours that it confirmed.

    Raises:
        AttendanceRefused: nothing was saved within a day, or a certificate tells these hours.
        SheetStale: the rows changed since.
    """
    with writing.writing(by=by, at=at):
        signing_up.lock_drive(shift.drive)
        last = queries.undoable_save(shift, at=at)
        if last is None:
            raise AttendanceRefused(_("There is nothing to take back on this sheet."))
        standing = queries.standing_rows(shift)
        if any(standing.get(int(pk), ("", None)) != tuple(row) for pk, row in last.after.items()):
            raise SheetStale(
                _("These rows were changed after that: put them right one by one instead.")
            )
        _refuse_certified(last)
        for pk, (outcome, minutes) in last.before.items():
            _put_back(shift, int(pk), outcome, minutes, by, at)
        rows = models.AttendanceSave.objects.filter(pk=last.pk, undone_at__isnull=True)
        rows.update(undone_at=at, undone_by=by)
        audit_services.record(
            "drives.attendance_undone",
            shift.drive,
            unit_id=shift.drive.unit_id,
            before={"marks": last.after},
            after={"shift": shift.pk, "marks": last.before},
        )
    return last


def _refuse_certified(save: models.AttendanceSave) -> None:
    """Hours that a paper tells are corrected with a reason, never taken back."""
    confirmed = [
        int(pk) for pk, row in save.after.items() if row[1] is not None and not save.before[pk][1]
    ]
    told = models.Certificate.objects.in_force().filter(
        member__in=confirmed, issued_at__gte=save.saved_at
    )
    if told.exists():
        raise AttendanceRefused(
            _("A certificate tells these hours already: correct them with a reason instead.")
        )


def _put_back(
    shift: models.Shift,
    member_pk: int,
    outcome: str,
    minutes: int | None,
    by: accounts_models.User,
    at: datetime,
) -> None:
    noted = models.Attendance.objects.filter(shift=shift, member=member_pk)
    if outcome:
        noted.update(outcome=outcome, recorded_at=at, recorded_by=by)
    else:
        noted.delete()
    if minutes is not None:
        return
    worked = models.WorkedHours.objects.filter(shift=shift, member=member_pk)
    worked.filter(declared_minutes__isnull=True).delete()
    worked.update(confirmed_minutes=None, confirmed_at=None, confirmed_by=None)

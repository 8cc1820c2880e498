"""Removing what certain people made, for good: the end of a demo."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.drives import models
from campaigns.drives.services import forgetting, receiving, recounting, rollups
from campaigns.kernel import actor, erasing, writing
from campaigns.kernel import models as kernel_models


def erase_made_by(*, users: Sequence[accounts_models.User], by: actor.Actor, at: datetime) -> int:
    """Erase the drives that the users opened, with all that hangs on them, and what they logged
    elsewhere; totals of the drives that stay are counted anew. Return how many rows went.
    """
    with writing.writing(by=by, at=at):
        rollups.lock_drives()
        drives = models.Drive.objects.filter(opened_by__in=users)
        kinds = (receiving.SUPPORT, receiving.WITHDRAWAL)
        receipts = kernel_models.FieldReceipt.objects.filter(kind__in=kinds).filter(
            Q(payload__drive__in=list(drives.values_list("pk", flat=True)))
            | Q(actor_id__in=[user.actor_id for user in users])
        )
        entries = models.SupportEntry.objects.filter(Q(drive__in=drives) | Q(by_user__in=users))
        # A request given away by invented people was never a real one.
        asked = models.HelpRequest.objects.filter(
            Q(is_demo=True) | Q(drive__in=drives) | Q(assigned_by__in=users)
        )
        photos = models.EntryPhoto.objects.filter(entry__in=entries)
        forgetting.drop_files(photos)
        count = erasing.erase(
            models.HelpRequest.apps.through.objects.filter(helprequest__in=asked),
            asked,
            receipts,
            models.SupportCount.objects.filter(entry__in=entries),
            models.ReasonCount.objects.filter(entry__in=entries),
            models.Hold.objects.filter(entry__in=entries),
            photos,
            entries,
            models.SupportRollup.objects.filter(drive__in=drives),
            models.PeopleRollup.objects.filter(drive__in=drives),
            models.MessageMail.objects.filter(message__drive__in=drives),
            models.TeamMessage.objects.filter(drive__in=drives),
            models.Certificate.objects.filter(drive__in=drives),
            models.HoursCorrection.objects.filter(hours__shift__drive__in=drives),
            models.WorkedHours.objects.filter(shift__drive__in=drives),
            models.AttendanceSave.objects.filter(shift__drive__in=drives),
            models.Attendance.objects.filter(shift__drive__in=drives),
            models.SignUp.objects.filter(shift__drive__in=drives),
            models.TeamMember.objects.filter(drive__in=drives),
            models.ReasonRollup.objects.filter(drive__in=drives),
            models.SenderRollup.objects.filter(Q(drive__in=drives) | Q(by_user__in=users)),
            models.DeviceToken.objects.filter(drive__in=drives),
            models.JoinCode.objects.filter(drive__in=drives),
            models.Shift.objects.filter(drive__in=drives),
            models.DriveLanguage.objects.filter(drive__in=drives),
            models.Drive.apps.through.objects.filter(drive__in=drives),
            drives,
        )
        recounting.recount_support(by=by, at=at, is_repair=True)
        audit_services.record("drives.made_by_erased", users[0], after={"rows": count})
    return count

"""What becomes of requests by themselves: they are forgotten on their day, and come back when
their drive is called off."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.drives import models
from campaigns.drives.services import help_desk, help_edges
from campaigns.kernel import actor, writing

BATCH = 500
State = models.HelpRequest.State


def forget_residents(*, by: actor.Actor, at: datetime) -> int:
    """Delete phone, hamlet and note of the requests whose day has come; return how many.

    One that is still open ends with it: nobody can be called any more. What stays is a count in a
    commune. A second run finds nothing.
    """
    due = models.HelpRequest.objects.filter(forget_date__lte=timezone.localdate(at))
    kept = due.exclude(phone="", hamlet="", note="").select_related("unit")
    count = 0
    for request in list(kept.order_by("pk")[:BATCH]):
        try:
            _forget(request, by, at)
        except help_edges.HelpStateRefused:
            continue  # it moved in this moment: the next pulse looks at it again
        count += 1
    return count


def _forget(request: models.HelpRequest, by: actor.Actor, at: datetime) -> None:
    blank = help_edges.forgotten(request)
    if request.is_open:
        values = help_desk.given_up(models.CouldNot.TOO_LATE, at)
        help_edges.move(request, State.COULD_NOT, {**values, **blank}, by=by, at=at)
        return
    with writing.writing(by=by, at=at):
        rows = models.HelpRequest.objects.filter(pk=request.pk, state=request.state)
        if rows.update(**blank) != 1:
            raise help_edges.HelpStateRefused("It was opened again.")
        help_edges.record("drives.help_forgotten", request)


def return_stranded(*, by: actor.Actor, at: datetime) -> int:
    """Give back the requests of drives that were called off; return how many.

    Those of a drive that was closed stay: its team may have come and says so now.
    """
    stranded = models.HelpRequest.objects.filter(
        state__in=[State.ASSIGNED, State.ACCEPTED], drive__state=models.Drive.State.CANCELLED
    ).select_related("unit", "assigned_by")
    count = 0
    for request in list(stranded.order_by("pk")[:BATCH]):
        try:
            help_desk.hand_back(
                request=request, reason=_("The drive was called off."), by=by, at=at
            )
        except help_edges.HelpStateRefused:
            continue
        count += 1
    return count

"""Reminding broadcasters of what nobody confirmed, and recalling withdrawn texts."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models, queries
from campaigns.broadcasts.services import recalls, scripts
from campaigns.kernel import actor, roles, writing
from campaigns.notifications import models as notification_models
from campaigns.notifications import services as notification_services

# Releases that one pulse reminds of; the rest wait for the next.
BATCH = 500


def remind_unconfirmed(*, by: actor.Actor, at: datetime) -> int:
    """Tell the broadcasters of releases that ended a while ago and nobody confirmed.

    Each release is claimed by a filtered UPDATE in the transaction of its own notice, so that a
    second sweep, or one after a kill, tells nobody twice. Returns how many releases it spoke of.
    """
    limit = at - timedelta(minutes=settings.LOA_AIRING_REMINDER_MINUTES)
    due = models.Release.objects.unconfirmed().filter(
        reminded_at__isnull=True, planned_end_at__lt=limit
    )
    found = due.select_related("script", "outlet__unit").order_by("planned_end_at", "pk")[:BATCH]
    return sum(_remind(release, by, at) for release in found)


def _remind(release: models.Release, by: actor.Actor, at: datetime) -> bool:
    with writing.writing(by=by, at=at):
        silent = models.Release.objects.unconfirmed().filter(pk=release.pk)
        # The outer filter is what a second sweep, waiting for the row, looks at again.
        claimed = models.Release.objects.filter(
            reminded_at__isnull=True, pk__in=silent.values("pk")
        )
        if claimed.update(reminded_at=at) != 1:
            return False
        told = _tell(release.outlet, release, at)
        audit_services.record(
            "broadcasts.release_reminded",
            release,
            unit_id=release.outlet.unit_id,
            after={"people_told": told},
        )
    return True


def _tell(outlet: models.Outlet, release: models.Release, at: datetime) -> int:
    start = f"{release.planned_start_at.astimezone(models.AIR_ZONE):%H:%M %d/%m/%Y}"
    text = _("Nobody has confirmed that “%(title)s” was aired (%(start)s).")
    return notification_services.tell(
        users=queries.who_answers(outlet, models.air_day(at)),
        topic=f"broadcasts.unconfirmed:{release.pk}",
        text=text % {"title": release.script.title[:200], "start": start},
        url=reverse("broadcasts:confirm", args=[release.pk]),
        at=at,
        kind=notification_models.Kind.BROADCASTS,
        about=notification_services.About(
            permission=roles.Permission.VIEW_RUNDOWN, unit_id=outlet.unit_id
        ),
    )


def withdraw_script(
    *, script: models.Script, reason: str, by: accounts_models.User, at: datetime
) -> models.Script:
    """Withdraw a text: what waits is cancelled, and each outlet that holds or aired it is told.

    Raises:
        ScriptRefused: no reason is given.
        ScriptSettled: it was withdrawn already.
    """
    if not reason.strip():
        raise scripts.ScriptRefused(_("Say why the text is withdrawn."))
    with writing.writing(by=by, at=at):
        standing = models.Script.objects.filter(pk=script.pk, withdrawn_at__isnull=True)
        reason = reason.strip()[:500]
        if standing.update(withdrawn_at=at, withdrawn_by=by, withdrawn_reason=reason) != 1:
            raise scripts.ScriptSettled(_("This script was withdrawn already."))
        audit_services.record("broadcasts.script_withdrawn", script, reason=reason)
        recalls.order_recall(script=script, reason=reason, by=by, at=at)
    return models.Script.objects.get(pk=script.pk)

"""Removing what certain people made, for good: the end of a demo."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models
from campaigns.broadcasts.services import recordings as recording_services
from campaigns.broadcasts.services import rollups
from campaigns.kernel import actor, erasing, writing


def erase_made_by(*, users: Sequence[accounts_models.User], by: actor.Actor, at: datetime) -> int:
    """Erase the scripts that the users submitted, published or withdrew, every release, delivery
    and airing of those, what the users planned or confirmed elsewhere, the destinations and sounds
    that they brought in, files too, and the briefs and coverage in which they had a hand; the
    totals are counted anew. Return how many rows went.
    """
    with writing.writing(by=by, at=at):
        scripts = models.Script.objects.filter(
            Q(submitted_by__in=users)
            | Q(published_by__in=users)
            | Q(cleared_by__in=users)
            | Q(withdrawn_by__in=users)
            | Q(recording__uploaded_by__in=users)
        )
        recordings = models.Recording.objects.filter(uploaded_by__in=users)
        recording_services.forget_files(recordings)
        releases = models.Release.objects.filter(
            Q(script__in=scripts) | Q(requested_by__in=users) | Q(cancelled_by__in=users)
        )
        airings = models.Airing.objects.filter(
            Q(release__in=releases)
            | Q(script__in=scripts)
            | Q(confirmed_by__in=users)
            | Q(destination__made_by__in=users)
        )
        recalls = models.Recall.objects.filter(
            Q(script__in=scripts) | Q(newer_script__in=scripts) | Q(ordered_by__in=users)
        )
        notices = models.RecallNotice.objects.filter(
            Q(recall__in=recalls) | Q(answered_by__in=users)
        )
        logs = models.PlayoutLog.objects.filter(uploaded_by__in=users)
        lines = models.PlayoutLine.objects.filter(
            Q(log__in=logs)
            | Q(airing__in=airings)
            | Q(release__in=releases)
            | Q(script__in=scripts)
            | Q(destination__made_by__in=users)
        )
        audiences = models.OutletAudience.objects.filter(entered_by__in=users)
        words = models.Acknowledgement.objects.filter(Q(release__in=releases) | Q(user__in=users))
        destinations = models.Destination.objects.filter(made_by__in=users)
        deliveries = models.Delivery.objects.filter(
            Q(release__in=releases) | Q(destination__in=destinations)
        )
        tries = models.DeliveryAttempt.objects.filter(delivery__in=deliveries)
        sent = (words, tries, deliveries, notices, recalls, audiences, lines, logs)
        told = _told(users, scripts)
        count = erasing.erase(airings, *sent, releases, *told, scripts, recordings, destinations)
        rollups.recount_airings(by=by, at=at)
        audit_services.record("broadcasts.made_by_erased", users[0], after={"rows": count})
    return count


def _told(
    users: Sequence[accounts_models.User], scripts: models.ScriptQuerySet
) -> tuple[models.CoverageQuerySet, models.BriefQuerySet]:
    """Coverage and briefs in which the users had a hand, or that the scripts fulfil."""
    briefs = models.Brief.objects.filter(Q(made_by__in=users) | Q(withdrawn_by__in=users))
    coverage = models.Coverage.objects.filter(
        Q(brief__in=briefs)
        | Q(script__in=scripts)
        | Q(planned_by__in=users)
        | Q(assignee__in=users)
        | Q(assigned_by__in=users)
        | Q(delivered_by__in=users)
        | Q(cancelled_by__in=users)
    )
    return coverage, briefs

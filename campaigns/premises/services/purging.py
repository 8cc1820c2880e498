"""Forgetting contacts on the day that was promised, and whatever an invented person made."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.directives import models as directives_models
from campaigns.kernel import actor, erasing, writing
from campaigns.premises import models
from campaigns.premises.services import coverage, evidence, linking, searching

# Said in the form, and where the model declares its personal fields.
KEPT_AFTER_END = timedelta(days=90)
_CHUNK = 500


def purge_contacts(*, by: actor.Actor, at: datetime) -> int:
    """Empty the contacts of premises closed or merged for 90 days, and all of them 90 days after
    the last campaign ended. Return how many were emptied; a second run empties none.
    """
    rows = _due(timezone.localdate(at) - KEPT_AFTER_END)
    pks = list(rows.exclude(contact_name="", contact_phone="").values_list("pk", flat=True))
    if not pks:
        return 0
    with writing.writing(by=by, at=at):
        for start in range(0, len(pks), _CHUNK):
            chunk = models.Premises.objects.filter(pk__in=pks[start : start + _CHUNK])
            chunk.update(contact_name="", contact_phone="")
        first = models.Premises.objects.get(pk=pks[0])
        audit_services.record("premises.contacts_forgotten", first, after={"premises": len(pks)})
    return len(pks)


def _due(last_day: date) -> models.PremisesQuerySet:
    campaigns = directives_models.Campaign.objects.all()
    running = campaigns.exclude(ends_date__lt=last_day)
    if campaigns.exists() and not running.exists():
        return models.Premises.objects.all()
    working = models.OpenRange.objects.filter(Q(to_date__isnull=True) | Q(to_date__gte=last_day))
    ended = Q(state=models.PremisesState.CLOSED) | Q(merged_into__isnull=False)
    return models.Premises.objects.filter(ended).exclude(pk__in=working.values("premises"))


def erase_made_by(*, users: Sequence[accounts_models.User], by: actor.Actor, at: datetime) -> int:
    """Erase the premises that the users entered, invented ones too, with all that hangs on them.

    Coverage of what stays is counted anew. Return how many rows went.
    """
    actors = [user.actor_id for user in users]
    with writing.writing(by=by, at=at):
        gone = models.Premises.objects.filter(Q(is_demo=True) | Q(registered_by__in=actors))
        pks = list(gone.values_list("pk", flat=True))
        sheets = models.Poster.objects.filter(Q(premises__in=gone) | Q(requested_by__in=actors))
        codes = models.Checkpoint.objects.filter(Q(premises__in=gone) | Q(entered_by__in=actors))
        orphans = models.Poster.objects.filter(checkpoint__in=codes)
        codes_left = models.Checkpoint.objects.exclude(pk__in=codes.values("pk"))
        codes_left.filter(contests__in=codes, state=models.CheckpointState.REFUSED).update(
            contests=None
        )
        claims = models.Checkpoint.objects.filter(contests__in=codes)
        reviews = models.SafetyReview.objects.filter(premises__in=gone)
        models.SafetyReview.objects.filter(corrects__in=reviews).update(corrects=None, reason="")
        touched = {
            *sheets.values_list("premises_id", flat=True),
            *codes.values_list("premises_id", flat=True),
        } - set(pks)
        taken = models.Import.objects.filter(uploaded_by__in=users)
        of_these = Q(imported__in=taken) | Q(premises__in=gone)
        doomed_sheets = models.Poster.objects.filter(
            Q(pk__in=sheets.values("pk")) | Q(pk__in=orphans.values("pk"))
        )
        photos = models.PosterPhoto.objects.filter(poster__in=doomed_sheets)
        evidence.delete_after_commit(
            [name for name in photos.values_list("file", flat=True) if name]
        )
        count = erasing.erase(
            photos,
            *linking.made_on(doomed_sheets, made_by=actors),
            models.ImportFault.objects.filter(imported__in=taken),
            models.ImportBefore.objects.filter(of_these),
            models.ImportRow.objects.filter(of_these),
            taken,
            doomed_sheets,
            models.Checkpoint.objects.filter(
                Q(pk__in=codes.values("pk")) | Q(pk__in=claims.values("pk"))
            ),
            reviews,
            models.OwnerLink.objects.filter(Q(premises__in=gone) | Q(made_by__in=actors)),
            models.VisitCount.objects.filter(Q(premises__in=gone) | Q(entered_by__in=actors)),
            models.IsolationCount.objects.filter(Q(premises__in=gone) | Q(entered_by__in=actors)),
            models.AppUse.objects.filter(entered_by__in=actors),
            models.OpenRange.objects.filter(premises__in=gone),
            models.Premises.payment_methods.through.objects.filter(premises__in=gone),
            gone,
        )
        searching.refresh(pks)
        coverage.refresh_stages(sorted(touched))
        coverage.recount_coverage(is_repair=True, by=by, at=at)
        audit_services.record("premises.made_by_erased", users[0], after={"rows": count})
    return count

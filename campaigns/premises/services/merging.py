"""Two entries of one place become one, and can be parted again; nothing is deleted."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.kernel import actor, errors, writing
from campaigns.premises import models
from campaigns.premises.services import coverage, opening


class MergeRefused(errors.LoaError):
    """The two cannot be one as they stand; says what to do first."""


def merge(
    *, premises: models.Premises, into: models.Premises, by: actor.Actor, at: datetime
) -> None:
    """Let one entry live on in another: it counts no more from today, its code leads there.

    What the other says stays as it is. An official code or a living sheet is never moved in
    passing: whoever merges decides first which one stays.

    Raises:
        MergeRefused: they are one already, of different nature, or the first has a code or sheet.
    """
    today = timezone.localdate(at)
    with writing.writing(by=by, at=at), coverage.tracked([premises.pk, into.pk]):
        _refuse_unfit(premises.pk, into.pk)
        rows = models.Premises.objects.standing().filter(pk=premises.pk)
        if rows.update(merged_into=into.pk) != 1:
            raise MergeRefused(_("This premises was merged already."))
        # Whoever was merged into it before is led on, so that every old code needs one step.
        models.Premises.objects.filter(merged_into=premises.pk).update(merged_into=into.pk)
        opening.end_present(premises.pk, today)
        for row, other, verb in (
            (premises, into, "premises.merged"),
            (into, premises, "premises.took_over"),
        ):
            audit_services.record(
                verb, row, unit_id=row.commune_id, after={"other": other.code}, reason=other.name
            )
    premises.refresh_from_db()


def part(*, premises: models.Premises, by: actor.Actor, at: datetime) -> None:
    """Undo a merge: the entry stands for itself again and counts from today as it did before.

    Raises:
        MergeRefused: it was not merged, or its number in the list went to another meanwhile.
    """
    today = timezone.localdate(at)
    with writing.writing(by=by, at=at), coverage.tracked([premises.pk]):
        row = models.Premises.objects.select_related("merged_into").get(pk=premises.pk)
        into = row.merged_into
        if into is None:
            raise MergeRefused(_("This premises is not merged."))
        standing = models.Premises.objects.standing().filter(commune=row.commune_id)
        if row.list_code and standing.filter(list_code=row.list_code).exists():
            raise MergeRefused(_("Another premises of the commune has this number in the list."))
        models.Premises.objects.filter(pk=row.pk).update(merged_into=None)
        if row.state != models.PremisesState.CLOSED:
            opening.begin_anew(row, today)
        for one, other, verb in (
            (row, into, "premises.parted"),
            (into, row, "premises.parted"),
        ):
            audit_services.record(
                verb, one, unit_id=one.commune_id, after={"other": other.code}, reason=other.name
            )
    premises.refresh_from_db()


def _refuse_unfit(pk: int, into_pk: int) -> None:
    found = models.Premises.objects.in_bulk([pk, into_pk])
    row, into = found[pk], found[into_pk]
    if pk == into_pk or into.merged_into_id is not None:
        raise MergeRefused(_("Choose another premises, one that stands for itself."))
    if row.is_vehicle != into.is_vehicle:
        raise MergeRefused(_("A vehicle and a place are never one."))
    if row.commune_id != into.commune_id:
        raise MergeRefused(_("They lie in different communes: correct the commune of one first."))
    living = models.Poster.objects.filter(premises=pk, state__in=models.LIVING)
    claims = (models.CheckpointState.STANDING, models.CheckpointState.CONTESTED)
    if living.exists() or models.Checkpoint.objects.filter(premises=pk, state__in=claims).exists():
        raise MergeRefused(
            _(
                "The one that would go has a code or a sheet in use: let the other go, or take "
                "them out of use first."
            )
        )

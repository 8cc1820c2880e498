"""Removing what certain people made, for good: the end of a demo."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models as broadcast_models
from campaigns.broadcasts import services as broadcast_services
from campaigns.conduct import models
from campaigns.conduct.services import files
from campaigns.kernel import actor, erasing, writing


def erase_made_by(*, users: Sequence[accounts_models.User], by: actor.Actor, at: datetime) -> int:
    """Erase every invented citation and those that the users proposed or decided, with evidence
    and the briefs that they became.

    Citations that stay name no invented head any more. Return how many rows went.
    """
    with writing.writing(by=by, at=at):
        citations = models.Citation.objects.filter(
            Q(is_demo=True) | Q(nominated_by__in=users) | Q(decided_by__in=users)
        )
        count = broadcast_services.erase_briefs(
            citation_kind=models.Citation.Kind.COMMENDATION,
            citation_ids=citations.values_list("pk", flat=True),
            by=by,
            at=at,
        )
        count += erasing.erase(models.Evidence.objects.filter(citation__in=citations), citations)
        count += _erase_criticisms(users, by, at)
        models.Criticism.objects.filter(accountable_head__is_demo=True).update(
            accountable_head=None
        )
        models.Citation.objects.filter(accountable_head__is_demo=True).update(accountable_head=None)
        audit_services.record("conduct.made_by_erased", users[0], after={"rows": count})
    return count


def _erase_criticisms(users: Sequence[accounts_models.User], by: actor.Actor, at: datetime) -> int:
    """Invented criticisms with all that was said, and those that invented people had a hand in."""
    columns = (
        *("proposed_by", "notified_by", "received_by", "replied_by", "decided_by"),
        *("issued_by", "appealed_by", "appeal_decided_by", "revoked_by", "statements__made_by"),
    )
    touched = Q(is_demo=True)
    for column in columns:
        touched |= Q(**{f"{column}__in": users})
    pks = list(models.Criticism.objects.filter(touched).values_list("pk", flat=True))
    gone = models.Criticism.objects.filter(pk__in=pks)
    # The database lets go of what is frozen only where the criticism is an invented one.
    gone.update(is_demo=True)
    count = broadcast_services.erase_briefs(
        citation_kind=broadcast_models.CitationKind.CRITICISM, citation_ids=pks, by=by, at=at
    )
    kept = models.CitationFile.objects.filter(criticism__in=pks)
    files.drop_files(list(kept))
    return count + erasing.erase(
        models.Evidence.objects.filter(criticism__in=pks),
        kept,
        models.Statement.objects.filter(criticism__in=pks),
        models.Reminder.objects.filter(reminded_by__in=users),
        gone,
    )

"""Recalling and correcting: asking each outlet that holds or aired an old text, until it answers."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models, queries
from campaigns.broadcasts.services import releases
from campaigns.kernel import actor, errors, roles, writing
from campaigns.notifications import models as notification_models
from campaigns.notifications import services as notification_services
from campaigns.units import permissions

Kind, Answer = models.RecallKind, models.RecallAnswer
# Notices that one pulse reminds or escalates; the rest wait for the next.
BATCH = 500


class AnswerRefused(errors.LoaError):
    """That is no answer to this notice."""


class AlreadyAnswered(errors.Conflict):
    """Somebody answered for the outlet first, or a later notice asks in its place."""


def order_recall(
    *, script: models.Script, reason: str, by: accounts_models.User, at: datetime
) -> models.Recall | None:
    """Ask each outlet that holds or aired a withdrawn text; None where there is none.

    What still waits on a rundown is cancelled. An outlet that confirmed already that this text is
    gone is not asked again. Called again it answers the same.
    """
    with writing.writing(by=by, at=at):
        held, aired = queries.holders_of_text(script)
        waiting = models.Release.objects.unconfirmed().filter(script=script)
        for release in waiting.select_related("outlet").order_by("pk"):
            releases.cancel_for(release, reason, by, at)
        gone = models.RecallNotice.objects.filter(
            recall__script=script, answer__in=(Answer.REMOVED, Answer.CORRECTED)
        )
        asked = (held | aired) - set(gone.values_list("outlet_id", flat=True))
        recall = models.Recall(script=script, kind=Kind.RECALL, reason=reason)
        return _ask(recall, asked, (held, aired), by, at)


def order_corrections(
    *, script: models.Script, by: accounts_models.User, at: datetime
) -> list[models.Recall]:
    """Ask each outlet that holds or aired an older text of the piece with other words.

    What waits of the older text is replaced by the newer one at the same place, where it fits;
    where it does not, it is cancelled.
    """
    with writing.writing(by=by, at=at):
        found = [
            _correct(old, script, by, at)
            for old in queries.older_texts(script)
            if (old.text, old.spoken_text) != (script.text, script.spoken_text)
        ]
    return [recall for recall in found if recall is not None]


def _correct(
    old: models.Script, script: models.Script, by: accounts_models.User, at: datetime
) -> models.Recall | None:
    held, aired = queries.holders_of_text(old)
    if script.supersedes_id != old.pk:
        # Who aired a text before the last was asked when that one came; who holds it is asked anew.
        aired &= held
    ahead = models.Release.objects.unconfirmed().filter(script=old, planned_start_at__gt=at)
    for release in ahead.select_related("outlet", "slot").order_by("planned_start_at", "pk"):
        _replace(release, script, at)
    recall = models.Recall(
        script=old,
        newer_script=script,
        kind=Kind.CORRECTION,
        reason=_("A newer text was published."),
    )
    return _ask(recall, held | aired, (held, aired), by, at)


def _replace(release: models.Release, script: models.Script, at: datetime) -> None:
    """Put the newer text where the older one waits; it was published, so its publisher asks."""
    releases.cancel_for(release, _("Replaced by a newer text."), None, at)
    draft = releases.ReleaseDraft(
        script=script,
        outlet=release.outlet,
        slot=release.slot,
        planned_start_at=release.planned_start_at,
        planned_seconds=script.spoken_seconds,
        priority=release.priority,
        not_before_at=release.not_before_at,
    )
    try:
        with transaction.atomic():
            releases.plan_release(draft=draft, by=script.published_by, at=at)
    except releases.ReleaseRefused:
        # Too long for its place, or the outlet closed: the desk places it by hand.
        return


def _ask(
    recall: models.Recall,
    asked: Iterable[int],
    known: tuple[set[int], set[int]],
    by: accounts_models.User,
    at: datetime,
) -> models.Recall | None:
    outlets = models.Outlet.objects.filter(pk__in=set(asked)).select_related("unit")
    found = list(outlets.order_by("pk"))
    if not found:
        return None
    ordered = models.Recall.objects.filter(
        script=recall.script, kind=recall.kind, newer_script=recall.newer_script
    ).first()
    if ordered is not None:
        return ordered
    recall.ordered_by, recall.ordered_at = by, at
    recall.save()
    _replace_older_notices(recall, [o.pk for o in found], at)
    held, aired = known
    for outlet in found:
        notice = models.RecallNotice(
            recall=recall,
            outlet=outlet,
            has_held=outlet.pk in held,
            has_aired=outlet.pk in aired,
            asked_at=at,
        )
        notice.save()
        _tell(notice, at)
    audit_services.record(
        "broadcasts.recall_ordered",
        recall,
        after={"kind": recall.kind, "script": recall.script_id, "outlets": len(found)},
        reason=recall.reason,
    )
    return recall


def _replace_older_notices(recall: models.Recall, outlet_ids: list[int], at: datetime) -> None:
    """Let what is asked now stand in place of what was asked of the same piece before."""
    script = recall.script
    older = models.RecallNotice.objects.unanswered().filter(
        outlet__in=outlet_ids,
        recall__script__page_id=script.page_id,
        recall__script__medium=script.medium,
        recall__script__language=script.language,
        asked_at__lt=at,
    )
    older.update(answer=Answer.REPLACED, answered_at=at)


def _tell(notice: models.RecallNotice, at: datetime, *, again: str = "") -> int:
    recall = notice.recall
    text = (
        _("“%(title)s” was withdrawn: do not air it any more.")
        if recall.kind == Kind.RECALL
        else _("“%(title)s” was corrected: air the new text only.")
    )
    return notification_services.tell(
        users=queries.who_answers(notice.outlet, models.air_day(at)),
        topic=f"broadcasts.recall:{notice.pk}{again}",
        text=text % {"title": recall.script.title[:200]},
        url=reverse("broadcasts:recall", args=[recall.pk]),
        at=at,
        kind=notification_models.Kind.EMERGENCIES,
        about=notification_services.About(
            permission=roles.Permission.VIEW_RUNDOWN, unit_id=notice.outlet.unit_id
        ),
    )


def answer_notice(
    *,
    notice: models.RecallNotice,
    answer: str,
    by: accounts_models.User,
    at: datetime,
    note: str = "",
) -> models.RecallNotice:
    """Say for an outlet that the old text is gone.

    Raises:
        AnswerRefused: it is no answer to this kind of notice.
        AlreadyAnswered: somebody answered first; says who and when.
    """
    is_recall = notice.recall.kind == Kind.RECALL
    if answer not in models.OUTLETS_ANSWERS or (is_recall and answer == Answer.CORRECTED):
        raise AnswerRefused(_("Choose one of the answers."))
    with writing.writing(by=by, at=at):
        open_one = models.RecallNotice.objects.unanswered().filter(pk=notice.pk)
        given = {"answer": answer, "answered_by": by, "answered_at": at, "note": note.strip()[:500]}
        if open_one.update(**given) != 1:
            raise AlreadyAnswered(_who_answered(notice))
        audit_services.record(
            "broadcasts.recall_answered",
            notice,
            unit_id=notice.outlet.unit_id,
            after={"answer": answer, "recall": notice.recall_id},
        )
    return models.RecallNotice.objects.get(pk=notice.pk)


def _who_answered(notice: models.RecallNotice) -> str:
    row = models.RecallNotice.objects.select_related("answered_by").get(pk=notice.pk)
    if row.answered_by is None or row.answered_at is None:
        return _("A later notice asks in the place of this one.")
    when = f"{row.answered_at.astimezone(models.AIR_ZONE):%H:%M %d/%m/%Y}"
    return _("%(who)s answered at %(when)s.") % {"who": row.answered_by, "when": when}


def pursue_recalls(*, by: actor.Actor, at: datetime) -> int:
    """Remind outlets that have not answered, then tell those who place scripts there.

    Each notice is claimed under a lock in the transaction of what is told, so that a
    second sweep, or one after a kill, tells nobody twice. Returns how many notices it spoke of.
    """
    silence = timedelta(minutes=settings.LOA_RECALL_REMINDER_MINUTES)
    open_ones = models.RecallNotice.objects.unanswered()
    steps = (
        ("reminded_at", Q(asked_at__lt=at - silence)),
        ("escalated_at", Q(reminded_at__lt=at - silence)),
    )
    count = 0
    for field, is_due in steps:
        due = open_ones.filter(is_due, **{f"{field}__isnull": True})
        found = due.select_related("recall__script", "recall__ordered_by", "outlet__unit")
        count += sum(_pursue(n, field, by, at) for n in found.order_by("asked_at", "pk")[:BATCH])
    return count


def _pursue(notice: models.RecallNotice, field: str, by: actor.Actor, at: datetime) -> bool:
    with writing.writing(by=by, at=at):
        silent = models.RecallNotice.objects.unanswered().filter(
            pk=notice.pk, **{f"{field}__isnull": True}
        )
        if not silent.select_for_update().exists():
            return False
        silent.update(**{field: at})
        told = (
            _tell(notice, at, again=":again") if field == "reminded_at" else _escalate(notice, at)
        )
        audit_services.record(
            f"broadcasts.recall_{field.removesuffix('_at')}",
            notice,
            unit_id=notice.outlet.unit_id,
            after={"people_told": told},
        )
    return True


def _escalate(notice: models.RecallNotice, at: datetime) -> int:
    day = models.air_day(at)
    planners = permissions.holders_of(
        roles.Permission.PLAN_RELEASE, unit=notice.outlet.unit, on=day
    )
    users = {user.pk: user for user in [*planners.order_by("pk"), notice.recall.ordered_by]}
    text = _("%(outlet)s has not confirmed that “%(title)s” is gone.")
    return notification_services.tell(
        users=users.values(),
        topic=f"broadcasts.recall:{notice.pk}:silent",
        text=text
        % {
            "outlet": notice.outlet.unit.short_name_vi,
            "title": notice.recall.script.title[:150],
        },
        url=reverse("broadcasts:recall", args=[notice.recall_id]),
        at=at,
        kind=notification_models.Kind.ESCALATIONS,
    )

"""The answer to a fact check, by account or through a secret link."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.kernel import actor, errors, writing
from cms import models, queries
from cms.services import edges, steps

State = models.ApprovalState


class LinkIsDead(errors.Conflict):
    """The secret link was used, taken back, has expired, or its text no longer waits."""


@dataclass(frozen=True)
class FactAnswer:
    """What the reviewer found; without remarks nothing can be wrong."""

    is_correct: bool
    remarks: str = ""


def answer_fact_check(
    *,
    approval: models.PublishApproval,
    answer: FactAnswer,
    by: accounts_models.User,
    at: datetime,
) -> models.PublishApproval:
    """Confirm the facts of a text, which sends it on to the public, or return it with remarks.

    Raises:
        SamePerson: the reviewer submitted it.
        ReasonMissing: it is said to be wrong and not what.
        AlreadyDecided: it no longer waits for a check.
    """
    with writing.writing(by=by, at=at):
        if approval.submitted_by_id == by.pk:
            raise edges.SamePerson(_("You submitted this text: another person checks its facts."))
        return _answer(approval, answer, by, by)


def answer_by_link(
    *,
    link: models.FactCheckLink,
    answer: FactAnswer,
    at: datetime,
    seen_as: accounts_models.User | None = None,
) -> models.PublishApproval:
    """Answer without an account; the link is spent, and of two answers at once one counts.

    `seen_as` is who happens to be signed in on that device.

    Raises:
        LinkIsDead: it was used, taken back, has expired, or a newer text was submitted.
        SamePerson: the device is that of whoever submitted the text.
        ReasonMissing: it is said to be wrong and not what.
    """
    with writing.writing(by=link, at=at):
        approval = link.approval
        if seen_as is not None and seen_as.pk == approval.submitted_by_id:
            raise edges.SamePerson(_("You submitted this text: another person checks its facts."))
        if queries.link_end(link, at) is not None:
            raise LinkIsDead(_("This link no longer takes an answer."))
        rows = models.FactCheckLink.objects.unspent().filter(pk=link.pk, expires_at__gt=at)
        if rows.update(used_at=at, next_mail_at=None) != 1:
            raise LinkIsDead(_("This link no longer takes an answer."))
        try:
            return _answer(approval, answer, link, None)
        except edges.AlreadyDecided as late:
            raise LinkIsDead(late.message) from late


def _answer(
    approval: models.PublishApproval,
    answer: FactAnswer,
    by: actor.Actor,
    person: accounts_models.User | None,
) -> models.PublishApproval:
    at = writing.current().at
    waiting = edges.waiting(approval.page, approval.revision, State.FACT_CHECK)
    remarks = answer.remarks.strip()[:1000]
    said = {"is_fact_correct": answer.is_correct, "fact_checked_by": person, "fact_checked_at": at}
    if answer.is_correct:
        edges.record("cms.facts_confirmed", waiting, is_fact_correct=True)
        edges.go_on(waiting, by, fact_remarks=remarks, **said)
        return waiting
    remarks = edges.reason(remarks, _("Say what is wrong, so that the writer can mend it."))
    edges.claim(waiting, State.RETURNED, fact_remarks=remarks, **said)
    steps.mirror(approval=waiting, by=by, at=at)
    edges.record("cms.facts_objected", waiting, why=remarks, is_fact_correct=False)
    edges.tell_writer(waiting, _("The fact check found something wrong: %(title)s"))
    edges.tell(
        waiting,
        [waiting.approver],
        _("The fact check found something wrong: %(title)s"),
        reverse("newsroom:review", args=[waiting.page_id]),
    )
    return waiting

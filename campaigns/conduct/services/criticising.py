"""Deciding a criticism once the unit was heard, dropping it, and issuing it."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts import models as accounts_models
from campaigns.conduct import models, queries
from campaigns.conduct.services import briefing, drafts, refusals, stepping, telling
from campaigns.kernel import roles, writing


def decide(
    *,
    criticism: models.Criticism,
    reasons: str,
    public_text: str,
    by: accounts_models.User,
    at: datetime,
) -> None:
    """Decide, with reasons, that the unit is criticised, and in which words; not public yet.

    Raises:
        ReasonMissing, StepRefused, ClockBehind.
        EvidenceChanged: the evidence is no longer what the unit was shown.
    """
    said = stepping.words(reasons, _("Give the reasons, the unit's reply among them."))
    text = stepping.words(public_text, _("Give the text that is published."))
    with writing.writing(by=by, at=at):
        edge = stepping.check("decide", criticism, at=at)
        _need_intact(criticism)
        values = {
            "decided_by": by,
            "decided_at": at,
            "outcome": models.Outcome.CRITICISE,
            "decision_reasons": said,
            "public_text": text,
        }
        after = {"public_text": queries.text_sha256(text)}
        stepping.take(criticism, edge, values=values, reason=said, after=after)
        telling.tell_office(
            criticism,
            roles.Permission.ISSUE_CRITICISM,
            gettext_lazy("Decided and to be issued: “%(title)s”."),
        )


def _need_intact(criticism: models.Criticism) -> None:
    if not queries.citation_is_intact(criticism):
        raise refusals.EvidenceChanged(
            _("The evidence was changed after the notice. Call the administrator.")
        )


def drop(
    *, criticism: models.Criticism, reasons: str, by: accounts_models.User, at: datetime
) -> None:
    """Decide that nothing comes of it; the unit is told why.

    Raises:
        ReasonMissing, StepRefused, ClockBehind.
    """
    said = stepping.words(reasons, _("Give the reasons."))
    with writing.writing(by=by, at=at):
        edge = stepping.check("drop", criticism, at=at)
        values: dict[str, Any] = {
            "outcome": models.Outcome.DROP,
            "dropped_at": at,
            "dropped_reason": said,
        }
        if criticism.decided_at is None:
            values |= {"decided_by": by, "decided_at": at, "decision_reasons": said}
        stepping.take(criticism, edge, values=values, reason=said)
        telling.tell_unit_of(
            criticism, "dropped", gettext_lazy("Nothing comes of the notice to %(unit)s.")
        )
        telling.tell_proposer(criticism, gettext_lazy("Dropped: “%(title)s”. Read the reasons."))


def issue(
    *,
    criticism: models.Criticism,
    decision: drafts.Decision,
    by: accounts_models.User,
    at: datetime,
) -> None:
    """Issue and publish: from now on it is public, counts, and the newsrooms have it as a brief.

    Raises:
        NumberMissing, SignatoryMissing, DecisionFault, NumberTaken, StepRefused, ClockBehind.
        EvidenceChanged: the evidence is no longer what the unit was shown.
    """
    _check_decision(criticism, decision, at)
    today = timezone.localdate(at)
    values = {
        "issued_by": by,
        "issued_at": at,
        "decision_number": decision.number.strip(),
        "decision_date": decision.dated,
        "decision_year": decision.dated.year,
        "signatory": decision.signatory.strip(),
        "appeal_due_date": queries.working_day_after(today, queries.intervals().appeal),
    }
    try:
        with writing.writing(by=by, at=at):
            edge = stepping.check("issue", criticism, at=at)
            _need_intact(criticism)
            stepping.take(criticism, edge, values=values, after={"number": decision.number})
            telling.tell_unit_of(
                criticism,
                "issued",
                gettext_lazy("Decision on the notice to %(unit)s: read it; you may appeal."),
            )
            briefing.brief_of_criticism(criticism, by, at)
    except IntegrityError as error:
        if "number" not in str(error):
            raise
        raise _taken(decision) from error


def _check_decision(criticism: models.Criticism, decision: drafts.Decision, at: datetime) -> None:
    if not decision.number.strip():
        raise refusals.NumberMissing(_("Give the number of the decision."))
    if not decision.signatory.strip():
        raise refusals.SignatoryMissing(_("Give who signed the decision."))
    decided = criticism.decided_at
    if decision.dated > timezone.localdate(at):
        raise refusals.DecisionFault(_("The decision is dated in the future."))
    if decided is not None and decision.dated < timezone.localdate(decided):
        raise refusals.DecisionFault(_("The document is dated before it was decided."))
    same = models.Criticism.objects.filter(
        decision_number=decision.number.strip(), decision_year=decision.dated.year
    )
    if same.exclude(pk=criticism.pk).exists():
        raise _taken(decision)


def _taken(decision: drafts.Decision) -> refusals.NumberTaken:
    return refusals.NumberTaken(
        _("Decision %(number)s of %(year)s is entered already. Check the number.")
        % {"number": decision.number, "year": decision.dated.year}
    )

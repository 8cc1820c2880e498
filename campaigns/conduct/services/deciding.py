"""Deciding, declining and withdrawing commendations."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.conduct import models, queries
from campaigns.conduct.services import briefing, drafts, refusals, telling
from campaigns.kernel import writing

State = models.Citation.State


def decide_commendation(
    *,
    citation: models.Citation,
    decision: drafts.Decision,
    by: accounts_models.User,
    at: datetime,
) -> None:
    """Give the commendation: it enters the unit's file and the public site at once, and the
    newsrooms have it as a brief.

    Raises:
        OwnNomination: the decider proposed it.
        AlreadyDecided: somebody else was first; says who, when and what.
        EvidenceChanged: the evidence no longer fits its digests.
        DecisionFault, NumberMissing, NumberTaken, SignatoryMissing: the document cannot be right.
    """
    _check_decision(citation, decision, timezone.localdate(at))
    try:
        with writing.writing(by=by, at=at):
            _claim(
                citation,
                by,
                state=State.DECIDED,
                decided_by=by,
                decided_at=at,
                decision_number=decision.number,
                decision_date=decision.dated,
                decision_year=decision.dated.year,
                signatory=decision.signatory,
                decision_reason=decision.reason,
            )
            if not queries.citation_is_intact(citation):
                raise refusals.EvidenceChanged(
                    _("The evidence was changed after it was put forward. Call the administrator.")
                )
            _record_end(
                citation, "conduct.commendation_decided", decision.reason, number=decision.number
            )
            telling.tell_of_decision(citation, by, at)
            briefing.brief_newsrooms(citation, by, at)
    except IntegrityError as error:
        raise _number_taken(decision) from error


def _check_decision(citation: models.Citation, decision: drafts.Decision, today: date) -> None:
    if not decision.number.strip():
        raise refusals.NumberMissing(_("Give the number of the decision."))
    if not decision.signatory.strip():
        raise refusals.SignatoryMissing(_("Give who signed the decision."))
    if decision.dated > today:
        raise refusals.DecisionFault(_("The decision is dated in the future."))
    if decision.dated < citation.to_date:
        raise refusals.DecisionFault(_("The decision is dated before the end of the period."))
    same = models.Citation.objects.decided().filter(
        decision_number=decision.number, decision_year=decision.dated.year
    )
    if same.exclude(pk=citation.pk).exists():
        raise _number_taken(decision)


def _number_taken(decision: drafts.Decision) -> refusals.NumberTaken:
    return refusals.NumberTaken(
        _("Decision %(number)s of %(year)s is entered already. Check the number.")
        % {"number": decision.number, "year": decision.dated.year}
    )


def decline_commendation(
    *, citation: models.Citation, reason: str, by: accounts_models.User, at: datetime
) -> None:
    """Decline the commendation, with a reason that its proposer reads.

    Raises:
        ReasonMissing, OwnNomination, AlreadyDecided.
    """
    _need_reason(reason)
    with writing.writing(by=by, at=at):
        _claim(
            citation,
            by,
            state=State.NOT_MET,
            decided_by=by,
            decided_at=at,
            decision_reason=reason,
        )
        _record_end(citation, "conduct.commendation_declined", reason)
        telling.tell(
            [citation.nominated_by],
            topic=f"conduct.declined.{citation.pk}",
            text=gettext_lazy("Declined: “%(title)s”. Read the reason."),
            citation=citation,
            at=at,
        )


def withdraw_nomination(
    *, citation: models.Citation, reason: str, by: accounts_models.User, at: datetime
) -> None:
    """Take a proposal back before it is decided.

    Raises:
        ReasonMissing, NotTheNominator, AlreadyDecided.
    """
    _need_reason(reason)
    if citation.nominated_by_id != by.pk:
        raise refusals.NotTheNominator(
            _("Only whoever proposed the commendation may take it back.")
        )
    with writing.writing(by=by, at=at):
        _move(citation, state=State.WITHDRAWN, withdrawn_at=at)
        _record_end(citation, "conduct.nomination_withdrawn", reason)


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise refusals.ReasonMissing(_("Give the reason."))


def _claim(citation: models.Citation, by: accounts_models.User, **values: Any) -> None:
    """Move the citation on behalf of a decider who is not its proposer."""
    if citation.nominated_by_id == by.pk:
        raise refusals.OwnNomination(
            _("You proposed this commendation. Another officer has to decide it.")
        )
    _move(citation, **values)


def _move(citation: models.Citation, **values: Any) -> None:
    """Leave NOMINATED by a filtered UPDATE: of two at once one wins, the other is told."""
    waiting = models.Citation.objects.filter(pk=citation.pk, state=State.NOMINATED)
    if waiting.update(**values) != 1:
        citation.refresh_from_db()
        raise refusals.AlreadyDecided(_what_happened(citation))
    citation.refresh_from_db()


def _what_happened(citation: models.Citation) -> str:
    at = citation.decided_at or citation.withdrawn_at or citation.nominated_at
    texts = {
        State.DECIDED: _(
            "%(who)s gave this commendation at %(when)s. Nothing of yours was applied."
        ),
        State.NOT_MET: _(
            "%(who)s declined this commendation at %(when)s. Nothing of yours was applied."
        ),
        State.WITHDRAWN: _(
            "%(who)s took this proposal back at %(when)s. Nothing of yours was applied."
        ),
    }
    return texts[State(citation.state)] % {
        "who": citation.decided_by or citation.nominated_by,
        "when": date_format(timezone.localtime(at), "H:i d/m/Y"),
    }


def _record_end(citation: models.Citation, verb: str, reason: str, **after: str) -> None:
    audit_services.record(
        verb,
        citation,
        unit_id=citation.unit_id,
        before={"state": State.NOMINATED},
        after={"state": citation.state, **after},
        reason=reason,
    )

"""What the database itself refuses of a criticism, whoever writes."""

from django.db import models
from django.db.models import F, Q

from campaigns.conduct.models.procedure import (
    DECIDED_STATES,
    NOTICED_STATES,
    PUBLISHED_STATES,
    CriticismState,
    Outcome,
)

S = CriticismState
FEWEST_REPLY_DAYS = 3
"""Working days that a unit has at least; no rule states them."""
MOST_REPLY_DAYS = 30


def _unless(states: object, rule: Q) -> Q:
    """The rule holds for rows in these states."""
    return ~Q(state__in=states) | rule


def _others(column: str, *others: str) -> Q:
    """Who is named in the column is nobody of the others."""
    rule = Q()
    for other in others:
        rule &= Q(**{f"{column}__isnull": True}) | ~Q(**{column: F(other)})
    return rule


def _after(later: str, earlier: str) -> Q:
    """Not before it; it cannot have happened without it."""
    after = Q(**{f"{earlier}__isnull": False, f"{later}__gte": F(earlier)})
    return Q(**{f"{later}__isnull": True}) | after


def _check(name: str, condition: Q) -> models.CheckConstraint:
    return models.CheckConstraint(condition=condition, name=f"conduct_criticism_{name}")


_HEARD = Q(replied_at__isnull=False) | Q(
    lapsed_at__isnull=False, reply_closes_at__isnull=False, lapsed_at__gte=F("reply_closes_at")
)
_NUMBER_ABSENT = Q(
    issued_at__isnull=True,
    issued_by__isnull=True,
    decision_number="",
    decision_date__isnull=True,
    decision_year__isnull=True,
    signatory="",
)

CONSTRAINTS: list[models.BaseConstraint] = [
    _check(
        "known_words",
        Q(state__in=S.values, subject__in=["UNIT", "PERSON"], outcome__in=["", *Outcome.values]),
    ),
    _check("says_what", ~Q(title="") & ~Q(matter="") & Q(to_date__gte=F("from_date"))),
    _check(
        "names_a_person_with_reason",
        Q(subject="UNIT", person_name="", is_person_public=False)
        | Q(subject="PERSON", is_person_public=False) & ~Q(person_name="")
        | Q(subject="PERSON", is_person_public=True) & ~Q(person_name="") & ~Q(person_basis=""),
    ),
    # Proposer ≠ decider ≠ who decides the appeal.
    _check("decider_is_another", _others("decided_by", "proposed_by")),
    _check("issuer_is_another", _others("issued_by", "proposed_by")),
    _check(
        "appeal_decider_is_another",
        _others("appeal_decided_by", "proposed_by", "decided_by", "appealed_by"),
    ),
    _check("revoker_is_another", _others("revoked_by", "proposed_by", "decided_by", "appealed_by")),
    _check(
        "answered_by_another",
        _others("received_by", "proposed_by")
        & _others("replied_by", "proposed_by")
        & _others("appealed_by", "proposed_by", "decided_by"),
    ),
    _check(
        "who_and_when",
        (
            Q(decided_by__isnull=True, decided_at__isnull=True, outcome="")
            | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(outcome="")
        )
        & (
            Q(notified_by__isnull=True, notified_at__isnull=True)
            | Q(notified_by__isnull=False, notified_at__isnull=False)
        )
        & (
            Q(replied_by__isnull=True, replied_at__isnull=True)
            | Q(replied_by__isnull=False, replied_at__isnull=False)
        ),
    ),
    _check(
        "put_forward",
        Q(state=S.DRAFT, proposed_at__isnull=True)
        | Q(state=S.DROPPED)
        | ~Q(state=S.DRAFT) & Q(proposed_at__isnull=False),
    ),
    # Nobody is criticised unheard.
    _check(
        "noticed_first",
        _unless(
            NOTICED_STATES,
            Q(
                notified_at__isnull=False,
                reply_due_date__isnull=False,
                original_reply_due_date__isnull=False,
                reply_closes_at__isnull=False,
                evidence_sha256__gt="",
            ),
        ),
    ),
    _check(
        "time_to_reply",
        Q(
            notified_at__isnull=True,
            reply_days__isnull=True,
            reply_due_date__isnull=True,
            reply_closes_at__isnull=True,
            evidence_sha256="",
        )
        | Q(
            notified_at__isnull=False,
            reply_days__range=(FEWEST_REPLY_DAYS, MOST_REPLY_DAYS),
            reply_due_date__gte=F("original_reply_due_date"),
            reply_closes_at__gt=F("notified_at"),
        ),
    ),
    _check("lapsed_after_its_time", _after("lapsed_at", "reply_closes_at")),
    _check(
        "reply_is_whole",
        (~Q(state=S.REPLIED) | Q(replied_at__isnull=False))
        & (~Q(state=S.LAPSED) | Q(lapsed_at__isnull=False)),
    ),
    _check(
        "accepted_with_a_plan",
        Q(is_accepted=False, remedy_plan="", remedy_by_date__isnull=True)
        | Q(is_accepted=True, replied_at__isnull=False, remedy_by_date__isnull=False)
        & ~Q(remedy_plan=""),
    ),
    _check("heard_first", Q(decided_at__isnull=True) | _HEARD),
    _check(
        "decided_whole",
        _unless(
            DECIDED_STATES,
            Q(decided_at__isnull=False, outcome=Outcome.CRITICISE)
            & ~Q(decision_reasons="")
            & ~Q(public_text=""),
        ),
    ),
    _check(
        "issued_whole",
        Q(
            state__in=PUBLISHED_STATES,
            issued_at__isnull=False,
            issued_by__isnull=False,
            decision_date__isnull=False,
            decision_date__year=F("decision_year"),
            appeal_due_date__isnull=False,
        )
        & ~Q(decision_number="")
        & ~Q(signatory="")
        | ~Q(state__in=PUBLISHED_STATES) & _NUMBER_ABSENT,
    ),
    # One appeal, always answered.
    _check(
        "appeal_is_whole",
        Q(
            appealed_by__isnull=True,
            appealed_at__isnull=True,
            appeal_decided_by__isnull=True,
            appeal_decided_at__isnull=True,
            appeal_reasons="",
        )
        | Q(appealed_by__isnull=False, appealed_at__isnull=False),
    ),
    _check(
        "appeal_is_answered",
        Q(state=S.APPEALED, appealed_at__isnull=False, appeal_decided_at__isnull=True)
        | Q(state__in=[S.UPHELD, S.AMENDED], appeal_decided_at__isnull=False)
        | ~Q(state__in=[S.APPEALED, S.UPHELD, S.AMENDED])
        & (Q(appealed_at__isnull=True) | Q(state=S.REVOKED, appeal_decided_at__isnull=False)),
    ),
    _check(
        "appeal_answered_whole",
        Q(appeal_decided_at__isnull=True, appeal_decided_by__isnull=True)
        | Q(appeal_decided_at__isnull=False, appeal_decided_by__isnull=False)
        & ~Q(appeal_reasons=""),
    ),
    _check("amended_text", ~Q(state=S.AMENDED) | ~Q(amended_text="")),
    _check(
        "revoked_whole",
        Q(state=S.REVOKED, revoked_at__isnull=False, revoked_by__isnull=False)
        & ~Q(revoked_reason="")
        | ~Q(state=S.REVOKED)
        & Q(revoked_at__isnull=True, revoked_by__isnull=True, revoked_reason=""),
    ),
    # Once the unit was told, a decision with reasons ends the matter, also where nothing comes of it.
    _check(
        "dropped_whole",
        Q(state=S.DROPPED, dropped_at__isnull=False)
        & ~Q(dropped_reason="")
        & (Q(notified_at__isnull=True) | Q(decided_at__isnull=False, outcome=Outcome.DROP))
        | ~Q(state=S.DROPPED) & Q(dropped_at__isnull=True, dropped_reason=""),
    ),
    _check(
        "times_in_order",
        (Q(proposed_at__isnull=True) | Q(proposed_at__gte=F("drafted_at")))
        & _after("notified_at", "proposed_at")
        & _after("received_at", "notified_at")
        & _after("time_asked_at", "received_at")
        & _after("time_answered_at", "time_asked_at")
        & _after("replied_at", "received_at")
        & (
            Q(decided_at__isnull=True)
            | Q(replied_at__isnull=True)
            | Q(decided_at__gte=F("replied_at"))
        )
        & (
            Q(decided_at__isnull=True)
            | Q(lapsed_at__isnull=True)
            | Q(decided_at__gte=F("lapsed_at"))
        )
        & _after("issued_at", "decided_at")
        & _after("appealed_at", "issued_at")
        & _after("appeal_decided_at", "appealed_at")
        & _after("revoked_at", "issued_at"),
    ),
    models.UniqueConstraint(
        fields=["decision_number", "decision_year"],
        condition=Q(state__in=PUBLISHED_STATES),
        name="conduct_criticism_number_once_a_year",
    ),
]

"""What the database refuses of a criticism, whoever writes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from campaigns.conduct import models
from tests.conduct import test_constraints
from tests.factories import cast as casts
from tests.factories import conduct
from tests.factories import criticisms as made

S = models.CriticismState
refused, unaudited = test_constraints.refused, test_constraints.unaudited
HOUR = timedelta(hours=1)


@pytest.fixture
def cast(db: None) -> casts.Cast:
    return casts.make_cast()


Values = Callable[[casts.Cast], dict[str, Any]]


def decided(cast: casts.Cast, **values: Any) -> dict[str, Any]:
    return {
        "state": S.DECIDED,
        "decided_by": made.decider(cast),
        "decided_at": made.DECISION,
        "outcome": "CRITICISE",
        "decision_reasons": "Đã xem xét.",
        "public_text": "Chưa phát.",
    } | values


def issued(cast: casts.Cast, **values: Any) -> dict[str, Any]:
    return {
        "state": S.ISSUED,
        "issued_by": made.decider(cast),
        "issued_at": made.ISSUE,
        "decision_number": "9/QĐ",
        "decision_date": made.ISSUE.date(),
        "decision_year": made.ISSUE.year,
        "signatory": "Chủ tịch",
        "appeal_due_date": (made.ISSUE + timedelta(days=14)).date(),
    } | values


def noticed(cast: casts.Cast, **values: Any) -> dict[str, Any]:
    return {
        "state": S.NOTIFIED,
        "notified_by": made.decider(cast),
        "notified_at": made.NOTICE,
        "evidence_sha256": "0" * 64,
        "reply_days": 5,
        "original_reply_due_date": (made.NOTICE + timedelta(days=7)).date(),
        "reply_due_date": (made.NOTICE + timedelta(days=7)).date(),
        "reply_closes_at": made.NOTICE + timedelta(days=8),
    } | values


def replied(cast: casts.Cast, **values: Any) -> dict[str, Any]:
    return {
        "state": S.REPLIED,
        "received_at": made.RECEIPT,
        "replied_at": made.REPLY,
        "replied_by": cast.head,
    } | values


def answered(cast: casts.Cast, **values: Any) -> dict[str, Any]:
    return {
        "state": S.UPHELD,
        "appeal_decided_by": made.judge(cast),
        "appeal_decided_at": made.ANSWER,
        "appeal_reasons": "Đúng.",
    } | values


def revoked(cast: casts.Cast, **values: Any) -> dict[str, Any]:
    return {
        "state": S.REVOKED,
        "revoked_by": made.judge(cast),
        "revoked_at": made.ANSWER,
        "revoked_reason": "Sai.",
    } | values


BROKEN: list[tuple[str, S, Values]] = [
    ("conduct_criticism_known_words", S.DRAFT, lambda c: {"subject": "GROUP"}),
    ("conduct_criticism_says_what", S.DRAFT, lambda c: {"title": ""}),
    (
        "conduct_criticism_says_what",
        S.DRAFT,
        lambda c: {"from_date": conduct.TO, "to_date": conduct.FROM},
    ),
    (
        "conduct_criticism_names_a_person_with_reason",
        S.DRAFT,
        lambda c: {"person_name": "Nguyễn A"},
    ),
    (
        "conduct_criticism_names_a_person_with_reason",
        S.DRAFT,
        lambda c: {"subject": "PERSON", "person_name": "Nguyễn A", "is_person_public": True},
    ),
    (
        "conduct_criticism_decider_is_another",
        S.REPLIED,
        lambda c: decided(c, decided_by=made.proposer(c)),
    ),
    (
        "conduct_criticism_issuer_is_another",
        S.DECIDED,
        lambda c: issued(c, issued_by=made.proposer(c)),
    ),
    (
        "conduct_criticism_appeal_decider_is_another",
        S.APPEALED,
        lambda c: answered(c, appeal_decided_by=made.decider(c)),
    ),
    (
        "conduct_criticism_appeal_decider_is_another",
        S.APPEALED,
        lambda c: answered(c, appeal_decided_by=made.proposer(c)),
    ),
    (
        "conduct_criticism_revoker_is_another",
        S.ISSUED,
        lambda c: revoked(c, revoked_by=made.decider(c)),
    ),
    (
        "conduct_criticism_answered_by_another",
        S.NOTIFIED,
        lambda c: replied(c, replied_by=made.proposer(c)),
    ),
    ("conduct_criticism_who_and_when", S.REPLIED, lambda c: {"decided_by": made.decider(c)}),
    ("conduct_criticism_put_forward", S.DRAFT, lambda c: {"state": S.PROPOSED}),
    ("conduct_criticism_noticed_first", S.PROPOSED, lambda c: {"state": S.NOTIFIED}),
    ("conduct_criticism_noticed_first", S.PROPOSED, lambda c: noticed(c, evidence_sha256="")),
    ("conduct_criticism_time_to_reply", S.PROPOSED, lambda c: noticed(c, reply_days=1)),
    (
        "conduct_criticism_time_to_reply",
        S.PROPOSED,
        lambda c: noticed(c, reply_closes_at=made.NOTICE),
    ),
    (
        "conduct_criticism_lapsed_after_its_time",
        S.REPLY_OPEN,
        lambda c: {"state": S.LAPSED, "lapsed_at": made.REPLY},
    ),
    ("conduct_criticism_reply_is_whole", S.REPLY_OPEN, lambda c: {"state": S.REPLIED}),
    ("conduct_criticism_accepted_with_a_plan", S.REPLIED, lambda c: {"is_accepted": True}),
    (
        "conduct_criticism_heard_first",
        S.REPLY_OPEN,
        lambda c: decided(c, state=S.REPLY_OPEN, decided_at=made.REPLY),
    ),
    ("conduct_criticism_decided_whole", S.REPLIED, lambda c: decided(c, decision_reasons="")),
    ("conduct_criticism_decided_whole", S.REPLIED, lambda c: decided(c, outcome="DROP")),
    ("conduct_criticism_issued_whole", S.DECIDED, lambda c: {"state": S.ISSUED}),
    ("conduct_criticism_issued_whole", S.DECIDED, lambda c: issued(c, signatory="")),
    ("conduct_criticism_appeal_is_whole", S.ISSUED, lambda c: {"appeal_reasons": "Đúng."}),
    ("conduct_criticism_appeal_is_answered", S.APPEALED, lambda c: {"state": S.UPHELD}),
    ("conduct_criticism_appeal_is_answered", S.APPEALED, revoked),
    (
        "conduct_criticism_appeal_answered_whole",
        S.APPEALED,
        lambda c: answered(c, appeal_reasons=""),
    ),
    ("conduct_criticism_amended_text", S.APPEALED, lambda c: answered(c, state=S.AMENDED)),
    ("conduct_criticism_revoked_whole", S.ISSUED, lambda c: {"state": S.REVOKED}),
    ("conduct_criticism_dropped_whole", S.DRAFT, lambda c: {"state": S.DROPPED}),
    (
        "conduct_criticism_dropped_whole",
        S.REPLIED,
        lambda c: {"state": S.DROPPED, "dropped_at": made.DECISION, "dropped_reason": "Thôi."},
    ),
    (
        "conduct_criticism_times_in_order",
        S.DRAFT,
        lambda c: {"state": S.PROPOSED, "proposed_at": casts.NOW - HOUR},
    ),
    (
        "conduct_criticism_times_in_order",
        S.PROPOSED,
        lambda c: noticed(c, notified_at=casts.NOW - timedelta(days=30)),
    ),
    ("conduct_criticism_times_in_order", S.REPLIED, lambda c: decided(c, decided_at=made.RECEIPT)),
    ("conduct_criticism_times_in_order", S.DECIDED, lambda c: issued(c, issued_at=made.REPLY)),
]


@pytest.mark.parametrize(
    ("name", "state", "values"), BROKEN, ids=[f"{n}-{s}-{i}" for i, (n, s, _) in enumerate(BROKEN)]
)
def test_no_row_breaks_the_procedure(cast: casts.Cast, name: str, state: S, values: Values) -> None:
    row = made.make(cast, state)
    given = values(cast)
    with refused(name):
        models.Criticism.objects.filter(pk=row.pk).update(**given)


def test_a_whole_row_stands(cast: casts.Cast) -> None:
    """What the cases above spoil, unspoiled."""
    row = made.make(cast, S.REPLIED)
    for values in (decided(cast), issued(cast)):
        with unaudited():
            assert models.Criticism.objects.filter(pk=row.pk).update(**values) == 1


def test_a_number_is_given_once_a_year(cast: casts.Cast) -> None:
    # conduct_criticism_number_once_a_year
    first = made.make(cast, S.ISSUED)
    other = made.make(cast, S.DECIDED, title="Khác")
    with refused("conduct_criticism_number_once_a_year"):
        models.Criticism.objects.filter(pk=other.pk).update(
            **issued(cast, decision_number=first.decision_number)
        )


def statement(row: models.Criticism, **values: Any) -> models.Statement:
    given = {"kind": "REPLY", "text": "Đã báo.", "made_by": row.proposed_by} | values
    return models.Statement(criticism=row, made_at=casts.NOW, **given)


def test_a_statement_says_something_and_is_made_once(cast: casts.Cast) -> None:
    row = made.make(cast, S.REPLIED)
    with refused("conduct_statement_says_something"):
        statement(row, kind="HEARING", text="").save()
    with refused("conduct_statement_once"):
        statement(row).save()
    with unaudited():
        statement(row, kind="HEARING").save()
        statement(row, kind="HEARING").save()


def a_file(row: models.Criticism, **values: Any) -> models.CitationFile:
    given = {"side": "OFFICE", "content_type": "image/jpeg", "sha256": "0" * 64, "name": "a.jpg"}
    return models.CitationFile(
        criticism=row, size=1, added_by=row.proposed_by, added_at=casts.NOW, **(given | values)
    )


def test_a_file_is_of_a_known_kind_and_side(cast: casts.Cast) -> None:
    row = made.enter(cast)
    with refused("conduct_file_of_a_known_kind"):
        a_file(row, content_type="text/html").save()
    with refused("conduct_file_of_a_side"):
        a_file(row, side="UNIT").save()


def evidence(row: models.Criticism, **values: Any) -> models.Evidence:
    given = {"criticism": row, "kind": "TEXT", "position": 9, "data": {}, "sha256": "0"} | values
    return models.Evidence(added_by=row.proposed_by, added_at=casts.NOW, **given)


def test_evidence_belongs_to_one_citation(cast: casts.Cast) -> None:
    row = made.make(cast, S.NOTIFIED)
    with refused("conduct_evidence_of_one_citation"):
        evidence(row, criticism=None).save()
    with refused("conduct_evidence_of_one_citation"):
        evidence(row, citation=conduct.nominate(cast)).save()
    with refused("conduct_evidence_file_is_there"):
        evidence(row, kind="FILE").save()
    with refused("conduct_evidence_criticism_position_once"):
        evidence(row, position=1).save()


def test_a_reminder_says_what_is_to_be_done(cast: casts.Cast) -> None:
    with refused("conduct_reminder_says_what"):
        models.Reminder(
            unit=cast.commune, text="", reminded_by=made.proposer(cast), reminded_at=casts.NOW
        ).save()

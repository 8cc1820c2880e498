"""Every way on which a criticism could come out without notice, reply and another decider."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from campaigns.audit import queries as audit_queries
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models as broadcasts_models
from campaigns.broadcasts import services as broadcast_services
from campaigns.conduct import models, queries, services
from campaigns.kernel import writing
from tests.conduct import tampering, test_constraints, test_race
from tests.factories import cast as casts
from tests.factories import conduct
from tests.factories import criticisms as made

S = models.CriticismState
PUBLIC_STATES = [S.ISSUED, S.UPHELD, S.AMENDED]
UNISSUED = [s for s in S if s not in models.PUBLISHED_STATES]


@pytest.fixture
def cast(db: None) -> casts.Cast:
    return casts.make_cast()


def forged(cast: casts.Cast, at: Any) -> dict[str, Any]:
    """All that a decision and its issue would set, by somebody who may."""
    return {
        "decided_by": made.decider(cast),
        "decided_at": at,
        "outcome": "CRITICISE",
        "decision_reasons": "Đã xem xét.",
        "public_text": "Chưa phát.",
        "issued_by": made.decider(cast),
        "issued_at": at,
        "decision_number": "1/QĐ",
        "decision_date": timezone.localdate(at),
        "decision_year": at.year,
        "signatory": "Chủ tịch",
        "appeal_due_date": timezone.localdate(at),
    }


def nothing_came_out(row: models.Criticism) -> None:
    assert queries.public_criticism(row.pk) is None
    assert queries.public_criticisms() == []
    assert not queries.may_be_told("CRITICISM", row.pk)
    unit, day = row.unit, timezone.localdate(made.ANSWER)
    assert queries.counted(unit, day - timedelta(days=90), day).value == "0"


@pytest.mark.parametrize("state", [s for s in UNISSUED if s != S.DECIDED])
def test_no_service_issues_what_was_not_decided(cast: casts.Cast, state: S) -> None:
    row = made.make(cast, state)
    with pytest.raises(services.StepRefused):
        services.issue(
            criticism=row,
            decision=made.decision("1/QĐ", made.ISSUE),
            by=made.decider(cast),
            at=made.ISSUE,
        )
    nothing_came_out(row)


@pytest.mark.parametrize("state", [s for s in UNISSUED if s != S.DECIDED])
def test_no_save_brings_it_out(cast: casts.Cast, state: S) -> None:
    row = made.make(cast, state)
    for name, value in {**forged(cast, made.ISSUE), "state": S.ISSUED}.items():
        setattr(row, name, value)
    with pytest.raises(writing.WriteOutsideService):
        row.save()
    with pytest.raises(IntegrityError), transaction.atomic(), test_constraints.unaudited():
        row.save()
    row.refresh_from_db()
    nothing_came_out(row)


@pytest.mark.parametrize("state", UNISSUED)
def test_no_bare_sql_brings_it_out(cast: casts.Cast, state: S) -> None:
    row = made.make(cast, state)
    for public in PUBLIC_STATES:
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "UPDATE conduct_criticism SET state = %s WHERE id = %s", [public, row.pk]
            )
    nothing_came_out(row)


@pytest.mark.parametrize("kind", ["new", "by the proposer", "unheard"])
def test_no_new_row_is_public_from_the_first(cast: casts.Cast, kind: str) -> None:
    row = models.Criticism.objects.get(pk=made.enter(cast).pk)
    row.pk, row._state.adding = None, True
    row.state = S.ISSUED
    for name, value in forged(cast, made.ISSUE).items():
        setattr(row, name, value)
    if kind == "by the proposer":
        row.decided_by = row.proposed_by
    with pytest.raises(IntegrityError), transaction.atomic(), test_constraints.unaudited():
        row.save(force_insert=True)
    assert queries.public_criticisms() == []


STEPS: list[tuple[S, str, dict[str, Any]]] = [
    (S.PROPOSED, "notify", {"reply_days": 5}),
    (S.REPLIED, "decide", {"reasons": "Đã xem xét.", "public_text": "Chưa phát."}),
    (S.DECIDED, "issue", {"decision": services.Decision("1/QĐ", made.ISSUE.date(), "Chủ tịch")}),
]


@pytest.mark.parametrize(("state", "name", "given"), STEPS, ids=[s[1] for s in STEPS])
def test_a_clock_moved_back_takes_no_step(
    cast: casts.Cast, state: S, name: str, given: dict[str, Any]
) -> None:
    """A notice dated back would end the time to reply before it began."""
    row = made.make(cast, state)
    with pytest.raises((services.ClockBehind, services.DecisionFault)):
        getattr(services, name)(
            criticism=row, by=made.decider(cast), at=casts.NOW - timedelta(days=30), **given
        )
    row.refresh_from_db()
    assert row.state == state


def test_silence_is_noted_when_its_time_is_over_and_not_before(cast: casts.Cast) -> None:
    row = made.make(cast, S.REPLY_OPEN)
    closes = row.reply_closes_at
    assert closes is not None
    for at in (casts.NOW - timedelta(days=30), closes - timedelta(seconds=1)):
        services.move_on(by=casts.SYSTEM, at=at)
        row.refresh_from_db()
        assert row.state == S.REPLY_OPEN
    assert services.move_on(by=casts.SYSTEM, at=closes) == 1
    assert services.move_on(by=casts.SYSTEM, at=closes) == 0
    row.refresh_from_db()
    assert row.state == S.LAPSED


def test_a_newsroom_is_briefed_of_no_criticism_that_does_not_stand(cast: casts.Cast) -> None:
    """Whoever calls down to the newsrooms themselves is stopped by the database (PostgreSQL)."""
    row = made.make(cast, S.DECIDED)
    draft = broadcast_services.BriefDraft(
        unit=cast.province,
        title="Phê bình",
        citation=broadcast_services.CitationReference(row.pk, "CRITICISM", "Xã chưa phát."),
    )
    if connection.vendor == "postgresql":
        with pytest.raises(broadcast_services.BriefSettled):
            broadcast_services.open_brief(draft=draft, by=made.decider(cast), at=made.ISSUE)
    assert not queries.may_be_told("CRITICISM", row.pk)
    assert not broadcasts_models.Brief.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_a_reply_and_silence_at_once_one_is_noted() -> None:
    cast = casts.make_cast()
    row = made.make(cast, S.REPLY_OPEN)
    at = row.reply_closes_at
    assert at is not None

    def reply() -> None:
        services.reply(
            criticism=models.Criticism.objects.get(pk=row.pk),
            said=made.said(),
            by=cast.head,
            at=at,
        )

    def silence() -> None:
        services.move_on(by=casts.SYSTEM, at=at)

    met = test_race.together(reply, silence)
    row.refresh_from_db()
    if met[0] is not None:
        # Silence was noted in between: the unit is told, and its words are taken all the same.
        assert isinstance(met[0], services.StepRefused)
        assert row.state == S.LAPSED
        reply()
        row.refresh_from_db()
    assert row.state == S.REPLIED
    assert row.statements.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_stands() -> None:
    cast = casts.make_cast()
    row = made.make(cast, S.REPLIED)

    def act(name: str, **given: Any) -> Callable[[], None]:
        by = made.person(cast, f"officer-{name}")
        return lambda: getattr(services, name)(
            criticism=models.Criticism.objects.get(pk=row.pk), by=by, at=made.DECISION, **given
        )

    met = test_race.together(
        act("decide", reasons="Đã xem xét.", public_text="Chưa phát."),
        act("drop", reasons="Có lý do."),
    )
    row.refresh_from_db()
    assert row.state in {S.DECIDED, S.DROPPED}
    losers = [type(error) for error in met if error is not None]
    # Dropping after the decision is a step of its own; deciding after dropping is none.
    assert losers in ([services.StepRefused], [])
    if not losers:
        assert row.state == S.DROPPED


def test_frozen_evidence_keeps_its_digest(cast: casts.Cast) -> None:
    row = made.make(cast, S.NOTIFIED)
    pieces = list(row.evidence.order_by("position"))
    assert [queries.evidence_sha256(p.data) for p in pieces] == [p.sha256 for p in pieces]
    assert queries.whole_sha256(p.sha256 for p in pieces) == row.evidence_sha256
    assert pieces[0].data["version"] == 1
    assert {"value", "rows_count", "key"} <= set(pieces[0].data)


def test_what_the_source_says_later_stands_beside(cast: casts.Cast) -> None:
    row = made.make(cast, S.NOTIFIED)
    line = queries.evidence_lines(row, queries.read_now(row))[0]
    assert not line.has_changed
    assert line.now is not None
    lines = queries.evidence_lines(
        row, {k: conduct.figure_of(99, k[0]) for k in queries.read_now(row)}
    )
    assert lines[0].has_changed
    assert lines[0].data["value"] == "0"


@pytest.mark.parametrize("table", ["conduct_evidence", "conduct_statement"])
def test_the_database_keeps_what_is_frozen(cast: casts.Cast, table: str) -> None:
    made.make(cast, S.REPLIED)
    column = {"conduct_evidence": "sha256", "conduct_statement": "text"}[table]
    statements = [f"UPDATE {table} SET {column} = 'x'"]
    if connection.vendor == "postgresql":
        statements.append(f"DELETE FROM {table}")
    for statement in statements:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_verify_audit_finds_what_was_changed_behind_its_back(cast: casts.Cast) -> None:
    row = made.make(cast, S.REPLIED)
    audit_services.seal_events()
    assert list(audit_queries.offences()) == []
    tampering.without_guards("UPDATE conduct_evidence SET sha256 = 'x' WHERE position = 1")
    tampering.without_guards("UPDATE conduct_statement SET text = 'x'")
    found = " ".join(audit_queries.offences())
    assert f"criticism {row.pk}: evidence 1 was changed" in found
    assert "statement" in found
    with pytest.raises(services.EvidenceChanged):
        services.decide(
            criticism=row, reasons="x", public_text="x", by=made.decider(cast), at=made.DECISION
        )


def test_a_revoked_criticism_leaves_list_and_count_and_a_tombstone(cast: casts.Cast) -> None:
    row = made.make(cast, S.ISSUED)
    day = timezone.localdate(made.ANSWER)
    assert queries.counted(row.unit, day - timedelta(days=90), day).value == "1"
    assert queries.may_be_told("CRITICISM", row.pk)
    made.bring_to(row, S.REVOKED, cast)
    nothing_came_out(row)
    stone = queries.tombstone(row.pk)
    assert stone is not None
    assert stone.decision_number == row.decision_number
    brief = broadcasts_models.Brief.objects.get(citation_id=row.pk, citation_kind="CRITICISM")
    assert brief.withdrawn_at is not None


def test_an_amended_criticism_briefs_anew(cast: casts.Cast) -> None:
    row = made.make(cast, S.AMENDED)
    briefs = broadcasts_models.Brief.objects.filter(citation_id=row.pk).order_by("pk")
    assert [b.withdrawn_at is None for b in briefs] == [False, True]
    assert "sáu tuần" in briefs[1].facts

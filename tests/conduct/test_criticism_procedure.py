"""Every state, every step, every role: only what the table allows, in code and in the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from campaigns.accounts import models as accounts_models
from campaigns.conduct import models, permissions, services
from campaigns.kernel import roles
from tests.factories import cast as casts
from tests.factories import conduct
from tests.factories import criticisms as made

S = models.CriticismState
P = roles.Permission
STATES = list(S)
# Long after every step that the factory takes, and before a reply or an appeal runs out.
THEN = made.ANSWER + timedelta(hours=1)

Act = Callable[[models.Criticism, accounts_models.User, datetime], None]


def _call(name: str, **given: Any) -> Act:
    service = getattr(services, name)
    return lambda row, by, at: service(criticism=row, by=by, at=at, **given)


_WORDS = {"text": "Xin thêm thời gian."}
ACTS: dict[str, Act] = {
    "propose": _call("propose"),
    "take_back": _call("take_back", reason="Chưa đủ."),
    "turn_down": _call("turn_down", reason="Chưa đủ."),
    "notify": _call("notify", reply_days=5),
    "confirm_receipt": _call("confirm_receipt"),
    "ask_more_time": _call("ask_more_time", days=3, **_WORDS),
    "grant_time": _call("grant_time", days=3, **_WORDS),
    "refuse_time": _call("refuse_time", **_WORDS),
    "reply": _call("reply", said=services.Said("Đã báo.")),
    "accept": _call("accept", said=services.Said("Sửa loa."), remedy_by=THEN.date()),
    "note_hearing": _call("note_hearing", **_WORDS),
    "decide": _call("decide", reasons="Đã xem xét.", public_text="Chưa phát."),
    "drop": _call("drop", reasons="Có lý do."),
    "issue": _call("issue", decision=made.decision("5/QĐ", THEN)),
    "appeal": _call("appeal", said=services.Said("Chưa đúng.")),
    "uphold": _call("uphold", reasons="Đúng."),
    "amend": _call("amend", reasons="Một phần.", public_text="Sáu tuần."),
    "revoke": _call("revoke", reasons="Sai."),
}
BY_LOA = {"deem_received", "lapse"}


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def holders() -> dict[roles.Role, frozenset[roles.Permission]]:
    return {role: frozenset(roles.ROLE_PERMISSIONS[role]) for role in roles.Role}


def stage(state: S) -> tuple[models.Criticism, casts.Cast]:
    cast = casts.make_cast()
    row = made.make(cast, state)
    row.refresh_from_db()
    return row, cast


def leads_on(edge: models.Edge, row: models.Criticism) -> bool:
    """By the table alone: from where the criticism stands, with nobody asking for more time."""
    return row.state in edge.sources and edge.name not in {"grant_time", "refuse_time"}


@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES)
def test_only_the_table_leads_on(state: S) -> None:
    """Each of 14 roles tries each of 18 steps: what the table does not know is refused."""
    row, cast = stage(state)
    offences, done = [], set()
    for role, held in holders().items():
        # A newcomer: bars of persons have tests of their own.
        user = conduct.person(role, cast.commune, f"new-{role.lower()}".replace("_", "-"))
        for name, act in ACTS.items():
            edge = models.EDGES[name]
            may = edge.permission in held and leads_on(edge, row) and not edge.own
            with undone():
                has_moved = _tried(act, row, user)
            if has_moved != may:
                offences.append(f"{role} {name}: moved is {has_moved}")
            done |= {name} if has_moved else set()
    assert offences == []
    expected = {n for n in ACTS if leads_on(models.EDGES[n], row) and not models.EDGES[n].own}
    assert done == expected


def _tried(act: Act, row: models.Criticism, user: accounts_models.User) -> bool:
    copy = models.Criticism.objects.get(pk=row.pk)
    try:
        act(copy, user, THEN)
    except services.StepRefused:
        return False
    return True


def test_every_step_has_its_service() -> None:
    assert set(ACTS) | BY_LOA == set(models.EDGES)


@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES)
def test_what_is_offered_is_what_may_be_taken(state: S) -> None:
    row, cast = stage(state)
    on = timezone.localdate(THEN)
    for user in (made.proposer(cast), made.decider(cast), made.judge(cast), cast.head):
        offered = {edge.name for edge in permissions.offered(user, row, on=on)}
        may = {
            name
            for name, edge in models.EDGES.items()
            if permissions.may_take(user, edge, row, on=on)
        }
        assert offered == may


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "who", "barred"),
    [
        (S.PROPOSED, made.proposer, {"turn_down"}),
        (S.REPLIED, made.proposer, {"decide", "drop"}),
        (S.DECIDED, made.proposer, {"issue", "drop"}),
        (S.APPEALED, made.proposer, {"uphold", "amend", "revoke"}),
        (S.APPEALED, made.decider, {"uphold", "amend", "revoke"}),
        (S.ISSUED, made.decider, {"revoke"}),
        (S.DRAFT, made.decider, {"propose", "take_back"}),
    ],
)
def test_who_took_one_part_takes_no_other(
    state: S, who: Callable[[casts.Cast], accounts_models.User], barred: set[str]
) -> None:
    row, cast = stage(state)
    for name in barred:
        with (
            undone(),
            pytest.raises(services.StepRefused, match=r"took part|Chỉ người|Only|tham gia"),
        ):
            ACTS[name](row, who(cast), THEN)


@pytest.mark.django_db
@pytest.mark.parametrize("source", STATES)
def test_the_database_refuses_steps_that_the_table_does_not_know(source: S) -> None:
    row, _cast = stage(source)
    for target in set(S) - {source}:
        known = target in models.Criticism.TRANSITIONS[source]
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE conduct_criticism SET state = %s WHERE id = %s", [target, row.pk]
                )
                transaction.set_rollback(True)
        except IntegrityError as error:
            is_step = "conduct_criticism_step" in str(error)
        else:
            is_step = False
        assert is_step != known, f"{source} → {target}"


@pytest.mark.django_db
@pytest.mark.parametrize("state", [s for s in STATES if s != S.DRAFT])
def test_the_database_lets_a_criticism_begin_as_a_draft_only(state: S) -> None:
    row, _cast = stage(state)
    columns = [f.column for f in models.Criticism._meta.concrete_fields if not f.primary_key]
    names = ", ".join(columns)
    with (
        pytest.raises(IntegrityError, match="conduct_criticism_begins"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"INSERT INTO conduct_criticism ({names}) SELECT {names} FROM conduct_criticism "
            "WHERE id = %s",
            [row.pk],
        )


ONCE = [
    (S.NOTIFIED, "notified_at", made.NOTICE - timedelta(days=9)),
    (S.NOTIFIED, "evidence_sha256", "0" * 64),
    (S.NOTIFIED, "original_reply_due_date", made.NOTICE.date()),
    (S.REPLIED, "replied_at", made.OVER),
    (S.LAPSED, "lapsed_at", made.DECISION),
    (S.DECIDED, "public_text", "Lời khác."),
    (S.DECIDED, "decided_at", made.ISSUE),
    (S.ISSUED, "decision_number", "78/QĐ"),
    (S.UPHELD, "appealed_at", made.ANSWER),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "column", "value"), ONCE, ids=[f"{c[1]}" for c in ONCE])
def test_the_database_lets_what_is_said_once_be_said_once(
    state: S, column: str, value: object
) -> None:
    row, _cast = stage(state)
    with (
        pytest.raises(IntegrityError, match="conduct_criticism_once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE conduct_criticism SET {column} = %s WHERE id = %s", [value, row.pk])

"""A country's duties for benchmarks: its tree, obligations, and what became of them.

Everything is written by statements over whole sets, the same on both engines, and depends on no
chance: what became of a duty follows from its numbers. Older obligations are mostly closed, of
the newest most are open; some have no deadline, some are only encouraged.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

PROVINCES, DISTRICTS, COMMUNES = 63, 705, 10_598
OBLIGATIONS = 88
"""88 × 11,366 units are 1,000,208 assignments."""
_AGES = (
    # Due so many days ago or more: of 1,000 so many in each state, in this order.
    (30, "DRAFT 0 ISSUED 8 ACKNOWLEDGED 6 IN_PROGRESS 8 RETURNED 3 REPORTED 15 ACCEPTED 40 CLOSED"),
    (0, "DRAFT 2 ISSUED 80 ACKNOWLEDGED 80 IN_PROGRESS 110 RETURNED 20 REPORTED 150 ACCEPTED CLOSED"),
    (-999, "DRAFT 40 ISSUED 330 ACKNOWLEDGED 300 IN_PROGRESS 210 RETURNED 10 REPORTED 60 ACCEPTED"),
)  # fmt: skip


def numbers(count: int) -> str:
    """The head of a statement in which `n.i` counts from 1, on the engine in use."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
    return f"WITH n(i) AS (SELECT generate_series(1, {count}))"


def run(*statements: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def settle() -> None:
    """What autovacuum leaves behind within minutes."""
    from django.db import connection

    run("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def found(cast: Any, communes: int) -> list[Any]:
    """Provinces, districts and so many communes under the cast's province; the provinces."""
    from campaigns.units import models, services
    from tests.factories import cast as casts

    districts = max(communes * DISTRICTS // COMMUNES, 2)
    provinces = max(communes * PROVINCES // COMMUNES, 2)
    drafts = [_draft(f"p{n}", "province", f"Tỉnh số {n}", "58") for n in range(provinces)]
    drafts += [
        _draft(f"h{n}", "district", f"Huyện số {n}", f"p{n % provinces}") for n in range(districts)
    ]
    founded = services.found_units(drafts=drafts, by=casts.SYSTEM, at=casts.NOW)
    kind = models.UnitKind.objects.get(code="commune")
    day = f"'{casts.START}'"
    district = f"(SELECT id FROM units_unit WHERE code = 'h' || (n.i % {districts}))"
    mine = "(SELECT id FROM units_unit WHERE code = 'x' || n.i)"
    run(
        f"{numbers(communes)} INSERT INTO units_unit (code, kind_id, name_vi, name_en,"
        " short_name_vi, folded_text, valid_from_date, source) SELECT 'x' || n.i,"
        f" {kind.pk}, 'Xã số ' || n.i, 'Xã số ' || n.i, 'Xã số ' || n.i, 'xa so ' || n.i, {day}, ''"
        " FROM n",
        f"{numbers(communes)} INSERT INTO units_activerange (unit_id, valid_from_date)"
        f" SELECT {mine}, {day} FROM n",
        f"{numbers(communes)} INSERT INTO units_unitedge (child_id, parent_id, valid_from_date)"
        f" SELECT {mine}, {district}, {day} FROM n",
        "INSERT INTO units_unitclosure (ancestor_id, descendant_id, depth, valid_from_date)"
        " SELECT c.ancestor_id, e.child_id, c.depth + 1, e.valid_from_date FROM units_unitedge e"
        " JOIN units_unitclosure c ON c.descendant_id = e.parent_id"
        " JOIN units_unit u ON u.id = e.child_id WHERE u.code LIKE 'x%'",
        "INSERT INTO units_unitclosure (ancestor_id, descendant_id, depth, valid_from_date)"
        " SELECT id, id, 0, valid_from_date FROM units_unit WHERE code LIKE 'x%'",
    )
    return [founded[f"p{n}"] for n in range(provinces)]


def _draft(code: str, kind: str, name: str, parent: str) -> Any:
    from campaigns.units import services
    from tests.factories import cast as casts

    return services.UnitDraft(code, kind, name, name, name, casts.START, parent)


def oblige(scene: Any, count: int = OBLIGATIONS) -> list[Any]:
    """So many obligations on the clauses of the letter, by age, the oldest first."""
    from campaigns.directives import models, services
    from tests.factories import directives

    clauses = list(scene.obligation.clause.directive.clauses.order_by("position"))
    made = []
    for number in range(count):
        values = {
            "clause": clauses[number % len(clauses)],
            "task_vi": f"Nhiệm vụ đợt {number}",
            "task_en": f"Task of round {number}",
            "strength": {3: "ENCOURAGE", 5: "REQUEST"}.get(number % 10, "ASSIGN"),
            "recurrence": models.Obligation.Recurrence.ONCE,
        }
        made.append(
            services.save_obligation(code=f"dot-{number}", values=values, **directives.SEALED)
        )
    return made


def give_out(obligations: Sequence[Any], *, today: date) -> None:
    """Each obligation to every unit with a number: to provinces, from them to districts, from them
    to communes. Due every nine days from 650 days ago on."""
    for number, obligation in enumerate(obligations):
        due = today + timedelta(days=number * 9 - 650)
        for letter, above in (("p", None), ("h", "p"), ("x", "h")):
            run(_given(obligation, number, None if number % 20 == 0 else due, today, letter, above))
    run(
        "INSERT INTO directives_assignmentstep (assignment_id, state, note, made_at)"
        " SELECT id, state, '', issued_at FROM directives_assignment WHERE state IN"
        " ('ISSUED', 'ACKNOWLEDGED', 'IN_PROGRESS', 'RETURNED')",
        "INSERT INTO directives_escalation"
        " (assignment_id, due_date, level, act, planned_date, people_count, made_at)"
        " SELECT a.id, a.current_due_date, l.level, 'TOLD', a.current_due_date, 1, a.issued_at"
        " FROM directives_assignment a CROSS JOIN (SELECT 1 AS level UNION SELECT 2 UNION SELECT 3"
        " UNION SELECT 4) l WHERE a.state = 'ISSUED' AND a.strength = 'ASSIGN'"
        f" AND a.current_due_date < '{today - timedelta(days=10)}'",
    )


def _given(
    obligation: Any, number: int, due: date | None, today: date, letter: str, above: str | None
) -> str:
    chance = f"((u.id * 7919 + {number} * 104729) % 1000)"
    state = _state(chance, (today - due).days if due else 200)
    day = "NULL" if due is None else f"'{due}'"
    late = today if due is None else min(due + timedelta(days=4), today)
    early = today - timedelta(days=300) if due is None else min(due, today)
    said = f"CASE WHEN {chance} % 8 = 0 THEN '{late}' ELSE '{early}' END"
    issued = (due or today - timedelta(days=200)) - timedelta(days=90)
    columns = {
        "obligation_id": str(obligation.pk),
        "unit_id": "u.id",
        "parent_id": "NULL" if above is None else "a.id",
        "duty": "'LEAD'",
        "strength": f"'{obligation.strength}'",
        "note": "''",
        "due_rule": "'NONE'" if due is None else "'FIXED'",
        "due_stated_date": day,
        "state": "u.state",
        "original_due_date": _when("u.state <> 'DRAFT'", day),
        "current_due_date": _when("u.state <> 'DRAFT'", day),
        "missed_due_date": _when(f"u.state <> 'DRAFT' AND {chance} % 50 = 7", day),
        "paused_since_date": _when(
            f"u.state IN ('ISSUED', 'ACKNOWLEDGED', 'IN_PROGRESS') AND {chance} % 40 = 1",
            f"'{today - timedelta(days=5)}'",
        ),
        "issued_at": _when("u.state <> 'DRAFT'", f"'{issued} 02:00:00+00:00'"),
        "issued_date": _when("u.state <> 'DRAFT'", f"'{issued}'"),
        "reported_at": _when(_DONE, f"{_text(said)} || ' 02:00:00+00:00'"),
        "reported_date": _when(_DONE, said),
        "settled_at": "NULL",
    }
    typed = ", ".join(_typed(name, value) for name, value in columns.items())
    units = f"(SELECT id, {state} AS state FROM units_unit u WHERE code LIKE '{letter}%') u"
    joined = (
        ""
        if above is None
        else " JOIN units_unitedge e ON e.child_id = u.id JOIN directives_assignment a"
        f" ON a.unit_id = e.parent_id AND a.obligation_id = {obligation.pk}"
    )
    return (
        f"INSERT INTO directives_assignment ({', '.join(columns)})"
        f" SELECT {typed} FROM {units}{joined}"
    )


_DONE = "u.state IN ('REPORTED', 'ACCEPTED', 'CLOSED')"


def _state(chance: str, days_ago: int) -> str:
    words = next(shares for age, shares in _AGES if days_ago >= age).split()
    so_far, cases = 0, []
    while len(words) > 2 and words[1].isdigit():
        state, share, *words = words
        so_far += int(share)
        cases.append(f"WHEN {chance} < {so_far} THEN '{state}'")
    if len(words) > 1:
        cases.append(f"WHEN {chance} % 2 = 0 THEN '{words[0]}'")
    return f"(CASE {' '.join(cases)} ELSE '{words[-1]}' END)"


def _when(condition: str, value: str) -> str:
    return f"CASE WHEN {condition} THEN {value} END"


def _text(value: str) -> str:
    return f"({value})"


def _typed(name: str, value: str) -> str:
    """SQLite keeps days as text; PostgreSQL wants to hear that they are days."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return value
    kind = {"_date": "date", "d_at": "timestamptz", "t_id": "bigint"}
    cast = next((kind[end] for end in kind if name.endswith(end)), "")
    return f"({value})::{cast}" if cast else value

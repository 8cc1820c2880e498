"""Letting the rows of a list into the register, part by part, each in one transaction.

A part holds its communes, so that two lists at once wait for each other and what one has just
added the other finds; it looks again at rows that were new in the dry run, writes set by set, and
moves coverage and search along.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.jobs import services as jobs_services
from campaigns.kernel import codes, writing
from campaigns.premises import models, queries
from campaigns.premises.queries import lists
from campaigns.premises.services import coverage, registering, searching
from campaigns.premises.services.importing import coding, matching, staging, uploading
from campaigns.units import models as units_models

PART = 5_000
_ASKED = (
    *("id", "code", "commune_id", "owner_id", "list_code", "kind_id"),
    *("match_name", "match_place", "merged_into_id", "is_vehicle", "state"),
)
"""By what rows find premises: to measure all columns would take twice as long."""
_SPOKEN = ("address", "hamlet", "plate", "route", "list_code")
_DERIVED = ("folded_name", "folded_text", "match_name", "match_place")
_MINE = "r.imported_id = %s AND r.number BETWEEN %s AND %s AND r.outcome = 'WAITING'"
_NEXT = "nextval(pg_get_serial_sequence('premises_premises', 'id'))"
# Rows of earlier turns, taken in before the list was stopped, have lower keys.
_ADDED = """r.imported_id = %s AND r.number BETWEEN %s AND %s AND r.verdict = 'NEW'
    AND r.premises_id >= %s"""


def run(turn: jobs_services.Turn) -> jobs_services.Step:
    """Take in the next rows.

    Raises:
        ListRefused: the list is no longer the officer's to take in.
    """
    imported = models.Import.objects.select_related("unit").get(pk=turn.job.input["import"])
    assert isinstance(turn.by, accounts_models.User)  # noqa: S101  lists are ordered by people
    places = lists.Places(turn.by, imported.unit, timezone.localdate(turn.at))
    if not places.mine:
        raise uploading.ListRefused(_("You no longer keep the premises of this unit."))
    lines, count, is_last = next_lines(imported, turn, models.RowOutcome.WAITING)

    def write() -> None:
        if count:
            _take_in(imported, lines, places.allowed, turn)

    done = turn.done + count
    total = turn.total or imported.new_rows + imported.changed_rows + imported.same_rows
    return jobs_services.Step(
        cursor={"line": lines[1]},
        done=done,
        total=max(total, done),
        phase="TAKING_IN",
        write=write,
        is_last=is_last,
        result={"rows": done},
    )


def next_lines(
    imported: models.Import, turn: jobs_services.Turn, outcome: models.RowOutcome
) -> tuple[matching.Range, int, bool]:
    """The next part: its lines, how many rows that are, and whether it is the last."""
    after = int(turn.cursor.get("line", 0))
    rows = models.ImportRow.objects.filter(imported=imported, number__gt=after, outcome=outcome)
    numbers = list(rows.order_by("number").values_list("number", flat=True)[: PART + 1])
    if len(numbers) <= PART:
        return (after + 1, matching.ALL[1]), len(numbers), True
    return (after + 1, numbers[PART - 1]), PART, False


def _take_in(
    imported: models.Import,
    lines: matching.Range,
    allowed: frozenset[int],
    turn: jobs_services.Turn,
) -> None:
    today = timezone.localdate(turn.at)
    if _has_doubled(turn.done // PART):
        staging.analyse(models.Premises, _ASKED)
    _hold_communes(imported, lines)
    matching.match_again(imported, lines)
    left_out = matching.leave_out_lost(imported, lines, allowed)
    matching.judge_changes(imported, lines)
    amended = _amend(imported, lines, today)
    added = _add(imported, lines, turn)
    entered = (
        coding.enter_codes(imported, lines, by=turn.by, at=turn.at)
        if coding.has_codes(imported)
        else 0
    )
    writing.count_row(added + len(amended))
    searching.refresh(amended)
    staging.run(
        f"UPDATE premises_importrow AS r SET outcome = 'DONE' WHERE {_MINE} AND verdict <> 'SAME'",
        (imported.pk, *lines),
    )
    models.Import.objects.filter(pk=imported.pk).update(
        added=F("added") + added,
        amended=F("amended") + len(amended),
        left_out=F("left_out") + left_out,
    )
    audit_services.record(
        "premises.list_part_taken_in",
        imported,
        unit_id=imported.unit_id,
        after={
            "lines": list(lines),
            "added": added,
            "amended": len(amended),
            "codes": entered,
            "sha256": _digest(imported, lines),
        },
    )


def _has_doubled(parts: int) -> bool:
    """Whether the parts taken in so far are 1, 2, 4, 8, …: the register may be twice what it was.

    To a planner that knows an empty register, comparing each new row with each old one is cheap.
    """
    return parts > 0 and parts & (parts - 1) == 0


def _hold_communes(imported: models.Import, lines: matching.Range) -> None:
    """One list at a time in a commune, without keeping anybody else from using it."""
    rows = models.ImportRow.objects.filter(imported=imported, number__range=lines)
    pks = sorted(set(rows.order_by().values_list("commune_id", flat=True).distinct()))
    held = units_models.Unit.objects.filter(pk__in=pks).order_by("pk")
    list(held.select_for_update(no_key=True).values_list("pk"))


def _amend(imported: models.Import, lines: matching.Range, today: Any) -> list[int]:
    """Bring premises to what their rows state, keeping what stood before; return their keys."""
    rows = models.ImportRow.objects.filter(
        imported=imported, number__range=lines, verdict="CHANGED", outcome="WAITING"
    )
    pks = sorted(rows.values_list("premises_id", flat=True))
    if not pks:
        return []
    list(models.Premises.objects.filter(pk__in=pks).select_for_update().order_by("pk").values("pk"))
    _complete(imported, lines)
    keep = ", ".join(matching.VALUES)
    before = ", ".join(f"p.{name}" for name in matching.VALUES)
    if coding.has_payments(imported):
        keep, before = f"{keep}, payments", f"{before}, {coding.payments_of('p')}"
    staging.run(
        f"""INSERT INTO premises_importbefore (imported_id, premises_id, {keep})
        SELECT r.imported_id, p.id, {before} FROM premises_importrow AS r
        JOIN premises_premises AS p ON p.id = r.premises_id
        WHERE {_MINE} AND r.verdict = 'CHANGED'""",
        (imported.pk, *lines),
    )
    source = f"FROM premises_importrow AS r WHERE {_MINE} AND r.verdict = 'CHANGED'"
    bring(source, (imported.pk, *lines), _movers(imported, lines), today)
    if coding.has_payments(imported):
        coding.set_payments(source, (imported.pk, *lines))
    return pks


def bring(source: str, params: Sequence[Any], movers: Sequence[int], today: Any) -> None:
    """Set premises to the values of rows `r`; those that move or change kind count so from today.

    Args:
        source: `FROM … AS r WHERE …`, of rows with `premises_id` and the values.
        params: of the source.
        movers: premises whose commune or kind becomes another.
        today: the day of the change.
    """
    sets = ", ".join(f"{name} = r.{name}" for name in matching.VALUES)
    with coverage.tracked(movers):
        staging.run(
            f"UPDATE premises_premises AS p SET {sets} {source} AND p.id = r.premises_id",
            params,
        )
        for row in models.Premises.objects.filter(pk__in=movers).order_by("pk"):
            registering.carry_on(row, today)


def _movers(imported: models.Import, lines: matching.Range) -> list[int]:
    rows = models.ImportRow.objects.filter(
        imported=imported, number__range=lines, verdict="CHANGED", outcome="WAITING"
    )
    stays = rows.filter(kind=F("premises__kind"), commune=F("premises__commune"))
    return list(rows.exclude(pk__in=stays).order_by("premises").values_list("premises", flat=True))


def _complete(imported: models.Import, lines: matching.Range) -> None:
    """Fill what the rows leave open with what the register knows, and derive anew what follows."""
    rows = models.ImportRow.objects.filter(
        imported=imported, number__range=lines, verdict="CHANGED", outcome="WAITING"
    )
    empties = ", ".join(
        f"{name} = CASE WHEN r.{name} = '' THEN p.{name} ELSE r.{name} END"
        for name in (*_SPOKEN, "description", "contact_name", "contact_phone")
    )
    nulls = ", ".join(
        f"{name} = COALESCE(r.{name}, p.{name})" for name in ("owner_id", "latitude", "longitude")
    )
    if coding.has_payments(imported):
        known = coding.payments_of("p")
        nulls += f", payments = CASE WHEN r.payments = '' THEN {known} ELSE r.payments END"
    staging.run(
        f"""UPDATE premises_importrow AS r SET code = p.code, {empties}, {nulls}
        FROM premises_premises AS p
        WHERE {_MINE} AND r.verdict = 'CHANGED' AND p.id = r.premises_id""",
        (imported.pk, *lines),
    )
    said = ("name", *_SPOKEN, "code", "is_vehicle")
    forms = [(*queries.derived(row), row["pk"]) for row in rows.values("pk", *said)]
    sets = ", ".join(f"{name} = %s" for name in _DERIVED)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE premises_importrow SET {sets} WHERE id = %s", forms)


def _add(imported: models.Import, lines: matching.Range, turn: jobs_services.Turn) -> int:
    """Enter what is new, open from its first day; return how many.

    Each row is told its premises before that is entered, and that it is done: written once, where
    asking for the key afterwards and marking it would write it and its indexes three times.
    """
    _renew_codes(imported, lines)
    first = _next_key()
    added = _allot_keys(imported, lines, first)
    if not added:
        return 0
    source = f"FROM premises_importrow AS r WHERE {_ADDED}"
    mine = (imported.pk, *lines, first)
    values = ", ".join(matching.VALUES)
    staging.run(
        f"""INSERT INTO premises_premises (id, {values}, code, state, has_checkpoint, poster_stage,
            safety_level, registered_at, registered_by, is_demo)
        SELECT r.premises_id, {", ".join(f"r.{name}" for name in matching.VALUES)}, r.code, 'OPEN',
            {_no()}, 'NONE', 'NONE', %s, %s, {_no()} {source} ORDER BY r.number""",
        (_moment(turn), turn.by.actor_id, *mine),
    )
    staging.run(
        f"""INSERT INTO premises_openrange (premises_id, from_date, state, commune_id, kind_id)
        SELECT r.premises_id, r.from_date, 'OPEN', r.commune_id, r.kind_id {source}""",
        mine,
    )
    coverage.add_open(source, mine)
    if coding.has_payments(imported):
        coding.set_payments(source, mine)
    if connection.vendor == "sqlite":
        keys = staging.ask(f"SELECT r.premises_id {source}", mine)
        searching.refresh([key for (key,) in keys])
    return added


def _next_key() -> int:
    """A key of the register below all that are drawn in what follows."""
    if connection.vendor == "postgresql":
        asked = f"SELECT {_NEXT}"
    else:
        asked = (
            "SELECT COALESCE(MAX(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'premises_premises'"
        )
    key: int = staging.ask(asked, ())[0][0]
    return key


def _allot_keys(imported: models.Import, lines: matching.Range, first: int) -> int:
    """Give keys to the new rows in their order; return how many. Codes are entered by rows that
    wait, so where the list has any its rows are done only after that."""
    done = "WAITING" if coding.has_codes(imported) else "DONE"
    new = f"{_MINE} AND r.verdict = 'NEW'"
    if connection.vendor == "postgresql":
        return staging.run(
            f"UPDATE premises_importrow AS r SET premises_id = {_NEXT}, outcome = %s WHERE {new}",
            (done, imported.pk, *lines),
        )
    return staging.run(
        f"""UPDATE premises_importrow AS r SET premises_id = %s + said.place, outcome = %s
        FROM (SELECT r.id, ROW_NUMBER() OVER (ORDER BY r.number) AS place
            FROM premises_importrow AS r WHERE {new}) AS said WHERE said.id = r.id""",
        (first, done, imported.pk, *lines),
    )


def _no() -> str:
    return "FALSE" if connection.vendor == "postgresql" else "0"


def _moment(turn: jobs_services.Turn) -> Any:
    """The moment as the engine stores it."""
    return connection.ops.adapt_datetimefield_value(turn.at)


def _renew_codes(imported: models.Import, lines: matching.Range) -> None:
    """Give another code to whoever drew one that is taken."""
    rows = models.ImportRow.objects.filter(
        imported=imported, number__range=lines, verdict="NEW", outcome="WAITING"
    )
    taken = rows.filter(code__in=models.Premises.objects.values("code"))
    for row in taken.order_by("pk"):
        fresh = codes.new_code(lists.CODE_LETTERS)
        row.folded_text = row.folded_text.replace(row.code.casefold(), fresh.casefold())
        row.code = fresh
        row.save(update_fields=["code", "folded_text"])


def _digest(imported: models.Import, lines: matching.Range) -> str:
    """Digest of what the part wrote: codes, names and places in their order; no contact."""
    rows = models.ImportRow.objects.filter(
        imported=imported, number__range=lines, outcome=models.RowOutcome.DONE
    )
    said = rows.order_by("number").values_list(
        "code", "name", "match_place", "commune_id", "kind_id"
    )
    return hashlib.sha256(codes.canonical_json([list(row) for row in said])).hexdigest()

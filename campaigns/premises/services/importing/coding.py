"""Official codes and payment methods that a list states: whose they may be, entered, taken back.

A list enters codes where none stands and never replaces one: with a code its sheets end, which is
for a person to decide. Work is done only for lists that have the column.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from campaigns.kernel import actor, writing
from campaigns.premises import models
from campaigns.premises.services import coverage
from campaigns.premises.services.importing import staging

Conflict = tuple[int, int, str, str]
"""A row by its key and line, what its cell holds, and what to do."""
_MINE = "r.imported_id = %s AND r.number BETWEEN %s AND %s"
_WAITING = f"{_MINE} AND r.outcome = 'WAITING' AND r.payload_sha256 <> ''"
_STANDS = """EXISTS (SELECT 1 FROM premises_checkpoint AS c WHERE c.premises_id = p.id
    AND c.state = 'STANDING' AND c.payload_sha256 = r.payload_sha256)"""


def has_codes(imported: models.Import) -> bool:
    return "payload" in imported.mapping


def has_payments(imported: models.Import) -> bool:
    return "payment_methods" in imported.mapping


def said_otherwise(imported: models.Import) -> list[str]:
    """Terms by which a row `r` states another code or other methods than those of `p`."""
    terms = []
    if has_codes(imported):
        terms.append(f"(r.payload_sha256 <> '' AND NOT {_STANDS})")
    if has_payments(imported):
        terms.append(f"(r.payments <> '' AND r.payments <> {payments_of('p')})")
    return terms


def is_as_left(imported: models.Import) -> list[str]:
    """Terms by which what a row `r` brought to `p` is still so."""
    terms = []
    if has_codes(imported):
        terms.append(f"(NOT r.has_entered_code OR {_STANDS})")
    if has_payments(imported):
        terms.append(f"r.payments = {payments_of('p')}")
    return terms


def payments_of(alias: str) -> str:
    """The methods of a premises as rows say them, in the words of the engine."""
    table = models.Premises.payment_methods.through._meta.db_table
    rows = f"SELECT paymentmethod_id AS m FROM {table} WHERE premises_id = {alias}.id"
    if connection.vendor == "postgresql":
        return f"COALESCE((SELECT STRING_AGG(m::text, ',' ORDER BY m) FROM ({rows}) AS x), '')"
    return f"COALESCE((SELECT GROUP_CONCAT(m, ',') FROM ({rows} ORDER BY m)), '')"


def repeated(imported: models.Import) -> list[Conflict]:
    """Lines of the list that state one code: whose it is, the list does not say."""
    rows = staging.ask(
        """SELECT id, number, payload, first, last FROM (
            SELECT r.id, r.number, r.payload,
            MIN(r.number) OVER (PARTITION BY r.payload_sha256) AS first,
            MAX(r.number) OVER (PARTITION BY r.payload_sha256) AS last
            FROM premises_importrow AS r WHERE r.imported_id = %s AND r.payload_sha256 <> ''
        ) AS said WHERE first <> last ORDER BY number""",
        (imported.pk,),
    )
    words = _(
        "Line %(number)d has the same code. A code belongs to one place: find out whose it is and"
        " empty the other cell."
    )
    return [
        (pk, number, payload, words % {"number": last if number == first else first})
        for pk, number, payload, first, last in rows
    ]


def conflicts(imported: models.Import, lines: tuple[int, int]) -> list[Conflict]:
    """Rows whose code stands elsewhere, or whose place has another or takes none."""
    mine = (imported.pk, *lines)
    elsewhere = staging.ask(
        f"""SELECT r.id, r.number, r.payload, p.name, u.name_vi FROM premises_importrow AS r
        JOIN premises_checkpoint AS c ON c.payload_sha256 = r.payload_sha256
        AND c.state = 'STANDING' AND (r.premises_id IS NULL OR c.premises_id <> r.premises_id)
        JOIN premises_premises AS p ON p.id = c.premises_id
        JOIN units_unit AS u ON u.id = p.commune_id WHERE {_WAITING} ORDER BY r.number""",
        mine,
    )
    words = _(
        "This code stands at %(name)s, %(commune)s. Find out whose it is; entered on the page of"
        " the place it becomes a claim."
    )
    found = [
        (pk, number, payload, words % {"name": name[:80], "commune": commune})
        for pk, number, payload, name, commune in elsewhere
    ]
    others = staging.ask(
        f"""SELECT r.id, r.number, r.payload FROM premises_importrow AS r
        JOIN premises_checkpoint AS c ON c.premises_id = r.premises_id AND c.state = 'STANDING'
        AND c.payload_sha256 <> r.payload_sha256 WHERE {_WAITING} ORDER BY r.number""",
        mine,
    )
    has_another = _(
        "This place has another code. Change it on its own page: its sheets end with the old code."
    )
    closed = staging.ask(
        f"""SELECT r.id, r.number, r.payload FROM premises_importrow AS r
        JOIN premises_premises AS p ON p.id = r.premises_id AND p.state = 'CLOSED'
        WHERE {_WAITING} AND NOT {_STANDS} ORDER BY r.number""",
        mine,
    )
    is_closed = _("This place is closed for good: open it again first, or empty the cell.")
    found += [(*row, has_another) for row in others]
    found += [(*row, is_closed) for row in closed]
    # One row may be wrong in several ways; the first is mended first.
    return sorted({row[0]: row for row in reversed(found)}.values(), key=lambda row: row[1])


def enter_codes(
    imported: models.Import, lines: tuple[int, int], *, by: actor.Actor, at: datetime
) -> int:
    """Let the codes of new and changed rows stand where none does; return how many."""
    writing.current()
    moment = connection.ops.adapt_datetimefield_value(at)
    mine = (imported.pk, *lines)
    which = f"""WHERE {_WAITING} AND r.verdict <> 'SAME' AND NOT EXISTS (
        SELECT 1 FROM premises_checkpoint AS c WHERE c.premises_id = r.premises_id
        AND c.state = 'STANDING')"""
    pks = [
        pk
        for (pk,) in staging.ask(f"SELECT r.premises_id FROM premises_importrow AS r {which}", mine)
    ]
    if not pks:
        return 0
    with coverage.tracked(pks):
        # What somebody enters at this very moment for another place keeps that code.
        count = staging.run(
            f"""INSERT INTO premises_checkpoint (premises_id, payload, payload_sha256, source,
                state, entered_at, entered_by, standing_at, ended_by, end_reason)
            SELECT r.premises_id, r.payload, r.payload_sha256, 'LIST', 'STANDING', %s, %s, %s,
                '', '' FROM premises_importrow AS r {which} ORDER BY r.number
            ON CONFLICT DO NOTHING""",
            (moment, by.actor_id, moment, *mine),
        )
        staging.run(
            f"""UPDATE premises_importrow AS r SET has_entered_code = %s FROM premises_checkpoint AS c
            WHERE {_WAITING} AND c.premises_id = r.premises_id AND c.state = 'STANDING'
            AND c.payload_sha256 = r.payload_sha256 AND c.source = 'LIST' AND c.entered_at = %s""",
            (True, *mine, moment),
        )
        coverage.refresh_stages(pks)
    return count


def entered_codes(imported: models.Import, lines: tuple[int, int]) -> QuerySet[models.Checkpoint]:
    """The codes that stand by these rows of the list."""
    return models.Checkpoint.objects.filter(
        state=models.CheckpointState.STANDING,
        source=models.CheckpointSource.LIST,
        premises__import_rows__imported=imported,
        premises__import_rows__number__range=lines,
        premises__import_rows__has_entered_code=True,
        premises__import_rows__payload_sha256=F("payload_sha256"),
    )


def retire_codes(
    imported: models.Import, lines: tuple[int, int], *, by: actor.Actor, at: datetime
) -> None:
    """Take back the codes that changed rows entered: their places stay on the register."""
    rows = models.ImportRow.objects.filter(
        imported=imported, number__range=lines, verdict="CHANGED", outcome="DONE"
    )
    own = entered_codes(imported, lines).filter(premises__in=rows.values("premises"))
    held = list(own.values_list("pk", "premises_id"))
    if not held:
        return
    pks = [premises for _pk, premises in held]
    with coverage.tracked(pks):
        models.Checkpoint.objects.filter(pk__in=[pk for pk, _premises in held]).update(
            state=models.CheckpointState.RETIRED,
            ended_at=at,
            ended_by=by.actor_id,
            end_reason=_("The list that brought it was undone."),
        )
        coverage.refresh_stages(pks)


def added_coverage(premises_ids: Sequence[int]) -> Counter[coverage.Key]:
    """What places count for that are about to go, with their codes."""
    change: Counter[coverage.Key] = Counter()
    change.subtract(coverage.reckon(premises_ids))
    return change


def deletions(imported: models.Import, places: str) -> list[str]:
    """What goes before places that the list added: its own codes and ways to pay, no others."""
    payments = models.Premises.payment_methods.through._meta.db_table
    found = []
    if has_codes(imported):
        found.append(
            f"""DELETE FROM premises_checkpoint WHERE source = 'LIST' AND state = 'STANDING'
            AND premises_id IN ({places} AND r.has_entered_code)"""
        )
    if has_payments(imported):
        found.append(f"DELETE FROM {payments} WHERE premises_id IN ({places})")
    return found


def set_payments(source: str, params: Sequence[Any]) -> None:
    """Bring the methods of premises to what rows `r` state of them.

    Args:
        source: `FROM … AS r WHERE …`, of rows with `premises_id` and `payments`, whole lists.
        params: of the source.
    """
    link = models.Premises.payment_methods.through
    wanted = {
        pk: {int(key) for key in said.split(",") if key}
        for pk, said in staging.ask(f"SELECT r.premises_id, r.payments {source}", params)
    }
    pks, had = sorted(wanted), defaultdict(set)
    for start in range(0, len(pks), 500):
        rows = link.objects.filter(premises__in=pks[start : start + 500])
        for pk, method in rows.values_list("premises_id", "paymentmethod_id"):
            had[pk].add(method)
    other = [pk for pk in pks if wanted[pk] != had[pk]]
    for start in range(0, len(other), 500):
        link.objects.filter(premises__in=other[start : start + 500]).delete()
    pairs = [(pk, method) for pk in other for method in sorted(wanted[pk])]
    staging.store(link, ("premises_id", "paymentmethod_id"), pairs)

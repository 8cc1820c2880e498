"""Whom each row of a list means: set by set in the database, alike on both engines.

Codes come first, Loa's own, then the list's; what they claim, no row without a code can mean. So a
numbered row that renames a place and a row without a number that bears its old name are two, on
the first import and on every later one.
"""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from campaigns.premises import models
from campaigns.premises.queries import lists
from campaigns.premises.services.importing import coding, staging

VALUES = (
    *("list_code", "kind_id", "is_vehicle", "name", "description", "address", "hamlet"),
    *("commune_id", "owner_id", "plate", "route", "latitude", "longitude", "contact_name"),
    *("contact_phone", "folded_name", "folded_text", "match_name", "match_place"),
)
"""Columns of the register that a list can set."""
_TEXTS = ("description", "address", "hamlet", "plate", "route", "list_code")
_CONTACT = ("contact_name", "contact_phone")
_POINTS = ("owner_id", "latitude", "longitude")
_IDENTITY = "r.commune_id, r.kind_id, r.match_name, r.match_place"
Range = tuple[int, int]
"""Lines from the first to the last, both included."""
ALL: Range = (0, 2_000_000_000)
_MINE = "r.imported_id = %s AND r.number BETWEEN %s AND %s"

# An empty cell says nothing: it leaves what is known as it is.
STATES_OTHERWISE = " OR ".join(
    (
        "r.name <> p.name OR r.kind_id <> p.kind_id OR r.commune_id <> p.commune_id",
        *(f"(r.{name} <> '' AND r.{name} <> p.{name})" for name in (*_TEXTS, *_CONTACT)),
        *(f"(r.{n} IS NOT NULL AND r.{n} IS DISTINCT FROM p.{n})" for n in _POINTS),
    )
)


def match_all(imported: models.Import, units: Sequence[int]) -> list[lists.Fault]:
    """Find whom each row means and what it would change; rows with faults go and are returned.

    Args:
        imported: the list.
        units: where the officer keeps premises.
    """
    faults = [*_repeated(imported), *_unknown_codes(imported, units)]
    _by_list_code(imported, ALL)
    faults += _meant_twice(imported)
    _by_identity(imported, ALL)
    faults += [*_wrong_nature(imported), *_taken_numbers(imported)]
    if coding.has_codes(imported):
        faults += _drop(coding.repeated(imported), "payload")
        faults += _drop(coding.conflicts(imported, ALL), "payload")
    judge_changes(imported, ALL)
    return faults


def match_again(imported: models.Import, lines: Range) -> None:
    """Look for rows that nothing was known of: somebody may have entered them meanwhile."""
    _by_list_code(imported, lines)
    _by_identity(imported, lines)


def judge_changes(imported: models.Import, lines: Range) -> None:
    """Say of each row that means a premises whether it states something else."""
    is_other = " OR ".join((STATES_OTHERWISE, *coding.said_otherwise(imported)))
    staging.run(
        f"""UPDATE premises_importrow AS r
        SET verdict = CASE WHEN {is_other} THEN 'CHANGED' ELSE 'SAME' END
        FROM premises_premises AS p
        WHERE {_MINE} AND r.outcome = 'WAITING' AND p.id = r.premises_id
        AND r.verdict <> CASE WHEN {is_other} THEN 'CHANGED' ELSE 'SAME' END""",
        (imported.pk, *lines),
    )


def _repeated(imported: models.Import) -> list[lists.Fault]:
    """Lines that say what another line says: by the same code, number, or name and place."""
    lower = [
        ("own_code", "r.code", "r.code", "r.has_own_code"),
        ("list_code", "r.list_code", "r.commune_id, r.list_code", "r.list_code <> ''"),
    ]
    faults: list[lists.Fault] = []
    for field, shown, key, where in lower:
        faults += _drop_later(imported, field, shown, key, where, "r.number", "TRUE")
    numbered_first = "CASE WHEN r.list_code <> '' OR r.has_own_code THEN 0 ELSE 1 END, r.number"
    is_unnumbered = "r.list_code = '' AND NOT r.has_own_code"
    faults += _drop_later(
        imported, "name", "r.name", _IDENTITY, "TRUE", numbered_first, is_unnumbered
    )
    return faults


def _drop_later(
    imported: models.Import, field: str, shown: str, key: str, where: str, order: str, only: str
) -> list[lists.Fault]:
    """Of the rows that share a key, drop those after the first; `only` says which may go."""
    rows = staging.ask(
        f"""SELECT id, number, shown, first FROM (
            SELECT r.id, r.number, {shown} AS shown, ({only}) AS may_go,
            FIRST_VALUE(r.number) OVER (PARTITION BY {key} ORDER BY {order}) AS first
            FROM premises_importrow AS r WHERE r.imported_id = %s AND {where}
        ) AS said WHERE first <> number AND may_go ORDER BY number""",
        (imported.pk,),
    )
    words = _("Line %(number)d says this already. Keep one of them.")
    return _drop([(pk, n, shown, words % {"number": first}) for pk, n, shown, first in rows], field)


def _drop(rows: Sequence[tuple[int, int, str, str]], field: str) -> list[lists.Fault]:
    """Take rows out of the list, and say why."""
    pks = [row[0] for row in rows]
    for start in range(0, len(pks), 500):
        models.ImportRow.objects.filter(pk__in=pks[start : start + 500]).delete()
    label = str(lists.FIELDS[field])
    return [lists.Fault(number, label, shown[:120], said) for _pk, number, shown, said in rows]


def _unknown_codes(imported: models.Import, units: Sequence[int]) -> list[lists.Fault]:
    """Match by Loa's own codes, those of merged premises too; a code that is none is a fault, and
    so is one of a premises where the officer keeps nothing."""
    marks = ", ".join(["%s"] * len(units))
    staging.run(
        f"""UPDATE premises_importrow AS r SET premises_id = p.id
        FROM premises_premises AS named JOIN premises_premises AS p
        ON p.id = COALESCE(named.merged_into_id, named.id)
        WHERE r.imported_id = %s AND r.has_own_code AND named.code = r.code
        AND (p.commune_id IN ({marks}) OR p.owner_id IN ({marks}))""",
        (imported.pk, *units, *units),
    )
    rows = models.ImportRow.objects.filter(imported=imported, has_own_code=True, premises=None)
    said = _("No premises of yours has this code. Leave the cell empty to enter a new one.")
    found = rows.order_by("number").values_list("pk", "number", "code")
    return _drop([(*row, said) for row in found], "own_code")


def _by_list_code(imported: models.Import, lines: Range) -> None:
    staging.run(
        f"""UPDATE premises_importrow AS r SET premises_id = p.id FROM premises_premises AS p
        WHERE {_MINE} AND r.premises_id IS NULL AND NOT r.has_own_code AND r.list_code <> ''
        AND r.outcome = 'WAITING' AND p.commune_id = r.commune_id AND p.list_code = r.list_code
        AND p.merged_into_id IS NULL""",
        (imported.pk, *lines),
    )


def _by_identity(imported: models.Import, lines: Range) -> None:
    """Match by kind, name, commune and place what no code claims: one row a premises.

    A numbered row finds only a premises that has no number yet.
    """
    staging.run(
        f"""UPDATE premises_importrow AS r SET premises_id = found.premises_id FROM (
            SELECT said.id, MIN(p.id) AS premises_id FROM (
                SELECT r.*, ROW_NUMBER() OVER (PARTITION BY {_IDENTITY} ORDER BY r.number) AS place
                FROM premises_importrow AS r WHERE {_MINE}
                AND r.premises_id IS NULL AND NOT r.has_own_code AND r.outcome = 'WAITING'
            ) AS said JOIN premises_premises AS p
            ON p.commune_id = said.commune_id AND p.match_name = said.match_name
            AND p.kind_id = said.kind_id AND p.match_place = said.match_place
            AND p.merged_into_id IS NULL AND (said.list_code = '' OR p.list_code = '')
            WHERE said.place = 1 AND NOT EXISTS (SELECT 1 FROM premises_importrow AS c
                WHERE c.premises_id = p.id AND c.imported_id = said.imported_id)
            GROUP BY said.id
        ) AS found WHERE found.id = r.id""",
        (imported.pk, *lines),
    )


def _meant_twice(imported: models.Import) -> list[lists.Fault]:
    """Two lines that mean one premises, one by Loa's code and one by the list's."""
    return _drop_later(
        imported, "list_code", "r.list_code", "r.premises_id", "r.premises_id IS NOT NULL",
        "r.number", "TRUE",
    )  # fmt: skip


def _wrong_nature(imported: models.Import) -> list[lists.Fault]:
    rows = staging.ask(
        """SELECT r.id, r.number, r.name FROM premises_importrow AS r
        JOIN premises_premises AS p ON p.id = r.premises_id
        WHERE r.imported_id = %s AND p.is_vehicle <> r.is_vehicle ORDER BY r.number""",
        (imported.pk,),
    )
    said = _(
        "In the register this is a vehicle and here it is none, or the reverse: mend the kind."
    )
    return _drop([(*row, said) for row in rows], "kind")


_TAKEN = """SELECT r.id, r.number, r.list_code FROM premises_importrow AS r
    JOIN premises_premises AS q ON q.commune_id = r.commune_id AND q.list_code = r.list_code
    AND q.merged_into_id IS NULL AND q.id <> r.premises_id
    WHERE r.imported_id = %s AND r.number BETWEEN %s AND %s AND r.premises_id IS NOT NULL
    AND r.list_code <> '' AND r.outcome = 'WAITING' ORDER BY r.number"""


def _taken_numbers(imported: models.Import) -> list[lists.Fault]:
    rows = staging.ask(_TAKEN, (imported.pk, *ALL))
    said = _("Another premises of the commune has this number in the list.")
    return _drop([(*row, said) for row in rows], "list_code")


def leave_out_lost(imported: models.Import, lines: Range, allowed: Iterable[int]) -> int:
    """Leave out rows whose premises, number or code went to another since the dry run, or that now
    lie where the officer keeps nothing; return how many."""
    taken = [row[0] for row in staging.ask(_TAKEN, (imported.pk, *lines))]
    gone = staging.ask(
        f"""SELECT r.id FROM premises_importrow AS r
        LEFT JOIN premises_premises AS p ON p.id = r.premises_id
        WHERE {_MINE} AND r.outcome = 'WAITING' AND r.verdict <> 'NEW'
        AND (p.id IS NULL OR p.merged_into_id IS NOT NULL OR p.is_vehicle <> r.is_vehicle)""",
        (imported.pk, *lines),
    )
    lost = [*taken, *(row[0] for row in gone)]
    if coding.has_codes(imported):
        lost += [row[0] for row in coding.conflicts(imported, lines)]
    rows = models.ImportRow.objects.filter(
        imported=imported, number__range=lines, outcome=models.RowOutcome.WAITING
    )
    foreign = rows.exclude(commune__in=list(allowed)).values_list("pk", flat=True)
    lost += foreign
    return models.ImportRow.objects.filter(pk__in=lost).update(outcome=models.RowOutcome.LEFT_OUT)

"""The dry run: read the file part by part, judge each line, then see what each row would change."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.jobs import services as jobs_services
from campaigns.jobs.queries import sheets
from campaigns.premises import models
from campaigns.premises.queries import lists
from campaigns.premises.services.importing import matching, ordering, staging, uploading

PART = 5_000
_ASKED = (
    *("imported_id", "number", "premises_id", "code", "has_own_code", "list_code", "commune_id"),
    *("kind_id", "match_name", "match_place", "payload_sha256", "verdict", "outcome"),
)
"""By what rows are asked for: to measure all columns would take twice as long."""
_FAULT_COLUMNS = ("imported_id", "number", "column", "value", "message")
# Files that this process is in the middle of, by job: the next part goes on without reading anew.
_open: "OrderedDict[int, tuple[int, Iterator[sheets.Line]]]" = OrderedDict()
_MOST_OPEN = 4


def run(turn: jobs_services.Turn) -> jobs_services.Step:
    """Judge the next lines; after the last, match the rows with the register.

    Raises:
        ListRefused: the file was forgotten, or has no lines.
        TableUnreadable: the file cannot be read beyond some line.
    """
    imported = models.Import.objects.select_related("unit").get(pk=turn.job.input["import"])
    assert isinstance(turn.by, accounts_models.User)  # noqa: S101  lists are ordered by people
    if turn.cursor.get("is_read"):
        return _match(imported, turn, turn.by)
    judge = lists.Judge(imported, turn.by, timezone.localdate(turn.at))
    lines = _next_lines(imported, turn)
    rows: list[lists.Staged] = []
    faults: list[lists.Fault] = []
    for line in lines:
        found = judge.line(line)
        if isinstance(found, lists.Staged):
            rows.append(found)
        else:
            faults += found
    if not lines and not turn.done:
        raise uploading.ListRefused(_("The file holds no line below its heading."))

    def write() -> None:
        if not turn.done:
            ordering.forget_rows(imported)
        staging.store(models.ImportRow, lists.STAGED, rows)
        note_faults(imported, faults)

    done = turn.done + len(lines)
    return jobs_services.Step(
        cursor={"line": done, "is_read": len(lines) < PART},
        done=done,
        total=max(done, turn.total or _estimate(imported)),
        phase="READING",
        write=write,
    )


def _next_lines(imported: models.Import, turn: jobs_services.Turn) -> list[sheets.Line]:
    """The lines after those that were done; skips to them where another process had the file."""
    place, lines = _open.pop(turn.job.pk, (-1, iter(())))
    if place != turn.done:
        lines = islice(uploading.open_list(imported).lines(), turn.done, None)
    found = list(islice(lines, PART))
    if len(found) == PART:
        _open[turn.job.pk] = (turn.done + PART, lines)
        while len(_open) > _MOST_OPEN:
            _open.popitem(last=False)
    return found


def _estimate(imported: models.Import) -> int:
    """About how many lines the file has, as far as that can be told without reading it."""
    with uploading.path_of(imported).open("rb") as file:
        if file.read(2) == b"PK":
            return 0
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def note_faults(imported: models.Import, faults: Sequence[lists.Fault]) -> None:
    """Keep what is to be mended, cell by cell."""
    rows = [(imported.pk, *fault) for fault in faults]
    staging.store(models.ImportFault, _FAULT_COLUMNS, rows)


def _match(
    imported: models.Import, turn: jobs_services.Turn, by: accounts_models.User
) -> jobs_services.Step:
    counts: dict[str, Any] = {}
    units = sorted(lists.Places(by, imported.unit, timezone.localdate(turn.at)).mine)

    def write() -> None:
        staging.analyse(models.ImportRow, _ASKED)
        note_faults(imported, matching.match_all(imported, units))
        rows = models.ImportRow.objects.filter(imported=imported)
        verdicts = rows.aggregate(
            **{
                verdict.lower(): Count("pk", filter=Q(verdict=verdict))
                for verdict in models.RowVerdict
            }
        )
        good = sum(verdicts.values())
        counts.update(
            lines=turn.done,
            new_rows=verdicts["new"],
            changed_rows=verdicts["changed"],
            same_rows=verdicts["same"],
            faulty_lines=turn.done - good,
        )
        models.Import.objects.filter(pk=imported.pk).update(**counts)
        audit_services.record(
            "premises.list_checked", imported, unit_id=imported.unit_id, after=counts
        )

    return jobs_services.Step(
        cursor=turn.cursor,
        done=turn.done,
        total=turn.done,
        phase="MATCHING",
        write=write,
        is_last=True,
        result={"lines": turn.done},
    )

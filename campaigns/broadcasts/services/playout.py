"""Taking in what a station's automation played: checked first, then written all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models, queries
from campaigns.broadcasts.services import airings
from campaigns.kernel import actor, errors, writing

MAX_BYTES = 5 * 1024 * 1024
V, State = models.LineVerdict, models.LogState


class LogRefused(errors.LoaError):
    """The file cannot be read, or its columns do not say when and what."""


class LogSettled(errors.Conflict):
    """The log was written or discarded already."""


@dataclass(frozen=True)
class LogDraft:
    """A file of an outlet's automation."""

    outlet: models.Outlet
    file_name: str
    content: bytes


def too_long_message() -> str:
    return _("The file is larger than %(most)s MB: bring the log in by months.") % {
        "most": MAX_BYTES // (1024 * 1024)
    }


def check_log(*, draft: LogDraft, by: accounts_models.User, at: datetime) -> models.PlayoutLog:
    """Read a file and judge each line; nothing of it counts before `order_log`.

    Raises:
        LogRefused: it is too large, or no table of text.
    """
    if len(draft.content) > MAX_BYTES:
        raise LogRefused(too_long_message())
    sheet = _opened(draft.content)
    columns = queries.guessed_columns(sheet.header, queries.remembered_columns(draft.outlet))
    with writing.writing(by=by, at=at):
        log = models.PlayoutLog(
            outlet=draft.outlet,
            file_name=draft.file_name[-200:] or "log.csv",
            content=draft.content,
            encoding=sheet.encoding,
            columns=columns,
            uploaded_by=by,
            uploaded_at=at,
        )
        order = queries.day_order(sheet, columns)
        log.is_day_first, log.is_day_order_sure = order is not False, order is not None
        log.save()
        _judge(log, sheet, at)
        audit_services.record(
            "broadcasts.log_checked",
            log,
            unit_id=draft.outlet.unit_id,
            after={"file": log.file_name, "lines": len(sheet.lines)},
        )
    return log


def _opened(content: bytes | memoryview) -> queries.LogSheet:
    try:
        return queries.open_sheet(bytes(content))
    except queries.LogUnreadable as fault:
        raise LogRefused(str(fault)) from fault


def read_columns(
    *,
    log: models.PlayoutLog,
    columns: Mapping[str, str],
    is_day_first: bool,
    by: accounts_models.User,
    at: datetime,
) -> models.PlayoutLog:
    """Read the file again with other columns.

    Raises:
        LogRefused: the columns do not say when each line began and what it was.
        LogSettled: the log waits to be written, or was settled.
    """
    chosen = {f: name for f, name in columns.items() if f in queries.FIELDS and name}
    if not queries.is_enough(chosen):
        raise LogRefused(_("Say which column holds the title, and which the start."))
    with writing.writing(by=by, at=at):
        row = _open_log(log)
        sheet = _opened(row.content)
        row.columns, row.is_day_first = chosen, is_day_first
        row.is_day_order_sure = True
        row.save(update_fields=["columns", "is_day_first", "is_day_order_sure"])
        models.PlayoutLine.objects.filter(log=row).delete()
        _judge(row, sheet, at)
        audit_services.record(
            "broadcasts.log_checked", row, unit_id=row.outlet.unit_id, after={"columns": chosen}
        )
    return row


def _open_log(log: models.PlayoutLog) -> models.PlayoutLog:
    row = models.PlayoutLog.objects.select_for_update(of=("self",)).select_related("outlet")
    found = row.get(pk=log.pk)
    if found.state != State.CHECKED:
        raise LogSettled(_("This log was written or discarded already."))
    return found


def _judge(log: models.PlayoutLog, sheet: queries.LogSheet, at: datetime) -> None:
    if not queries.is_enough(log.columns):
        return
    rows = list(queries.rows_of(sheet, log.columns, is_day_first=log.is_day_first))
    lines = [_line(j, log.outlet, at, log=log) for j in queries.judged_lines(log.outlet, rows, at)]
    models.PlayoutLine.objects.bulk_create(lines, batch_size=500)


def _line(
    judged: queries.Judged,
    outlet: models.Outlet,
    at: datetime,
    *,
    log: models.PlayoutLog | None = None,
    destination: models.Destination | None = None,
) -> models.PlayoutLine:
    row = judged.row
    return models.PlayoutLine(
        log=log,
        destination=destination,
        outlet=outlet,
        number=row.number,
        digest=row.digest,
        line_id=row.line_id,
        title=row.title,
        starts_at=row.starts_at,
        seconds=row.seconds,
        verdict=judged.verdict,
        fault=judged.fault,
        release=judged.release,
        script=judged.script,
        airing=judged.airing,
        received_at=at,
    )


def order_log(
    *, log: models.PlayoutLog, by: accounts_models.User, at: datetime
) -> models.PlayoutLog:
    """Let a checked log be written; `write_log` does it, here or in the worker.

    Raises:
        LogSettled: it was ordered or settled before.
    """
    return _move(log, State.CHECKED, State.ORDERED, by, at)


def discard_log(
    *, log: models.PlayoutLog, by: accounts_models.User, at: datetime
) -> models.PlayoutLog:
    """Let a checked log go; its bytes are forgotten.

    Raises:
        LogSettled: it was ordered or settled before.
    """
    return _move(log, State.CHECKED, State.DISCARDED, by, at, settled_at=at, content=b"")


def _move(
    log: models.PlayoutLog,
    source: models.LogState,
    target: models.LogState,
    by: actor.Actor,
    at: datetime,
    **changes: object,
) -> models.PlayoutLog:
    with writing.writing(by=by, at=at):
        waiting = models.PlayoutLog.objects.filter(pk=log.pk, state=source)
        if waiting.update(state=target, **changes) != 1:
            raise LogSettled(_("This log was written or discarded already."))
        audit_services.record(f"broadcasts.log_{target.lower()}", log, unit_id=log.outlet.unit_id)
    return models.PlayoutLog.objects.select_related("outlet__unit").get(pk=log.pk)


def write_ordered_logs(*, at: datetime) -> int:
    """Write each log that waits; return how many."""
    waiting = models.PlayoutLog.objects.filter(state=State.ORDERED).order_by("pk")
    return sum(_try_log(pk, at) for pk in waiting.values_list("pk", flat=True))


def _try_log(log_id: int, at: datetime) -> bool:
    try:
        return write_log(log_id=log_id, at=at)
    except errors.LoaError:
        # Somebody confirmed one of its scripts meanwhile: the next pulse judges it anew.
        return False


def write_log(*, log_id: int, at: datetime) -> bool:
    """Write a log that was ordered into the as-run log, all or nothing, in the name of whoever
    brought it in; False where another worker was first.

    Its lines are judged anew, for somebody may have said something since the check.
    """
    log = models.PlayoutLog.objects.select_related("outlet", "uploaded_by").get(pk=log_id)
    with writing.writing(by=log.uploaded_by, at=at):
        # A second worker waits here for the first, and then finds nothing to claim.
        ordered = models.PlayoutLog.objects.filter(pk=log_id, state=State.ORDERED)
        if not ordered.select_for_update().exists():
            return False
        ordered.update(state=State.DONE, settled_at=at, content=b"")
        models.PlayoutLine.objects.filter(log=log).delete()
        sheet = _opened(log.content)
        rows = list(queries.rows_of(sheet, log.columns, is_day_first=log.is_day_first))
        lines = []
        for judged in queries.judged_lines(log.outlet, rows, at):
            line = _line(judged, log.outlet, at, log=log)
            _write(line, judged, log.uploaded_by, at)
            lines.append(line)
        models.PlayoutLine.objects.bulk_create(lines, batch_size=500)
        audit_services.record(
            "broadcasts.log_done",
            log,
            unit_id=log.outlet.unit_id,
            after={
                "lines": len(lines),
                "written": sum(line.airing_id is not None for line in lines),
            },
        )
    return True


def _write(line: models.PlayoutLine, judged: queries.Judged, by: actor.Actor, at: datetime) -> None:
    """Put what the line says into the as-run log, and keep it against repetition."""
    line.is_kept = judged.verdict not in (V.DUPLICATE, V.UNREADABLE)
    if judged.verdict not in models.WRITTEN_VERDICTS or judged.row.starts_at is None:
        return
    seconds = judged.row.seconds or (judged.release.planned_seconds if judged.release else 0)
    draft = airings.AiringDraft(
        aired_at=judged.row.starts_at,
        seconds=seconds,
        release=judged.release,
        outlet=judged.release.outlet if judged.release else line.outlet,
        script=judged.script,
        medium=judged.script.medium if judged.script else "",
        source=models.AiringSource.AUTOMATIC,
        evidence_text=judged.airing.evidence_text if judged.airing else "",
    )
    if judged.airing is None:
        line.airing = airings.confirm_airing(draft=draft, by=by, at=at)
    else:
        reason = _("Reported by the playout system.")
        line.airing = airings.correct_airing(
            airing=judged.airing, draft=draft, reason=reason, by=by, at=at
        )


@dataclass(frozen=True)
class LineAnswer:
    """What became of a line: 201 new, 200 known, 409 other content, 422 not possible."""

    line_id: str
    status: int
    verdict: str
    message: str


def take_lines(
    *, destination: models.Destination, rows: Sequence[queries.LogRow], at: datetime
) -> list[LineAnswer]:
    """Take lines that an outlet's automation hands in, each once by the number it gave it.

    All that can be stored is stored in one transaction; of two lines with one number the first
    counts.
    """
    outlet = destination.outlet
    with writing.writing(by=destination, at=at):
        # One batch of an outlet at a time: the second then sees what the first has kept.
        models.Outlet.objects.select_for_update().get(pk=outlet.pk)
        answers = []
        for judged in queries.judged_lines(outlet, rows, at):
            if judged.verdict == V.DUPLICATE and judged.airing is None:
                answers.append(_known(outlet, judged.row))
            else:
                answers.append(_take(destination, judged, at))
        audit_services.record(
            "broadcasts.lines_taken",
            destination,
            unit_id=outlet.unit_id,
            after={"lines": len(rows), "new": sum(a.status == 201 for a in answers)},
        )
    return answers


def _take(destination: models.Destination, judged: queries.Judged, at: datetime) -> LineAnswer:
    if judged.verdict == V.UNREADABLE:
        return LineAnswer(judged.row.line_id, 422, judged.verdict, judged.fault)
    line = _line(judged, destination.outlet, at, destination=destination)
    try:
        with transaction.atomic():
            _write(line, judged, destination, at)
            line.is_kept = True
            line.save()
    except (errors.LoaError, IntegrityError) as refusal:
        said = refusal.message if isinstance(refusal, errors.LoaError) else _("Sent twice.")
        return LineAnswer(judged.row.line_id, 422, V.UNREADABLE, said)
    return LineAnswer(judged.row.line_id, 201, judged.verdict, judged.fault)


def _known(outlet: models.Outlet, row: queries.LogRow) -> LineAnswer:
    kept = models.PlayoutLine.objects.filter(outlet=outlet, is_kept=True, digest=row.digest).first()
    if kept is None:
        return LineAnswer(
            row.line_id, 409, V.DUPLICATE, _("This number stands twice in the batch.")
        )
    is_same = (kept.title, kept.starts_at) == (row.title, row.starts_at)
    if is_same and kept.seconds == row.seconds:
        return LineAnswer(row.line_id, 200, kept.verdict, "")
    return LineAnswer(
        row.line_id, 409, V.DUPLICATE, _("Another line was received under this number.")
    )

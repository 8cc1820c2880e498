"""Giving out duties from a file: looked at first, then by the worker, whole or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.directives import models, queries
from campaigns.directives.services import issuing, telling
from campaigns.jobs import models as jobs_models
from campaigns.jobs import services as jobs_services
from campaigns.kernel import errors, roles, sheets, writing

State = models.DutyFile.State
R = models.DueRule
WORK = "directives.give_out_file"
# Lines that the worker looks at before it shows life again.
CHUNK = 1000


class DutyFileRefused(errors.LoaError):
    """The file is no table, or lines of it are to be mended first."""


class DutyFileSettled(errors.Conflict):
    """The file was taken in or discarded already."""


@dataclass(frozen=True)
class DutyFileDraft:
    """A file as it came."""

    file_name: str
    content: bytes


def check_duty_file(
    *, draft: DutyFileDraft, by: accounts_models.User, at: datetime
) -> models.DutyFile:
    """Keep a file to be looked at; nothing of it counts before it is taken in.

    Raises:
        DutyFileRefused: it is too large, no table, or says nothing of tasks and units.
    """
    try:
        rows = queries.judge_duties(draft.content, user=by, on=timezone.localdate(at))
    except sheets.SheetUnreadable as refusal:
        raise DutyFileRefused(refusal.message) from refusal
    with writing.writing(by=by, at=at):
        file = models.DutyFile(
            file_name=draft.file_name[-200:] or "nhiem-vu.csv",
            content=draft.content,
            uploaded_by=by,
            uploaded_at=at,
            line_count=len(rows),
        )
        file.save()
        after = {"file": file.file_name, "lines": len(rows)}
        audit_services.record("directives.duty_file_checked", file, after=after)
    return file


def order_duty_file(
    *, file: models.DutyFile, by: accounts_models.User, at: datetime
) -> models.DutyFile:
    """Let the worker give out a file's duties; until the last moment it can be stopped.

    Raises:
        DutyFileSettled: somebody ordered it, took it in or discarded it first.
    """
    with writing.writing(by=by, at=at):
        _claim(file, State.TAKING_IN)
        order = jobs_services.JobOrder(
            WORK, file.file_name, {"file": file.pk}, key=str(file.pk), total=file.line_count
        )
        job = jobs_services.order_job(order=order, by=by, at=at)
        models.DutyFile.objects.filter(pk=file.pk).update(job=job)
        audit_services.record("directives.duty_file_ordered", file)
    file.refresh_from_db()
    return file


def register_work() -> None:
    """Make the kind of work known."""
    jobs_services.register(
        jobs_services.Kind(
            name=WORK,
            label=gettext_lazy("Giving out duties from a file"),
            permission=roles.Permission.MANAGE_OBLIGATION,
            run=_run,
            phases={
                "LOOKING": gettext_lazy("Looking at the lines"),
                "GIVING": gettext_lazy("Giving them out"),
            },
            settle=_settle,
            result_url=lambda job: reverse("directives:duty_file", args=[job.input["file"]]),
            said=_said,
        )
    )


def _run(turn: jobs_services.Turn) -> jobs_services.Step:
    """Look at the lines chunk by chunk, then give all out in one transaction."""
    file = models.DutyFile.objects.get(pk=turn.job.input["file"])
    by = turn.job.ordered_by
    assert by is not None  # noqa: S101  a person orders it
    first = turn.cursor.get("line", 0)
    if first < file.line_count:
        until = min(first + CHUNK, file.line_count)
        _refuse_faults(file, by, turn.at, slice(first, until))
        return jobs_services.Step({"line": until}, until, phase="LOOKING")
    result: dict[str, Any] = {}

    def give() -> None:
        taken = take_in_duty_file(file=file, by=by, at=turn.at)
        result["given"] = taken.given_count

    done: Mapping[str, Any] = {"line": first}
    return jobs_services.Step(done, first, phase="GIVING", write=give, is_last=True, result=result)


def _settle(job: jobs_models.Job) -> None:
    """A file that was not given out waits again, in the transaction that ends the work."""
    if job.state != jobs_models.JobState.DONE:
        waiting = models.DutyFile.objects.filter(pk=job.input["file"], state=State.TAKING_IN)
        waiting.update(state=State.CHECKED)


def _said(job: jobs_models.Job) -> str:
    count = job.result["given"]
    return ngettext("%(num)s duty was given.", "%(num)s duties were given.", count) % {"num": count}


def _refuse_faults(
    file: models.DutyFile, by: accounts_models.User, at: datetime, part: slice = slice(None)
) -> list[queries.DutyLine]:
    """The lines, if none of them is to be mended."""
    on = timezone.localdate(at)
    lines = queries.judge_duties(bytes(file.content), user=by, on=on, part=part)
    faulty = sum(line.verdict == queries.LineVerdict.FAULTY for line in lines)
    if faulty:
        raise DutyFileRefused(
            _("%(count)d lines are to be mended first; nothing was taken in.") % {"count": faulty}
        )
    return lines


def take_in_duty_file(
    *, file: models.DutyFile, by: accounts_models.User, at: datetime
) -> models.DutyFile:
    """Give out every duty of an ordered file that does not stand yet; all or nothing.

    Raises:
        DutyFileRefused: lines are to be mended first, perhaps since somebody changed something.
        DutyFileSettled: it is not ordered, or was taken in already.
        IssueRefused: somebody gave one of them out at the same moment.
    """
    with writing.writing(by=by, at=at):
        _claim(file, State.TAKEN_IN, settled_at=at)
        # Held to the end: whoever gives one of these out by hand waits.
        list(models.Obligation.objects.select_for_update().order_by("pk").values_list("pk"))
        lines = _refuse_faults(file, by, at)
        calendar = queries.working_calendar()
        new = [line for line in lines if line.verdict == queries.LineVerdict.NEW]
        made = [_row(line, calendar, at) for line in new]
        if made:
            issuing.write_rows(made, by=by, at=at)
        models.DutyFile.objects.filter(pk=file.pk).update(content=b"", given_count=len(made))
        after = {"given": len(made), "units": len({row.unit_id for row in made})}
        audit_services.record("directives.duty_file_taken_in", file, after=after)
        telling.tell_of_many(made, f"directives.duty_file.{file.pk}", by=by, at=at)
    file.refresh_from_db()
    return file


def _row(line: queries.DutyLine, calendar: queries.Calendar, at: datetime) -> models.Assignment:
    assert line.obligation is not None and line.unit is not None  # noqa: S101, PT018
    rule = R.FIXED if line.due_date else R.WORKING_DAYS if line.due_days else R.NONE
    row = models.Assignment(
        obligation=line.obligation,
        unit=line.unit,
        duty=line.duty,
        strength=queries.strength_for(line.obligation, line.unit),
        note=line.note,
        due_rule=rule,
        due_days=line.due_days,
        due_stated_date=line.due_date,
    )
    issuing.issue_row(row, calendar, at)
    return row


def discard_duty_file(*, file: models.DutyFile, by: accounts_models.User, at: datetime) -> None:
    """Put a file away unused.

    Raises:
        DutyFileSettled: somebody took it in or discarded it first.
    """
    with writing.writing(by=by, at=at):
        _claim(file, State.DISCARDED, settled_at=at)
        models.DutyFile.objects.filter(pk=file.pk).update(content=b"")
        audit_services.record("directives.duty_file_discarded", file)


def _claim(file: models.DutyFile, to: models.DutyFile.State, **values: datetime) -> None:
    """Take one edge of TRANSITIONS, if nobody else took one first."""
    sources = [s for s, targets in models.DutyFile.TRANSITIONS.items() if to in targets]
    rows = models.DutyFile.objects.filter(pk=file.pk, state__in=sources)
    if rows.update(state=to, **values) != 1:
        raise DutyFileSettled(_("This file was taken in or discarded already."))

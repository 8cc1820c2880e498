"""Giving out duties from a file: looked at first, then whole or not at all."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.directives import models, queries
from campaigns.directives.services import issuing, telling
from campaigns.kernel import errors, sheets, writing

State = models.DutyFile.State
R = models.DueRule


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
        )
        file.save()
        after = {"file": file.file_name, "lines": len(rows)}
        audit_services.record("directives.duty_file_checked", file, after=after)
    return file


def take_in_duty_file(
    *, file: models.DutyFile, by: accounts_models.User, at: datetime
) -> models.DutyFile:
    """Give out every duty of a file that does not stand yet; all or nothing.

    Raises:
        DutyFileRefused: lines are to be mended first, perhaps since somebody changed something.
        DutyFileSettled: somebody took it in or discarded it first.
        IssueRefused: somebody gave one of them out at the same moment.
    """
    with writing.writing(by=by, at=at):
        _claim(file, State.TAKEN_IN, at)
        # Held to the end: whoever gives one of these out by hand waits.
        list(models.Obligation.objects.select_for_update().order_by("pk").values_list("pk"))
        lines = queries.judge_duties(bytes(file.content), user=by, on=timezone.localdate(at))
        faulty = sum(line.verdict == queries.LineVerdict.FAULTY for line in lines)
        if faulty:
            raise DutyFileRefused(
                _("%(count)d lines are to be mended first; nothing was taken in.")
                % {"count": faulty}
            )
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
        _claim(file, State.DISCARDED, at)
        models.DutyFile.objects.filter(pk=file.pk).update(content=b"")
        audit_services.record("directives.duty_file_discarded", file)


def _claim(file: models.DutyFile, to: models.DutyFile.State, at: datetime) -> None:
    """Take one edge of TRANSITIONS, if nobody else took one first."""
    sources = [s for s, targets in models.DutyFile.TRANSITIONS.items() if to in targets]
    rows = models.DutyFile.objects.filter(pk=file.pk, state__in=sources)
    if rows.update(state=to, settled_at=at) != 1:
        raise DutyFileSettled(_("This file was taken in or discarded already."))

"""The unit's side: receipt, more time, reply, acceptance; and what the office does about it."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts import models as accounts_models
from campaigns.conduct import models, queries
from campaigns.conduct.services import drafts, files, refusals, stepping, telling
from campaigns.kernel import roles, writing

K = models.StatementKind
P = roles.Permission


def confirm_receipt(*, criticism: models.Criticism, by: accounts_models.User, at: datetime) -> None:
    """Confirm for the unit that the notice came.

    Raises:
        StepRefused, ClockBehind.
    """
    with writing.writing(by=by, at=at):
        edge = stepping.check("confirm_receipt", criticism, at=at)
        stepping.take(criticism, edge, values={"received_by": by, "received_at": at})


def ask_more_time(
    *, criticism: models.Criticism, text: str, days: int, by: accounts_models.User, at: datetime
) -> None:
    """Ask once for more working days; until somebody answers, the time to reply does not run out.

    Raises:
        ReasonMissing, DaysFault, StepRefused, ClockBehind.
    """
    said = stepping.words(text, _("Say why more time is needed."))
    _check_days(days)
    with writing.writing(by=by, at=at):
        edge = stepping.check("ask_more_time", criticism, at=at)
        after = stepping.say(criticism, K.MORE_TIME, said, days=days)
        stepping.take(criticism, edge, values={"time_asked_at": at}, reason=said, after=after)
        telling.tell_office(
            criticism,
            P.NOTIFY_CRITICISM,
            gettext_lazy("%(unit)s asks for more time to reply: “%(title)s”."),
        )


def _check_days(days: int) -> None:
    if not 1 <= days <= models.MOST_REPLY_DAYS:
        raise refusals.DaysFault(
            _("Between 1 and %(most)s working days.") % {"most": models.MOST_REPLY_DAYS}
        )


def grant_time(
    *, criticism: models.Criticism, days: int, text: str, by: accounts_models.User, at: datetime
) -> None:
    """Give more working days after the day that is set, or after today where that is later.

    Raises:
        ReasonMissing, DaysFault, StepRefused, ClockBehind.
    """
    said = stepping.words(text, _("Say a word to the unit."))
    _check_days(days)
    with writing.writing(by=by, at=at):
        edge = stepping.check("grant_time", criticism, at=at)
        due = criticism.reply_due_date or timezone.localdate(at)
        later = queries.working_day_after(max(due, timezone.localdate(at)), days)
        after = stepping.say(criticism, K.TIME_ANSWER, said, days=days)
        values = {
            "time_answered_at": at,
            "reply_due_date": later,
            "reply_closes_at": queries.end_of(later),
        }
        after["reply_due"] = later.isoformat()
        stepping.take(criticism, edge, values=values, reason=said, after=after)
        telling.tell_unit_of(
            criticism, "time", gettext_lazy("%(unit)s has more time to reply: until %(day)s.")
        )


def refuse_time(
    *, criticism: models.Criticism, text: str, by: accounts_models.User, at: datetime
) -> None:
    """Refuse more time, with the reason.

    Raises:
        ReasonMissing, StepRefused, ClockBehind.
    """
    said = stepping.words(text, _("Say why no more time is given."))
    with writing.writing(by=by, at=at):
        edge = stepping.check("refuse_time", criticism, at=at)
        after = stepping.say(criticism, K.TIME_ANSWER, said)
        stepping.take(criticism, edge, values={"time_answered_at": at}, reason=said, after=after)
        telling.tell_unit_of(
            criticism, "time", gettext_lazy("%(unit)s gets no more time: reply by %(day)s.")
        )


def reply(
    *, criticism: models.Criticism, said: drafts.Said, by: accounts_models.User, at: datetime
) -> None:
    """Send the unit's reply with its evidence; one that comes late is read all the same.

    Raises:
        ReasonMissing, StepRefused, ClockBehind.
        directives.EvidenceRefused: a file cannot be taken; nothing is kept.
    """
    words = stepping.words(said.text, _("Say what the unit replies."))
    _answer("reply", criticism, drafts.Said(words, said.files), {}, by, at)


def accept(
    *,
    criticism: models.Criticism,
    said: drafts.Said,
    remedy_by: date,
    by: accounts_models.User,
    at: datetime,
) -> None:
    """Accept the criticism for the unit, with a plan and a day by which things are put right.

    Raises:
        PlanMissing, StepRefused, ClockBehind.
        directives.EvidenceRefused: a file cannot be taken; nothing is kept.
    """
    plan = said.text.strip()[:8000]
    if not plan or remedy_by < timezone.localdate(at):
        raise refusals.PlanMissing(
            _("Say what will be put right and by which day, today or later.")
        )
    values = {"is_accepted": True, "remedy_plan": plan, "remedy_by_date": remedy_by}
    _answer("accept", criticism, drafts.Said(plan, said.files), values, by, at)


def _answer(
    name: str,
    criticism: models.Criticism,
    said: drafts.Said,
    values: dict[str, object],
    by: accounts_models.User,
    at: datetime,
) -> None:
    with files.kept(said.files) as found, writing.writing(by=by, at=at):
        edge = stepping.check(name, criticism, at=at)
        if criticism.received_at is None:
            values = {**values, "received_by": by, "received_at": at}
        after = stepping.say(criticism, K.REPLY, said.text, found=found)
        values = {**values, "replied_by": by, "replied_at": at}
        stepping.take(criticism, edge, values=values, after=after)
        telling.tell_office(
            criticism,
            P.DECIDE_CRITICISM,
            gettext_lazy("%(unit)s replied: read it and decide, “%(title)s”."),
        )


def note_hearing(
    *, criticism: models.Criticism, text: str, by: accounts_models.User, at: datetime
) -> None:
    """Note what was said when the unit was heard; the unit reads the note.

    Raises:
        ReasonMissing, StepRefused, ClockBehind.
    """
    said = stepping.words(text, _("Say who was heard and what was said."))
    with writing.writing(by=by, at=at):
        edge = stepping.check("note_hearing", criticism, at=at)
        after = stepping.say(criticism, K.HEARING, said)
        stepping.take(criticism, edge, values={}, after=after)
        telling.tell_unit_of(
            criticism, "hearing", gettext_lazy("What %(unit)s said was noted: read the note.")
        )

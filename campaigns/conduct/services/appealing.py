"""The one appeal, and its answer; and revoking what was issued."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts import models as accounts_models
from campaigns.conduct import models, queries
from campaigns.conduct.services import briefing, drafts, files, stepping, telling
from campaigns.kernel import roles, writing


def appeal(
    *, criticism: models.Criticism, said: drafts.Said, by: accounts_models.User, at: datetime
) -> None:
    """Appeal for the unit, once; somebody who had no part so far has to answer.

    Raises:
        ReasonMissing, StepRefused, ClockBehind.
        directives.EvidenceRefused: a file cannot be taken; nothing is kept.
    """
    words = stepping.words(said.text, _("Say what is wrong with the decision."))
    with files.kept(said.files) as found, writing.writing(by=by, at=at):
        edge = stepping.check("appeal", criticism, at=at)
        after = stepping.say(criticism, models.StatementKind.APPEAL, words, found=found)
        stepping.take(criticism, edge, values={"appealed_by": by, "appealed_at": at}, after=after)
        telling.tell_office(
            criticism,
            roles.Permission.DECIDE_APPEAL,
            gettext_lazy("%(unit)s appeals: answer it, “%(title)s”."),
        )


def uphold(
    *, criticism: models.Criticism, reasons: str, by: accounts_models.User, at: datetime
) -> None:
    """Answer the appeal: the criticism stands as issued.

    Raises:
        ReasonMissing, StepRefused, ClockBehind.
    """
    said = stepping.words(reasons, _("Answer what the unit says."))
    with writing.writing(by=by, at=at):
        edge = stepping.check("uphold", criticism, at=at)
        stepping.take(criticism, edge, values=_answered(said, by, at), reason=said)
        _tell_answer(criticism)


def amend(
    *,
    criticism: models.Criticism,
    reasons: str,
    public_text: str,
    by: accounts_models.User,
    at: datetime,
) -> None:
    """Answer the appeal with other words: they stand in public, and newsrooms that told the old
    ones are asked to correct them.

    Raises:
        ReasonMissing, StepRefused, ClockBehind.
    """
    said = stepping.words(reasons, _("Answer what the unit says."))
    text = stepping.words(public_text, _("Give the text that stands from now on."))
    with writing.writing(by=by, at=at):
        edge = stepping.check("amend", criticism, at=at)
        values = {**_answered(said, by, at), "amended_text": text}
        after = {"amended_text": queries.text_sha256(text)}
        stepping.take(criticism, edge, values=values, reason=said, after=after)
        _tell_answer(criticism)
        words = _("The criticism was amended on appeal: tell the new words only.")
        briefing.withdraw_from_newsrooms(criticism, words, by, at)
        briefing.brief_of_criticism(criticism, by, at)


def revoke(
    *, criticism: models.Criticism, reasons: str, by: accounts_models.User, at: datetime
) -> None:
    """Revoke what was issued, on the appeal or without one: it leaves the public list and every
    count, a tombstone stays, and whoever told it is asked to take it back.

    Raises:
        ReasonMissing, StepRefused, ClockBehind.
    """
    said = stepping.words(reasons, _("Say why it is revoked."))
    with writing.writing(by=by, at=at):
        edge = stepping.check("revoke", criticism, at=at)
        values: dict[str, Any] = {"revoked_by": by, "revoked_at": at, "revoked_reason": said}
        if criticism.appealed_at is not None and criticism.appeal_decided_at is None:
            values |= _answered(said, by, at)
        stepping.take(criticism, edge, values=values, reason=said)
        telling.tell_unit_of(
            criticism, "revoked", gettext_lazy("The criticism of %(unit)s was revoked.")
        )
        telling.tell_proposer(criticism, gettext_lazy("Revoked: “%(title)s”. Read the reasons."))
        words = _("The criticism was revoked: tell nothing of it any more.")
        briefing.withdraw_from_newsrooms(criticism, words, by, at)


def _answered(said: str, by: accounts_models.User, at: datetime) -> dict[str, Any]:
    return {"appeal_decided_by": by, "appeal_decided_at": at, "appeal_reasons": said}


def _tell_answer(criticism: models.Criticism) -> None:
    telling.tell_unit_of(
        criticism, "answered", gettext_lazy("The appeal of %(unit)s was answered: read it.")
    )

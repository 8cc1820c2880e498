"""Drafting criticisms, putting them forward, taking them back; and reminders, which are none."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.conduct import models, queries
from campaigns.conduct.services import drafts, files, refusals, stepping, telling
from campaigns.directives import models as directives_models
from campaigns.kernel import roles, text, writing
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions
from campaigns.units import queries as unit_queries

K = models.EvidenceKind


def draft_criticism(
    *, draft: drafts.CriticismDraft, by: accounts_models.User, at: datetime
) -> models.Criticism:
    """Enter a draft that only the office sees; nothing of it is told to anybody.

    Raises:
        StepRefused: the drafter may not propose criticisms of the unit.
        FormNotOffered, PeriodFault, EvidenceMissing, PersonFault, SourceGone.
        directives.EvidenceRefused: a file cannot be taken.
    """
    _check(draft, timezone.localdate(at))
    with files.kept(draft.files) as found, writing.writing(by=by, at=at):
        _need_proposer(by, draft.unit, at)
        row = _new(draft, by, at)
        row.save()
        rows = files.enter(row, found, by)
        audit_services.record(
            "conduct.criticism_drafted",
            row,
            unit_id=draft.unit.pk,
            after={"form": draft.form.code, "files": [file.sha256 for file in rows]},
        )
    return row


def _need_proposer(by: accounts_models.User, unit: units_models.Unit, at: datetime) -> None:
    allowed = units_permissions.can(
        by, roles.Permission.PROPOSE_CRITICISM, unit=unit, on=timezone.localdate(at)
    )
    if not allowed:
        raise refusals.StepRefused(allowed.reason)


def _check(draft: drafts.CriticismDraft, today: date) -> None:
    if not models.RecognitionForm.objects.criticisms(today).filter(pk=draft.form.pk).exists():
        raise refusals.FormNotOffered(
            _("%(form)s is no form of criticism. Choose another one.")
            % {"form": draft.form.name_vi}
        )
    if not draft.from_date <= draft.to_date <= today:
        raise refusals.PeriodFault(
            _("The period ends before it begins, or reaches into the future.")
        )
    if not (draft.sources or draft.texts or draft.links or draft.files):
        raise refusals.EvidenceMissing(_("A criticism needs at least one piece of evidence."))
    if draft.is_person_public and not (draft.person_name.strip() and draft.person_basis.strip()):
        raise refusals.PersonFault(
            _("A person is named in public only with the legal basis. Give it, or name the unit.")
        )
    for source in draft.sources:
        if queries.read(draft.unit, source, on=draft.to_date) is None:
            raise refusals.SourceGone(_("Something chosen is gone, or is not of this unit."))


def _new(draft: drafts.CriticismDraft, by: accounts_models.User, at: datetime) -> models.Criticism:
    person = draft.person_name.strip()
    return models.Criticism(
        unit=draft.unit,
        accountable_head=unit_queries.head_of(draft.unit, draft.to_date),
        subject=models.Subject.PERSON if person else models.Subject.UNIT,
        person_name=person,
        is_person_public=draft.is_person_public,
        person_basis=draft.person_basis.strip(),
        form=draft.form,
        clause=draft.clause,
        title=draft.title.strip(),
        folded_title=text.fold(draft.title)[:400],
        matter=draft.matter.strip(),
        from_date=draft.from_date,
        to_date=draft.to_date,
        sources=list(_sources(draft)),
        proposed_by=by,
        drafted_at=at,
        is_demo=draft.is_demo,
    )


def _sources(draft: drafts.CriticismDraft) -> Iterator[dict[str, Any]]:
    for source in draft.sources:
        yield {**source, "kind": str(source["kind"])}
    for words in draft.texts:
        yield {"kind": K.TEXT.value, "text": words}
    for link in draft.links:
        yield {"kind": K.LINK.value, "label": link.label, "url": link.url}


def propose(*, criticism: models.Criticism, by: accounts_models.User, at: datetime) -> None:
    """Put the draft forward: another person gives notice, another decides.

    Raises:
        StepRefused, ClockBehind.
    """
    with writing.writing(by=by, at=at):
        edge = stepping.check("propose", criticism, at=at)
        stepping.take(criticism, edge, values={"proposed_at": at})
        telling.tell_office(
            criticism,
            roles.Permission.NOTIFY_CRITICISM,
            gettext_lazy("A criticism was put forward: look at it and give notice, “%(title)s”."),
        )


def take_back(
    *, criticism: models.Criticism, reason: str, by: accounts_models.User, at: datetime
) -> None:
    """Take it back before the unit was told.

    Raises:
        ReasonMissing, StepRefused, ClockBehind.
    """
    _end("take_back", criticism, reason, by, at)


def turn_down(
    *, criticism: models.Criticism, reason: str, by: accounts_models.User, at: datetime
) -> None:
    """Turn a proposal down before the unit was told.

    Raises:
        ReasonMissing, StepRefused, ClockBehind.
    """
    _end("turn_down", criticism, reason, by, at)


def _end(
    name: str, criticism: models.Criticism, reason: str, by: accounts_models.User, at: datetime
) -> None:
    said = stepping.words(reason, _("Give the reason."))
    with writing.writing(by=by, at=at):
        edge = stepping.check(name, criticism, at=at)
        values = {"dropped_at": at, "dropped_reason": said}
        stepping.take(criticism, edge, values=values, reason=said)
        telling.tell_proposer(
            criticism, gettext_lazy("Not followed up: “%(title)s”. Read the reason.")
        )


def remind_unit(
    *,
    unit: units_models.Unit,
    words: str,
    by_date: date | None,
    clause: directives_models.Clause | None,
    by: accounts_models.User,
    at: datetime,
) -> models.Reminder:
    """Remind a unit of what is still to be done. Nothing is decided, published or counted.

    Raises:
        ReasonMissing: it does not say of what.
        StepRefused: the person may not.
    """
    said = stepping.words(words, _("Say what is still to be done."))
    with writing.writing(by=by, at=at):
        _need_proposer(by, unit, at)
        row = models.Reminder(
            unit=unit, clause=clause, text=said, by_date=by_date, reminded_by=by, reminded_at=at
        )
        row.save()
        audit_services.record("conduct.unit_reminded", row, unit_id=unit.pk, reason=said)
        telling.tell_reminded(row)
    return row

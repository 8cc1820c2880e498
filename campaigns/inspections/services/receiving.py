"""Taking in records that inspectors made on a phone, possibly days ago: each once, whole, judged by
the rules of the desk."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.inspections import models, permissions, queries
from campaigns.inspections.services import payload, planning, recording
from campaigns.kernel import actor, envelope, errors, receipts, roles, writing
from campaigns.premises import models as premises_models

INSPECTION = "inspection"
_FAULTS_SAID = 3
S = models.InspectionState
V = envelope.RecordVerdict
Answers = dict[uuid.UUID, envelope.RecordAnswer]


@dataclass(frozen=True)
class _Record:
    """An envelope with what was read from it; `moment` is by the server's clock."""

    envelope: envelope.Envelope
    said: payload.Said
    moment: datetime

    @property
    def number(self) -> uuid.UUID:
        return self.envelope.client_uuid


@dataclass(frozen=True)
class _Making:
    """A record that its inspection takes."""

    inspection: models.Inspection
    draft: recording.RecordDraft
    prepared: recording.Prepared


class _Refused(Exception):
    """A record is not taken; the batch goes on."""

    def __init__(self, verdict: V, message: str) -> None:
        super().__init__(message)
        self.verdict, self.message = verdict, message


def receive_inspections(
    envelopes: list[envelope.Envelope], *, by: actor.Actor, at: datetime
) -> list[envelope.RecordAnswer]:
    """Make the records of a batch; one verdict each, in the order given.

    What cannot be a record is set aside first (422); the rest is one transaction that holds their
    inspections. Whoever may inspect at the premises makes the record, whoever it was given to
    meanwhile, as at the desk. An inspection that was recorded or called off by somebody else
    meanwhile answers 409. Every version of the checklist that was ever issued is taken.
    """
    answers: Answers = {}
    records: list[_Record] = []
    for number, sent in receipts.first_of(envelopes).items():
        try:
            records.append(_read(sent, by))
        except payload.InvalidRecord as error:
            answers[number] = envelope.RecordAnswer(number, V.INVALID, error.message)
    if records:
        assert isinstance(by, accounts_models.User)  # noqa: S101  nobody else is read
        answers |= _store(records, by, at)
    return receipts.in_order(envelopes, answers)


def _read(sent: envelope.Envelope, by: actor.Actor) -> _Record:
    if not isinstance(by, accounts_models.User):
        raise payload.InvalidRecord(_("Inspections are recorded by inspectors: sign in."))
    if not sent.is_intact():
        raise payload.InvalidRecord(_("The record was damaged on its way: digests differ."))
    if sent.replaces_uuid is not None:
        raise payload.InvalidRecord(_("The record of an inspection is made once and stays so."))
    moment = sent.moment()
    if moment is None:
        raise payload.InvalidRecord(_("The phone's clock is impossibly wrong."))
    return _Record(sent, payload.parse(sent.payload, sent.schema_version), moment)


def _store(records: list[_Record], by: accounts_models.User, at: datetime) -> Answers:
    answers: Answers = {}
    making: dict[uuid.UUID, _Making] = {}
    with writing.writing(by=by, at=at):
        gate = _Gate(records, by, at)
        known = receipts.known(record.number for record in records)
        candidates = []
        for record in records:
            try:
                if record.number not in known:
                    making[record.number] = gate.pass_through(record)
                candidates.append(record.envelope)
            except _Refused as refused:
                number = record.number
                answers[number] = envelope.RecordAnswer(number, refused.verdict, refused.message)
        fresh, replayed = receipts.claim(candidates, by=by, at=at)
        answers |= replayed
        for number in [e.client_uuid for e in fresh]:
            one = making[number]
            # Nobody else makes it: its row is held since the gate looked at it.
            recording.make(one.inspection, one.draft, one.prepared, by=by, at=at)
            answers[number] = envelope.RecordAnswer(number, V.CREATED)
    return answers


class _Gate:
    """Holds the inspections of a batch, and lets through what may become their record."""

    def __init__(self, records: list[_Record], by: accounts_models.User, at: datetime) -> None:
        self.by, self.at, self.today = by, at, timezone.localdate(at)
        near = premises_models.Premises.objects.all().near(by, on=self.today)
        named = models.Inspection.objects.filter(pk__in={r.said.inspection_id for r in records})
        # In key order, so that two batches with the same inspections wait and never block each other.
        held = named.filter(premises__in=near).select_for_update(of=("self",)).order_by("pk")
        related = ("premises__commune", "premises__owner", "version")
        self.inspections = {row.pk: row for row in held.select_related(*related)}
        versions = models.ChecklistVersion.objects.filter(
            pk__in={record.said.version_id for record in records}
        )
        self.versions = {version.pk: version for version in versions}
        numbers = [record.number for record in records]
        elsewhere = models.Inspection.objects.filter(record_uuid__in=numbers)
        self.used = set(elsewhere.values_list("record_uuid", flat=True))
        self.taken: set[int] = set()

    def pass_through(self, record: _Record) -> _Making:
        """Raises _Refused."""
        row = self._inspection(record)
        version = self.versions.get(record.said.version_id)
        if version is None or version.checklist_id != row.version.checklist_id:
            raise _Refused(V.INVALID, _("This visit is not made with such a checklist."))
        draft = _draft_of(record, version, row, self.at)
        try:
            prepared = recording.prepare(row, draft, self.at)
        except recording.AnswersRefused as refused:
            raise _Refused(V.INVALID, _told(refused, version)) from refused
        self.taken.add(row.pk)
        return _Making(row, draft, prepared)

    def _inspection(self, record: _Record) -> models.Inspection:
        row = self.inspections.get(record.said.inspection_id)
        if row is None:
            raise _Refused(V.INVALID, _("There is no such inspection for you."))
        may = permissions.may(self.by, roles.Permission.INSPECT_PREMISES, row, on=self.today)
        if not may:
            raise _Refused(V.INVALID, may.reason)
        conflict = self._conflict(record, row)
        if conflict is not None:
            raise _Refused(V.CONFLICT, conflict.message)
        return row

    def _conflict(self, record: _Record, row: models.Inspection) -> errors.LoaError | None:
        if record.number in self.used:
            return recording.number_taken()
        if row.state == S.DONE or row.pk in self.taken:
            return recording.recorded_already()
        return None if row.is_open else planning.past_this_step(row)


def _draft_of(
    record: _Record, version: models.ChecklistVersion, row: models.Inspection, at: datetime
) -> recording.RecordDraft:
    said = record.said
    found = timezone.localdate(recording.moment_of(row, record.moment, at))
    others = [
        recording.OtherFinding(o.text, o.severity, found + timedelta(days=o.remedy_days))
        for o in said.others
    ]
    return recording.RecordDraft(
        record_uuid=record.number,
        answers=said.answers,
        note=said.note,
        others=others,
        inspected_at=record.moment,
        notes={code: note for code, note in said.notes.items() if note},
        photos=said.photos,
        stamp=said.stamp,
        version=version,
    )


def _told(refused: recording.AnswersRefused, version: models.ChecklistVersion) -> str:
    """The first faults, each with the item that it is about."""
    names = {item.code: item.text for item in queries.from_data(version.items)}
    lines: Iterable[str] = (
        f"{names.get(code, code)}: {fault}" if code else fault
        for code, fault in refused.faults.items()
    )
    said = list(lines)
    left = [_("and %(count)s more") % {"count": len(said) - _FAULTS_SAID}]
    return " ".join(said[:_FAULTS_SAID] + (left if len(said) > _FAULTS_SAID else []))

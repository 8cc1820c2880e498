"""Making the record of a visit: once, whatever is sent again, and never changed afterwards."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.inspections import models, queries
from campaigns.inspections.queries import items as items_
from campaigns.inspections.services import planning
from campaigns.kernel import codes, errors, writing

S = models.InspectionState
MOST_OTHER_FINDINGS = 10
# Of a note beside an item, in characters.
MAX_NOTE = 200
RECORD_LANGUAGE = "vi"
"""Findings are written in the language of papers, whatever the inspector reads Loa in."""


class AnswersRefused(errors.LoaError):
    """The answers make no record; `faults` says of each item why."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(_("Some answers are missing or do not fit; see each item."))
        self.faults = dict(faults)


class RecordConflict(errors.Conflict):
    """Another record was made of this inspection, or this number belongs to another record."""


@dataclass(frozen=True)
class OtherFinding:
    """Something to be put right that is on no checklist."""

    text: str
    severity: models.Severity
    remedy_by_date: date


@dataclass(frozen=True)
class Stamp:
    """Where the inspector's phone stood: WGS 84 degrees, and how sure the phone was, in metres."""

    latitude: float
    longitude: float
    accuracy_m: int


@dataclass(frozen=True)
class RecordDraft:
    """A record as the inspector sends it.

    `record_uuid` was made when the form opened. `answers`: item code → answer; those of photos are
    taken from the photos kept, and from the digests of `photos` that follow the record. `notes`:
    item code → words. `inspected_at` is when it happened, if not now. `version` is what was
    answered, if not the one that was planned.
    """

    record_uuid: uuid.UUID
    answers: Mapping[str, Any]
    note: str = ""
    others: Sequence[OtherFinding] = ()
    inspected_at: datetime | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    photos: Mapping[str, str] = field(default_factory=dict)
    stamp: Stamp | None = None
    version: models.ChecklistVersion | None = None

    def sha256(self) -> str:
        """Digest of what the record says, by which a repetition is told from another record."""
        others = [[o.text, o.severity, o.remedy_by_date.isoformat()] for o in self.others]
        said = {"answers": dict(self.answers), "note": self.note, "others": others}
        more = {"notes": dict(self.notes), "photos": dict(self.photos)}
        said |= {name: value for name, value in more.items() if value}
        return hashlib.sha256(codes.canonical_json(said)).hexdigest()


@dataclass(frozen=True)
class Prepared:
    """A draft that makes a record: its answers with those of photos, and what they are worth."""

    answers: dict[str, Any]
    judgement: queries.Judgement


def save_answers(
    *,
    inspection: models.Inspection,
    answers: Mapping[str, Any],
    note: str,
    by: accounts_models.User,
    at: datetime,
) -> None:
    """Keep answers that are not a record yet; only those that fit an item that is asked.

    Raises:
        InspectionRefused: it is recorded or called off already.
    """
    items = queries.from_data(inspection.version.items)
    fitting = {
        item.code: answers[item.code]
        for item in queries.asked(items, answers)
        if item.code in answers and not queries.fault_of(item, answers[item.code])
    }
    with writing.writing(by=by, at=at):
        rows = models.Inspection.objects.all().open().filter(pk=inspection.pk)
        claimed = rows.update(answers=fitting, note=note[:2000])
        inspection.refresh_from_db()
        if claimed != 1:
            raise planning.past_this_step(inspection)
        audit_services.record(
            "inspections.answers_saved",
            inspection,
            unit_id=inspection.premises.commune_id,
            after={"answers": len(fitting)},
        )


def record_inspection(
    *,
    inspection: models.Inspection,
    draft: RecordDraft,
    by: accounts_models.User,
    at: datetime,
) -> models.Inspection:
    """Make the record, its score and its findings. The same record sent again changes nothing.

    Raises:
        AnswersRefused: an answer is unknown, hidden, unfit or missing.
        RecordConflict: another record was made of it, or the number belongs to another record.
        InspectionRefused: it was called off.
    """
    if _is_known(inspection, draft):
        return inspection
    prepared = prepare(inspection, draft, at)
    with writing.writing(by=by, at=at):
        if not make(inspection, draft, prepared, by=by, at=at):
            if _is_known(inspection, draft):
                return inspection
            raise planning.past_this_step(inspection)
    return inspection


def prepare(inspection: models.Inspection, draft: RecordDraft, at: datetime) -> Prepared:
    """Judge a draft; nothing is written.

    Raises:
        AnswersRefused: an answer, a note or a finding is unknown, hidden, unfit or missing.
    """
    items = queries.from_data((draft.version or inspection.version).items)
    answers = {**draft.answers, **_photo_answers(inspection, items, draft)}
    faults = {
        **queries.answer_faults_of(items, answers),
        **_note_faults(items, answers, draft),
        **_other_faults(inspection, draft, at),
    }
    if faults:
        raise AnswersRefused(faults)
    return Prepared(answers, queries.judge(items, answers))


def make(
    inspection: models.Inspection,
    draft: RecordDraft,
    prepared: Prepared,
    *,
    by: accounts_models.User,
    at: datetime,
) -> bool:
    """Make the record, its score and its findings, inside the service that took it in; whether
    nobody made or called off one before.

    Raises:
        RecordConflict: the number belongs to another record.
    """
    judgement = prepared.judgement
    stamp = draft.stamp
    values = {
        "version": draft.version or inspection.version,
        "answers": prepared.answers,
        "item_notes": dict(draft.notes),
        "points": judgement.points,
        "points_possible": judgement.possible,
        "inspected_by": by,
        "record_sha256": draft.sha256(),
        "stamp_latitude": stamp and stamp.latitude,
        "stamp_longitude": stamp and stamp.longitude,
        "stamp_accuracy_m": stamp and stamp.accuracy_m,
    }
    if not _claim(inspection, draft, values, at):
        return False
    found = _find(inspection, judgement, draft, by)
    audit_services.record(
        "inspections.recorded",
        inspection,
        unit_id=inspection.premises.commune_id,
        after={
            "points": judgement.points,
            "possible": judgement.possible,
            "findings": found,
            "sha256": draft.sha256(),
        },
    )
    return True


def _claim(
    inspection: models.Inspection, draft: RecordDraft, values: Mapping[str, object], at: datetime
) -> bool:
    """Make the record, unless somebody made one first."""
    rows = models.Inspection.objects.all().open().filter(pk=inspection.pk)
    try:
        with transaction.atomic():
            claimed = rows.update(
                state=S.DONE,
                note=draft.note[:2000],
                inspected_at=_moment(inspection, draft, at),
                received_at=at,
                record_uuid=draft.record_uuid,
                **values,
            )
    except IntegrityError as raced:
        raise number_taken() from raced
    inspection.refresh_from_db()
    return claimed == 1


def recorded_already() -> RecordConflict:
    """Somebody else made the record of this inspection."""
    return RecordConflict(_("Somebody recorded this inspection already. Read that record."))


def number_taken() -> RecordConflict:
    """The number belongs to another record."""
    return RecordConflict(_("Another record was received under this number."))


def _is_known(inspection: models.Inspection, draft: RecordDraft) -> bool:
    """Whether this very record was made already."""
    stored = models.Inspection.objects.filter(record_uuid=draft.record_uuid).first()
    if stored is None:
        inspection.refresh_from_db()
        if inspection.state == S.DONE:
            raise recorded_already()
        if inspection.state == S.CANCELLED:
            raise planning.past_this_step(inspection)
        return False
    if stored.pk != inspection.pk or stored.record_sha256 != draft.sha256():
        raise number_taken()
    inspection.refresh_from_db()
    return True


def _photo_answers(
    inspection: models.Inspection, items: Sequence[queries.Item], draft: RecordDraft
) -> dict[str, str]:
    """Digests of the photos kept, of those items alone that are asked, and of those that follow."""
    asked = {item.code for item in queries.asked(items, draft.answers)}
    kept = inspection.photos.filter(item__in=asked).values_list("item", "sha256")
    return dict(kept) | dict(draft.photos)


def _note_faults(
    items: Sequence[queries.Item], answers: Mapping[str, Any], draft: RecordDraft
) -> dict[str, str]:
    """By item, why a note or a photo cannot stand beside it."""
    asked = {item.code: item for item in queries.asked(items, answers)}
    faults = {}
    for code, note in draft.notes.items():
        if code not in asked:
            faults[code] = _("This item does not apply here: leave it out.")
        elif len(note) > MAX_NOTE:
            faults[code] = _("A note has at most %(most)s characters.") % {"most": MAX_NOTE}
    for code in draft.photos:
        if code in asked and asked[code].kind != items_.PHOTO:
            faults[code] = _("The checklist asks for no such photo.")
    return faults


def _other_faults(
    inspection: models.Inspection, draft: RecordDraft, at: datetime
) -> dict[str, str]:
    """What keeps findings that are on no list from being kept, under the empty code."""
    today = timezone.localdate(_moment(inspection, draft, at))
    if len(draft.others) > MOST_OTHER_FINDINGS:
        return {"": _("A record holds at most ten findings that are on no checklist.")}
    for other in draft.others:
        if not other.text.strip() or len(other.text) > 400:
            return {"": _("Say what was found, in at most 400 characters.")}
        if other.severity not in models.Severity.values:
            return {"": _("Say how severe it is.")}
        if other.remedy_by_date < today:
            return {"": _("The day by which it is to be remedied lies before the inspection.")}
    return {}


def _moment(inspection: models.Inspection, draft: RecordDraft, at: datetime) -> datetime:
    return moment_of(inspection, draft.inspected_at or at, at)


def moment_of(inspection: models.Inspection, said: datetime, at: datetime) -> datetime:
    """When it happened; a phone's clock that runs ahead does not reach past now, and one that runs
    behind not before the visit was planned."""
    return min(max(said, inspection.planned_at), at)


def _finding_text(item: queries.Item, inspection: models.Inspection) -> str:
    """What was asked, what was answered, and what the inspector noted beside it."""
    answer = queries.answer_text(item, inspection.answers[item.code])
    note = inspection.item_notes.get(item.code, "")
    return f"{item.text}: {answer}" + (f". {note}" if note else "")


def _find(
    inspection: models.Inspection,
    judgement: queries.Judgement,
    draft: RecordDraft,
    by: accounts_models.User,
) -> int:
    """Write the findings; return how many."""
    found_at = inspection.inspected_at
    assert found_at is not None  # noqa: S101  for the type checker: just recorded
    today = timezone.localdate(found_at)
    with override(RECORD_LANGUAGE):
        of_items = [
            (
                item.code,
                _finding_text(item, inspection),
                item.severity,
                today + timedelta(days=item.remedy_days or 0),
            )
            for item in judgement.wanting
        ]
    of_none = [("", o.text.strip(), o.severity, o.remedy_by_date) for o in draft.others]
    rows = [
        models.Finding(
            inspection=inspection,
            number=number,
            item=item,
            text=text[:400],
            severity=severity,
            remedy_by_date=remedy_by_date,
            found_at=found_at,
            found_by=by,
        )
        for number, (item, text, severity, remedy_by_date) in enumerate(
            [*of_items, *of_none], start=1
        )
    ]
    models.Finding.objects.bulk_create(rows)
    return len(rows)

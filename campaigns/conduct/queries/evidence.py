"""Frozen evidence: whether it is what was put forward, and what its sources say today."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from campaigns.audit import models as audit_models
from campaigns.conduct import models
from campaigns.kernel import codes, figure

NOMINATED_VERB = "conduct.commendation_nominated"
NOTIFIED_VERB = "conduct.criticism_notify"
READ_KINDS = frozenset(
    {
        *(models.EvidenceKind.FIGURE, models.EvidenceKind.FINDING),
        *(models.EvidenceKind.AIRING, models.EvidenceKind.ASSIGNMENT),
    }
)
"""Kinds whose source may say something else later; their data is a `kernel.Figure`."""
Readings = Mapping[tuple[str, date, date], figure.Figure]


@dataclass(frozen=True)
class EvidenceLine:
    """A piece of evidence as put forward; `now` is the same source read today.

    `now` is None for texts, links, files, and sources that are gone. The frozen value stays what
    counts.
    """

    position: int
    kind: str
    data: Mapping[str, Any]
    from_date: date | None
    to_date: date | None
    is_intact: bool
    now: figure.Figure | None
    file_pk: int | None = None

    @property
    def is_read(self) -> bool:
        """It was read from a row or counted from rows."""
        return self.kind in READ_KINDS

    @property
    def has_changed(self) -> bool:
        return self.now is not None and (self.now.value, self.now.rows_count) != (
            self.data["value"],
            self.data["rows_count"],
        )


def evidence_sha256(data: Mapping[str, Any]) -> str:
    """Digest by which a piece of evidence proves that it is unchanged."""
    return hashlib.sha256(codes.canonical_json(data)).hexdigest()


def whole_sha256(digests: Iterable[str]) -> str:
    """Digest of all evidence of a notice, in order."""
    return hashlib.sha256(codes.canonical_json(list(digests))).hexdigest()


def text_sha256(text: str) -> str:
    """Digest of words that the record keeps in their place."""
    return hashlib.sha256(text.encode()).hexdigest()


def evidence_is_intact(evidence: models.Evidence) -> bool:
    """Whether the evidence is what was put forward: it fits its digest, and the record its digest.

    The record is the audit event of the nomination or the notice, which the chain protects: whoever
    changes the row and its digest together is found out as well.
    """
    owner = evidence.citation or evidence.criticism
    assert owner is not None  # noqa: S101  a constraint says so
    return _is_intact(evidence, digests_on_record(owner))


def citation_is_intact(citation: models.Citation | models.Criticism) -> bool:
    """Whether every piece of evidence that was put forward is still there, unchanged."""
    return not list(faults(citation))


def faults(owner: models.Citation | models.Criticism) -> Iterator[str]:
    """What of the frozen evidence is not as it was put forward."""
    on_record = digests_on_record(owner)
    pieces = list(owner.evidence.order_by("position", "pk"))
    if len(pieces) != len(on_record):
        yield f"{len(pieces)} pieces of evidence, {len(on_record)} on record"
    for piece in pieces:
        if not _is_intact(piece, on_record):
            yield f"evidence {piece.position} was changed"
    if isinstance(owner, models.Criticism):
        yield from _whole_fault(owner, on_record)


def _whole_fault(row: models.Criticism, on_record: list[str]) -> Iterator[str]:
    if row.notified_at is not None and row.evidence_sha256 != whole_sha256(on_record):
        yield "the digest of the evidence was changed"


def _is_intact(evidence: models.Evidence, digests: list[str]) -> bool:
    if evidence.position > len(digests) or evidence.position < 1:
        return False
    return evidence_sha256(evidence.data) == evidence.sha256 == digests[evidence.position - 1]


def digests_on_record(owner: models.Citation | models.Criticism) -> list[str]:
    """Digests of the evidence, in order, as the event of the act keeps them."""
    verb = NOMINATED_VERB if isinstance(owner, models.Citation) else NOTIFIED_VERB
    events = audit_models.Event.objects.about(owner._meta.label_lower, owner.pk)
    event = events.filter(verb=verb).order_by("pk").first()
    return [] if event is None else list(event.after.get("evidence", []))


def evidence_lines(
    owner: models.Citation | models.Criticism, readings: Readings
) -> list[EvidenceLine]:
    """The evidence in order, each figure beside what `readings` says today.

    `readings` is keyed by the figure's key and period.
    """
    on_record = digests_on_record(owner)
    pieces = owner.evidence.order_by("position", "pk")
    return [_line(piece, _is_intact(piece, on_record), readings) for piece in pieces]


def _line(piece: models.Evidence, is_intact: bool, readings: Readings) -> EvidenceLine:
    start = end = now = None
    if piece.kind in READ_KINDS:
        start, end = period_of(piece)
        now = readings.get((piece.data["key"], start, end))
    return EvidenceLine(
        piece.position, piece.kind, piece.data, start, end, is_intact, now, piece.file_id
    )


def period_of(piece: models.Evidence) -> tuple[date, date]:
    """The period of a frozen figure."""
    return (
        date.fromisoformat(piece.data["from_date"]),
        date.fromisoformat(piece.data["to_date"]),
    )


def read_pieces(owner: models.Citation | models.Criticism) -> QuerySet[models.Evidence]:
    """The evidence whose sources may say something else by now."""
    pieces: QuerySet[models.Evidence] = owner.evidence.filter(kind__in=READ_KINDS)
    return pieces.order_by("position", "pk")

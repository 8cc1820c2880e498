"""Whether what is frozen is still what was put on record: the part of `verify_audit` for citations."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from campaigns.audit import models as audit_models
from campaigns.conduct import models
from campaigns.conduct.queries import evidence

# Columns of a criticism whose digest the event of a step keeps, and which event.
_TEXTS = {
    "public_text": "conduct.criticism_decide",
    "amended_text": "conduct.criticism_amend",
}


def offences() -> Iterator[str]:
    """Everything of commendations and criticisms that was changed behind the record's back."""
    for citation in models.Citation.objects.order_by("pk").iterator(chunk_size=200):
        yield from (f"commendation {citation.pk}: {fault}" for fault in evidence.faults(citation))
    rows = models.Criticism.objects.filter(notified_at__isnull=False).order_by("pk")
    for row in rows.iterator(chunk_size=200):
        yield from (f"criticism {row.pk}: {fault}" for fault in _faults(row))


def _faults(row: models.Criticism) -> Iterator[str]:
    yield from evidence.faults(row)
    events = list(
        audit_models.Event.objects.about(row._meta.label_lower, row.pk).order_by("at", "pk")
    )
    for column, verb in _TEXTS.items():
        said = [e.after[column] for e in events if e.verb == verb and column in e.after]
        if said and said[-1] != evidence.text_sha256(getattr(row, column)):
            yield f"{column} was changed"
    for statement in row.statements.order_by("pk"):
        digest = evidence.text_sha256(statement.text)
        if not any(e.after.get("statement") == [statement.pk, digest] for e in events):
            yield f"statement {statement.pk} was changed"
    yield from (f"file {file.pk} {fault}" for file in row.files.all() for fault in _file(file))


def _file(file: models.CitationFile) -> Iterator[str]:
    if not file.file:
        return
    path = Path(file.file.path)
    if not path.is_file():
        yield "is missing"
    elif hashlib.sha256(path.read_bytes()).hexdigest() != file.sha256:
        yield "was changed"

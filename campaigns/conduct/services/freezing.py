"""Freezing what a criticism stands on, at the moment at which the unit is told."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.conduct import models, queries
from campaigns.conduct.services import refusals

K = models.EvidenceKind
_PLAIN = frozenset({K.TEXT, K.LINK})


def freeze(criticism: models.Criticism, by: accounts_models.User, at: datetime) -> list[str]:
    """Read every source, write it down as evidence, and return the digests in order.

    Raises:
        SourceGone: a source is gone, or is not of this unit.
        EvidenceMissing: there is nothing.
    """
    pieces = [
        models.Evidence(
            criticism=criticism,
            file=file,
            position=position,
            kind=kind,
            data=data,
            sha256=queries.evidence_sha256(data),
            added_by=by,
            added_at=at,
        )
        for position, (kind, data, file) in enumerate(_pieces(criticism), start=1)
    ]
    if not pieces:
        raise refusals.EvidenceMissing(_("A criticism needs at least one piece of evidence."))
    models.Evidence.objects.bulk_create(pieces)
    return [piece.sha256 for piece in pieces]


def _pieces(
    criticism: models.Criticism,
) -> Iterator[tuple[str, dict[str, Any], models.CitationFile | None]]:
    for source in criticism.sources:
        yield source["kind"], _data(criticism, source), None
    files = criticism.files.filter(side=models.Side.OFFICE)
    for file in files.order_by("pk"):
        yield K.FILE, file.as_data(), file


def _data(criticism: models.Criticism, source: dict[str, Any]) -> dict[str, Any]:
    if source["kind"] in _PLAIN:
        return {key: value for key, value in source.items() if key != "kind"}
    reading = queries.read(criticism.unit, source, on=criticism.to_date)
    if reading is None:
        raise refusals.SourceGone(
            _("Something that this draft stands on is gone: take the draft back and make it anew.")
        )
    return reading.as_data()

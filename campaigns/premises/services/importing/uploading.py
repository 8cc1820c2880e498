"""Keeping an uploaded list, after a first look that it is a table at all."""

import hashlib
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.jobs.queries import sheets
from campaigns.kernel import errors, writing
from campaigns.premises import models
from campaigns.premises.queries import lists
from campaigns.units import models as units_models

LIMITS = sheets.Limits()


class ListRefused(errors.LoaError):
    """The file is no table that can be read; says why and what to do."""


@dataclass(frozen=True)
class ListDraft:
    """A file as it comes in, block by block, and whose list it is."""

    unit: units_models.Unit
    file_name: str
    blocks: Iterable[bytes]


def root() -> Path:
    """Where uploaded lists lie; no address leads there."""
    folder = Path(settings.MEDIA_ROOT) / "lists"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def path_of(imported: models.Import) -> Path:
    """The file itself; the name that it came with is never used on disk."""
    return root() / str(imported.pk)


def open_list(imported: models.Import) -> sheets.Table:
    """The table in a kept file.

    Raises:
        TableUnreadable: the file cannot be read any more.
        ListRefused: it was forgotten.
    """
    path = path_of(imported)
    if not path.exists():
        raise ListRefused(_("This file was deleted after its days. Bring it in again."))
    return sheets.open_table(path, limits=LIMITS, is_heading=lists.is_heading)


def upload_list(*, draft: ListDraft, by: accounts_models.User, at: datetime) -> models.Import:
    """Keep a list to be looked at; its columns are to be confirmed next.

    Raises:
        ListRefused: it is too large, no table, or cannot be understood.
    """
    incoming = root() / f"incoming-{secrets.token_hex(8)}"
    try:
        digest = _store(draft.blocks, incoming)
        try:
            table = sheets.open_table(incoming, limits=LIMITS, is_heading=lists.is_heading)
        except sheets.TableUnreadable as refusal:
            raise ListRefused(refusal.message) from refusal
        with writing.writing(by=by, at=at):
            imported = models.Import(
                unit=draft.unit,
                file_name=draft.file_name[-200:] or "danh-sach",
                sha256=digest,
                header=list(table.header),
                uploaded_by=by,
                uploaded_at=at,
            )
            imported.save()
            audit_services.record(
                "premises.list_uploaded",
                imported,
                unit_id=draft.unit.pk,
                after={"file": imported.file_name, "sha256": digest},
            )
            # Last, so that a row without its file is never committed.
            shutil.move(incoming, path_of(imported))
    finally:
        incoming.unlink(missing_ok=True)
    return imported


def _store(blocks: Iterable[bytes], path: Path) -> str:
    """Write the file, no further than is allowed; return its digest."""
    digest, left = hashlib.sha256(), LIMITS.file_bytes
    with path.open("wb") as file:
        for block in blocks:
            left -= len(block)
            if left < 0:
                raise ListRefused(sheets.too_large_message(LIMITS))
            digest.update(block)
            file.write(block)
    return digest.hexdigest()

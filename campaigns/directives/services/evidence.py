"""Files that show what was done: looked into, written anew, kept where only Loa serves them."""

import contextlib
import hashlib
import io
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Protocol

import pikepdf
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.directives import models
from campaigns.kernel import actor, errors, pictures, writing

# Below MEDIA_ROOT, of which only pictures of the public site are served as files.
FOLDER = "duty-evidence"
MAX_BYTES = 20_000_000
MOST_FILES = 10
PDF = "application/pdf"
# Said where the model declares its personal fields.
KEPT_AFTER_END = timedelta(days=90)
# What makes a PDF act, or carry other files.
_ACTIVE = frozenset(
    {
        *("/JS", "/JavaScript", "/Launch", "/AA", "/XFA", "/RichMedia", "/Rendition"),
        *("/EmbeddedFile", "/EmbeddedFiles", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE"),
    }
)

_MOST_NESTED = 10_000


class EvidenceRefused(errors.LoaError):
    """The file cannot be taken: too large, of another kind, or something in it would act."""


class Readable(Protocol):
    """An uploaded file as a form gives it; `size` is known before a byte is read."""

    name: str | None
    size: int | None

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Upload:
    """A file as it came."""

    name: str
    size: int
    content: bytes

    @classmethod
    def of(cls, file: Readable) -> "Upload":
        """At most what may be kept is read into memory, whatever its size."""
        size = file.size or 0
        return cls(file.name or "", size, file.read(MAX_BYTES + 1) if size <= MAX_BYTES else b"")


@contextlib.contextmanager
def kept(uploads: Sequence[Upload]) -> Iterator[list[models.Evidence]]:
    """The files on disk with their rows, for as long as the block goes well.

    Raises:
        EvidenceRefused: there are too many, or one cannot be taken; nothing is left behind.
        pictures.PictureRefused: one says it is a picture and is none.
    """
    if len(uploads) > MOST_FILES:
        raise EvidenceRefused(
            _("At most %(most)s files at once: send the others with another report.")
            % {"most": MOST_FILES}
        )
    looked_at = [cleaned(upload) for upload in uploads]
    paths: list[Path] = []
    try:
        yield [_written(name, kind, content, paths) for name, kind, content in looked_at]
    except BaseException:
        for path in paths:
            path.unlink(missing_ok=True)
        raise


def cleaned(upload: Upload) -> tuple[str, str, bytes]:
    """Name, kind and bytes of the file as it will be kept.

    Raises:
        EvidenceRefused: it is too large, no picture and no PDF, or something in it would act.
    """
    name = Path(upload.name).name[-100:] or "minh-chung"
    if max(upload.size, len(upload.content)) > MAX_BYTES:
        raise EvidenceRefused(
            _("“%(name)s” is too large: a file may have at most 20 MB.") % {"name": name}
        )
    if upload.content.lstrip()[:5] == b"%PDF-":
        return _named(name, ".pdf"), PDF, _clean_pdf(upload.content, name)
    return _named(name, ".jpg"), pictures.CONTENT_TYPE, _clean_picture(upload.content, name)


def _clean_picture(content: bytes, name: str) -> bytes:
    try:
        return pictures.encode_anew(content, is_from_camera=True).content
    except pictures.PictureRefused as refused:
        raise EvidenceRefused(
            _("“%(name)s” is no picture and no PDF that can be kept: %(why)s")
            % {"name": name, "why": refused.message}
        ) from refused


def _named(name: str, suffix: str) -> str:
    return f"{Path(name).stem[:80]}{suffix}"


def _clean_pdf(content: bytes, name: str) -> bytes:
    """The document written anew, if nothing in it acts."""
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if any(_acts(found) for found in document.objects):
                raise EvidenceRefused(
                    _(
                        "“%(name)s” holds a script, an action or another file. Print it to a plain PDF and send that."
                    )
                    % {"name": name}
                )
            clean = io.BytesIO()
            document.save(clean)
    except pikepdf.PdfError as fault:
        raise EvidenceRefused(
            _("“%(name)s” is no whole PDF, or is locked by a password.") % {"name": name}
        ) from fault
    return clean.getvalue()


def _acts(found: pikepdf.Object) -> bool:
    """Whether an object of a PDF, or one that lies inside it, acts, or cannot be looked through."""
    waiting, seen = [found], 0
    while waiting:
        one = waiting.pop()
        seen += 1
        if seen > _MOST_NESTED:
            return True
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            keys = set(one.keys())
            if keys & _ACTIVE or {str(one.get("/S", "")), str(one.get("/Type", ""))} & _ACTIVE:
                return True
            waiting += [one[key] for key in keys if _is_inside(one[key])]
        elif isinstance(one, pikepdf.Array):
            waiting += [value for value in one if _is_inside(value)]
    return False


def _is_inside(value: object) -> bool:
    """Whether it lies in the object itself; others are looked at in their turn."""
    is_nested = isinstance(value, pikepdf.Dictionary | pikepdf.Array)
    return is_nested and not getattr(value, "is_indirect", False)


def stored(kind: str, content: bytes, *, folder: str = FOLDER) -> tuple[str, str]:
    """Put the bytes on disk under a random name; return it and their digest."""
    suffix = ".pdf" if kind == PDF else ".jpg"
    name = f"{folder}/{secrets.token_urlsafe(18)}{suffix}"
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return name, hashlib.sha256(content).hexdigest()


def _written(name: str, kind: str, content: bytes, paths: list[Path]) -> models.Evidence:
    file, sha256 = stored(kind, content)
    paths.append(Path(settings.MEDIA_ROOT) / file)
    return models.Evidence(
        file=file, name=name, content_type=kind, size=len(content), sha256=sha256
    )


def drop_file(row: models.Evidence) -> None:
    """Take the file away once the transaction that lets go of it stands."""
    if row.file:
        transaction.on_commit(partial(Path(row.file.path).unlink, missing_ok=True))


def purge_evidence(*, by: actor.Actor, at: datetime) -> int:
    """Delete the files 90 days after the last campaign ended; return how many.

    What was reported stays. While a campaign runs, or has no end, the files do too. A second run
    finds nothing.
    """
    campaigns = models.Campaign.objects.all()
    last_end = timezone.localdate(at) - KEPT_AFTER_END
    if not campaigns.exists() or campaigns.exclude(ends_date__lt=last_end).exists():
        return 0
    with writing.writing(by=by, at=at):
        due = models.Evidence.objects.exclude(file="").select_related("progress__assignment")
        rows = list(due.select_for_update(of=("self",)).order_by("pk"))
        for row in rows:
            drop_file(row)
        count = models.Evidence.objects.filter(pk__in=[row.pk for row in rows]).update(file="")
        if count:
            audit_services.record(
                "directives.evidence_forgotten", rows[0].progress.assignment, after={"files": count}
            )
    return count

"""Files of either side: looked into, written anew, kept where only Loa serves them."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.conduct import models
from campaigns.directives import services as directive_services
from campaigns.kernel import writing

# Below MEDIA_ROOT, of which only pictures of the public site are served as files.
FOLDER = "citation-files"


@dataclass(frozen=True)
class Kept:
    """A file on disk that no row names yet."""

    file: str
    name: str
    content_type: str
    size: int
    sha256: str


@contextlib.contextmanager
def kept(uploads: Sequence[directive_services.Upload]) -> Iterator[list[Kept]]:
    """The files on disk, without place, device or anything that acts, for as long as the block goes
    well.

    Raises:
        directives.EvidenceRefused: there are too many, or one is no picture and no PDF that can be
            kept; nothing is left behind.
    """
    if len(uploads) > directive_services.MOST_FILES:
        raise directive_services.EvidenceRefused(
            _("At most %(most)s files at once.") % {"most": directive_services.MOST_FILES}
        )
    looked_at = [directive_services.cleaned(upload) for upload in uploads]
    found: list[Kept] = []
    try:
        for name, kind, content in looked_at:
            file, sha256 = directive_services.stored(kind, content, folder=FOLDER)
            found.append(Kept(file, name, kind, len(content), sha256))
        yield found
    except BaseException:
        for one in found:
            (Path(settings.MEDIA_ROOT) / one.file).unlink(missing_ok=True)
        raise


def enter(
    criticism: models.Criticism,
    found: Sequence[Kept],
    by: accounts_models.User,
    statement: models.Statement | None = None,
) -> list[models.CitationFile]:
    """The rows of the files, inside the service that took them in."""
    rows = []
    for one in found:
        row = models.CitationFile(
            criticism=criticism,
            statement=statement,
            side=models.Side.OFFICE if statement is None else models.Side.UNIT,
            file=one.file,
            name=one.name[:120],
            content_type=one.content_type,
            size=one.size,
            sha256=one.sha256,
            added_by=by,
            added_at=writing.current().at,
        )
        row.save()
        rows.append(row)
    return rows


def drop_files(rows: Sequence[models.CitationFile]) -> None:
    """Take the files away once the transaction that lets go of them stands."""
    for row in rows:
        if row.file:
            transaction.on_commit(partial(Path(row.file.path).unlink, missing_ok=True))

"""Bodies of the field API: turned away by their headers where they are too large, unpacked where
they are packed, and never larger in memory than allowed."""

import math
import zlib

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import HttpError

from campaigns.kernel import uploads

# Of a body as it comes over the wire, and of its text once unpacked.
MAX_BODY_BYTES = 1024 * 1024
# Of a piece of a photo.
MAX_CHUNK_BYTES = uploads.MAX_CHUNK_BYTES
_GZIP = 16 + zlib.MAX_WBITS


def refuse_large(request: HttpRequest) -> None:
    """Turn a body away that is too large, before anything reads it.

    Raises:
        HttpError: 413.
    """
    limit = MAX_CHUNK_BYTES if request.method == "PATCH" else MAX_BODY_BYTES
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length[:20]) > limit:
        raise too_large()


def refuse_other(request: HttpRequest) -> None:
    """Turn away what is neither records nor a piece of a photo, by what it says of itself.

    Raises:
        HttpError: 415 another content type, or packed in another way than by gzip.
    """
    if request.method == "POST":
        _refuse_other(request, "application/json", {"", "identity", "gzip"})
    elif request.method == "PATCH":
        _refuse_other(request, "application/octet-stream", {"", "identity"})


def _refuse_other(request: HttpRequest, kind: str, codings: set[str]) -> None:
    if request.content_type != kind:
        raise HttpError(415, _("This is sent as %(kind)s.") % {"kind": kind})
    if _encoding(request) not in codings:
        raise HttpError(415, _("A body may be packed by gzip, or not at all; a piece never."))


def too_large() -> HttpError:
    return HttpError(
        413, _("At most 1 MB of records, or 256 KB of a photo, is taken at once. Send less.")
    )


def _encoding(request: HttpRequest) -> str:
    return request.headers.get("Content-Encoding", "").strip().lower()


def unpack(request: HttpRequest) -> None:
    """Unpack the body, of a sender who is known; `text_of` gives it afterwards.

    Raises:
        HttpError: 413 when it would become too large, 400 when it is not whole.
    """
    if request.method == "POST" and _encoding(request) == "gzip":
        request.loa_text = _unpacked(request.body)  # type: ignore[attr-defined]


def _unpacked(packed: bytes) -> bytes:
    """The text, of which never more than one byte too many is made: a bomb does not go off."""
    reader = zlib.decompressobj(_GZIP)
    try:
        text = reader.decompress(packed, MAX_BODY_BYTES + 1)
    except zlib.error as fault:
        raise _broken() from fault
    if len(text) > MAX_BODY_BYTES:
        raise too_large()
    if not reader.eof or reader.unused_data:
        raise _broken()
    return text


def _broken() -> HttpError:
    return HttpError(400, _("The body is not whole: it was damaged on its way."))


def text_of(request: HttpRequest) -> bytes:
    """The body as it was before it was packed."""
    text: bytes = getattr(request, "loa_text", request.body)
    return text


def finite(text: str) -> float:
    """A number of the body; raises ValueError for those that JSON does not know."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text[:40])
    return value

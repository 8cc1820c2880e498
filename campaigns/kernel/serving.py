"""Files that were uploaded, served from a sandbox: the bytes, or a part of them, and nothing runs."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

# Shown or played where it is, but it can run nothing and load nothing else.
_POLICY = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'"
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@dataclass(frozen=True)
class StoredFile:
    """A file on disk with what is known of it; `name` is what it is called when saved."""

    path: Path
    size: int
    sha256: str
    content_type: str
    name: str


def serve(request: HttpRequest, file: StoredFile, caching: str) -> HttpResponseBase:
    """The file, or the part of it that the request asks for.

    Args:
        request: whose conditions (`If-None-Match`, `Range`) are heeded.
        file: what to serve; its bytes never change, so that its digest is the validator.
        caching: the value of `Cache-Control`.
    """
    etag = f'"{file.sha256}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        response = _body(request, file, etag)
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = caching
    response["Content-Security-Policy"] = _POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _body(request: HttpRequest, file: StoredFile, etag: str) -> HttpResponseBase:
    wanted = _wanted(request, file.size, etag)
    if wanted is not None and wanted.start >= wanted.stop:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    part = wanted or range(file.size)
    response = FileResponse(
        _Part(file.path, part), status=206 if wanted else 200, content_type=file.content_type
    )
    response["Content-Length"] = len(part)
    if wanted:
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{file.size}"
    name = content_disposition_header(as_attachment=False, filename=file.name)
    response["Content-Disposition"] = name or "inline"
    return response


def _wanted(request: HttpRequest, size: int, etag: str) -> range | None:
    """The bytes of a request for one part (RFC 9110, 14.2); None asks for all of them.

    What cannot be read, or asks for several parts, is answered with the whole, as the rule allows.
    """
    match = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if match is None or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = match.groups()
    if not first:
        return range(max(0, size - int(last)), size) if last else None
    if last and int(last) < int(first):
        return None
    return range(min(int(first), size), min(int(last) + 1 if last else size, size))


class _Part:
    """A part of a file, read in blocks; opened when the first is asked for."""

    def __init__(self, path: Path, part: range) -> None:
        self._path = path
        self._part = part
        self._file: BinaryIO | None = None

    def read(self, size: int) -> bytes:
        if self._file is None:
            self._file = self._path.open("rb")
            self._file.seek(self._part.start)
        block = self._file.read(min(size, len(self._part)))
        self._part = self._part[len(block) :]
        return block

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

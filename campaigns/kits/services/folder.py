"""The files of a kit as clean text: inside the folder, of sane size, UTF-8, NFC, LF."""

import errno
import os
import re
import unicodedata
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext_lazy as _

from campaigns.kits.services import faulting

MAX_FILE_BYTES = 2 * 1024 * 1024
_BOM = b"\xef\xbb\xbf"
# Control characters, other marks of a line's end, and what is no character at all.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def forbidden_in(text: str) -> str:
    """Name the first character that no text of a kit may hold, as `U+0000`; empty when clean."""
    found = _FORBIDDEN.search(text)
    return f"U+{ord(found.group()):04X}" if found else ""


class KitFolder:
    """Reads files below one root and nothing else.

    `root` is the kit's folder; faults are added to `faults` and answered with None.
    """

    def __init__(self, root: Path, faults: faulting.Faults) -> None:
        self._root = root
        self._faults = faults

    def exists(self) -> bool:
        return self._root.is_dir()

    def read(self, name: str, named_at: faulting.Source) -> str | None:
        """Text of a file: BOM dropped, line ends made LF, letters composed (NFC).

        `named_at` is where the kit names the file; faults of the path are reported there,
        faults of the content in the file itself.
        """
        path = self._locate(name, named_at)
        data = self._bytes(path, name, named_at) if path else None
        return None if data is None else self._decode(data, name)

    def unlisted(self, listed: set[str]) -> list[str]:
        """Files that lie in the folder and that the kit does not name; hidden ones are let be."""
        present = (p.relative_to(self._root) for p in self._root.rglob("*") if not p.is_dir())
        return sorted(
            path.as_posix()
            for path in present
            if path.as_posix() not in listed
            and not any(part.startswith(".") for part in path.parts)
        )

    def _locate(self, name: str, named_at: faulting.Source) -> Path | None:
        pure = PurePosixPath(name)
        if (
            not name
            or "\\" in name
            or pure.is_absolute()
            or ".." in pure.parts
            or forbidden_in(name)
        ):
            self._faults.add(
                named_at,
                _(
                    "“%(name)s” is not a path inside the kit: name the file relative to the kit's folder, with / and without “..”."
                ),
                name=name,
            )
            return None
        path = self._root / pure
        if not self._is_inside(path):
            self._faults.add(
                named_at,
                _(
                    "“%(name)s” leads out of the kit's folder: copy the file into the kit instead of linking to it."
                ),
                name=name,
            )
            return None
        return path

    def _is_inside(self, path: Path) -> bool:
        try:
            return path.resolve().is_relative_to(self._root.resolve())
        except (OSError, RuntimeError):  # a loop of links
            return False

    def _bytes(self, path: Path, name: str, named_at: faulting.Source) -> bytes | None:
        try:
            if not path.is_file():
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
            with path.open("rb") as file:
                data = file.read(MAX_FILE_BYTES + 1)
        except FileNotFoundError:
            self._faults.add(
                named_at,
                _("The file “%(name)s” is missing: add it to the kit or correct its name here."),
                name=name,
            )
            return None
        except OSError as error:
            self._faults.add(
                named_at,
                _(
                    "The file “%(name)s” cannot be read (%(reason)s): mend its name or its permissions."
                ),
                name=name,
                reason=error.strerror or "",
            )
            return None
        if len(data) > MAX_FILE_BYTES:
            self._faults.add(
                faulting.Source(name, 1),
                _(
                    "The file is larger than %(limit)d KB: split it or leave out what the kit does not need."
                ),
                limit=MAX_FILE_BYTES // 1024,
            )
            return None
        return data

    def _decode(self, data: bytes, name: str) -> str | None:
        raw = data.removeprefix(_BOM).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        lines = [
            text
            for number, line in enumerate(raw.split(b"\n"), start=1)
            if (text := self._decode_line(line, faulting.Source(name, number))) is not None
        ]
        if len(lines) <= raw.count(b"\n"):
            return None
        return unicodedata.normalize("NFC", "\n".join(lines))

    def _decode_line(self, line: bytes, source: faulting.Source) -> str | None:
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            self._faults.add(
                source,
                _(
                    "Byte %(position)d of the line (0x%(byte)02X) is not UTF-8: the file was probably saved as Latin-1 or Windows-1258. Save it again as UTF-8."
                ),
                position=error.start + 1,
                byte=line[error.start],
            )
            return None
        character = forbidden_in(text)
        if character:
            self._faults.add(
                source,
                _("The line holds the character %(character)s, which cannot be shown: delete it."),
                character=character,
            )
            return None
        return text

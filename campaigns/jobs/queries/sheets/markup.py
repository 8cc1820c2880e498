"""Parts of a workbook: found in the package, parsed as a stream, never trusted."""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO
from xml.parsers import expat

from django.utils.translation import gettext as _

from campaigns.jobs.queries.sheets import table
from campaigns.jobs.queries.sheets.faults import TableUnreadable

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]

_NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_TAGS = "row c v f t rPh si sheet workbookPr numFmt xf cellXfs cellStyleXfs"
TAGS = {f"{space} {tag}": tag for space in _NAMESPACES for tag in _TAGS.split()}
"""Elements that matter, by the name under which the parser hands them over; it calls for each cell
several times, so that no call of ours may stand between."""
_BLOCK = 1 << 16
_MOST_PARTS = 2_000
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]+\d+(?::[A-Z]+\d+)?)[\"']")
_MERGED_MOST = 8 * 1024 * 1024


class _Doctype(Exception):
    """A part declares entities: a workbook never does."""


def _refuse_doctype(*_args: object) -> None:
    raise _Doctype


def nothing(*_args: object) -> None:
    """A handler for what nobody wants to know."""


def parse(
    stream: IO[bytes], start: Start, end: End = nothing, text: Callable[[str], None] = nothing
) -> Iterator[None]:
    """Feed a part to the handlers block by block; stops between blocks, so that rows can be taken.

    Names of elements are to be looked up in `TAGS`; what is not there matters to nobody.

    Raises:
        TableUnreadable: it is no well-formed XML, or more than plain XML.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        while block := stream.read(_BLOCK):
            parser.Parse(block)
            yield
        parser.Parse(b"", True)
    except (expat.ExpatError, _Doctype, zipfile.BadZipFile, EOFError, zlib.error) as fault:
        raise damaged() from fault


def damaged() -> TableUnreadable:
    return TableUnreadable(
        _(
            "The workbook is damaged and cannot be read: open it in Excel or LibreOffice and save it anew."
        )
    )


@dataclass(frozen=True)
class Part:
    """A worksheet of the workbook."""

    name: str
    path: str
    is_hidden: bool


class Package:
    """The workbook's parts, each only opened when it is asked for and small enough."""

    def __init__(self, path: Path, limits: table.Limits) -> None:
        """Open the package.

        Raises:
            TableUnreadable: it is no package, it is locked, or it holds too many parts.
        """
        self.limits = limits
        try:
            self.zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError) as fault:
            raise damaged() from fault
        if len(self.zip.infolist()) > _MOST_PARTS:
            raise too_large(limits)
        self.sheets, self.is_1904 = self._workbook()

    def close(self) -> None:
        self.zip.close()

    def open(self, name: str) -> IO[bytes]:
        """The part of a name.

        Raises:
            TableUnreadable: it is not there, locked, or unpacks to more than allowed: the size
                that a part states is also where its reading ends.
        """
        try:
            info = self.zip.getinfo(name)
            if info.file_size > self.limits.unpacked_bytes:
                raise too_large(self.limits)
            return self.zip.open(info)
        except (KeyError, RuntimeError, NotImplementedError, zipfile.BadZipFile) as fault:
            raise damaged() from fault

    def has(self, name: str) -> bool:
        return name in self.zip.NameToInfo

    def part_of(self, kind: str, default: str) -> str:
        """Where the workbook's part of a kind is: `styles`, `sharedStrings`."""
        return next((t for t, k in self.relations.values() if k.endswith(f"/{kind}")), default)

    def merged(self, part: Part) -> list[str]:
        """Ranges of merged cells; they stand after the cells, which are skipped unread."""
        tail = b""
        is_found = False
        try:
            with self.open(part.path) as stream:
                while block := stream.read(_BLOCK * 4):
                    tail += block
                    is_found = is_found or b"mergeCells" in tail
                    tail = tail[-_MERGED_MOST:] if is_found else tail[-32:]
        except (zipfile.BadZipFile, EOFError, zlib.error) as fault:
            raise damaged() from fault
        return [found.decode() for found in _MERGED.findall(tail)] if is_found else []

    def _workbook(self) -> tuple[tuple[Part, ...], bool]:
        root = self._relations("_rels/.rels", "")
        main = next(
            (t for t, kind in root.values() if kind.endswith("/officeDocument")), "xl/workbook.xml"
        )
        folder, _sep, file = main.rpartition("/")
        self.relations = self._relations(f"{folder}/_rels/{file}.rels", folder)
        found: list[Part] = []
        dates: list[str] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            tag = TAGS.get(name)
            if tag == "workbookPr":
                dates.append(attributes.get("date1904", "0"))
            elif tag == "sheet":
                key = next((v for k, v in attributes.items() if k.endswith(" id")), "")
                target, kind = self.relations.get(key, ("", ""))
                if kind.endswith("/worksheet"):
                    is_hidden = attributes.get("state", "visible") != "visible"
                    found.append(Part(attributes.get("name", ""), target, is_hidden))

        with self.open(main) as stream:
            for _block in parse(stream, start):
                pass
        if not found:
            raise TableUnreadable(_("The workbook has no sheet with cells."))
        return tuple(found), bool(dates) and dates[0] in {"1", "true"}

    def _relations(self, name: str, folder: str) -> dict[str, tuple[str, str]]:
        """Targets and kinds by their keys; targets as paths inside the package."""
        if not self.has(name):
            return {}
        found: dict[str, tuple[str, str]] = {}
        parser = expat.ParserCreate()

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag.rpartition(":")[2] == "Relationship":
                target = attributes.get("Target", "")
                whole = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
                path = str(PurePosixPath(whole.lstrip("/")))
                found[attributes.get("Id", "")] = (path, attributes.get("Type", ""))

        parser.StartElementHandler = start
        try:
            with self.open(name) as stream:
                parser.Parse(stream.read(4 * 1024 * 1024), True)
        except (expat.ExpatError, zipfile.BadZipFile, zlib.error) as fault:
            raise damaged() from fault
        return found


def too_large(limits: table.Limits) -> TableUnreadable:
    return TableUnreadable(
        _(
            "The workbook unpacks to more than %(most)s MB: that is no list. Save only the sheet with the list."
        )
        % {"most": limits.unpacked_bytes // (1024 * 1024)}
    )

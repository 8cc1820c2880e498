"""Telling in which encoding a text file was written, by its bytes alone.

Byte order marks and valid UTF-8 speak for themselves. What is neither is tried as Windows-1258,
TCVN3 and VNI, and taken for the one under which its words are Vietnamese; where none is, or two
are, the file is refused with what to do, because a wrong guess would spoil every name in it.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from campaigns.jobs.queries.sheets import legacy, spelling
from campaigns.jobs.queries.sheets.faults import TableUnreadable

_BLOCK = 1 << 18
_SAMPLE_BYTES = 1 << 16
# Of the marked words, this share has to be Vietnamese, and this much more than under any other.
ENOUGH, MARGIN = 0.7, 0.15
# A lone µ is a micron; an old font shows in more than that.
_FEW_WORDS = 3
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)


@dataclass(frozen=True)
class Encoding:
    """How to read a file: Python's codec, then the old way of writing if there is one."""

    codec: str
    label: str
    way: legacy.Legacy | None = None


def encoding_of(path: Path) -> Encoding:
    """In which encoding the file is written.

    Raises:
        TableUnreadable: it is none that can be told with certainty, or breaks off in the middle.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, codec, label in _MARKS:
        if head.startswith(mark):
            _check(path, codec, label)
            return _with_legacy(path, Encoding(codec, label))
    if head[:200].count(0) > len(head[:200]) // 4:
        wide = Encoding("utf-16-le" if head[1:2] == b"\0" else "utf-16-be", "UTF-16")
        _check(path, wide.codec, wide.label)
        return _with_legacy(path, wide)
    if 0 in head:
        raise TableUnreadable(_("This is no text file: save the list as CSV UTF-8 or as XLSX."))
    broken = _first_fault(path, "utf-8")
    if broken is None:
        return _with_legacy(path, Encoding("utf-8", "UTF-8"))
    return _single_byte(path, broken)


def _check(path: Path, codec: str, label: str) -> None:
    line = _first_fault(path, codec)
    if line is not None:
        raise TableUnreadable(
            _(
                "Line %(line)s holds bytes that are no %(encoding)s: the file is damaged. Save it anew."
            )
            % {"line": line, "encoding": label},
            line=line,
        )


def _first_fault(path: Path, codec: str) -> int | None:
    """The line in which the file stops being of the encoding; None where it never does."""
    decoder = codecs.getincrementaldecoder(codec)()
    lines = 1
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                lines += decoder.decode(block).count("\n")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as fault:
            before = bytes(fault.object[: fault.start]).decode(codec, errors="ignore")
            return lines + before.count("\n")
    return None


def _with_legacy(path: Path, encoding: Encoding) -> Encoding:
    """A Unicode file whose author typed with an old font."""
    with path.open(encoding=encoding.codec) as file:
        sample = _marked(file)
    return Encoding(encoding.codec, encoding.label, way_of(sample))


def way_of(sample: str) -> legacy.Legacy | None:
    """The old way in which a Unicode text was written; None where it says what it means."""
    if len(spelling.marked_words(sample)) < _FEW_WORDS:
        return None
    said = spelling.likeness(sample)
    likely = {way: spelling.likeness(legacy.to_unicode(sample, way)) for way in legacy.Legacy}
    way = max(likely, key=lambda w: likely[w])
    is_old = likely[way] >= ENOUGH and likely[way] >= said + MARGIN
    return way if is_old else None


def _marked(lines: Iterator[str]) -> str:
    """Lines with letters beyond ASCII, from all over the beginning of a file."""
    found: list[str] = []
    size = 0
    for line in lines:
        if not line.isascii():
            found.append(line[:2000])
            size += len(found[-1])
        if size > _SAMPLE_BYTES:
            break
    return "".join(found)


def _single_byte(path: Path, line: int) -> Encoding:
    """Which of the encodings of one byte a sign it is."""
    with path.open(encoding="latin-1") as file:
        sample = _marked(file)
    likely = {
        Encoding("latin-1", way.value, way): spelling.likeness(legacy.to_unicode(sample, way))
        for way in legacy.Legacy
    }
    try:
        windows = sample.encode("latin-1").decode("cp1258")
        likely[Encoding("cp1258", "Windows-1258")] = spelling.likeness(windows)
    except UnicodeDecodeError:
        pass
    best, *others = sorted(likely, key=lambda e: likely[e], reverse=True)
    if likely[best] < ENOUGH or likely[best] < likely[others[0]] + MARGIN:
        raise TableUnreadable(_refusal(line), line=line)
    return best


def _refusal(line: int) -> str:
    return _(
        "The letters of this file cannot be told: from line %(line)s on it is neither Unicode nor "
        "Windows-1258, TCVN3 (ABC) or VNI throughout. Open it where its letters look right, choose "
        "one Unicode font, and save it as XLSX or CSV UTF-8."
    ) % {"line": line}

"""The texts of a workbook, which its cells name by number: kept on disk, not in memory."""

import mmap
import re
import tempfile
from array import array
from typing import Self

from campaigns.jobs.queries.sheets import markup

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """Signs that XML cannot hold are written `_x000D_` (ECMA-376, 22.9.2.19)."""
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


class Strings:
    """Shared strings of one workbook, by number; eight bytes of memory for each."""

    def __init__(self, package: markup.Package) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  closed by `close`
        self._starts = array("Q", [0])
        self._map: mmap.mmap | None = None
        name = package.part_of("sharedStrings", "xl/sharedStrings.xml")
        if package.has(name):
            self._read(package, name)
        if self._starts[-1]:
            self._file.flush()
            self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        if self._map is not None:
            self._map.close()
        self._file.close()

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self._starts) - 1:
            raise markup.damaged()
        if self._map is None:
            return ""
        return self._map[self._starts[number] : self._starts[number + 1]].decode()

    def _read(self, package: markup.Package, name: str) -> None:
        sink = _Sink(self)
        with package.open(name) as stream:
            for _block in markup.parse(stream, sink.start, sink.end, sink.text):
                pass

    def add(self, text: str) -> None:
        """Keep the next one."""
        written = self._file.write(unescaped(text).encode())
        self._starts.append(self._starts[-1] + written)


class _Sink:
    """Makes strings of the events of their part; runs of one string are put together."""

    def __init__(self, strings: Strings) -> None:
        self.strings = strings
        self.texts: list[str] = []
        self.is_text = self.is_spoken = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        tag = markup.TAGS.get(name)
        if tag == "t":
            self.is_text = True
        elif tag == "rPh":
            self.is_spoken = True

    def end(self, name: str) -> None:
        tag = markup.TAGS.get(name)
        if tag == "t":
            self.is_text = False
        elif tag == "rPh":
            self.is_spoken = False
        elif tag == "si":
            self.strings.add("".join(self.texts))
            self.texts.clear()

    def text(self, said: str) -> None:
        # How a word is read aloud stands beside it and is none of its letters.
        if self.is_text and not self.is_spoken:
            self.texts.append(said)

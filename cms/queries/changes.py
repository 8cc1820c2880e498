"""The difference between two texts, word by word, as people read it. Pure."""

import difflib
import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(r"\s+|[^\s]+")


class Fate(enum.StrEnum):
    """What became of a run of words. Shown as `del` and `ins` with a word, never by colour alone."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Run:
    """Words with the same fate."""

    fate: Fate
    text: str


@dataclass(frozen=True)
class ChangedLine:
    """A paragraph that changed."""

    runs: tuple[Run, ...]


def changed_lines(then: str, now: str) -> tuple[ChangedLine, ...]:
    """The paragraphs in which two texts differ; those that are the same are left out."""
    before, after = then.splitlines(), now.splitlines()
    found: list[ChangedLine] = []
    for tag, i, j, k, m in difflib.SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            found += _pairs(before[i:j], after[k:m])
    return tuple(found)


def _pairs(before: list[str], after: list[str]) -> Iterator[ChangedLine]:
    """Paragraphs that stand in each other's place are compared; the rest came or went whole."""
    for old, new in zip(before, after, strict=False):
        yield ChangedLine(tuple(_runs(_TOKEN.findall(old), _TOKEN.findall(new))))
    for old in before[len(after) :]:
        yield ChangedLine((Run(Fate.GONE, old),))
    for new in after[len(before) :]:
        yield ChangedLine((Run(Fate.NEW, new),))


def _runs(before: list[str], after: list[str]) -> Iterator[Run]:
    for tag, i, j, k, m in difflib.SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        gone, new = "".join(before[i:j]), "".join(after[k:m])
        if tag == "equal":
            yield Run(Fate.KEPT, new)
            continue
        if gone:
            yield Run(Fate.GONE, gone)
        if new:
            yield Run(Fate.NEW, new)

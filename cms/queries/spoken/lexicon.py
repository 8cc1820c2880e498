"""Spoken forms by written forms, and where in a text one of them stands."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """How something is read out.

    `is_for_documents`: only inside the symbol of a document (2754/UBND-VXNV); elsewhere the same
    letters may mean something else, and are flagged.
    """

    written: str
    spoken: str
    is_case_sensitive: bool = True
    is_for_documents: bool = False

    def stands_at(self, text: str, start: int) -> bool:
        found = text[start : start + len(self.written)]
        if self.is_case_sensitive:
            return found == self.written
        return found.lower() == self.written.lower()


class Lexicon(Mapping[str, str]):
    """All spoken forms of one language; as a mapping, spoken by written form."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries = {entry.written: entry for entry in entries if entry.written}
        by_length = sorted(self._entries.values(), key=lambda e: (-len(e.written), e.written))
        self._by_initial: dict[str, list[Entry]] = defaultdict(list)
        for entry in by_length:
            if not entry.is_for_documents:
                self._by_initial[entry.written[0].lower()].append(entry)

    @classmethod
    def of(cls, forms: Mapping[str, str]) -> "Lexicon":
        """The lexicon itself, or one of plain pairs, letter for letter."""
        if isinstance(forms, Lexicon):
            return forms
        return cls(Entry(written, spoken) for written, spoken in forms.items())

    def __getitem__(self, written: str) -> str:
        return self._entries[written].spoken

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def symbol(self, part: str) -> Entry | None:
        """What is known of a part of a document's symbol, letter for letter."""
        return self._entries.get(part)

    def entry_at(self, text: str, start: int) -> Entry | None:
        """The longest entry that stands at a place as a whole word: «UBND tỉnh» before «UBND»."""
        for entry in self._by_initial.get(text[start].lower(), ()):
            if entry.stands_at(text, start) and _is_whole(text, start, start + len(entry.written)):
                return entry
        return None

    def whole(self, text: str) -> str | None:
        """How a text is read that is an entry from its first to its last letter."""
        entry = self.entry_at(text, 0) if text else None
        return entry.spoken if entry and len(entry.written) == len(text) else None


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _is_whole(text: str, start: int, end: int) -> bool:
    return _begins_word(text, start) and _ends_word(text, start, end)


def _begins_word(text: str, start: int) -> bool:
    if not _is_word(text[start]) or start == 0:
        return True
    before = text[start - 1]
    if _is_word(before) or before == "@":
        return False
    # «…/UBND», «KH-UBND»: part of something longer.
    return not (before in "/-&" and start > 1 and _is_word(text[start - 2]))


def _ends_word(text: str, start: int, end: int) -> bool:
    after, then = text[end : end + 1], text[end + 1 : end + 2]
    if text[end - 1] == ".":
        return end - start > 2 or _names_something(text, end)
    if not _is_word(text[end - 1]):
        return True
    if _is_word(after) or (after == "@" and _is_word(then)):
        return False
    return not (after != "" and after in "/-.&" and _is_word(then)) or _is_dotted(text, end)


def _names_something(text: str, end: int) -> bool:
    """«P. Mỹ Hải» and «Q.1» are places, «vitamin P.» ends a sentence."""
    rest = text[end : end + 2].lstrip(" ")
    return rest[:1].isupper() or rest[:1].isdigit()


def _is_dotted(text: str, end: int) -> bool:
    """«mã QR.Hãy quét»: a full stop without a space; a lower-case letter makes it an address."""
    return text[end] == "." and text[end + 1 : end + 2].isupper()

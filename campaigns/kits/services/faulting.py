"""What is wrong with a kit, and where: every fault is collected, none stops the reading."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import ngettext

from campaigns.kernel import errors


@dataclass(frozen=True, order=True)
class Source:
    """Where a row stands: a file relative to the kit's folder, a line counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Fault:
    """One thing to mend. The sentence is translated when it is shown, not when it is found."""

    source: Source
    sentence: Promise | str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return str(self.sentence) % self.values

    def __str__(self) -> str:
        return f"{self.source}: {self.message}"


class KitFaulty(errors.LoaError):
    """The kit cannot be used; `faults` lists everything found, by file and line."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(
            ngettext(
                "The kit has %(count)d fault; nothing was applied. Mend it and load the kit again.",
                "The kit has %(count)d faults; nothing was applied. Mend them and load the kit again.",
                len(faults),
            )
            % {"count": len(faults)}
        )


class Faults:
    """Collects faults while a kit is read."""

    def __init__(self) -> None:
        self._found: list[Fault] = []

    @property
    def count(self) -> int:
        return len(self._found)

    def add(self, source: Source, sentence: Promise | str, **values: object) -> None:
        shown = {name: _shorten(value) for name, value in values.items()}
        self._found.append(Fault(source, sentence, shown))

    def raise_if_any(self) -> None:
        """Raise every fault at once; the same sentence about the same line counts once.

        Raises:
            KitFaulty: there is at least one.
        """
        unique = {(fault.source, fault.message): fault for fault in self._found}
        if unique:
            raise KitFaulty(tuple(unique[place] for place in sorted(unique)))


def _shorten(value: object) -> object:
    """Keep an offending value readable: a fault is a sentence, not a dump of the file."""
    if isinstance(value, str) and len(value) > 120:
        return value[:117] + "…"
    return value

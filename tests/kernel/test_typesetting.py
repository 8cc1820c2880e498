"""The engine that sets documents gives back what it remembers, and sets the same ones after that."""

from datetime import UTC, datetime
from pathlib import Path

from campaigns.kernel import typesetting

NOW = datetime(2021, 6, 6, tzinfo=UTC)


def resident() -> int:
    """Pages of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1])


def set_one(folder: Path, words: int) -> bytes:
    template = folder / "many.typ"
    template.write_text("#for n in range(int(sys.inputs.many)) [Từ #n của một văn bản dài. ]\n")
    return typesetting.set_pdf(template=template, name="many", data=words, at=NOW)


def test_what_was_forgotten_is_set_alike_and_its_memory_is_given_back() -> None:
    folder = typesetting._ROOT / "kernel"
    template = folder / "many.typ"
    try:
        before = set_one(folder, 6000)
        full = resident()
        typesetting.forget()
        assert resident() < full
        assert set_one(folder, 6000) == before
    finally:
        template.unlink(missing_ok=True)

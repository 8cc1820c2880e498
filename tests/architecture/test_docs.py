"""What is written about the house is still so."""

import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from campaigns.workspace.management.commands import state_diagrams
from tests.architecture import house

DOCS = house.ROOT / "docs"
RECORDS = sorted((DOCS / "adr").glob("*.md"))
WORDS = (
    *("unit", "directive", "obligation", "script", "release", "slot", "airing"),
    *("drive", "shift", "premises", "checkpoint", "poster", "citation"),
)


def undefined_words(document: str) -> list[str]:
    """Words of the house without a definition of one line."""
    section = document.partition("## Words")[2].partition("\n## ")[0]
    return [
        w for w in WORDS if not re.search(rf"^- \*\*{w}\*\* \(.+\): \S.+\.$", section, re.MULTILINE)
    ]


def broken_links(document: Path) -> list[str]:
    """Relative links to files that are not there."""
    text = document.read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text)
    return [target for target in targets if not (document.parent / target).exists()]


def test_every_word_has_its_line() -> None:
    assert undefined_words((DOCS / "domain.md").read_text(encoding="utf-8")) == []


def test_a_word_without_its_line_is_seen() -> None:
    text = "## Words\n- **unit** (đơn vị): a\n- **drive** (đợt): two\n  lines.\n"
    assert {"unit", "drive"} <= set(undefined_words(text))


def test_state_diagrams_are_up_to_date() -> None:
    call_command("state_diagrams", check=True)


def test_a_stale_diagram_is_seen(tmp_path: Path) -> None:
    stale = tmp_path / "domain.md"
    stale.write_text(f"{state_diagrams.BEGIN}\nold\n{state_diagrams.END}\n")
    with pytest.raises(CommandError, match="out of date"):
        call_command("state_diagrams", check=True, file=str(stale))
    call_command("state_diagrams", file=str(stale))
    call_command("state_diagrams", check=True, file=str(stale))


def test_a_document_without_marks_is_refused() -> None:
    with pytest.raises(CommandError, match="marks"):
        state_diagrams.redrawn("no marks")


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_a_decision_record_is_read_at_a_glance(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 30
    for part in ("**Context.**", "**Decision.**", "**Consequences.**", "*Kept by*"):
        assert part in text


def test_decision_records_are_numbered_without_a_gap() -> None:
    assert [int(p.name[:4]) for p in RECORDS] == list(range(1, len(RECORDS) + 1))


@pytest.mark.parametrize(
    "document",
    [house.ROOT / "README.md", *sorted(DOCS.rglob("*.md"))],
    ids=lambda path: path.name,
)
def test_links_lead_somewhere(document: Path) -> None:
    assert broken_links(document) == []


def test_every_state_machine_is_whole() -> None:
    for model, field, edges in state_diagrams.machines():
        states = {str(value) for value, _ in field.flatchoices}
        targets = {str(t) for several in edges.values() for t in several}
        assert targets <= states, model._meta.label

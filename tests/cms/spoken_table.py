"""The lexicon of the shipped kit, and the table of real cases read with it."""

import csv
from pathlib import Path
from typing import NamedTuple

from cms.queries import spoken

HERE = Path(__file__).parent
KIT = HERE.parents[1] / "campaigns" / "kits" / "ninh_thuan_2754"


class Case(NamedTuple):
    """`left`: what is flagged and why, as «word=REASON | word=REASON»."""

    written: str
    spoken: str
    left: str


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


KIT_LEXICON = spoken.Lexicon(
    spoken.Entry(
        row["written"],
        row["spoken"],
        is_case_sensitive=row["is_case_sensitive"] == "yes",
        is_for_documents=row["kind"] == "DOCUMENT",
    )
    for row in _rows(KIT / "lexicon.csv")
    if row["language"] == spoken.VIETNAMESE
)
CASES = [Case(**row) for row in _rows(HERE / "spoken_cases.csv")]

"""The guide to writing kits names every column that the loader knows."""

from pathlib import Path

import pytest
from django.conf import settings

from campaigns.kits.services import letter, media, reading, rows, tables

GUIDE = (Path(settings.BASE_DIR) / "docs" / "kits.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("section", sorted(tables.TABLES))
def test_the_columns_of_a_table_are_in_the_guide(section):
    columns = " ".join(tables.TABLES[section].columns)
    assert f"| `{section}` | CSV | `{columns}` |" in GUIDE


@pytest.mark.parametrize(
    ("row_class", "left_out"),
    [
        (letter.Obligation, ()),
        (letter.DirectiveLink, ()),
        (rows.Checklist, ()),
        (rows.ChecklistItem, ()),
        (rows.ChecklistChoice, ()),
        (media.Channel, ()),
        (media.Slot, ("outlet",)),
        (media.GuidanceText, ("body",)),
        (media.PublicSite, ()),
        (media.SiteStep, ()),
        (media.Newsroom, ()),
    ],
)
def test_the_fields_of_a_record_are_in_the_guide(row_class, left_out):
    fields = [name for name in tables.columns_of(row_class) if name not in left_out]
    assert f"`{' '.join(fields)}`" in GUIDE


def test_every_section_is_in_the_guide():
    assert all(f"| `{section}` |" in GUIDE for section in reading.SECTIONS)

"""Letter 2754 as it lies on the desk: its text, clauses and recipients, and a tree to send it down.

The words come from the shipped kit's files, so that nobody invents a clause here.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from campaigns.directives import services
from campaigns.units import models as units_models
from campaigns.units import services as units_services
from tests.factories import cast as casts

KIT = Path(settings.BASE_DIR) / "campaigns" / "kits" / "ninh_thuan_2754"
_KINDS = (
    ("department", "Sở", False),
    ("media", "Cơ quan báo chí, truyền thanh", False),
)
_UNITS = (
    ("586", "district", "Huyện Ninh Hải", "58"),
    ("22846", "commune", "Xã Vĩnh Hải", "586"),
    ("22852", "commune", "Xã Tri Hải", "586"),
    ("STTTT", "department", "Sở Thông tin và Truyền thông", "58"),
    ("SYT", "department", "Sở Y tế", "58"),
    ("NTV", "media", "Đài Phát thanh và Truyền hình tỉnh", "58"),
    ("BNT", "media", "Báo Ninh Thuận", "58"),
)


def _rows(name: str) -> list[dict[str, str]]:
    with (KIT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text() -> str:
    """The whole text as it was typed."""
    return (KIT / "directive.txt").read_text("utf-8")


def clauses() -> dict[str, dict[str, str]]:
    """By number, a clause's row: `text_vi`, `verb_vi`."""
    return {row["code"]: row for row in _rows("clauses.csv")}


def recipients() -> Mapping[str, list[str]]:
    """By purpose, the lines of «Kính gửi» and «Nơi nhận»."""
    lines: dict[str, list[str]] = defaultdict(list)
    for row in _rows("recipients.csv"):
        lines[row["purpose"]].append(row["text_vi"])
    return lines


def make_tree(cast: casts.Cast) -> dict[str, units_models.Unit]:
    """Beside the cast's units: a second district with two communes, two departments, two outlets."""
    for code, name, is_territorial in _KINDS:
        draft = units_services.KindDraft(code, name, code, is_territorial)
        units_services.save_kind(draft=draft, by=casts.SYSTEM, at=casts.NOW)
    drafts = [
        units_services.UnitDraft(code, kind, name, name, name, casts.START, parent)
        for code, kind, name, parent in _UNITS
    ]
    units_services.found_units(drafts=drafts, by=casts.SYSTEM, at=casts.NOW)
    return {unit.code: unit for unit in units_models.Unit.objects.select_related("kind")}


def make_campaign(province: units_models.Unit) -> None:
    """The campaign that carries the letter out; no document is entered yet."""
    services.save_campaign(
        code="khai-bao-y-te",
        values={
            "name_vi": "Khai báo y tế điện tử",
            "name_en": "Electronic health declaration",
            "unit": province,
            "starts_date": casts.START,
        },
        by=casts.SYSTEM,
        at=casts.NOW,
    )


def make_whole_tree() -> dict[str, units_models.Unit]:
    """The province of the kit: 7 districts, 65 communes, its offices, bodies and outlets."""
    for row in _rows("unit_kinds.csv"):
        kind = units_services.KindDraft(
            row["code"],
            row["name_vi"],
            row["name_en"],
            row["is_territorial"] == "yes",
            row["is_under_command"] == "yes",
            row["is_governing"] == "yes",
        )
        units_services.save_kind(draft=kind, by=casts.SYSTEM, at=casts.NOW)
    drafts = [
        units_services.UnitDraft(
            row["code"],
            row["kind"],
            row["name_vi"],
            row["name_en"],
            row["short_name_vi"] or row["name_vi"],
            casts.START,
            row["parent"],
        )
        for row in (*_rows("units.csv"), *_rows("bodies.csv"))
        if not row["valid_to"]
    ]
    units_services.found_units(drafts=drafts, by=casts.SYSTEM, at=casts.NOW)
    return {unit.code: unit for unit in units_models.Unit.objects.select_related("kind")}

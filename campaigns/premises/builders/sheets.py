"""The sheets that carry a premises' official code, as PDF: one a page, all lines drawn as vectors."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import zxingcpp
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.kernel import typesetting
from campaigns.premises import queries

_TEMPLATE = Path(__file__).with_name("sheets.typ")
_FEWEST_MODULES, _LEAST_VERSION = 33, 4
"""The fewer modules, the wider the white around the code must be, which the rest of the sheet needs."""
_LEVEL_OF_LINK = "M"
_STRONG_UP_TO = 600
"""Bytes up to which a code bears a quarter of itself being dirty (level Q); above that, level M,
which alone leaves room for the longest payload."""


def sheets_pdf(
    sheets: Sequence[queries.SheetToPrint],
    *,
    app_names: Sequence[str],
    at: datetime,
    is_tagged: bool = True,
) -> bytes:
    """The sheets in their order, in Vietnamese, and in English below where a sheet says so."""
    with translation.override("vi"):
        words = _words(app_names)
        data = {
            "title": ngettext("%(num)s sheet", "%(num)s sheets", len(sheets))
            % {"num": len(sheets)},
            "words": words,
            "apps": typesetting.clean(", ".join(app_names)),
            "sheets": [_sheet(sheet) for sheet in sheets],
        }
    with translation.override("en"):
        data["english"] = _words(app_names)
    return typesetting.set_pdf(
        template=_TEMPLATE, name="print", data=data, at=at, is_tagged=is_tagged
    )


def _words(app_names: Sequence[str]) -> dict[str, Any]:
    """Texts of every sheet; where no app is in use, nobody is sent to look for one."""
    return {
        "title": _("Scan the code to declare your health"),
        "steps": [
            _("Open the camera or one of the apps below.")
            if app_names
            else _("Open the camera of the phone."),
            _("Hold the phone before the code, when you come and when you leave."),
            _("Fill in the form and send it. No phone? Ask the person at the door."),
        ],
        "apps": _("Any one of these apps does:"),
        "source": _("The code is issued by the national declaration system."),
        "link": _("Loa's link, not the code to declare with:"),
    }


def _sheet(sheet: queries.SheetToPrint) -> dict[str, Any]:
    level = "Q" if len(sheet.payload.encode()) <= _STRONG_UP_TO else "M"
    drawn, modules = _code(sheet.payload, level)
    # In capitals the small code is coarser, and our own addresses do not mind.
    link, link_modules = _code(sheet.link.upper(), _LEVEL_OF_LINK) if sheet.link else ("", 0)
    return {
        "kind": sheet.kind,
        "name": typesetting.clean(sheet.name),
        "place": typesetting.clean(sheet.place),
        "bilingual": sheet.is_bilingual,
        "qr": drawn,
        "modules": modules,
        "link_qr": link,
        "link_modules": link_modules,
        "link": typesetting.clean(sheet.link.partition("://")[2]),
        "link_names": [typesetting.clean(sheet.link_vi), typesetting.clean(sheet.link_en)],
        "mark": _("Sheet %(code)s, edition %(edition)s")
        % {"code": sheet.code, "edition": sheet.edition},
    }


def _code(payload: str, level: str) -> tuple[str, int]:
    """The code as SVG without the white around it, and how many modules it is wide."""
    code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    if _width(code) < _FEWEST_MODULES:
        code = zxingcpp.create_barcode(
            payload, zxingcpp.BarcodeFormat.QRCode, ec_level=level, version=_LEAST_VERSION
        )
    return code.to_svg(add_quiet_zones=False), _width(code)


def _width(code: zxingcpp.Barcode) -> int:
    shape = code.to_image(scale=1, add_quiet_zones=False).shape
    return shape[0] if shape else 0

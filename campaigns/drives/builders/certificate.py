"""Certificates of volunteers as PDF: one page each, with a code that leads to its proof."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import qrcode
import qrcode.image.svg
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.drives import queries
from campaigns.kernel import typesetting

TEMPLATE = Path(__file__).with_name("certificate.typ")
LANGUAGE = "vi"
_CORRECTION = qrcode.constants.ERROR_CORRECT_M


def certificate_pdf(sheets: Sequence[queries.CertificateSheet], *, at: datetime) -> bytes:
    """The certificates on A4, one a page, in Vietnamese: papers are shown to authorities."""
    return typesetting.set_pdf(
        template=TEMPLATE, name="certificates", data=certificate_data(sheets), at=at
    )


def certificate_data(sheets: Sequence[queries.CertificateSheet]) -> dict[str, Any]:
    """What the template shows."""
    with translation.override(LANGUAGE):
        return {"sheets": [_sheet(sheet) for sheet in sheets], "words": _words()}


def _words() -> dict[str, str]:
    return {
        "title": _("Certificate of volunteering"),
        "certifies": _("This is to certify that"),
        "number": _("No."),
        "check": _("Check that this paper is genuine: scan the code, or type it at"),
        "leader": _("Leader of the drive"),
        "sign": _("(signature, full name)"),
        "demo": _("Invented for the demo: certifies nothing."),
    }


def _sheet(sheet: queries.CertificateSheet) -> dict[str, Any]:
    shifts = ngettext("%(num)s shift", "%(num)s shifts", sheet.shift_count)
    clean = typesetting.clean
    return {
        "organiser": clean(sheet.organiser_name),
        "number": sheet.number,
        "name": clean(sheet.name),
        "deed": clean(
            _("helped residents as a volunteer of the drive “%(drive)s”, at %(place)s, %(unit)s")
            % {"drive": sheet.drive_name, "place": sheet.place, "unit": sheet.unit_name}
        ),
        "movement": clean(sheet.movement_name),
        "duration": queries.duration_text(sheet.minutes),
        "shifts": _("in %(shifts)s, %(days)s, as confirmed by the leader of the drive")
        % {"shifts": shifts % {"num": sheet.shift_count}, "days": _days(sheet)},
        "date": _long_date(sheet.issued_date),
        "issuer": clean(sheet.issued_by),
        "code": sheet.code,
        "address": sheet.url.removeprefix("https://").removeprefix("http://").rsplit("/", 2)[0],
        "qr": _qr_svg(sheet.url),
        "is_demo": sheet.is_demo,
    }


def _days(sheet: queries.CertificateSheet) -> str:
    first, last = f"{sheet.from_date:%d/%m/%Y}", f"{sheet.to_date:%d/%m/%Y}"
    if sheet.from_date == sheet.to_date:
        return _("on %(day)s") % {"day": first}
    return _("from %(first)s to %(last)s") % {"first": first, "last": last}


def _long_date(day: date) -> str:
    return _("Date: %(day)d/%(month)d/%(year)d") % {
        "day": day.day,
        "month": day.month,
        "year": day.year,
    }


def _qr_svg(url: str) -> str:
    """The address as a code of middling correction: paper is folded."""
    code = qrcode.QRCode(error_correction=_CORRECTION, border=4, mask_pattern=_mask(len(url)))
    code.add_data(url)
    image = code.make_image(image_factory=qrcode.image.svg.SvgPathImage)
    file = io.BytesIO()
    image.save(file)
    return file.getvalue().decode()


@lru_cache(maxsize=16)
def _mask(length: int) -> int:
    """The mask that scores best for an address of this length: trying all eight for each code
    takes longer than all the rest of a certificate."""
    code = qrcode.QRCode(error_correction=_CORRECTION)
    code.add_data("A" * length)
    code.make(fit=True)
    mask: int = code.best_mask_pattern()
    return mask

"""QR codes as pictures for pages."""

import re

import zxingcpp


def qr_svg(text: str) -> str:
    """The code with its quiet zone; sized by a view box, so that it fills whatever it is placed in."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    return re.sub(
        r'<svg width="(\d+)" height="(\d+)"',
        r'<svg viewBox="0 0 \1 \2"',
        code.to_svg(add_quiet_zones=True),
    )

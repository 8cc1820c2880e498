"""Reading the code off a photo of a sheet, on the server: what it holds, or why that is not clear."""

import zxingcpp
from django.utils.translation import gettext as _

from campaigns.kernel import errors, pictures

_QR = zxingcpp.barcode_formats_from_str("QRCode")


class PhotoRefused(errors.LoaError):
    """The photo shows no code, or several."""


def read_code(content: bytes) -> str:
    """What the one QR code in the photo holds, letter by letter.

    Raises:
        PictureRefused: it is no picture, or too large a one.
        PhotoRefused: it shows no code that can be read, or codes that hold different things.
    """
    picture = pictures.grey_to_read(content)
    found = zxingcpp.read_barcodes(picture, formats=_QR)
    held = {code.text for code in found if code.valid}
    if not held:
        raise PhotoRefused(
            _("No code can be read in this photo. Take it straight, in good light, whole and near.")
        )
    if len(held) > 1:
        raise PhotoRefused(
            _("There are %(num)s different codes in this photo. Show only the one that is meant.")
            % {"num": len(held)}
        )
    return held.pop()

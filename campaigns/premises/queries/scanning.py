"""Reading the code off a photo of a sheet, on the server: what it holds, or why that is not clear."""

from urllib.parse import urlsplit

import zxingcpp
from django.conf import settings
from django.utils.translation import gettext as _

from campaigns.kernel import errors, pictures

_QR = zxingcpp.barcode_formats_from_str("QRCode")


class PhotoRefused(errors.LoaError):
    """The photo shows no code, several, or our own short link alone."""


def own_path(text: str) -> str | None:
    """The path of this site that a code leads to; None where it leads elsewhere or nowhere."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    own = {urlsplit(settings.BASE_URL).hostname}
    own |= {name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"}
    return parts.path if parts.scheme in {"http", "https"} and host in own else None


def read_code(content: bytes) -> str:
    """What the one QR code in the photo holds, letter by letter.

    Our own short link stands beside the official code on some sheets and is passed over.

    Raises:
        PictureRefused: it is no picture, or too large a one.
        PhotoRefused: it shows no code that can be read, or codes that hold different things.
    """
    picture = pictures.grey_to_read(content)
    found = zxingcpp.read_barcodes(picture, formats=_QR)
    seen = {code.text for code in found if code.valid}
    held = {text for text in seen if not _is_short_link(text)}
    if seen and not held:
        raise PhotoRefused(
            _(
                "Only Loa's own short link can be read in this photo. Show the official code, which "
                "is the large one on the sheet."
            )
        )
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


def _is_short_link(text: str) -> bool:
    return (own_path(text) or "").lower().startswith("/q/")

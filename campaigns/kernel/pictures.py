"""Pictures from outside: looked into by their content, and encoded anew without what they tell of
their maker."""

import io
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from campaigns.kernel import errors

# Of a picture as it comes: unfolded it takes some 30 MB.
MAX_PIXELS = 8_000_000
# Longer side of a picture as it is kept.
MAX_SIDE = 1600
# Of a picture that is only read: a JPEG is unfolded at a part of its size.
MAX_PIXELS_READ = 50_000_000
MAX_SIDE_READ = 2400
CONTENT_TYPE = "image/jpeg"
_KINDS = ("JPEG", "PNG", "WEBP")
_QUALITY = 80


class PictureRefused(errors.LoaError):
    """The bytes are no picture, not a whole one, or one that would not fit into memory."""


@dataclass(frozen=True)
class Picture:
    """A JPEG of ours: pixels and nothing else."""

    content: bytes
    width: int
    height: int


def grey_to_read(content: bytes) -> Image.Image:
    """The picture in grey, at most `MAX_SIDE_READ` long, for whoever reads something off it.

    Raises:
        PictureRefused: as `encode_anew`; a JPEG may be as large as phones make them.
    """
    try:
        with Image.open(io.BytesIO(content), formats=_KINDS) as opened:
            limit = MAX_PIXELS_READ if opened.format == "JPEG" else 2 * MAX_PIXELS
            if opened.width * opened.height > limit:
                raise _too_large(limit)
            opened.draft("L", (MAX_SIDE_READ, MAX_SIDE_READ))
            opened.thumbnail((MAX_SIDE_READ, MAX_SIDE_READ))
            return _on_white(opened).convert("L")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise _too_large() from fault
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as fault:
        raise _no_picture() from fault


def encode_anew(content: bytes, *, is_from_camera: bool = False) -> Picture:
    """The picture upright, at most `MAX_SIDE` long, without EXIF, place, thumbnail or remarks.

    Nothing of the bytes that came is kept: what hides behind or between the pixels is gone.

    Args:
        content: the bytes as they came.
        is_from_camera: whether a JPEG may be as large as phones make them; it is unfolded at a
            part of its size.

    Raises:
        PictureRefused: it is no JPEG, PNG or WebP, whatever its name says, it ends too early, or
            it unfolds to more than `MAX_PIXELS`, from a camera `MAX_PIXELS_READ`.
    """
    try:
        with Image.open(io.BytesIO(content), formats=_KINDS) as opened:
            is_large = is_from_camera and opened.format == "JPEG"
            _refuse_bomb(opened, MAX_PIXELS_READ if is_large else MAX_PIXELS)
            opened.draft("RGB", (MAX_SIDE, MAX_SIDE))
            return _encoded(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise _too_large() from fault
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as fault:
        raise _no_picture() from fault


def _no_picture() -> PictureRefused:
    return PictureRefused(
        _("This is no whole picture, whatever its name says. Take or choose another one.")
    )


def _refuse_bomb(opened: Image.Image, limit: int) -> None:
    """Known from the header: nothing was unfolded yet."""
    if opened.width * opened.height > limit:
        raise _too_large(limit)


def _too_large(limit: int = MAX_PIXELS) -> PictureRefused:
    return PictureRefused(
        _("The picture unfolds to more than %(limit)s million pixels. Send a smaller one.")
        % {"limit": limit // 1_000_000}
    )


def _encoded(opened: Image.Image) -> Picture:
    opened.thumbnail((MAX_SIDE, MAX_SIDE))
    plain = _on_white(ImageOps.exif_transpose(opened))
    file = io.BytesIO()
    plain.save(file, "JPEG", quality=_QUALITY, optimize=True)
    return Picture(file.getvalue(), plain.width, plain.height)


def _on_white(opened: Image.Image) -> Image.Image:
    plain = Image.new("RGB", opened.size, "white")
    layers = opened.convert("RGBA")
    plain.paste(layers, mask=layers.getchannel("A"))
    return plain

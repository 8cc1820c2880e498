"""Pictures as phones make them, and things that only look like pictures."""

import hashlib
import io
import re
import struct
import zlib

from PIL import Image, ImageDraw


def make_photo(kind: str = "JPEG", size: tuple[int, int] = (320, 240)) -> bytes:
    """A picture with a place, a maker and the device's name in its EXIF data, lying on its side."""
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010F] = "Xiaomi of Lan"
    exif.get_ifd(0x8825)[2] = (11.0, 46.0, 30.0)
    file = io.BytesIO()
    image.save(file, kind, exif=exif)
    return file.getvalue()


def make_bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of a few hundred kilobytes that unfolds to 900 million pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)

    rows = zlib.compressobj(9)
    line = b"\0" * (1 + width // 8)
    packed = b"".join(rows.compress(line) for _ in range(height)) + rows.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def draw_qr(svg: str) -> Image.Image:
    """The SVG of a QR code as a picture, eight dots a module."""
    box = re.search(r'viewBox="0 0 (\d+)', svg)
    assert box
    size = int(box[1])
    picture = Image.new("L", (size * 8, size * 8), 255)
    pen = ImageDraw.Draw(picture)
    for x, y, width, height in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)", svg):
        left, top = int(x) * 8, int(y) * 8
        corner = (left + int(width) * 8 - 1, top + int(height) * 8 - 1)
        pen.rectangle([(left, top), corner], fill=0)
    return picture

"""Small sound files of every kind, made byte by byte; and recordings of them."""

import io
import math
import struct
import wave
from typing import Any

from django.core.files.base import ContentFile
from mutagen.ogg import OggPage

from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models, services
from campaigns.units import models as units_models
from tests.factories import cast


def wav(seconds: float = 2, *, extra: bytes = b"") -> bytes:
    """A tone of 440 Hz, 8 kHz, 16 bit; `extra` are further chunks."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
        tone = (int(8000 * math.sin(n * 440 * math.tau / 8000)) for n in range(int(seconds * 8000)))
        out.writeframes(b"".join(struct.pack("<h", sample) for sample in tone))
    whole = file.getvalue() + extra
    return whole[:4] + struct.pack("<I", len(whole) - 8) + whole[8:]


def chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def mp3(seconds: float = 2) -> bytes:
    """Silence: frames of 26 ms, 128 kbit/s, 44.1 kHz, all their bits zero."""
    return (b"\xff\xfb\x90\xc4" + bytes(413)) * math.ceil(seconds * 44100 / 1152)


def id3(text: str) -> bytes:
    """A tag that names somebody."""
    content = b"\x03" + text.encode()
    frame = b"TPE1" + struct.pack(">I", len(content)) + b"\0\0" + content
    return b"ID3\x03\0\0" + bytes([0, 0, len(frame) >> 7, len(frame) & 127]) + frame


def aac(seconds: float = 2) -> bytes:
    """ADTS frames of 1,024 samples at 44.1 kHz."""
    length = 7 + 100
    head = bytes([0xFF, 0xF1, 0x50, 0x80 | length >> 11, length >> 3 & 255, (length & 7) << 5 | 31])
    return (head + b"\xfc" + bytes(100)) * math.ceil(seconds * 44100 / 1024)


def opus(seconds: float = 2, *, artist: str = "") -> bytes:
    """Ogg with packets of 20 ms of silence; the last page says that it is the last."""
    remark = f"ARTIST={artist}".encode()
    tags = b"OpusTags" + struct.pack("<I", 3) + b"loa" + struct.pack("<I", 1)
    tags += struct.pack("<I", len(remark)) + remark
    packets = [b"\xfc\xff\xfe"] * int(seconds * 50)
    pages = []
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 48000, 0, 0)
    for number, content in enumerate(
        ([head], [tags], *[packets[n : n + 50] for n in range(0, len(packets), 50)])
    ):
        page = OggPage()
        page.serial, page.sequence, page.packets = 2754, number, content
        page.position = max(0, number - 1) * 48000
        pages.append(page)
    pages[0].first = True
    pages[-1].last = True
    return b"".join(page.write() for page in pages)


def flac(seconds: float = 2) -> bytes:
    """A header that states the length, and nothing after it that a tag reader would look at."""
    samples = int(seconds * 44100)
    bits = 44100 << 44 | 0 << 41 | 15 << 36 | samples
    info = struct.pack(">HH", 4096, 4096) + bytes(6) + struct.pack(">Q", bits) + bytes(16)
    return b"fLaC" + bytes([0x80]) + len(info).to_bytes(3, "big") + info + bytes(200)


def box(name: bytes, *content: bytes) -> bytes:
    whole = b"".join(content)
    return struct.pack(">I4s", len(whole) + 8, name) + whole


def m4a(seconds: float = 2, *, remark: bytes = b"", kind: bytes = b"soun") -> bytes:
    """An MP4 with one track of sound and no samples worth hearing."""
    mdhd = box(b"mdhd", bytes(12), struct.pack(">II", 44100, int(seconds * 44100)), bytes(4))
    hdlr = box(b"hdlr", bytes(8), kind, bytes(13))
    entry = box(
        b"mp4a",
        bytes(6),
        b"\0\1",
        bytes(8),
        struct.pack(">HHIHH", 1, 16, 0, 44100, 0),
        box(b"free"),
    )
    stbl = box(b"stbl", box(b"stsd", bytes(4), struct.pack(">I", 1), entry))
    trak = box(b"trak", box(b"mdia", mdhd, hdlr, box(b"minf", stbl)))
    mvhd = box(b"mvhd", bytes(100))
    extra = box(b"udta", box(b"\xa9xyz", remark)) if remark else b""
    return (
        box(b"ftyp", b"M4A \0\0\0\0isom")
        + box(b"moov", mvhd, trak, extra)
        + box(b"mdat", bytes(400))
    )


def draft(
    unit: units_models.Unit, content: bytes | None = None, **changes: Any
) -> services.RecordingDraft:
    base = {
        "unit": unit,
        "title": "Khai báo y tế bằng mã QR",
        "language": "vi",
        "file": ContentFile(wav() if content is None else content, name="ban tin.wav"),
    }
    return services.RecordingDraft(**(base | changes))


def keep(
    unit: units_models.Unit,
    by: accounts_models.User,
    content: bytes | None = None,
    **changes: Any,
) -> models.Recording:
    """A recording of the unit; call it with MEDIA_ROOT in a folder of the test."""
    return services.keep_recording(draft=draft(unit, content, **changes), by=by, at=cast.NOW)

"""Looking into a sound file: what it is, how long, whether it is whole; and emptying its tags."""

import math
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import mutagen
from django.utils.translation import gettext as _
from mutagen import aac, apev2, flac, id3, mp3, mp4, ogg, oggopus, oggvorbis, wave

from campaigns.broadcasts import models
from campaigns.kernel import errors

# Shorter than this is a slip of the finger, not a piece.
_SHORTEST = 0.5
_BLOCK = 1024 * 1024
# A compressed file may lack its last frame and still be whole.
_WHOLE_RATIO = 0.95


class SoundRefused(errors.LoaError):
    """The file is no sound that a station could play, or only a part of one."""


@dataclass(frozen=True)
class Sound:
    """What a file holds."""

    mime: models.SoundType
    seconds: int


def read_sound(path: Path) -> Sound:
    """Say what the file is, by its bytes alone; its name is never asked.

    Raises:
        SoundRefused: it is empty, no sound, of another kind, a film, or it ends too early.
    """
    mime = _mime(path)
    try:
        seconds = _READERS[mime](path)
    except (mutagen.MutagenError, struct.error, EOFError) as fault:
        raise SoundRefused(_no_sound()) from fault
    if seconds < _SHORTEST:
        raise SoundRefused(_("The file holds no sound, or less than half a second of it."))
    return Sound(mime, math.ceil(seconds))


def empty_tags(path: Path, mime: models.SoundType) -> None:
    """Take out names, places, pictures and remarks that recorders and editors write into a file.

    A phone writes who recorded and where; nothing of that may reach a public address. The sound
    itself stays bit by bit: nothing is encoded anew.
    """
    _EMPTIERS[mime](path)


def _mime(path: Path) -> models.SoundType:
    with path.open("rb") as file:
        head = file.read(64)
        if head[:3] == b"ID3":
            head = _at(file, 10 + _id3_length(head), 64) or head
    if not head:
        raise SoundRefused(_("The file is empty: record or upload it again."))
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return models.SoundType.WAV
    if head[4:8] == b"ftyp":
        return models.SoundType.M4A
    if head[:4] in _MAGIC:
        return _MAGIC[head[:4]]
    if head[0] == 0xFF and head[1:2] >= b"\xe0":
        # Sound in layers is MP3; without a layer it is AAC.
        return models.SoundType.MP3 if head[1] & 0x06 else models.SoundType.AAC
    raise SoundRefused(_no_sound())


def _id3_length(head: bytes) -> int:
    """Length of the tag before the sound: four bytes of seven bits each."""
    return sum(
        (byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=False)
    )


_MAGIC = {b"OggS": models.SoundType.OGG, b"fLaC": models.SoundType.FLAC}


def _no_sound() -> str:
    return _(
        "This is no sound file that stations can play, whatever its name says. "
        "Use MP3, Ogg, M4A, AAC, WAV or FLAC."
    )


def _cut_short() -> str:
    return _("The file ends before its sound does: it was cut off on the way. Upload it again.")


def _mp3_seconds(path: Path) -> float:
    info = mp3.MP3(path).info
    if info.sketchy:
        raise SoundRefused(_no_sound())
    stated = info.bitrate * info.length / 8
    if path.stat().st_size < stated * _WHOLE_RATIO:
        raise SoundRefused(_cut_short())
    return float(info.length)


def _aac_seconds(path: Path) -> float:
    return float(aac.AAC(path).info.length)


def _flac_seconds(path: Path) -> float:
    return float(flac.FLAC(path).info.length)


def _ogg_kind(path: Path) -> Any:
    with path.open("rb") as file:
        head = file.read(512)
    return oggopus.OggOpus if b"OpusHead" in head else oggvorbis.OggVorbis


def _ogg_seconds(path: Path) -> float:
    with path.open("rb") as file:
        serial = ogg.OggPage(file).serial
        last = ogg.OggPage.find_last(file, serial)
    if last is None or not last.last:
        raise SoundRefused(_cut_short())
    return float(_ogg_kind(path)(path).info.length)


def _wav_seconds(path: Path) -> float:
    with path.open("rb") as file:
        for _name, _start, end in _chunks(file, path.stat().st_size):
            if end > path.stat().st_size:
                raise SoundRefused(_cut_short())
    return float(wave.WAVE(path).info.length)


def _m4a_seconds(path: Path) -> float:
    size = path.stat().st_size
    with path.open("rb") as file:
        for name, start, end in _atoms(file, 0, size):
            if end > size:
                raise SoundRefused(_cut_short())
            if name == b"hdlr" and _at(file, start + 8, 4) == b"vide":
                raise SoundRefused(_("This is a film: upload its sound alone."))
    return float(mp4.MP4(path).info.length)


_READERS: dict[models.SoundType, Callable[[Path], float]] = {
    models.SoundType.MP3: _mp3_seconds,
    models.SoundType.OGG: _ogg_seconds,
    models.SoundType.M4A: _m4a_seconds,
    models.SoundType.AAC: _aac_seconds,
    models.SoundType.WAV: _wav_seconds,
    models.SoundType.FLAC: _flac_seconds,
}


def _empty_id3(path: Path) -> None:
    id3.delete(path)
    apev2.delete(path)


def _empty_flac(path: Path) -> None:
    sound = flac.FLAC(path)
    sound.clear_pictures()
    sound.delete()
    sound.save(padding=lambda info: 0)


def _empty_ogg(path: Path) -> None:
    _ogg_kind(path)(path).delete()


def _empty_wav(path: Path) -> None:
    """All chunks but format and samples become silence of the same length, in place."""
    with path.open("r+b") as file:
        chunks = [c for c in _chunks(file, path.stat().st_size) if c[0] not in _WAV_SOUND]
        for _name, start, end in chunks:
            _blank(file, start - 8, b"JUNK", start, end)


_WAV_SOUND = frozenset({b"fmt ", b"data", b"fact"})


def _empty_m4a(path: Path) -> None:
    """The boxes of remarks become free space of the same length: no offset moves."""
    with path.open("r+b") as file:
        doomed = [a for a in _atoms(file, 0, path.stat().st_size) if a[0] in _M4A_REMARKS]
        for _name, start, end in doomed:
            _blank(file, start - 4, b"free", start, end)


_M4A_REMARKS = frozenset({b"udta", b"meta", b"uuid"})
_M4A_FOLDERS = frozenset({b"moov", b"trak", b"mdia"})

_EMPTIERS: dict[models.SoundType, Callable[[Path], None]] = {
    models.SoundType.MP3: _empty_id3,
    models.SoundType.OGG: _empty_ogg,
    models.SoundType.M4A: _empty_m4a,
    models.SoundType.AAC: _empty_id3,
    models.SoundType.WAV: _empty_wav,
    models.SoundType.FLAC: _empty_flac,
}

Part = tuple[bytes, int, int]


def _at(file: BinaryIO, offset: int, length: int) -> bytes:
    file.seek(offset)
    return file.read(length)


def _blank(file: BinaryIO, label_at: int, label: bytes, start: int, end: int) -> None:
    file.seek(label_at)
    file.write(label)
    file.seek(start)
    file.writelines(bytes(min(_BLOCK, end - offset)) for offset in range(start, end, _BLOCK))


def _chunks(file: BinaryIO, size: int) -> Iterator[Part]:
    """Name, start and end of what each chunk of a WAV file holds."""
    offset = 12
    while offset + 8 <= size:
        name, length = struct.unpack("<4sI", _at(file, offset, 8))
        yield name, offset + 8, offset + 8 + length
        offset += 8 + length + length % 2


def _atoms(file: BinaryIO, offset: int, end: int) -> Iterator[Part]:
    """Name, start and end of what each box of an MP4 file holds, boxes inside boxes included."""
    while offset + 8 <= end:
        length, name = struct.unpack(">I4s", _at(file, offset, 8))
        start = offset + 8
        if length == 1:
            (length,) = struct.unpack(">Q", _at(file, start, 8))
            start += 8
        stop = end if length == 0 else offset + length
        if stop < start:
            raise EOFError
        yield name, start, stop
        if name in _M4A_FOLDERS:
            yield from _atoms(file, start, min(stop, end))
        offset = stop

"""Sound files are checked by what is in them, stripped, kept once and frozen."""

from pathlib import Path

import mutagen
import pytest
from django.core.files.base import File
from django.utils import translation

from campaigns.broadcasts import models, services
from tests.factories import broadcasts, cast, sounds


@pytest.fixture
def keep(station):
    def run(content, **changes):
        return sounds.keep(station.cast.station, station.editor, content, **changes)

    return run


def folder(settings) -> Path:
    return Path(settings.MEDIA_ROOT) / services.RECORDINGS_FOLDER


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        ("Đây là bản tin, không phải âm thanh.".encode() * 50, "no sound file"),
        (b"\xff\xfbThis only begins like an MP3." * 50, "no sound file"),
        (b"%PDF-1.7 and so on", "no sound file"),
        (b"<html><script>alert(1)</script></html>", "no sound file"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "no sound file"),
        (sounds.wav(0.1), "half a second"),
        (sounds.wav()[:-8000], "cut off"),
        (sounds.opus(4)[:-150], "cut off"),
        (sounds.m4a()[:-100], "cut off"),
        (sounds.m4a(kind=b"vide"), "film"),
        (b"OggS" + bytes(200), ""),
        (b"fLaC" + bytes(200), "no sound file"),
        (b"\0\0\0\x08ftyp\0\0\0\x01moov" + b"\xff" * 8, ""),
        (b"ID3\x03\0\0\0\0\0\0", "no sound file"),
    ],
)
def test_what_is_no_whole_sound_is_refused_and_leaves_nothing(keep, settings, content, words):
    before = set(folder(settings).glob("*"))
    with translation.override("en"), pytest.raises(services.SoundRefused) as refusal:
        keep(content)
    assert words in refusal.value.message
    assert not models.Recording.objects.exists()
    assert set(folder(settings).glob("*")) == before


@pytest.mark.parametrize(
    ("content", "mime", "suffix"),
    [
        (sounds.wav(), "audio/wav", "wav"),
        (sounds.mp3(), "audio/mpeg", "mp3"),
        (sounds.id3("Chamaléa Thị A") + sounds.mp3(), "audio/mpeg", "mp3"),
        (sounds.opus(), "audio/ogg", "ogg"),
        (sounds.m4a(), "audio/mp4", "m4a"),
        (sounds.aac(), "audio/aac", "aac"),
        (sounds.flac(), "audio/flac", "flac"),
    ],
)
def test_each_kind_is_kept_with_its_length(keep, content, mime, suffix):
    recording = keep(content)
    assert recording.mime == mime
    assert recording.seconds in {2, 3}
    assert recording.file_name.endswith(f".{suffix}")
    assert Path(recording.file.path).stat().st_size == recording.bytes
    assert len(recording.sha256) == 64
    assert mutagen.File(recording.file.path) is not None


@pytest.mark.parametrize(
    "content",
    [
        sounds.id3("Katơr Văn B") + sounds.mp3(),
        sounds.id3("Katơr Văn B") + sounds.aac(),
        sounds.opus(artist="Katơr Văn B"),
        sounds.m4a(remark="Katơr Văn B".encode()),
        sounds.wav(extra=sounds.chunk(b"LIST", "INFOIART Katơr Văn B".encode())),
        sounds.wav(extra=sounds.chunk(b"bext", "Katơr Văn B".encode() + bytes(600))),
    ],
)
def test_names_and_places_inside_the_file_are_taken_out(keep, content):
    assert "Katơr Văn B".encode() in content
    recording = keep(content)
    stored = Path(recording.file.path).read_bytes()
    assert "Katơr Văn B".encode() not in stored
    assert recording.seconds in {2, 3}


def test_the_same_sound_with_other_tags_is_kept_once(keep):
    first = keep(sounds.mp3())
    again = keep(sounds.id3("Ai đó") + sounds.mp3(), title="Tên khác")
    assert again == first
    assert again.title == first.title
    assert models.Recording.objects.count() == 1


def test_another_unit_keeps_its_own(station):
    mine = sounds.keep(station.cast.station, station.editor)
    other = sounds.keep(station.cast.district, station.editor)
    assert mine.sha256 == other.sha256
    assert mine.pk != other.pk
    assert mine.file.name != other.file.name


@pytest.mark.parametrize("changes", [{"title": "  "}, {"language": "xx"}])
def test_title_and_language_are_needed(keep, changes):
    with pytest.raises(services.RecordingRefused):
        keep(sounds.wav(), **changes)


class Endless(File):
    """Two hours of MP3 that never stand in memory whole; remembers the largest block asked for."""

    def __init__(self, seconds: int) -> None:
        super().__init__(None, "hai-gio.mp3")
        self.frame, self.frames = sounds.mp3(0.02), int(seconds / 0.026122)
        self.size = len(self.frame) * self.frames
        self.was_read = False

    def chunks(self, chunk_size=None):
        self.was_read = True
        per_block = chunk_size // len(self.frame)
        for start in range(0, self.frames, per_block):
            yield self.frame * min(per_block, self.frames - start)


def test_two_hours_of_mp3_are_taken_block_by_block(keep):
    recording = keep(None, file=Endless(7200))
    assert 7150 < recording.seconds < 7250
    assert recording.bytes > 110_000_000
    Path(recording.file.path).unlink()


def test_half_a_gigabyte_is_refused_before_it_is_read(keep):
    upload = Endless(33_000)
    assert upload.size > 500 * 1024 * 1024
    with pytest.raises(services.RecordingRefused) as refusal:
        keep(None, file=upload)
    assert "200 MB" in refusal.value.message
    assert not upload.was_read


def test_a_recording_is_frozen(keep):
    recording = keep(sounds.wav())
    recording.title = "Khác"
    with pytest.raises(models.FrozenRow):
        recording.save(update_fields=["title"])
    assert models.Recording.personal_fields


def test_a_script_carries_its_recording_and_its_digest_covers_it(station, keep):
    recording = keep(sounds.wav())
    plain = broadcasts.script_draft(station, revision_id=7)
    spoken = broadcasts.script_draft(station, revision_id=7, recording=recording)
    assert plain.sha256() != spoken.sha256()
    script = services.freeze_script(draft=spoken, by=station.chief, at=broadcasts.NOW)
    assert script.recording == recording


def test_sounds_of_erased_people_go_with_their_files(
    station, keep, django_capture_on_commit_callbacks
):
    recording = keep(sounds.wav())
    broadcasts.make_script(station, recording=recording)
    path = Path(recording.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        services.erase_made_by(users=[station.editor], by=cast.SYSTEM, at=broadcasts.NOW)
    assert not models.Recording.objects.exists()
    assert not path.exists()

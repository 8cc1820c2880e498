"""Recordings: sound as it goes on air, kept outside every public folder."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from campaigns.broadcasts.models.scripts import Script
from campaigns.broadcasts.models.vocabulary import FrozenModel, FrozenQuerySet
from campaigns.kernel import languages
from campaigns.kernel import models as kernel_models
from campaigns.units import models as units_models


class SoundType(models.TextChoices):
    """Kinds of sound that stations play and podcast readers know."""

    MP3 = "audio/mpeg", "MP3"
    OGG = "audio/ogg", "Ogg (Opus, Vorbis)"
    M4A = "audio/mp4", "M4A"
    AAC = "audio/aac", "AAC"
    WAV = "audio/wav", "WAV"
    FLAC = "audio/flac", "FLAC"


SUFFIXES = {
    SoundType.MP3: "mp3",
    SoundType.OGG: "ogg",
    SoundType.M4A: "m4a",
    SoundType.AAC: "aac",
    SoundType.WAV: "wav",
    SoundType.FLAC: "flac",
}


class RecordingQuerySet(FrozenQuerySet["Recording"]):
    """Recordings in the words of the house."""

    def visible_to(self, user: models.Model, on: date) -> "RecordingQuerySet":
        """Those of units in the user's reach, and those of scripts that the user sees."""
        scripts = Script.objects.visible_to(user, on).filter(recording__isnull=False)
        units = units_models.Unit.objects.visible_to(user, on)
        return self.filter(Q(unit__in=units) | Q(pk__in=scripts.values("recording")))

    def public(self) -> "RecordingQuerySet":
        """Those that a piece on the public site carries now."""
        carried = Script.objects.on_public_site().filter(recording=OuterRef("pk"))
        return self.filter(Exists(carried))


class Recording(FrozenModel):
    """One sound file, checked by its content and frozen.

    `sha256` and `bytes` are of the stored file: what was uploaded, without its tags. `seconds`
    is its length as decoded, rounded up. The file's name is random, so that an address tells
    nothing and cannot be guessed.
    """

    unit = models.ForeignKey(
        units_models.Unit, on_delete=models.PROTECT, verbose_name=_("unit"), related_name="+"
    )
    title = models.CharField(_("title"), max_length=255)
    language = models.CharField(_("language"), max_length=12, choices=languages.Language.choices)
    file = models.FileField(_("sound file"), max_length=120, unique=True)
    mime = models.CharField(_("kind of sound"), max_length=20)
    seconds = models.PositiveIntegerField(_("length in seconds"))
    bytes = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("digest"), max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))

    personal_fields: ClassVar[tuple[kernel_models.PersonalField, ...]] = (
        kernel_models.PersonalField(
            "file",
            "the announcer's voice, as it goes on air",
            "as long as the script it belongs to",
        ),
    )
    objects = RecordingQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's manager

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "sha256"], name="broadcasts_recording_kept_once"
            ),
            models.CheckConstraint(
                condition=Q(mime__in=SoundType.values), name="broadcasts_recording_mime"
            ),
            models.CheckConstraint(
                condition=Q(seconds__gte=1, bytes__gte=1), name="broadcasts_recording_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def file_name(self) -> str:
        """The last part of its address."""
        return str(self.file.name).rpartition("/")[2]

    @property
    def suffix(self) -> str:
        return SUFFIXES[SoundType(self.mime)]

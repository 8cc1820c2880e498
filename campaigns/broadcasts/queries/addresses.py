"""Names and addresses that stay the same for whoever subscribed."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from campaigns.broadcasts import models

# The year in which the names began to be given (RFC 4151 asks for a date).
_SINCE = "2026"


def tag_of(name: str) -> str:
    """A name that no move of an address changes (RFC 4151)."""
    return f"tag:{urlsplit(settings.BASE_URL).hostname},{_SINCE}:{name}"


def sound_url(recording: models.Recording) -> str:
    """Where anybody hears a recording while a public piece carries it."""
    return f"{settings.BASE_URL}{reverse('public_recording', args=[recording.file_name])}"

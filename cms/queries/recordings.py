"""Sound that a newsroom can attach to its renditions."""

from campaigns.broadcasts import models as broadcast_models
from cms import models

MOST_OFFERED = 200
"""The latest so many; older ones are uploaded again, which finds them by their content."""


def recordings_of(newsroom: models.NewsroomPage | None) -> broadcast_models.RecordingQuerySet:
    """The recordings of the newsroom's own unit, latest first."""
    rows = broadcast_models.Recording.objects.order_by("-uploaded_at", "-pk")
    return rows.filter(unit_id=newsroom.unit_id) if newsroom else rows.none()


def recording_choices(newsroom: models.NewsroomPage | None) -> list[tuple[str, str]]:
    """The same for a list to choose from: title, language and length."""
    return [
        (str(row.pk), f"{row.title} · {row.get_language_display()} · {_clock(row.seconds)}")
        for row in recordings_of(newsroom)[:MOST_OFFERED]
    ]


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"

"""A piece as the announcer reads it: every spoken text with its marks, side by side."""

from dataclasses import dataclass
from typing import Any

from campaigns.broadcasts import models as broadcast_models
from campaigns.kernel import languages
from cms import models
from cms.queries import newsroom as rooms
from cms.queries import spoken


@dataclass(frozen=True)
class AloudText:
    """One spoken text of a piece."""

    medium: str
    language: str
    language_tag: str
    title: str
    said: spoken.Spoken


@dataclass(frozen=True)
class AloudSheet:
    """The spoken texts of the latest draft of a piece."""

    title: str
    texts: tuple[AloudText, ...]


def aloud_sheet(page: models.GuidancePage) -> AloudSheet:
    """How the latest draft would be read, with the spoken forms as they stand."""
    revision = page.get_latest_revision()
    # The revision's own rows: building the page anew would ask for it once a rendition.
    rows = revision.content["renditions"] if revision else page.renditions.values()
    spoken_rows = [row for row in rows if row["medium"] in broadcast_models.SPOKEN_MEDIA]
    lexicons = {tag: rooms.lexicon_of(tag) for tag in {row["language"] for row in spoken_rows}}
    return AloudSheet(
        revision.content["title"] if revision else page.title,
        tuple(_aloud(row, lexicons[row["language"]]) for row in spoken_rows),
    )


def _aloud(row: dict[str, Any], lexicon: spoken.Lexicon) -> AloudText:
    language = row["language"]
    return AloudText(
        medium=str(broadcast_models.Medium(row["medium"]).label),
        language=str(languages.Language(language).label),
        language_tag=language,
        title=row["title"],
        said=spoken.speak(row["text"], lexicon, language),
    )

"""What a rendition starts from: the web text brought into the form of its medium. Pure."""

import re
from typing import Any

from campaigns.broadcasts import models as broadcast_models
from campaigns.kernel import languages
from cms import blocks, models

_STEP = re.compile(r"^(\d+)\. ", re.MULTILINE)
_QUOTED = re.compile(r"^“(?P<words>.*)” \((?P<who>.*)\)$", re.MULTILINE)
_SHORT = frozenset({broadcast_models.Medium.SMS, broadcast_models.Medium.SOCIAL})


def start_of(page: models.GuidancePage, medium: str) -> str:
    """The Vietnamese text that an editor of this medium begins with.

    Air gets the summary and the body as sentences that can be read out: a step is announced,
    whoever is quoted comes first, a sentence a line. A short message gets the summary alone; the
    newspaper the text as it stands on the web.
    """
    summary = page.summary.strip()
    if medium in _SHORT:
        return summary
    text = f"{summary}\n{blocks.plain_text(page.body)}".strip()
    return _aloud(text) if medium in broadcast_models.SPOKEN_MEDIA else text


def _aloud(text: str) -> str:
    text = _STEP.sub(r"Bước \1: ", text)
    text = _QUOTED.sub(r"\g<who>: \g<words>", text)
    return "\n".join(_closed(line) for line in text.splitlines() if line.strip())


def _closed(line: str) -> str:
    """A heading has no full stop; an announcer needs the pause."""
    return line if line[-1] in ".!?…:" else f"{line}."


def cut_choices(page: models.GuidancePage) -> dict[str, Any]:
    """For which media a page can still be cut, told by language, and the languages."""
    there = {(r.medium, r.language) for r in page.renditions.all()}
    there.add((broadcast_models.Medium.WEB, languages.Language.VIETNAMESE))
    return {
        "media": [
            {
                "value": value,
                "label": label,
                "taken": " ".join(sorted(tag for medium, tag in there if medium == value)),
            }
            for value, label in broadcast_models.Medium.choices
        ],
        "languages": languages.Language.choices,
    }

"""The announcer's sheet as PDF: large type, a page for each piece, priorities by word and frame."""

from pathlib import Path
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.broadcasts import models, queries
from campaigns.kernel import typesetting

_TEMPLATE = Path(__file__).with_name("sheet.typ")
_RANKS = {models.Priority.NORMAL: 0, models.Priority.PRIORITY: 1, models.Priority.EMERGENCY: 2}


def sheet_pdf(sheet: queries.Sheet) -> bytes:
    """The sheet in the language in force, on A4."""
    return typesetting.set_pdf(
        template=_TEMPLATE, name="sheet", data=_data(sheet), at=sheet.made_at
    )


def _data(sheet: queries.Sheet) -> dict[str, Any]:
    seconds = sum(piece.seconds for piece in sheet.pieces)
    return {
        "title": _("Rundown") if sheet.day else typesetting.clean(sheet.pieces[0].title),
        "outlet": typesetting.clean(sheet.outlet_name),
        "day": formats.date_format(sheet.day, "l d/m/Y") if sheet.day else "",
        "made": _("Printed %(when)s") % {"when": _moment(sheet)},
        "has_overview": sheet.day is not None,
        "sum": ngettext("%(num)s piece", "%(num)s pieces", len(sheet.pieces))
        % {"num": len(sheet.pieces)}
        + f" · {_length(seconds)}",
        "pieces": [_piece(piece) for piece in sheet.pieces],
        "words": {
            "time": _("Time"),
            "piece": _("Piece"),
            "length": _("Length"),
            "language": _("Language"),
            "page": _("Page"),
            "digest": _("Digest of the text"),
            "nothing": _("Nothing stands on the rundown of this day."),
            "end": _("end of the piece"),
        },
    }


def _moment(sheet: queries.Sheet) -> str:
    return f"{sheet.made_at.astimezone(models.AIR_ZONE):%H:%M %d/%m/%Y}"


def _piece(piece: queries.SheetPiece) -> dict[str, Any]:
    priority = models.Priority(piece.priority)
    return {
        "time": f"{piece.starts_at.astimezone(models.AIR_ZONE):%H:%M}" if piece.starts_at else "",
        "title": typesetting.clean(piece.title),
        "place": typesetting.clean(" · ".join(filter(None, [piece.place, piece.medium_label]))),
        "length": _length(piece.seconds),
        "language": piece.language_label,
        "lang": piece.language.partition("-")[0],
        "rank": _RANKS[priority],
        "priority": str(priority.label),
        "meaning": str(models.PRIORITY_MEANINGS[priority]),
        "facts": typesetting.clean(
            " · ".join(
                filter(
                    None,
                    [
                        _length(piece.seconds),
                        piece.language_label,
                        piece.place or piece.medium_label,
                    ],
                )
            )
        ),
        "warning": _warning(piece),
        "digest": piece.sha256[:12],
        "paragraphs": [
            typesetting.clean(line).strip()
            for line in piece.text.splitlines()
            if typesetting.clean(line).strip()
        ],
    }


def _warning(piece: queries.SheetPiece) -> str:
    if piece.is_withdrawn:
        return _("Withdrawn: do not read this text.")
    if piece.has_newer_text:
        return _("There is a newer text of this piece: ask the newsroom before you read it.")
    return ""


def _length(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}" if seconds else ""

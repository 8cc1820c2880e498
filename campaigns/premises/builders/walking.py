"""The walking list as PDF: for the pocket, with boxes to tick, and on a phone without network."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.kernel import typesetting
from campaigns.premises import queries

_TEMPLATE = Path(__file__).with_name("walking.typ")
MOST_STOPS = 3000
"""About a hundred pages: more nobody carries."""


def walking_pdf(
    stops: Sequence[queries.Stop], *, unit_name: str, total: int, at: datetime
) -> bytes:
    """The stops under the names of their hamlets, in Vietnamese.

    Args:
        stops: at most MOST_STOPS, in the order of the way.
        unit_name: whose premises they are.
        total: how many there are, printed or not.
        at: the moment as of which they lack what they lack.
    """
    with translation.override("vi"):
        data = {
            "title": _("Walking list"),
            "unit": typesetting.clean(unit_name),
            "count": ngettext(
                "%(num)s premises lacks something", "%(num)s premises lack something", total
            )
            % {"num": total},
            "as_of": _("as of %(moment)s") % {"moment": f"{timezone.localtime(at):%H:%M %d/%m/%Y}"},
            "rest": _rest(total - len(stops)),
            "page": _("page"),
            "notes": _("Notes"),
            "groups": [_group(name, list(own)) for name, own in groupby(stops, key=_heading)],
        }
    return typesetting.set_pdf(template=_TEMPLATE, name="walk", data=data, at=at)


def _rest(count: int) -> str:
    if count <= 0:
        return ""
    said = ngettext(
        "%(num)s more is not on this list: choose a smaller unit.",
        "%(num)s more are not on this list: choose a smaller unit.",
        count,
    )
    return said % {"num": count}


def _heading(stop: queries.Stop) -> str:
    return " · ".join(filter(None, [stop.hamlet, stop.commune]))


def _group(name: str, stops: list[queries.Stop]) -> dict[str, Any]:
    return {"name": typesetting.clean(name), "stops": [_line(stop) for stop in stops]}


def _line(stop: queries.Stop) -> dict[str, Any]:
    return {
        "name": typesetting.clean(stop.name),
        "place": typesetting.clean(" · ".join(filter(None, [stop.kind, stop.place]))),
        "state": stop.step.state,
        "todo": stop.step.text,
        "sheets": [
            typesetting.clean(" · ".join(filter(None, [row.code, row.placement])))
            for row in stop.sheets
        ],
    }

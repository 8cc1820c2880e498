"""Setting documents for print: JSON into a typst template, with our own fonts alone."""

import ctypes
import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst
from django.conf import settings

_ROOT = Path(settings.BASE_DIR) / "campaigns"
_FONTS = Path(settings.BASE_DIR) / "static" / "vendor" / "print-fonts"
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")
# The engine breaks no word, and what runs over the edge would not be read: a place to break after
# so many letters without a space.
_ENDLESS = re.compile(r"(\S{40})(?=\S)")
_REMEMBERED = 10
_BLANK = b"#sys.inputs.blank"
# The engine is one for the process, with its fonts read once, and serves one caller at a time.
_turn = Lock()


def set_pdf(
    *,
    template: Path,
    name: str,
    data: Mapping[str, Any],
    at: datetime,
    is_tagged: bool = True,
) -> bytes:
    """The template's pages as PDF.

    Args:
        template: a `.typ` file beside the builder that fills it.
        name: under which `sys.inputs` holds the data, as JSON: set as text, never read as markup.
        data: what the template shows; texts have gone through `clean`.
        at: the moment that the document bears.
        is_tagged: whether a screen reader finds its way; costs four fifths of a large file's parts.
    """
    said = json.dumps(data, ensure_ascii=False)
    with _turn:
        pages = _engine().compile(
            input=template,
            format="pdf",
            sys_inputs={name: said},
            timestamp=at.replace(microsecond=0),
            pdf_tags=is_tagged,
        )
    if not isinstance(pages, bytes):
        raise TypeError("The engine returned no PDF.")
    return pages


def forget() -> None:
    """Give back the memory of documents that were set: the engine keeps each for ten more.

    After a large document, before other work that needs much; costs as much as setting a page.
    """
    with _turn:
        for number in range(_REMEMBERED + 1):
            _engine().compile(input=_BLANK, format="pdf", sys_inputs={"blank": str(number)})
    # Freed by the engine's own threads, it lies in pools of theirs that nobody else draws from.
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:  # of the GNU library; others give back by themselves
        trim(0)


@lru_cache(maxsize=1)
def _engine() -> typst.Compiler:
    """Only our own whole fonts: a machine's fonts would make two machines print differently."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_FONTS)]
    )
    return typst.Compiler(root=_ROOT, font_paths=fonts)


def clean(text: str) -> str:
    """One way of writing each letter, as the fonts have it, and nothing that is no letter."""
    whole = unicodedata.normalize("NFC", _CONTROLS.sub(" ", text))
    return _ENDLESS.sub("\\1\u200b", whole)

"""Reading tables that people upload: CSV, TSV and XLSX, however they were written.

Stands with long work, because that is what such a file becomes; every app above may read one. A
table is a stream: its memory does not grow with its rows. Nothing is guessed: what cannot be told
for certain (letters, separators, an open quotation mark) is refused with the line and the way to
mend it, and a line that alone is wrong carries its fault.
"""

from pathlib import Path

from django.utils.translation import gettext as _

from campaigns.jobs.queries.sheets import delimited, workbooks
from campaigns.jobs.queries.sheets.faults import TableUnreadable
from campaigns.jobs.queries.sheets.table import Heading, Limits, Line, Table

__all__ = ["Limits", "Line", "Table", "TableUnreadable", "open_table", "too_large_message"]

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STRANGE = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7-Zip",
    b"\x1f\x8b": "gzip",
}


def open_table(
    path: Path, *, limits: Limits | None = None, is_heading: Heading | None = None, sheet: str = ""
) -> Table:
    """The table in a file, told by its bytes and never by its name.

    Args:
        path: the file, on disk.
        limits: what is too large.
        is_heading: whether a cell names a column that the caller knows; it tells the heading from
            the titles above it.
        sheet: which sheet of a workbook; by default the one that has most headings.

    Raises:
        TableUnreadable: it is no such file, or too large, or cannot be understood; the message
            says what to do.
    """
    limits = limits or Limits()
    if path.stat().st_size > limits.file_bytes:
        raise TableUnreadable(too_large_message(limits))
    with path.open("rb") as file:
        head = file.read(64)
    if not head.strip():
        raise TableUnreadable(_("The file is empty."))
    if head.startswith(_OLD_OFFICE):
        raise TableUnreadable(
            _(
                "This is an old Excel file (.xls), or one locked with a password: open it and save it as .xlsx without a password."
            )
        )
    strange = next((name for magic, name in _STRANGE.items() if head.startswith(magic)), "")
    if strange:
        raise TableUnreadable(
            _("This is a %(kind)s file, not a table: save the list as XLSX or CSV UTF-8.")
            % {"kind": strange}
        )
    if not head.startswith(b"PK\x03\x04"):
        return delimited.open_text(path, limits, is_heading)
    if b"mimetypeapplication/vnd.oasis" in head:
        raise TableUnreadable(
            _("This is an OpenDocument file: save the list as XLSX or CSV UTF-8.")
        )
    return workbooks.open_workbook(path, limits, is_heading, sheet)


def too_large_message(limits: Limits | None = None) -> str:
    """What to say to whoever brings a file that is too large."""
    most = (limits or Limits()).file_bytes // (1024 * 1024)
    return _("The file is larger than %(most)s MB: import it in parts, by district or commune.") % {
        "most": most
    }

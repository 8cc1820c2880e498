"""Documents that stations take, each a pure function from frozen data to bytes."""

from campaigns.broadcasts.builders.calendar import calendar_ics
from campaigns.broadcasts.builders.sheet import sheet_pdf

__all__ = [
    "calendar_ics",
    "sheet_pdf",
]

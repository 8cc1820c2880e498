"""Reading lists of premises: which column says what, and what each line states."""

from campaigns.premises.queries.lists.columns import (
    FIELDS,
    is_heading,
    lacking,
    suggested,
)
from campaigns.premises.queries.lists.judging import CODE_LETTERS, STAGED, Fault, Judge, Staged
from campaigns.premises.queries.lists.places import Places

__all__ = [
    "CODE_LETTERS",
    "FIELDS",
    "STAGED",
    "Fault",
    "Judge",
    "Places",
    "Staged",
    "is_heading",
    "lacking",
    "suggested",
]

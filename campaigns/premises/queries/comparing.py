"""What a premises is searched and compared by, from what is said of it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from campaigns.kernel import text

SPOKEN = ("address", "hamlet", "plate", "route", "code", "list_code")
"""What the search finds besides the name, in the order of the text."""


class Derived(NamedTuple):
    """`folded_*` are for search, `match_*` for comparing: tone marks carry identity there."""

    folded_name: str
    folded_text: str
    match_name: str
    match_place: str


def derived(said: Mapping[str, Any]) -> Derived:
    """The forms of what was said; the place of a vehicle is its plate.

    Args:
        said: `name`, `is_vehicle` and all of `SPOKEN`, by name.
    """
    folded = text.fold(said["name"])
    return Derived(
        folded[:200],
        " · ".join((folded, *(text.fold(said[part]) for part in SPOKEN if said[part])))[:800],
        text.matched_words(said["name"]),
        plate_form(said["plate"]) if said["is_vehicle"] else text.matched_words(said["address"]),
    )


def plate_form(plate: str) -> str:
    """A plate without dots, dashes and spaces."""
    return "".join(c for c in plate.casefold() if c.isalnum())

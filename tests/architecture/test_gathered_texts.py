"""Texts are marked by names that the gatherer knows, or nobody would learn that one is missing."""

import re

from tests.architecture import house

_ALIAS = re.compile(r"\b(?:p|n|np)?gettext(?:_lazy)? as (\w+)")


def test_no_text_is_marked_by_a_name_of_ones_own() -> None:
    found = [
        f"{path.relative_to(house.ROOT)}: {name}"
        for folder in ("campaigns", "cms", "config")
        for path in (house.ROOT / folder).rglob("*.py")
        for name in _ALIAS.findall(path.read_text("utf-8"))
        if name != "_"
    ]
    assert not found

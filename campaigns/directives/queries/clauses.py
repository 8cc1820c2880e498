"""How clauses are cited, and in which order they stand (Decree 30/2020, Annex I)."""

import re

# The Vietnamese alphabet by which points are lettered: đ stands between d and e.
_LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_PART = re.compile(rf"\d{{1,3}}|[{_LETTERS}]|[ivx]{{1,4}}")


def is_clause_number(number: str) -> bool:
    """Whether it cites a clause: numbers, letters and small Roman numerals, with dots between."""
    parts = number.split(".")
    return len(parts) <= 5 and all(_is_part(part) for part in parts)


def _is_part(part: str) -> bool:
    if _PART.fullmatch(part) is None:
        return False
    return part.isdecimal() or part in _LETTERS or part in _ROMAN


def clause_order(number: str) -> tuple[tuple[int, int], ...]:
    """By what clauses of a directive stand in order.

    A lone `i`, `v` or `x` is a Roman numeral: Vietnamese points seldom come that far.
    """
    return tuple(_order(part) for part in number.casefold().split("."))


def _order(part: str) -> tuple[int, int]:
    if part.isdecimal():
        return (0, int(part))
    if part in _ROMAN:
        return (1, _ROMAN.index(part))
    return (2, _LETTERS.index(part)) if len(part) == 1 and part in _LETTERS else (3, 0)

"""Vietnamese text: folding for search, and normal forms for matching."""

import unicodedata

_HOOKED = str.maketrans({"đ": "d", "Đ": "D"})


def fold(text: str) -> str:
    """Fold for search: lower case, no tone or vowel marks, đ as d, single spaces, nothing unprintable.

    Search folds, matching never does: Thành Hải and Thanh Hải are two communes.
    """
    plain = unicodedata.normalize("NFD", text.translate(_HOOKED))
    letters = "".join(
        c for c in plain if not unicodedata.combining(c) and (c.isprintable() or c.isspace())
    )
    return " ".join(letters.casefold().split())

"""Names of letters, as symbols of documents are spelt out."""

_NAMES = {
    "A": "a", "Ă": "á", "Â": "ớ", "B": "bê", "C": "xê", "D": "dê", "Đ": "đê", "E": "e", "Ê": "ê",
    "F": "ép", "G": "gờ", "H": "hát", "I": "i", "J": "gi", "K": "ca", "L": "e lờ", "M": "em mờ",
    "N": "en nờ", "O": "o", "Ô": "ô", "Ơ": "ơ", "P": "pê", "Q": "quy", "R": "e rờ", "S": "ét sì",
    "T": "tê", "U": "u", "Ư": "ư", "V": "vê", "W": "vê kép", "X": "ích xì", "Y": "i dài", "Z": "dét",
    "&": "và",
}  # fmt: skip


def spell(letters: str) -> str:
    """Letter by letter: «NĐ» is «en nờ đê».

    Raises:
        KeyError: a character without a name.
    """
    return " ".join(_NAMES[letter] for letter in letters.upper())


def can_spell(letters: str) -> bool:
    return bool(letters) and all(letter in _NAMES for letter in letters.upper())

"""Canonical bytes and secret codes."""

import hashlib
import hmac
import json
import secrets
from typing import Any

from django.conf import settings

# Without 0/O, 1/I/L and U: read aloud over a bad line, printed small, typed by thumb.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
# A byte as a letter, each as likely as any other: those beyond the last whole alphabet are left out.
_WHOLE = 256 - 256 % len(ALPHABET)
_LETTERS = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))
_BEYOND = bytes(range(_WHOLE, 256))


def canonical_json(value: Any) -> bytes:
    """Bytes that are the same for the same value: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def new_code(length: int = 10) -> str:
    """A random code of `length` letters and digits, 4.9 bits each."""
    letters = b""
    while len(letters) < length:
        letters += secrets.token_bytes(2 * length).translate(_LETTERS, _BEYOND)
    return letters[:length].decode()


def derive_code(seed: str, length: int = 10) -> str:
    """The code that a seed stands for: the same every time, out of reach without the secret key."""
    return _spelled(int(digest_secret(f"code:{seed}"), 16), length)


def _spelled(number: int, length: int) -> str:
    """The last digits of a number, the least first, in the alphabet of codes."""
    letters = []
    for _position in range(length):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


def blind(value: str, salt: str) -> str:
    """Digest of a personal value, hexadecimal, 64 characters; without its salt it tells nothing.

    Raises:
        ValueError: the salt is empty, as it is after erasure.
    """
    if not salt:
        raise ValueError("A personal value is blinded with a salt.")
    return hmac.digest(salt.encode(), value.encode(), "sha256").hex()


def digest_secret(secret: str) -> str:
    """What is stored of a secret: its keyed digest, hexadecimal, 64 characters."""
    return hmac.new(settings.SECRET_KEY.encode(), secret.encode(), hashlib.sha256).hexdigest()

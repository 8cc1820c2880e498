"""Phone numbers of Viet Nam: one way of writing each, and what is wrong with one that is none.

The numbering plan is that of Circular 22/2014/TT-BTTTT with the mobile prefixes of 2018: mobile
numbers are 10 digits from 03, 05, 07, 08 or 09, fixed lines 11 digits from 02.
"""

import re
import unicodedata

from django.utils.translation import gettext as _

from campaigns.kernel import errors

LENGTH = 11
"""Digits of the longest number, as `normal` writes it."""

_SEPARATORS = re.compile(r"[\s.\-–()/]")
_ABROAD = re.compile(r"^(\+84|0084|84(?=\d{9,10}$))0?")
_MOBILE = re.compile(r"^0[35789]\d{8}$")
_FIXED = re.compile(r"^02\d{9}$")
_MOBILE_BEFORE_2018 = re.compile(r"^01\d{9}$")


class PhoneFault(errors.LoaError):
    """What was typed is no phone number of Viet Nam; the message says what to mend."""


def normal(written: str) -> str:
    """A number as it is dialled within the country, digits alone: `+84 912.345.678` → `0912345678`.

    Raises:
        PhoneFault: it is none.
    """
    plain = written if written.isascii() else _plain(written)
    digits = _ABROAD.sub("0", _SEPARATORS.sub("", plain))
    if not (digits.isascii() and digits.isdecimal()):
        raise PhoneFault(_no_digits(digits))
    if _MOBILE.match(digits) or _FIXED.match(digits):
        return digits
    raise PhoneFault(_wrong_digits(digits))


def _plain(written: str) -> str:
    signs = unicodedata.normalize("NFKC", written)
    return "".join(c for c in signs if unicodedata.category(c) != "Cf")


def _no_digits(digits: str) -> str:
    if not digits:
        return _("Enter a phone number, such as 0912 345 678.")
    if digits.startswith("+") and digits[1:].isdecimal():
        return _("Enter a number of Viet Nam: it begins with 0 or +84.")
    return _("A phone number has digits only, such as 0912 345 678.")


def _wrong_digits(digits: str) -> str:
    if _MOBILE_BEFORE_2018.match(digits):
        return _(
            "Numbers of 11 digits from 01 were changed in 2018: enter the new one of 10 digits."
        )
    if not digits.startswith("0"):
        return _("Begin the number with 0 or +84, such as 0912 345 678.")
    if len(digits) < 10:
        return _("The number is too short: digits are missing.")
    if digits.startswith("02") and len(digits) <= LENGTH:
        return _("A fixed line has 11 digits with its area code, such as 0259 3822 123.")
    if len(digits) > 10:
        return _("The number is too long: a mobile number has 10 digits.")
    return _("No number begins with these digits. Look at it again.")


def shown(number: str) -> str:
    """A normal number in groups, as people read it out: `0912 345 678`, `0259 3822 123`."""
    return " ".join(filter(None, (number[:4], number[4:-3], number[-3:])))

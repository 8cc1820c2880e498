"""Is this a site's code of the national platform? As far as its letters tell.

The exact string was never published (domain, 4.2), so nothing can be proved right; what is surely
something else is refused with a sentence that says what it is.
"""

import hashlib
import re
from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.kernel import errors
from campaigns.premises import models
from campaigns.premises.queries import scanning


class PayloadRefused(errors.LoaError):
    """What was entered is no site's code of the national platform."""


def clean_payload(given: str) -> str:
    """The payload as it is kept: without the space around it, otherwise letter by letter.

    Raises:
        PayloadRefused: it is empty, too long, unprintable, or surely something else.
    """
    payload = given.strip()
    if not payload:
        raise PayloadRefused(_("The code holds nothing: scan it again or paste what it holds."))
    if len(payload.encode()) > models.PAYLOAD_BYTES:
        raise PayloadRefused(
            _("This is longer than any site code (%(limit)s bytes): it is something else.")
            % {"limit": models.PAYLOAD_BYTES}
        )
    if not payload.isprintable():
        raise PayloadRefused(
            _("The code holds signs that cannot be printed: it is no site code of the platform.")
        )
    for is_other in _OTHERS:
        fault = is_other(payload)
        if fault:
            raise PayloadRefused(fault)
    return payload


def digest_of(payload: str) -> str:
    """By which equal payloads find each other, hexadecimal, 64 characters."""
    return hashlib.sha256(payload.encode()).hexdigest()


def _is_ours(payload: str) -> str:
    if scanning.own_path(payload) is None:
        return ""
    return _(
        "This is a link of Loa itself, not the official code. Enter the code that the national "
        "platform gave the place."
    )


def _is_a_persons(payload: str) -> str:
    """The square on a citizen's card, and certificates of vaccination: personal, never kept."""
    if re.match(r"\d{12}\|", payload):
        return _(
            "This is the code on somebody's identity card. It was not kept. "
            "Scan the code of the place."
        )
    if payload.startswith(("HC1:", "shc:/")):
        return _(
            "This is somebody's vaccination certificate. It was not kept. "
            "Scan the code of the place."
        )
    return ""


def _is_a_payment(payload: str) -> str:
    """Payment codes after EMVCo, VietQR among them, begin with the version of the format."""
    if re.match(r"00020101021[12]", payload):
        return _("This is a payment code. Scan the health declaration code of the place.")
    return ""


def _is_a_gadget(payload: str) -> str:
    head = payload[:12].upper()
    starts = ("WIFI:", "BEGIN:VCARD", "MECARD:", "TEL:", "MAILTO:", "SMSTO:", "SMS:", "GEO:")
    if head.startswith(starts):
        return _("This code joins a network or calls somebody; it is no site code of the platform.")
    return ""


def _is_foreign(payload: str) -> str:
    country = next((c for mark, c in _FOREIGN_MARKS if payload.startswith(mark)), "")
    url = _url(payload)
    host = (url.hostname or "") if url else ""
    for name, owner in _FOREIGN_HOSTS:
        if host == name or host.endswith(f".{name}"):
            country = owner
    if not country:
        return ""
    return _(
        "This is a check-in code of another country (%(country)s), not one of Viet Nam's platform."
    ) % {"country": country}


def _url(payload: str) -> SplitResult | None:
    try:
        parts = urlsplit(payload)
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https"} else None


_OTHERS: tuple[Callable[[str], str], ...] = (
    _is_ours,
    _is_a_persons,
    _is_a_payment,
    _is_a_gadget,
    _is_foreign,
)
# Check-in systems of 2020–2022 that can be told by their codes (own knowledge, not verified).
_FOREIGN_MARKS = (
    ("NZCOVIDTRACER:", gettext_lazy("New Zealand")),
    ("UKC19TRACING:", gettext_lazy("United Kingdom")),
    ("HKEN:", gettext_lazy("Hong Kong")),
)
_FOREIGN_HOSTS = (
    ("safeentry-qr.gov.sg", gettext_lazy("Singapore")),
    ("temperaturepass.ndi-api.gov.sg", gettext_lazy("Singapore")),
    ("mysejahtera.malaysia.gov.my", gettext_lazy("Malaysia")),
    ("thaichana.com", gettext_lazy("Thailand")),
    ("staysafe.ph", gettext_lazy("Philippines")),
    ("pedulilindungi.id", gettext_lazy("Indonesia")),
    ("service.nsw.gov.au", gettext_lazy("Australia")),
    ("service.vic.gov.au", gettext_lazy("Australia")),
    ("coronawarn.app", gettext_lazy("Germany")),
    ("luca-app.de", gettext_lazy("Germany")),
    ("notify-me.ch", gettext_lazy("Switzerland")),
    ("stopcovid.gouv.fr", gettext_lazy("France")),
)

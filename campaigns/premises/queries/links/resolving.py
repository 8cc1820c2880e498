"""Where a code leads: remembered for two seconds in the process, so that a scan asks nothing."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from campaigns.directives import models as directives_models
from campaigns.premises import models
from campaigns.premises.queries.links import agents

STALE_S = 2.0
"""How long another process may still follow a link that was revoked here."""
_MOST_REMEMBERED = 4096
_MOST_SUCCESSORS = 8
_CODE = re.compile(r"[2-9A-HJKMNP-TV-Z]{4,12}")
_CLAIM = re.compile(r"[0-9A-Za-z_-]+")
_STORES = {
    agents.Device.ANDROID: "https://play.google.com/store/apps/details?id={}",
    agents.Device.APPLE: "https://apps.apple.com/app/id{}",
}


@dataclass(frozen=True)
class Answer:
    """A link as the redirect needs it; `urls` is by device and whether English is read.

    Empty where the target has retired and nothing took its place.
    """

    link_pk: int
    code: str
    is_answering: bool
    urls: Mapping[tuple[agents.Device, bool], str]

    def url(self, device: agents.Device, *, is_english: bool) -> str:
        return self.urls.get((device, is_english), "")


_remembered: dict[str, tuple[float, date, Answer]] = {}


def code_of(claimed: str) -> str:
    """The code that an address claims, as codes are written; empty where it cannot be one."""
    said = claimed.strip("/").upper()
    return said if _CODE.fullmatch(said) else ""


def claim_of(claimed: str) -> str:
    """What is put on record of a code that leads nowhere; empty where no sheet would carry it."""
    said = claimed.strip("/")[: models.CLAIMED_LETTERS]
    return said.upper() if _CLAIM.fullmatch(said) else ""


def resolve(code: str, *, on: date) -> Answer | None:
    """Where the code leads on the day; None for a code that was never given out."""
    now = time.monotonic()
    until, day, known = _remembered.get(code, (0.0, on, None))
    if known is not None and now < until and day == on:
        return known
    link = (
        models.Link.objects.filter(code=code)
        .select_related("poster", "target__app__successor", "target__successor")
        .first()
    )
    if link is None:
        return None
    found = Answer(link.pk, link.code, link.is_answering, addresses(link.target, on=on))
    if len(_remembered) >= _MOST_REMEMBERED:
        _remembered.clear()
    _remembered[code] = (now + STALE_S, on, found)
    return found


def forget() -> None:
    """Ask anew from now on; services that change a link say so."""
    _remembered.clear()


def addresses(target: models.LinkTarget, *, on: date) -> Mapping[tuple[agents.Device, bool], str]:
    """Where the target leads by device and language on the day; empty where nowhere."""
    serving = _serving(target, on)
    if serving is None:
        return {}
    found = {
        (device, is_english): _address(serving, device, on, is_english=is_english)
        for device in agents.Device
        for is_english in (False, True)
    }
    return {key: url for key, url in found.items() if url}


def _serving(target: models.LinkTarget, on: date) -> models.LinkTarget | None:
    """The target, or the first of its successors that serves."""
    current: models.LinkTarget | None = target
    for _step in range(_MOST_SUCCESSORS):
        if current is None or current.serves_on(on):
            return current
        current = current.successor
    return None


def _address(
    target: models.LinkTarget, device: agents.Device, on: date, *, is_english: bool
) -> str:
    said = (target.address_en if is_english else "") or target.address_vi
    if target.kind == models.TargetKind.PAGE:
        return f"{settings.BASE_URL}{said}"
    app = _app_in_use(target.app, on)
    if app is None:
        return ""
    number = app.android_id if device is agents.Device.ANDROID else app.ios_id
    if device in _STORES and number:
        return _STORES[device].format(number)
    # The form on the web is that of the app itself: a successor's is not known here.
    return said if app == target.app else ""


def _app_in_use(
    app: directives_models.DeclarationApp | None, on: date
) -> directives_models.DeclarationApp | None:
    """The app, or the first of its successors that still serves: a retired one is never linked."""
    for _step in range(_MOST_SUCCESSORS):
        if app is None or app.retired_date is None or on < app.retired_date:
            return app
        app = app.successor
    return None

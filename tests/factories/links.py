"""Short links for tests: a leaflet in the cast's commune, and a sheet that hangs at a café."""

import shutil
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.test import Client
from django.utils import timezone

from campaigns.directives import models as directives_models
from campaigns.directives import services as directives_services
from campaigns.kernel import codes
from campaigns.premises import models, services
from campaigns.premises.queries import links
from campaigns.premises.queries.links import waiting
from campaigns.premises.services import scan_files
from campaigns.units import models as units_models
from tests.factories import cast as casts
from tests.factories import premises

NOW = casts.NOW
# What a phone of the people says of itself; the third is a preview in a chat.
PHONE = "Mozilla/5.0 (Linux; Android 9; SM-A105F) AppleWebKit/537.36 Chrome/120.0 Mobile Safari"
APPLE = "Mozilla/5.0 (iPhone; CPU iPhone OS 16_1 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"
PREVIEW = "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"


@dataclass(frozen=True)
class Scene:
    """A leaflet of the commune, leading to the page of drives near by."""

    cast: casts.Cast
    target: models.LinkTarget
    link: models.Link


def make_scene() -> Scene:
    forget()
    cast = casts.make_cast()
    target = make_target()
    return Scene(cast, target, make_link(cast.commune, target))


def forget() -> None:
    """Let this process know nothing of what earlier tests made."""
    links.forget()
    services.forget_salts()
    scan_files.end_file()
    shutil.rmtree(waiting.folder(), ignore_errors=True)


def make_target(**changes: Any) -> models.LinkTarget:
    """The page of drives near by; the one of that name where it is there already."""
    values: dict[str, Any] = {
        "name_vi": "Trang đợt ra quân",
        "kind": models.TargetKind.PAGE,
        "from_date": date(2021, 6, 6),
        "address_vi": "/ra-quan/",
        "address_en": "/en/ra-quan/",
    }
    values |= changes
    found = models.LinkTarget.objects.filter(name_vi=values["name_vi"]).first()
    draft = services.TargetDraft(**values)
    return found or services.add_target(draft=draft, by=casts.SYSTEM, at=NOW)


def later() -> datetime:
    """Now, by the clock: targets retire by days."""
    return timezone.now()


def make_app(code: str, **values: Any) -> directives_models.DeclarationApp:
    """An app that residents are helped with."""
    names = {"name_vi": f"Ứng dụng {code}", "name_en": code}
    return directives_services.save_app(code=code, values=names | values, by=casts.SYSTEM, at=NOW)


def make_link(
    unit: units_models.Unit, target: models.LinkTarget | None = None, /, **changes: Any
) -> models.Link:
    """A leaflet."""
    at = changes.pop("at", None) or timezone.now()
    values: dict[str, Any] = {"name": "Tờ rơi chợ phiên", "medium": models.Medium.LEAFLET}
    draft = services.LinkDraft(unit=unit, target=target or make_target(), **(values | changes))
    return services.make_link(draft=draft, by=casts.SYSTEM, at=at)


def hang(cast: casts.Cast, **changes: Any) -> models.Poster:
    """A sheet that hangs at a new café of the commune."""
    row = premises.make(cast.commune, **changes)
    return premises.post(premises.make_poster(row), by=cast.officer)


def scan(
    link: models.Link | None, *, phone: str = "1", claimed: str = "", at: datetime | None = None
) -> None:
    """A hit as the redirect puts it on record; without `phone`, a program's."""
    hit = services.Hit(link.pk if link else None, phone, claimed)
    services.count_scan(hit=hit, at=at or timezone.now())


def count(link: models.Link, *, people: int = 5, at: datetime | None = None) -> None:
    """Scans by so many phones and one program, and of a code close to it, as the sweep counted them."""
    moment = at or timezone.now()
    for number in range(people):
        scan(link, phone=str(number), at=moment)
    scan(link, phone="", at=moment)
    slip = codes.ALPHABET.replace(link.code[0], "")[0] + link.code[1:]
    scan(None, claimed=slip, at=moment)
    services.roll_up_scans(at=moment)


def follow(client: Client, code: str, *, agent: str = PHONE, **headers: Any) -> Any:
    """What a phone gets that scans the code."""
    return client.get(f"/q/{code}", headers={"User-Agent": agent, **headers})


def totals(link: models.Link) -> tuple[int, int, int]:
    """All, by people, different phones: of all hours."""
    rows = models.ScanRollup.objects.filter(link=link).values_list("total", "human", "visitors")
    found = list(rows)
    return (sum(r[0] for r in found), sum(r[1] for r in found), sum(r[2] for r in found))

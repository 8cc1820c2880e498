"""The newsroom inside Wagtail's admin, and the public site beside its pages."""

from typing import Any

from campaigns.kernel.roles import Permission
from campaigns.units import models as units_models
from cms import models
from tests.access.routes import Access, Route
from tests.factories import cast as casts
from tests.factories import cms as factory


def _station(cast: casts.Cast) -> units_models.Unit:
    return cast.station


def _district(cast: casts.Cast) -> units_models.Unit:
    """It has a newsroom of its own, so that its people may enter the CMS."""
    return cast.district


def _page(cast: casts.Cast) -> dict[str, Any]:
    return {"page_id": factory.make_piece(factory.make_room(cast)).pk}


def _forced(cast: casts.Cast) -> dict[str, Any]:
    return _page(cast) | {"act": "force"}


def _text(cast: casts.Cast) -> dict[str, Any]:
    room = factory.make_room(cast)
    return {"text": "Quét mã.", "medium": "RADIO", "language": "vi", "newsroom": room.page.pk}


def _published(cast: casts.Cast) -> dict[str, Any]:
    room = factory.make_room(cast)
    factory.publish(room, factory.make_piece(room))
    return {"path": "ptth/khai-bao-qr/"}


def _entry(cast: casts.Cast) -> dict[str, Any]:
    factory.make_room(cast)
    return {"pk": models.LexiconEntry.objects.get(written="UBND").pk}


def _spoken(cast: casts.Cast) -> dict[str, Any]:
    return {"written": "SYT", "spoken": "Sở Y tế", "language": "vi"}


def _nothing(cast: casts.Cast) -> dict[str, Any]:
    return {}


def _home(cast: casts.Cast) -> dict[str, Any]:
    factory.make_room(cast)
    return {}


ROWS = (
    Route(
        "newsroom:review",
        Permission.WRITE_GUIDANCE,
        args=_page,
        unit=_station,
        elsewhere=_district,
    ),
    Route(
        "newsroom:decide",
        Permission.PUBLISH_GUIDANCE,
        method="POST",
        args=_forced,
        body=lambda cast: {"reason": "Bão vào đêm nay."},
        unit=_station,
        elsewhere=_district,
    ),
    Route(
        "newsroom:measure",
        Permission.WRITE_GUIDANCE,
        method="POST",
        body=_text,
        unit=_station,
        elsewhere=_district,
    ),
    *(
        Route(
            name,
            Permission.WRITE_GUIDANCE,
            method=method,
            args=args,
            body=body,
            unit=_station,
            # One lexicon serves every newsroom.
            is_scoped=False,
        )
        for name, args, body in (
            ("lexicon:add", _home, _spoken),
            ("lexicon:edit", _entry, _spoken),
            ("lexicon:delete", _entry, _nothing),
        )
        for method in ("GET", "POST")
    ),
    Route("public:search", Access.PUBLIC, query=lambda cast: {"q": "khai bao"}),
    Route("public:search_en", Access.PUBLIC),
    Route("public:robots", Access.PUBLIC),
    Route("public:sitemap", Access.PUBLIC),
    Route("public:home_en", Access.PUBLIC, query=_home),
    Route("public:page_en", Access.PUBLIC, args=_published),
)

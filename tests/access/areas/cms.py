"""The newsroom inside Wagtail's admin, and the public site beside its pages."""

from typing import Any

from django.utils import timezone

from campaigns.kernel.roles import Permission
from campaigns.units import models as units_models
from cms import models, services
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


def _media(cast: casts.Cast) -> dict[str, Any]:
    return {"loa-cut-media": "SMS", "loa-cut-language": "vi"}


def _rendition(cast: casts.Cast) -> dict[str, Any]:
    return {"rendition": "RADIO:vi"}


def _text(cast: casts.Cast) -> dict[str, Any]:
    room = factory.make_room(cast)
    return {"text": "Quét mã.", "medium": "RADIO", "language": "vi", "newsroom": room.page.pk}


def _published(cast: casts.Cast) -> dict[str, Any]:
    room = factory.make_room(cast)
    factory.publish(room, factory.make_piece(room))
    return {"path": "ptth/khai-bao-qr/"}


def _checked(cast: casts.Cast) -> dict[str, Any]:
    room = factory.make_room(cast)
    return {"pk": factory.approve(room, factory.make_piece(room)).pk}


def _linked(cast: casts.Cast) -> dict[str, Any]:
    room, now = factory.make_room(cast), timezone.now()
    approval = factory.approve(room, factory.make_piece(room), at=now)
    link = services.send_fact_link(
        approval=approval,
        reviewer=services.Reviewer("BS. Hoa", "hoa@soyte.test"),
        by=room.editor,
        at=now,
    )
    return {"secret": services.secret_of(link.key)}


def _forged(cast: casts.Cast) -> dict[str, Any]:
    return {"secret": "A" * 40}


def _yes(cast: casts.Cast) -> dict[str, Any]:
    return {"is_correct": "yes", "remarks": ""}


def _entry(cast: casts.Cast) -> dict[str, Any]:
    factory.make_room(cast)
    return {"pk": models.LexiconEntry.objects.get(written="UBND").pk}


def _spoken(cast: casts.Cast) -> dict[str, Any]:
    return {"written": "SYT", "spoken": "Sở Y tế", "language": "vi", "kind": "ABBREVIATION"}


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
    *(
        Route(
            name,
            Permission.WRITE_GUIDANCE,
            method="POST",
            args=_page,
            body=body,
            unit=_station,
            elsewhere=_district,
        )
        for name, body in (("newsroom:cut", _media), ("newsroom:hold", _rendition))
    ),
    Route(
        "newsroom:aloud",
        Permission.WRITE_GUIDANCE,
        args=_page,
        unit=_station,
        elsewhere=_district,
    ),
    Route(
        "newsroom:aloud_preview",
        Permission.WRITE_GUIDANCE,
        method="POST",
        body=_text,
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
    *(
        Route(name, Permission.WRITE_GUIDANCE, args=_home, unit=_station, is_scoped=False)
        for name in ("lexicon:index", "lexicon:index_results")
    ),
    Route("fact_checks:list", Permission.REVIEW_FACTS, unit=_station, elsewhere=_district),
    *(
        Route(
            "fact_checks:check",
            Permission.REVIEW_FACTS,
            method=method,
            args=_checked,
            body=_yes,
            unit=_station,
            elsewhere=_district,
        )
        for method in ("GET", "POST")
    ),
    *(
        Route(
            "public:fact_check",
            Access.SECRET,
            method=method,
            args=_linked,
            wrong_args=_forged,
            body=_yes,
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

"""Short links: followed by anybody, kept by those who keep premises, aimed by the office."""

from typing import Any

from django.utils import timezone

from campaigns.kernel import roles
from campaigns.premises import services
from tests.access.routes import Access, Route
from tests.factories import cast as casts
from tests.factories import links as factory

P = roles.Permission
VIEW, MANAGE, AIM = P.VIEW_PREMISES, P.MANAGE_PREMISES, P.KEEP_LINK_TARGETS


def _claimed(cast: casts.Cast) -> dict[str, Any]:
    factory.forget()
    return {"claimed": factory.make_link(cast.commune).code}


def _link(cast: casts.Cast) -> dict[str, Any]:
    factory.forget()
    link = factory.make_link(cast.commune)
    factory.count(link)
    return {"pk": link.pk}


def _revoked(cast: casts.Cast) -> dict[str, Any]:
    link = factory.make_link(cast.commune)
    services.revoke_link(link=link, reason="Nhầm", by=casts.SYSTEM, at=timezone.now())
    return {"pk": link.pk}


def _some(cast: casts.Cast) -> dict[str, Any]:
    """A query without an argument; what the page shows is made on the way."""
    _link(cast)
    return {}


def _target(cast: casts.Cast) -> dict[str, Any]:
    return {"target": factory.make_target().pk}


def _leaflet(cast: casts.Cast) -> dict[str, Any]:
    return _target(cast) | {"unit": cast.commune.pk, "name": "Tờ rơi", "medium": "LEAFLET"}


def _sheets(cast: casts.Cast) -> dict[str, Any]:
    factory.hang(cast)
    return _target(cast) | {"unit": cast.commune.pk}


def _because(cast: casts.Cast) -> dict[str, Any]:
    return {"reason": "Bị dán đè"}


def _page(cast: casts.Cast) -> dict[str, Any]:
    return {"name_vi": "Trang lịch", "kind": "PAGE", "address_vi": "/lich/"}


def _at_target(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": factory.make_target(name_vi="Trang cũ").pk}


def _today(cast: casts.Cast) -> dict[str, Any]:
    return {"from_date": timezone.localdate().isoformat()}


_LEADS_ON = frozenset({302})
_OR_REFUSED = frozenset({302, 422})  # refused where the unit is somebody else's
ROWS = (
    Route("follow_link", Access.PUBLIC, args=_claimed, answers=_LEADS_ON),
    Route("follow_link_in_capitals", Access.PUBLIC, args=_claimed, answers=_LEADS_ON),
    # The lists hold what the reader may see.
    Route("premises:link_list", VIEW, query=_some, is_scoped=False),
    Route("premises:scan_figures", VIEW, query=_some, is_scoped=False),
    Route("premises:stray_codes", VIEW, query=_some, is_scoped=False),
    Route("premises:link_detail", VIEW, args=_link),
    Route("premises:link_qr", VIEW, args=_link),
    # The forms offer one's own units.
    Route("premises:make_link", MANAGE, query=_some, is_scoped=False),
    Route("premises:make_link", MANAGE, method="POST", body=_leaflet, is_scoped=False,
          answers=_OR_REFUSED),
    Route("premises:make_sheet_links", MANAGE, query=_some, is_scoped=False),
    Route("premises:make_sheet_links", MANAGE, method="POST", body=_sheets, is_scoped=False,
          answers=_OR_REFUSED),
    Route("premises:aim_link", MANAGE, args=_link),
    Route("premises:aim_link", MANAGE, method="POST", args=_link, body=_target),
    Route("premises:revoke_link", MANAGE, args=_link),
    Route("premises:revoke_link", MANAGE, method="POST", args=_link, body=_because),
    Route("premises:reinstate_link", MANAGE, method="POST", args=_revoked),
    # Targets are one list for the province.
    Route("premises:link_targets", AIM, query=_some, is_scoped=False),
    Route("premises:link_targets", AIM, method="POST", body=_page, is_scoped=False),
    Route("premises:retire_target", AIM, args=_at_target, is_scoped=False),
    Route("premises:retire_target", AIM, method="POST", args=_at_target, body=_today,
          is_scoped=False),
)  # fmt: skip

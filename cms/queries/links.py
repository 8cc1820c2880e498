"""Secret links to fact checks: whose they are, and why they are dead."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from campaigns.kernel import codes
from cms import models

_SECRET = re.compile(r"[0-9A-Z]{40}")


class LinkEnd(Enum):
    """Why a secret link takes no answer any more."""

    ANSWERED = "ANSWERED"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"
    NEWER = "NEWER"
    DECIDED = "DECIDED"


@dataclass(frozen=True)
class LinkLine:
    """A link as the newsroom sees it; `end` is None while it takes an answer."""

    link: models.FactCheckLink
    end: LinkEnd | None


def find_fact_link(secret: str) -> models.FactCheckLink | None:
    """The link whose secret this is, dead or not."""
    if not _SECRET.fullmatch(secret):
        return None
    links = models.FactCheckLink.objects.select_related(
        "approval__page", "approval__revision", "approval__submitted_by", "approval__approved_by",
        "created_by",
    )  # fmt: skip
    return links.filter(token_sha256=codes.digest_secret(secret)).first()


def link_end(link: models.FactCheckLink, at: datetime) -> LinkEnd | None:
    """Why a link is dead at a moment; None while it takes an answer."""
    state = models.ApprovalState
    if link.used_at is not None:
        return LinkEnd.ANSWERED
    if link.revoked_at is not None:
        return LinkEnd.REVOKED
    if link.approval.state == state.SUPERSEDED:
        return LinkEnd.NEWER
    if link.approval.state != state.FACT_CHECK:
        return LinkEnd.DECIDED
    return LinkEnd.EXPIRED if link.expires_at <= at else None


def link_lines(page: models.GuidancePage, at: datetime) -> tuple[LinkLine, ...]:
    """The links to texts of a page, newest first."""
    links = models.FactCheckLink.objects.filter(approval__page=page).select_related(
        "approval", "created_by"
    )
    return tuple(LinkLine(link, link_end(link, at)) for link in links.order_by("-pk")[:10])

"""Which premises an owner's secret link opens."""

from datetime import datetime

from campaigns.kernel import codes
from campaigns.premises import models


def find_by_owner_link(secret: str, *, at: datetime) -> models.Premises | None:
    """The premises whose owner has the link; None where it was ended, has expired or never was."""
    link = (
        models.OwnerLink.objects.filter(
            secret_digest=codes.digest_secret(secret), revoked_at__isnull=True, expires_at__gt=at
        )
        .select_related("premises__kind", "premises__commune")
        .first()
    )
    if link is None or link.premises.merged_into_id is not None:
        return None
    return link.premises


def owner_link_of(premises: models.Premises, *, at: datetime) -> models.OwnerLink | None:
    """The link that works now, without its secret."""
    return models.OwnerLink.objects.filter(
        premises=premises, revoked_at__isnull=True, expires_at__gt=at
    ).first()

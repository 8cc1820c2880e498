"""The owner's secret link: made once, shown once, ended by a new one or by hand."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.kernel import actor, codes, errors, writing
from campaigns.premises import models

SECRET_LETTERS = 24
LIFE = timedelta(days=90)
"""How long a link works: as long as a place's contact is kept after it closes."""


class LinkRefused(errors.LoaError):
    """No link can be made for the premises as it stands."""


def make_owner_link(*, premises: models.Premises, by: actor.Actor, at: datetime) -> str:
    """Make the link of a premises' owner, in the place of an earlier one; return its secret.

    The secret is not kept: whoever makes the link hands it over now.

    Raises:
        LinkRefused: the premises is closed for good, merged away, or somebody makes one just now.
    """
    if premises.state == models.PremisesState.CLOSED or premises.merged_into_id is not None:
        raise LinkRefused(_("It is closed for good or merged: it needs no link."))
    secret = codes.new_code(SECRET_LETTERS)
    with writing.writing(by=by, at=at):
        standing = models.OwnerLink.objects.filter(premises=premises, revoked_at__isnull=True)
        standing.update(revoked_at=at)
        try:
            with transaction.atomic():
                models.OwnerLink(
                    premises=premises,
                    secret_digest=codes.digest_secret(secret),
                    made_at=at,
                    made_by=by.actor_id,
                    expires_at=at + LIFE,
                ).save()
        except IntegrityError as clash:
            raise LinkRefused(_("Somebody makes a link for it just now: look again.")) from clash
        audit_services.record(
            "premises.owner_link_made", premises, unit_id=premises.commune_id, after={}
        )
    return secret


def revoke_owner_link(*, premises: models.Premises, by: actor.Actor, at: datetime) -> None:
    """End the link of a premises' owner at once.

    Raises:
        LinkRefused: there is none.
    """
    with writing.writing(by=by, at=at):
        standing = models.OwnerLink.objects.filter(premises=premises, revoked_at__isnull=True)
        if standing.update(revoked_at=at) != 1:
            raise LinkRefused(_("There is no link to end."))
        audit_services.record(
            "premises.owner_link_revoked", premises, unit_id=premises.commune_id, after={}
        )

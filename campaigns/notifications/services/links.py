"""The signed address at which a mail can be switched off without signing in."""

from django.core import signing
from django.utils.translation import gettext as _

from campaigns.kernel import errors
from campaigns.notifications import models

DAYS = 90
"""How long such an address works; the rows that it names are kept as long."""
_SALT = "notifications.unsubscribe"


class UnknownLink(errors.LoaError):
    """The address was not made by Loa, is too old, or its mail is forgotten."""


def token_of(sending: models.Sending) -> str:
    return signing.TimestampSigner(salt=_SALT).sign_object(str(sending.key))


def sending_of(token: str) -> models.Sending:
    """The sending that an address speaks of.

    Raises:
        UnknownLink: it speaks of none.
    """
    try:
        key = signing.TimestampSigner(salt=_SALT).unsign_object(token, max_age=DAYS * 24 * 3600)
    except signing.BadSignature as fault:
        raise UnknownLink(_("This link is not valid, or not any more.")) from fault
    found = models.Sending.objects.filter(key=key).select_related("user", "notice").first()
    if found is None:
        raise UnknownLink(_("This link is not valid, or not any more."))
    return found

"""Mail of the people of one's units: who was to get what, and what became of it."""

from datetime import date

from django.db.models import Q, QuerySet

from campaigns.accounts import models as accounts_models
from campaigns.kernel import roles
from campaigns.notifications import models as notification_models
from campaigns.units import models as units_models
from campaigns.units import permissions

FAILED, ALL = "", "all"


def people_within(user: accounts_models.User, on: date) -> QuerySet[accounts_models.User]:
    """People who hold or held a role where the user looks after mail."""
    units = permissions.units_where(user, roles.Permission.KEEP_MAIL, on=on)
    grants = units_models.Grant.objects.filter(unit_id__in=units.values("pk"))
    return accounts_models.User.objects.filter(pk__in=grants.values("user_id"))


def sendings_within(
    user: accounts_models.User, on: date, *, words: str = "", state: str = FAILED, kind: str = ""
) -> notification_models.SendingQuerySet:
    """Sendings to these people; without a state, what did not arrive or was held back."""
    rows = notification_models.Sending.objects.filter(user__in=people_within(user, on))
    if state == FAILED:
        held = Q(state="SUPPRESSED", why=notification_models.Why.ADDRESS)
        rows = rows.filter(Q(state__in=("FAILED", "BOUNCED")) | held)
    elif state != ALL:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(notice__kind=kind)
    for word in words.split():
        rows = rows.filter(Q(user__full_name__icontains=word) | Q(user__email__icontains=word))
    return rows.select_related("user", "notice")

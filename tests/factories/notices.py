"""Notices, and the sweep that sends them out of the house."""

from datetime import datetime, timedelta
from typing import Any

from campaigns.accounts import models as accounts_models
from campaigns.notifications import models, services
from tests.factories import cast as casts

# A Monday, nine in the morning in Viet Nam.
NOW = casts.NOW
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
K = models.Kind


def tell(user: accounts_models.User, topic: str = "a", **changes: Any) -> models.Notice:
    """One notice of a duty, or of what `changes` say; `about` fields by name."""
    about = {
        name: changes.pop(name)
        for name in ("is_urgent", "permission", "unit_id", "has_own_mail", "matter")
        if name in changes
    }
    told = {"text": "Có việc mới", "url": "/desk/inbox/", "at": NOW, "kind": K.DUTIES} | changes
    services.tell(users=[user], topic=topic, about=services.About(**about), **told)
    return models.Notice.objects.get(user=user, topic=topic)


def sweep(at: datetime = NOW) -> int:
    """What a pulse of the worker does; how many sendings went out."""
    services.route_notices(at=at)
    services.plan_digests(at=at)
    return services.send_due(clock=lambda: at)


def prefer(user: accounts_models.User, *, is_quiet_kept: bool = True, **paces: str) -> None:
    """What a person chose: `duties="DAILY"`."""
    quiet = models.QuietHours.objects.filter(user=user).first() or models.QuietHours()
    choice = services.Choice(
        paces={kind.upper(): models.Pace(pace) for kind, pace in paces.items()},
        is_quiet_kept=is_quiet_kept,
        quiet_begins=quiet.begins,
        quiet_ends=quiet.ends,
        language=user.language,
    )
    services.choose(user=user, choice=choice, at=NOW)


def make_sending(user: accounts_models.User, state: str = "PENDING") -> models.Sending:
    """A notice's row in the outbox, brought to a state."""
    notice = tell(user, f"{state}:{models.Notice.objects.count()}")
    services.route_notices(at=NOW)
    sending = models.Sending.objects.get(notice=notice)
    changes: dict[str, Any] = {"state": state}
    if state == "SENDING":
        changes |= {"claimed_until_at": NOW + 3 * MINUTE, "claimed_by": "w", "attempts": 1}
    elif state != "PENDING":
        changes |= {"settled_at": NOW, "why": "READ" if state == "SUPPRESSED" else ""}
        changes |= {"fault": "" if state == "SENT" else "550"}
    models.Sending.objects.filter(pk=sending.pk).update(**changes)
    sending.refresh_from_db()
    return sending

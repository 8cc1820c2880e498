"""What people choose: how soon they are told of what, their quiet hours, their language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.accounts import services as accounts_services
from campaigns.audit import services as audit_services
from campaigns.kernel import errors, writing
from campaigns.notifications import models, queries


class UnsubscribeRefused(errors.LoaError):
    """This kind cannot be switched off; the message says why."""


class ChoiceRefused(errors.LoaError):
    """A kind was given a pace that it may not have."""


@dataclass(frozen=True)
class Choice:
    """All that a person chooses on the page; `paces` by kind, for the channel."""

    paces: Mapping[str, models.Pace]
    is_quiet_kept: bool
    quiet_begins: time
    quiet_ends: time
    language: str
    channel: models.Channel = models.Channel.EMAIL


def choose(*, user: accounts_models.User, choice: Choice, at: datetime) -> None:
    """Keep what a person chose.

    Raises:
        ChoiceRefused: a duty would be switched off.
    """
    for kind, pace in choice.paces.items():
        if pace not in models.paces_of(kind):
            raise ChoiceRefused(str(models.MANDATORY.get(kind, _("This cannot be chosen."))))
    with writing.writing(by=user, at=at):
        changed = _keep_paces(user, choice.channel, choice.paces)
        models.QuietHours.objects.update_or_create(
            user=user,
            defaults={
                "is_kept": choice.is_quiet_kept,
                "begins": choice.quiet_begins,
                "ends": choice.quiet_ends,
            },
        )
        accounts_services.choose_language(user=user, language=choice.language, by=user, at=at)
        audit_services.record("notifications.choice_made", user, after=changed)


def _keep_paces(
    user: accounts_models.User, channel: str, paces: Mapping[str, models.Pace]
) -> dict[str, str]:
    """Store what differs from what stood; return it."""
    wishes = queries.wishes_of([user.pk])[user.pk]
    changed = {kind: pace for kind, pace in paces.items() if wishes.pace(kind, channel) != pace}
    for kind, pace in changed.items():
        models.Preference.objects.update_or_create(
            user=user, kind=kind, channel=channel, defaults={"pace": pace}
        )
    return {str(kind): str(pace) for kind, pace in changed.items()}


def kinds_to_switch_off(sending: models.Sending) -> list[str]:
    """Which kinds the link of a mail switches off; none where all are duties.

    A digest's link means every kind that comes by digest.
    """
    if sending.notice is not None:
        return _voluntary([sending.notice.kind])
    wishes = queries.wishes_of([sending.user_id])[sending.user_id]
    daily = [k for k in models.Kind if wishes.pace(k, sending.channel) == models.Pace.DAILY]
    return _voluntary(daily)


def words_to_switch_off(sending: models.Sending) -> list[str]:
    """The kinds of `kinds_to_switch_off` in words."""
    return [str(models.Kind(kind).label) for kind in kinds_to_switch_off(sending)]


def _voluntary(kinds: Iterable[str]) -> list[str]:
    return [str(kind) for kind in kinds if kind not in models.MANDATORY]


def unsubscribe(*, sending: models.Sending, at: datetime) -> bool:
    """Switch off what a mail told of; return whether this was the first time for this mail.

    A link works once: used again later it does not undo what the person has chosen since.

    Raises:
        UnsubscribeRefused: the mail told of a duty.
    """
    user = sending.user
    kinds = kinds_to_switch_off(sending)
    with writing.writing(by=user, at=at):
        if sending.notice is not None and not kinds:
            raise UnsubscribeRefused(str(models.MANDATORY[sending.notice.kind]))
        fresh = models.Sending.objects.filter(pk=sending.pk, unsubscribed_at__isnull=True)
        if fresh.update(unsubscribed_at=at) != 1:
            return False
        paces = dict.fromkeys(kinds, models.Pace.NEVER)
        changed = _keep_paces(user, sending.channel, paces)
        audit_services.record("notifications.unsubscribed", user, after=changed)
    return True

"""Releasing a script to many outlets at once: all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models, queries
from campaigns.broadcasts.services import handing_over, releases
from campaigns.kernel import roles, writing
from campaigns.notifications import models as notification_models
from campaigns.notifications import services as notification_services


class BulkRefused(releases.ReleaseRefused):
    """Something speaks against a place; nothing was saved. `checks` say what and where."""

    def __init__(self, message: str, checks: tuple[queries.Check, ...]) -> None:
        super().__init__(message)
        self.checks = checks


@dataclass(frozen=True)
class Choice:
    """A place wanted at one outlet, by the key that the check gave it."""

    outlet: models.Outlet
    place_key: str
    is_overfull_confirmed: bool = False


@dataclass(frozen=True)
class Bulk:
    """What came of it: the releases, and those that made way."""

    releases: tuple[models.Release, ...]
    shifted: int


def release_to_outlets(
    *,
    wish: queries.Wish,
    choices: Sequence[Choice],
    by: accounts_models.User,
    at: datetime,
) -> Bulk:
    """Put a script on the rundowns of many outlets, in one transaction and one event.

    The places are checked again while nobody else can fill them. A normal or priority bulletin
    begins where there is room in its slot at that moment.

    Raises:
        BulkRefused: a place is gone, forbidden, or overfull and not confirmed.
        ReleaseRefused: no outlet is chosen, or a spoken script takes no seconds.
    """
    if not choices:
        raise releases.ReleaseRefused(_("Choose at least one outlet."))
    if wish.script.is_spoken and wish.seconds < 1:
        raise releases.ReleaseRefused(_("Say how many seconds the script takes on air."))
    with writing.writing(by=by, at=at):
        checks = _checked(wish, choices, at)
        placed = [_release(wish, check, by, at) for check in checks]
        models.Release.objects.bulk_create(placed)
        shifted = _make_way(checks)
        handing_over.queue_many(releases=placed)
        handing_over.queue_again(releases=shifted)
        audit_services.record(
            "broadcasts.released_to_outlets",
            wish.script,
            after={
                "outlets": len(placed),
                "shifted": len(shifted),
                "priority": str(wish.priority),
                "releases": [release.pk for release in placed],
            },
        )
        if wish.priority == models.Priority.EMERGENCY:
            _alarm(placed, at)
    return Bulk(tuple(placed), len(shifted))


def _checked(
    wish: queries.Wish, choices: Sequence[Choice], at: datetime
) -> tuple[queries.Check, ...]:
    """The places as they are once the outlets are held."""
    pks = [choice.outlet.pk for choice in choices]
    held = models.Outlet.objects.select_for_update(of=("self",)).filter(pk__in=pks)
    outlets = list(held.select_related("unit").order_by("pk"))
    wanted = {choice.outlet.pk: choice.place_key for choice in choices}
    checks = queries.check_places(wish, outlets, wanted, at)
    confirmed = {c.outlet.pk for c in choices if c.is_overfull_confirmed}
    if any(_is_refused(check, wanted, confirmed) for check in checks):
        raise BulkRefused(
            _("Nothing was saved: the rundowns changed, or something asks for your decision."),
            checks,
        )
    return checks


def _is_refused(check: queries.Check, wanted: Mapping[int, str], confirmed: set[int]) -> bool:
    if check.place is None or check.is_forbidden or check.place.key != wanted[check.outlet.pk]:
        return True
    return check.is_overfull and check.outlet.pk not in confirmed


def _release(
    wish: queries.Wish, check: queries.Check, by: accounts_models.User, at: datetime
) -> models.Release:
    place = check.place
    if place is None:
        raise LookupError("A checked place is there.")
    return models.Release(
        script=wish.script,
        outlet=check.outlet,
        slot=place.slot,
        slot_starts_at=place.starts_at if place.slot else None,
        medium=wish.script.medium,
        planned_start_at=place.begins_at,
        planned_end_at=place.begins_at + timedelta(seconds=wish.seconds),
        planned_seconds=wish.seconds,
        priority=wish.priority,
        not_before_at=wish.not_before_at,
        requested_by=by,
        requested_at=at,
    )


def _make_way(checks: Sequence[queries.Check]) -> list[models.Release]:
    """Move on what priority and emergency bulletins push."""
    shifted = []
    for shift in (shift for check in checks if check.place for shift in check.place.shifts):
        shift.release.planned_start_at = shift.starts_at
        shift.release.planned_end_at = shift.ends_at
        shifted.append(shift.release)
    if shifted:
        fields = ["planned_start_at", "planned_end_at"]
        models.Release.objects.bulk_update(shifted, fields, batch_size=200)
    return shifted


def _alarm(placed: Sequence[models.Release], at: datetime) -> None:
    """Tell the broadcasters of all the outlets at once."""
    script = placed[0].script
    notification_services.tell(
        users=queries.people_of_many(
            [release.outlet.unit_id for release in placed],
            roles.Permission.CONFIRM_AIRING,
            models.air_day(at),
        ),
        topic=f"broadcasts.emergency:{placed[0].pk}",
        text=_("Emergency bulletin, air at once: “%(title)s”.") % {"title": script.title[:200]},
        url=reverse("broadcasts:script", args=[script.pk]),
        at=at,
        kind=notification_models.Kind.EMERGENCIES,
        about=notification_services.About(permission=roles.Permission.CONFIRM_AIRING),
    )

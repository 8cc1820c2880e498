"""Naming heads, giving and ending grants, and forgetting people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.accounts import services as accounts_services
from campaigns.audit import models as audit_models
from campaigns.audit import services as audit_services
from campaigns.kernel import actor, erasing, errors, roles, writing
from campaigns.units import models


class GrantRefused(errors.LoaError):
    """The role is held already, or was ended already."""


@dataclass(frozen=True)
class HeadDraft:
    """Who is to head a unit, and from when."""

    full_name: str
    title_vi: str
    from_date: date
    user: accounts_models.User | None = None
    is_demo: bool = False


def appoint_head(
    *, unit: models.Unit, draft: HeadDraft, by: actor.Actor, at: datetime
) -> models.UnitHead:
    """Name the head from a day on; the one before ends the day before."""
    with writing.writing(by=by, at=at):
        models.UnitHead.objects.filter(unit=unit, valid_to_date__isnull=True).update(
            valid_to_date=draft.from_date - timedelta(days=1)
        )
        head = models.UnitHead(
            unit=unit,
            full_name=draft.full_name,
            title_vi=draft.title_vi,
            user=draft.user,
            valid_from_date=draft.from_date,
            is_demo=draft.is_demo,
        )
        head.save()
        audit_services.record("units.head_appointed", head, unit_id=unit.pk)
    return head


@dataclass(frozen=True)
class GrantDraft:
    """A role that somebody is to hold in a unit."""

    user: accounts_models.User
    role: roles.Role
    unit: models.Unit
    from_date: date


def give_grant(*, draft: GrantDraft, by: actor.Actor, at: datetime) -> models.Grant:
    """Give a role; it reaches down the tree.

    Raises:
        GrantRefused: the person holds the role there already.
    """
    with writing.writing(by=by, at=at):
        open_grants = models.Grant.objects.filter(
            user=draft.user, role=draft.role, unit=draft.unit, valid_to_date__isnull=True
        )
        if open_grants.exists():
            raise GrantRefused(_("This person holds the role there already."))
        grant = models.Grant(
            user=draft.user, role=draft.role, unit=draft.unit, valid_from_date=draft.from_date
        )
        grant.save()
        _push_down(draft.user, by, at)
        audit_services.record(
            "units.grant_given",
            grant,
            unit_id=draft.unit.pk,
            after={"user": draft.user.pk, "role": draft.role},
        )
    return grant


def end_grant(
    *, grant: models.Grant, last_date: date, by: actor.Actor, at: datetime, reason: str = ""
) -> None:
    """End a role after a last day.

    Raises:
        GrantRefused: it was ended already.
    """
    with writing.writing(by=by, at=at):
        claimed = models.Grant.objects.filter(pk=grant.pk, valid_to_date__isnull=True).update(
            valid_to_date=last_date
        )
        if claimed != 1:
            raise GrantRefused(_("This role was ended already."))
        _push_down(grant.user, by, at)
        audit_services.record(
            "units.grant_ended",
            grant,
            unit_id=grant.unit_id,
            after={"last_date": last_date.isoformat()},
            reason=reason,
        )


def _push_down(user: accounts_models.User, by: actor.Actor, at: datetime) -> None:
    today = timezone.localdate(at)  # a role that ends later is held until then
    held = models.Grant.objects.filter(user=user).exclude(valid_to_date__lt=today)
    needs = held.filter(role__in=roles.SECOND_FACTOR_ROLES).exists()
    accounts_services.note_grants_changed(user=user, is_second_factor_required=needs, by=by, at=at)


def forget_people(*, users: Sequence[accounts_models.User], by: actor.Actor, at: datetime) -> int:
    """Erase the grants of people who leave without a trace, and the invented heads of units.

    Roles that they gave to others go too: nobody holds a right by the hand of an invented person.
    """
    with writing.writing(by=by, at=at):
        given = audit_models.Event.objects.filter(
            verb="units.grant_given", actor_id__in=[user.actor_id for user in users]
        ).values_list("subject_id", flat=True)
        to_others = models.Grant.objects.filter(pk__in=[int(pk) for pk in given])
        others = {g.user for g in to_others.exclude(user__in=users).select_related("user")}
        count = erasing.erase(
            models.SavedView.objects.filter(owner__in=users),
            models.Grant.objects.filter(Q(user__in=users) | Q(pk__in=to_others.values("pk"))),
            models.UnitHead.objects.filter(is_demo=True),
        )
        for user in others:
            _push_down(user, by, at)
        audit_services.record("units.people_forgotten", users[0], after={"rows": count})
    return count


def open_account_with_role(
    *,
    account: accounts_services.NewAccount,
    role: roles.Role,
    unit: models.Unit,
    by: actor.Actor,
    at: datetime,
) -> accounts_models.User:
    """Open an account that can do something from the first sign-in: both or neither.

    Raises:
        EmailTaken: the email is in use.
    """
    with writing.writing(by=by, at=at):
        user = accounts_services.open_account(account=account, by=by, at=at)
        draft = GrantDraft(user, role, unit, timezone.localdate(at))
        give_grant(draft=draft, by=by, at=at)
    return user

"""What residents do with their requests for help: ask, change the time, withdraw, erase."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.directives import models as directives_models
from campaigns.drives import models, queries
from campaigns.drives.services import help_edges
from campaigns.kernel import actor, codes, errors, phones, writing
from campaigns.kernel import roles as kernel_roles
from campaigns.notifications import models as notification_models
from campaigns.notifications import services as notification_services
from campaigns.units import models as units_models
from campaigns.units import permissions as units_permissions


class HelpRefused(errors.LoaError):
    """The request cannot be taken in: no consent, or nobody to help."""


@dataclass(frozen=True)
class HelpDraft:
    """What a resident says; `form_uuid` is the number of the form, so that two sends are one."""

    form_uuid: uuid.UUID
    unit: units_models.Unit
    phone: str
    people_count: int
    has_consented: bool
    hamlet: str = ""
    wanted_date: date | None = None
    wanted_part: str = models.WantedPart.ANY
    language: str = models.SpokenLanguage.VIETNAMESE
    apps: tuple[directives_models.DeclarationApp, ...] = ()
    note: str = ""
    is_demo: bool = False


@dataclass(frozen=True)
class HelpAsked:
    """What became of a form: the request, and whether it is a new one."""

    request: models.HelpRequest
    is_new: bool


def forget_date(at: datetime) -> date:
    """The day on which phone, hamlet and note of a request made now are deleted."""
    return timezone.localdate(at) + timedelta(days=settings.LOA_HELP_FORGET_DAYS)


def ask_for_help(*, draft: HelpDraft, by: actor.Actor, at: datetime) -> HelpAsked:
    """Take a request in, once: the same form sent again is the request that it became.

    Raises:
        PhoneFault: the phone number is none.
        HelpRefused: no consent was given.
        AlreadyAsked: another form asks for the same phone in the same commune.
    """
    number = phones.normal(draft.phone)
    if not draft.has_consented:
        raise HelpRefused(_("Without your consent nobody may call you."))
    known = models.HelpRequest.objects.filter(form_uuid=draft.form_uuid).first()
    if known is not None:
        return HelpAsked(known, is_new=False)
    request = _new_request(draft, number, at)
    try:
        with help_edges.one_open_a_phone(request), writing.writing(by=by, at=at):
            request.save()
            request.apps.set(draft.apps)
            help_edges.record("drives.help_asked", request, after={"people": draft.people_count})
            _tell_organisers(request, at)
    except IntegrityError:
        # The same form came twice at once: the other one made the request.
        return HelpAsked(models.HelpRequest.objects.get(form_uuid=draft.form_uuid), is_new=False)
    return HelpAsked(request, is_new=True)


def _new_request(draft: HelpDraft, number: str, at: datetime) -> models.HelpRequest:
    return models.HelpRequest(
        form_uuid=draft.form_uuid,
        code_digest=codes.digest_secret(queries.help_code_text(draft.form_uuid)),
        unit=draft.unit,
        hamlet=draft.hamlet,
        wanted_date=draft.wanted_date,
        wanted_part=draft.wanted_part,
        language=draft.language,
        people_count=draft.people_count,
        note=draft.note,
        phone=number,
        folded_text=help_edges.search_text(draft.unit, draft.hamlet, draft.note),
        forget_date=forget_date(at),
        consent_at=at,
        received_at=at,
        answer_due_at=at + timedelta(hours=settings.LOA_HELP_ANSWER_HOURS),
        is_demo=draft.is_demo,
    )


def _tell_organisers(request: models.HelpRequest, at: datetime) -> None:
    notification_services.tell(
        users=units_permissions.holders_of(
            kernel_roles.Permission.MANAGE_DRIVE, unit=request.unit, on=timezone.localdate(at)
        ),
        topic=f"drives.help:{request.pk}",
        text=_("A resident asks for help in %(place)s") % {"place": request.unit.name_vi},
        url=reverse("help:request", args=[request.pk]),
        at=at,
        kind=notification_models.Kind.HELP,
        about=notification_services.About(
            permission=kernel_roles.Permission.MANAGE_DRIVE, unit_id=request.unit_id
        ),
    )


def change_time(
    *,
    request: models.HelpRequest,
    wanted_date: date | None,
    wanted_part: str,
    by: actor.Actor,
    at: datetime,
) -> None:
    """Let the resident choose another time; a team that was given the request is told.

    Raises:
        HelpStateRefused: the request is over.
    """
    with writing.writing(by=by, at=at):
        rows = models.HelpRequest.objects.open().filter(pk=request.pk)
        if rows.update(wanted_date=wanted_date, wanted_part=wanted_part) != 1:
            raise help_edges.HelpStateRefused(_("This request is over; nothing was changed."))
        help_edges.record("drives.help_time_changed", request)
        help_edges.tell_assigner(
            request, at, _("A resident wants another time: %(place)s"), f"time:{at.timestamp():.0f}"
        )


def withdraw_request(
    *, request: models.HelpRequest, by: actor.Actor, at: datetime, reason: str = ""
) -> None:
    """Take the request back; phone, hamlet and note are deleted at once.

    Raises:
        HelpStateRefused: the request is over.
    """
    values = {"ended_at": at, **help_edges.forgotten(request)}
    with writing.writing(by=by, at=at):
        withdrawn = models.HelpRequest.State.WITHDRAWN
        help_edges.move(request, withdrawn, values, by=by, at=at, reason=reason)
        help_edges.tell_assigner(
            request, at, _("A resident no longer needs help: %(place)s"), "withdrawn"
        )


def erase_contact(
    *, request: models.HelpRequest, by: actor.Actor, at: datetime, reason: str = ""
) -> None:
    """Delete phone, hamlet and note of a request that is over, before their day.

    Raises:
        HelpStateRefused: the request is open (withdrawing erases too), or nothing is left.
    """
    with writing.writing(by=by, at=at):
        ended = models.HelpRequest.objects.exclude(state__in=models.HelpRequest.OPEN_STATES)
        rows = ended.filter(pk=request.pk).exclude(phone="")
        if rows.update(**help_edges.forgotten(request)) != 1:
            raise help_edges.HelpStateRefused(_("There is nothing left to delete."))
        help_edges.record("drives.help_contact_erased", request, reason=reason)


def erase_for_resident(
    *, request: models.HelpRequest, by: actor.Actor, at: datetime
) -> models.HelpRequest:
    """Delete what is kept of a resident who asks for it by voice: not everybody kept the code.

    An open request ends with it. What stays is that somebody asked for help in this commune.

    Raises:
        HelpStateRefused: nothing is left to delete.
    """
    reason = _("The resident asked for it.")
    if request.is_open:
        withdraw_request(request=request, by=by, at=at, reason=reason)
    else:
        erase_contact(request=request, by=by, at=at, reason=reason)
    return request

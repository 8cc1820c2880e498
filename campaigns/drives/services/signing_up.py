"""Signing up for shifts: places, the waiting list, and giving a place back."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.drives import models, queries
from campaigns.drives.services import messaging
from campaigns.kernel import actor, codes, errors, writing

# More than any shift needs in reserve: a script that signs up fills no table.
MOST_WAITING = 200
QUEUE = actor.SystemActor("waiting list")
PAGE = actor.SystemActor("sign-up page")

State = models.SignUp.State


class SignUpRefused(errors.LoaError):
    """The shift takes nobody, or what the volunteer told is not enough."""


class SignUpTaken(errors.Conflict):
    """Somebody with this phone number, address or account is in the team already."""


class SignUpEnded(errors.Conflict):
    """The sign-up is not in a state from which this is done."""


@dataclass(frozen=True)
class NewMember:
    """What a volunteer tells of themselves on the public page, and nothing else."""

    display_name: str
    age: str
    has_consented: bool
    phone: str = ""
    email: str = ""
    submission: str = ""


def join_team(
    *,
    drive: models.Drive,
    shifts: Sequence[models.Shift],
    person: NewMember,
    by: actor.Actor,
    at: datetime,
) -> models.TeamMember:
    """Sign a person without account up for shifts; the same form sent twice is one person.

    Raises:
        SignUpRefused: no consent, no statement of age, no shift, or a shift that takes nobody.
        SignUpTaken: the phone number or address is in the team already.
    """
    _check_person(person, shifts)
    with writing.writing(by=by, at=at):
        lock_drive(drive)
        sent_before = _by_submission(drive, person.submission)
        if sent_before is not None:
            return sent_before
        _check_contact(drive, person)
        member = new_member(
            drive,
            at,
            display_name=person.display_name,
            phone=person.phone,
            email=person.email,
            age=person.age,
            consent_at=at,
            submission=person.submission,
        )
        for shift in shifts:
            _place(shift, member, by=member, at=at)
        if member.email:
            _welcome(member, at)
    return member


def _welcome(member: models.TeamMember, at: datetime) -> None:
    """The mail holds the link to their own page, in case the address of the page was not kept."""
    with translation.override(messaging.language_of(member)):
        text = _("Thank you for signing up. On your own page you see where you stand.")
    messaging.tell_member(member=member, text=text, by=PAGE, at=at)


def join_by_account(
    *,
    drive: models.Drive,
    shifts: Sequence[models.Shift],
    user: accounts_models.User,
    at: datetime,
) -> models.TeamMember:
    """Sign a member with an account up for shifts: nothing else is asked.

    Raises:
        SignUpRefused: a shift takes nobody.
        SignUpTaken: they signed up for the shift already.
    """
    with writing.writing(by=user, at=at):
        lock_drive(drive)
        member = models.TeamMember.objects.filter(drive=drive, user=user).first()
        if member is None:
            member = new_member(drive, at, user=user)
        for shift in shifts:
            _place(shift, member, by=user, at=at)
    return member


def sign_up_again(
    *, shift: models.Shift, member: models.TeamMember, by: actor.Actor, at: datetime
) -> models.SignUp:
    """Sign a member of the team up for one more shift, or take back a cancellation.

    Raises:
        SignUpRefused: the shift takes nobody, or nothing is kept of the person any more.
        SignUpTaken: they signed up for the shift already.
    """
    with writing.writing(by=by, at=at):
        lock_drive(member.drive)
        if not models.TeamMember.objects.known().filter(pk=member.pk).exists():
            raise SignUpRefused(
                _("Name and contact were deleted: sign up anew on the public page.")
            )
        return _place(shift, member, by=by, at=at)


def lock_drive(drive: models.Drive) -> None:
    """Hold the drive until the transaction ends: places, capacity and end of a drive change one
    after another."""
    models.Drive.objects.select_for_update().get(pk=drive.pk)


def new_member(drive: models.Drive, at: datetime, **values: object) -> models.TeamMember:
    """A new person in the team, with a link of their own; inside the caller's transaction."""
    seed = secrets.token_hex(16)
    member = models.TeamMember(
        drive=drive,
        joined_at=at,
        seed=seed,
        secret_digest=codes.digest_secret(queries.secret_of_seed(seed)),
        **values,
    )
    member.save()
    audit_services.record(
        "drives.member_joined", drive, unit_id=drive.unit_id, after={"member": member.pk}
    )
    return member


def _check_person(person: NewMember, shifts: Sequence[models.Shift]) -> None:
    if not person.has_consented:
        raise SignUpRefused(_("Without your consent nobody may keep your name."))
    if person.age not in models.TeamMember.Age.values:
        raise SignUpRefused(
            _("Tell whether you are of age. Volunteers are %(age)s or older.")
            % {"age": settings.LOA_VOLUNTEER_MIN_AGE}
        )
    if not person.display_name.strip():
        raise SignUpRefused(_("Tell us your name."))
    if person.phone and person.email:
        raise SignUpRefused(_("Leave a phone number or an email address, not both."))
    if not shifts:
        raise SignUpRefused(_("Choose at least one shift."))


def _by_submission(drive: models.Drive, submission: str) -> models.TeamMember | None:
    if not submission:
        return None
    return models.TeamMember.objects.filter(drive=drive, submission=submission).first()


def _check_contact(drive: models.Drive, person: NewMember) -> None:
    team = models.TeamMember.objects.filter(drive=drive)
    is_known = (person.phone and team.filter(phone=person.phone).exists()) or (
        person.email and team.filter(email=person.email).exists()
    )
    if is_known:
        raise SignUpTaken(
            _(
                "Somebody signed up for this drive with the same phone number or address. Open the"
                " link that you got then, or ask the leader."
            )
        )


def _place(
    shift: models.Shift, member: models.TeamMember, *, by: actor.Actor, at: datetime
) -> models.SignUp:
    """Give a place or a turn on the waiting list; the drive is held by the caller."""
    with writing.writing(by=by, at=at):
        present = models.Shift.objects.select_related("drive").get(pk=shift.pk)
        refusal = queries.sign_up_refusal(present, at)
        if refusal:
            raise SignUpRefused(refusal)
        known = models.SignUp.objects.filter(shift=present, member=member).first()
        if known is not None and known.state != State.CANCELLED:
            raise SignUpTaken(_("You have signed up for this shift already."))
        state = _place_or_turn(present)
        if known is None:
            sign_up = models.SignUp(shift=present, member=member, state=state, queued_at=at)
            sign_up.save()
        else:
            sign_up = _come_back(known, state, at)
        _record("drives.signed_up", sign_up, before=State.CANCELLED if known else "")
    return sign_up


def _place_or_turn(shift: models.Shift) -> models.SignUp.State:
    """Take a place, or a turn on the waiting list while that has an end."""
    if _claim_place(shift):
        return State.SIGNED_UP
    if models.SignUp.objects.queue().filter(shift=shift).count() >= MOST_WAITING:
        raise SignUpRefused(_("The waiting list of this shift is full."))
    return State.WAITING


def _come_back(known: models.SignUp, state: models.SignUp.State, at: datetime) -> models.SignUp:
    """Take back a cancellation: with a place if one is left, else at the end of the queue."""
    cancelled = models.SignUp.objects.filter(pk=known.pk, state=State.CANCELLED)
    values = {"state": state, "queued_at": at, "promoted_at": None, "cancelled_at": None}
    if cancelled.update(**values) != 1:
        raise SignUpTaken(_("You have signed up for this shift already."))
    known.refresh_from_db(fields=list(values))
    return known


def _claim_place(shift: models.Shift) -> bool:
    """Take a place if one is left: the database counts, so that the last one goes once."""
    left = models.Shift.objects.filter(pk=shift.pk, taken__lt=F("capacity"))
    return left.update(taken=F("taken") + 1) == 1


def _record(verb: str, sign_up: models.SignUp, *, before: str = "", reason: str = "") -> None:
    drive = sign_up.shift.drive
    audit_services.record(
        verb,
        drive,
        unit_id=drive.unit_id,
        before={"state": before} if before else {},
        after={"shift": sign_up.shift_id, "member": sign_up.member_id, "state": sign_up.state},
        reason=reason,
    )


def cancel_sign_up(
    *, sign_up: models.SignUp, by: actor.Actor, at: datetime, reason: str = ""
) -> models.SignUp | None:
    """Give a place or a turn back; return who moved up, None when nobody did.

    Raises:
        SignUpEnded: it was cancelled already, or the shift has begun.
    """
    with writing.writing(by=by, at=at):
        lock_drive(sign_up.shift.drive)
        if sign_up.shift.starts_at <= at:
            raise SignUpEnded(_("This shift has begun. Tell the leader."))
        before = models.SignUp.objects.filter(pk=sign_up.pk).values_list("state", flat=True).get()
        claimed = models.SignUp.objects.standing().filter(pk=sign_up.pk)
        if claimed.update(state=State.CANCELLED, cancelled_at=at) != 1:
            raise SignUpEnded(_("This sign-up was cancelled already."))
        sign_up.refresh_from_db(fields=["state", "cancelled_at"])
        _record("drives.sign_up_cancelled", sign_up, before=before, reason=reason)
        if before != State.SIGNED_UP:
            return None
        models.Shift.objects.filter(pk=sign_up.shift_id).update(taken=F("taken") - 1)
        moved = move_up(shift=sign_up.shift, at=at)
    return moved[0] if moved else None


def move_up(*, shift: models.Shift, at: datetime) -> list[models.SignUp]:
    """Fill free places from the waiting list, in its order, and tell each one who moved up.

    Called with the drive held, wherever places become free; a shift that has begun is left as
    it is.
    """
    moved: list[models.SignUp] = []
    waiting = models.SignUp.objects.queue().filter(shift=shift)
    while at < shift.starts_at:
        first = waiting.select_related("member__user", "member__drive", "shift__drive").first()
        if first is None or not promote(sign_up=first, at=at):
            break
        moved.append(first)
    return moved


def promote(*, sign_up: models.SignUp, at: datetime) -> bool:
    """Move one from the waiting list to a free place; return whether there was one.

    Raises:
        SignUpEnded: they wait no longer.
    """
    with writing.writing(by=QUEUE, at=at):
        if not _claim_place(sign_up.shift):
            return False
        waits = models.SignUp.objects.filter(pk=sign_up.pk, state=State.WAITING)
        if waits.update(state=State.SIGNED_UP, promoted_at=at) != 1:
            raise SignUpEnded(_("This person does not wait for a place."))
        sign_up.refresh_from_db(fields=["state", "promoted_at"])
        _record("drives.moved_up", sign_up, before=State.WAITING)
        member, shift = sign_up.member, sign_up.shift
        with translation.override(messaging.language_of(member)):
            hours = queries.hours_text(shift.starts_at, shift.ends_at)
            text = _("A place became free: you are in for the shift %(hours)s.") % {"hours": hours}
        messaging.tell_member(member=member, shift=shift, text=text, by=QUEUE, at=at)
    return True


def forget_member(*, member: models.TeamMember, by: actor.Actor, at: datetime) -> None:
    """Give all places back that are still to come, and empty name and contact; what was done stays.

    Raises:
        SignUpEnded: nothing is kept of the person here.
    """
    with writing.writing(by=by, at=at):
        rows = models.TeamMember.objects.filter(pk=member.pk, user__isnull=True)
        if rows.exclude(display_name="").update(display_name="", phone="", email="") != 1:
            raise SignUpEnded(_("Name and contact were deleted already."))
        audit_services.record(
            "drives.member_forgotten",
            member.drive,
            unit_id=member.drive.unit_id,
            after={"member": member.pk},
        )
        coming = member.sign_ups.standing().filter(shift__starts_at__gt=at)
        for sign_up in coming.select_related("shift__drive", "member"):
            cancel_sign_up(sign_up=sign_up, by=by, at=at)

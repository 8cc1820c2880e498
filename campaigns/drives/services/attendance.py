"""Who came to a shift, and for how long: the leader's word, and the volunteer's own beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.drives import models, queries
from campaigns.drives.services import signing_up
from campaigns.kernel import actor, errors, writing

Outcome = models.Attendance.Outcome
_PRESENT = {Outcome.AS_PLANNED, Outcome.PARTIAL, Outcome.LONGER, Outcome.UNPLANNED_HELPER}


class AttendanceRefused(errors.LoaError):
    """The attendance or the hours make no sense."""


class HoursStand(errors.Conflict):
    """The hours were confirmed already: they stay."""


class SheetStale(errors.Conflict):
    """Somebody else changed the same rows meanwhile."""


@dataclass(frozen=True)
class Mark:
    """What the leader says of one person in a shift; `minutes` confirms hours, None leaves them.

    `seen` is the row as the leader saw it (queries.seen_text); None overwrites whatever stands.
    """

    member: models.TeamMember
    outcome: str
    minutes: int | None = None
    seen: str | None = None


def record_attendance(
    *,
    shift: models.Shift,
    marks: Sequence[Mark],
    by: accounts_models.User,
    at: datetime,
) -> None:
    """Note who came to a shift, and confirm hours where minutes are given: all of it or nothing.

    Raises:
        AttendanceRefused: the shift has not begun, or a mark makes no sense.
        HoursStand: hours would be changed that were confirmed already.
        SheetStale: somebody else changed one of the rows since the leader saw it.
    """
    if shift.starts_at > at:
        raise AttendanceRefused(_("The shift has not begun: nobody can have come yet."))
    with writing.writing(by=by, at=at):
        signing_up.lock_drive(shift.drive)
        before = queries.standing_rows(shift)
        _check_fresh(shift, marks, before)
        for mark in marks:
            _note(shift, mark, by, at)
        after = {str(mark.member.pk): [mark.outcome, mark.minutes] for mark in marks}
        _record("drives.attendance_recorded", shift, after={"marks": after})
        _keep_save(shift, marks, before, by, at)


def _check_fresh(
    shift: models.Shift, marks: Sequence[Mark], standing: dict[int, queries.Row]
) -> None:
    """Refuse rows that somebody else changed to something else than is said now."""
    for mark in marks:
        row = standing.get(mark.member.pk, queries.NO_ROW)
        is_same = mark.outcome == row[0] and mark.minutes in {None, row[1]}
        if mark.seen is None or mark.seen == queries.seen_text(row) or is_same:
            continue
        noted = models.Attendance.objects.filter(shift=shift, member=mark.member)
        last = noted.select_related("recorded_by").first()
        raise SheetStale(
            _(
                "%(name)s: %(who)s saved something else at %(when)s. What you typed is still below,"
                " with what stands now beside it: look, and save once more."
            )
            % {
                "name": mark.member,
                "who": last.recorded_by if last else _("somebody"),
                "when": f"{timezone.localtime(last.recorded_at):%H:%M}" if last else "–",
            }
        )


def _note(shift: models.Shift, mark: Mark, by: accounts_models.User, at: datetime) -> None:
    _check(shift, mark)
    models.Attendance.objects.update_or_create(
        shift=shift,
        member=mark.member,
        defaults={"outcome": mark.outcome, "recorded_at": at, "recorded_by": by},
    )
    if mark.minutes is not None:
        _confirm(shift, mark, by, at)


def _keep_save(
    shift: models.Shift,
    marks: Sequence[Mark],
    before: dict[int, queries.Row],
    by: accounts_models.User,
    at: datetime,
) -> None:
    """Keep what a saving changed, for whoever slipped; helpers written down are no slip."""
    after = queries.standing_rows(shift)
    pks = [mark.member.pk for mark in marks if mark.outcome != Outcome.UNPLANNED_HELPER]
    changed = [pk for pk in pks if after[pk] != before.get(pk, queries.NO_ROW)]
    if changed:
        models.AttendanceSave(
            shift=shift,
            saved_at=at,
            saved_by=by,
            before={str(pk): list(before.get(pk, queries.NO_ROW)) for pk in changed},
            after={str(pk): list(after[pk]) for pk in changed},
        ).save()


def _check(shift: models.Shift, mark: Mark) -> None:
    if mark.member.drive_id != shift.drive_id or mark.outcome not in Outcome.values:
        raise AttendanceRefused(_("This person or this word is none of the shift's."))
    is_placed = models.SignUp.objects.placed().filter(shift=shift, member=mark.member).exists()
    if is_placed == (mark.outcome == Outcome.UNPLANNED_HELPER):
        raise AttendanceRefused(
            _(
                "%(name)s: who signed up came as planned or not; who did not is a helper without sign-up."
            )
            % {"name": mark.member}
        )
    if mark.minutes is None:
        if mark.outcome not in _PRESENT and _confirmed(shift, mark.member):
            raise HoursStand(_("Hours of %(name)s are confirmed already.") % {"name": mark.member})
        return
    if not 0 <= mark.minutes <= models.MOST_MINUTES:
        raise AttendanceRefused(_("Nobody works more than 24 hours in one shift."))
    if mark.minutes and mark.outcome not in _PRESENT:
        raise AttendanceRefused(
            _("%(name)s did not come, or nobody watched: there are no hours to confirm.")
            % {"name": mark.member}
        )


def _confirmed(shift: models.Shift, member: models.TeamMember) -> int | None:
    rows = models.WorkedHours.objects.filter(shift=shift, member=member)
    return rows.values_list("confirmed_minutes", flat=True).first()


def _confirm(shift: models.Shift, mark: Mark, by: accounts_models.User, at: datetime) -> None:
    standing = _confirmed(shift, mark.member)
    if standing == mark.minutes:
        return
    if standing is not None:
        raise HoursStand(
            _("%(name)s has %(minutes)s minutes confirmed already; they stay.")
            % {"name": mark.member, "minutes": standing}
        )
    models.WorkedHours.objects.update_or_create(
        shift=shift,
        member=mark.member,
        defaults={"confirmed_minutes": mark.minutes, "confirmed_at": at, "confirmed_by": by},
    )


def declare_hours(
    *,
    shift: models.Shift,
    member: models.TeamMember,
    minutes: int,
    by: actor.Actor,
    at: datetime,
) -> None:
    """Keep a volunteer's own word of how long they worked, beside what the leader confirmed.

    Raises:
        AttendanceRefused: the shift has not begun, they had no place in it, or more than a day.
    """
    if shift.starts_at > at:
        raise AttendanceRefused(_("The shift has not begun yet."))
    if not 0 <= minutes <= models.MOST_MINUTES:
        raise AttendanceRefused(_("Nobody works more than 24 hours in one shift."))
    took_part = (
        models.SignUp.objects.placed().filter(shift=shift, member=member).exists()
        or models.Attendance.objects.filter(shift=shift, member=member).exists()
    )
    if not took_part:
        raise AttendanceRefused(_("You had no place in this shift: tell the leader that you came."))
    with writing.writing(by=by, at=at):
        signing_up.lock_drive(shift.drive)
        models.WorkedHours.objects.update_or_create(
            shift=shift,
            member=member,
            defaults={"declared_minutes": minutes, "declared_at": at},
        )
        _record("drives.hours_declared", shift, after={"member": member.pk, "minutes": minutes})


def add_helper(
    *,
    shift: models.Shift,
    name: str = "",
    has_agreed: bool = False,
    phone: models.DeviceToken | None = None,
    by: accounts_models.User,
    at: datetime,
) -> models.TeamMember:
    """Write down somebody who came without sign-up, and that they did.

    Whoever joined by phone gave a name and agreed then: `phone` alone says who it is, and what the
    phone logs stands beside the hours of its owner.

    Raises:
        AttendanceRefused: no name, they did not agree, or the shift has not begun.
    """
    if phone is None and not (name.strip() and has_agreed):
        raise AttendanceRefused(_("Write the name down only if the person agrees."))
    with writing.writing(by=by, at=at):
        signing_up.lock_drive(shift.drive)
        if phone is not None:
            member = _owner(shift, phone, at)
        else:
            member = signing_up.new_member(
                shift.drive, at, display_name=name.strip()[:80], consent_at=at
            )
        mark = Mark(member, Outcome.UNPLANNED_HELPER)
        record_attendance(shift=shift, marks=[mark], by=by, at=at)
    return member


def _owner(shift: models.Shift, phone: models.DeviceToken, at: datetime) -> models.TeamMember:
    """Whoever joined by a phone, as a member of the team; the same one in each shift."""
    if phone.drive_id != shift.drive_id or not phone.display_name:
        raise AttendanceRefused(_("This phone has not joined this drive, or its name was deleted."))
    member = models.TeamMember.objects.filter(device=phone).first()
    return member or signing_up.new_member(
        shift.drive,
        at,
        device=phone,
        display_name=phone.display_name,
        consent_at=phone.consent_at,
    )


def _record(verb: str, shift: models.Shift, **said: Any) -> None:
    drive = shift.drive
    after = {"shift": shift.pk, **said.pop("after", {})}
    audit_services.record(verb, drive, unit_id=drive.unit_id, after=after, **said)

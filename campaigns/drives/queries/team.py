"""Reading teams: who signed up for which shift, and who is behind a secret link."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.drives import models
from campaigns.kernel import codes

_SECRET_LENGTH = 24  # 117 bits


def secret_of_seed(seed: str) -> str:
    """The secret part of a link, derived anew each time it is shown or mailed."""
    return codes.derive_code(f"member:{seed}", _SECRET_LENGTH)


def secret_of(member: models.TeamMember) -> str:
    return secret_of_seed(member.seed)


def find_member(secret: str) -> models.TeamMember | None:
    """The person whose own page a link opens."""
    return (
        models.TeamMember.objects.filter(secret_digest=codes.digest_secret(secret))
        .select_related("drive__unit", "drive__organiser", "user", "device")
        .first()
    )


def sign_up_refusal(shift: models.Shift, at: datetime) -> str:
    """Why nobody can sign up for a shift now; empty when they can. A full shift has a queue."""
    if not shift.drive.is_open:
        return _("This drive takes no more volunteers.")
    if shift.starts_at <= at:
        return _("This shift has begun already.")
    return ""


def hours_text(starts_at: datetime, ends_at: datetime) -> str:
    """07:30–11:30 28/11/2026; both days where a shift goes over midnight."""
    starts, ends = timezone.localtime(starts_at), timezone.localtime(ends_at)
    if starts.date() == ends.date():
        return f"{starts:%H:%M}–{ends:%H:%M %d/%m/%Y}"
    return f"{starts:%H:%M %d/%m}–{ends:%H:%M %d/%m/%Y}"


@dataclass(frozen=True)
class ShiftLine:
    """A shift as a list shows it; `own_state` is the viewer's own sign-up, empty without one."""

    pk: int
    starts_at: datetime
    ends_at: datetime
    capacity: int
    taken: int
    waiting: int
    needs: str
    has_begun: bool
    is_open: bool
    own_state: str = ""

    @property
    def places_left(self) -> int:
        return self.capacity - self.taken

    @property
    def hours(self) -> str:
        return hours_text(self.starts_at, self.ends_at)


def shift_lines(
    drive: models.Drive, *, at: datetime, user: accounts_models.User | None = None
) -> list[ShiftLine]:
    """The shifts of a drive in their order, with who signed up for each in numbers."""
    waits = Count("sign_ups", filter=Q(sign_ups__state=models.SignUp.State.WAITING))
    own = (
        dict(
            models.SignUp.objects.standing()
            .filter(member__drive=drive, member__user=user)
            .values_list("shift_id", "state")
        )
        if user is not None
        else {}
    )
    return [
        ShiftLine(
            pk=shift.pk,
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            capacity=shift.capacity,
            taken=shift.taken,
            waiting=shift.waiting,
            needs=shift.needs,
            has_begun=shift.starts_at <= at,
            is_open=drive.is_open,
            own_state=own.get(shift.pk, ""),
        )
        for shift in drive.shifts.annotate(waiting=waits).order_by("starts_at", "pk")
    ]


@dataclass(frozen=True)
class TeamLine:
    """One person in one shift, as the leader's lists and files show it.

    `turn` is the place on the waiting list, from 1; None for those who have a place. `secret` opens
    their own page; empty for accounts, which need none.
    """

    sign_up_pk: int
    member_pk: int
    shift_pk: int
    name: str
    contact: str
    has_account: bool
    is_minor: bool
    shift_starts_at: datetime
    shift_ends_at: datetime
    state: str
    state_label: str
    turn: int | None
    signed_up_at: datetime
    secret: str

    @property
    def hours(self) -> str:
        return hours_text(self.shift_starts_at, self.shift_ends_at)


def team_lines(drive: models.Drive, *, shift: models.Shift | None = None) -> list[TeamLine]:
    """Who signed up, by shift: places first, then the waiting list in its order."""
    rows = models.SignUp.objects.filter(shift__drive=drive)
    if shift is not None:
        rows = rows.filter(shift=shift)
    turns: dict[int, int] = {}
    lines = []
    ordered = rows.select_related("shift", "member__user").order_by(
        "shift__starts_at", "shift_id", "queued_at", "pk"
    )
    for row in ordered:
        turn = None
        if row.state == models.SignUp.State.WAITING:
            turn = turns[row.shift_id] = turns.get(row.shift_id, 0) + 1
        lines.append(_line(row, turn))
    rank = {state: number for number, state in enumerate(models.SignUp.State.values)}
    return sorted(lines, key=lambda line: (line.shift_starts_at, line.shift_pk, rank[line.state]))


def _line(row: models.SignUp, turn: int | None) -> TeamLine:
    member = row.member
    return TeamLine(
        sign_up_pk=row.pk,
        member_pk=member.pk,
        shift_pk=row.shift_id,
        name=str(member),
        contact=member.user.email if member.user else member.phone or member.email,
        has_account=member.user_id is not None,
        is_minor=member.age == models.TeamMember.Age.MINOR,
        shift_starts_at=row.shift.starts_at,
        shift_ends_at=row.shift.ends_at,
        state=row.state,
        state_label=str(models.SignUp.State(row.state).label),
        turn=turn,
        signed_up_at=row.queued_at,
        secret="" if member.user_id else secret_of(member),
    )


@dataclass(frozen=True)
class MessageLine:
    """A message as its readers see it."""

    drive_name: str
    text: str
    sent_at: datetime
    sender: str
    recipients: int


def messages_to_team(drive: models.Drive, *, limit: int = 20) -> list[MessageLine]:
    """What was written to the team or a shift of it, newest first."""
    rows = models.TeamMessage.objects.filter(drive=drive, member__isnull=True)
    return [
        _message(row)
        for row in rows.select_related("sent_by", "drive").order_by("-sent_at", "-pk")[:limit]
    ]


def messages_to(member: models.TeamMember, *, limit: int = 20) -> list[MessageLine]:
    """What concerns one person: to the whole team, to their shifts, to them alone."""
    shifts = models.SignUp.objects.standing().filter(member=member).values("shift_id")
    rows = models.TeamMessage.objects.filter(drive=member.drive, sent_at__gte=member.joined_at)
    mine = rows.filter(
        Q(member=member)
        | Q(member__isnull=True, shift__isnull=True)
        | Q(member__isnull=True, shift__in=shifts)
    )
    return [
        _message(row)
        for row in mine.select_related("sent_by", "drive").order_by("-sent_at", "-pk")[:limit]
    ]


def own_messages(user: accounts_models.User, *, limit: int = 20) -> list[MessageLine]:
    """What leaders wrote to somebody with an account, in all drives."""
    shifts = models.SignUp.objects.standing().filter(member__user=user)
    rows = models.TeamMessage.objects.filter(
        Q(member__user=user)
        | Q(member__isnull=True, shift__in=shifts.values("shift_id"))
        | Q(member__isnull=True, shift__isnull=True, drive__in=shifts.values("shift__drive_id"))
    )
    latest = rows.select_related("sent_by", "drive").order_by("-sent_at", "-pk")[:limit]
    return [_message(row) for row in latest]


def _message(row: models.TeamMessage) -> MessageLine:
    sender = str(row.sent_by) if row.sent_by else "Loa"
    return MessageLine(row.drive.name, row.text, row.sent_at, sender, row.recipient_count)


@dataclass(frozen=True)
class OwnShift:
    """A shift of the reader's own, wherever it is."""

    sign_up_pk: int
    drive_pk: int
    drive_name: str
    place: str
    unit_name: str
    starts_at: datetime
    ends_at: datetime
    needs: str
    state: str
    turn: int | None
    has_begun: bool
    declared: int | None
    confirmed: int | None

    @property
    def hours(self) -> str:
        return hours_text(self.starts_at, self.ends_at)


def own_shifts(user: accounts_models.User, *, at: datetime, limit: int = 100) -> list[OwnShift]:
    """What somebody signed up for by account: what is to come first, then what was, newest first."""
    rows = list(
        models.SignUp.objects.standing()
        .filter(member__user=user)
        .select_related("shift__drive__unit")
        .order_by("-shift__starts_at", "-pk")[:limit]
    )
    turns = turns_of(rows)
    worked = {row.shift_id: row for row in models.WorkedHours.objects.filter(member__user=user)}
    lines = [
        OwnShift(
            sign_up_pk=row.pk,
            drive_pk=row.shift.drive_id,
            drive_name=row.shift.drive.name,
            place=row.shift.drive.place,
            unit_name=row.shift.drive.unit.name_vi,
            starts_at=row.shift.starts_at,
            ends_at=row.shift.ends_at,
            needs=row.shift.needs,
            state=row.state,
            turn=turns.get(row.pk),
            has_begun=row.shift.starts_at <= at,
            declared=worked[row.shift_id].declared_minutes if row.shift_id in worked else None,
            confirmed=worked[row.shift_id].confirmed_minutes if row.shift_id in worked else None,
        )
        for row in rows
    ]
    coming = sorted((s for s in lines if not s.has_begun), key=lambda s: s.starts_at)
    return coming + [s for s in lines if s.has_begun]


def turns_of(sign_ups: Iterable[models.SignUp]) -> dict[int, int]:
    """Places on the waiting lists, from 1, by sign-up, for those that wait; one query."""
    waiting = {row.pk: row.shift_id for row in sign_ups if row.state == models.SignUp.State.WAITING}
    if not waiting:
        return {}
    counts: Counter[int] = Counter()
    turns: dict[int, int] = {}
    queue = models.SignUp.objects.queue().filter(shift__in=set(waiting.values()))
    for pk, shift_pk in queue.values_list("pk", "shift_id"):
        counts[shift_pk] += 1
        if pk in waiting:
            turns[pk] = counts[shift_pk]
    return turns

"""Invented teams: a full shift with a waiting list, and a shift that is over, with its hours."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from campaigns.accounts import models as accounts_models
from campaigns.drives import models as drives_models
from campaigns.drives import services as drives_services
from campaigns.kits.services import demo_people

_NAMES = (
    *("Pi Năng Thị Én", "Katơr Hùng", "Chamaléa Sơn", "Đàng Thị Kiều", "Tà Yên Thảo"),
    *("Nguyễn Văn Phát", "Mấu Thị Dung", "Trần Quốc Khoa", "Lê Ngọc Trinh", "Bo Bo Tuấn"),
)
_WAITING = 2
_Outcome = drives_models.Attendance.Outcome


def run_teams(*, organiser: accounts_models.User, at: datetime) -> int:
    """Sign volunteers up for the demo's drives of yesterday and to come; return how many people.

    Of yesterday's shift one person has a certificate, and one told hours that nobody confirmed.
    """
    open_ones = drives_models.Shift.objects.filter(
        drive__is_demo=True, drive__state=drives_models.Drive.State.OPEN
    ).select_related("drive__unit")
    over = open_ones.filter(ends_at__lte=at).order_by("-ends_at", "-pk").first()
    coming = open_ones.filter(starts_at__gt=at).order_by("starts_at", "pk").first()
    count = 0
    if coming is not None:
        names = [_NAMES[n % len(_NAMES)] for n in range(coming.capacity + _WAITING)]
        count += len(_sign_up(coming, names, at))
    if over is not None:
        team = _sign_up(over, _NAMES[:3], at)
        _tell_hours(over, team, organiser)
        count += len(team)
    return count


def _sign_up(
    shift: drives_models.Shift, names: Sequence[str], at: datetime
) -> list[drives_models.TeamMember]:
    """The day before, none with a way to reach them: invented people are told nothing."""
    day_before = min(at, shift.starts_at - timedelta(days=1))
    people = [
        drives_services.NewMember(
            display_name=f"{name} {demo_people.LABEL}",
            age=drives_models.TeamMember.Age.ADULT,
            has_consented=True,
        )
        for name in names
    ]
    return [
        drives_services.join_team(
            drive=shift.drive, shifts=[shift], person=person, by=demo_people.DEMO, at=day_before
        )
        for person in people
    ]


def _tell_hours(
    shift: drives_models.Shift,
    team: Sequence[drives_models.TeamMember],
    organiser: accounts_models.User,
) -> None:
    first, second, *absent = team
    after = shift.ends_at + timedelta(minutes=20)
    planned = int((shift.ends_at - shift.starts_at).total_seconds() // 60)
    for member in (first, second):
        drives_services.declare_hours(
            shift=shift, member=member, minutes=planned, by=member, at=after
        )
    marks = [
        drives_services.Mark(first, _Outcome.AS_PLANNED, planned),
        drives_services.Mark(second, _Outcome.PARTIAL),
        *(drives_services.Mark(member, _Outcome.ABSENT) for member in absent),
    ]
    drives_services.record_attendance(shift=shift, marks=marks, by=organiser, at=after)
    drives_services.issue_certificates(
        drive=shift.drive, members=[first], by=organiser, at=after + timedelta(minutes=5)
    )

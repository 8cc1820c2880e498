"""An invented planning desk: briefs and coverage in every state, some late, some silent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models as broadcasts_models
from campaigns.broadcasts import services as broadcasts_services
from campaigns.directives import models as directives_models
from campaigns.kits.services import demo_people
from campaigns.units import models as units_models

State = broadcasts_models.CoverageState
Scripts = dict[tuple[str, str], broadcasts_models.Script]


@dataclass(frozen=True)
class DeskPlan:
    """Who plans and who writes at the station, and for which province and campaign."""

    province: units_models.Unit
    campaign: directives_models.Campaign
    station: broadcasts_models.Outlet
    others: tuple[broadcasts_models.Outlet, ...]
    coordinator: accounts_models.User
    chief: accounts_models.User
    editor: accounts_models.User


@dataclass(frozen=True)
class _Wish:
    """One coverage of the station: when it is due from now, and how far it came."""

    medium: str
    due_days: float
    state: State
    note: str
    priority: str = broadcasts_models.Priority.NORMAL
    planned_days_ago: float = 3


_ON_CLAUSES = (
    _Wish("RADIO", -9, State.DELIVERED, "Phỏng vấn cán bộ trạm y tế xã.", planned_days_ago=14),
    _Wish("RADIO", -4, State.DELIVERED, "Hỏi đáp ngắn với bác sĩ.", planned_days_ago=9),
    _Wish("TELEVISION", -1, State.ACCEPTED, "Hình ảnh quét mã tại cơ quan.", planned_days_ago=4),
    _Wish("RADIO", 0.4, State.ACCEPTED, "Nhắc lại ba bước khai báo.", "PRIORITY"),
    _Wish("TELEVISION", 2, State.ASSIGNED, "Đồ họa so sánh ba ứng dụng.", planned_days_ago=0.1),
    _Wish("RADIO", 4, State.DECLINED, "Câu chuyện của tổ giám sát cộng đồng."),
    _Wish("TELEVISION", 6, State.PLANNED, "Phóng sự hai phút tại bến xe.", planned_days_ago=1),
    _Wish("RADIO", 9, State.PLANNED, "Chuyên mục cuối tuần.", planned_days_ago=1),
    _Wish("RADIO", 3, State.CANCELLED, "Trùng với bài của Sở Y tế."),
)
_ON_CITATIONS = (
    _Wish("RADIO", 0.2, State.ASSIGNED, "Tin trong bản tin gần nhất.", "PRIORITY", 0.3),
    _Wish("TELEVISION", 1, State.ACCEPTED, "Tin kèm hình.", planned_days_ago=0.5),
)


def run_desk(*, plan: DeskPlan, at: datetime) -> int:
    """Plan pieces on clauses, on the brief of a commendation and on one of the newsroom's own.

    Return how many coverages were planned.
    """
    clauses = list(
        directives_models.Clause.objects.filter(directive__campaign=plan.campaign)
        .select_related("directive")
        .order_by("directive_id", "position", "pk")
    )
    scripts = _scripts()
    for clause, wish in zip(clauses[1:], _ON_CLAUSES, strict=False):
        _fulfil(plan, wish, scripts, at, clause=clause)
    citations = broadcasts_models.Brief.objects.filter(citation_id__isnull=False)
    latest = citations.order_by("-issued_at", "-pk").first()
    if latest is not None:
        for wish in _ON_CITATIONS:
            _fulfil(plan, wish, scripts, at, brief=latest)
    _plan_everywhere(plan, at)
    return broadcasts_models.Coverage.objects.count()


def _scripts() -> Scripts:
    """A published text for each medium and language."""
    standing = broadcasts_models.Script.objects.filter(withdrawn_at__isnull=True)
    return {(s.medium, s.language): s for s in standing.order_by("published_at", "pk")}


def _fulfil(
    plan: DeskPlan,
    wish: _Wish,
    scripts: Scripts,
    at: datetime,
    clause: directives_models.Clause | None = None,
    brief: broadcasts_models.Brief | None = None,
) -> None:
    """Take one wish as far as it came; steps lie at even distances between plan and now."""
    script = scripts.get((wish.medium, "vi"))
    is_possible = wish.medium in plan.station.mediums
    if not is_possible or (wish.state == State.DELIVERED and script is None):
        return
    planned_at = at - timedelta(days=wish.planned_days_ago)
    if brief is not None:
        planned_at = max(planned_at, brief.issued_at)
    due_at = _hour_of(at + timedelta(days=wish.due_days), is_today=abs(wish.due_days) < 1)
    row = broadcasts_services.plan_coverage(
        draft=broadcasts_services.CoverageDraft(
            places=((plan.station, wish.medium),),
            due_at=max(due_at, planned_at + timedelta(hours=1)),
            clause=clause,
            brief=brief,
            priority=wish.priority,
            note=f"{wish.note} {demo_people.LABEL}",
        ),
        by=plan.coordinator,
        at=planned_at,
    )[0]
    step = (min(at, row.due_at) - planned_at) / 4
    _walk(plan, row, wish.state, script, [planned_at + step * n for n in (1, 2, 3)])


def _hour_of(moment: datetime, *, is_today: bool = False) -> datetime:
    """The full hour; on other days half past three, before the evening bulletin."""
    hour = timezone.localtime(moment).replace(minute=0, second=0, microsecond=0)
    return hour if is_today else hour.replace(hour=15, minute=30)


def _walk(
    plan: DeskPlan,
    row: broadcasts_models.Coverage,
    state: State,
    script: broadcasts_models.Script | None,
    moments: list[datetime],
) -> None:
    if state == State.CANCELLED:
        broadcasts_services.cancel_coverage(
            coverage=row, reason="Đã có bài tương tự.", by=plan.chief, at=moments[0]
        )
    if state in {State.PLANNED, State.CANCELLED}:
        return
    row = broadcasts_services.assign_coverage(
        coverage=row, assignee=plan.editor, in_place_of=None, by=plan.chief, at=moments[0]
    )
    if state == State.DECLINED:
        broadcasts_services.decline_coverage(
            coverage=row, reason="Đang đi cơ sở hai ngày.", by=plan.editor, at=moments[1]
        )
    if state not in {State.ACCEPTED, State.DELIVERED}:
        return
    row = broadcasts_services.accept_coverage(coverage=row, by=plan.editor, at=moments[1])
    if state == State.DELIVERED and script is not None:
        broadcasts_services.deliver_coverage(
            coverage=row, script=script, by=plan.editor, at=moments[2]
        )


def _plan_everywhere(plan: DeskPlan, at: datetime) -> None:
    """The newsroom's own brief, planned for the station and the districts; one moved once."""
    asked_at = at - timedelta(hours=20)
    draft = broadcasts_services.BriefDraft(
        unit=plan.province,
        title=f"Chợ phiên cuối tháng: quét mã trước khi vào {demo_people.LABEL}",
        about="Ban quản lý chợ bố trí hai cổng quét mã. Hỏi: trưởng ban quản lý chợ.",
    )
    brief = broadcasts_services.open_brief(draft=draft, by=plan.coordinator, at=asked_at)
    places = [(outlet, outlet.mediums[0]) for outlet in (plan.station, *plan.others)]
    rows = broadcasts_services.plan_coverage(
        draft=broadcasts_services.CoverageDraft(
            places=tuple(places), due_at=_hour_of(at + timedelta(days=3)), brief=brief
        ),
        by=plan.coordinator,
        at=asked_at,
    )
    broadcasts_services.move_due(
        coverage=rows[0],
        due_at=rows[0].due_at + timedelta(days=2),
        reason="Phiên chợ dời sang thứ Bảy.",
        by=plan.coordinator,
        at=at - timedelta(hours=2),
    )

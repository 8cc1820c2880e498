"""Invented commendations: some decided, some waiting for the office."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models as broadcasts_models
from campaigns.broadcasts import queries as broadcasts_queries
from campaigns.conduct import models as conduct_models
from campaigns.conduct import services as conduct_services
from campaigns.drives import queries as drives_queries
from campaigns.kits.services import demo_people
from campaigns.units import models as units_models

_TITLES = (
    "Đưa hướng dẫn khai báo bằng mã QR đến từng thôn",
    "Truyền thanh hằng ngày, không để sót bản tin",
    "Hướng dẫn khai báo trên sóng bằng lời dễ nhớ",
    "Hỗ trợ người cao tuổi khai báo y tế tại nhà",
)
_DECIDED = 3


def run_commendations(
    *,
    units: Sequence[units_models.Unit],
    proposers: Sequence[accounts_models.User],
    decider: accounts_models.User,
    at: datetime,
) -> int:
    """Propose one commendation a unit, decide the first ones; return how many.

    The proposers take turns; whoever proposes last waits for a decision.
    """
    form = conduct_models.RecognitionForm.objects.offered_to_units(timezone.localdate(at)).order_by(
        "pk"
    )[0]
    today = timezone.localdate(at)
    for number, (unit, title) in enumerate(zip(units, _TITLES, strict=False)):
        end = today - timedelta(days=14 - 3 * number)
        proposer = proposers[number // _DECIDED]
        citation = _propose(unit, form, title, end, proposer, at)
        if number < _DECIDED:
            _decide(citation, number, end, decider, at)
    return len(units)


def _propose(
    unit: units_models.Unit,
    form: conduct_models.RecognitionForm,
    title: str,
    end: date,
    proposer: accounts_models.User,
    at: datetime,
) -> conduct_models.Citation:
    start = end - timedelta(days=27)
    is_outlet = broadcasts_models.Outlet.objects.filter(unit=unit).exists()
    measure = broadcasts_queries.pieces_aired if is_outlet else drives_queries.residents_helped
    draft = conduct_services.CommendationDraft(
        unit=unit,
        form=form,
        title=f"{title} {demo_people.LABEL}",
        reasons="Cách làm chủ động, số liệu kiểm được trong kỳ. Dữ liệu minh họa, không có thật.",
        from_date=start,
        to_date=end,
        figures=(measure(unit, start, end),),
        texts=("Báo cáo nhanh của đơn vị trong kỳ (minh họa).",),
        is_another_achievement=True,
        is_demo=True,
    )
    said_at = at - timedelta(days=timezone.localdate(at).toordinal() - end.toordinal() - 1)
    return conduct_services.nominate_commendation(draft=draft, by=proposer, at=min(said_at, at))


def _decide(
    citation: conduct_models.Citation,
    number: int,
    end: date,
    decider: accounts_models.User,
    at: datetime,
) -> None:
    dated = end + timedelta(days=2)
    decision = conduct_services.Decision(
        number=f"{101 + number}/MH",
        dated=dated,
        signatory=f"Phan Văn Lực {demo_people.LABEL}",
        reason="Đủ căn cứ.",
    )
    days_back = timezone.localdate(at).toordinal() - dated.toordinal()
    conduct_services.decide_commendation(
        citation=citation, decision=decision, by=decider, at=at - timedelta(days=days_back)
    )

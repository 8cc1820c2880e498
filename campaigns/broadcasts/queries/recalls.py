"""Who holds or aired an old text, and what each outlet said about it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from campaigns.broadcasts import models
from campaigns.units import models as units_models


def holders_of_text(script: models.Script) -> tuple[set[int], set[int]]:
    """Outlets that hold the text (on a rundown, or delivered, and not aired since), and those that
    aired it.
    """
    delivered = Q(
        deliveries__state=models.DeliveryState.DELIVERED,
        deliveries__event=models.DeliveryEvent.PLACED,
    )
    releases = models.Release.objects.filter(script=script)
    aired = models.Airing.objects.counted().filter(script=script)
    done = aired.filter(release__isnull=False).values("release")
    held = releases.filter(Q(state=models.ReleaseState.PLANNED) | delivered).exclude(pk__in=done)
    return (
        set(held.values_list("outlet_id", flat=True)),
        set(aired.values_list("outlet_id", flat=True)),
    )


def older_texts(script: models.Script) -> list[models.Script]:
    """Earlier texts of the same piece in the same medium and language that still stand."""
    older = models.Script.objects.filter(
        page_id=script.page_id,
        medium=script.medium,
        language=script.language,
        revision_id__lt=script.revision_id,
        withdrawn_at__isnull=True,
    )
    return list(older.order_by("-revision_id", "-pk"))


@dataclass(frozen=True)
class RecallLine:
    """A recall in the list: `answered` of `asked` outlets said that the old text is gone."""

    pk: int
    title: str
    kind: str
    kind_label: str
    medium_label: str
    reason: str
    ordered_by: str
    ordered_at: datetime
    answered: int
    asked: int

    @property
    def is_done(self) -> bool:
        return self.answered == self.asked


def recall_lines(rows: models.RecallQuerySet) -> list[RecallLine]:
    """Recalls, the newest first, those that still wait before all others."""
    counted = (
        rows.annotate(
            asked=Count("notices"), answered=Count("notices", filter=~Q(notices__answer=""))
        )
        .select_related("script", "ordered_by")
        .order_by("-ordered_at", "-pk")[:200]
    )
    rows_counted: Iterable[Any] = counted
    lines = [recall_line(row, row.answered, row.asked) for row in rows_counted]
    return sorted(lines, key=lambda line: line.is_done)


def recall_line(recall: models.Recall, answered: int, asked: int) -> RecallLine:
    return RecallLine(
        pk=recall.pk,
        title=recall.script.title,
        kind=recall.kind,
        kind_label=str(recall.get_kind_display()),
        medium_label=recall.script.get_medium_display(),
        reason=recall.reason,
        ordered_by=str(recall.ordered_by),
        ordered_at=recall.ordered_at,
        answered=answered,
        asked=asked,
    )


@dataclass(frozen=True)
class NoticeLine:
    """One outlet of a recall, with the days on which it planned or aired the old text."""

    pk: int
    outlet_pk: int
    outlet_name: str
    has_held: bool
    has_aired: bool
    planned_days: tuple[date, ...]
    aired_days: tuple[date, ...]
    answer: str
    answer_label: str
    who: str
    answered_at: datetime | None
    note: str
    reminded_at: datetime | None
    escalated_at: datetime | None
    may_answer: bool


def notice_lines(recall: models.Recall, confirming: units_models.UnitQuerySet) -> list[NoticeLine]:
    """Every outlet that was asked, those that have yet to answer first.

    `confirming`: units in which the reader may answer.
    """
    notices = list(
        recall.notices.select_related("outlet__unit", "answered_by").order_by(
            "outlet__unit__name_vi", "pk"
        )
    )
    mine = set(
        confirming.filter(pk__in=[n.outlet.unit_id for n in notices]).values_list("pk", flat=True)
    )
    planned = _days(
        models.Release.objects.filter(script=recall.script).values_list(
            "outlet_id", "planned_start_at"
        )
    )
    aired = _days(
        models.Airing.objects.counted()
        .filter(script=recall.script)
        .values_list("outlet_id", "aired_at")
    )
    lines = [
        _notice_line(n, planned[n.outlet_id], aired[n.outlet_id], n.outlet.unit_id in mine)
        for n in notices
    ]
    return sorted(lines, key=lambda line: bool(line.answer))


def _days(rows: QuerySet[Any, tuple[int, datetime]]) -> dict[int, list[date]]:
    days: dict[int, list[date]] = defaultdict(list)
    for outlet_id, moment in rows.order_by("pk"):
        day = models.air_day(moment)
        if day not in days[outlet_id]:
            days[outlet_id].append(day)
    return days


def _notice_line(
    notice: models.RecallNotice, planned: list[date], aired: list[date], may_answer: bool
) -> NoticeLine:
    return NoticeLine(
        pk=notice.pk,
        outlet_pk=notice.outlet_id,
        outlet_name=notice.outlet.unit.name_vi,
        has_held=notice.has_held,
        has_aired=notice.has_aired,
        planned_days=tuple(sorted(planned)),
        aired_days=tuple(sorted(aired)),
        answer=notice.answer,
        answer_label=str(notice.get_answer_display() if notice.answer else ""),
        who=str(notice.answered_by or "Loa"),
        answered_at=notice.answered_at,
        note=notice.note,
        reminded_at=notice.reminded_at,
        escalated_at=notice.escalated_at,
        may_answer=may_answer and not notice.answer,
    )

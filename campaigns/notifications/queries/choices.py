"""What people chose, with the defaults of whoever chose nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from campaigns.notifications import models


@dataclass(frozen=True)
class Wishes:
    """How one person wants to be told, by (kind, channel); and their quiet hours."""

    chosen: Mapping[tuple[str, str], models.Pace] = field(default_factory=dict)
    quiet: models.QuietHours = field(default_factory=models.QuietHours)

    def pace(self, kind: str, channel: str) -> models.Pace:
        """How soon; what may not be chosen any more falls back to the default."""
        pace = self.chosen.get((kind, channel), models.DEFAULT_PACES[kind])
        return pace if pace in models.paces_of(kind) else models.DEFAULT_PACES[kind]

    def pace_of(self, notice: models.Notice, channel: str) -> models.Pace:
        """As `pace`; what is urgent does not wait for the digest."""
        pace = self.pace(notice.kind, channel)
        is_held = pace == models.Pace.DAILY and notice.is_urgent
        return models.Pace.AT_ONCE if is_held else pace

    def awake_at(self, moment: datetime) -> datetime:
        return self.quiet.awake_at(moment)


def wishes_of(user_ids: Iterable[int]) -> dict[int, Wishes]:
    """The wishes of each of the people, in two queries."""
    ids = set(user_ids)
    chosen: dict[int, dict[tuple[str, str], models.Pace]] = {pk: {} for pk in ids}
    for row in models.Preference.objects.filter(user_id__in=ids).order_by("pk"):
        chosen[row.user_id][row.kind, row.channel] = models.Pace(row.pace)
    quiet = {q.user_id: q for q in models.QuietHours.objects.filter(user_id__in=ids)}
    return {pk: Wishes(chosen[pk], quiet.get(pk) or models.QuietHours()) for pk in ids}

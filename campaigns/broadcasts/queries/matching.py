"""What a line of an automation's log is to Loa: which release or script it airs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext as _

from campaigns.broadcasts import models
from campaigns.broadcasts.queries import playout
from campaigns.kernel import text

V = models.LineVerdict
# A line may air a release of its title that was planned this long before or after.
_NEAR = timedelta(hours=3)
_CHUNK = 500


@dataclass(frozen=True)
class Judged:
    """A line with its verdict; `airing` is the line of the as-run log that stands already."""

    row: playout.LogRow
    verdict: models.LineVerdict
    fault: str = ""
    release: models.Release | None = None
    script: models.Script | None = None
    airing: models.Airing | None = None


def judged_lines(
    outlet: models.Outlet, rows: Sequence[playout.LogRow], at: datetime
) -> list[Judged]:
    """A verdict for each line, in their order; a few queries whatever their number.

    A line airs the release of its title that was planned nearest to it, within three hours; each
    release is aired by one line. A title that is known and planned nowhere near is outside the
    plan; all else is music and others' programmes.
    """
    return _Judge(outlet, rows, at).all()


class _Judge:
    """What is known about the outlet in the time of the lines."""

    def __init__(self, outlet: models.Outlet, rows: Sequence[playout.LogRow], at: datetime) -> None:
        self.outlet, self.rows, self.at = outlet, rows, at
        self.seen = _kept_digests(outlet, [row.digest for row in rows])
        moments = [row.starts_at for row in rows if row.starts_at]
        self.releases = _releases(outlet, moments)
        standing = models.Airing.objects.current().filter(
            outlet=outlet, release__in=[r.pk for r in self.releases]
        )
        self.airings = {a.release_id: a for a in standing.order_by("pk")}
        self.texts = _texts(outlet)
        self.taken: set[int] = set()

    def all(self) -> list[Judged]:
        return [self._judge(row) for row in self.rows]

    def _judge(self, row: playout.LogRow) -> Judged:
        if row.digest in self.seen:
            return Judged(row, V.DUPLICATE)
        self.seen.add(row.digest)
        if row.starts_at is None:
            return Judged(row, V.UNREADABLE, row.fault)
        if row.starts_at > self.at:
            return Judged(row, V.UNREADABLE, _("This time has not come yet."))
        release = self._release(row, row.starts_at)
        if release is not None:
            return self._against(row, row.starts_at, release)
        return self._outside(row, row.starts_at)

    def _outside(self, row: playout.LogRow, start: datetime) -> Judged:
        script = self._script(row, start)
        if script is None:
            return Judged(row, V.FOREIGN)
        if not row.seconds:
            return Judged(row, V.UNREADABLE, _("It does not say how long it was on air."))
        return Judged(row, V.UNPLANNED, script=script)

    def _release(self, row: playout.LogRow, start: datetime) -> models.Release | None:
        said = text.folded_words(row.title)
        fitting = [
            r
            for r in self.releases
            if r.pk not in self.taken
            and abs(r.planned_start_at - start) <= _NEAR
            and _is_title(text.folded_words(r.script.title), said)
        ]
        if not fitting:
            return None
        found = min(fitting, key=lambda r: (abs(r.planned_start_at - start), r.pk))
        self.taken.add(found.pk)
        return found

    def _against(self, row: playout.LogRow, start: datetime, release: models.Release) -> Judged:
        airing = self.airings.get(release.pk)
        if airing is None:
            return Judged(row, V.MATCHED, release=release, script=release.script)
        tolerance = timedelta(seconds=settings.LOA_AIRING_LATE_SECONDS)
        is_same = airing.has_aired and abs(airing.aired_at - start) <= tolerance
        if not is_same:
            verdict, fault = V.CONTRADICTS, _("The as-run log says otherwise: look at both.")
        elif airing.source == models.AiringSource.AUTOMATIC:
            verdict, fault = V.DUPLICATE, ""
        else:
            verdict, fault = V.UPGRADES, ""
        return Judged(row, verdict, fault, release, release.script, airing)

    def _script(self, row: playout.LogRow, start: datetime) -> models.Script | None:
        """The text of that title that stood when the line began."""
        stood = [
            s for s in self.texts.get(text.folded_words(row.title), ()) if s.published_at <= start
        ]
        return max(stood, key=lambda s: (s.published_at, s.pk)) if stood else None


def _is_title(title: str, said: str) -> bool:
    """Whether a line names the title: alone, or in the name of a file (two words at least)."""
    return bool(title) and (title == said or (title.count(" ") > 2 and title in said))


def _kept_digests(outlet: models.Outlet, digests: Sequence[str]) -> set[str]:
    kept: set[str] = set()
    for start in range(0, len(digests), _CHUNK):
        rows = models.PlayoutLine.objects.filter(
            outlet=outlet, is_kept=True, digest__in=digests[start : start + _CHUNK]
        )
        kept |= set(rows.values_list("digest", flat=True))
    return kept


def _releases(outlet: models.Outlet, moments: Iterable[datetime]) -> list[models.Release]:
    known = sorted(moments)
    if not known:
        return []
    planned = models.Release.objects.planned().filter(outlet=outlet, medium__in=models.SPOKEN_MEDIA)
    near = planned.between(known[0] - _NEAR, known[-1] + _NEAR)
    return list(near.select_related("script", "outlet").order_by("planned_start_at", "pk"))


def _texts(outlet: models.Outlet) -> dict[str, list[models.Script]]:
    spoken = [m for m in outlet.mediums if m in models.SPOKEN_MEDIA]
    rows = models.Script.objects.filter(medium__in=spoken).only(
        "pk", "title", "medium", "language", "published_at"
    )
    texts: dict[str, list[models.Script]] = defaultdict(list)
    for script in rows.order_by("pk"):
        texts[text.folded_words(script.title)].append(script)
    return texts


def remembered_columns(outlet: models.Outlet) -> dict[str, str]:
    """Columns of the outlet's last log that was written."""
    done = models.PlayoutLog.objects.filter(outlet=outlet, state=models.LogState.DONE)
    last = done.order_by("-uploaded_at", "-pk").first()
    return dict(last.columns) if last else {}


def verdict_counts(log: models.PlayoutLog) -> list[tuple[models.LineVerdict, int]]:
    """How many lines of a log have each verdict, in the order of the verdicts; none left out."""
    rows = log.lines.order_by().values_list("verdict").annotate(lines=Count("pk"))
    counts = dict(rows)
    return [(verdict, counts.get(verdict, 0)) for verdict in models.LineVerdict]

"""Whatever happens to premises, totals equal the facts and the facts equal a plain reckoning."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.kernel import errors
from campaigns.premises import models, queries, services
from tests.factories import cast as casts
from tests.factories import premises as factory

NOW = factory.NOW
TODAY = NOW.date()
FIRST = TODAY - timedelta(days=12)
SHEET_ACTS = ["code", "post", "verify", "damage", "retire", "post", "verify"]
# An act is (which premises, what, how many days after the first day).
ACTS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["open", "pause", "close", "reopen", "move", "turn", *SHEET_ACTS]),
        st.integers(0, 12),
    ),
    min_size=1,
    max_size=18,
)


class Story:
    """Three premises, and beside them a diary that says in plain words what was so on each day."""

    def __init__(self) -> None:
        self.cast = casts.make_cast()
        self.rows: dict[int, models.Premises] = {}
        self.diary: dict[tuple[int, date], tuple[str, int, int]] = {}

    def act(self, number: int, what: str, day: date) -> None:
        moment = NOW - timedelta(days=(TODAY - day).days)
        try:
            if (what == "open") == (number in self.rows):
                return
            if what == "open":
                self.rows[number] = factory.make(self.cast.commune, from_date=day)
            elif what in SHEET_ACTS:
                self._hang(self.rows[number], what, number, moment)
            else:
                self._change(self.rows[number], what, day)
        except errors.LoaError:
            return
        if what not in SHEET_ACTS:
            self._write(number, TODAY if what in {"move", "turn"} else day)

    def _hang(self, row: models.Premises, what: str, number: int, moment: datetime) -> None:
        """Codes and sheets, as of moments in any order, as phones without a network send them."""
        officer, head = self.cast.officer, self.cast.head
        standing = row.checkpoints.filter(state="STANDING").first()
        poster = row.posters.filter(state__in=models.LIVING).first()
        if what == "code":
            factory.give_checkpoint(row, f"TKYT|{number}|{moment:%d}", at=moment)
        elif what == "post":
            poster = poster or factory.make_poster(row, at=moment)
            factory.post(poster, by=officer, happened_at=moment)
        elif what == "verify" and poster:
            payload = poster.checkpoint.payload
            services.verify(
                poster=poster, found_payload=payload, by=head, at=NOW, happened_at=moment
            )
        elif what == "damage" and poster:
            services.report_damaged(poster=poster, reason="x", by=officer, at=NOW)
        elif what == "retire" and standing:
            services.retire_checkpoint(checkpoint=standing, reason="x", by=officer, at=NOW)

    def _change(self, row: models.Premises, what: str, day: date) -> None:
        if what in {"pause", "close", "reopen"}:
            act = getattr(services, what)
            act(premises=row, from_date=day, by=casts.SYSTEM, at=NOW)
            return
        commune = self.cast.sibling if what == "move" else self.cast.commune
        draft = factory.draft_of(commune, kind="school" if what == "turn" else "cafe")
        services.amend(premises=row, draft=draft, by=casts.SYSTEM, at=NOW)

    def _write(self, number: int, from_day: date) -> None:
        """From a day on, until something else is written."""
        row = models.Premises.objects.get(pk=self.rows[number].pk)
        for day in days_from(from_day):
            self.diary[number, day] = (row.state, row.commune_id, row.kind_id)

    def open_on(self, day: date, commune_id: int, kind_id: int) -> int:
        said = (self.diary.get((number, day)) for number in self.rows)
        return sum(line == ("OPEN", commune_id, kind_id) for line in said)


def hung_on(day: date, commune_id: int, kind_id: int) -> tuple[int, int, int]:
    """With code, posted and verified at the end of a day: looked up row by row."""
    found = [0, 0, 0]
    open_then = models.OpenRange.objects.filter(
        Q(to_date__isnull=True) | Q(to_date__gte=day),
        from_date__lte=day, state="OPEN", commune=commune_id, kind=kind_id,
    )  # fmt: skip
    for row in models.Premises.objects.filter(pk__in=open_then.values("premises")):
        has_code = any(lasts(day, c.standing_at, c.ended_at) for c in row.checkpoints.all())
        posted = has_code and any(lasts(day, p.posted_at, p.ended_at) for p in row.posters.all())
        verified = posted and any(lasts(day, p.verified_at, p.ended_at) for p in row.posters.all())
        found = [n + is_so for n, is_so in zip(found, (has_code, posted, verified), strict=True)]
    return tuple(found)


def lasts(day: date, since: datetime | None, until: datetime | None) -> bool:
    """Whether it was so at the end of the day in Viet Nam."""
    if since is None or timezone.localdate(since) > day:
        return False
    return until is None or timezone.localdate(until) > day


def days_from(first: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((TODAY - first).days + 1)]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
def test_coverage_of_every_day_is_what_a_diary_says(db: None, acts: list) -> None:
    with transaction.atomic():
        story = Story()
        kinds = [kind.pk for kind in factory.make_kinds().values()]
        for number, what, after in acts:
            story.act(number, what, FIRST + timedelta(days=after))
        factory.assert_coverage_true()
        communes = [story.cast.commune, story.cast.sibling]
        for day in days_from(FIRST):
            for commune in communes:
                units = type(commune).objects.filter(pk=commune.pk)
                found = queries.coverage_by_kind(units, on=day)
                for kind in kinds:
                    kept = found.get(kind, queries.Coverage())
                    assert kept.active == story.open_on(day, commune.pk, kind), (day, commune)
                    hung = (kept.with_checkpoint, kept.posted, kept.verified)
                    assert hung == hung_on(day, commune.pk, kind), (day, commune)
        transaction.set_rollback(True)

"""Whatever happens to records, totals equal the facts and the facts equal a plain reckoning."""

import contextlib
import uuid
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.drives import models, queries, services
from campaigns.kernel import envelope
from campaigns.kernel import models as kernel_models
from tests.factories import cast as cast_factory
from tests.factories import drives as factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW
V = envelope.RecordVerdict
STORED = {V.CREATED, V.REPLAYED}

# A record is (people, outcome, which earlier one it corrects, its minute); 9,000 is beyond belief.
RECORDS = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 7, 20, 290, 9_000]),
        st.sampled_from(["INSTALLED", "DECLARED"]),
        st.integers(-1, 6),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=7,
)
PLACES = st.integers(0, 6)
# A crash comes before that statement of the transaction; late numbers come after its end: none.
CRASH = st.none() | st.integers(1, 18)
STEPS = st.lists(
    st.one_of(
        # Any records in any order, some twice: new, known, or both.
        st.tuples(st.just("send"), st.lists(PLACES, min_size=1, max_size=5), CRASH),
        st.tuples(st.just("withdraw"), PLACES, CRASH),
        st.tuples(st.sampled_from(["confirm", "reject", "take back"]), PLACES, CRASH),
    ),
    min_size=1,
    max_size=14,
)


class PowerCut(OperationalError):
    """The process died here, for all that the database knows."""


@contextlib.contextmanager
def cut_before(statement: int | None):
    """Fail a statement of the service, counted from one; what was done before it rolls back."""
    seen = 0

    def fail(execute, sql, params, many, context):
        nonlocal seen
        is_boundary = sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))
        seen += not is_boundary
        if seen == statement and not is_boundary:
            raise PowerCut
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail), contextlib.suppress(PowerCut):
        yield


class History:
    """A drive, one phone, the records that it made, and what was decided about them."""

    def __init__(self, records) -> None:
        self.scene = factory.make_scene()
        self.phone, _secret = factory.join(self.scene.drive)
        self.made = list(self._envelopes(records))
        self.withdrawals = [self._withdrawal(sent) for sent in self.made]
        self.flagged: set[uuid.UUID] = set()
        self.confirmed: set[uuid.UUID] = set()
        self.removed: set[uuid.UUID] = set()

    def _envelopes(self, records):
        numbers = [uuid.uuid4() for _ in records]
        for place, (people, outcome, corrects, minute) in enumerate(records):
            counts = [{"app": "ncovi", "outcome": outcome, "count": people + 1}]
            reasons = [{"reason": "NOT_HOME", "count": 1}]
            payload = factory.payload_of(
                self.scene.drive, people=people, counts=counts, households=3, reasons=reasons
            )
            yield factory.envelope_of(
                payload,
                schema_version=2,
                captured_at=NOW - timedelta(minutes=minute),
                client_uuid=numbers[place],
                replaces_uuid=numbers[corrects] if 0 <= corrects < place else None,
            )

    def _withdrawal(self, sent):
        return factory.envelope_of(
            {"drive": self.scene.drive.pk},
            kind=services.WITHDRAWAL,
            replaces_uuid=sent.client_uuid,
        )

    def step(self, act, what, crash) -> None:
        before = rows()
        is_done = False
        with cut_before(crash):
            if act == "send":
                self.send([self.made[place % len(self.made)] for place in what])
            elif act == "withdraw":
                sent = self.withdrawals[what % len(self.made)]
                services.receive_withdrawals([sent], by=self.phone, at=NOW)
            else:
                self.decide(act, self.made[what % len(self.made)].client_uuid)
            is_done = True
        assert is_done or rows() == before

    def send(self, envelopes) -> None:
        answers = services.receive_support(envelopes, by=self.phone, at=NOW)
        for answer in answers:
            if answer.verdict in STORED:
                assert models.SupportEntry.objects.filter(receipt_uuid=answer.client_uuid).exists()
            if answer.verdict == V.CREATED and answer.is_held:
                self.flagged.add(answer.client_uuid)

    def decide(self, act, number) -> None:
        entry = models.SupportEntry.objects.filter(receipt_uuid=number).first()
        if entry is None:
            return
        by = {"entry": entry, "reason": "…", "by": self.scene.organiser, "at": NOW}
        with contextlib.suppress(services.HoldDecided, services.EntryVoided):
            if act == "confirm":
                services.confirm_held(**by)
                self.confirmed.add(number)
            elif act == "reject":
                services.reject_held(**by)
                self.removed.add(number)
            else:
                services.withdraw_entry(**by)
                self.removed.add(number)

    def reckoned(self) -> int:
        """People by the receipts and what the organiser said: no table of the drive is asked."""
        received = list(kernel_models.FieldReceipt.objects.values("client_uuid", "replaces_uuid"))
        numbers = {row["client_uuid"] for row in received}
        gone = {row["replaces_uuid"] for row in received} | self.removed
        waiting = self.flagged - self.confirmed
        return sum(
            sent.payload["people"]
            for sent in self.made
            if sent.client_uuid in numbers - gone - waiting
        )

    def check(self) -> None:
        drive = self.scene.drive
        assert services.recount_support(is_repair=False, by=cast_factory.SYSTEM, at=NOW) == []
        assert queries.totals_by_app(drive).people == self.reckoned()
        assert sum(helper.people for helper in queries.helpers_of(drive)) == self.reckoned()
        support = kernel_models.FieldReceipt.objects.filter(kind=services.SUPPORT)
        entries = models.SupportEntry.objects
        assert set(support.values_list("client_uuid", flat=True)) == set(
            entries.values_list("receipt_uuid", flat=True)
        )
        beyond = {e.client_uuid for e in self.made if e.payload["people"] == 9_000}
        counted = set(entries.standing().values_list("receipt_uuid", flat=True))
        assert beyond & counted <= self.confirmed


def rows() -> list[int]:
    """How many rows each table has, and what stands: what a crash must leave alone."""
    tables = (
        kernel_models.FieldReceipt, models.SupportEntry, models.SupportCount, models.ReasonCount,
        models.Hold,
    )  # fmt: skip
    standing = models.SupportEntry.objects.standing().count()
    waiting = models.Hold.objects.filter(state="WAITING").count()
    return [table.objects.count() for table in tables] + [standing, waiting]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(records=RECORDS, steps=STEPS)
def test_totals_equal_the_facts_after_any_history(db, records, steps):
    with transaction.atomic():
        history = History(records)
        for step in steps:
            history.step(*step)
        history.check()
        # Whatever was lost on the way is sent again at last, and then nothing is missing.
        history.send(history.made)
        history.check()
        transaction.set_rollback(True)

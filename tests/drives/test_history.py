"""Whatever happens to records, totals equal the facts and the facts equal a plain reckoning."""

import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.drives import queries, services
from campaigns.kernel import models as kernel_models
from tests.factories import cast as cast_factory
from tests.factories import drives as factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW

# A record is (number, people, which earlier number it corrects); a history is what was sent when.
RECORDS = st.lists(
    st.tuples(st.integers(0, 20), st.sampled_from(["INSTALLED", "DECLARED"]), st.integers(-1, 6)),
    min_size=1,
    max_size=7,
)
SENDING = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=1, max_size=14)


def envelopes_of(drive, records):
    numbers = [uuid.uuid4() for _ in records]
    made = []
    for place, (people, outcome, corrects) in enumerate(records):
        counts = [{"app": "ncovi", "outcome": outcome, "count": people + 1}]
        old = numbers[corrects] if 0 <= corrects < place else None
        made.append(
            factory.envelope_of(
                factory.payload_of(drive, people=people, counts=counts),
                client_uuid=numbers[place],
                replaces_uuid=old,
            )
        )
    return made


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(records=RECORDS, sending=SENDING)
def test_totals_equal_the_facts_after_any_history(db, records, sending):
    from django.db import transaction

    with transaction.atomic():
        scene = factory.make_scene()
        phone, _secret = factory.join(scene.drive)
        made = envelopes_of(scene.drive, records)
        for place, is_withdrawal in sending:
            sent = made[place % len(made)]
            if is_withdrawal:
                withdrawal = factory.envelope_of(
                    {"drive": scene.drive.pk},
                    kind=services.WITHDRAWAL,
                    replaces_uuid=sent.client_uuid,
                )
                services.receive_withdrawals([withdrawal], by=phone, at=NOW)
            else:
                services.receive_support([sent], by=phone, at=NOW)
        assert services.recount_support(is_repair=False, by=cast_factory.SYSTEM, at=NOW) == []
        assert queries.totals_by_app(scene.drive).people == reckoned(made)
        transaction.set_rollback(True)


def reckoned(made) -> int:
    """People by the receipts alone: what was received and named by no other receipt."""
    received = list(kernel_models.FieldReceipt.objects.values("client_uuid", "replaces_uuid"))
    gone = {row["replaces_uuid"] for row in received}
    numbers = {row["client_uuid"] for row in received}
    return sum(
        e.payload["people"] for e in made if e.client_uuid in numbers and e.client_uuid not in gone
    )

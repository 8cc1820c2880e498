"""Each rule about deliveries that the database itself keeps."""

import uuid
from datetime import timedelta

import pytest

from campaigns.broadcasts import models
from tests.broadcasts.test_constraints import copy_of
from tests.factories import broadcasts, deliveries
from tests.factories.refusals import refused_by

NOW = broadcasts.NOW


@pytest.fixture
def rows(station):
    """One row of each model; the attempt and the acknowledgement are not stored."""
    delivery = deliveries.make_delivery(station)
    attempt = models.DeliveryAttempt(
        delivery=delivery, number=1, began_at=NOW, ended_at=NOW, has_succeeded=True, status=204
    )
    word = models.Acknowledgement(
        release=delivery.release, user=station.broadcaster, acknowledged_at=NOW
    )
    return {
        "destination": delivery.destination,
        "delivery": delivery,
        "attempt": attempt,
        "word": word,
        "station": station,
    }


FAULTS = [
    ("destination", "broadcasts_destination_kind", {"kind": "PIGEON"}),
    ("destination", "broadcasts_destination_address", {"address": ""}),
    ("destination", "broadcasts_destination_token_whole", {"seed": "", "address": "x"}),
    ("destination", "broadcasts_destination_token", {"address": "x"}),
    ("destination", "broadcasts_destination_former_whole", {"former_seed": "x"}),
    ("destination", "broadcasts_destination_once", {"token_digest": "another"}),
    ("delivery", "broadcasts_delivery_once", {}),
    ("delivery", "broadcasts_delivery_event", {"event": "SUNG", "generation": 2}),
    ("delivery", "broadcasts_delivery_of_what", {"event": "TEST", "generation": 2}),
    # broadcasts_delivery_state; an unknown state breaks the next rules as well.
    ("delivery", "broadcasts_delivery_", {"state": "LOST", "generation": 2}),
    ("delivery", "broadcasts_delivery_lease_whole", {"claimed_by": "x", "generation": 2}),
    ("delivery", "broadcasts_delivery_settled_whole", {"state": "FAILED", "generation": 2}),
    ("attempt", "broadcasts_attempt_failed_why", {"has_succeeded": False}),
    ("attempt", "broadcasts_attempt_ends_after_start", {"ended_at": NOW - timedelta(seconds=1)}),
    ("word", "broadcasts_acknowledged_by_one", {"user_id": None}),
]


@pytest.mark.parametrize(("name", "constraint", "changes"), FAULTS, ids=[f[1] for f in FAULTS])
def test_the_database_refuses(rows, name, constraint, changes):
    if name == "delivery":
        changes = changes | {"idempotency_key": uuid.uuid4()}
    with refused_by(constraint):
        copy_of(rows[name], **changes).save()


def test_an_attempt_has_its_number_once(rows):
    with refused_by("broadcasts_attempt_once"):
        copy_of(rows["attempt"]).save()
        copy_of(rows["attempt"]).save()


def test_a_release_is_acknowledged_once(rows):
    with refused_by("release_id"):
        copy_of(rows["word"]).save()
        copy_of(rows["word"]).save()


def test_a_key_is_of_one_delivery(rows):
    with refused_by("idempotency_key"):
        copy_of(rows["delivery"], generation=2).save()

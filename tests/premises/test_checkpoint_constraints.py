"""What the database refuses of codes and sheets whatever the code does."""

from datetime import timedelta
from typing import Any

import pytest

from campaigns.premises import models
from tests.factories import premises as factory
from tests.factories.refusals import refused_by

pytestmark = pytest.mark.django_db
NOW = factory.NOW


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


CHECKPOINT_FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("premises_checkpoint_not_empty", {"payload": ""}),
    ("premises_checkpoint_known_source", {"source": "GUESS"}),
    ("premises_checkpoint_state_has_its_moments", {"state": "RETIRED"}),
    ("premises_checkpoint_state_has_its_moments", {"standing_at": None}),
    ("premises_checkpoint_state_has_its_moments", {"state": "CONTESTED", "standing_at": None}),
    ("premises_checkpoint_ended_by_somebody", {"state": "RETIRED", "ended_at": NOW}),
    (
        "premises_checkpoint_ends_after_start",
        {"state": "RETIRED", "ended_at": NOW - timedelta(days=9), "ended_by": "x"},
    ),
]


@pytest.mark.parametrize(("name", "values"), CHECKPOINT_FAULTS)
def test_a_code_that_makes_no_sense_is_refused(
    scene: factory.Scene, name: str, values: dict[str, Any]
) -> None:
    row = factory.give_checkpoint(scene.premises)
    with refused_by(name):
        models.Checkpoint.objects.filter(pk=row.pk).update(**values)


def test_a_code_contests_another(scene: factory.Scene) -> None:
    row = factory.give_checkpoint(scene.premises)
    with refused_by("premises_checkpoint_contests_another"):
        models.Checkpoint.objects.filter(pk=row.pk).update(contests=row.pk)


def _copy_of(row: models.Checkpoint, **values: Any) -> models.Checkpoint:
    kept = {
        "premises": row.premises,
        "payload": "khác",
        "payload_sha256": "0" * 64,
        "source": "TYPED",
        "state": "STANDING",
        "entered_at": NOW,
        "entered_by": "x",
        "standing_at": NOW,
    }
    return models.Checkpoint(**(kept | values))


def test_a_payload_stands_once(scene: factory.Scene) -> None:
    row = factory.give_checkpoint(scene.premises)
    with refused_by("premises_payload_stands_once"):
        _copy_of(row, premises=scene.other, payload_sha256=row.payload_sha256).save()


def test_a_premises_uses_one_code(scene: factory.Scene) -> None:
    row = factory.give_checkpoint(scene.premises)
    with refused_by("premises_checkpoint_one_in_use"):
        _copy_of(row).save()


def test_a_premises_claims_one_code(scene: factory.Scene) -> None:
    row = factory.give_checkpoint(scene.premises)
    claim = {"premises": scene.other, "state": "CONTESTED", "standing_at": None, "contests": row}
    with refused_by("premises_checkpoint_one_claim"):
        _copy_of(row, **claim).save()
        _copy_of(row, **claim).save()


MOMENTS = {
    "issued_at": NOW,
    "issued_by": "a",
    "printed_at": NOW,
    "printed_by": "a",
    "posted_at": NOW,
    "posted_by": "a",
}
VERIFIED = {"state": "VERIFIED", **MOMENTS, "verified_at": NOW, "verified_by": "b"}
POSTER_FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("premises_poster_known_state", {"state": "BURNT"}),
    ("premises_poster_known_sheet", {"sheet": "A0"}),
    ("premises_poster_edition_from_one", {"edition": 0}),
    ("premises_poster_who_and_when", {"issued_at": NOW}),
    ("premises_poster_who_and_when", {"verified_by": "b"}),
    ("premises_poster_state_has_its_moments", {"state": "ISSUED"}),
    ("premises_poster_state_has_its_moments", {"state": "VERIFIED", **MOMENTS}),
    ("premises_poster_ended_unless_living", {"state": "REVOKED"}),
    ("premises_poster_ended_unless_living", {"ended_at": NOW, "ended_by": "a"}),
    ("premises_poster_verifier_is_another", {**VERIFIED, "verified_by": "a"}),
    ("premises_poster_moments_in_order", {**VERIFIED, "verified_at": NOW - timedelta(days=1)}),
    (
        "premises_poster_moments_in_order",
        {**VERIFIED, "state": "REVOKED", "ended_at": NOW - timedelta(days=1), "ended_by": "a"},
    ),
]


@pytest.mark.parametrize(("name", "values"), POSTER_FAULTS)
def test_a_sheet_that_makes_no_sense_is_refused(
    scene: factory.Scene, name: str, values: dict[str, Any]
) -> None:
    row = factory.make_poster(scene.premises)
    with refused_by(name):
        models.Poster.objects.filter(pk=row.pk).update(**values)


def test_a_sheet_replaces_another(scene: factory.Scene) -> None:
    row = factory.make_poster(scene.premises)
    with refused_by("premises_poster_replaces_another"):
        models.Poster.objects.filter(pk=row.pk).update(replaces=row.pk)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("premises_poster_edition_once", {"placement": "quầy"}),
        ("premises_poster_one_living_a_spot", {"edition": 2}),
    ],
)
def test_an_edition_and_a_spot_are_taken_once(
    scene: factory.Scene, name: str, values: dict[str, Any]
) -> None:
    row = factory.make_poster(scene.premises)
    kept = {
        "premises": row.premises,
        "checkpoint": row.checkpoint,
        "edition": 1,
        "code": "ANOTHER222",
        "state": "REQUESTED",
        "requested_at": NOW,
        "requested_by": "a",
    }
    with refused_by(name):
        models.Poster(**(kept | values)).save()

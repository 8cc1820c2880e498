"""Versions of records: each that was ever issued is read for ever, and nothing more is asked."""

import pytest

from campaigns.drives import models, queries, services
from campaigns.kernel import envelope
from tests.factories import cast as cast_factory
from tests.factories import drives as factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW
V = envelope.RecordVerdict
DIGEST = "ab" * 32


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


@pytest.fixture
def phone(scene: factory.Scene) -> models.DeviceToken:
    return factory.join(scene.drive)[0]


def send(payload, *, by, version=2):
    sent = factory.envelope_of(payload, schema_version=version)
    return services.receive_support([sent], by=by, at=NOW)[0]


def assert_totals_true() -> None:
    assert services.recount_support(is_repair=False, by=cast_factory.SYSTEM, at=NOW) == []


def test_a_visit_to_households_is_counted_with_the_reasons(scene, phone):
    payload = factory.payload_of(
        scene.drive,
        setting="HOUSEHOLD_VISIT",
        households=20,
        reasons=[{"reason": "NOT_HOME", "count": 4}, {"reason": "COME_BACK", "count": 2}],
        photo=DIGEST,
    )
    assert send(payload, by=phone).verdict == V.CREATED
    entry = models.SupportEntry.objects.get()
    assert (entry.households, entry.photo_sha256) == (20, DIGEST)
    assert sorted(entry.reasons.values_list("reason", "count")) == [
        ("COME_BACK", 2),
        ("NOT_HOME", 4),
    ]
    rollup = models.PeopleRollup.objects.get()
    assert (rollup.people, rollup.households, rollup.entries) == (12, 20, 1)
    assert models.ReasonRollup.objects.get(reason="NOT_HOME").count == 4
    assert_totals_true()


def test_a_visit_where_nothing_was_done_is_a_record_too(scene, phone):
    payload = factory.payload_of(
        scene.drive, people=0, counts=[], households=1, reasons=[{"reason": "BUSY", "count": 1}]
    )
    assert send(payload, by=phone).verdict == V.CREATED
    assert queries.totals_by_app(scene.drive).entries == 1


@pytest.mark.parametrize("version", [1, 2])
def test_a_plain_record_is_taken_in_every_version(scene, phone, version):
    assert send(factory.payload_of(scene.drive), by=phone, version=version).verdict == V.CREATED


@pytest.mark.parametrize("version", [0, 3, 32_767])
def test_a_version_that_was_never_issued_is_refused(scene, phone, version):
    answer = send(factory.payload_of(scene.drive), by=phone, version=version)
    assert answer.verdict == V.INVALID
    assert answer.message


@pytest.mark.parametrize(
    "extra",
    [{"households": 1}, {"reasons": []}, {"hamlet": None}, {"photo": DIGEST}],
    ids=str,
)
def test_version_one_knows_nothing_of_what_came_later(scene, phone, extra):
    answer = send(factory.payload_of(scene.drive) | extra, by=phone, version=1)
    assert answer.verdict == V.INVALID


@pytest.mark.parametrize(
    "changes",
    [
        {"households": -1},
        {"households": True},
        {"households": "3"},
        {"households": None},
        {"households": 2**31},
        {"reasons": {"BUSY": 1}},
        {"reasons": ["BUSY"]},
        {"reasons": [{"reason": "BUSY"}]},
        {"reasons": [{"reason": "BUSY", "count": 0}]},
        {"reasons": [{"reason": "DOG", "count": 1}]},
        {"reasons": [{"reason": "BUSY", "count": 1, "who": "Lan"}]},
        {"reasons": [{"reason": "BUSY", "count": 1}] * 2},
        {"households": 2, "reasons": [{"reason": "BUSY", "count": 3}]},
        {"hamlet": "1"},
        {"hamlet": 999_999},
        {"photo": "x"},
        {"photo": DIGEST.upper()},
        {"photo": f"{DIGEST}\n"},
        {"photo": 7},
        {"resident": "Lan"},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused_with_words(scene, phone, changes):
    answer = send(factory.payload_of(scene.drive) | changes, by=phone)
    assert answer.verdict == V.INVALID
    assert answer.message
    assert not models.SupportEntry.objects.exists()


def test_a_record_counts_in_the_hamlet_that_it_names_and_in_its_commune(scene, phone):
    hamlet = factory.make_hamlet(scene.cast.commune, "Thôn Tà Lú 1")
    payload = factory.payload_of(scene.drive, hamlet=hamlet.pk)
    assert send(payload, by=phone).verdict == V.CREATED
    assert models.PeopleRollup.objects.get().unit == hamlet
    day = NOW.date()
    assert queries.residents_helped(scene.cast.commune, day, day).value == "12"
    assert queries.residents_helped(hamlet, day, day).value == "12"
    assert queries.residents_helped(scene.cast.sibling, day, day).value == "0"
    assert_totals_true()


def test_a_hamlet_of_another_commune_is_refused(scene, phone):
    factory.make_hamlet(scene.cast.commune, "Thôn Tà Lú 1")
    elsewhere = factory.make_hamlet(scene.cast.sibling, "Thôn Suối Khô")
    payload = factory.payload_of(scene.drive, hamlet=elsewhere.pk)
    assert send(payload, by=phone).verdict == V.INVALID
    payload = factory.payload_of(scene.drive, hamlet=scene.cast.commune.pk)
    assert send(payload, by=phone).verdict == V.INVALID


def test_a_corrected_visit_leaves_no_household_behind(scene, phone):
    visit = {"households": 9, "reasons": [{"reason": "BUSY", "count": 2}]}
    wrong = factory.envelope_of(factory.payload_of(scene.drive, **visit), schema_version=2)
    right = factory.envelope_of(
        factory.payload_of(scene.drive), schema_version=1, replaces_uuid=wrong.client_uuid
    )
    services.receive_support([wrong], by=phone, at=NOW)
    services.receive_support([right], by=phone, at=NOW)
    rollup = models.PeopleRollup.objects.get()
    assert (rollup.people, rollup.households, rollup.entries) == (12, 0, 1)
    assert models.ReasonRollup.objects.get().count == 0
    assert_totals_true()

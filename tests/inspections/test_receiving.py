"""Records that come from phones: each once, judged as at the desk, whatever happened meanwhile."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from campaigns.audit import models as audit_models
from campaigns.inspections import models, queries, services
from campaigns.inspections.builders import record
from campaigns.kernel import envelope, roles
from campaigns.kernel import models as kernel_models
from tests.factories import cast as casts
from tests.factories import inspections as factory
from tests.factories import premises as premises_factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW
DIGEST = "0" * 64


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


def told(scene: factory.Scene, *sent: envelope.Envelope, **how: Any) -> list[int]:
    return [int(answer.verdict) for answer in factory.receive(scene, *sent, **how)]


def nothing_came() -> bool:
    return not models.Finding.objects.exists() and not kernel_models.FieldReceipt.objects.exists()


ODD: list[dict[str, Any]] = [
    {"who": "Bà Tư"},
    {"inspection": "1"},
    {"inspection": True},
    {"inspection": 2**63},
    {"version": 2**61},
    {"version": None},
    {"answers": []},
    {"answers": {"posted": ["NO"]}},
    {"answers": {"posted": "NO\x00"}},
    {"answers": {"daily": True, "posted": "NO"}},
    {"answers": {"daily": 10**400, "posted": "NO"}},
    {"answers": {"daily": 99, "posted": "NO"}},
    {"answers": {"daily": "3", "posted": "NO"}},
    {"answers": {"posted": "NO"}},
    {"answers": factory.BAD | {"spot": "door"}},
    {"answers": factory.BAD | {"smell": "YES"}},
    {"answers": factory.BAD | {"a'; --": "YES"}},
    {"answers": {f"x{n}": "YES" for n in range(400)}},
    {"note": 7},
    {"note": "x" * 2001},
    {"note": "x\x00"},
    {"notes": {"spot": "không hỏi"}},
    {"notes": {"posted": "x" * 201}},
    {"notes": "x"},
    {"photos": {"photo": DIGEST}},
    {"photos": {"posted": DIGEST}},
    {"photos": {"photo": "x"}},
    {"others": {}},
    {"others": [{"text": "x", "severity": "MAJOR"}]},
    {"others": [{"text": "x", "severity": "AWFUL", "remedy_days": 1}]},
    {"others": [{"text": " ", "severity": "MAJOR", "remedy_days": 1}]},
    {"others": [{"text": "x", "severity": "MAJOR", "remedy_days": -1}]},
    {"others": [{"text": "x", "severity": "MAJOR", "remedy_days": 1}] * 11},
    {"stamp": {"latitude_e6": 1}},
    {"stamp": {"latitude_e6": 91_000_000, "longitude_e6": 0, "accuracy_m": 5}},
    {"stamp": {"latitude_e6": 1.5, "longitude_e6": 0, "accuracy_m": 5}},
]


@pytest.mark.parametrize("change", ODD, ids=range(len(ODD)))
def test_what_is_no_record_leaves_nothing_and_spoils_no_batch(
    scene: factory.Scene, change: dict[str, Any]
) -> None:
    row = factory.plan(scene)
    bad = factory.envelope_of(factory.payload_of(row) | change)
    answer = factory.receive(scene, bad)[0]
    assert (answer.verdict, bool(answer.message)) == (422, True)
    assert nothing_came()
    good = factory.envelope_of(factory.payload_of(row))
    assert told(scene, bad, good) == [422, 201]
    assert models.Finding.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"schema_version": 2},
        {"payload_sha256": DIGEST},
        {"replaces_uuid": uuid.UUID(int=1)},
        {"clock_offset_s": 2**31 - 1},
        {"captured_at": NOW.replace(year=1999)},
    ],
    ids=str,
)
def test_an_envelope_that_cannot_be_true_is_refused(
    scene: factory.Scene, change: dict[str, Any]
) -> None:
    sent = factory.envelope_of(factory.payload_of(factory.plan(scene)), **change)
    assert told(scene, sent) == [422]
    assert nothing_came()


def test_what_is_out_of_sight_does_not_exist_and_what_one_may_not_says_why(
    scene: factory.Scene,
) -> None:
    row = factory.plan(scene)
    sent = factory.envelope_of(factory.payload_of(row))
    stranger = casts.make_person("kiem-tra-3", roles.Role.INSPECTOR, scene.cast.sibling)
    with premises_factory.in_english():
        unknown = factory.receive(scene, sent, by=stranger)[0]
        refused = factory.receive(scene, sent, by=scene.cast.officer)[0]
        by_phone = factory.receive(scene, sent, by=casts.SYSTEM)[0]
    assert (unknown.verdict, unknown.message) == (422, "There is no such inspection for you.")
    assert (refused.verdict, bool(refused.message)) == (422, True)
    assert (by_phone.verdict, by_phone.message) == (
        422,
        "Inspections are recorded by inspectors: sign in.",
    )
    assert refused.message != unknown.message
    assert nothing_came()


def test_a_record_is_judged_as_at_the_desk(scene: factory.Scene) -> None:
    row = factory.plan(scene)
    other = {"text": "Lối thoát hiểm bị chặn", "severity": "MAJOR", "remedy_days": 3}
    sent = factory.envelope_of(
        factory.payload_of(
            row,
            note="Vắng chủ",
            notes={"posted": "bảng rách"},
            others=[other],
            stamp={"latitude_e6": 11_563_210, "longitude_e6": 108_990_000, "accuracy_m": 12},
        )
    )
    assert told(scene, sent) == [201]
    row.refresh_from_db()
    assert (row.state, row.percent, row.record_uuid) == ("DONE", 0, sent.client_uuid)
    assert (row.inspected_by, row.note, row.item_notes) == (
        scene.inspector,
        "Vắng chủ",
        {"posted": "bảng rách"},
    )
    assert (row.stamp_latitude, row.stamp_accuracy_m) == (11.56321, 12)
    found = list(row.findings.order_by("number").values_list("text", "severity", "remedy_by_date"))
    assert found == [
        ("Câu posted: Không. bảng rách", "SEVERE", factory.day(2)),
        ("Lối thoát hiểm bị chặn", "MAJOR", factory.day(3)),
    ]
    assert audit_models.Event.objects.filter(verb="inspections.recorded").count() == 1


def test_everything_may_be_sent_again_and_nothing_is_doubled(scene: factory.Scene) -> None:
    payload = factory.payload_of(factory.plan(scene))
    sent = factory.envelope_of(payload)
    changed = payload | {"note": "khác"}
    digest = envelope.payload_sha256(changed)
    forged = factory.envelope_of(changed, client_uuid=sent.client_uuid, payload_sha256=digest)
    assert told(scene, sent, sent, forged) == [201, 200, 409]
    assert told(scene, sent, forged) == [200, 409]
    assert models.Finding.objects.count() == 1
    assert kernel_models.FieldReceipt.objects.count() == 1


def test_of_two_records_of_one_visit_the_first_stands(scene: factory.Scene) -> None:
    payload = factory.payload_of(factory.plan(scene))
    one, other, third = (factory.envelope_of(payload) for _n in range(3))
    assert told(scene, one, other) == [201, 409]
    assert told(scene, third, by=scene.other) == [409]
    assert told(scene, one, other) == [200, 409]
    assert models.Finding.objects.count() == 1


def test_a_number_that_the_desk_used_is_a_conflict(scene: factory.Scene) -> None:
    done = factory.record(scene, factory.plan(scene))
    second = factory.plan(scene)
    assert done.record_uuid is not None
    sent = factory.envelope_of(factory.payload_of(second), client_uuid=done.record_uuid)
    assert told(scene, sent) == [409]
    second.refresh_from_db()
    assert second.state == "ASSIGNED"


def test_what_was_recorded_or_called_off_meanwhile_is_a_conflict(scene: factory.Scene) -> None:
    row = factory.plan(scene)
    sent = factory.envelope_of(factory.payload_of(row))
    services.call_off(inspection=row, reason="Mưa lũ", by=scene.other, at=NOW)
    answer = factory.receive(scene, sent)[0]
    assert (answer.verdict, bool(answer.message)) == (409, True)
    again = factory.plan(scene)
    late = factory.envelope_of(factory.payload_of(again))
    factory.record(scene, again, by=scene.other)
    assert told(scene, late) == [409]


def test_whoever_made_the_visit_makes_the_record_though_it_was_given_away(
    scene: factory.Scene,
) -> None:
    row = factory.plan(scene)
    services.assign_inspections(
        inspection_ids=[row.pk], inspector=scene.other, by=casts.SYSTEM, at=NOW
    )
    assert told(scene, factory.envelope_of(factory.payload_of(row))) == [201]
    row.refresh_from_db()
    assert row.inspected_by == scene.inspector


def test_every_version_that_was_issued_is_taken_and_no_other_list(scene: factory.Scene) -> None:
    row = factory.plan(scene)
    items = (factory.item("posted"), factory.item("clean"))
    newer = factory.make_checklist(items=items).versions.get(number=2)
    school = factory.make_checklist(code="school", items=items).versions.get()
    answers = {"posted": "YES", "clean": "YES"}

    def sent(version: int) -> envelope.Envelope:
        return factory.envelope_of(factory.payload_of(row, answers) | {"version": version})

    assert told(scene, sent(school.pk), sent(row.version_id)) == [422, 422]
    assert told(scene, sent(newer.pk)) == [201]
    row.refresh_from_db()
    assert row.version == newer


@pytest.mark.parametrize(
    ("captured", "offset", "found"),
    [
        (timedelta(hours=-5), 0, timedelta(hours=-5)),
        (timedelta(days=40), 0, timedelta(0)),
        (timedelta(days=-400), 400 * 86_400 - 3600, timedelta(hours=-1)),
        (timedelta(days=-400), 0, timedelta(days=-1)),
    ],
    ids=["right", "ahead", "put right", "behind"],
)
def test_a_wrong_clock_moves_no_visit_out_of_its_time(
    scene: factory.Scene, captured: timedelta, offset: int, found: timedelta
) -> None:
    row = factory.plan(scene, at=NOW - timedelta(days=1))
    sent = factory.envelope_of(
        factory.payload_of(row), captured_at=NOW + captured, clock_offset_s=offset
    )
    assert told(scene, sent) == [201]
    row.refresh_from_db()
    assert row.inspected_at == NOW + found
    remedy = row.findings.get().remedy_by_date
    assert remedy == timezone.localdate(NOW + found) + timedelta(days=2)


def test_a_photo_that_is_asked_for_is_announced_by_the_record(scene: factory.Scene) -> None:
    items = (factory.item("posted"), factory.item("front", "PHOTO"))
    row = factory.plan(scene, checklist=factory.make_checklist(code="photo", items=items))
    without = factory.envelope_of(factory.payload_of(row, {"posted": "YES"}))
    forged = factory.envelope_of(factory.payload_of(row, {"posted": "YES", "front": "x"}))
    announced = factory.payload_of(row, {"posted": "YES"}, photos={"front": DIGEST})
    assert told(scene, without, forged) == [422, 422]
    assert told(scene, factory.envelope_of(announced)) == [201]
    row.refresh_from_db()
    assert row.answers == {"posted": "YES", "front": DIGEST}


def test_the_paper_shows_what_was_noted_and_what_has_not_come(scene: factory.Scene) -> None:
    row = factory.plan(scene)
    payload = factory.payload_of(
        row, factory.GOOD, notes={"posted": "mới dán"}, photos={"photo": DIGEST}
    )
    assert told(scene, factory.envelope_of(payload)) == [201]
    row.refresh_from_db()
    lines = dict(record.record_data(queries.paper_of(row))["lines"])
    assert lines["Câu posted"] == "Có. mới dán"
    assert lines["Câu photo"] == "ảnh chưa gửi về"


def test_the_answer_names_the_items_that_are_wrong(scene: factory.Scene) -> None:
    row = factory.plan(scene)
    with premises_factory.in_english():
        answer = factory.receive(
            scene, factory.envelope_of(factory.payload_of(row, {"daily": 99}))
        )[0]
    assert answer.message == "Question daily: Enter 24 or less. Question posted: Answer this item."

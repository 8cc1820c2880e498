"""The official code: kept as given, once among all premises, and anything else refused clearly."""

import pytest

from campaigns.audit import models as audit_models
from campaigns.premises import models, services
from tests.factories import cast as casts
from tests.factories import premises as factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW
PAYLOAD = factory.PAYLOAD


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "holds nothing"),
        (" \n\t", "holds nothing"),
        ("x" * 2049, "longer than any site code"),
        ("ă" * 1025, "longer than any site code"),
        ("a\x00b", "cannot be printed"),
        ("a\nb", "cannot be printed"),
        ("https://loa.test/q/ABC", "link of Loa itself"),
        ("HTTPS://LOA.TEST:8000/q/ABC", "link of Loa itself"),
        ("079200012345|212345678|Nguyễn Văn A|01011990|Nam|", "identity card"),
        ("HC1:6BFOXN%TSMAHN-H", "vaccination certificate"),
        ("00020101021138540010A00000072701240006970422", "payment code"),
        ("WIFI:T:WPA;S:Quan;P:12345678;;", "joins a network"),
        ("BEGIN:VCARD", "joins a network"),
        ("NZCOVIDTRACER:eyJ0eXAiOiJlbnRyeSJ9", "New Zealand"),
        ("UKC19TRACING:1:eyJhbGciOiJFUzI1NiJ9", "United Kingdom"),
        ("https://www.safeentry-qr.gov.sg/tenant/PROD-1", "Singapore"),
        ("https://qr.thaichana.com/?appId=0001", "Thailand"),
    ],
)
def test_what_is_surely_no_site_code_is_refused_with_what_it_is(
    scene: factory.Scene, settings, given: str, said: str
) -> None:
    settings.BASE_URL = "https://loa.test"
    with factory.in_english(), pytest.raises(services.PayloadRefused, match=said):
        services.enter_checkpoint(
            premises=scene.premises,
            payload=given,
            source=models.CheckpointSource.TYPED,
            by=scene.cast.officer,
            at=NOW,
        )
    assert not models.Checkpoint.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        "https://qr.tokhaiyte.vn/s/58-0001",
        "TKYT|58|22810|000123",
        "VN58-ĐIỂM KIỂM DỊCH-001",
        "http://[not-an-address",
        "x" * 2048,
    ],
)
def test_what_may_be_a_site_code_is_kept_letter_by_letter(scene: factory.Scene, given: str) -> None:
    row = factory.give_checkpoint(scene.premises, f"  {given}\n")
    assert (row.payload, row.state) == (given, "STANDING")
    scene.premises.refresh_from_db()
    assert scene.premises.has_checkpoint


def test_the_same_code_once_more_changes_nothing(scene: factory.Scene) -> None:
    first = factory.give_checkpoint(scene.premises)
    events = audit_models.Event.objects.count()
    assert factory.give_checkpoint(scene.premises) == first
    assert audit_models.Event.objects.count() == events


def test_the_record_of_changes_holds_a_digest_not_the_code(scene: factory.Scene) -> None:
    row = factory.give_checkpoint(scene.premises)
    event = audit_models.Event.objects.get(verb="premises.checkpoint_entered")
    assert event.after["payload_sha256"] == row.payload_sha256
    assert PAYLOAD not in str(event.after)


def test_another_code_takes_the_place_and_revokes_the_old_sheets(scene: factory.Scene) -> None:
    poster = factory.make_verified(scene)
    new = factory.give_checkpoint(scene.premises, "TKYT|2")
    poster.refresh_from_db()
    scene.premises.refresh_from_db()
    assert (poster.state, poster.ended_by) == ("REVOKED", casts.SYSTEM.actor_id)
    assert (scene.premises.has_checkpoint, scene.premises.poster_stage) == (True, "NONE")
    assert models.Checkpoint.objects.get(state="STANDING") == new
    factory.assert_coverage_true()


def test_a_code_that_stands_elsewhere_becomes_a_claim_and_touches_nothing(
    scene: factory.Scene,
) -> None:
    held = factory.give_checkpoint(scene.premises)
    own = factory.give_checkpoint(scene.other, "TKYT|2")
    claim = factory.give_checkpoint(scene.other)
    assert (claim.state, claim.contests) == ("CONTESTED", held)
    assert factory.give_checkpoint(scene.other) == claim
    own.refresh_from_db()
    assert own.state == "STANDING"
    factory.assert_coverage_true()


def test_a_newer_claim_takes_the_place_of_an_older_one(scene: factory.Scene) -> None:
    factory.give_checkpoint(scene.premises)
    third = factory.make(scene.cast.commune, name="Nhà nghỉ Sông Cái")
    factory.give_checkpoint(third, "TKYT|3")
    first = factory.give_checkpoint(scene.other)
    second = factory.give_checkpoint(scene.other, "TKYT|3")
    first.refresh_from_db()
    assert (first.state, second.state) == ("REFUSED", "CONTESTED")


def test_a_claim_is_granted_and_the_other_loses_code_and_sheets(scene: factory.Scene) -> None:
    poster = factory.make_verified(scene)
    claim = factory.give_checkpoint(scene.other, poster.checkpoint.payload)
    services.give_to_claimant(claim=claim, reason="Quán kia nhập nhầm", by=scene.cast.head, at=NOW)
    for row in (poster, scene.premises, scene.other):
        row.refresh_from_db()
    assert claim.state == "STANDING"
    assert poster.state == "REVOKED"
    assert (scene.premises.has_checkpoint, scene.other.has_checkpoint) == (False, True)
    factory.assert_coverage_true()
    with pytest.raises(services.CheckpointRefused):
        services.keep_holder(claim=claim, reason="", by=scene.cast.head, at=NOW)


def test_a_claim_is_refused_and_nothing_else_changes(scene: factory.Scene) -> None:
    held = factory.give_checkpoint(scene.premises)
    claim = factory.give_checkpoint(scene.other)
    services.keep_holder(claim=claim, reason="Quét nhầm bảng", by=scene.cast.head, at=NOW)
    held.refresh_from_db()
    assert (claim.state, held.state) == ("REFUSED", "STANDING")
    with pytest.raises(services.CheckpointRefused):
        services.give_to_claimant(claim=claim, reason="", by=scene.cast.head, at=NOW)
    factory.assert_coverage_true()


def test_a_claim_on_a_code_that_was_retired_meanwhile_can_be_granted(
    scene: factory.Scene,
) -> None:
    held = factory.give_checkpoint(scene.premises)
    claim = factory.give_checkpoint(scene.other)
    services.retire_checkpoint(checkpoint=held, reason="Đóng điểm", by=scene.cast.officer, at=NOW)
    services.give_to_claimant(claim=claim, reason="", by=scene.cast.head, at=NOW)
    assert claim.state == "STANDING"
    factory.assert_coverage_true()


def test_a_retired_code_stays_on_record_and_counts_no_more(scene: factory.Scene) -> None:
    row = factory.give_checkpoint(scene.premises)
    services.retire_checkpoint(checkpoint=row, reason="Nhầm", by=scene.cast.officer, at=NOW)
    scene.premises.refresh_from_db()
    assert (row.state, scene.premises.has_checkpoint) == ("RETIRED", False)
    with pytest.raises(services.CheckpointRefused):
        services.retire_checkpoint(checkpoint=row, reason="", by=scene.cast.officer, at=NOW)
    factory.assert_coverage_true()


def test_a_closed_premises_takes_no_code(scene: factory.Scene) -> None:
    services.close(premises=scene.premises, from_date=NOW.date(), by=scene.cast.officer, at=NOW)
    with pytest.raises(services.CheckpointRefused):
        factory.give_checkpoint(scene.premises)

"""The life of a sheet: along the table alone, posted and verified by two people."""

from datetime import timedelta

import pytest

from campaigns.audit import models as audit_models
from campaigns.premises import models, queries, services
from tests.factories import cast as casts
from tests.factories import premises as factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW
TODAY = NOW.date()
P = models.PosterState


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


def covered(scene: factory.Scene, days_ago: int = 0) -> tuple[int, int, int, int]:
    found = queries.coverage_of(scene.cast.commune, on=TODAY - timedelta(days=days_ago))
    return found.active, found.with_checkpoint, found.posted, found.verified


def test_a_sheet_goes_from_wish_to_verified_and_coverage_follows(scene: factory.Scene) -> None:
    assert covered(scene) == (2, 0, 0, 0)
    poster = factory.make_poster(scene.premises)
    assert covered(scene) == (2, 1, 0, 0)
    factory.post(poster, by=scene.cast.officer)
    assert covered(scene) == (2, 1, 1, 0)
    factory.verify(poster, by=scene.cast.head)
    assert covered(scene) == (2, 1, 1, 1)
    scene.premises.refresh_from_db()
    assert scene.premises.poster_stage == "VERIFIED"
    factory.assert_coverage_true()


def test_who_posted_a_sheet_does_not_verify_it(scene: factory.Scene) -> None:
    poster = factory.post(factory.make_poster(scene.premises), by=scene.cast.officer)
    with pytest.raises(services.SamePerson):
        factory.verify(poster, by=scene.cast.officer)
    assert poster.state == "POSTED"


def test_a_sheet_with_another_code_is_not_verified(scene: factory.Scene) -> None:
    poster = factory.post(factory.make_poster(scene.premises), by=scene.cast.officer)
    with pytest.raises(services.PayloadDiffers):
        services.verify(poster=poster, found_payload="TKYT|9", by=scene.cast.head, at=NOW)
    assert poster.state == "POSTED"


def test_what_hung_yesterday_counts_from_yesterday(scene: factory.Scene) -> None:
    poster = factory.make_poster(scene.premises, at=NOW - timedelta(days=3))
    factory.post(poster, by=scene.cast.officer, happened_at=NOW - timedelta(days=1))
    assert [covered(scene, n)[2] for n in (2, 1, 0)] == [0, 1, 1]
    factory.assert_coverage_true()


def test_a_moment_ahead_is_refused(scene: factory.Scene) -> None:
    poster = factory.make_poster(scene.premises)
    with pytest.raises(services.PosterRefused):
        factory.post(poster, by=scene.cast.officer, happened_at=NOW + timedelta(minutes=1))


def test_a_damaged_sheet_counts_no_more_and_its_new_edition_begins_again(
    scene: factory.Scene,
) -> None:
    poster = factory.make_verified(scene)
    services.report_damaged(poster=poster, reason="Mưa ướt", by=scene.cast.officer, at=NOW)
    assert covered(scene) == (2, 1, 0, 0)
    scene.premises.refresh_from_db()
    assert scene.premises.poster_stage == "DAMAGED"
    new = services.replace(poster=poster, by=scene.cast.officer, at=NOW)
    poster.refresh_from_db()
    assert (poster.state, new.state, new.edition, new.replaces) == (
        "REPLACED",
        "REQUESTED",
        2,
        poster,
    )
    factory.assert_coverage_true()


def test_a_sheet_needs_the_code_that_it_carries(scene: factory.Scene) -> None:
    with factory.in_english(), pytest.raises(services.PosterRefused, match="official code"):
        services.request_poster(
            premises=scene.premises, draft=services.PosterDraft(), by=scene.cast.officer, at=NOW
        )


def test_a_spot_has_one_living_sheet_and_another_spot_another(scene: factory.Scene) -> None:
    factory.make_poster(scene.premises)
    with factory.in_english(), pytest.raises(services.PosterRefused, match="has a sheet already"):
        factory.make_poster(scene.premises)
    counter = factory.make_poster(scene.premises, placement=" quầy  thu ngân ")
    assert (counter.edition, counter.placement) == (2, "quầy thu ngân")


def test_a_premises_with_two_sheets_counts_once(scene: factory.Scene) -> None:
    for placement in ("", "quầy"):
        poster = factory.make_poster(scene.premises, placement=placement)
        factory.verify(factory.post(poster, by=scene.cast.officer), by=scene.cast.head)
    assert covered(scene) == (2, 1, 1, 1)
    services.revoke(poster=poster, reason="Bỏ quầy", by=scene.cast.officer, at=NOW)
    assert covered(scene) == (2, 1, 1, 1)
    factory.assert_coverage_true()


def test_sheets_of_a_closed_premises_do_not_count(scene: factory.Scene) -> None:
    factory.make_verified(scene)
    services.pause(premises=scene.premises, from_date=TODAY, by=scene.cast.officer, at=NOW)
    assert covered(scene) == (1, 0, 0, 0)
    services.reopen(premises=scene.premises, from_date=TODAY, by=scene.cast.officer, at=NOW)
    assert covered(scene) == (2, 1, 1, 1)
    factory.assert_coverage_true()


def test_many_sheets_are_asked_for_issued_and_printed_at_once(scene: factory.Scene) -> None:
    rows = [factory.make(scene.cast.commune, name=f"Quán {n}") for n in range(4)]
    for number, row in enumerate(rows):
        factory.give_checkpoint(row, f"TKYT|{number}")
    pks = [row.pk for row in [*rows, scene.premises]]
    ask = {"draft": services.PosterDraft(), "by": scene.cast.officer, "at": NOW}
    made = services.request_posters(premises_ids=pks, **ask)
    assert len(made) == 4
    assert services.request_posters(premises_ids=pks, **ask) == []
    ids = [poster.pk for poster in made]
    by = {"by": scene.cast.officer, "at": NOW}
    assert services.mark_printed(poster_ids=ids, **by) == 0
    assert services.issue_posters(poster_ids=ids, **by) == 4
    assert services.issue_posters(poster_ids=ids, **by) == 0
    assert services.mark_printed(poster_ids=ids, **by) == 4
    assert set(models.Poster.objects.values_list("state", flat=True)) == {"PRINTED"}
    events = audit_models.Event.objects.filter(verb__startswith="premises.posters_")
    assert [event.after["posters"] for event in events.order_by("pk")] == [4, 4, 4]
    factory.assert_coverage_true()


PAIRS = [(source, target) for source in P for target in P if target != P.REQUESTED]


def act_on(poster: models.Poster, target: str, scene: factory.Scene) -> None:
    """Take the edge to a state by its service; bulk acts say by their count that nothing moved."""
    officer, head = scene.cast.officer, scene.cast.head
    bulk = {P.ISSUED: services.issue_posters, P.PRINTED: services.mark_printed}
    if target in bulk:
        if not bulk[target](poster_ids=[poster.pk], by=officer, at=NOW):
            raise services.PosterRefused("nothing moved")
        return
    acts = {
        P.POSTED: lambda: services.mark_posted(poster=poster, by=officer, at=NOW),
        P.VERIFIED: lambda: factory.verify(poster, by=head),
        P.DAMAGED: lambda: services.report_damaged(poster=poster, reason="x", by=officer, at=NOW),
        P.REPLACED: lambda: services.replace(poster=poster, by=officer, at=NOW),
        P.REVOKED: lambda: services.revoke(poster=poster, reason="x", by=officer, at=NOW),
    }
    acts[target]()


PATHS = {
    P.REQUESTED: [],
    P.ISSUED: [P.ISSUED],
    P.PRINTED: [P.ISSUED, P.PRINTED],
    P.POSTED: [P.ISSUED, P.PRINTED, P.POSTED],
    P.VERIFIED: [P.ISSUED, P.PRINTED, P.POSTED, P.VERIFIED],
    P.DAMAGED: [P.ISSUED, P.PRINTED, P.DAMAGED],
    P.REPLACED: [P.ISSUED, P.PRINTED, P.DAMAGED, P.REPLACED],
    P.REVOKED: [P.REVOKED],
}


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_sheets_change_along_the_table_alone(
    scene: factory.Scene, source: models.PosterState, target: models.PosterState
) -> None:
    poster = factory.make_poster(scene.premises)
    for step in PATHS[source]:
        act_on(poster, step, scene)
        poster.refresh_from_db()
    if target in models.Poster.TRANSITIONS[source]:
        act_on(poster, target, scene)
        poster.refresh_from_db()
        assert poster.state == target
    else:
        with pytest.raises(services.PosterRefused):
            act_on(poster, target, scene)
        poster.refresh_from_db()
        assert poster.state == source
    factory.assert_coverage_true()


def test_the_recount_sees_a_mark_that_says_other_than_the_sheets(scene: factory.Scene) -> None:
    factory.make_verified(scene)
    factory.write(
        lambda: models.Premises.objects.filter(pk=scene.premises.pk).update(poster_stage="NONE")
    )
    found = services.recount_coverage(is_repair=True, by=casts.SYSTEM, at=NOW)
    assert [row.premises_id for row in found] == [scene.premises.pk]
    scene.premises.refresh_from_db()
    assert scene.premises.poster_stage == "VERIFIED"
    factory.assert_coverage_true()

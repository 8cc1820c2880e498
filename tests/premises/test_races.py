"""Two officers at once: nothing is counted twice, no change is lost, on either engine."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from campaigns.premises import models, queries, services
from tests.factories import cast as casts
from tests.factories import premises as factory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = factory.NOW
TODAY = NOW.date()


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads that start together; return what each gave or raised."""
    barrier = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=20)
            results[place] = act()
        except Exception as error:  # noqa: BLE001  the test looks at it
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def test_a_premises_is_closed_once() -> None:
    cast = casts.make_cast()
    row = factory.make(cast.commune)

    def close() -> None:
        mine = models.Premises.objects.get(pk=row.pk)
        services.close(premises=mine, from_date=TODAY, by=cast.officer, at=NOW)

    results = at_once(close, close, close)
    assert sum(isinstance(result, services.StateRefused) for result in results) == 2, results
    assert queries.coverage_of(cast.commune, on=TODAY).active == 0
    factory.assert_coverage_true()


def test_lists_of_one_commune_entered_at_once_lose_no_count() -> None:
    cast = casts.make_cast()
    kinds = ["cafe", "school"]
    drafts = [factory.draft_of(cast.commune, kind=kinds[n % 2]) for n in range(20)]

    def enter(rows: list[services.PremisesDraft]) -> Callable[[], object]:
        return lambda: len(services.register_many(drafts=rows, by=cast.officer, at=NOW))

    results = at_once(enter(drafts), enter(drafts[::-1]), enter(drafts), enter(drafts[::-1]))
    assert results == [20] * 4, results
    assert queries.coverage_of(cast.commune, on=TODAY).active == 80
    factory.assert_coverage_true()


def test_a_number_in_the_list_goes_to_one_of_two() -> None:
    cast = casts.make_cast()
    draft = factory.draft_of(cast.commune, list_code="TH-01")

    def enter() -> object:
        return services.register(draft=draft, by=cast.officer, at=NOW)

    results = at_once(enter, enter)
    assert sum(isinstance(result, services.DraftRefused) for result in results) == 1, results
    assert models.Premises.objects.count() == 1
    factory.assert_coverage_true()


def test_one_code_entered_at_two_places_stands_at_one_and_is_claimed_at_the_other() -> None:
    scene = factory.make_scene()
    results = at_once(
        lambda: factory.give_checkpoint(scene.premises).state,
        lambda: factory.give_checkpoint(scene.other).state,
    )
    assert sorted(map(str, results)) == ["CONTESTED", "STANDING"], results
    factory.assert_coverage_true()


def test_two_who_resolve_one_claim_at_once_do_it_once() -> None:
    scene = factory.make_scene()
    factory.give_checkpoint(scene.premises)
    claim = factory.give_checkpoint(scene.other)

    def mine() -> models.Checkpoint:
        return models.Checkpoint.objects.get(pk=claim.pk)

    resolve = {"reason": "", "by": scene.cast.head, "at": NOW}
    results = at_once(
        lambda: services.give_to_claimant(claim=mine(), **resolve),
        lambda: services.keep_holder(claim=mine(), **resolve),
    )
    assert sum(isinstance(r, services.CheckpointRefused) for r in results) == 1, results
    assert models.Checkpoint.objects.filter(state="STANDING").count() == 1
    factory.assert_coverage_true()


def test_a_sheet_is_verified_once_and_never_after_it_was_revoked() -> None:
    scene = factory.make_scene()
    poster = factory.post(factory.make_poster(scene.premises), by=scene.cast.officer)

    def mine() -> models.Poster:
        return models.Poster.objects.get(pk=poster.pk)

    results = at_once(
        lambda: factory.verify(mine(), by=scene.cast.head),
        lambda: factory.verify(mine(), by=scene.cast.outsider),
        lambda: services.revoke(poster=mine(), reason="x", by=scene.cast.head, at=NOW),
    )
    assert mine().state == "REVOKED" or not isinstance(results[2], models.Poster)
    assert all(r is None or isinstance(r, models.Poster | services.PosterRefused) for r in results)
    factory.assert_coverage_true()


def test_two_sheets_for_one_spot_are_asked_for_at_once_and_one_is_made() -> None:
    scene = factory.make_scene()
    factory.give_checkpoint(scene.premises)
    results = at_once(*[lambda: factory.make_poster(scene.premises)] * 3)
    assert sum(isinstance(r, models.Poster) for r in results) == 1, results
    assert models.Poster.objects.count() == 1
    factory.assert_coverage_true()

"""Contacts go on the promised day, and the demo goes without a trace."""

from datetime import timedelta

import pytest

from campaigns.directives import services as directives_services
from campaigns.premises import models, services, tasks
from tests.factories import cast as casts
from tests.factories import premises as factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW
TODAY = NOW.date()


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


def purge() -> int:
    return services.purge_contacts(by=casts.SYSTEM, at=NOW)


def close(row: models.Premises, days_ago: int) -> None:
    services.close(
        premises=row, from_date=TODAY - timedelta(days=days_ago), by=casts.SYSTEM, at=NOW
    )


@pytest.mark.parametrize(("days_ago", "emptied"), [(89, 0), (91, 1)])
def test_the_contact_of_a_closed_premises_goes_after_ninety_days(
    scene: factory.Scene, days_ago: int, emptied: int
) -> None:
    close(scene.premises, days_ago)
    assert purge() == emptied
    assert purge() == 0
    scene.other.refresh_from_db()
    assert scene.other.contact_phone


def test_a_premises_that_opened_again_keeps_its_contact(scene: factory.Scene) -> None:
    close(scene.premises, 100)
    services.reopen(premises=scene.premises, from_date=TODAY, by=casts.SYSTEM, at=NOW)
    assert purge() == 0


@pytest.mark.parametrize(("days_ago", "emptied"), [(90, 0), (91, 2)])
def test_all_contacts_go_when_the_last_campaign_is_long_over(
    scene: factory.Scene, days_ago: int, emptied: int
) -> None:
    directives_services.save_campaign(
        code="2754",
        values={
            "name_vi": "x", "name_en": "x", "unit": scene.cast.province,
            "starts_date": factory.SINCE, "ends_date": TODAY - timedelta(days=days_ago),
        },
        by=casts.SYSTEM,
        at=NOW,
    )  # fmt: skip
    assert purge() == emptied


def test_the_task_run_twice_changes_nothing_the_second_time(scene: factory.Scene) -> None:
    close(scene.premises, 92)
    tasks.purge_contacts()
    tasks.purge_contacts()
    scene.premises.refresh_from_db()
    assert (scene.premises.contact_name, scene.premises.contact_phone) == ("", "")


def test_what_somebody_made_goes_and_the_rest_is_counted_anew(scene: factory.Scene) -> None:
    officer = scene.cast.officer
    mine = factory.make(scene.cast.commune, by=officer, name="Quán của tôi")
    factory.post(factory.make_poster(mine), by=officer)
    factory.give_checkpoint(scene.other, mine.checkpoints.get().payload)
    services.enter_checkpoint(
        premises=scene.premises,
        payload="TKYT|5",
        source=models.CheckpointSource.TYPED,
        by=officer,
        at=NOW,
    )
    factory.make_poster(scene.premises)
    services.erase_made_by(users=[officer], by=casts.SYSTEM, at=NOW)
    assert set(models.Premises.objects.values_list("pk", flat=True)) == {
        scene.premises.pk,
        scene.other.pk,
    }
    assert not models.Checkpoint.objects.exists()
    assert not models.Poster.objects.exists()
    scene.premises.refresh_from_db()
    assert not scene.premises.has_checkpoint
    factory.assert_coverage_true()


def test_counts_and_links_that_somebody_made_for_others_places_go_as_well(
    scene: factory.Scene,
) -> None:
    """Invented people type numbers by hand into real places: no total may keep them."""
    officer, head = scene.cast.officer, scene.cast.head
    for by, place in ((officer, scene.premises), (head, scene.other)):
        draft = services.CountDraft(place, TODAY, 7, 5)
        services.enter_visits(draft=draft, by=by, at=NOW)
        services.make_owner_link(premises=place, by=by, at=NOW)
    services.erase_made_by(users=[officer], by=casts.SYSTEM, at=NOW)
    assert models.VisitCount.objects.get().premises == scene.other
    assert models.OwnerLink.objects.get().premises == scene.other

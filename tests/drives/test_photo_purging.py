"""Photos are forgotten on the day that was promised; what broken uploads left is cleared away."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from campaigns.audit import models as audit_models
from campaigns.directives import services as directives_services
from campaigns.drives import models, services, tasks
from campaigns.drives.services import photos
from campaigns.kernel import uploads
from tests.factories import cast as cast_factory
from tests.factories import drives as factory
from tests.factories import pictures

pytestmark = pytest.mark.django_db
NOW = factory.NOW
LATER = NOW + timedelta(days=200)


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / photos.PHOTOS_FOLDER


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


def end_campaign(scene, date) -> None:
    campaign = scene.movement.campaign
    directives_services.save_campaign(
        code=campaign.code,
        values={
            "name_vi": campaign.name_vi,
            "name_en": campaign.name_en,
            "unit": campaign.unit,
            "starts_date": campaign.starts_date,
            "ends_date": date,
        },
        by=cast_factory.SYSTEM,
        at=NOW,
    )


def purge(at=LATER) -> int:
    return services.purge_photos(by=cast_factory.SYSTEM, at=at)


def test_photos_go_ninety_days_after_the_campaign_and_their_records_stay(
    scene, media, django_capture_on_commit_callbacks
):
    whole, half = factory.upload_photo(scene.drive), factory.upload_photo(scene.drive, share=0.5)
    end_campaign(scene, NOW.date())
    with django_capture_on_commit_callbacks(execute=True):
        assert purge(NOW + timedelta(days=90)) == 0
    assert Path(whole.file.path).exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert purge(NOW + timedelta(days=91)) == 2
    assert list(media.iterdir()) == []
    for photo in (whole, half):
        photo.refresh_from_db()
        assert (photo.state, photo.file.name) == ("FORGOTTEN", "")
    assert models.SupportEntry.objects.standing().count() == 2
    event = audit_models.Event.objects.get(verb="drives.photos_forgotten")
    assert event.after == {"photos": 2}


def test_a_second_run_finds_nothing(scene):
    factory.upload_photo(scene.drive)
    end_campaign(scene, NOW.date())
    assert [purge(), purge()] == [1, 0]
    tasks.purge_photos()
    tasks.purge_photos()
    assert audit_models.Event.objects.filter(verb="drives.photos_forgotten").count() == 1


def test_a_campaign_without_an_end_keeps_its_photos(scene):
    photo = factory.upload_photo(scene.drive)
    assert purge() == 0
    photo.refresh_from_db()
    assert Path(photo.file.path).exists()


def test_files_that_belong_to_nothing_are_cleared_away_and_others_left(scene, media):
    kept = factory.upload_photo(scene.drive)
    half = factory.upload_photo(scene.drive, share=0.5)
    stray, young = media / "stray.jpg", media / "young.jpg"
    for path in (stray, young):
        path.write_bytes(pictures.make_photo())
    for path in media.iterdir():
        age = NOW if path == young else NOW - timedelta(days=2)
        os.utime(path, (age.timestamp(), age.timestamp()))
    assert purge(NOW) == 0
    left = {Path(kept.file.path), photos.part_path(half.pk), young}
    assert set(media.iterdir()) == left


def test_pieces_that_nobody_completed_go_and_the_phone_may_begin_anew(scene, media):
    half = factory.upload_photo(scene.drive, share=0.5)
    for path in media.iterdir():
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    purge(NOW + timedelta(days=61))
    assert list(media.iterdir()) == []
    with pytest.raises(uploads.WrongOffset) as displaced:
        factory.append(half, half.received_bytes)
    assert displaced.value.photo.received_bytes == 0
    assert factory.append(half, 0).is_complete

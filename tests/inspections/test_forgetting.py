"""Photos go on the promised day; the records stay."""

from datetime import timedelta
from pathlib import Path

import pytest

from campaigns.directives import services as directives_services
from campaigns.inspections import services, tasks
from tests.factories import cast as casts
from tests.factories import inspections as factory
from tests.factories import pictures

pytestmark = pytest.mark.django_db
NOW = factory.NOW


@pytest.mark.parametrize(("days_ago", "gone"), [(90, 0), (91, 1), (None, 0)])
def test_photos_go_ninety_days_after_the_last_campaign_and_records_stay(
    settings, tmp_path: Path, django_capture_on_commit_callbacks, days_ago: int | None, gone: int
) -> None:
    settings.MEDIA_ROOT = tmp_path
    scene = factory.make_scene()
    row = factory.plan(scene)
    services.keep_photo(
        inspection=row, item="photo", content=pictures.make_photo(), by=scene.inspector, at=NOW
    )
    factory.record(scene, row)
    ends_date = None if days_ago is None else factory.day(-days_ago)
    directives_services.save_campaign(
        code="2754",
        values={
            "name_vi": "x", "name_en": "x", "unit": scene.cast.province,
            "starts_date": factory.day(-400), "ends_date": ends_date,
        },
        by=casts.SYSTEM,
        at=NOW - timedelta(days=1),
    )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        assert services.purge_photos(by=casts.SYSTEM, at=NOW) == gone
    assert services.purge_photos(by=casts.SYSTEM, at=NOW) == 0
    assert len(list(tmp_path.rglob("*.jpg"))) == 1 - gone
    photo = row.photos.get()
    assert (bool(photo.file), row.answers["photo"]) == (not gone, photo.sha256)


def test_the_task_run_twice_changes_nothing_the_second_time() -> None:
    tasks.purge_photos()
    tasks.purge_photos()

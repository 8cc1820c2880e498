"""Scripts are frozen once, by two people, and stay as they were."""

from datetime import date

import pytest
from django.utils import timezone

from campaigns.audit import models as audit_models
from campaigns.broadcasts import models, services
from campaigns.kernel import roles, writing
from tests.factories import broadcasts, cast


def test_freezing_again_returns_the_same_script(station):
    draft = broadcasts.script_draft(station)
    first = services.freeze_script(draft=draft, by=station.chief, at=broadcasts.NOW)
    second = services.freeze_script(draft=draft, by=cast.SYSTEM, at=timezone.now())
    assert first.pk == second.pk
    assert models.Script.objects.count() == 1
    assert len(first.sha256) == 64


def test_a_newer_revision_supersedes_the_latest_earlier_one(station):
    old = broadcasts.make_script(station, revision_id=10)
    new = broadcasts.make_script(station, revision_id=12)
    other = broadcasts.make_script(station, revision_id=12, language="rog")
    assert new.supersedes == old
    assert other.supersedes is None


def test_the_digest_covers_what_is_read(station):
    one = broadcasts.script_draft(station, revision_id=5)
    other = broadcasts.script_draft(station, revision_id=5, spoken_text="Khác.")
    assert one.sha256() != other.sha256()


def test_submitter_cannot_publish_without_force(station):
    with pytest.raises(services.ScriptRefused):
        broadcasts.make_script(station, published_by=station.editor)


def test_force_needs_a_reason(station):
    with pytest.raises(services.ScriptRefused):
        broadcasts.make_script(station, is_forced=True, force_reason="  ")


def test_a_forced_script_is_cleared_by_a_third_person_once(station):
    script = broadcasts.make_script(
        station, published_by=station.editor, is_forced=True, force_reason="Dịch khẩn cấp"
    )
    with pytest.raises(services.ScriptRefused):
        services.clear_forced_script(script=script, by=station.editor, at=broadcasts.NOW)
    third = cast.make_person("third", roles.Role.CHIEF_EDITOR, station.cast.station)
    cleared = services.clear_forced_script(script=script, by=third, at=broadcasts.NOW)
    assert cleared.cleared_by == third
    with pytest.raises(services.ScriptSettled):
        services.clear_forced_script(script=script, by=third, at=broadcasts.NOW)


def test_a_script_that_was_not_forced_needs_no_clearing(station):
    with pytest.raises(services.ScriptSettled):
        services.clear_forced_script(
            script=broadcasts.make_script(station), by=station.broadcaster, at=broadcasts.NOW
        )


_FROZEN = sorted(
    {f.name for f in models.Script._meta.concrete_fields} - models.Script.MUTABLE - {"id"}
)


@pytest.mark.parametrize("name", _FROZEN)
def test_no_frozen_field_of_a_script_can_be_saved(station, name):
    script = broadcasts.make_script(station)
    with writing.writing(by=cast.SYSTEM, at=broadcasts.NOW), pytest.raises(models.FrozenRow):
        script.save(update_fields=[name])


def test_a_script_can_be_changed_neither_whole_nor_in_bulk(station):
    script = broadcasts.make_script(station)
    script.text = "Khác"
    with writing.writing(by=cast.SYSTEM, at=broadcasts.NOW) as write:
        with pytest.raises(models.FrozenRow):
            script.save()
        with pytest.raises(models.FrozenRow):
            models.Script.objects.update(text="Khác")
        with pytest.raises(models.FrozenRow):
            models.Script.objects.bulk_update([script], ["text"])
        write.rows = 0


def test_the_day_of_the_next_look_is_brought_to_every_text_of_the_piece(station):
    first = broadcasts.make_script(station, review_by_date=date(2026, 11, 16))
    second = broadcasts.make_script(station, medium="TELEVISION")
    other = broadcasts.make_script(station, page_id=2)
    assert first.is_expired_on(date(2026, 11, 17))
    assert not first.is_expired_on(date(2026, 11, 16))
    changed = services.set_review_by(
        page_id=1, date=date(2026, 12, 1), by=station.chief, at=broadcasts.NOW
    )
    for script in (first, second, other):
        script.refresh_from_db()
    assert changed == 2
    assert first.review_by_date == second.review_by_date == date(2026, 12, 1)
    assert other.review_by_date is None


@pytest.mark.parametrize("day", [None, date(2026, 12, 1)])
def test_setting_the_same_day_again_changes_nothing(station, day):
    broadcasts.make_script(station)
    services.set_review_by(page_id=1, date=day, by=station.chief, at=broadcasts.NOW)
    events = audit_models.Event.objects.count()
    assert services.set_review_by(page_id=1, date=day, by=station.chief, at=broadcasts.NOW) == 0
    assert audit_models.Event.objects.count() == events

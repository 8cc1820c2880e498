"""The same records from several sides at once: they count once, on either engine."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from campaigns.drives import models, queries, services
from campaigns.kernel import envelope
from tests.factories import cast as cast_factory
from tests.factories import drives as factory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = factory.NOW
V = envelope.RecordVerdict


def at_once(*acts):
    """Run the acts in threads that start together; return what each gave or raised."""
    barrier = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(place, act):
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


def sending(batch, phone):
    return lambda: [a.verdict for a in services.receive_support(batch, by=phone, at=NOW)]


def assert_totals_true() -> None:
    assert services.recount_support(is_repair=False, by=cast_factory.SYSTEM, at=NOW) == []


def test_the_same_batch_sent_twice_at_once_counts_once():
    scene = factory.make_scene()
    phone, _secret = factory.join(scene.drive)
    batch = [factory.envelope_of(factory.payload_of(scene.drive)) for _ in range(5)]
    results = at_once(sending(batch, phone), sending(batch[::-1], phone))
    assert sorted(results) == [[V.REPLAYED] * 5, [V.CREATED] * 5]
    assert queries.totals_by_app(scene.drive).people == 60
    assert_totals_true()


def test_phones_of_two_drives_send_crosswise_and_no_total_is_lost():
    scene = factory.make_scene()
    other = factory.make_drive(
        scene.movement, scene.cast.commune, scene.organiser, name="Điểm thứ hai"
    )
    acts = []
    for drive in (scene.drive, other) * 2:
        phone, _secret = factory.join(drive)
        batch = [factory.envelope_of(factory.payload_of(drive)) for _ in range(4)]
        acts.append(sending(batch, phone))
    assert Counter(map(tuple, at_once(*acts))) == {(V.CREATED,) * 4: 4}
    assert [queries.totals_by_app(d).people for d in (scene.drive, other)] == [96, 96]
    assert_totals_true()


def test_a_record_and_its_correction_at_once_count_as_the_correction():
    scene = factory.make_scene()
    phone, _secret = factory.join(scene.drive)
    wrong = factory.envelope_of(factory.payload_of(scene.drive, people=21))
    right = factory.envelope_of(
        factory.payload_of(scene.drive, people=12), replaces_uuid=wrong.client_uuid
    )
    results = at_once(sending([wrong], phone), sending([right], phone))
    assert results[1] == [V.CREATED]
    assert queries.totals_by_app(scene.drive).people == 12
    assert_totals_true()


def test_a_correction_and_the_organisers_withdrawal_at_once_take_out_once():
    scene = factory.make_scene()
    phone, _secret = factory.join(scene.drive)
    sent = factory.envelope_of(factory.payload_of(scene.drive, people=21))
    services.receive_support([sent], by=phone, at=NOW)
    right = factory.envelope_of(
        factory.payload_of(scene.drive, people=12), replaces_uuid=sent.client_uuid
    )
    entry = models.SupportEntry.objects.get()

    def withdraw():
        services.withdraw_entry(entry=entry, reason="Nhầm", by=scene.organiser, at=NOW)

    results = at_once(sending([right], phone), withdraw)
    people = queries.totals_by_app(scene.drive).people
    if results[0] == [V.CREATED]:
        assert isinstance(results[1], services.EntryVoided)
        assert people == 12
    else:
        assert results == [[V.WITHDRAWN], None]
        assert people == 0
    assert_totals_true()


def test_two_leaders_renew_the_code_at_once_and_one_code_is_in_use():
    scene = factory.make_scene()

    def renew():
        return services.issue_join_code(
            drive=models.Drive.objects.get(pk=scene.drive.pk), by=scene.organiser, at=NOW
        )

    results = at_once(renew, renew)
    assert all(isinstance(result, models.JoinCode) for result in results), results
    assert scene.drive.join_codes.filter(revoked_at__isnull=True).count() == 1


def test_a_drive_is_ended_once():
    scene = factory.make_scene()

    def close():
        drive = models.Drive.objects.get(pk=scene.drive.pk)
        services.close_drive(drive=drive, by=scene.organiser, at=NOW + timedelta(minutes=1))

    def cancel():
        drive = models.Drive.objects.get(pk=scene.drive.pk)
        services.cancel_drive(drive=drive, reason="Mưa", by=scene.organiser, at=NOW)

    results = at_once(close, cancel)
    assert sum(isinstance(result, services.StateRefused) for result in results) == 1

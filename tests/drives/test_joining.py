"""Join codes and phones: shown again and again, stored nowhere, limited and revocable."""

from datetime import timedelta

import pytest

from campaigns.drives import models, queries, services
from campaigns.kernel import codes
from tests.factories import cast as cast_factory
from tests.factories import drives as factory

pytestmark = pytest.mark.django_db
NOW = factory.NOW


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


def join(text, *, consent=True, at=NOW):
    volunteer = services.NewVolunteer("Pi Năng Thị Én", has_consented=consent, phone="0912345678")
    return services.join_drive(code_text=text, volunteer=volunteer, by=cast_factory.SYSTEM, at=at)


def test_a_code_is_the_same_each_time_and_stored_nowhere(scene):
    text = factory.code_of(scene.drive)
    row = models.JoinCode.objects.values().get()
    assert text == factory.code_of(scene.drive)
    assert all(text not in str(value) for value in row.values())


def test_a_copy_of_the_database_is_not_enough_to_join(scene, settings):
    text = factory.code_of(scene.drive)
    settings.SECRET_KEY = "another installation's key, as long as the first one was"
    assert factory.code_of(scene.drive) != text


@pytest.mark.parametrize("typed", [str.lower, lambda t: f" {t[:5]}-{t[5:]} ", str])
def test_a_code_may_be_typed_as_it_is_read(scene, typed):
    assert queries.find_offer(typed(factory.code_of(scene.drive)), at=NOW).code is not None


def test_a_token_lives_on_the_phone_alone(scene):
    device, secret = join(factory.code_of(scene.drive))
    assert device.token_digest == codes.digest_secret(secret)
    row = models.DeviceToken.objects.values().get()
    assert all(secret not in str(value) for value in row.values())
    assert queries.find_device(secret, on=NOW.date()).device == device


def test_a_code_dies_with_its_drive(scene):
    text = factory.code_of(scene.drive)
    with pytest.raises(services.CodeRefused):
        join(text, at=scene.drive.ends_at)
    services.close_drive(drive=scene.drive, by=scene.organiser, at=NOW)
    with pytest.raises(services.CodeRefused):
        join(text)
    assert not models.DeviceToken.objects.exists()


def test_a_new_code_replaces_the_old(scene):
    old = factory.code_of(scene.drive)
    services.issue_join_code(drive=scene.drive, by=scene.organiser, at=NOW)
    assert factory.code_of(scene.drive) != old
    with pytest.raises(services.CodeRefused):
        join(old)
    join(factory.code_of(scene.drive))


def test_a_stopped_code_opens_nothing_and_stops_once(scene):
    text = factory.code_of(scene.drive)
    code = models.JoinCode.objects.get()
    services.revoke_join_code(code=code, by=scene.organiser, at=NOW)
    with pytest.raises(services.TokenEnded):
        services.revoke_join_code(code=code, by=scene.organiser, at=NOW)
    with pytest.raises(services.CodeRefused):
        join(text)


@pytest.mark.parametrize("text", ["", "AAAAAAAAAA", "'; --", "Ω" * 5000])
def test_an_unknown_code_opens_nothing(scene, text):
    with pytest.raises(services.CodeRefused):
        join(text)


def test_nobody_joins_without_consent(scene):
    with pytest.raises(services.JoinRefused):
        join(factory.code_of(scene.drive), consent=False)
    assert not models.DeviceToken.objects.exists()


def test_a_leaked_code_floods_no_list(scene, monkeypatch):
    monkeypatch.setattr("campaigns.drives.services.joining.MAX_DEVICES", 1)
    join(factory.code_of(scene.drive))
    with pytest.raises(services.JoinRefused):
        join(factory.code_of(scene.drive))


def test_a_stopped_phone_sends_nothing_more(scene):
    device, secret = join(factory.code_of(scene.drive))
    services.revoke_device(device=device, by=scene.organiser, at=NOW)
    with pytest.raises(services.TokenEnded):
        services.revoke_device(device=device, by=scene.organiser, at=NOW)
    entry = queries.find_device(secret, on=NOW.date())
    assert entry.device is None
    assert entry.refusal


def test_a_phone_may_send_for_thirty_days_after_the_drive(scene):
    device, secret = join(factory.code_of(scene.drive))
    last = device.valid_to_date + timedelta(days=30)
    assert queries.find_device(secret, on=last).device == device
    assert queries.find_device(secret, on=last + timedelta(days=1)).device is None


@pytest.mark.parametrize("secret", ["", "x", "Ω" * 400])
def test_a_forged_token_is_nobody(scene, secret):
    assert queries.find_device(secret, on=NOW.date()).device is None

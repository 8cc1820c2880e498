"""Scripts by mail: what is in it, what cannot be smuggled in, and when there is no server."""

from datetime import timedelta
from email import message_from_bytes

import pytest
from django.core import mail

from campaigns.broadcasts import models, services
from tests.factories import broadcasts, cast, deliveries

NOW = broadcasts.NOW
State = models.DeliveryState


def sweep(at=NOW):
    return services.deliver_due(by=cast.SYSTEM, at=at)


def test_a_script_comes_as_a_mail_with_the_text_attached(station):
    delivery = deliveries.make_delivery(station, deliveries.EMAIL)
    assert sweep() == 1
    (letter,) = mail.outbox
    assert letter.to == ["bientap@example.vn"]
    assert "Khai báo y tế" in letter.subject
    ((name, content, kind),) = letter.attachments
    assert (name, kind) == ("20261117-0530-khai-bao-y-te-bang-ma-qr.txt", "text/plain")
    assert "Quét mã quy a" in content
    assert delivery.release.script.sha256 in content
    assert letter.extra_headers["Message-ID"] == f"<{delivery.idempotency_key}@127.0.0.1>"


def test_a_title_cannot_write_headers_or_a_path(station):
    title = "Nóng\r\nBcc: all@example.vn\n../../etc/passwd \U0001f4a5"
    delivery = deliveries.make_delivery(station, deliveries.EMAIL)
    script = broadcasts.make_script(station, title=title)
    broadcasts.make_release(station, script, planned_start_at=broadcasts.on_air(5, 35))
    sweep()
    letter = next(m for m in mail.outbox if "passwd" in m.subject)
    raw = message_from_bytes(letter.message().as_bytes())
    assert raw["Bcc"] is None
    assert raw["To"] == delivery.destination.address
    names = [part.get_filename() for part in raw.walk() if part.get_filename()]
    assert len(names) == 1
    assert "/" not in names[0]
    assert "\n" not in names[0]


def test_a_title_without_a_plain_letter_still_has_a_file_name(station):
    deliveries.make_destination(station, deliveries.EMAIL)
    script = broadcasts.make_script(station, title="ꨀꨁꨂ")
    release = broadcasts.make_release(station, script)
    sweep()
    assert mail.outbox[0].attachments[0][0] == f"20261117-0530-{release.pk}.txt"


def test_a_cancellation_is_mailed_without_the_text(station):
    delivery = deliveries.make_delivery(station, deliveries.EMAIL)
    sweep()
    services.cancel_release(release=delivery.release, reason="Sai số", by=station.chief, at=NOW)
    sweep()
    assert "Sai số" in mail.outbox[1].body
    assert mail.outbox[1].attachments == []


def test_without_a_mail_server_it_is_tried_again_under_the_same_name(station, settings):
    delivery = deliveries.make_delivery(station, deliveries.EMAIL)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert sweep() == 0
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (State.RETRYING, 1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert sweep(NOW + timedelta(hours=1)) == 1
    assert str(delivery.idempotency_key) in mail.outbox[0].extra_headers["Message-ID"]


@pytest.mark.parametrize("kind", [deliveries.EMAIL, deliveries.WEBHOOK])
def test_a_test_has_no_release(station, kind):
    target = deliveries.make_destination(station, kind)
    delivery = services.send_test(destination=target, by=station.chief, at=NOW)
    assert delivery.release is None
    if kind == deliveries.EMAIL:
        assert sweep() == 1
        assert mail.outbox[0].attachments == []

"""What servers send back is read once: a wrong address is held back, what is tried again is let be."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from campaigns.kernel import mails
from campaigns.notifications import models, services
from tests.factories import cast as casts
from tests.factories import notices

pytestmark = pytest.mark.django_db
Read = services.Read


@pytest.fixture
def sending() -> models.Sending:
    return notices.make_sending(casts.make_cast().officer, "SENT")


def report(
    named: str, *, action: str = "failed", status: str = "5.1.1", part: str = "text/rfc822-headers"
) -> bytes:
    return f"""From: MAILER-DAEMON@mx.test
To: loa@loa.test
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=utf-8

Kh=C3=B4ng g=E1=BB=ADi =C4=91=C6=B0=E1=BB=A3c.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.test

Final-Recipient: rfc822; can-bo@loa.test
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 No such user

--B
Content-Type: {part}

Message-ID: {named}
Subject: A duty

--B--
""".replace("\n", "\r\n").encode()


def name_of(sending: models.Sending, *, host: str = "") -> str:
    return f"<{sending.message_key}@{host or mails.host()}>"


def test_a_wrong_address_is_held_back_at_once(sending: models.Sending) -> None:
    raw = report(name_of(sending))
    assert services.read_bounce(raw=raw, at=notices.NOW) is Read.NOTED
    sending.refresh_from_db()
    assert sending.state == "BOUNCED"
    assert "No such user" in sending.fault
    assert models.MailTrouble.objects.get(user=sending.user).blocked_at == notices.NOW
    assert services.read_bounce(raw=raw, at=notices.NOW) is Read.KNOWN, "twice is once"
    assert models.MailTrouble.objects.get(user=sending.user).refusals == 1


def test_the_whole_mail_may_come_back_too(sending: models.Sending) -> None:
    raw = report(name_of(sending), part="message/rfc822")
    assert services.read_bounce(raw=raw, at=notices.NOW) is Read.NOTED


def test_another_refusal_counts_as_one(sending: models.Sending) -> None:
    raw = report(name_of(sending), status="5.2.2")
    assert services.read_bounce(raw=raw, at=notices.NOW) is Read.NOTED
    trouble = models.MailTrouble.objects.get(user=sending.user)
    assert (trouble.refusals, trouble.blocked_at) == (1, None)


@pytest.mark.parametrize(
    ("changes", "read"),
    [
        ({"status": "4.4.1"}, Read.SOFT),
        ({"action": "delayed"}, Read.FOREIGN),
        ({"part": "text/plain"}, Read.FOREIGN),
    ],
)
def test_what_is_no_final_word_changes_nothing(sending, changes, read) -> None:
    assert services.read_bounce(raw=report(name_of(sending), **changes), at=notices.NOW) is read
    sending.refresh_from_db()
    assert sending.state == "SENT"


def test_what_speaks_of_no_mail_of_ours_is_foreign(sending: models.Sending) -> None:
    named = name_of(sending)
    foreign = (
        report(name_of(sending, host="elsewhere.test")),
        report("<another@loa.test>"),
        report(named.replace(str(sending.key)[:8], "00000000")),
        b"Subject: hello\r\n\r\nhello",
        b"",
        b"\xff\xfe\x00" * 1000,
        report(named) + b"x" * services.MOST_BYTES,
    )
    for raw in foreign:
        assert services.read_bounce(raw=raw, at=notices.NOW) is Read.FOREIGN
    assert not models.MailTrouble.objects.exists()


def test_an_earlier_sending_of_a_mail_sent_again_says_nothing_of_the_new_one(sending) -> None:
    old = report(name_of(sending))
    models.Sending.objects.filter(pk=sending.pk).update(generation=2)
    assert services.read_bounce(raw=old, at=notices.NOW) is Read.KNOWN


def test_the_command_reads_a_maildir_and_removes_what_it_understood(
    sending: models.Sending, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1").write_bytes(report(name_of(sending)))
    (tmp_path / "cur" / "2").write_bytes(b"Subject: hello\r\n\r\nhello")
    (tmp_path / "tmp" / "3").write_bytes(b"half a mes")
    call_command("read_bounces", str(tmp_path), "--remove")
    assert capsys.readouterr().out.strip() == "noted: 1, known: 0, soft: 0, foreign: 1"
    assert sorted(file.name for file in tmp_path.rglob("*") if file.is_file()) == ["2", "3"]
    with pytest.raises(CommandError):
        call_command("read_bounces", str(tmp_path / "nothing"))

"""Letters leave under a name that stays, once each into the folder, and faults come back in words."""

import email
import email.policy
import os
import signal
import smtplib
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.core.mail.backends import locmem

from campaigns.kernel import mails

FOLDER = "campaigns.kernel.mails.FolderBackend"


def letter(**changes):
    return mails.Letter(
        **{"to": "an@loa.test", "subject": "Việc mới", "text": "Xin chào", "key": "a-1", **changes}
    )


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_BACKEND = FOLDER
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


def post(*letters):
    with mails.Postbox() as postbox:
        return [postbox.send(mails.compose(each)).came for each in letters]


def read(path):
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


def test_by_default_mail_goes_to_our_folder():
    said = subprocess.run(
        [sys.executable, "-c", "from config import settings; print(settings.EMAIL_BACKEND)"],
        env={**os.environ, "LOA_DEBUG": "true", "EMAIL_URL": "filemail://"},
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == FOLDER


@pytest.mark.parametrize("hour", ["24", "-1", "seven"])
def test_a_digest_hour_that_is_none_stops_the_start(hour):
    said = subprocess.run(
        [sys.executable, "-c", "from config import settings"],
        env={**os.environ, "LOA_DEBUG": "true", "LOA_DIGEST_HOUR": hour},
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode != 0
    assert "LOA_DIGEST_HOUR" in said.stderr


def test_a_letter_sent_twice_is_one_file(folder):
    assert post(letter(), letter(), letter(key="a-2")) == [mails.Came.SENT] * 3
    assert len(list(folder.glob("*.eml"))) == 2


def test_a_file_is_a_mail_with_text_and_page(folder):
    post(letter(html="<p>Xin chào</p>", to="Ẩn <an@loa.test>"))
    message = read(next(folder.glob("*.eml")))
    assert message["Subject"] == "Việc mới"
    assert message["Message-ID"] == f"<a-1@{mails.host()}>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_no_text_begins_a_header_of_its_own(folder):
    long = letter(subject="Việc\r\nBcc: thief@loa.test\n\nx" + "dài " * 200)
    assert len(mails.compose(long).subject) == mails.LONGEST_SUBJECT
    post(long)
    message = read(next(folder.glob("*.eml")))
    assert message["Bcc"] is None
    assert message["To"] == "an@loa.test"


@pytest.mark.parametrize("address", ["an@loa.test\nBcc: x@loa.test", "an\r\n@loa.test"])
def test_an_address_with_a_line_break_is_refused_for_good(folder, address):
    assert post(letter(to=address)) == [mails.Came.REFUSED]
    assert not list(folder.glob("*.eml"))


@pytest.mark.parametrize("address", ["bé.ba@xã-phước-đại.vn", "an@thônđại.vn"])
def test_an_address_with_diacritics_is_carried(folder, address):
    assert post(letter(to=address)) == [mails.Came.SENT]
    to = read(next(folder.glob("*.eml")))["To"].encode().decode("ascii", "replace")
    assert "xn--" in to


def test_killed_while_writing_leaves_no_half_mail(folder):
    program = """if True:
    import os, signal
    import django; django.setup()
    from django.conf import settings
    from campaigns.kernel import mails
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = os.environ["BACKEND"], os.environ["FOLDER"]
    mails.os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
    with mails.Postbox() as postbox:
        postbox.send(mails.compose(mails.Letter("an@loa.test", "Việc mới", "Xin chào", "a-1")))
    """
    killed = subprocess.run(
        [sys.executable, "-c", program],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings_test",
            "BACKEND": FOLDER,
            "FOLDER": str(folder),
        },
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()[-800:]
    assert not list(folder.glob("*.eml"))
    post(letter())
    assert read(next(folder.glob("*.eml"))).get_content().strip() == "Xin chào"


class Faulty(locmem.EmailBackend):
    """A mail server with a fault of the test's choice."""

    fault: Exception

    def send_messages(self, messages):
        raise self.fault


@pytest.mark.parametrize(
    ("fault", "came", "status", "is_away"),
    [
        (
            smtplib.SMTPRecipientsRefused({"a": (550, b"no such user")}),
            mails.Came.REFUSED,
            550,
            False,
        ),
        (smtplib.SMTPRecipientsRefused({"a": (451, b"later")}), mails.Came.LATER, 451, False),
        (smtplib.SMTPDataError(554, b"spam"), mails.Came.LATER, 554, False),
        (smtplib.SMTPAuthenticationError(535, b"who?"), mails.Came.LATER, 535, True),
        (smtplib.SMTPServerDisconnected("gone"), mails.Came.LATER, None, True),
        (ConnectionRefusedError(), mails.Came.LATER, None, True),
    ],
)
def test_a_fault_comes_back_in_words(settings, monkeypatch, fault, came, status, is_away):
    settings.EMAIL_BACKEND = f"{__name__}.{Faulty.__name__}"
    monkeypatch.setattr(Faulty, "fault", fault, raising=False)
    with mails.Postbox() as postbox:
        answer = postbox.send(mails.compose(letter()))
    assert (answer.came, answer.status, answer.is_away) == (came, status, is_away)
    assert answer.fault

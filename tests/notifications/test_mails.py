"""What stands in a mail: the matter, a whole link, and the way to get no more of them."""

import re

import pytest
from django.core import mail

from campaigns.accounts import models as accounts_models
from campaigns.notifications import models
from campaigns.notifications.services import mailing
from tests.factories import cast as casts
from tests.factories import notices

NOW = notices.NOW
Kind = models.Kind


@pytest.fixture
def head(db):
    return casts.make_cast().head


def sent(head, **changes):
    notices.tell(head, **changes)
    notices.sweep()
    return mail.outbox[-1]


def pages(message):
    """The text and the page of a mail."""
    assert [kind for _page, kind in message.alternatives] == ["text/html"]
    return message.body, message.alternatives[0][0]


def test_a_mail_says_what_and_leads_there_in_full(head, settings):
    settings.BASE_URL = "https://loa.example"
    message = sent(head, text="Báo cáo trước 17:00", url="/desk/units/7/", kind=Kind.REVIEWS)
    assert message.subject == "Báo cáo trước 17:00"
    for page in pages(message):
        assert "Báo cáo trước 17:00" in page
        assert "https://loa.example/desk/units/7/" in page
        assert "https://loa.example/desk/notices/" in page


def test_a_mail_tracks_nobody(head):
    page = pages(sent(head, kind=Kind.REVIEWS))[1]
    assert not re.search(r"<(img|script|iframe|object|link)\b", page)
    assert set(re.findall(r"https?://([^/\"]+)", page)) == {"127.0.0.1:8000"}


def test_a_mail_carries_one_click_to_switch_off(head):
    message = sent(head, kind=Kind.REVIEWS)
    address = message.extra_headers["List-Unsubscribe"]
    assert re.fullmatch(r"<http://127\.0\.0\.1:8000/thu-dien-tu/dung/[^/>]+/>", address)
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert all(address.strip("<>") in page for page in pages(message))


@pytest.mark.parametrize("kind", sorted(models.MANDATORY))
def test_a_duty_says_why_it_cannot_be_switched_off(head, kind):
    message = sent(head, kind=kind)
    assert "List-Unsubscribe" not in message.extra_headers
    assert "thu-dien-tu/dung" not in message.body
    assert str(models.MANDATORY[kind]) in message.body


def test_texts_are_shown_as_they_are_and_never_as_markup(head):
    message = sent(head, text='<b>Lớp</b> & "nhóm"\r\nBcc: x@loa.test', kind=Kind.REVIEWS)
    text, page = pages(message)
    assert "<b>Lớp</b> &" in text
    assert "&lt;b&gt;Lớp&lt;/b&gt; &amp;" in page
    raw = message.message()
    assert raw["Bcc"] is None
    assert "\n" not in message.subject


def test_the_longest_text_makes_a_subject_that_fits(head):
    message = sent(head, text="dài " * 100)
    assert len(message.subject) <= 180
    assert "dài " * 70 in message.body


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "/\\evil.example", ""])
def test_a_link_that_is_none_of_ours_leads_to_the_inbox(url):
    assert mailing.absolute(url).endswith("/desk/inbox/")


def test_a_reader_of_english_is_written_to_in_english(head):
    accounts_models.User.objects.filter(pk=head.pk).update(language="en")
    assert "Open in Loa" in pages(sent(head))[1]


def test_in_vietnamese_nothing_is_left_in_english(head):
    text = sent(head, kind=Kind.REVIEWS).body
    assert "Kính gửi" in text
    assert not re.search(r"\b(You|Dear|Choose|mails)\b", text)


def test_an_address_that_no_mail_can_carry_is_noted_as_refused(head):
    accounts_models.User.objects.filter(pk=head.pk).update(email="an\r\nBcc: x@loa.test")
    notices.tell(head)
    assert notices.sweep() == 0
    assert models.Sending.objects.get().state == "BOUNCED"
    assert models.MailTrouble.objects.get().refusals == 1

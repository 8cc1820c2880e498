"""Requests to the world outside: what is refused, and what other sides cannot do to us."""

import ipaddress
import time

import pytest

from campaigns.kernel import outgoing
from tests.factories import receiver as receivers

QUICK = outgoing.Limits(connect=1, silence=0.3, total=1, answer_bytes=500)


@pytest.fixture
def own_network(settings):
    """The loopback address is allowed, as a host of a local network may be."""
    settings.LOA_WEBHOOK_PRIVATE_HOSTS = [receivers.HOST]
    return settings


def post(url, **headers):
    with outgoing.Line(url, QUICK) as line:
        return line.post(b"{}", headers)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "dai.example.vn",
        "ftp://dai.example.vn/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https:///loa",
        "https://dai.example.vn:0/",
        "https://dai.example.vn:99999/",
        "https://dai.example.vn:x/",
        "https://[::1",
        "https://dai.example.vn/a b",
        "https://dai.example.vn/\r\nX-Evil: 1",
        "https://dai.example.vn/" + "x" * 500,
        "https://user:secret@dai.example.vn/",
        "https://user@dai.example.vn/",
        "http://dai.example.vn/",
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://[::1]/",
        "https://[::ffff:192.168.1.1]/",
    ],
)
def test_what_must_not_be_sent_to_is_refused_when_it_is_entered(url):
    with pytest.raises(outgoing.OutgoingRefused):
        outgoing.check_url(url)


@pytest.mark.parametrize("url", ["https://dai.example.vn/loa", "https://1.1.1.1:8443/?a=b"])
def test_public_addresses_pass(url):
    assert outgoing.check_url(url).geturl() == url


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.1",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "2001:db8::1",
    ],
)
def test_addresses_of_onesown_network_are_not_public(address):
    assert not outgoing.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "203.162.4.190", "2606:4700::1111", "64:ff9b::101:101"]
)
def test_addresses_of_the_internet_are_public(address):
    assert outgoing.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost"])
def test_a_name_that_leads_home_is_refused_when_it_is_called(host):
    with pytest.raises((outgoing.OutgoingRefused, outgoing.OutgoingFailed)):
        post(f"https://{host}/")


def test_a_message_goes_out_with_its_headers(own_network):
    with receivers.receiving() as receiver, outgoing.Line(receiver.url, QUICK) as line:
        for number in range(3):
            assert line.post(b"{}", {"webhook-id": str(number)}).status == 204
    assert [h["webhook-id"] for h in receiver.headers] == ["0", "1", "2"]
    assert receiver.headers[0]["host"] == receiver.url.split("/")[2]


def test_a_redirect_home_is_not_followed(own_network):
    with receivers.receiving() as target:
        away = receivers.status(307, Location=target.url)
        with receivers.receiving(away) as receiver:
            assert post(receiver.url).status == 307
        assert target.bodies == []


@pytest.mark.parametrize("answer", [receivers.hang(2), receivers.drip])
def test_a_target_that_hangs_or_drips_is_left_in_time(own_network, answer):
    with receivers.receiving(answer) as receiver:
        began = time.monotonic()
        with pytest.raises(outgoing.OutgoingFailed) as fault:
            post(receiver.url)
        assert fault.value.is_hang
        assert time.monotonic() - began < 1.9


def test_a_target_that_takes_and_never_speaks_is_left_in_time(own_network):
    with receivers.silent_port() as url, pytest.raises(outgoing.OutgoingFailed) as fault:
        post(url)
    assert fault.value.is_hang


def test_nobody_there_is_no_hang(own_network):
    with pytest.raises(outgoing.OutgoingFailed) as fault:
        post(receivers.closed_port())
    assert not fault.value.is_hang


def test_a_target_without_tls_is_refused_by_name(own_network):
    with receivers.receiving() as receiver, pytest.raises(outgoing.OutgoingFailed):
        post(receiver.url.replace("http://", "https://"))


@pytest.mark.parametrize("answer", [b"x" * 3_000_000, b"\x00\xff\xfe\x1b[31m"])
def test_an_answer_is_read_to_a_limit_and_as_plain_text(own_network, answer):
    with receivers.receiving(receivers.text(answer)) as receiver:
        said = post(receiver.url)
    assert said.status == 500
    assert len(said.text) <= 500
    assert said.text.isprintable()


def test_a_line_goes_on_after_a_long_answer(own_network):
    with receivers.receiving() as receiver, outgoing.Line(receiver.url, QUICK) as line:
        receiver.answer = receivers.text(b"x" * 9_000, code=200)
        assert line.post(b"{}", {}).status == 200
        receiver.answer = receivers.status(204)
        assert line.post(b"{}", {}).status == 204


@pytest.mark.parametrize(
    ("value", "seconds"), [("120", 120), ("9999999", 86_400), ("-1", None), ("Wed, 21", None)]
)
def test_a_wish_to_wait_is_heard(own_network, value, seconds):
    with receivers.receiving(receivers.status(503, Retry_After=value)) as receiver:
        assert post(receiver.url).retry_after == seconds

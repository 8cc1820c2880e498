"""Requests to the world outside, guarded.

Whoever enters an address must not make Loa knock at doors of its own network: the name is
resolved here, an address that is not public is refused, and the connection goes to the very
address that was checked. Redirects are never followed. An answer is read to a limit only, and
within a time that a slow drip cannot stretch.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import SplitResult, urlsplit

import urllib3
from django.conf import settings
from django.utils.translation import gettext as _
from urllib3.connection import HTTPConnection, HTTPSConnection

from campaigns.kernel import errors

LONGEST_URL = 500
# Addresses of one name that are tried before giving up.
_TRIES = 2
# IPv6 ranges that carry an IPv4 address in their last 32 bits (RFC 6052, RFC 8215).
_TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
_NETWORK_FAULTS = (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class OutgoingRefused(errors.LoaError):
    """Loa must not send there."""


class OutgoingFailed(errors.LoaError):
    """There was no answer; `is_hang` says that the other side let Loa wait."""

    def __init__(self, message: str, *, is_hang: bool = False) -> None:
        super().__init__(message)
        self.is_hang = is_hang


@dataclass(frozen=True)
class Limits:
    """Seconds to connect, of silence, and in all; bytes of an answer that are read."""

    connect: float = 5.0
    silence: float = 10.0
    total: float = 20.0
    answer_bytes: int = 8192


@dataclass(frozen=True)
class Answer:
    """What the other side said; `retry_after` is in seconds, None where it named none."""

    status: int
    text: str
    retry_after: int | None = None


def check_url(url: str) -> SplitResult:
    """Return the parts of an address that Loa may send to, as far as the text tells.

    Raises:
        OutgoingRefused: it is no address, carries a password, or names a private one.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as fault:
        raise OutgoingRefused(_("This is not a web address.")) from fault
    if len(url) > LONGEST_URL or not url.isprintable() or " " in url or not host or port == 0:
        raise OutgoingRefused(_("This is not a web address."))
    if parts.username is not None or parts.password is not None:
        raise OutgoingRefused(_("Leave name and password out of the address."))
    is_known = _is_allowed(host)
    if parts.scheme != "https" and not (parts.scheme == "http" and (settings.DEBUG or is_known)):
        raise OutgoingRefused(_("The address must begin with https://."))
    literal = _literal(host)
    if literal is not None and not is_known:
        _refuse_private(literal)
    return parts


def _is_allowed(host: str) -> bool:
    return host.lower() in {name.lower() for name in settings.LOA_WEBHOOK_PRIVATE_HOSTS}


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _refuse_private(address: Address) -> None:
    if not is_public(address):
        raise OutgoingRefused(
            _("This address lies in a private network: Loa sends to public ones only.")
        )


def is_public(address: Address) -> bool:
    """Whether an address is reached over the internet; those that carry another count as that."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _carried(address)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if any(address in network for network in _TRANSLATED):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo


def resolve(host: str, port: int) -> list[str]:
    """Public addresses of a name, IPv4 first.

    Raises:
        OutgoingRefused: one of them is private: the name may point anywhere the next moment.
        OutgoingFailed: the name is not known.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise OutgoingFailed(_("The name %(host)s is not known.") % {"host": host}) from fault
    texts = list(dict.fromkeys(str(info[4][0]) for info in sorted(found, key=lambda i: i[0])))
    if not _is_allowed(host):
        for text in texts:
            _refuse_private(ipaddress.ip_address(text.partition("%")[0]))
    return texts


class Line:
    """One connection to one checked address, kept for several messages; not for two threads."""

    def __init__(self, url: str, limits: Limits | None = None) -> None:
        self._url = check_url(url)
        self._limits = limits or Limits()
        self._open: HTTPConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = None

    def post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send a message and return the answer, whatever its status.

        Raises:
            OutgoingRefused: the name leads to a private address.
            OutgoingFailed: no connection, no answer, or none in time.
        """
        try:
            connection = self._connected()
            return self._exchange(connection, body, {"Host": self._url.netloc, **headers})
        except _NETWORK_FAULTS as fault:
            self.close()
            is_hang = _is_hang(fault)
            raise OutgoingFailed(_words(fault, is_hang=is_hang), is_hang=is_hang) from fault

    def _connected(self) -> HTTPConnection:
        """The open connection, or a new one to an address checked this moment."""
        if self._open is not None and self._open.is_connected:
            return self._open
        self.close()
        port = self._url.port or (443 if self._url.scheme == "https" else 80)
        host = self._url.hostname or ""
        *others, last = resolve(host, port)[:_TRIES]
        for address in others:
            try:
                return self._connect(address, port, host)
            except _NETWORK_FAULTS:
                continue
        return self._connect(last, port, host)

    def _connect(self, address: str, port: int, host: str) -> HTTPConnection:
        wait = self._limits.connect
        if self._url.scheme == "https":
            connection: HTTPConnection = HTTPSConnection(
                address,
                port,
                timeout=wait,
                ssl_context=ssl.create_default_context(),
                server_hostname=host,
            )
        else:
            connection = HTTPConnection(address, port, timeout=wait)
        connection.connect()
        connection.timeout = self._limits.silence
        self._open = connection
        return connection

    def _exchange(
        self, connection: HTTPConnection, body: bytes, headers: Mapping[str, str]
    ) -> Answer:
        cut = _Cut(connection, self._limits.total)
        try:
            path = self._url._replace(scheme="", netloc="", fragment="").geturl() or "/"
            connection.request("POST", path, body=body, headers=headers, preload_content=False)
            response = connection.getresponse()
            data = response.read(self._limits.answer_bytes, decode_content=False)
            if response.length_remaining != 0:
                self.close()  # the rest of a long answer is not waited for
        except _NETWORK_FAULTS as fault:
            if cut.is_made:
                raise TimeoutError from fault
            raise
        finally:
            cut.cancel()
        if cut.is_made:
            raise TimeoutError
        return Answer(response.status, _plain(data), _seconds(response.headers.get("Retry-After")))


class _Cut:
    """Cuts a connection when its time is over, however busily the other side drips."""

    def __init__(self, connection: HTTPConnection, seconds: float) -> None:
        self.is_made = False
        self._socket = connection.sock
        self._timer = threading.Timer(seconds, self._make)
        self._timer.daemon = True
        self._timer.start()

    def _make(self) -> None:
        self.is_made = True
        if self._socket is not None:
            try:
                # Of the plain socket: TLS is not ended politely, and by no other thread.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
            except OSError:
                return

    def cancel(self) -> None:
        self._timer.cancel()


def _plain(data: bytes) -> str:
    """The beginning of an answer as text that a database takes."""
    text = data.decode("utf-8", errors="replace")
    return "".join(c if c.isprintable() else " " for c in text).strip()


def _seconds(text: str | None) -> int | None:
    """Seconds of a Retry-After; dates are not taken."""
    text = (text or "").strip()
    return min(int(text), 86_400) if text.isdecimal() and len(text) < 10 else None


def _is_hang(fault: BaseException) -> bool:
    """Whether the other side let Loa wait; to urllib3 a refused connection is a timeout too."""
    if isinstance(fault, urllib3.exceptions.NewConnectionError):
        return False
    return isinstance(fault, TimeoutError | urllib3.exceptions.TimeoutError)


def _words(fault: BaseException, *, is_hang: bool) -> str:
    if is_hang:
        return _("No answer in time.")
    if isinstance(fault, ssl.SSLError | urllib3.exceptions.SSLError):
        return _("The certificate of the address is not trusted or does not fit.")
    if isinstance(fault, ConnectionRefusedError | urllib3.exceptions.NewConnectionError):
        return _("Nobody answers at this address.")
    return _("The connection broke off before the answer.")

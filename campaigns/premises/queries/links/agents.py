"""Who scans: a person or a program, and on what kind of phone; told by the request's headers.

The marks are our own short list and not a library's: the maintained lists hold many hundred
patterns of crawlers of the whole web, of which a link on a wall meets the dozens below and the
words `bot`, `crawl` and `spider`; each pattern would be tried on each scan. What says nothing of
itself is no phone's browser and counts as a program. Who lies about it is counted as a person.
"""

import enum
import re
from collections.abc import Mapping
from functools import lru_cache

# Programs that fetch links by themselves: search engines, previews in chats, checks, libraries.
# The phones of the maker Cubot are not robots, and the browsers inside Zalo and Facebook, which name
# their app, are people's.
_PROGRAMS = re.compile(
    r"(?<!cu)bot(?!tle)|crawl|spider|slurp|preview|externalhit|facebookcatalog|meta-external|^whatsapp/"
    r"|^viber|skypeuri|embedly|quora link|pinterest/0|vkshare|flipboardproxy|bitlybot|nuzzel"
    r"|google-inspection|googleother|google-safety|google-read-aloud|mediapartners|feedfetcher"
    r"|bingpreview|yahoo! slurp|baiduspider|yandex\.com/bots|coccocbot|headlesschrome|phantomjs"
    r"|puppeteer|playwright|selenium|lighthouse|pagespeed|gtmetrix|pingdom|uptime|statuscake"
    r"|monitor|scan(?:ner)?/|nmap|masscan|zgrab|censys|nuclei|sqlmap|nikto|curl/|wget/|libwww"
    r"|python|aiohttp|httpx|okhttp/|java/|go-http-client|node-fetch|axios/|undici|^ruby"
    r"|php/|guzzle|postman|insomnia|httpie|apache-httpclient|dart:io|winhttp|powershell|archive"
    r"|validator|linkcheck|wordpress/|safelinks|urldefense",
    re.IGNORECASE,
)
_FETCHED_AHEAD = re.compile(r"prefetch|preview|prerender", re.IGNORECASE)
_PURPOSES = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
_ANDROID = re.compile(r"android", re.IGNORECASE)
_APPLE = re.compile(r"iphone|ipad|ipod", re.IGNORECASE)
_LONGEST = 1000
"""Letters of a browser's name that are looked at; real ones have three hundred."""


class Device(enum.Enum):
    """What decides between the stores."""

    ANDROID = enum.auto()
    APPLE = enum.auto()
    OTHER = enum.auto()


def is_person(method: str, headers: Mapping[str, str]) -> bool:
    """Whether somebody waits for the page: a GET of a browser that does not fetch ahead.

    Args:
        method: of the request.
        headers: as WSGI names them; the request's own view of them is made anew for each request.
    """
    if method != "GET":
        return False
    for name in _PURPOSES:
        if name in headers and _FETCHED_AHEAD.search(headers[name]):
            return False
    return _is_browser(headers.get("HTTP_USER_AGENT", "")[:_LONGEST].strip())


@lru_cache(maxsize=2048)
def _is_browser(agent: str) -> bool:
    """Remembered: the phones of a commune are of a few dozen models."""
    return bool(agent) and not _PROGRAMS.search(agent)


def device_of(headers: Mapping[str, str]) -> Device:
    """The kind of phone by the headers, as WSGI names them; a tablet that calls itself a computer
    is one."""
    return _device(headers.get("HTTP_USER_AGENT", "")[:_LONGEST])


@lru_cache(maxsize=2048)
def _device(agent: str) -> Device:
    if _ANDROID.search(agent):
        return Device.ANDROID
    return Device.APPLE if _APPLE.search(agent) else Device.OTHER

"""What a phone keeps of the field app: its page, its files, its manifest and its service worker.

The page is the same for everybody and carries no name, cookie or token, so that the phone may keep
it and open it without network. A version is the digest of all its files, whichever changes.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from campaigns.drives import models

START = "loa/field/app.js"
# What the counters need, and nothing else: these are fetched side by side, at once.
FIRST = (
    "vendor/idb/index.js",
    *(
        f"loa/field/{name}.js"
        for name in (
            "counters", "draft", "install", "kinds", "opening", "page", "screens", "store",
            "support", "tabs",
        )
    ),
)  # fmt: skip
WORKER = "loa/field/worker.js"
# In the same folder, and no part of the app.
_APART = frozenset({WORKER, "loa/field/leaving.js"})
ICONS = {size: f"loa/field/icon-{size}.png" for size in (192, 512)}
# Fetched with the inspector's screens.
INSPECT_STYLE = "loa/field/inspect.css"
# Besides the modules; the fonts are those that the stylesheet names for Vietnamese and Latin.
FILES = (
    "loa/tokens.css",
    "loa/lean.css",
    "loa/components.css",
    "loa/field.css",
    "loa/field/phone.css",
    INSPECT_STYLE,
    ICONS[192],
    *(
        f"vendor/be-vietnam-pro/be-vietnam-pro-{part}-400-normal.woff2"
        for part in ("latin", "latin-ext", "vietnamese")
    ),
)


@dataclass(frozen=True)
class File:
    """A file of the app as phones fetch it."""

    address: str
    sha256: str


@lru_cache(maxsize=512)
def _digest(path: Path, _changed_ns: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _file(address: str, path: Path) -> File:
    return File(address, _digest(path, path.stat().st_mtime_ns))


def _source(name: str) -> Path:
    return Path(str(finders.find(name)))


def modules() -> list[File]:
    """The app's modules. They name each other, hence they go by their own names, never by those
    that the storage makes of their content; the digest tells the versions apart."""
    names = ["vendor/idb/index.js"]
    names += sorted(f"loa/field/{p.name}" for p in _source("loa/field").glob("*.js"))
    return [_file(settings.STATIC_URL + n, _source(n)) for n in names if n not in _APART]


def _others() -> list[File]:
    return [_file(static(name), _served(name)) for name in FILES]


def _served(name: str) -> Path:
    """The file behind `static(name)`: in production a copy in which other names may stand."""
    stored = getattr(staticfiles_storage, "stored_name", None)
    return Path(staticfiles_storage.path(stored(name))) if stored else _source(name)


def page_text(language: str) -> str:
    """The page in a language."""
    files = modules()
    build = hashlib.sha256("".join(f.sha256 for f in files).encode()).hexdigest()[:8]
    start = settings.STATIC_URL + START
    with translation.override(language):
        context = {
            "release": f"{settings.LOA_RELEASE}+{build}",
            "start": start,
            "modules": [settings.STATIC_URL + name for name in FIRST],
            "manifest": reverse("field:manifest", args=[language]),
            "codes": {
                "parts": {x.value: str(x.label) for x in models.WantedPart},
                "spoken": {x.value: str(x.label) for x in models.SpokenLanguage},
            },
            "config": {
                "csrfCookie": settings.CSRF_COOKIE_NAME,
                "decimal": formats.get_format("DECIMAL_SEPARATOR"),
                "inspectStyle": static(INSPECT_STYLE),
                "loginUrl": reverse("account_login"),
                "workerUrl": reverse("field:worker", args=[language]),
            },
        }
        return render_to_string("field/phone.html", context)


def page() -> HttpResponse:
    """The page in the language in force; it looks for a newer one each time."""
    response = HttpResponse(page_text(translation.get_language() or settings.LANGUAGE_CODE))
    response.headers["Cache-Control"] = "no-cache"
    return response


def _known(language: str) -> str:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return language


@gzip_page
@cache_control(no_cache=True)
@require_safe
def shell(request: HttpRequest, language: str) -> HttpResponse:
    """The page as the service worker keeps it."""
    return HttpResponse(page_text(_known(language)))


@gzip_page
@cache_control(no_cache=True)
@require_safe
def worker(request: HttpRequest, language: str) -> HttpResponse:
    """The service worker with the list of what it keeps; another list is another version."""
    text = page_text(_known(language))
    shell_address = reverse("field:shell", args=[language])
    files = [File(shell_address, hashlib.sha256(text.encode()).hexdigest())]
    files += modules() + _others()
    listed = [[f.address, f.sha256] for f in files]
    version = hashlib.sha256(json.dumps(listed).encode()).hexdigest()[:16]
    about = json.dumps({"version": version, "page": shell_address, "files": listed})
    source = _source(WORKER).read_text(encoding="utf-8")
    return HttpResponse(f"const SHELL = {about};\n{source}", content_type="text/javascript")


@cache_control(no_cache=True)
@require_safe
def manifest(request: HttpRequest, language: str) -> HttpResponse:
    """How the app is called and looks on the home screen."""
    with translation.override(_known(language)):
        names = {
            "name": _("Loa – counting in the field"),
            "description": _("Count the help given to residents, with network or without."),
        }
    about = {
        **names,
        "short_name": "Loa",
        "id": "/field/",
        "start_url": reverse("field:phone"),
        "scope": "/field/",
        "display": "standalone",
        "lang": language,
        "background_color": "#ffffff",
        "theme_color": "#21458f",
        "icons": [
            {"src": static(n), "sizes": f"{s}x{s}", "type": "image/png", "purpose": p}
            for s, n in ICONS.items()
            for p in ("any", "maskable")
        ],
    }
    return JsonResponse(
        about, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )

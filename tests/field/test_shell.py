"""What a phone keeps of the app: the same for everybody, in versions, light enough."""

import gzip
import hashlib
import html
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils.translation import gettext

from campaigns.kernel import languages
from campaigns.workspace.views import field_shell

pytestmark = pytest.mark.django_db
MAX_BYTES = 150_000


def worker(client, language="vi"):
    """What the service worker keeps: version, page and files with their digests."""
    text = client.get(f"/field/worker-{language}.js").content.decode()
    found = re.match(r"const SHELL = (.*);\n", text)
    assert found
    return json.loads(found[1])


def content(client, address):
    if address.startswith(settings.STATIC_URL):
        return Path(finders.find(address.removeprefix(settings.STATIC_URL))).read_bytes()
    return client.get(address).content


def test_every_kept_file_is_the_one_that_is_served(client):
    kept = worker(client)
    assert kept["page"] in dict(kept["files"])
    for address, digest in kept["files"]:
        assert hashlib.sha256(content(client, address)).hexdigest() == digest, address


def test_all_that_the_page_asks_for_is_kept(client):
    kept = dict(worker(client)["files"])
    page = client.get("/field/").content.decode()
    asked = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
    modules = {a for a in kept if a.endswith(".js")}
    for address in modules:
        text = content(client, address).decode()
        folder = Path(address).parent
        asked |= {
            str((Path("/") / folder / name).resolve())
            for name in re.findall(r'^(?:import|export)[^;]*?from "([^"]+)";', text, re.MULTILINE)
        }
    assert asked - set(kept) == set()


def test_the_fonts_that_the_stylesheet_names_are_kept(client):
    css = Path(finders.find("loa/lean.css")).read_text("utf-8")
    named = set(re.findall(r"vendor/be-vietnam-pro/[\w.-]+", css))
    assert named == {f for f in field_shell.FILES if "be-vietnam-pro" in f}


def test_the_page_is_the_same_for_everybody(client, django_user_model):
    stranger = client.get("/field/")
    client.force_login(django_user_model.objects.create(email="a@loa.example", full_name="Someone"))
    client.cookies["loa_device_1"] = "secret"
    assert client.get("/field/").content == stranger.content
    assert client.get("/field/shell/vi/").content == stranger.content
    assert not stranger.cookies
    assert "no-cache" in stranger["Cache-Control"]


def test_a_change_of_any_file_is_a_new_version(client, settings):
    before = worker(client)["version"]
    assert worker(client)["version"] == before
    settings.LOA_RELEASE = "2099.1"
    assert worker(client)["version"] != before
    assert worker(client, "en")["version"] != worker(client)["version"]


def test_the_page_is_kept_in_the_language_of_its_visitor(client):
    assert "Lưu" in client.get("/field/").content.decode()
    english = client.get("/field/", headers={"Accept-Language": "en"}).content.decode()
    assert "/field/worker-en.js" in english
    assert client.get("/field/shell/en/").content.decode() == english
    for name in ("shell", "worker", "manifest"):
        assert client.get(reverse(f"field:{name}", args=["xx"])).status_code == 404


def test_the_service_worker_is_served_as_browsers_want_it(client):
    response = client.get("/field/worker-vi.js")
    assert response["Content-Type"] == "text/javascript"
    assert response["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in client.get("/field/")["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]


def test_the_manifest_names_and_shows_the_app(client):
    said = client.get("/field/app-vi.webmanifest").json()
    assert (said["start_url"], said["scope"], said["display"]) == (
        "/field/",
        "/field/",
        "standalone",
    )
    assert said["name"] == "Loa – ghi số liệu tại cơ sở"
    sizes = {icon["sizes"] for icon in said["icons"]}
    assert sizes == {"192x192", "512x512"}
    for icon in said["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/"))


def test_the_whole_app_weighs_less_than_150_kb_over_the_wire(client):
    """As whitenoise packs files beforehand and the views pack their answers; fonts as they are."""
    weights = {}
    kept = [address for address, _digest in worker(client)["files"]]
    for address in [*kept, "/field/worker-vi.js", "/field/app-vi.webmanifest"]:
        raw = content(client, address)
        is_packed = not address.endswith((".woff2", ".png"))
        weights[address] = len(gzip.compress(raw)) if is_packed else len(raw)
    heaviest = sorted(weights.items(), key=lambda item: -item[1])[:5]
    assert sum(weights.values()) < MAX_BYTES, heaviest


def test_the_page_and_the_worker_are_packed_on_the_way(client):
    for address in ("/field/shell/vi/", "/field/worker-vi.js"):
        response = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert response["Content-Encoding"] == "gzip"


def test_every_language_has_its_page(client):
    assert set(dict(settings.LANGUAGES)) >= {"vi", "en"}
    assert languages.Language.values
    for language in dict(settings.LANGUAGES):
        assert client.get(f"/field/shell/{language}/").status_code == 200


@pytest.mark.parametrize("name", ["huong-dan-ghi-so-lieu", "huong-dan-kiem-tra"])
def test_the_guides_name_what_stands_on_the_screen(client, name):
    guide = Path(settings.BASE_DIR, "docs", f"{name}.md").read_text("utf-8")
    named = set(re.findall(r"\*\*(.+?)\*\*", guide))
    page = html.unescape(client.get("/field/").content.decode())
    page = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), page)
    page += gettext("Join") + gettext("On the phone, also without network")  # on pages before
    assert len(named) > 10
    assert {words for words in named if words not in page} == set()


def test_the_modules_fetched_at_once_are_those_that_the_counters_need(client):
    """As the start module names them, directly or through others; what comes later is imported
    when it is time."""
    found: set[str] = set()
    left = [field_shell.START]
    while left:
        name = left.pop()
        text = Path(finders.find(name)).read_text("utf-8")
        for other in re.findall(r'^(?:import|export)[^;]*?from "([^"]+)";', text, re.MULTILINE):
            path = str((Path("/") / Path(name).parent / other).resolve()).lstrip("/")
            if path not in found:
                found.add(path)
                left.append(path)
    assert found == set(field_shell.FIRST)
    page = client.get("/field/").content.decode()
    assert set(re.findall(r'modulepreload" href="/static/([^"]+)"', page)) == found

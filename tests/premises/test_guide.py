"""The officers' guide names what stands on the screens, met in the order of the guide."""

import html
import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import Settings

from campaigns.premises import services
from tests.factories import links, lists
from tests.factories import premises as factory

pytestmark = pytest.mark.django_db
GUIDE = Path(django_settings.BASE_DIR, "docs", "huong-dan-co-so.md")
DESK = "/desk/premises/"


@pytest.fixture(autouse=True)
def _own_files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def text_of(client: Client, *addresses: str) -> str:
    pages = [client.get(f"{DESK}{address}") for address in addresses]
    assert all(page.status_code == 200 for page in pages)
    return html.unescape("".join(page.text for page in pages))


def see_list(client: Client, scene: factory.Scene) -> str:
    """A list with one wrong line: brought in, looked at, taken in."""
    cast = scene.cast
    imported = lists.upload(cast.officer, cast.commune, [lists.row(), lists.row("2", kind="Lạ")])
    page = f"imports/{imported.pk}/"
    seen = text_of(client, "imports/", page)
    lists.check(imported, cast.officer)
    seen += text_of(client, page)
    lists.take_in(imported, cast.officer)
    return seen + text_of(client, page)


def see_sheets(client: Client, scene: factory.Scene) -> str:
    """A code, a sheet in a PDF, on paper, on the wall."""
    cast, place = scene.cast, scene.premises
    links.make_target()  # a sheet may bear a link only where there is somewhere to lead
    seen = text_of(client, f"{place.pk}/", f"{place.pk}/code/")
    factory.give_checkpoint(place)
    draft = services.PosterDraft()
    services.order_sheets(unit=cast.commune, draft=draft, by=cast.officer, at=factory.NOW)
    factory.do_work()
    seen += text_of(client, "sheets/")
    poster = place.posters.get()
    services.mark_printed(poster_ids=[poster.pk], by=cast.officer, at=factory.NOW)
    seen += text_of(client, "walk/")
    services.mark_posted(poster=poster, by=cast.head, at=factory.NOW)
    return seen + text_of(client, f"{place.pk}/", f"{place.pk}/sheets/{poster.pk}/verify/")


def test_the_guide_names_what_stands_on_the_screens(client: Client) -> None:
    scene = factory.make_scene()
    client.force_login(scene.cast.officer)
    seen = text_of(client, "", "coverage/", "visits/", "visits/days/", "isolation/", "staff/")
    seen += see_list(client, scene) + see_sheets(client, scene)
    named = {" ".join(words.split()) for words in re.findall(r"\*\*(.+?)\*\*", GUIDE.read_text())}
    assert len(named) > 30
    assert {words for words in named if words not in seen} == set()


def test_the_guide_quotes_what_loa_says() -> None:
    """The table's first column is the beginning of a message, word for word."""
    catalogue = Path(django_settings.BASE_DIR, "locale/vi/LC_MESSAGES/django.po").read_text()
    said = re.sub(r'"\n"', "", catalogue)
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \| [^|]+ \|$", GUIDE.read_text(), re.MULTILINE)
    quoted = [row for row in rows if row not in {"Loa báo", "---"}]
    assert len(quoted) == 4
    for row in quoted:
        assert re.search(re.escape(row).replace("2", r"(?:2|%\(\w+\)[sd])"), said), row

"""The register as a map: every premises counted once, on the map or by its commune."""

import html
import re
from typing import Any

import pytest

from campaigns.kernel import maps
from campaigns.premises import models, queries, services
from campaigns.units import models as units_models
from tests.factories import cast as casts
from tests.factories import premises as factory

pytestmark = pytest.mark.django_db
MAP, LIST = "/desk/premises/map/", "/desk/premises/"
SQUARE = [[108.8, 11.7], [109.0, 11.7], [109.0, 11.9], [108.8, 11.9], [108.8, 11.7]]


@pytest.fixture
def scene(client: Any) -> factory.Scene:
    scene = factory.make_scene()
    client.force_login(scene.cast.officer)
    return scene


def outline(unit: units_models.Unit) -> None:
    row = units_models.UnitOutline(
        unit=unit, geometry={"type": "Polygon", "coordinates": [SQUARE]}, is_schematic=True
    )
    factory.write(row.save)


def place(scene: factory.Scene, number: int, latitude: float, longitude: float) -> models.Premises:
    return factory.make(
        scene.cast.commune, name=f"Quán {number}", address=f"Số {number}",
        latitude=latitude, longitude=longitude,
    )  # fmt: skip


def marks(page: str) -> list[tuple[str, str]]:
    """Where each mark leads and what it says."""
    found = re.findall(r'<a class="loa-map-mark[^>]*href="([^"]+)" aria-label="([^"]+)"', page)
    return [(html.unescape(href), html.unescape(label)) for href, label in found]


def count_in(page: str) -> int:
    said = re.search(r'loa-table-count" role="status">([\d.]+)', page)
    assert said
    return int(said[1].replace(".", ""))


def test_marks_count_what_stands_together_and_open_the_list_of_as_many(
    scene: factory.Scene, client: Any
) -> None:
    outline(scene.cast.commune)
    for number in range(3):
        place(scene, number, 11.8001 + number / 10_000, 108.9)
    alone = place(scene, 9, 11.72, 108.82)
    page = client.get(MAP).text
    found = dict(marks(page))
    assert found.pop(f"/desk/premises/{alone.pk}/") == "1. Quán 9: còn thiếu"
    ((href, label),) = found.items()
    assert label.startswith("3 cơ sở")
    assert count_in(client.get(href).text) == 3
    assert "2 chưa có tọa độ" in page, "those without a point count in their commune"


def test_each_state_has_its_colour_and_its_shape(scene: factory.Scene, client: Any) -> None:
    outline(scene.cast.commune)
    lacking, posted, verified, closed = (
        place(scene, number, 11.72 + number / 25, 108.85) for number in range(4)
    )
    for row in (posted, verified):
        factory.post(factory.make_poster(row), by=scene.cast.officer)
    factory.verify(verified.posters.get(), by=scene.cast.head)
    services.close(premises=closed, from_date=casts.NOW.date(), by=scene.cast.officer, at=casts.NOW)
    page = client.get(MAP).text
    for row, tone, tag in (
        (lacking, "danger", "path"),
        (posted, "warning", "rect"),
        (verified, "good", "circle"),
        (closed, "neutral", "circle"),
    ):
        mark = rf'loa-map-mark-{tone}" href="/desk/premises/{row.pk}/"[^>]*>\s*<{tag} '
        assert re.search(mark, page), row.name


def test_the_filters_of_the_list_hold_on_the_map_and_go_along(
    scene: factory.Scene, client: Any
) -> None:
    outline(scene.cast.commune)
    place(scene, 1, 11.8, 108.9)
    page = client.get(MAP, {"q": "Quán 1", "page": "3"}).text
    assert len(marks(page)) == 1
    assert 'href="/desk/premises/?q=Qu%C3%A1n+1"' in page
    assert not marks(client.get(MAP, {"q": "khong co"}).text)
    assert 'href="/desk/premises/map/?q=Qu%C3%A1n+1"' in client.get(LIST, {"q": "Quán 1"}).text


def test_a_box_is_all_that_is_shown_and_nonsense_is_left_out(
    scene: factory.Scene, client: Any
) -> None:
    place(scene, 1, 11.8, 108.9)
    place(scene, 2, 11.6, 108.7)
    assert len(marks(client.get(MAP, {"box": "11.79,108.89,11.81,108.91"}).text)) == 1
    for said in ("x", "1,2,3", "nan,0,1,1", "9,9,1,1", "0,0,inf,1", "1e400,0,2,3", "0,0,0,0"):
        assert len(marks(client.get(MAP, {"box": said}).text)) == 2, said
    assert queries.box_of("-90,-180,90,180") == maps.Box(-90, -180, 90, 180)


def test_without_outlines_the_places_span_the_map_and_far_slips_do_no_harm(
    scene: factory.Scene, client: Any
) -> None:
    place(scene, 1, -33.9, 151.2)
    place(scene, 2, 11.75, 108.85)
    assert len(marks(client.get(MAP).text)) == 2
    outline(scene.cast.commune)
    page = client.get(MAP).text
    assert len(marks(page)) == 1, "far from all outlines: counted, not drawn"
    assert "2 trên 4 cơ sở" in page
    assert "1 cơ sở nằm xa" in page


def test_an_empty_register_says_what_would_be_here(client: Any) -> None:
    cast = casts.make_cast()
    client.force_login(cast.officer)
    assert "Chưa có cơ sở nào" in client.get(MAP).text
    assert "loa-map-picture" not in client.get(MAP).text


def test_a_reader_sees_the_premises_of_their_units_alone(scene: factory.Scene, client: Any) -> None:
    outline(scene.cast.commune)
    mine = place(scene, 1, 11.8, 108.9)
    factory.make(scene.cast.sibling, name="Quán khác", latitude=11.81, longitude=108.95)
    assert [href for href, _label in marks(client.get(MAP).text)] == [f"/desk/premises/{mine.pk}/"]


def test_the_map_asks_as_often_for_many_as_for_few(
    scene: factory.Scene, client: Any, django_assert_max_num_queries: Any
) -> None:
    outline(scene.cast.commune)
    for number in range(12):
        place(scene, number, 11.71 + number / 70, 108.81 + number / 70)
    with django_assert_max_num_queries(20):
        client.get(MAP)

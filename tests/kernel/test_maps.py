"""Degrees become a drawing that a phone shows, and every point is named whatever becomes of it."""

import re

import pytest

from campaigns.kernel import maps

SQUARE = [[108.0, 11.0], [109.0, 11.0], [109.0, 12.0], [108.0, 12.0], [108.0, 11.0]]
AREA = maps.Area(1, "Xã A", {"type": "Polygon", "coordinates": [SQUARE]})


def corners(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


def test_north_is_up_and_east_is_right():
    (south_west, south_east, north_east, _north_west) = corners(
        maps.draw(areas=[AREA]).shapes[0].path
    )
    assert south_west[0] < south_east[0]
    assert north_east[1] < south_east[1]


def test_an_outline_fills_the_drawing_and_no_more():
    drawn = maps.draw(areas=[AREA])
    found = corners(drawn.shapes[0].path)
    xs, ys = [x for x, _ in found], [y for _, y in found]
    assert min(xs) == maps.MARGIN
    assert max(xs) == maps.WIDTH - maps.MARGIN
    assert min(ys) == maps.MARGIN
    assert max(ys) == pytest.approx(drawn.height - maps.MARGIN, abs=1)


def test_a_degree_of_longitude_is_drawn_shorter_than_one_of_latitude():
    found = corners(maps.draw(areas=[AREA]).shapes[0].path)
    wide, high = found[1][0] - found[0][0], found[1][1] - found[2][1]
    assert wide / high == pytest.approx(0.98, abs=0.005)  # cos 11.5°


def test_a_long_narrow_province_is_no_higher_than_a_phone():
    ring = [[108.0, 8.0], [108.1, 8.0], [108.1, 23.0], [108.0, 8.0]]
    tall = maps.Area(1, "A", {"type": "Polygon", "coordinates": [ring]})
    assert maps.draw(areas=[tall]).height <= maps.WIDTH * 1.5


def test_islands_and_holes_are_rings_of_one_path():
    many = maps.Area(1, "A", {"type": "MultiPolygon", "coordinates": [[SQUARE, SQUARE], [SQUARE]]})
    path = maps.draw(areas=[many]).shapes[0].path
    assert path.count("M") == path.count("Z") == 3


def test_points_are_numbered_as_they_come():
    points = [maps.Point("A", 11.2, 108.2), maps.Point("B", 11.8, 108.8)]
    drawn = maps.draw(areas=[AREA], points=points)
    assert [(mark.text, mark.label) for mark in drawn.marks] == [("1", "A"), ("2", "B")]
    assert drawn.marks[0].y > drawn.marks[1].y


def test_points_that_would_cover_each_other_share_a_mark():
    near = [maps.Point("A", 11.5, 108.5, "/a"), maps.Point("B", 11.501, 108.5, "/b", tone="good")]
    (mark,) = maps.draw(areas=[AREA], points=near).marks
    assert (mark.text, mark.label, mark.href, mark.tone) == ("1+1", "A; B", "", "info")


@pytest.mark.parametrize(
    "lost", [maps.Point("no position", None, None), maps.Point("slip", 48.8, 2.3)]
)
def test_a_point_that_cannot_be_drawn_is_listed(lost):
    here = maps.Point("here", 11.5, 108.5)
    drawn = maps.draw(areas=[AREA], points=[lost, here])
    assert [(place.number, place.is_drawn) for place in drawn.places] == [(1, False), (2, True)]
    assert [mark.text for mark in drawn.marks] == ["2"]
    assert drawn.shapes == maps.draw(areas=[AREA]).shapes


def test_a_point_just_beyond_the_outline_stands_at_the_edge():
    (mark,) = maps.draw(areas=[AREA], points=[maps.Point("sea", 11.5, 109.1)]).marks
    assert mark.x == maps.WIDTH - maps.APART / 2


def test_without_outlines_points_span_the_map():
    drawn = maps.draw(points=[maps.Point("A", 11.2, 108.2), maps.Point("B", 11.8, 108.8)])
    assert not drawn.shapes
    assert len(drawn.marks) == 2
    assert drawn.marks[0].x < drawn.marks[1].x


def test_one_place_alone_stands_in_the_middle():
    drawn = maps.draw(points=[maps.Point("A", 11.2, 108.2)])
    assert (drawn.marks[0].x, drawn.marks[0].y) == pytest.approx(
        (maps.WIDTH / 2, drawn.height / 2), abs=1
    )


def test_nothing_to_draw_is_said():
    drawn = maps.draw(points=[maps.Point("A", None, None)])
    assert drawn.is_empty
    assert len(drawn.places) == 1


@pytest.mark.parametrize(
    ("value", "level"), [(0, 0), (9, 0), (10, 1), (25, 2), (99, 3), (10_000, 4)]
)
def test_a_colour_says_which_bounds_were_reached(value, level):
    assert maps.level_of(value, (10, 20, 30, 100)) == level

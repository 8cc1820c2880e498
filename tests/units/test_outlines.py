"""Outlines of units: drawn again they are the same rows, and a page gets them in one query."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError

from campaigns.audit import models as audit_models
from campaigns.kernel import actor, maps, writing
from campaigns.units import models, queries, services
from tests.factories import cast as casting

pytestmark = pytest.mark.django_db

BY = actor.SystemActor("test")
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
RING = [[108.0, 11.0], [108.1, 11.0], [108.1, 11.1], [108.0, 11.0]]
GEOMETRY = {"type": "Polygon", "coordinates": [RING]}


@pytest.fixture
def cast() -> casting.Cast:
    return casting.make_cast()


def draw(unit: models.Unit, **values: object) -> None:
    draft = services.OutlineDraft(unit, **{"geometry": GEOMETRY, "is_schematic": True} | values)
    services.save_outlines(drafts=[draft], by=BY, at=AT)


def test_drawn_again_it_is_the_same_outline(cast):
    draw(cast.commune)
    draw(cast.commune, is_schematic=False)
    outline = models.UnitOutline.objects.get()
    assert (outline.unit, outline.is_schematic) == (cast.commune, False)
    events = audit_models.Event.objects.filter(verb="units.outlines_drawn")
    assert events.count() == 2
    assert events.latest("pk").after["outlines"] == 1


def test_nothing_to_draw_leaves_no_event():
    services.save_outlines(drafts=[], by=BY, at=AT)
    assert not audit_models.Event.objects.filter(verb="units.outlines_drawn").exists()


def test_a_unit_has_one_outline(cast):
    draw(cast.commune)
    second = models.UnitOutline(unit=cast.commune, geometry=GEOMETRY)
    with pytest.raises(IntegrityError), writing.writing(by=BY, at=AT):
        second.save()


def test_areas_are_the_outlined_units_of_a_set(cast, django_assert_num_queries):
    draw(cast.commune)
    with django_assert_num_queries(1):
        areas = queries.areas_of(models.Unit.objects.in_force(date(2026, 11, 22)))
    assert areas == [maps.Area(cast.commune.pk, cast.commune.name_vi, GEOMETRY, is_schematic=True)]

"""The letter is addressed to the committees of districts: they reach their communes."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.accounts import models as accounts_models
from campaigns.directives import models, queries, services
from campaigns.kernel import roles
from campaigns.units import models as units_models
from campaigns.units import services as units_services
from tests.factories import cast as casts
from tests.factories import duties

WHO = {"by": casts.SYSTEM, "at": casts.NOW}
R = roles.Role


@pytest.fixture
def scene(db: None) -> duties.Scene:
    return duties.make_scene()


@pytest.fixture
def committee(scene: duties.Scene) -> units_models.Unit:
    kind = units_services.KindDraft("pc", "Ủy ban nhân dân huyện", "PC", is_governing=True)
    units_services.save_kind(draft=kind, **WHO)
    name = "Ủy ban nhân dân huyện Bác Ái"
    draft = units_services.UnitDraft("PC584", "pc", name, name, name, casts.START, "584")
    units_services.found_units(drafts=[draft], **WHO)
    return units_models.Unit.objects.select_related("kind").get(code="PC584")


@pytest.fixture
def head(committee: units_models.Unit) -> accounts_models.User:
    return casts.make_person("chu-tich", R.UNIT_HEAD, committee)


def _handed(
    scene: duties.Scene, committee: units_models.Unit, head: accounts_models.User, *below: Any
) -> list[models.Assignment]:
    parent = duties.loaded(duties.issue(scene, committee)[0].pk)
    draft = services.HandDown([unit.pk for unit in below])
    outcome = services.hand_down(assignment=parent, draft=draft, by=head, at=duties.NOW)
    return [duties.loaded(row.pk) for row in outcome.made]


def test_a_committee_hands_its_duty_down_to_its_communes(
    scene: duties.Scene,
    committee: units_models.Unit,
    head: accounts_models.User,
    client: Client,
) -> None:
    below = queries.units_below(committee, on=duties.TODAY)
    assert {unit.code for unit in below} == {"22810", "22813"}
    row, other = _handed(scene, committee, head, scene.cast.commune, scene.cast.sibling)
    assert row.parent is not None
    assert row.parent.unit == committee
    client.force_login(head)
    # The head sees the parent and both children, judges them, and nothing of the district's own.
    mine = models.Assignment.objects.all().visible_to(head, on=duties.TODAY)
    assert set(mine) == {row.parent, row, other}
    services.report_done(assignment=row, draft=duties.said(), by=scene.cast.officer, at=duties.NOW)
    page = client.post(reverse("directives:accept", args=[row.pk]), {"words": "Đạt"})
    assert page.status_code == 302
    district = duties.issue(scene, scene.cast.district)[0]
    assert client.get(reverse("directives:assignment", args=[district.pk])).status_code == 404


def test_a_duty_that_is_not_the_committees_goes_nowhere_else(
    scene: duties.Scene, committee: units_models.Unit, head: accounts_models.User
) -> None:
    parent = duties.loaded(duties.issue(scene, committee)[0].pk)
    for unit in (scene.cast.district, scene.cast.office):
        draft = services.HandDown([unit.pk])
        with pytest.raises(services.IssueRefused):
            services.hand_down(assignment=parent, draft=draft, by=head, at=duties.NOW)
    assert not parent.children.exists()


def test_silence_of_a_commune_reaches_its_committee(
    scene: duties.Scene, committee: units_models.Unit, head: accounts_models.User
) -> None:
    row = _handed(scene, committee, head, scene.cast.commune)[0]
    seats = queries.seats_of([row], on=duties.TODAY)[row.pk]
    assert head in seats[models.Level.DEPARTMENT]
    assert scene.coordinator in seats[models.Level.DEPARTMENT]
    # A coordinator of the committee is nearer than one of the district, and both than the province.
    casts.make_person("huyen", R.COORDINATOR, scene.cast.district)
    nearest = casts.make_person("van-phong", R.COORDINATOR, committee)
    own = duties.loaded(duties.issue(scene, scene.cast.sibling)[0].pk)
    seats = queries.seats_of([own], on=duties.TODAY)[own.pk]
    assert seats[models.Level.DEPARTMENT] == [nearest]


def test_everything_below_a_committee_is_its_communes(
    scene: duties.Scene, committee: units_models.Unit
) -> None:
    chosen = queries.units_chosen(queries.Choice(under_id=committee.pk), on=duties.TODAY)
    assert [unit.code for unit in chosen] == ["22813", "22810"]
    before = duties.TODAY - timedelta(days=40_000)
    assert queries.units_chosen(queries.Choice(under_id=committee.pk), on=before) == []


def test_a_committee_collects_reports_of_its_communes(
    scene: duties.Scene, committee: units_models.Unit
) -> None:
    kinds = [scene.cast.commune.kind_id, scene.cast.district.kind_id]
    asked = queries.units_asked(committee.pk, unit_ids=[], kind_ids=kinds, on=duties.TODAY)
    assert set(asked.values_list("code", flat=True)) == {"22810", "22813"}

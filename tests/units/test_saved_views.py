"""Saved views: one's own and shared ones, and that they hold filters and no rights."""

from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.audit import models as audit_models
from campaigns.units import models, queries, services
from tests.factories import cast as casts
from tests.factories import refusals

TODAY = casts.NOW.date()


@pytest.fixture
def cast(db: None) -> casts.Cast:
    return casts.make_cast()


def save(cast: casts.Cast, **changes: Any) -> models.SavedView:
    by = changes.pop("by", cast.officer)
    words = {"list_name": "duties", "name": "Chưa nhận", "query": "state=ISSUED"} | changes
    return services.save_view(draft=services.ViewDraft(**words), by=by, at=casts.NOW)


def seen(user: Any, **params: str) -> list[str]:
    asked = QueryDict(mutable=True)
    asked.update(params)
    found = queries.saved_views("duties", asked, user=user, on=TODAY)
    return [link.name for link in found.links]


def test_a_view_is_ones_own_until_it_is_shared(cast: casts.Cast) -> None:
    save(cast)
    save(cast, name="Của xã", query="state=RETURNED", unit=cast.commune)
    assert seen(cast.officer) == ["Chưa nhận", "Của xã"]
    assert seen(cast.head) == ["Của xã"]
    assert seen(cast.outsider) == []


def test_the_same_name_again_takes_the_place_of_the_first(cast: casts.Cast) -> None:
    first = save(cast)
    again = save(cast, query="time=OVERDUE")
    assert (again.pk, again.query) == (first.pk, "time=OVERDUE")
    verbs = audit_models.Event.objects.filter(verb__startswith="units.view_")
    assert verbs.count() == 2


REFUSED: dict[str, dict[str, Any]] = {
    "no name": {"name": "  "},
    "no such list": {"list_name": "x"},
    "nothing filtered": {"query": ""},
    "too much": {"query": "q=" + "x" * 1000},
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_kept_is_refused(cast: casts.Cast, case: str) -> None:
    with pytest.raises(services.ViewRefused):
        save(cast, **REFUSED[case])
    assert not models.SavedView.objects.exists()


def test_nobody_shares_with_a_unit_that_is_not_theirs(cast: casts.Cast) -> None:
    with pytest.raises(services.ViewRefused):
        save(cast, unit=cast.sibling)


def test_only_its_owner_renames_or_deletes_a_view(cast: casts.Cast) -> None:
    view = save(cast, unit=cast.commune)
    for act in (
        lambda: services.rename_view(view=view, name="Khác", by=cast.head, at=casts.NOW),
        lambda: services.delete_view(view=view, by=cast.head, at=casts.NOW),
    ):
        with pytest.raises(services.ViewRefused):
            act()
    save(cast, name="Thứ hai")
    with pytest.raises(services.ViewRefused):
        services.rename_view(view=view, name="Thứ hai", by=cast.officer, at=casts.NOW)
    view.refresh_from_db()
    services.rename_view(view=view, name="Chờ nhận", by=cast.officer, at=casts.NOW)
    assert seen(cast.head) == ["Chờ nhận"]
    services.delete_view(view=view, by=cast.officer, at=casts.NOW)
    assert seen(cast.head) == []


def test_too_many_views_are_refused(cast: casts.Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campaigns.units.services.saved_views.MOST_VIEWS", 1)
    save(cast)
    save(cast)
    with pytest.raises(services.ViewRefused):
        save(cast, name="Thứ hai")


def test_filters_compare_in_whatever_order_they_come() -> None:
    one, other = QueryDict("b=2&a=1&page=3&c="), QueryDict("a=1&b=2&export=csv")
    assert queries.kept_query(one) == queries.kept_query(other) == "a=1&b=2"


def test_a_person_saves_opens_renames_and_deletes(cast: casts.Cast, client: Client) -> None:
    client.force_login(cast.officer)
    listed = reverse("directives:assignment_list")
    with CaptureQueriesContext(connection) as captured:
        page = client.get(listed, {"state": "ISSUED"})
    assert len(captured) <= 25
    address = page.context["saved"].save_url
    answer = client.post(address, {"name": "Chưa nhận", "unit": cast.commune.pk})
    assert answer["Location"] == f"{listed}?state=ISSUED"
    opened = client.get(answer["Location"]).context["saved"]
    assert (opened.is_saved, [link.is_current for link in opened.links]) == (True, [True])
    kept = reverse("units:saved_views")
    pk = opened.links[0].pk
    client.post(kept, {"view": pk, "name": "Chờ nhận"})
    assert "Chờ nhận" in client.get(kept).content.decode()
    client.post(kept, {"view": pk, "delete": "1"})
    assert not models.SavedView.objects.exists()
    assert client.post(kept, {"view": "x"}).status_code == 302
    assert client.get(reverse("units:save_view"), {"list": "x"}).status_code == 404
    assert client.post(address, {"name": ""}).status_code == 422


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("units_saved_view_has_a_name", {"name": ""}),
        ("units_saved_view_once_a_name", {}),
    ],
)
def test_the_database_keeps_views_whole(
    cast: casts.Cast, name: str, changes: dict[str, Any]
) -> None:
    save(cast)
    words = {"list_name": "duties", "name": "Chưa nhận", "query": "a=1"} | changes
    with refusals.refused_by(name):
        models.SavedView(owner=cast.officer, saved_at=casts.NOW, **words).save()

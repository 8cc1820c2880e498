"""Safety levels on the pages: asked by the set, corrected, filtered, counted by commune."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.kernel import roles
from campaigns.premises import models, services
from tests.factories import cast as casts
from tests.factories import premises as factory
from tests.premises.test_pages import LIST, names

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(client) -> models.Premises:
    cast = casts.make_cast()
    client.force_login(cast.officer)
    factory.make_group()
    factory.make_set("met")
    return factory.make(cast.commune, kind="school", name="Trường Tiểu học")


def said(**changes) -> dict[str, object]:
    answers = {"review_date": timezone.localdate().isoformat(), "note": "Xem tại chỗ"}
    return answers | {f"item_{n}": 1 for n in (1, 2, 3)} | changes


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"item_2": ""}, "item_2"),
        ({"item_2": 7}, "item_2"),
        ({"item_2": 10**12}, "item_2"),
        ({"review_date": "hôm qua"}, "review_date"),
        ({"review_date": (timezone.localdate() + timedelta(days=1)).isoformat()}, "review_date"),
        ({"due_date": "2021-06-06"}, "due_date"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    school, client, wrong, field
) -> None:
    response = client.post(f"{LIST}{school.pk}/safety/new/", said(**wrong))
    assert response.status_code == 422
    assert f"id_{field}_error" in response.text
    assert "Xem tại chỗ" in response.text
    assert not models.SafetyReview.objects.exists()


def test_an_officer_reviews_corrects_and_the_page_keeps_both(school, client) -> None:
    page = f"{LIST}{school.pk}/"
    assert "chưa đánh giá" in client.get(page).text
    assert client.post(f"{page}safety/new/", said()).status_code == 302
    row = models.SafetyReview.objects.get()
    again = client.post(f"{page}safety/new/", said())
    assert again.status_code == 422
    assert "id_review_date_error" in again.text
    form = client.get(f"{page}safety/{row.pk}/").text
    assert "Xem tại chỗ" in form
    client.post(f"{page}safety/{row.pk}/", said(item_2=0, item_3=0, reason="Ghi nhầm"))
    late = client.post(f"{page}safety/{row.pk}/", said(reason="Ghi nhầm"))
    assert late.status_code == 422  # somebody else corrected it first
    with CaptureQueriesContext(connection) as asked:
        text = client.get(page).text
    assert len(asked) <= 25
    assert "Không an toàn" in text
    assert "Ghi nhầm" in text


def test_other_criteria_are_chosen_by_a_link(school, client) -> None:
    total = factory.make_set("total")
    page = f"{LIST}{school.pk}/safety/new/"
    assert f"?set={total.pk}" in client.get(page).text
    assert 'name="points"' in client.get(f"{page}?set={total.pk}").text
    body = {"review_date": timezone.localdate().isoformat(), "points": 151}
    assert "id_points_error" in client.post(f"{page}?set={total.pk}", body).text
    client.post(f"{page}?set={total.pk}", body | {"points": 100})
    assert models.SafetyReview.objects.get().level == "SOME_RISK"


@pytest.mark.parametrize("query", ["set=x", "set=999999999999999999999"])
def test_criteria_that_are_not_there_fall_back_to_the_first(school, client, query) -> None:
    assert client.get(f"{LIST}{school.pk}/safety/new/?{query}").status_code == 200


def test_a_cafe_says_why_it_is_not_reviewed(school, client) -> None:
    cafe = factory.make(school.commune)
    response = client.get(f"{LIST}{cafe.pk}/safety/new/", follow=True)
    assert "tám nhóm" in response.text


def test_levels_are_filtered_and_what_is_overdue_is_listed(school, client) -> None:
    factory.review(school, review_date=factory.SINCE)  # due long ago
    factory.make(school.commune, kind="school", name="Chưa đánh giá")
    shut = factory.make(school.commune, kind="school", name="Đã đóng")
    factory.review(shut)
    services.close(
        premises=shut, from_date=timezone.localdate(), by=casts.SYSTEM, at=timezone.now()
    )
    factory.make(school.commune, name="Quán ngoài nhóm")
    expected = {
        "SAFE": [school.name],
        "NONE": ["Chưa đánh giá"],
        "CLOSED": ["Đã đóng"],
        "OVERDUE": ["Chưa đánh giá", school.name],
        "UNSAFE": [],
        "?": 4,
    }
    for key, found in expected.items():
        shown = names(client.get(LIST, {"safety": key}))
        assert len(shown) == found if isinstance(found, int) else shown == found


def test_every_figure_of_the_table_opens_a_list_of_as_many(school, client) -> None:
    factory.review(school)
    for number in range(30):
        factory.make(school.commune, kind="school", name=f"Trường {number}")
    with CaptureQueriesContext(connection) as asked:
        text = client.get(f"{LIST}safety/").text
    assert len(asked) <= 20
    cells = re.findall(r'<a href="(/desk/premises/\?unit[^"]+)">([\d.]+)</a>', text)
    assert len(cells) == 7
    for url, figure in cells:
        shown = client.get(url.replace("&amp;", "&")).text
        count = re.search(r'loa-table-count"[^>]*>([\d.]+)', shown)
        assert (count[1] if count else "0") == figure, url
    assert b"".join(client.get(f"{LIST}safety/?export=csv").streaming_content)


def test_who_only_reads_sees_the_level_and_enters_none(school, client) -> None:
    district = school.commune.parents.first() if hasattr(school.commune, "parents") else None
    reader = casts.make_person("inspector", roles.Role.INSPECTOR, district or school.commune)
    client.force_login(reader)
    assert client.get(f"{LIST}{school.pk}/").status_code == 200
    assert client.post(f"{LIST}{school.pk}/safety/new/", said()).status_code == 403

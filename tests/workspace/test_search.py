"""Search folds tone marks and never leaves the reader's scope."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("query", ["Phước Đại", "phuoc dai", "PHUOC  ĐAI"])
def test_units_are_found_with_and_without_diacritics(client: Client, query: str):
    people = cast.make_cast()
    client.force_login(people.officer)
    page = client.get(reverse("workspace:search"), {"q": query})
    assert "Xã Phước Đại" in page.content.decode()


def test_units_out_of_scope_are_not_found(client: Client):
    people = cast.make_cast()
    client.force_login(people.outsider)
    page = client.get(reverse("workspace:search"), {"q": "phuoc dai"})
    assert "Xã Phước Đại" not in page.content.decode()


@pytest.mark.parametrize("query", ["%", "_", "' OR 1=1", "\x00", "a" * 5000])
def test_a_strange_query_finds_nothing_and_breaks_nothing(client: Client, query: str):
    people = cast.make_cast()
    client.force_login(people.officer)
    assert client.get(reverse("workspace:search"), {"q": query}).status_code == 200

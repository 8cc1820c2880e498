"""What no editor or reader types, and somebody sends all the same."""

import pytest
from django.urls import reverse

from tests.factories import cms as factory


@pytest.mark.parametrize("number", ["²", "9" * 5000, "-1", ""])
def test_revision_that_is_no_number_is_not_found(room, piece, client, number):
    factory.submit(room, piece)
    client.force_login(room.chief)
    address = reverse("newsroom:decide", args=[piece.pk, "approve"])
    assert client.post(address, {"revision": number}).status_code == 404


@pytest.mark.parametrize("path", ["%00/", "ptth/%00/", "a%00b/"])
def test_english_address_with_an_empty_letter_is_not_found(room, client, path):
    assert client.get(f"/en/{path}").status_code == 404


@pytest.mark.parametrize("query", ["'\")(*&|!", "*", '"', "NEAR(", "a AND", "a:b", "-", "khai-báo"])
def test_search_takes_any_signs(room, piece, client, query):
    factory.publish(room, piece)
    assert client.get("/tim-kiem/", {"q": query}).status_code == 200


def test_signs_do_not_hide_the_words_searched_for(room, piece, client):
    factory.publish(room, piece)
    answer = client.get("/tim-kiem/", {"q": "“khai-báo” (QR)!"})
    assert piece.title in answer.content.decode()

"""A service that was too late is answered 409 with its own sentence."""

import pytest
from django.http import Http404
from django.test import Client, RequestFactory

from campaigns.kernel import errors as kernel_errors
from config import errors


def _answer(exception: Exception):
    middleware = errors.plain_answer_middleware(lambda request: None)
    return middleware.process_exception(RequestFactory().get("/"), exception)


def test_a_conflict_is_answered_409_with_its_sentence():
    response = _answer(kernel_errors.Conflict("Chị Hà đã quyết định lúc 09:00."))
    assert response.status_code == 409
    assert "Chị Hà đã quyết định lúc 09:00." in response.content.decode()


def test_what_is_not_there_is_said_in_our_own_words_without_its_reason():
    response = _answer(Http404("unit 7 is out of scope"))
    assert response.status_code == 404
    assert "out of scope" not in response.content.decode()


@pytest.mark.django_db
def test_the_demo_shows_our_own_page_too(client: Client, settings):
    settings.DEBUG = True
    page = client.get("/khong-co-trang-nay/")
    assert page.status_code == 404
    assert "URLconf" not in page.content.decode()


def test_other_errors_are_left_to_their_views():
    assert _answer(kernel_errors.LoaError("sai")) is None
    assert _answer(ValueError()) is None

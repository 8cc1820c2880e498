"""A service that was too late is answered 409 with its own sentence."""

from django.test import RequestFactory

from campaigns.kernel import errors as kernel_errors
from config import errors


def _answer(exception: Exception):
    middleware = errors.conflict_middleware(lambda request: None)
    return middleware.process_exception(RequestFactory().get("/"), exception)


def test_a_conflict_is_answered_409_with_its_sentence():
    response = _answer(kernel_errors.Conflict("Chị Hà đã quyết định lúc 09:00."))
    assert response.status_code == 409
    assert "Chị Hà đã quyết định lúc 09:00." in response.content.decode()


def test_other_errors_are_left_to_their_views():
    assert _answer(kernel_errors.LoaError("sai")) is None
    assert _answer(ValueError()) is None

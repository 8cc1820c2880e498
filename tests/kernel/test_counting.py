"""Counting as far as somebody reads: exact up to the bound, and never said to be the whole beyond."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from campaigns.kernel import counting
from campaigns.units import models
from config import jinja2
from tests.factories import cast as casts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_bound_of_four(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST", 4)


def test_up_to_the_bound_it_is_exact_and_beyond_it_says_more() -> None:
    casts.make_cast()
    units = models.Unit.objects.order_by("name_vi")
    assert counting.up_to(units.filter(kind__code="commune")) == counting.Count(2)
    assert counting.up_to(units.filter(pk__in=units.values("pk")[:4])) == counting.Count(4)
    assert counting.up_to(units) == counting.Count(4, is_more=True)


def test_many_lists_are_counted_by_one_query() -> None:
    casts.make_cast()
    units = models.Unit.objects.select_related("kind")
    with CaptureQueriesContext(connection) as asked:
        counts = counting.each_up_to([units, units.filter(pk__in=[]), units.filter(code="58")])
    assert counts == [counting.Count(4, is_more=True), counting.Count(0), counting.Count(1)]
    assert len(asked) == 1


def test_together_they_are_more_than_the_bound() -> None:
    assert counting.Count(1) + counting.Count(2) == counting.Count(3)
    assert counting.Count(3) + counting.Count(2) == counting.Count(4, is_more=True)
    assert counting.Count(4, is_more=True).less(3) == counting.Count(1, is_more=True)


def test_a_page_says_more_than() -> None:
    with translation.override("vi"):
        assert jinja2.number(counting.Count(10_000, is_more=True)) == "hơn 10.000"
        assert jinja2.number(counting.Count(1234)) == "1.234"

"""The suite's own footing: each test finds the rows that the migrations made, and only those."""

import pytest
from wagtail.models import Locale, Page, Site


@pytest.mark.django_db
def test_migrated_rows_are_there() -> None:
    assert Site.objects.filter(is_default_site=True).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_flushing_test_destroys_is_back_for_the_next(turn: int) -> None:
    assert Page.objects.filter(depth=1).exists()
    assert Locale.objects.filter(language_code="vi").exists()
    Site.objects.all().delete()
    Page.objects.filter(depth__gt=1).delete()

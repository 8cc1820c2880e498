"""The day's sheets with many lines, on a phone and on a desk: each name above its own fields."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from campaigns.accounts import models as accounts_models
from tests.browser.conftest import OpenPage
from tests.factories import premises as factory

SignIn = Callable[[Page, accounts_models.User], None]
LookAt = Callable[[Page, str], None]


@pytest.mark.parametrize("sheet", ["visits", "staff"])
def test_a_sheet_fits_and_each_line_reads_from_its_name_to_its_fields(
    site: str, open_page: OpenPage, sign_in: SignIn, look_at: LookAt, sheet: str
) -> None:
    scene = factory.make_scene()
    page = open_page()
    sign_in(page, scene.cast.officer)
    page.goto(f"/desk/premises/{sheet}/")
    look_at(page, f"day-sheet-{sheet}")
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        for line in page.locator("fieldset:has(legend)").all():
            name, field = line.locator("legend").bounding_box(), line.locator("input.form-control")
            assert name is not None
            for box in (one.bounding_box() for one in field.all()):
                assert box is not None
                assert box["y"] >= name["y"] + name["height"]

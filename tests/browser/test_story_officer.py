"""Story 6: an officer brings a list of 5,000 premises, and takes one commune to its last sheet."""

import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from PIL import Image
from playwright.sync_api import Page, expect
from pytest_django import Settings

from campaigns.accounts import models as accounts_models
from campaigns.kernel import roles
from campaigns.premises import models
from tests.browser.conftest import OpenPage
from tests.factories import cast as casts
from tests.factories import lists, sheets
from tests.factories import premises as factory

SignIn = Callable[[Page, accounts_models.User], None]
LookAt = Callable[[Page, str], None]

pytestmark = pytest.mark.slow
LINES = max(50, int(5000 * float(os.environ.get("LOA_SCALE", "1"))))
NAMES = ("Chợ Ma Hoa", "Nhà nghỉ Sông Cái", "Quán Gió Biển")


@pytest.fixture(autouse=True)
def _own_files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def csv_of(cast: casts.Cast) -> bytes:
    """Three premises in the officer's commune, all others in the one beside it."""
    here = [lists.row(str(n), name) for n, name in enumerate(NAMES, start=1)]
    there = [
        lists.row(str(n), f"Quán số {n}", commune=cast.sibling.name_vi) for n in range(4, LINES + 1)
    ]
    return sheets.text_of([lists.HEADER, *here, *there], delimiter=";").encode("utf-16")


def photo_of(picture: Image.Image) -> dict[str, str | bytes]:
    """As a hand holds the phone: askew, small, squeezed by JPEG."""
    file = io.BytesIO()
    turned = picture.convert("RGB").rotate(7, expand=True, fillcolor="#8a7f6c")
    turned.thumbnail((1200, 1200))
    turned.save(file, "JPEG", quality=70)
    return {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def platform_code(number: int) -> Image.Image:
    """What the national platform shows for a place."""
    code = zxingcpp.create_barcode(f"{factory.PAYLOAD}|{number}", zxingcpp.BarcodeFormat.QRCode)
    return Image.fromarray(code.to_image(scale=8, add_quiet_zones=True))


def pages_of(pdf: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        return [page.render(scale=2).to_pil() for page in document]


def bring_in(page: Page, cast: casts.Cast, look_at: LookAt) -> None:
    page.goto("/desk/premises/imports/")
    page.select_option("[name=unit]", str(cast.district.pk))
    content = {"name": "co-so.csv", "mimeType": "text/csv", "buffer": csv_of(cast)}
    page.set_input_files("[name=sheet]", content)
    page.get_by_role("button", name=_("Look at it")).click()
    expect(page.get_by_role("heading", name=_("What stands in which column?"))).to_be_visible()
    look_at(page, "list-columns")
    page.get_by_role("button", name=_("Look at all lines")).click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    factory.do_work()
    page.reload()
    expect(page.locator(".loa-stats")).to_contain_text(f"{LINES:,}".replace(",", "."))
    look_at(page, "list-checked")
    page.locator("summary", has_text=_("Take it in")).click()
    page.get_by_role("button", name=_("Take it in")).click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    factory.do_work()
    page.reload()
    expect(page.locator("main")).to_contain_text(f"{LINES:,}".replace(",", "."))
    assert models.Premises.objects.count() == LINES


def enter_codes(page: Page, rows: list[models.Premises]) -> None:
    for row in rows:
        page.goto(f"/desk/premises/{row.pk}/code/")
        page.set_input_files("[name=photo]", photo_of(platform_code(row.pk)))
        page.get_by_role("button", name=_("Keep the code")).click()
        page.wait_for_url(re.compile(rf"/premises/{row.pk}/$"))


def print_commune(page: Page, cast: casts.Cast, look_at: LookAt) -> list[Image.Image]:
    """Order the commune's sheets, take the PDF, note that it lies on paper; return its pages."""
    page.goto(f"/desk/premises/sheets/?unit={cast.commune.pk}")
    page.get_by_role("button", name=_("Set the sheets")).click()
    page.wait_for_url(re.compile(r"/jobs/\d+/$"))
    factory.do_work()
    page.goto("/desk/premises/sheets/")
    look_at(page, "sheets-ordered")
    with page.expect_download() as download:
        page.get_by_role("link", name=_("Download the PDF")).click()
    pdf = Path(download.value.path()).read_bytes()
    page.get_by_role("button", name=_("They are printed")).click()
    said = ngettext("%(num)s sheet is printed now.", "%(num)s sheets are printed now.", 3)
    expect(page.locator("main")).to_contain_text(said % {"num": 3})
    return pages_of(pdf)


def hang_all(page: Page, cast: casts.Cast, look_at: LookAt) -> None:
    page.goto(f"/desk/premises/walk/?unit={cast.commune.pk}")
    look_at(page, "walking-list")
    for box in page.locator("[name=sheet]").all():
        box.check()
    page.get_by_role("button", name=_("The ticked sheets hang now")).click()
    expect(page.locator("[name=sheet]")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name=_("Take it along (PDF)")).click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def verify_all(page: Page, photos: list[Image.Image], rows: list[models.Premises]) -> None:
    """Each sheet by a photo of the paper itself; another place's paper is refused."""
    for number, row in enumerate(rows):
        page.goto(f"/desk/premises/{row.pk}/")
        page.get_by_role("link", name=_("Verify the sheet")).click()
        page.set_input_files("[name=photo]", photo_of(photos[number - 1]))
        page.get_by_role("button", name=_("Verify the sheet")).click()
        expect(page.locator("main")).to_contain_text(
            _("The sheet does not hold the code of this premises.")
        )
        page.set_input_files("[name=photo]", photo_of(photos[number]))
        page.get_by_role("button", name=_("Verify the sheet")).click()
        expect(page.locator("main")).to_contain_text(_("Verified: the sheet holds the right code."))


def test_a_commune_is_brought_from_a_list_to_its_last_verified_sheet(
    site: str, open_page: OpenPage, sign_in: SignIn, look_at: LookAt, page_faults: list[str]
) -> None:
    cast = casts.make_cast()
    factory.make_kinds()
    officer = casts.make_person("district", roles.Role.UNIT_OFFICER, cast.district)
    page = open_page()
    sign_in(page, officer)
    bring_in(page, cast, look_at)

    rows = list(models.Premises.objects.filter(commune=cast.commune).order_by("name"))
    assert [row.name for row in rows] == list(NAMES)
    enter_codes(page, rows)
    photos = print_commune(page, cast, look_at)
    assert len(photos) == len(rows)
    hang_all(page, cast, look_at)

    other = open_page()
    sign_in(other, cast.head)
    verify_all(other, photos, rows)
    page_faults[:] = [fault for fault in page_faults if "status of 422" not in fault]

    page.goto(f"/desk/premises/coverage/?unit={cast.commune.pk}")
    expect(page.locator(".loa-stats")).to_contain_text("100,0")
    page.goto(f"/desk/premises/walk/?unit={cast.commune.pk}")
    expect(page.locator("main")).to_contain_text(_("Nothing is lacking here"))
    factory.assert_coverage_true()

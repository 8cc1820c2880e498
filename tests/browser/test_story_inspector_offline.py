"""An inspector in a valley without signal: the whole visit on the phone, and the desk sees it once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _
from playwright.sync_api import Page, expect

from campaigns.accounts import models as accounts_models
from campaigns.inspections import models, queries, services
from campaigns.kernel import models as kernel_models
from tests.browser import phones
from tests.browser.conftest import OpenPage
from tests.browser.road import Road
from tests.factories import cast as casts
from tests.factories import inspections as factory
from tests.factories import pictures

SignIn = Callable[[Page, accounts_models.User], None]
Look = Callable[[Page, str], None]
MODULE = "/static/loa/field/checklist.js"


@pytest.fixture
def scene(site: str, settings, tmp_path: Path) -> factory.Scene:
    settings.MEDIA_ROOT = tmp_path
    return factory.make_scene()


@pytest.fixture
def visit(scene: factory.Scene) -> models.Inspection:
    return factory.plan(scene, at=timezone.now())


@pytest.fixture
def phone(
    visit: models.Inspection, scene: factory.Scene, open_page: OpenPage, road: Road, sign_in: SignIn
) -> Page:
    """An inspector's phone with the app and its visit."""
    page = open_page(
        **phones.SCREEN,
        base_url=road.url,
        permissions=["geolocation"],
        geolocation={"latitude": 11.56321, "longitude": 108.99, "accuracy": 12},
    )
    sign_in(page, scene.inspector)
    page.goto("/field/#inspections")
    expect(page.locator(f"[data-visit='{visit.pk}']")).to_be_visible()
    phones.keep_app(page)
    return page


def begin(phone: Page, visit: models.Inspection) -> None:
    phone.locator(f"[data-visit='{visit.pk}']").tap()
    expect(item(phone, "posted")).to_be_visible()


def item(phone: Page, code: str) -> Any:
    return phone.locator(f"[data-item={code}]")


def answer(phone: Page, code: str, value: str) -> None:
    item(phone, code).locator(f".loa-answer:has([value={value}])").tap()


def finish(phone: Page) -> None:
    phone.locator("[data-inspection-finish]").tap()
    phone.locator("[data-sure-yes]").tap()
    expect(phone.locator("[data-screen=inspections]")).to_be_visible()


def leave(phone: Page, page_faults: list[str]) -> None:
    """Close the phone, which tries again and again, before looking at what Chromium complained of."""
    phone.context.close()
    phones.forgive(page_faults, "Failed to load resource")


def picture() -> dict[str, Any]:
    return {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": pictures.make_photo()}


def test_the_whole_visit_without_network(
    phone: Page,
    visit: models.Inspection,
    scene: factory.Scene,
    road: Road,
    look_at: Look,
    page_faults: list[str],
    open_page: OpenPage,
    sign_in: SignIn,
) -> None:
    look_at(phone, "inspector-list")
    road.is_down = True
    phone.goto("/field/")  # as from the home screen: the visits are what this phone is for
    begin(phone, visit)
    expect(item(phone, "spot")).to_be_hidden()
    phone.locator("[data-inspection-finish]").tap()
    expect(phone.locator("[data-faults]")).to_contain_text("Câu posted")
    look_at(phone, "inspector-missing")
    answer(phone, "posted", "YES")
    answer(phone, "spot", "hidden")
    expect(item(phone, "spot").locator(".loa-question-finding")).not_to_be_empty()
    item(phone, "spot").locator("summary").tap()
    item(phone, "spot").locator("textarea").fill("sau cánh cửa")
    phone.locator("[data-number=daily]").fill("2,5")
    phone.set_input_files("[data-photo-of=photo]", picture())
    expect(item(phone, "photo").locator("img")).to_be_visible()
    phone.locator("[data-other-add]").tap()
    phone.locator("[data-other] textarea").fill("Lối thoát hiểm bị chặn")
    phone.locator("[data-stamp]").tap()
    expect(phone.locator("[data-stamp-said]")).to_contain_text("12")
    look_at(phone, "inspector-visit")

    phone.reload()  # the phone restarts in the middle, still without network
    expect(phone.locator("[data-number=daily]")).to_have_value("2,5")
    expect(item(phone, "spot").locator("textarea")).to_have_value("sau cánh cửa")
    expect(item(phone, "photo").locator("img")).to_be_visible()
    expect(phone.locator("[data-other] textarea")).to_have_value("Lối thoát hiểm bị chặn")
    finish(phone)
    expect(phone.locator("[data-notice]")).to_have_text(
        _("Saved on this phone; will be sent when there is network.")
    )
    phones.expect_pending(phone, 2)
    look_at(phone, "inspector-waiting")
    phone.reload()
    phones.expect_pending(phone, 2)
    assert models.Inspection.objects.get().state == "ASSIGNED"

    road.is_down = False
    phone.evaluate("dispatchEvent(new Event('online'))")
    phones.until(phone, models.InspectionPhoto.objects.exists)
    phones.expect_pending(phone, 0)
    assert_arrived_once(visit, scene)
    see_at_the_desk(visit, scene, open_page, sign_in)
    leave(phone, page_faults)


def assert_arrived_once(visit: models.Inspection, scene: factory.Scene) -> None:
    visit.refresh_from_db()
    assert (visit.state, visit.inspected_by) == ("DONE", scene.inspector)
    assert (visit.stamp_latitude, visit.stamp_accuracy_m) == (11.56321, 12)
    assert {code: said for code, said in visit.answers.items() if code != "photo"} == {
        "posted": "YES",
        "spot": "hidden",
        "daily": 2.5,
    }
    assert [f.text for f in visit.findings.order_by("number")] == [
        "Câu spot: hidden. sau cánh cửa",
        "Lối thoát hiểm bị chặn",
    ]
    assert kernel_models.FieldReceipt.objects.count() == 1


def see_at_the_desk(
    visit: models.Inspection, scene: factory.Scene, open_page: OpenPage, sign_in: SignIn
) -> None:
    desk = open_page()
    sign_in(desk, scene.other)
    desk.goto(f"/desk/inspections/{visit.pk}/")
    expect(desk.locator("#findings")).to_contain_text("Lối thoát hiểm bị chặn")
    expect(desk.locator("main")).to_contain_text("sau cánh cửa")
    photo = desk.get_by_role("link", name=_("See the photo")).get_attribute("href")
    assert desk.request.get(photo or "").headers["content-type"] == "image/jpeg"


def test_what_waits_is_changed_exported_and_deleted(
    phone: Page, visit: models.Inspection, road: Road, look_at: Look, page_faults: list[str]
) -> None:
    road.is_down = True
    begin(phone, visit)
    answer(phone, "posted", "YES")
    answer(phone, "spot", "door")
    phone.locator("[data-number=daily]").fill("5")
    phone.set_input_files("[data-photo-of=photo]", picture())
    expect(item(phone, "photo").locator("img")).to_be_visible()
    finish(phone)
    phones.expect_pending(phone, 2)
    phone.goto("/field/#outbox")
    phone.locator(".loa-record").tap()
    expect(phone.locator("[data-record-do=withdraw]")).to_be_hidden()
    look_at(phone, "inspector-record")
    with phone.expect_download() as saved:
        phone.locator("[data-record-do=export]").tap()
    assert "inspection" in Path(saved.value.path()).read_text("utf-8")
    phone.locator(".loa-record").tap()
    phone.locator("[data-record-do=correct]").tap()
    expect(phone.locator("[data-number=daily]")).to_have_value("5")
    expect(item(phone, "photo").locator("img")).to_be_visible()
    phones.expect_pending(phone, 0)
    phone.locator("[data-number=daily]").fill("0")
    finish(phone)
    phones.expect_pending(phone, 2)
    phone.goto("/field/#outbox")
    phone.locator(".loa-record").tap()
    phone.locator("[data-record-do=remove]").tap()
    phone.locator("[data-sure-yes]").tap()
    phones.expect_pending(phone, 0)
    phone.goto("/field/#inspections")
    begin(phone, visit)
    expect(phone.locator("[data-number=daily]")).to_have_value("")
    leave(phone, page_faults)


def test_what_happened_meanwhile_is_told_and_nothing_is_lost(
    phone: Page, visit: models.Inspection, scene: factory.Scene, road: Road, page_faults: list[str]
) -> None:
    road.is_down = True
    begin(phone, visit)
    answer(phone, "posted", "NO")
    phone.locator("[data-number=daily]").fill("0")
    finish(phone)
    services.call_off(inspection=visit, reason="Mưa lũ", by=casts.SYSTEM, at=timezone.now())
    road.is_down = False
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.locator("[data-refused-number]")).to_have_text("1")
    phone.goto("/field/#outbox")
    refused = phone.locator(".loa-record[data-state=refused]")
    expect(refused).to_contain_text(visit.premises.name)
    refused.tap()
    expect(phone.locator("[data-record-do=correct]")).to_be_visible()
    expect(phone.locator("[data-record-do=export]")).to_be_visible()
    assert not models.Finding.objects.exists()
    leave(phone, page_faults)


def test_what_was_made_waits_for_whoever_made_it(
    phone: Page,
    visit: models.Inspection,
    scene: factory.Scene,
    road: Road,
    sign_in: SignIn,
    look_at: Look,
    page_faults: list[str],
) -> None:
    """Signed out in the field, then somebody else signs in on the same phone."""
    phone.context.clear_cookies()
    phone.reload()
    expect(phone.locator("[data-visits-refusal] a")).to_be_visible()
    look_at(phone, "inspector-signed-out")
    begin(phone, visit)
    answer(phone, "posted", "NO")
    phone.locator("[data-number=daily]").fill("3")
    finish(phone)
    phones.expect_pending(phone, 1)
    sign_in(phone, scene.other)
    phone.reload()
    expect(phone.locator("[data-sender]")).to_have_text(str(scene.other))
    phones.expect_pending(phone, 1)
    phone.goto("/field/#outbox")
    expect(phone.locator("[data-records]")).to_contain_text(str(scene.inspector))
    assert road.asked("POST", "/records") == 0
    sign_in(phone, scene.inspector)
    phone.reload()
    phones.until(phone, models.Inspection.objects.filter(state="DONE").exists)
    phones.expect_pending(phone, 0)
    visit.refresh_from_db()
    assert (visit.state, visit.inspected_by) == ("DONE", scene.inspector)
    leave(phone, page_faults)


def test_two_tabs_that_finish_make_one_record(
    phone: Page, visit: models.Inspection, road: Road, page_faults: list[str]
) -> None:
    road.is_down = True
    begin(phone, visit)
    answer(phone, "posted", "NO")
    other = phone.context.new_page()
    other.goto(f"/field/#inspection-{visit.pk}")
    expect(item(other, "posted").locator("[value=NO]")).to_be_checked()
    other.locator("[data-number=daily]").fill("3")
    expect(phone.locator("[data-number=daily]")).to_have_value("3")
    finish(other)
    expect(phone.locator("[data-screen=inspections]")).to_be_visible()
    assert len(phones.kept(phone)) == 1
    leave(phone, page_faults)


JUDGED: list[dict[str, Any]] = [
    {},
    {"posted": "NO", "daily": 0},
    {"posted": "YES", "spot": "inside", "daily": 24},
    {"posted": "NA", "spot": "hidden"},
    {"posted": "YES", "spot": "nowhere", "daily": 25},
    {"posted": "NO", "daily": -1},
    {"posted": "YES", "daily": "x"},
]


def test_the_phone_judges_as_the_server_does(phone: Page, visit: models.Inspection) -> None:
    items = queries.from_data(visit.version.items)
    said = phone.evaluate(
        f"""async ([items, all]) => {{
          const list = await import("{MODULE}");
          return all.map((answers) => ({{
            asked: list.asked(items, answers).map(({{ code }}) => code),
            faults: [...list.faultsOf(items, answers, new Set()).keys()],
            percent: list.judge(items, answers).percent,
            wanting: list.judge(items, answers).wanting.map(({{ code }}) => code),
          }}));
        }}""",
        [visit.version.items, JUDGED],
    )
    for answers, phones_own in zip(JUDGED, said, strict=True):
        judged = queries.judge(items, answers)
        assert phones_own["asked"] == [i.code for i in queries.asked(items, answers)]
        shown = {c: a for c, a in answers.items() if c in phones_own["asked"]}
        assert sorted(phones_own["faults"]) == sorted(queries.answer_faults_of(items, shown))
        assert phones_own["wanting"] == [i.code for i in judged.wanting]
        percent = judged.points * 100 // judged.possible if judged.possible else None
        assert phones_own["percent"] == percent

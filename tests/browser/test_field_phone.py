"""The field app in the volunteer's hand: counting, what lies on the phone, several drives."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _
from playwright.sync_api import Page, expect

from campaigns.accounts import models as accounts_models
from campaigns.drives import models, queries, services
from tests.browser import phones
from tests.browser.conftest import OpenPage
from tests.browser.road import Road
from tests.factories import drives as factory

SignIn = Callable[[Page, accounts_models.User], None]
LookAt = Callable[[Page, str], None]


@pytest.fixture
def scene(site: str) -> factory.Scene:
    return phones.make_scene()


@pytest.fixture
def phone(open_page: OpenPage, site: str, scene: factory.Scene) -> Page:
    """A phone that has joined and stands ready to count."""
    page = open_page(**phones.SCREEN)
    phones.give_pass(page.context, site, scene.drive)
    phones.open_app(page, scene.drive)
    return page


def notice(phone: Page) -> Any:
    return phone.locator("[data-notice]")


def go_offline(phone: Page) -> None:
    phones.keep_app(phone)
    phone.context.set_offline(True)


def open_outbox(phone: Page) -> None:
    phone.locator("[data-pill]").tap()
    expect(phone.locator("[data-screen=outbox]")).to_be_visible()


def do(phone: Page, name: str, *, sure: bool = False) -> None:
    """Open the first record and do something with it."""
    phone.locator(".loa-record").first.tap()
    phone.locator(f"[data-record-do={name}]").tap()
    if sure:
        phone.locator("[data-sure-yes]").tap()


def people(drive: models.Drive) -> int:
    return queries.totals_by_app(drive).people


# --- counting ----------------------------------------------------------------------------------


def test_a_hold_sets_the_number_and_undo_takes_back_step_by_step(phone: Page):
    tap = phone.locator("[data-tap=people]")
    phones.count(phone, "people", 2)
    tap.click(delay=700)
    number = phone.locator("[data-number]")
    expect(number).to_be_visible()
    number.fill("40")
    number.press("Enter")
    expect(tap.locator("[data-tap-count]")).to_have_text("40")
    for left in ("2", "1", "0"):
        phone.locator("[data-undo]").tap()
        expect(tap.locator("[data-tap-count]")).to_have_text(left)
    expect(phone.locator("[data-undo]")).to_be_disabled()
    expect(phone.locator("[data-save]")).to_be_disabled()


def test_numbers_are_set_by_keyboard_too(phone: Page):
    phone.locator("[data-edit]").focus()
    phone.keyboard.press("Enter")
    phone.locator("[data-tap='ncovi|DECLARED']").focus()
    phone.keyboard.press("Enter")
    phone.keyboard.type("12")
    phone.keyboard.press("Enter")
    phones.expect_value(phone, "ncovi|DECLARED", 12)
    fewer = phone.locator("[data-people-hint]")
    expect(fewer).to_have_text(
        _("One outcome has {count}: were fewer residents helped?").replace("{count}", "12")
    )
    fewer.tap()
    expect(fewer).to_have_count(0)
    phones.expect_value(phone, "people", 12)


@pytest.mark.parametrize("typed", ["-3", "", "99999"])
def test_a_number_that_cannot_be_is_not_taken(phone: Page, typed: str):
    phones.count(phone, "people", 5)
    phone.locator("[data-edit]").tap()
    phone.locator("[data-tap=people]").tap()
    phone.locator("[data-number]").fill(typed)
    phone.locator("[data-dialog=number] [value=set]").tap()
    phone.wait_for_timeout(100)
    phones.expect_value(phone, "people", 5)


def test_each_form_has_its_counters_and_keeps_them(
    phone: Page, scene: factory.Scene, look_at: LookAt
):
    phones.count(phone, "people", 3)
    phone.locator("[data-form=patrol]").tap()
    phones.count(phone, "|REMINDED", 4)
    phones.count(phone, "|NO_NETWORK", 1)
    look_at(phone, "field-patrol")
    phone.locator("[data-form=household]").tap()
    phones.count(phone, "households", 1)
    phones.count(phone, "?NOT_HOME", 2)
    phones.expect_value(phone, "households", 2)  # a reason is a visit, too
    phones.count(phone, "people", 2)
    look_at(phone, "field-household")
    phones.save(phone)
    phone.locator("[data-form=patrol]").tap()
    phones.expect_value(phone, "|REMINDED", 4)
    phones.save(phone)
    phone.locator("[data-form=point]").tap()
    phones.expect_value(phone, "people", 3)
    phone.select_option("[data-extra=setting]", "MARKET")
    phones.save(phone)
    phones.until(phone, lambda: models.SupportEntry.objects.count() == 3)
    settings = set(models.SupportEntry.objects.values_list("setting", "people"))
    assert settings == {("HOUSEHOLD_VISIT", 2), ("SURVEILLANCE_ROUND", 0), ("MARKET", 3)}
    visit = models.SupportEntry.objects.get(setting="HOUSEHOLD_VISIT")
    assert visit.households == 2
    assert [r.count for r in visit.reasons.all()] == [2]


def test_two_tabs_count_together_and_save_once(phone: Page, scene: factory.Scene):
    two = phone.context.new_page()
    phones.open_app(two, scene.drive)
    phones.count(phone, "people", 2)
    phones.expect_value(two, "people", 2)
    phones.count(two, "people", 1)
    phones.expect_value(phone, "people", 3)
    for tab in (phone, two):
        tab.evaluate("document.querySelector('[data-save]').click()")
    phones.until(phone, lambda: people(scene.drive) == 3)
    phones.expect_pending(two, 0)
    assert len(phones.kept(two)) == 1


# --- without network ---------------------------------------------------------------------------


def test_the_app_opens_cold_without_network_and_says_plainly_where_things_are(
    phone: Page, scene: factory.Scene, look_at: LookAt, page_faults: list[str]
):
    go_offline(phone)
    phone.goto("/field/")
    expect(phone.locator("[data-tap=people]")).to_be_visible()
    phones.count(phone, "people", 6)
    phones.save(phone)
    kept = _("Saved on this phone; will be sent when there is network.")
    expect(notice(phone)).to_have_text(kept)
    phones.expect_pending(phone, 1)
    expect(phone.locator("[data-net-word]")).to_have_text(_("No network"))
    look_at(phone, "field-offline")
    phone.context.set_offline(False)
    phones.until(phone, lambda: people(scene.drive) == 6)
    phones.expect_pending(phone, 0)
    expect(notice(phone)).to_have_text(_("Sent. The leader sees it now."))
    phones.forgive(page_faults, "ERR_INTERNET_DISCONNECTED")


def test_joining_without_network_says_what_is_missing(phone: Page, page_faults: list[str]):
    go_offline(phone)
    phone.goto("/field/join/ABCDE23456/")
    said = _("Joining needs network once. After that you can count without it.")
    expect(notice(phone)).to_have_text(said)
    phone.close()
    phones.forgive(page_faults, "ERR_INTERNET_DISCONNECTED")


def test_a_full_phone_keeps_the_counters_and_says_so(
    open_page: OpenPage, site: str, scene: factory.Scene, page_faults: list[str]
):
    phone = open_page(**phones.SCREEN)
    phones.give_pass(phone.context, site, scene.drive)
    phones.open_app(phone, scene.drive)
    phones.count(phone, "people", 4)
    # What a phone does that has no room: any transaction that writes breaks off.
    phone.evaluate("""() => {
      const put = IDBObjectStore.prototype.add;
      IDBObjectStore.prototype.add = function (...args) {
        throw new DOMException("no room", "QuotaExceededError");
      };
      window.makeRoom = () => { IDBObjectStore.prototype.add = put; };
    }""")
    phone.locator("[data-save]").tap()
    expect(notice(phone)).to_have_attribute("data-tone", "danger")
    phones.expect_value(phone, "people", 4)
    phone.evaluate("window.makeRoom()")
    phones.save(phone)
    phones.until(phone, lambda: people(scene.drive) == 4)


# --- what lies on the phone ----------------------------------------------------------------------


def test_a_record_that_was_never_sent_is_corrected_in_place_or_deleted(
    phone: Page, scene: factory.Scene, look_at: LookAt, page_faults: list[str]
):
    go_offline(phone)
    phones.count(phone, "people", 7)
    phones.save(phone)
    phones.count(phone, "people", 2)
    open_outbox(phone)
    look_at(phone, "field-outbox-waiting")
    phone.locator(".loa-record").tap()
    look_at(phone, "field-record")
    phone.locator("[data-record-do=correct]").tap()
    phones.expect_value(phone, "people", 7)
    look_at(phone, "field-correcting")
    phone.locator("[data-undo]").is_disabled()
    phones.count(phone, "people", 1)
    phone.locator("[data-save]").tap()
    expect(notice(phone)).to_have_text(_("Correction saved on this phone."))
    phones.expect_value(phone, "people", 2)
    assert [r["payload"]["people"] for r in phones.kept(phone)] == [8]
    open_outbox(phone)
    do(phone, "remove", sure=True)
    phones.expect_pending(phone, 0)
    assert phones.kept(phone) == []
    phones.forgive(page_faults, "ERR_INTERNET_DISCONNECTED")


def test_a_record_that_was_sent_is_corrected_and_withdrawn(
    phone: Page, scene: factory.Scene, look_at: LookAt
):
    phones.count(phone, "people", 7)
    phones.count(phone, "ncovi|INSTALLED", 2)
    phones.save(phone)
    phones.until(phone, lambda: people(scene.drive) == 7)
    phones.expect_pending(phone, 0)
    open_outbox(phone)
    do(phone, "correct")
    phone.locator("[data-edit]").tap()
    phone.locator("[data-tap=people]").tap()
    phone.locator("[data-number]").fill("3")
    phone.locator("[data-dialog=number] [value=set]").tap()
    phone.locator("[data-save]").tap()
    phones.until(phone, lambda: people(scene.drive) == 3)
    phones.expect_pending(phone, 0)
    open_outbox(phone)
    expect(phone.locator(".loa-record")).to_have_count(1)
    do(phone, "withdraw", sure=True)
    phones.until(phone, lambda: people(scene.drive) == 0)
    expect(phone.locator(".loa-record")).to_have_attribute("data-state", "withdrawn")
    look_at(phone, "field-outbox-withdrawn")
    assert models.SupportEntry.objects.count() == 2


def test_a_refused_record_says_why_and_is_mended(
    phone: Page, scene: factory.Scene, look_at: LookAt, page_faults: list[str]
):
    def refuse(route: Any) -> None:
        sent = json.loads(route.request.post_data)["records"]
        answers = [
            {"client_uuid": r["client_uuid"], "verdict": 422, "message": "Số này không thể đúng."}
            for r in sent
        ]
        route.fulfill(json={"answers": answers})

    phone.route("**/api/field/records?*", refuse, times=1)
    phones.count(phone, "people", 5)
    phones.save(phone)
    expect(phone.locator("[data-refused-number]")).to_have_text("1")
    expect(notice(phone)).to_have_attribute("data-tone", "danger")
    phones.expect_pending(phone, 0)
    open_outbox(phone)
    expect(phone.locator(".loa-record-state")).to_have_text("Số này không thể đúng.")
    look_at(phone, "field-outbox-refused")
    do(phone, "correct")
    phones.count(phone, "people", 1)
    phone.locator("[data-save]").tap()
    phones.until(phone, lambda: people(scene.drive) == 6)
    phones.expect_pending(phone, 0)
    expect(phone.locator("[data-refused]")).to_be_hidden()
    assert [r["state"] for r in phones.kept(phone)] == ["sent"]


def test_everything_on_the_phone_is_saved_as_a_file(
    phone: Page, scene: factory.Scene, tmp_path: Path
):
    phones.count(phone, "people", 7)
    phones.save(phone)
    phones.until(phone, lambda: people(scene.drive) == 7)
    phones.expect_pending(phone, 0)
    open_outbox(phone)
    with phone.expect_download() as download:
        phone.locator("[data-export]").tap()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    said = json.loads(file.read_text("utf-8"))
    assert [r["record"]["payload"]["people"] for r in said["records"]] == [7]
    assert said["records"][0]["state"] == "sent"
    assert said["device_id"] == said["records"][0]["record"]["device_id"]
    assert file.suffix == ".json"


def test_what_the_first_version_kept_is_taken_over_once(
    open_page: OpenPage, site: str, scene: factory.Scene
):
    phone = open_page(**phones.SCREEN)
    phones.give_pass(phone.context, site, scene.drive)
    old = {
        "number": "0b9f4a52-6a55-4f0e-9d6e-3f1f0f4b7a11",
        "capturedAt": timezone.now().isoformat(),
        "wasOffline": True,
        "payload": factory.payload_of(scene.drive, people=9),
    }
    phone.goto("/healthz")
    phone.evaluate(
        """([drive, record]) => {
          localStorage.setItem(`loa.field.record.${record.number}`, JSON.stringify(record));
          localStorage.setItem("loa.field.record.broken", "{");
          localStorage.setItem("loa.field.device", "0b9f4a52-6a55-4f0e-9d6e-000000000000");
          localStorage.setItem(`loa.field.draft.${drive}`, JSON.stringify({ number: "x", people: 2, counts: { "ncovi|DECLARED": 1 }, history: [] }));
        }""",
        [scene.drive.pk, old],
    )
    phones.open_app(phone, scene.drive)
    phones.until(phone, lambda: people(scene.drive) == 9)
    phones.expect_pending(phone, 0)
    phone.reload()
    phones.expect_value(phone, "people", 2)
    phones.expect_value(phone, "ncovi|DECLARED", 1)
    record = phones.kept(phone)[0]
    assert (record["number"], json.loads(record["frozen"])["device_id"][-3:]) == (
        old["number"],
        "000",
    )
    assert phone.evaluate("Object.keys(localStorage).filter((key) => key.includes('record'))") == [
        "loa.field.record.broken"
    ]


# --- drives and people ---------------------------------------------------------------------------


def test_several_drives_are_told_apart_and_left(
    phone: Page, site: str, scene: factory.Scene, look_at: LookAt, page_faults: list[str]
):
    other = phones.make_drive(scene, name="Thôn Tà Lú ra quân", place="Nhà cộng đồng")
    phones.give_pass(phone.context, site, other)
    go_offline(phone)
    phones.count(phone, "people", 5)
    phones.save(phone)
    phone.route("**/api/field/records?*", lambda route: route.abort())
    phone.context.set_offline(False)
    phone.goto("/field/#drives")
    expect(phone.locator("[data-drives] .loa-drive")).to_have_count(2)
    look_at(phone, "field-drives")
    phone.locator(".loa-drive", has_text="Thôn Tà Lú").tap()
    expect(phone.locator("[data-title]")).to_have_text("Thôn Tà Lú ra quân")
    phones.expect_pending(phone, 1)
    phones.count(phone, "people", 1)
    phone.locator("[data-title-link]").tap()
    phone.locator(".loa-drive", has_text="Ra quân tại chợ").tap()
    phones.expect_value(phone, "people", 0)
    open_outbox(phone)
    phone.locator("[data-leave]").tap()
    expect(phone.locator("[data-sure-text]")).to_contain_text("1")
    look_at(phone, "field-leaving")
    phone.locator("[data-sure-no]").tap()
    phone.unroute("**/api/field/records?*")
    phone.locator("[data-send]").tap()
    phones.until(phone, lambda: people(scene.drive) == 5)
    phones.expect_pending(phone, 0)
    phone.locator("[data-leave]").tap()
    phone.locator("[data-sure-yes]").tap()
    expect(phone.locator("[data-drives] .loa-drive")).to_have_count(1)
    phone.goto("/field/")
    expect(phone.locator("[data-drives] .loa-drive")).to_have_count(1)
    phones.forgive(page_faults, "ERR_INTERNET_DISCONNECTED", "ERR_FAILED")


def test_a_stopped_phone_is_told_so_and_keeps_its_records(
    phone: Page, scene: factory.Scene, look_at: LookAt, page_faults: list[str]
):
    device = models.DeviceToken.objects.get()
    services.revoke_device(device=device, by=scene.organiser, at=timezone.now())
    phones.count(phone, "people", 5)
    phones.save(phone)
    expect(notice(phone)).to_have_text(_("The leader has stopped this phone. Ask the leader."))
    phones.expect_pending(phone, 1)
    open_outbox(phone)
    look_at(phone, "field-stopped")
    assert len(phones.kept(phone)) == 1
    phones.forgive(page_faults, "status of 401")


def test_a_member_counts_by_account_offline_and_is_warned_before_signing_out(
    open_page: OpenPage,
    sign_in: SignIn,
    scene: factory.Scene,
    look_at: LookAt,
    page_faults: list[str],
):
    phone = open_page(**phones.SCREEN)
    sign_in(phone, scene.cast.volunteer)
    address = f"/field/drives/{scene.drive.pk}/"
    phone.goto(address)
    expect(phone.locator("[data-tap=people]")).to_be_visible()
    go_offline(phone)
    phone.goto(address)
    phones.count(phone, "people", 5)
    phones.save(phone)
    phones.expect_pending(phone, 1)
    phone.context.set_offline(False)
    phone.route("**/api/field/records?*", lambda route: route.abort())
    phone.goto("/desk/")
    phone.locator(".loa-user summary").tap()
    phone.locator("[data-signs-out] button").tap()
    phone.wait_for_url("**/accounts/logout/")
    warning = phone.locator("[data-field-waits]")
    expect(warning).to_be_visible()
    expect(warning.locator("[data-count]")).to_have_text("1")
    look_at(phone, "field-signing-out")
    with phone.expect_navigation():
        phone.locator("main form button[type=submit]").tap()
    phone.unroute("**/api/field/records?*")
    assert_waits_for_its_owner(phone, sign_in, scene, address)
    phones.forgive(page_faults, "ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "status of 401")


def assert_waits_for_its_owner(
    phone: Page, sign_in: SignIn, scene: factory.Scene, address: str
) -> None:
    """Nobody's session sends what another member counted."""
    phone.goto(address)
    expect(notice(phone).locator("a")).to_have_text(_("Sign in again to send"))
    sign_in(phone, scene.organiser)
    phone.goto(f"{address}#outbox")
    phone.reload()
    expect(phone.locator("[data-records]")).to_contain_text(str(scene.cast.volunteer))
    phone.wait_for_timeout(500)
    assert not models.SupportEntry.objects.exists()
    sign_in(phone, scene.cast.volunteer)
    phone.goto(address)
    phones.until(phone, lambda: people(scene.drive) == 5)
    phones.expect_pending(phone, 0)
    assert models.SupportEntry.objects.get().by_user == scene.cast.volunteer


# --- versions --------------------------------------------------------------------------------------


def test_a_new_version_waits_until_it_is_wanted_and_loses_nothing(
    phone: Page, settings: Any, look_at: LookAt
):
    phones.keep_app(phone)
    phones.count(phone, "people", 3)
    settings.LOA_RELEASE = "next"
    phone.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    button = phone.locator("[data-update-now]")
    expect(button).to_have_text(_("There is a new version: tap to use it"))
    look_at(phone, "field-update")
    phone.reload()
    assert "next" not in (phone.locator("html").get_attribute("data-release") or "")
    with phone.expect_event("framenavigated"):
        button.tap()
    expect(phone.locator("html")).to_have_attribute("data-release", phones.of_release("next"))
    phones.expect_value(phone, "people", 3)


def test_a_file_of_another_version_is_never_kept(
    open_page: OpenPage, road: Road, scene: factory.Scene, settings: Any
):
    """Half of one version and half of another, as while a server is being updated."""
    phone = open_page(**phones.SCREEN, base_url=road.url)
    phones.give_pass(phone.context, road.url, scene.drive)
    phones.open_app(phone, scene.drive)
    phones.keep_app(phone)
    settings.LOA_RELEASE = "next"
    road.rewrite = lambda path, said: said + b"// old" if path.endswith("/app.js") else said
    states = phone.evaluate("""async () => {
      const one = await navigator.serviceWorker.getRegistration();
      await one.update();
      const worker = one.installing;
      while (worker.state === "installing") await new Promise((done) => { worker.onstatechange = done; });
      return [worker.state, Boolean(one.waiting), one.active.state];
    }""")
    assert states == ["redundant", False, "activated"]
    road.rewrite = lambda path, said: said
    phone.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    expect(phone.locator("[data-update-now]")).to_be_visible()

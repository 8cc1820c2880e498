"""Letter 2754 from its paper: entered by hand, given out, handed down, reported, judged, silent."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.utils import timezone
from django.utils.translation import gettext as _
from playwright.sync_api import Page, expect
from pytest_django import Settings

from campaigns.accounts import models as accounts_models
from campaigns.directives import models
from campaigns.kernel import roles
from campaigns.units import models as units_models
from campaigns.units import services as units_services
from tests.browser.conftest import OpenPage
from tests.factories import cast as casts
from tests.factories import letters, notices, pictures

SignIn = Callable[[Page, accounts_models.User], None]
LookAt = Callable[[Page, str], None]
MoveTo = Callable[[datetime], None]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
ENTERED = ("1.e.1", "1.d", "1.a", "1.đ", "3.i")
TASK = "Vận động người dân khai báo y tế điện tử bằng mã QR"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def move_to() -> Iterator[MoveTo]:
    """Let an hour come for the whole process: the story begins on Monday 16 November 2026."""
    now = timezone.now
    with pytest.MonkeyPatch.context() as patch:

        def move_to(moment: datetime) -> None:
            ahead = moment - now()
            patch.setattr(timezone, "now", lambda: now() + ahead)

        move_to(casts.NOW)
        yield move_to


@pytest.fixture
def units(site: str, move_to: MoveTo) -> dict[str, units_models.Unit]:
    units = letters.make_tree(casts.make_cast())
    letters.make_campaign(units["58"])
    return units


def press(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=True).click()


def follow(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=words, exact=True).first.click()


def person(
    units: dict[str, units_models.Unit], code: str, role: roles.Role, name: str
) -> accounts_models.User:
    """A person of a unit; a head is named as answering for it too."""
    user = casts.make_person(name, role, units[code])
    if role == roles.Role.UNIT_HEAD:
        draft = units_services.HeadDraft(user.full_name, "Chủ tịch", casts.START, user)
        units_services.appoint_head(unit=units[code], draft=draft, by=casts.SYSTEM, at=casts.NOW)
    return user


def enter_head(page: Page, symbol: str, kind: str, day: str, subject: str) -> None:
    page.goto("/desk/directives/add/")
    page.select_option("[name=campaign]", label="Khai báo y tế điện tử")
    for name, words in (
        ("symbol", symbol),
        ("document_type_vi", kind),
        ("issued_date", day),
        ("subject_vi", subject),
        ("issuer_vi", "Ủy ban nhân dân tỉnh Ninh Thuận"),
    ):
        page.fill(f"[name={name}]", words)


def enter_letter(page: Page, look_at: LookAt) -> None:
    """Plan 2561 by its head alone, and the letter that continues it; clauses in any order."""
    enter_head(page, "2561/KH-UBND", "Kế hoạch", "2021-05-26", "Đẩy mạnh ứng dụng CNTT")
    press(page, _("Enter a directive"))
    enter_head(page, "2754/UBND-VXNV", "Công văn", "2021-06-06", "Tiếp tục đẩy mạnh ứng dụng CNTT")
    page.select_option("[name=continues]", label="2561/KH-UBND · Đẩy mạnh ứng dụng CNTT")
    page.fill("[name=signatory_vi]", "Nguyễn Long Biên")
    page.fill("[name=text_vi]", letters.text())
    look_at(page, "letter-head")
    press(page, _("Enter a directive"))
    expect(page.get_by_role("link", name="2561/KH-UBND")).to_be_visible()
    known = letters.clauses()
    for number in ENTERED:
        follow(page, _("Add a clause"))
        page.fill("[name=number]", number)
        page.fill("[name=text_vi]", known[number]["text_vi"])
        page.fill("[name=verb_vi]", known[number]["verb_vi"])
        press(page, _("Add a clause"))
    for purpose, lines in letters.recipients().items():
        follow(page, _("Add recipients"))
        page.locator(f"[name=purpose][value={purpose}]").check()
        page.fill("[name=lines]", "\n".join(lines))
        if purpose == "REPORT":
            look_at(page, "recipients")
        press(page, _("Add recipients"))
    titles = page.locator("[id^=clause-] h2").all_inner_texts()
    wanted = ("1.a", "1.d", "1.đ", "1.e.1", "3.i")
    assert titles == [_("Clause %(number)s") % {"number": number} for number in wanted]


def oblige(page: Page, number: str, task: str, strength: str, kinds: list[str]) -> None:
    """What a clause obliges to, by the «6 rõ»."""
    place = models.Clause.objects.get(number=number).position
    page.locator(f"#clause-{place}").get_by_role("link", name=_("What does it oblige to?")).click()
    page.fill("[name=task_vi]", task)
    page.locator(f"[name=strength][value={strength}]").check()
    for kind in kinds:
        page.locator(".loa-choice:has([name=lead_kinds])", has_text=kind).first.check()
    page.fill("[name=authority_vi]", "Theo địa bàn và lĩnh vực phụ trách")
    page.fill("[name=responsibility_vi]", "Thủ trưởng cơ quan, đơn vị")
    page.fill("[name=time_vi]", "Thường xuyên; công văn không nêu kỳ")
    page.fill("[name=result_vi]", "Số hộ được vận động")
    page.fill("[name=evidence_vi]", "Ảnh buổi tuyên truyền")


def give_out(page: Page, number: str, shown: list[str], look_at: LookAt) -> None:
    """Look at who would get it, then give it to exactly those, within ten working days."""
    place = models.Clause.objects.get(number=number).position
    page.locator(f"#clause-{place}").get_by_role("link", name=_("Give it out")).click()
    press(page, _("See who gets it"))
    expect(page.locator(".loa-list strong")).to_have_text(shown)
    look_at(page, f"preview-{number}")
    page.locator("[name=issue]").click()
    page.wait_for_url(re.compile(r"/assignments/\?obligation=\d+$"))


def mails_to(user: accounts_models.User, at: datetime) -> list[str]:
    """The links in what the worker mails to somebody by an hour of the day."""
    notices.sweep(at)
    bodies = [str(letter.body) for letter in mail.outbox if user.email in letter.to]
    found = [re.search(r"http://\S+/assignments/\d+/", body) for body in bodies]
    return [link[0] for link in found if link]


def assignment_of(unit: units_models.Unit) -> models.Assignment:
    return models.Assignment.objects.get(unit=unit, obligation__task_vi=TASK)


def open_mail(page: Page, user: accounts_models.User, look_at: LookAt) -> None:
    """As a new head: the mail's link on the phone, the door, and what is asked stands there."""
    [link] = mails_to(user, casts.NOW + timedelta(minutes=5))
    page.goto(link)
    page.fill("[name=login]", user.email)
    page.fill("[name=password]", casts.PASSWORD)
    press(page, _("Sign in"))
    page.wait_for_url(link)
    expect(page.get_by_role("heading", name=TASK)).to_be_visible()
    look_at(page, "duty-new")
    press(page, _("Confirm receipt"))
    expect(page.get_by_text(_("Receipt is confirmed."))).to_be_visible()


def hand_down(page: Page, communes: list[units_models.Unit], look_at: LookAt) -> None:
    follow(page, _("Hand it down"))
    look_at(page, "hand-down")
    for unit in communes:
        page.get_by_role("checkbox", name=unit.name_vi).check()
    page.fill("[name=note]", "Mỗi thôn một buổi tại nhà văn hóa")
    press(page, _("Hand it down"))
    expect(page.get_by_role("heading", name=_("Handed down"))).to_be_visible()


def report(page: Page, unit: units_models.Unit, number: str, look_at: LookAt | None = None) -> None:
    page.goto(f"/desk/directives/assignments/{assignment_of(unit).pk}/")
    follow(page, _("Report it done"))
    page.fill("[name=text]", "Đã tổ chức tại các thôn")
    page.fill("[name=value]", number)
    page.fill("[name=value_label]", "hộ được vận động")
    photo = {"name": "buoi-hop.jpg", "mimeType": "image/jpeg", "buffer": pictures.make_photo()}
    page.set_input_files("[name=evidence]", photo)
    if look_at:
        look_at(page, "report")
    press(page, _("Report it done"))
    expect(page.locator("main")).to_contain_text(f"{number} hộ được vận động")
    expect(page.get_by_role("link", name="buoi-hop.jpg")).to_be_visible()


def judge(page: Page, unit: units_models.Unit, step: str, words: str) -> None:
    page.goto(f"/desk/directives/assignments/{assignment_of(unit).pk}/")
    follow(page, step)
    page.fill("[name=words]", words)
    press(page, step)
    expect(page.locator("main")).to_contain_text(words)


def enter_holiday(page: Page, look_at: LookAt) -> None:
    """1 December becomes a day off: what is due then moves, and first it is said what."""
    page.goto("/desk/directives/calendar/enter/")
    page.fill("[name=on_date]", "2026-12-01")
    page.locator("[name=kind][value=HOLIDAY]").check()
    page.fill("[name=name_vi]", "Ngày nghỉ phòng bão")
    page.fill("[name=source]", "Quyết định 812/QĐ-UBND")
    press(page, _("Enter"))
    expect(page.locator("main")).to_contain_text("01/12/2026 → 02/12/2026")
    look_at(page, "holiday-moves")
    press(page, _("Enter it, and move these"))
    expect(page.locator("main")).to_contain_text("Ngày nghỉ phòng bão")


def test_letter_2754_from_its_paper_to_the_one_that_is_silent(
    units: dict[str, units_models.Unit],
    move_to: MoveTo,
    open_page: OpenPage,
    sign_in: SignIn,
    look_at: LookAt,
) -> None:
    coordinator = person(units, "58", roles.Role.COORDINATOR, "dieu-phoi")
    head = person(units, "584", roles.Role.UNIT_HEAD, "chu-tich")
    communes = [units["22810"], units["22813"]]
    desk = open_page()
    sign_in(desk, coordinator)
    enter_letter(desk, look_at)
    for number, task, strength, kinds in (
        ("1.a", TASK, "ASSIGN", ["Huyện", "Sở"]),
        ("1.đ", "Khuyến khích thanh toán điện tử", "ENCOURAGE", ["Sở"]),
        ("3.i", "Tăng cường thông tin, tuyên truyền", "ASSIGN", ["Cơ quan báo chí, truyền thanh"]),
    ):
        oblige(desk, number, task, strength, kinds)
        if number == "1.a":
            look_at(desk, "obligation")
        press(desk, _("Keep the obligation"))
    look_at(desk, "letter")
    letter = desk.url
    first = ["Huyện Bác Ái", "Huyện Ninh Hải", "Sở Thông tin và Truyền thông", "Sở Y tế"]
    give_out(desk, "1.a", first, look_at)
    desk.goto(letter)
    give_out(desk, "3.i", ["Báo Ninh Thuận", "Đài Phát thanh và Truyền hình tỉnh"], look_at)

    phone = open_page(**PHONE)
    open_mail(phone, head, look_at)
    hand_down(phone, communes, look_at)
    for number, (unit, name) in enumerate(zip(communes, ("head", "outsider"), strict=True)):
        field = open_page(**PHONE)
        sign_in(field, accounts_models.User.objects.get(email=f"{name}@loa.test"))
        report(field, unit, ("1.240", "980")[number], look_at if number == 0 else None)

    judge(phone, communes[0], _("Accept the result"), "Đủ số và ảnh")
    enter_holiday(desk, look_at)
    move_to(casts.NOW + 17 * DAY)
    sign_in(phone, head)
    phone.goto(f"/desk/directives/assignments/{assignment_of(units['584']).pk}/")
    done = _("%(done)s of %(due)s fallen due are done") % {"done": 2, "due": 2}
    expect(phone.locator("main")).to_contain_text(done)
    expect(phone.locator("main")).to_contain_text("Ngày nghỉ phòng bão (Quyết định 812/QĐ-UBND)")
    look_at(phone, "children-and-reason")
    report(phone, units["584"], "2.220")

    sign_in(desk, coordinator)
    reason = "Thiếu danh sách thôn đã tổ chức"
    judge(desk, units["584"], _("Return it"), reason)
    look_at(desk, "returned")
    judge(desk, communes[1], _("Accept the result"), "Đạt")
    phone.reload()
    expect(phone.locator("main")).to_contain_text(reason)

    silent = assignment_of(units["586"])
    desk.goto(f"/desk/directives/assignments/?obligation={silent.obligation_id}&time=OVERDUE")
    rows = desk.locator("tbody tr")
    expect(rows.filter(has_text="Huyện Ninh Hải")).to_contain_text(_("Overdue"))
    look_at(desk, "silent")
    desk.goto(f"/desk/directives/assignments/{silent.pk}/")
    expect(desk.locator("main")).to_contain_text(_("Nothing is reported yet."))

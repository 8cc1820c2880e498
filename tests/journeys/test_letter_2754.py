"""Letter 2754 through the whole province: 7 districts, 65 communes, 9 outlets, one of them silent."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from campaigns.accounts import models as accounts_models
from campaigns.directives import models, services
from campaigns.kernel import roles
from campaigns.notifications import models as notification_models
from campaigns.units import models as units_models
from tests.factories import cast as casts
from tests.factories import letters, pictures

pytestmark = [pytest.mark.django_db, pytest.mark.journey]

Units = dict[str, units_models.Unit]
DISTRICTS = ("582", "584", "585", "586", "587", "588", "589")
COMMITTEES = tuple(f"PC{code}" for code in DISTRICTS)
OUTLETS = ("NTV", "BNT", *(f"TTVH{code}" for code in DISTRICTS))
SILENT = "TTVH589"
DAY = timedelta(days=1)


class Clock:
    """The hour of the whole process; the letter goes out on Monday 16 November 2026."""

    at: datetime = casts.NOW


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.at)
    return clock


@pytest.fixture
def units(settings: Settings, tmp_path: Path, clock: Clock) -> Units:
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    settings.MEDIA_ROOT = tmp_path
    units = letters.make_whole_tree()
    letters.make_campaign(units["58"])
    return units


def client_of(user: accounts_models.User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def do(client: Client, name: str, *args: int, **said: Any) -> str:
    """Send a form of the desk, which takes it; return the page that follows."""
    answer = client.post(reverse(f"directives:{name}", args=args), said, follow=True)
    assert answer.redirect_chain, answer.context["form"].errors
    return answer.content.decode()


def enter_letter(desk: Client) -> models.Directive:
    """Plan 2561 by its head, then all clauses of the letter from the last to the first."""
    head = {
        "campaign": models.Campaign.objects.get().pk,
        "issuer_vi": "Ủy ban nhân dân tỉnh Ninh Thuận",
        "subject_vi": "Đẩy mạnh ứng dụng công nghệ thông tin",
    }
    plan = {"symbol": "2561/KH-UBND", "document_type_vi": "Kế hoạch", "issued_date": "2021-05-26"}
    do(desk, "add_directive", **head, **plan)
    letter = {
        "symbol": "2754/UBND-VXNV",
        "document_type_vi": "Công văn",
        "issued_date": "2021-06-06",
        "text_vi": letters.text(),
        "continues": models.Directive.objects.get().pk,
    }
    do(desk, "add_directive", **head, **letter)
    directive = models.Directive.objects.get(symbol="2754/UBND-VXNV")
    clauses = letters.clauses()
    for number in reversed(clauses):
        row = clauses[number]
        words = {"text_vi": row["text_vi"], "verb_vi": row["verb_vi"]}
        do(desk, "add_clause", directive.pk, number=number, **words)
    for purpose, lines in letters.recipients().items():
        do(desk, "add_recipients", directive.pk, purpose=purpose, lines="\n".join(lines))
    entered = directive.clauses.order_by("position").values_list("number", flat=True)
    assert list(entered) == list(clauses)
    assert directive.recipients.count() == sum(map(len, letters.recipients().values()))
    return directive


def oblige(desk: Client, directive: models.Directive, number: str, **said: Any) -> int:
    """An obligation of a clause by the «6 rõ»."""
    clause = directive.clauses.get(number=number)
    six = {
        "task_vi": clause.text_vi[:200],
        "strength": "ASSIGN",
        "recurrence": "ONCE",
        "authority_vi": "Theo địa bàn và lĩnh vực phụ trách",
        "responsibility_vi": "Thủ trưởng cơ quan, đơn vị",
        "result_vi": "Số hộ được vận động",
        "evidence_vi": "Ảnh buổi tuyên truyền",
    }
    do(desk, "add_obligation", clause.pk, **six, **said)
    return models.Obligation.objects.get(clause=clause).pk


def give_out(desk: Client, obligation: int, **choice: Any) -> set[str]:
    """Look at who would get it, then give it to exactly those; return their codes."""
    said = {"due_rule": "WORKING_DAYS", "due_days": "10", **choice}
    looked = desk.post(reverse("directives:issue", args=[obligation]), said)
    assert looked.context["due"] == date(2026, 12, 1)
    assert not models.Assignment.objects.filter(obligation=obligation).exists()
    do(desk, "issue", obligation, issue="1", **said)
    given = models.Assignment.objects.filter(obligation=obligation)
    codes = set(given.values_list("unit__code", flat=True))
    assert codes == {one.unit.code for one in looked.context["preview"]}
    return codes


def hand_down_all(units: Units, obligation: int, heads: dict[str, Client]) -> None:
    """The committee of each district to all communes of its territory."""
    for code, head in heads.items():
        row = models.Assignment.objects.get(obligation=obligation, unit=units[code])
        do(head, "acknowledge", row.pk)
        do(head, "hand_down", row.pk, kinds=[units["22810"].kind_id])
    given = models.Assignment.objects.filter(obligation=obligation, parent__isnull=False)
    assert given.filter(unit__kind__code="commune").count() == given.count() == 65


def report(client: Client, row: models.Assignment, value: str) -> None:
    photo = SimpleUploadedFile("buoi.jpg", pictures.make_photo(), "image/jpeg")
    said = {"text": "Đã tổ chức", "value": value, "value_label": "hộ", "evidence": photo}
    do(client, "report_done", row.pk, **said)


def person(name: str, role: roles.Role, unit: units_models.Unit) -> accounts_models.User:
    return casts.make_person(name, role, unit)


def sweep_until(clock: Clock, last: date) -> None:
    """The worker at nine each morning, twice: the second sweep changes nothing."""
    while timezone.localdate(clock.at) < last:
        clock.at += DAY
        services.climb_silence(by=casts.SYSTEM, at=clock.at)
        assert services.climb_silence(by=casts.SYSTEM, at=clock.at) == 0


def test_the_letter_reaches_everybody_and_silence_climbs(units: Units, clock: Clock) -> None:
    coordinator = person("dieu-phoi", roles.Role.COORDINATOR, units["58"])
    office = person("van-phong", roles.Role.PROVINCIAL_OFFICE, units["58"])
    heads = {
        code: client_of(person(f"huyen-{code.lower()}", roles.Role.UNIT_HEAD, units[code]))
        for code in COMMITTEES
    }
    quiet_head = person("giam-doc", roles.Role.UNIT_HEAD, units[SILENT])
    quiet_officer = person("chuyen-vien", roles.Role.UNIT_OFFICER, units[SILENT])
    desk = client_of(coordinator)
    directive = enter_letter(desk)
    kinds = [units["PC584"].kind_id, units["SYT"].kind_id]
    spread = oblige(desk, directive, "1.a", lead_kinds=kinds)
    air = oblige(desk, directive, "3.i", lead_units=[units[code].pk for code in OUTLETS])
    departments = {u.code for u in units.values() if u.kind.code == "department"}
    assert give_out(desk, spread, kinds=kinds) == departments | set(COMMITTEES)
    named = [units[code].pk for code in OUTLETS]
    assert give_out(desk, air, units=named) == set(OUTLETS)

    hand_down_all(units, spread, heads)
    of = {
        row.unit.code: row for row in models.Assignment.objects.select_related("unit", "obligation")
    }
    # One commune reports and is accepted; its committee sees it among its children.
    commune = next(row for row in of.values() if row.parent_id == of["PC584"].pk)
    officer = person("xa", roles.Role.UNIT_OFFICER, commune.unit)
    report(client_of(officer), commune, "1.240")
    do(heads["PC584"], "accept", commune.pk, words="Đủ số và ảnh")
    for code, value in (("PC584", "2.220"), ("PC585", "1.900"), ("PC586", "870")):
        report(heads[code], of[code], value)
    do(desk, "accept", of["PC584"].pk, words="")
    reason = "Thiếu danh sách thôn"
    do(desk, "give_back", of["PC585"].pk, words=reason)
    page = heads["PC585"].get(reverse("directives:assignment", args=[of["PC585"].pk]))
    assert page.context["why_returned"] == reason

    day = {"on_date": "2026-12-01", "kind": "HOLIDAY", "name_vi": "Nghỉ phòng bão"}
    entry = {**day, "source": "Quyết định 812/QĐ-UBND"}
    looked = desk.post(reverse("directives:enter_day"), entry)
    # What is reported and not accepted may yet come back, and moves as well.
    waiting = (*models.OPEN_STATES, models.AssignmentState.REPORTED)
    waits = models.Assignment.objects.filter(state__in=waiting).count()
    assert looked.context["moves_count"] == waits
    do(desk, "enter_day", confirm="1", **entry)
    silent = of[SILENT]
    silent.refresh_from_db()
    assert (silent.original_due_date, silent.current_due_date) == (
        date(2026, 12, 1),
        date(2026, 12, 2),
    )
    quiet = client_of(quiet_head).get(reverse("directives:assignment", args=[silent.pk]))
    assert "Nghỉ phòng bão (Quyết định 812/QĐ-UBND)" in quiet.content.decode()

    sweep_until(clock, date(2027, 1, 15))
    told = models.Escalation.objects.filter(assignment=silent, act=models.EscalationAct.TOLD)
    levels = list(told.order_by("made_at").values_list("level", flat=True))
    assert levels == list(models.Level)
    assert not models.Escalation.objects.filter(
        assignment__in=[commune, of["PC584"], of["PC586"]]
    ).exists()
    heard = [
        notification_models.Notice.objects.filter(
            user=user, topic__startswith=f"directives.climb.{silent.pk}.", topic__contains=".TOLD."
        ).count()
        for user in (quiet_officer, quiet_head, coordinator, office)
    ]
    assert all(heard), heard
    shown = client_of(coordinator).get(reverse("directives:assignment_list"), {"obligation": air})
    late = {r.unit.code: r.time_state for r in shown.context["table"].rows}
    assert late[SILENT] == models.TimeState.VERY_OVERDUE

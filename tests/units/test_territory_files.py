"""Files of hamlets and populations: each line judged with its reason, then all or nothing, once."""

import io
from collections.abc import Sequence
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.audit import models as audit_models
from campaigns.kernel import roles, sheets
from campaigns.units import models, queries, services
from tests.factories import cast as casts
from tests.factories import territory

TODAY = date(2026, 11, 16)
HEADER = ("Mã", "Xã, phường, thị trấn", "Thôn, khu phố", "Dân số", "Tính đến ngày", "Nguồn")
COUNTED = ("Chi cục Thống kê",)
V = queries.RowVerdict


@pytest.fixture
def cast(db: None) -> casts.Cast:
    return casts.make_cast()


@pytest.fixture
def keeper(cast: casts.Cast, client: Client) -> Client:
    client.force_login(casts.make_person("keeper", roles.Role.COORDINATOR, cast.province))
    return client


def csv_of(*rows: Sequence[object]) -> bytes:
    return "\n".join(";".join(str(cell) for cell in row) for row in (HEADER, *rows)).encode()


def judged(unit: models.Unit, *rows: Sequence[object]) -> list[queries.Row]:
    return queries.judge(unit, sheets.read_sheet(csv_of(*rows)), TODAY)


def faults(unit: models.Unit, *rows: Sequence[object]) -> list[tuple[int, str, str]]:
    found = [(row.number, f) for row in judged(unit, *rows) for f in row.faults]
    return [(number, f.column, f.message) for number, f in found]


def draft(unit: models.Unit, content: bytes) -> services.FileDraft:
    return services.FileDraft(unit, "thon.csv", content)


def brought_in(
    cast: casts.Cast, *rows: Sequence[object], unit: models.Unit | None = None
) -> models.TerritoryFile:
    sheet = draft(unit or cast.province, csv_of(*rows))
    return services.check_file(draft=sheet, by=cast.officer, at=casts.NOW)


def take_in(file: models.TerritoryFile, cast: casts.Cast) -> models.TerritoryFile:
    return services.take_in_file(file=file, by=cast.officer, at=casts.NOW)


def test_each_line_says_what_taking_it_in_would_do(cast: casts.Cast) -> None:
    hamlet = territory.make_hamlets(cast.commune, ["Thôn Hoà Bình"])[0]
    territory.enter_population(hamlet, 300)
    rows = judged(
        cast.province,
        ("", "Xã Phước Đại", "Thôn Mới", "", "", ""),
        ("", "xã phước  đại", "Thôn Hòa Bình", "", "", ""),
        ("22810", "", "Thôn Hòa Bình", "310", "01/5/2026", *COUNTED),
        ("22810", "", "Thôn Hòa Bình", "310", "2026-04-01", *COUNTED),
        ("22813", "Xã Phước Chính", "", "1.250", "01/04/2026", *COUNTED),
        ("584", "", "", "", "", ""),
    )
    assert [row.verdict for row in rows] == [
        V.NEW, V.KNOWN, V.POPULATION, V.CORRECTION, V.POPULATION, V.KNOWN,
    ]  # fmt: skip
    assert rows[4].people == 1250
    assert not any(row.faults for row in rows)


def test_a_name_without_its_kind_finds_the_commune(cast: casts.Cast) -> None:
    models_before = models.Unit.objects.count()
    draft = services.UnitDraft(
        "22999", "commune", "Xã Hoà Sơn", "Hoa Son", "Hoà Sơn", casts.START, "584", ("Hòa Sơn cũ",)
    )
    services.found_units(drafts=[draft], by=casts.SYSTEM, at=casts.NOW)
    for written in ("Hòa Sơn", "XÃ HOÀ SƠN", "Hoà Sơn cũ", "22999"):
        (row,) = judged(cast.province, ("", written, "Thôn 1", "", "", ""))
        assert row.commune == models.Unit.objects.get(code="22999"), written
    assert models.Unit.objects.count() == models_before + 1


def test_marks_are_never_folded_and_what_is_near_is_suggested(cast: casts.Cast) -> None:
    drafts = [
        services.UnitDraft(code, "commune", name, name, name, casts.START, "584")
        for code, name in (("22774", "Thành Hải"), ("22868", "Thanh Hải"))
    ]
    services.found_units(drafts=drafts, by=casts.SYSTEM, at=casts.NOW)
    for name, code in (("Thành Hải", "22774"), ("Thanh Hải", "22868")):
        (row,) = judged(cast.province, ("", name, "Thôn 1", "", "", ""))
        assert row.commune is not None
        assert row.commune.code == code
    ((_line, _column, message),) = faults(cast.province, ("", "Thanh Hai", "Thôn 1", "", "", ""))
    assert "22774 (Thành Hải)" in message
    assert "22868 (Thanh Hải)" in message


def test_two_communes_of_one_name_ask_for_the_code(cast: casts.Cast) -> None:
    again = services.UnitDraft("99999", "commune", "Xã Phước Đại", "x", "x", casts.START, "58")
    services.found_units(drafts=[again], by=casts.SYSTEM, at=casts.NOW)
    ((_n, column, message),) = faults(cast.province, ("", "Xã Phước Đại", "Thôn 1", "", "", ""))
    assert column == "Xã, phường, thị trấn"
    assert "22810" in message
    assert "99999" in message
    assert faults(cast.province, ("99999", "", "Thôn 1", "", "", "")) == []


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (("", "Xã Không Có", "Thôn 1", "", "", ""), "Xã, phường, thị trấn"),
        (("12345", "", "Thôn 1", "", "", ""), "Mã"),
        (("22810", "Xã Phước Chính", "Thôn 1", "", "", ""), "Xã, phường, thị trấn"),
        (("22810", "", "Th«n 1", "", "", ""), "Thôn, khu phố"),
        (("22810", "", "ThÃ´n 1", "", "", ""), "Thôn, khu phố"),
        (("584", "", "Thôn 1", "", "", ""), "Thôn, khu phố"),
        (("22810", "", "Thôn 1", "ba trăm", "2026-04-01", *COUNTED), "Dân số"),
        (("22810", "", "Thôn 1", "12,5", "2026-04-01", *COUNTED), "Dân số"),
        (("22810", "", "Thôn 1", "-3", "2026-04-01", *COUNTED), "Dân số"),
        (("22810", "", "Thôn 1", "0", "2026-04-01", *COUNTED), "Dân số"),
        (("22810", "", "Thôn 1", "99999999999", "2026-04-01", *COUNTED), "Dân số"),
        (("22810", "", "Thôn 1", "300", "", *COUNTED), "Tính đến ngày"),
        (("22810", "", "Thôn 1", "300", "31/02/2026", *COUNTED), "Tính đến ngày"),
        (("22810", "", "Thôn 1", "300", "2126-04-01", *COUNTED), "Tính đến ngày"),
        (("22810", "", "Thôn 1", "300", "2026-04-01", ""), "Nguồn"),
        (("22810", "", "Thôn 1", "", "2026-04-01", ""), "Dân số"),
    ],
)
def test_a_fault_names_line_column_value_and_way_out(
    cast: casts.Cast, row: tuple[str, ...], column: str
) -> None:
    good = ("22813", "", "Thôn 1", "", "", "")
    ((number, named, message),) = faults(cast.province, good, row)
    assert (number, named) == (3, column)
    assert message
    assert not judged(cast.province, row)[0].has_population


def test_a_line_said_twice_names_the_first(cast: casts.Cast) -> None:
    twice = ("22810", "", "Thôn Hòa", "", "", ""), ("", "Xã Phước Đại", "THÔN HOÀ", "", "", "")
    ((number, _column, message),) = faults(cast.province, *twice)
    assert (number, "2" in message) == (3, True)
    dates = [("22810", "", "Thôn 1", "300", f"0{n}/4/2026", *COUNTED) for n in (1, 2)]
    assert faults(cast.province, *dates) == []


def test_a_file_may_only_speak_of_its_own_territory(cast: casts.Cast) -> None:
    assert faults(cast.commune, ("22813", "", "Thôn 1", "", "", ""))
    (row,) = judged(cast.commune, ("", "", "Thôn 1", "", "", ""))
    assert row.commune == cast.commune


def test_a_file_is_taken_in_whole(cast: casts.Cast) -> None:
    file = brought_in(
        cast,
        ("22810", "", "Thôn 2", "300", "01/4/2026", *COUNTED),
        ("22810", "", "Thôn 2", "290", "01/4/2025", *COUNTED),
        ("22810", "", "Thôn 1", "", "", ""),
        ("22813", "", "", "1.250", "01/4/2026", *COUNTED),
    )
    assert not models.Population.objects.exists()
    taken = take_in(file, cast)
    assert (taken.hamlets_count, taken.populations_count) == (2, 3)
    hamlets = queries.hamlets_of(cast.commune, on=TODAY)
    assert [h.name_vi for h in hamlets] == ["Thôn 1", "Thôn 2"]
    assert [p.people for p in queries.populations_of(hamlets[1])] == [300, 290]
    assert models.TerritoryFile.objects.get().content == b""
    event = audit_models.Event.objects.get(verb="units.file_taken_in")
    assert event.after == {"hamlets": 2, "populations": 3}


def test_the_same_file_twice_changes_nothing(cast: casts.Cast) -> None:
    row = ("22810", "", "Thôn Hòa", "300", "01/4/2026", *COUNTED)
    take_in(brought_in(cast, row), cast)
    again = brought_in(cast, ("22810", "", "Thôn Hoà", "300", "01/4/2026", *COUNTED))
    assert [r.verdict for r in queries.judge_file(again, TODAY)] == [V.KNOWN]
    taken = take_in(again, cast)
    assert (taken.hamlets_count, taken.populations_count) == (0, 0)
    assert models.Population.objects.count() == 1


def test_nothing_of_a_file_with_a_fault_is_taken_in(cast: casts.Cast) -> None:
    file = brought_in(cast, ("22810", "", "Thôn 1", "", "", ""), ("1", "", "Thôn 2", "", "", ""))
    with pytest.raises(services.FileRefused, match="1"):
        take_in(file, cast)
    assert not queries.hamlets_of(cast.commune)
    assert models.TerritoryFile.objects.get().state == models.TerritoryFile.State.CHECKED


def test_what_somebody_changed_meanwhile_is_judged_anew(cast: casts.Cast) -> None:
    file = brought_in(cast, ("22810", "", "Thôn 1", "", "", ""))
    territory.make_hamlets(cast.commune, ["Thôn 1"])
    assert take_in(file, cast).hamlets_count == 0
    assert len(queries.hamlets_of(cast.commune)) == 1


STATES = models.TerritoryFile.State


@pytest.mark.parametrize("source", STATES)
@pytest.mark.parametrize("act", ["take_in", "discard"])
def test_a_file_is_settled_once(cast: casts.Cast, source: str, act: str) -> None:
    file = brought_in(cast, ("22810", "", "Thôn 1", "", "", ""))
    if source == STATES.TAKEN_IN:
        take_in(file, cast)
    if source == STATES.DISCARDED:
        services.discard_file(file=file, by=cast.officer, at=casts.NOW)

    def settle() -> None:
        if act == "take_in":
            take_in(file, cast)
        else:
            services.discard_file(file=file, by=cast.officer, at=casts.NOW)

    if models.TerritoryFile.TRANSITIONS[source]:
        settle()
        assert models.TerritoryFile.objects.get().state != source
    else:
        with pytest.raises(services.FileSettled):
            settle()
        assert models.TerritoryFile.objects.get().state == source


def test_judging_asks_the_same_number_of_times_whatever_the_lines(cast: casts.Cast) -> None:
    def count(lines: int) -> int:
        rows = [("22810", "", f"Thôn {n}", "", "", "") for n in range(lines)]
        with CaptureQueriesContext(connection) as captured:
            judged(cast.province, *rows)
        return len(captured)

    few = count(2)
    territory.make_hamlets(cast.commune, [f"Khu phố {n}" for n in range(40)])
    assert count(400) == few <= 6


def upload(client: Client, unit: models.Unit, content: bytes, name: str = "thon.csv") -> object:
    sheet = SimpleUploadedFile(name, content)
    return client.post(reverse("units:territory_files", args=[unit.pk]), {"sheet": sheet})


def test_a_spreadsheet_goes_out_and_comes_back(cast: casts.Cast, keeper: Client) -> None:
    territory.enter_population(territory.make_hamlets(cast.commune)[1], 300)
    address = reverse("units:territory_sheet", args=[cast.province.pk])
    content = b"".join(keeper.get(address, {"export": "xlsx"}).streaming_content)
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0] == HEADER
    assert ("22810", "Xã Phước Đại", "Thôn Tà Lú 1", 300, "2026-04-01", *COUNTED) in rows
    answer = upload(keeper, cast.province, content, "thon.xlsx")
    page = keeper.get(answer.url)
    assert {row.verdict for row in page.context["table"].rows} == {V.KNOWN}
    assert (page.context["hamlets"], page.context["populations"]) == (0, 0)


def test_a_file_is_looked_at_then_taken_in_on_the_desk(cast: casts.Cast, keeper: Client) -> None:
    row = ("22810", "", "Thôn 1", "300", date(2026, 4, 1), *COUNTED)
    answer = upload(keeper, cast.province, territory.book(HEADER, row), "thon.xlsx")
    page = keeper.get(answer.url)
    assert (page.context["hamlets"], page.context["populations"]) == (1, 1)
    assert not queries.hamlets_of(cast.commune)
    file = models.TerritoryFile.objects.get()
    assert keeper.post(reverse("units:take_in_file", args=[file.pk])).status_code == 302
    assert len(queries.hamlets_of(cast.commune)) == 1
    assert keeper.get(answer.url).status_code == 200
    assert keeper.post(reverse("units:discard_file", args=[file.pk])).status_code == 302
    assert models.TerritoryFile.objects.get().state == STATES.TAKEN_IN
    assert keeper.get(reverse("units:territory_files", args=[cast.province.pk])).status_code == 200


def test_the_errors_are_a_file_to_mend_by(cast: casts.Cast, keeper: Client) -> None:
    content = csv_of(("1", "", "Thôn 1", "", "", ""), ("22810", "", "Th«n", "0", "x", ""))
    answer = upload(keeper, cast.province, content)
    page = keeper.get(answer.url)
    assert len(page.context["faults"]) == 5
    file = keeper.get(answer.url, {"export": "csv"})
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "Dòng,Cột,Giá trị,Việc cần làm"
    assert lines[1].startswith("2,Mã,1,")
    assert keeper.get(answer.url, {"verdict": "FAULTY"}).context["table"].state.total_count == 2


@pytest.mark.parametrize(
    "content",
    [
        csv_of(("22810", "", "Thôn Phước", "", "", "")).decode().encode("utf-16")[2:],
        "Xã;Thôn\n22810;Thôn Ước\n".encode("cp1258", "ignore") + b"\xd0\xcf",
        b"a;b\n1;2\n",
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 50,
        b"x",
    ],
    ids=["utf-16 unmarked", "windows", "other columns", "picture", "one word"],
)
def test_a_file_that_cannot_be_read_says_why_at_its_field(
    cast: casts.Cast, keeper: Client, content: bytes
) -> None:
    answer = upload(keeper, cast.province, content)
    assert answer.status_code == 422
    assert answer.context["form"].errors["sheet"]
    assert not models.TerritoryFile.objects.exists()


def test_a_file_beyond_measure_is_turned_away_unread(cast: casts.Cast, keeper: Client) -> None:
    address = reverse("units:territory_files", args=[cast.province.pk])
    answer = keeper.post(
        address, b"x", content_type="text/csv", CONTENT_LENGTH=str(60 * 1024 * 1024)
    )
    assert answer.status_code == 413

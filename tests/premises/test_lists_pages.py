"""The pages of lists, as an officer walks through them; and what is refused, with what to do."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.premises import models
from campaigns.premises.services.importing import uploading
from tests.factories import cast as casts
from tests.factories import lists as factory
from tests.factories import premises, sheets

pytestmark = pytest.mark.django_db
URL = "/desk/premises/imports/"


@pytest.fixture
def cast(client) -> casts.Cast:
    cast = casts.make_cast()
    premises.make_kinds()
    client.force_login(cast.officer)
    return cast


def post(client, cast, content: bytes, name: str = "co-so.csv", **more):
    data = {"unit": cast.commune.pk, "sheet": SimpleUploadedFile(name, content)}
    return client.post(URL, data, **more)


def work() -> None:
    """The worker does all that waits, at the moment of the page."""
    from django.utils import timezone

    from campaigns.jobs import services

    while services.run_due(by=casts.SYSTEM, clock=timezone.now):
        pass


def test_an_officer_walks_from_the_file_to_the_register_and_back(client, cast, tmp_path) -> None:
    rows = [factory.HEADER, factory.row("1", "Quán A"), factory.row("2", "", phone="12")]
    book = sheets.workbook(tmp_path / "list.xlsx", rows)
    response = post(client, cast, book.read_bytes(), "danh sách.xlsx")
    imported = models.Import.objects.get()
    assert response["Location"] == f"{URL}{imported.pk}/"
    page = client.get(response["Location"]).text
    assert "Katơr Thị Mai" in page
    chosen = dict(
        re.findall(
            r'<select name="(\w+)"[^>]*>(?:(?!</select>).)*?value="(\d+)" selected', page, re.DOTALL
        )
    )
    assert chosen | {"default_commune": ""} == {
        "list_code": "0", "name": "1", "kind": "2", "commune": "3", "address": "4",
        "contact_name": "5", "contact_phone": "6", "default_commune": "",
    }  # fmt: skip
    client.post(f"{URL}{imported.pk}/columns/", chosen)
    assert "job-part" in client.get(f"{URL}{imported.pk}/").text
    work()
    page = client.get(f"{URL}{imported.pk}/").text
    assert "Quán A" in page
    assert ">Điện thoại<" in page
    faults = b"".join(client.get(f"{URL}{imported.pk}/?export=csv")).decode()
    assert [line.split(",")[0] for line in faults.splitlines()[1:]] == ["3", "3"]
    client.post(f"{URL}{imported.pk}/take-in/")
    work()
    row = models.Premises.objects.get()
    assert f'href="/desk/premises/{row.pk}/"' in client.get(f"{URL}{imported.pk}/").text
    assert "danh sách.xlsx" in client.get(f"/desk/premises/{row.pk}/").text
    client.post(f"{URL}{imported.pk}/undo/")
    work()
    imported.refresh_from_db()
    assert imported.state == "UNDONE"
    assert not models.Premises.objects.exists()
    assert client.get(f"{URL}{imported.pk}/").status_code == 200


def test_a_page_asks_the_database_the_same_for_any_number_of_rows(client, cast) -> None:
    few = factory.bring_in(cast.officer, cast.commune, [factory.row("1"), factory.row("", "")])
    rows = [factory.row(str(n), f"Quán {n}") for n in range(2, 60)]
    rows += [factory.row("", "") for _n in range(30)]
    many = factory.bring_in(cast.officer, cast.commune, rows)
    client.get(f"{URL}{few.pk}/")  # warms what is cached between requests
    asked = []
    for imported in (few, many):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{URL}{imported.pk}/").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 16
    with CaptureQueriesContext(connection) as queries:
        client.get(URL)
    assert len(queries) <= 12


def test_500_mb_are_refused_before_anything_is_read(client, cast) -> None:
    class Never(io.RawIOBase):
        def read(self, size=-1):
            raise AssertionError("the body was read")

    response = client.generic(
        "POST",
        URL,
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(500 * 1024 * 1024),
        **{"wsgi.input": Never()},
    )
    assert response.status_code == 413
    assert "50 MB" in response.text
    assert not models.Import.objects.exists()


def test_a_file_that_says_less_than_it_holds_stops_at_the_limit(client, cast, monkeypatch) -> None:
    from campaigns.jobs.queries.sheets import Limits

    monkeypatch.setattr(uploading, "LIMITS", Limits(file_bytes=1024 * 1024))
    response = post(client, cast, b"Ten,Loai\n" + b"x,y\n" * 400_000)
    assert response.status_code == 422
    assert "1 MB" in response.text
    assert list(uploading.root().glob("incoming-*")) == []


def _bomb() -> bytes:
    """A workbook whose sheet unpacks to 600 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _block in range(600):
                part.write(b" " * (1024 * 1024))
    return out.getvalue()


WIDE = ",".join(f"cột {n}" for n in range(3000)) + "\n" + ",".join("x" * 3000) + "\n"
REFUSED = {
    "empty": (b"", "rỗng|trống"),
    "blank": (b"\n\n\n", "rỗng|trống"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"0" * 200, "PNG"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "xls"),
    "3,000 columns": (WIDE.encode(), "3000"),
    "one column": ("Tên\nQuán A\nQuán B\n".encode(), "cột"),
    "letters of no encoding": (b"T\xean,Lo\xa1i\n\xfe\xff\x81,\x8d\x9d\n" * 30, "TCVN3"),
    "a damaged workbook": (b"PK\x03\x04" + b"\x00" * 300, "hỏng|bảng tính|tệp"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_list_is_refused_with_what_to_do(client, cast, name) -> None:
    content, words = REFUSED[name]
    response = post(client, cast, content)
    assert response.status_code == 422
    assert re.search(words, response.text)
    assert not models.Import.objects.exists()
    assert list(uploading.root().glob("incoming-*")) == []


@pytest.mark.slow
def test_a_zip_bomb_is_refused(client, cast) -> None:
    response = post(client, cast, _bomb(), "bom.xlsx")
    assert response.status_code == 422
    assert not models.Import.objects.exists()


def checked(client, cast, content: bytes, name: str = "co-so.csv", **columns) -> models.Import:
    """The list after its dry run, with the columns as suggested."""
    response = post(client, cast, content, name)
    assert response.status_code == 302, response.text
    imported = models.Import.objects.order_by("-pk")[0]
    return factory.check(imported, cast.officer, **columns)


OPEN_QUOTE = '2,"Quán không đóng,cafe\n' + "x,y,z\n" * 80


def test_quotes_never_closed_are_refused_with_the_line(client, cast) -> None:
    text = sheets.text_of([factory.HEADER, factory.row("1", "A")]) + OPEN_QUOTE
    response = post(client, cast, text.encode())
    assert response.status_code == 422
    assert "dòng 3" in response.text


def test_quotes_never_closed_further_down_end_the_dry_run_with_the_line(client, cast) -> None:
    rows = [factory.row(str(n), f"Quán {n}") for n in range(1, 100)]
    text = sheets.text_of([factory.HEADER, *rows]) + OPEN_QUOTE
    post(client, cast, text.encode())
    imported = models.Import.objects.get()
    chosen = {"name": 1, "kind": 2, "commune": 3}
    client.post(f"{URL}{imported.pk}/columns/", chosen)
    work()
    imported.refresh_from_db()
    assert imported.state == "UPLOADED"
    assert "dòng 101" in client.get(f"{URL}{imported.pk}/").text
    assert not models.ImportRow.objects.exists()


def test_lines_cut_by_another_sign_are_faults_of_their_own(client, cast) -> None:
    good = [";".join(row) for row in (factory.HEADER, *(factory.row(str(n)) for n in range(1, 6)))]
    imported = checked(client, cast, "\n".join([*good, ",".join(factory.row("9"))]).encode())
    assert factory.counts(imported) == (5, 0, 0, 1)
    assert factory.faults(imported)[0][0] == 7


def test_formulas_without_values_and_merged_cells_are_faults_of_their_rows(
    client, cast, tmp_path
) -> None:
    def build(book, sheet) -> None:
        sheet.write_formula(1, 1, '="Quán "&"A"', None, "")
        sheet.write_formula(2, 1, '="Quán "&"B"', None, "Quán B")

    rows = [factory.HEADER, *(factory.row(str(n), f"Quán {n}") for n in range(1, 6))]
    book = sheets.workbook(tmp_path / "f.xlsx", rows, merged=["D5:D6"], build=build)
    imported = checked(client, cast, book.read_bytes(), "f.xlsx")
    lines = {fault[0] for fault in factory.faults(imported)}
    assert {5, 6} <= lines
    assert "Quán B" in set(imported.rows.values_list("name", flat=True))
    assert "" not in set(imported.rows.values_list("name", flat=True))


def test_a_list_of_another_countrys_check_in_system_finds_no_column(client, cast) -> None:
    text = "venue_id,venue_name,qr\nSG1,Kopi,https://temperaturepass.ndi-api.gov.sg/login/x\n"
    post(client, cast, text.encode())
    imported = models.Import.objects.get()
    response = client.post(f"{URL}{imported.pk}/columns/", {})
    assert response.status_code == 422
    assert "Tên" in response.text
    assert models.Import.objects.get().state == "UPLOADED"


def test_one_column_cannot_say_two_things(client, cast) -> None:
    post(client, cast, sheets.text_of([factory.HEADER, factory.row()]).encode())
    imported = models.Import.objects.get()
    said = {"name": 1, "kind": 1, "commune": 3}
    assert client.post(f"{URL}{imported.pk}/columns/", said).status_code == 422
    assert client.post(f"{URL}{imported.pk}/columns/", {"name": 99}).status_code == 422


def test_an_old_font_is_converted_and_a_file_from_our_own_export_comes_back(client, cast) -> None:
    from campaigns.jobs.queries.sheets import legacy

    rows = [factory.HEADER] + [
        factory.row(str(n), f"Nhà thuốc số {n} đường Nguyễn Văn Cừ") for n in range(1, 9)
    ]
    content = sheets.old_bytes(sheets.text_of(rows, delimiter=";"), legacy.Legacy.TCVN3)
    imported = factory.take_in(checked(client, cast, content), cast.officer)
    assert imported.added == 8
    exported = b"".join(client.get("/desk/premises/?export=csv"))
    again = checked(client, cast, exported)
    assert factory.counts(again) == (0, 0, 8, 0)


def test_nobody_sees_the_lists_of_another_commune(client, cast) -> None:
    imported = factory.upload(cast.officer, cast.commune, [factory.row()])
    client.force_login(cast.outsider)
    assert client.get(f"{URL}{imported.pk}/").status_code == 404
    assert imported.file_name not in client.get(URL).text

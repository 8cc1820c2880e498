"""Each way in which a kit can be wrong is told with file and line, all at once."""

import os
from pathlib import Path

import pytest
from django.utils import translation

from campaigns.kits.services import faulting, folder, reading
from tests.kits import small_kit


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def kit_folder(tmp_path: Path) -> Path:
    return small_kit.write(tmp_path)


def faults_of(path: Path) -> list[str]:
    with pytest.raises(faulting.KitFaulty) as raised:
        reading.read_kit(path)
    return [str(fault) for fault in raised.value.faults]


def test_a_sound_kit_is_read(kit_folder):
    kit = reading.read_kit(kit_folder)
    assert [unit.code for unit in kit.units] == ["58", "584", "22783", "PC58", "STTTT"]
    assert str(kit.units[2].source) == "units.csv:4"
    assert kit.units[4].aliases == ("Sở TT&TT", "Sở TTTT")
    assert kit.directive.text.startswith("Kính gửi")
    assert [u.code for u in kit.units_meant(kit.obligations[0].leads)] == ["PC58", "STTTT"]
    assert kit.outlets[0].slots[0].outlet == "STTTT"
    assert kit.guidance[0].renditions[0].text == "Mời bà con quét mã."


# (file, passage, what stands there instead, place of the fault, words of the fault)
TEXT_FAULTS = [
    (
        "units.csv",
        "22783,commune",
        "584,commune",
        "units.csv:4",
        "“584” stands twice, first at units.csv:3",
    ),
    ("units.csv", "Phuoc Binh,584,", "Phuoc Binh,999,", "units.csv:4", "“999” is not in the kit"),
    ("units.csv", "PC58,committee", "PC58,ministry", "units.csv:5", "kind of unit “ministry”"),
    (
        "units.csv",
        "DIC,PC58,58",
        "DIC,PC58,59",
        "units.csv:6",
        "“59” is not the code of an administrative unit",
    ),
    ("units.csv", "2019-10-06", "06/10/2019", "units.csv:3", "“06/10/2019” is not a date"),
    ("units.csv", "2019-10-06", "2019-02-30", "units.csv:3", "“2019-02-30” is not a date"),
    ("units.csv", ",584,,2019-10-06,", ",584,,,", "units.csv:3", "has no start"),
    (
        "units.csv",
        ",1992-04-01,,,",
        ",1992-04-01,,1991-01-01,",
        "units.csv:2",
        "ends on 1991-01-01, before it starts on 1992-04-01",
    ),
    (
        "units.csv",
        "11.7,108.9",
        "97.1,108.9",
        "units.csv:2",
        "“lat” is 97.1: it must lie between -90 and 90",
    ),
    ("units.csv", "11.7,108.9", "11.7,-181", "units.csv:2", "“lon” is -181"),
    ("units.csv", "11.7,108.9", '"11,7",108.9', "units.csv:2", "“11,7” is not a number"),
    ("units.csv", "11.7,108.9", "11.7,", "units.csv:2", "Latitude and longitude go together"),
    ("units.csv", "package,yes", "package,maybe", "units.csv:2", "“maybe” is neither yes nor no"),
    ("units.csv", "Xã Phước Bình", "", "units.csv:4", "“name_vi” is missing"),
    ("units.csv", "Xã Phước Bình", "X" * 251, "units.csv:4", "shorten it to 200"),
    ("units.csv", "22783,commune", "22 783,commune", "units.csv:4", "“22 783” is not a code"),
    (
        "units.csv",
        "22783,commune",
        "22783,extra,commune",
        "units.csv:4",
        "has 18 cells and the header 17",
    ),
    ("units.csv", "code,kind", "code,sort", "units.csv:1", "The column “kind” is missing"),
    ("units.csv", "code,kind", "code,sort", "units.csv:1", "Unexpected column “sort”"),
    ("units.csv", "code,kind", "code,code", "units.csv:1", "“code” stands twice"),
    (
        "units.csv",
        "Tỉnh Ninh Thuận",
        '"Tỉnh Ninh Thuận',
        "units.csv:2",
        "cannot be read from here on",
    ),
    (
        "unit_kinds.csv",
        "yes,yes,no,1",
        "yes,yes,no,one",
        "unit_kinds.csv:2",
        "“one” is not a number",
    ),
    (
        "unit_kinds.csv",
        small_kit.FILES["unit_kinds.csv"],
        "",
        "unit_kinds.csv:1",
        "The file is empty",
    ),
    (
        "clauses.csv",
        "1.đ,2",
        "1.d,2",
        "clauses.csv:3",
        "clause “1.d” stands twice, first at clauses.csv:2",
    ),
    (
        "recipients.csv",
        "TO,ACT",
        "TO,OBEY",
        "recipients.csv:2",
        "“OBEY” is not a value of “purpose”",
    ),
    (
        "recipients.csv",
        "kind:department@58",
        "kind:department@584",
        "recipients.csv:2",
        "No unit of the kit is meant",
    ),
    (
        "recipients.csv",
        "kind:department@58",
        "STTTT@58",
        "recipients.csv:2",
        "“STTTT@58” names no unit",
    ),
    (
        "indicators.yaml",
        "premises_coverage",
        "guess",
        "indicators.yaml:9",
        "“guess” is not a value",
    ),
    ("indicators.yaml", "value: PERCENT", "value: HOURS", "indicators.yaml:2", "gives no HOURS"),
    ("indicators.yaml", "REGISTERED", "SEEN", "indicators.yaml:2", "“SEEN” is not a value"),
    ("indicators.yaml", "stage: ", "steps: ", "indicators.yaml:2", "the filter “stage”"),
    ("indicators.yaml", "kinds: [school]", "kinds: [ship]", "indicators.yaml:2", "“ship” is not"),
    ("indicators.yaml", "good: 95", "good: 60", "indicators.yaml:15", "swap them"),
    ("indicators.yaml", "kinds: [commune]", "kinds: [hut]", "indicators.yaml:2", "“hut” is not"),
    ("indicators.yaml", "clause: 1.d", "clause: 9.z", "indicators.yaml:2", "“9.z” is not"),
    (
        "obligations.yaml",
        "evidence_vi:",
        "indicator_code: x\n    evidence_vi:",
        "obligations.yaml:4",
        "No indicator has",
    ),
    ("checklists.yaml", "when_item: posted", "when_item: days", "checklists.yaml:9", "circle"),
    ("checklists.yaml", "when_item: posted", "when_item: spot", "checklists.yaml:9", "circle"),
    ("checklists.yaml", "when_answer: YES", "when_answer: door", "checklists.yaml:9", "not offer"),
    ("checklists.yaml", "code: days", "code: posted", "checklists.yaml:19", "stands twice"),
    ("checklists.yaml", "weight: 3", "weight: 300", "checklists.yaml:8", "between 0 and 100"),
    ("checklists.yaml", "low: 0", "low: 40", "checklists.yaml:19", "contradict"),
    ("checklists.yaml", "kind: NUMBER", "kind: PIN", "checklists.yaml:19", "“PIN” is not a value"),
    ("checklists.yaml", ", remedy_days: 2", "", "checklists.yaml:8", "go together"),
    ("checklists.yaml", "[school]", "[ship]", "checklists.yaml:2", "“ship” is not in the kit"),
    (
        "checklists.yaml",
        "clause: 1.d",
        "clause: 9.z",
        "checklists.yaml:2",
        "“9.z” is not in the kit",
    ),
    (
        "settings.csv",
        "DEFAULT,1.d",
        "GUESS,1.d",
        "settings.csv:2",
        "“GUESS” is not a value of “basis”",
    ),
    (
        "settings.csv",
        "DEFAULT,1.d",
        "DEFAULT,9.z",
        "settings.csv:2",
        "clause “9.z” is not in the kit",
    ),
    (
        "premises_kinds.csv",
        "no,school",
        "no,schools",
        "premises_kinds.csv:2",
        "safety group “schools”",
    ),
    ("safety_groups.csv", "report_interval", "daily", "safety_groups.csv:2", "setting “daily”"),
    (
        "apps.csv",
        "2021-09-29,pc_covid",
        "2021-09-29,pc",
        "apps.csv:2",
        "app “pc” is not in the kit",
    ),
    ("apps.csv", "2021-09-30,,,", "2021-09-30,,vhd,", "apps.csv:2", "vhd → pc_covid → vhd"),
    (
        "recognition_forms.csv",
        "UNIT|PERSON",
        "UNIT|DOG",
        "recognition_forms.csv:2",
        "“DOG” is not a value",
    ),
    (
        "recognition_forms.csv",
        "UNIT|PERSON",
        "",
        "recognition_forms.csv:2",
        "“applies_to” is missing",
    ),
    ("lexicon.csv", ",vi,", ",fr,", "lexicon.csv:2", "“fr” is not a value of “language”"),
    ("kit.yaml", "format: 1", "format: 7", "kit.yaml:1", "Format 7 is not known"),
    ("kit.yaml", "code: small", "code: small\nowner: me", "kit.yaml:3", "Unexpected field “owner”"),
    ("kit.yaml", "name_vi: Bộ nhỏ", "name_vi: [Bộ, nhỏ]", "kit.yaml:3", "“name_vi” must be a text"),
    (
        "kit.yaml",
        "starts_on: 2021-06-06",
        "starts_on: tomorrow",
        "kit.yaml:5",
        "“tomorrow” is not a date",
    ),
    ("kit.yaml", "  clauses: clauses.csv\n", "", "kit.yaml:8", "“clauses” is missing"),
    ("kit.yaml", "units: units.csv", "units: towns.csv", "kit.yaml:12", "“towns.csv” is missing"),
    (
        "kit.yaml",
        "units: units.csv",
        "units: {a: b}",
        "kit.yaml:12",
        "“units” must be a text or a list",
    ),
    (
        "kit.yaml",
        "units: units.csv",
        "units: ../units.csv",
        "kit.yaml:12",
        "is not a path inside the kit",
    ),
    (
        "kit.yaml",
        "units: units.csv",
        "units: /etc/passwd",
        "kit.yaml:12",
        "is not a path inside the kit",
    ),
    ("kit.yaml", "units: units.csv", "units: " + "u" * 300, "kit.yaml:12", "cannot be read"),
    ("kit.yaml", "units: units.csv", "units: guidance", "kit.yaml:12", "“guidance” is missing"),
    ("kit.yaml", "lexicon: lexicon.csv", "", "lexicon.csv:1", "not named in kit.yaml"),
    (
        "kit.yaml",
        "directive: directive.yaml",
        "directive: [directive.yaml, letter.txt]",
        "kit.yaml:8",
        "one directive",
    ),
    ("kit.yaml", "  - code: letter", "  - kode: letter", "kit.yaml:28", "Unexpected field “kode”"),
    ("directive.yaml", "letter.txt", "brief.txt", "directive.yaml:11", "“brief.txt” is missing"),
    (
        "directive.yaml",
        "issuer: PC58",
        "issuer: PC59",
        "directive.yaml:1",
        "unit “PC59” is not in the kit",
    ),
    (
        "directive.yaml",
        "CONTINUES",
        "FOLLOWS",
        "directive.yaml:14",
        "“FOLLOWS” is not a value of “link_kind”",
    ),
    (
        "obligations.yaml",
        "strength: ASSIGN",
        "strength: ORDER",
        "obligations.yaml:8",
        "“ORDER” is not a value of “strength”: use one of ASSIGN, REQUEST, ENCOURAGE",
    ),
    (
        "obligations.yaml",
        "recurrence: WEEKLY",
        "recurrence: FORTNIGHTLY",
        "obligations.yaml:11",
        "“FORTNIGHTLY” is not a value of “recurrence”",
    ),
    (
        "obligations.yaml",
        "interval_setting: report_interval\n",
        "indicator_code: x\n",
        "obligations.yaml:4",
        "name the setting that holds it",
    ),
    (
        "obligations.yaml",
        'leads: ["group:everybody"]',
        "leads: []",
        "obligations.yaml:4",
        "has no lead",
    ),
    (
        "obligations.yaml",
        "group:everybody",
        "group:nobody",
        "obligations.yaml:9",
        "The group “nobody” is not known",
    ),
    ("obligations.yaml", "clause: 1.d", "clause: 1.x", "obligations.yaml:4", "clause “1.x”"),
    (
        "obligations.yaml",
        "    person_vi: Thủ trưởng\n",
        "",
        "obligations.yaml:4",
        "“person_vi” is missing",
    ),
    (
        "obligations.yaml",
        "    title_vi: Khai báo\n",
        "    title_vi: Khai báo\n    title_vi: Khác\n",
        "obligations.yaml:7",
        "“title_vi” stands twice, first on line 6",
    ),
    (
        "obligations.yaml",
        "obligations:\n  - code",
        "obligations:\n  code",
        "obligations.yaml:5",
        "cannot be read",
    ),
    (
        "obligations.yaml",
        "strength: ASSIGN",
        "strength: &s ASSIGN\n    recurrence_again: *s",
        "obligations.yaml:9",
        "aliases",
    ),
    (
        "obligations.yaml",
        "strength: ASSIGN",
        "strength: !!python/name:os.system ASSIGN",
        "obligations.yaml:8",
        "is not used in kits",
    ),
    ("obligations.yaml", "strength: ASSIGN", 'strength: "\\uD800"', "obligations.yaml:8", "U+D800"),
    (
        "obligations.yaml",
        "strength: ASSIGN",
        'strength: "\\UFFFFFFFF"',
        "obligations.yaml:8",
        "cannot be read",
    ),
    (
        "obligations.yaml",
        "strength: ASSIGN",
        "strength: " + "[" * 3000,
        "obligations.yaml:1",
        "nested too deeply",
    ),
    (
        "obligations.yaml",
        small_kit.FILES["obligations.yaml"],
        "- a\n- b\n",
        "obligations.yaml:1",
        "“field: value” lines",
    ),
    (
        "outlets.yaml",
        "language: vi",
        "language: cjm-Latn",
        "outlets.yaml:8",
        "has no channel RADIO in language cjm-Latn",
    ),
    (
        "outlets.yaml",
        "FREQ=WEEKLY;BYDAY=MO,FR",
        "every Monday",
        "outlets.yaml:11",
        "“every Monday” is not a “rule”",
    ),
    ("outlets.yaml", '"05:30"', '"5.30"', "outlets.yaml:12", "as in 05:30"),
    (
        "outlets.yaml",
        "syllables_per_minute: 220, ",
        "",
        "outlets.yaml:5",
        "“syllables_per_minute” is missing",
    ),
    ("outlets.yaml", "seconds: 120", "seconds: 1e9", "outlets.yaml:13", "“1e9” is not a number"),
    (
        "guidance/khai-bao.md",
        "---\ncode",
        "code",
        "guidance/khai-bao.md:1",
        "front matter is missing",
    ),
    (
        "guidance/khai-bao.md",
        "medium: RADIO",
        "medium: FAX",
        "guidance/khai-bao.md:9",
        "“FAX” is not a value of “medium”",
    ),
    (
        "guidance/khai-bao.md",
        "Quét mã ở cửa. Trang tokhaiyte.vn chỉ ghi chữ.",
        "",
        "guidance/khai-bao.md:14",
        "“body” is missing",
    ),
    (
        "guidance/khai-bao.md",
        "Trang tokhaiyte.vn",
        "[Trang](https://tokhaiyte.vn)",
        "guidance/khai-bao.md:2",
        "must not be linked",
    ),
    (
        "guidance/khai-bao.md",
        "Trang tokhaiyte.vn",
        "Trang <tokhaiyte.vn>",
        "guidance/khai-bao.md:2",
        "must not be linked",
    ),
    ("guidance/khai-bao.md", "apps: [vhd]", "apps: [fax]", "guidance/khai-bao.md:2", "app “fax”"),
    (
        "guidance/khai-bao.md",
        "language: vi\nclauses",
        "language: en\nclauses",
        "guidance/khai-bao.md:2",
        "Vietnamese web text",
    ),
    (
        "guidance/khai-bao.md",
        "medium: RADIO",
        "medium: WEB",
        "guidance/khai-bao.md:9",
        "Vietnamese web text",
    ),
    ("site.yaml", "guidance_by: STTTT", "guidance_by: PC58", "site.yaml:1", "newsroom “PC58”"),
    (
        "site.yaml",
        "outlet: STTTT",
        "outlet: PC58",
        "site.yaml:6",
        "outlet “PC58” is not in the kit",
    ),
    ("site.yaml", "slug: dai", "slug: đài", "site.yaml:6", "cannot stand in an address"),
    ("kit.yaml", "site: site.yaml", "site: [site.yaml, site.yaml]", "kit.yaml:22", "one site"),
    ("movements.csv", "STTTT,1.d", "PC99,1.d", "movements.csv:2", "unit “PC99”"),
    ("movements.csv", "2021-06-06", "6/6/2021", "movements.csv:2", "is not a date"),
    ("map.geojson", '"22783"', '"22784"', "map.geojson:2", "unit “22784” is not in the kit"),
    ("map.geojson", '"Polygon"', '"Point"', "map.geojson:2", "Polygon or MultiPolygon"),
    ("map.geojson", "[108.7,12.0]]]", "[108.7,12.1]]]", "map.geojson:2", "rings are closed"),
    ("map.geojson", "\n]}", "\n", "map.geojson:4", "JSON cannot be read"),
    ("map.geojson", "108.8,12.0", "NaN,12.0", "map.geojson:1", "number"),
]


@pytest.mark.parametrize(("file", "old", "new", "place", "words"), TEXT_FAULTS)
def test_a_fault_is_told_with_file_and_line(kit_folder, file, old, new, place, words):
    small_kit.edit(kit_folder, file, old, new)
    faults = faults_of(kit_folder)
    assert any(fault.startswith(f"{place}: ") and words in fault for fault in faults), faults


def test_a_circle_is_named_whole_and_once(kit_folder):
    small_kit.edit(kit_folder, "units.csv", "Ninh Thuan,,58", "Ninh Thuan,22783,58")
    circles = [fault for fault in faults_of(kit_folder) if "circle" in fault]
    (circle,) = circles
    assert circle.startswith("units.csv:2: ")
    assert "58 → 22783 → 584 → 58" in circle


def test_guidance_needs_a_newsroom(kit_folder):
    small_kit.edit(kit_folder, "kit.yaml", "  site: site.yaml\n", "")
    (kit_folder / "site.yaml").unlink()
    (fault,) = faults_of(kit_folder)
    assert fault.startswith("guidance/khai-bao.md:2: ")
    assert "add the section “site”" in fault


def test_every_fault_is_listed_at_once_and_in_order(kit_folder):
    small_kit.edit(kit_folder, "units.csv", "2019-10-06", "yesterday")
    small_kit.edit(kit_folder, "units.csv", "Phuoc Binh,584,", "Phuoc Binh,999,")
    small_kit.edit(kit_folder, "obligations.yaml", "ASSIGN", "ORDER")
    small_kit.edit(kit_folder, "kit.yaml", "lexicon.csv", "words.csv")
    places = [fault.split(": ")[0] for fault in faults_of(kit_folder)]
    assert places == sorted(places)
    assert {"units.csv:3", "units.csv:4", "obligations.yaml:8", "kit.yaml:23"} <= set(places)


def test_latin_1_bytes_are_told_with_line_and_byte(kit_folder):
    path = kit_folder / "units.csv"
    path.write_bytes(
        path.read_bytes().replace("Huyện Bác Ái".encode(), "Huyen Bác Ái".encode("latin-1"))
    )
    assert faults_of(kit_folder)[0].startswith(
        "units.csv:3: Byte 21 of the line (0xE1) is not UTF-8"
    )


def test_control_characters_are_refused(kit_folder):
    small_kit.edit(kit_folder, "letter.txt", "các Sở", "các\x00Sở")
    assert faults_of(kit_folder)[0].startswith("letter.txt:1: The line holds the character U+0000")


def test_a_large_file_is_refused(kit_folder):
    (kit_folder / "letter.txt").write_text("a" * (folder.MAX_FILE_BYTES + 1))
    assert any("letter.txt:1: The file is larger than" in fault for fault in faults_of(kit_folder))


def test_a_link_out_of_the_folder_is_refused(kit_folder, tmp_path):
    outside = tmp_path / "outside.csv"
    (kit_folder / "units.csv").rename(outside)
    (kit_folder / "units.csv").symlink_to(outside)
    assert "kit.yaml:12: “units.csv” leads out of the kit's folder" in faults_of(kit_folder)[0]


def test_links_in_a_circle_are_refused(kit_folder):
    (kit_folder / "units.csv").unlink()
    (kit_folder / "units.csv").symlink_to(kit_folder / "units.csv")
    assert any(fault.startswith("kit.yaml:12: ") for fault in faults_of(kit_folder))


def test_a_pipe_is_no_file(kit_folder):
    (kit_folder / "units.csv").unlink()
    os.mkfifo(kit_folder / "units.csv")
    assert any("“units.csv” is missing" in fault for fault in faults_of(kit_folder))


def test_a_folder_that_is_not_there_is_said(tmp_path):
    assert faults_of(tmp_path / "none") == [
        "kit.yaml:1: There is no such folder: give the path of a kit's folder."
    ]


def test_a_kit_without_its_first_file_is_said(kit_folder):
    (kit_folder / "kit.yaml").unlink()
    assert faults_of(kit_folder) == [
        "kit.yaml:1: The file “kit.yaml” is missing: add it to the kit or correct its name here."
    ]


def test_byte_order_marks_line_ends_and_composition_do_not_matter(kit_folder, tmp_path):
    import unicodedata

    plain = reading.read_kit(kit_folder)
    for path in kit_folder.rglob("*.*"):
        text = unicodedata.normalize("NFD", path.read_text(encoding="utf-8"))
        path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    again = reading.read_kit(kit_folder)
    assert again.as_data() == plain.as_data()
    assert again == plain


def test_moving_a_row_keeps_its_digest(kit_folder):
    before = {unit.code: unit.digest() for unit in reading.read_kit(kit_folder).units}
    small_kit.edit(kit_folder, "units.csv", "58,province", "\n\n58,province")
    assert {unit.code: unit.digest() for unit in reading.read_kit(kit_folder).units} == before


def test_parents_come_before_children(kit_folder):
    lines = (kit_folder / "units.csv").read_text(encoding="utf-8").splitlines()
    (kit_folder / "units.csv").write_text(
        "\n".join([lines[0], *reversed(lines[1:])]), encoding="utf-8"
    )
    found = reading.read_kit(kit_folder)
    seen: set[str] = {""}
    for row in found.all_rows():
        if row.KIND == "unit":
            assert row.parent in seen
            seen.add(row.code)
    assert len(seen) == 1 + len(found.units)

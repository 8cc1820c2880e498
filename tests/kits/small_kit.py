"""A kit of one province, one district and one commune, small enough to break in every way."""

from pathlib import Path

FILES = {
    "kit.yaml": """\
format: 1
code: small
name_vi: Bộ nhỏ
name_en: Small kit
starts_on: 2021-06-06
ends_on:
files:
  directive: directive.yaml
  clauses: clauses.csv
  recipients: recipients.csv
  unit_kinds: unit_kinds.csv
  units: units.csv
  map: map.geojson
  settings: settings.csv
  obligations: obligations.yaml
  premises_kinds: premises_kinds.csv
  safety_groups: safety_groups.csv
  apps: apps.csv
  movements: movements.csv
  recognition_forms: recognition_forms.csv
  outlets: outlets.yaml
  site: site.yaml
  lexicon: lexicon.csv
  guidance: [guidance/khai-bao.md]
  checklists: checklists.yaml
  indicators: indicators.yaml
references:
  - code: letter
    title: Công văn
    used_for: Nguyên văn
""",
    "directive.yaml": """\
code: cv-1
symbol: 1/UBND
document_type_vi: Công văn
subject_vi: Về việc khai báo
subject_en: Declaring
issuer: PC58
place_vi: Ninh Thuận
issued_date: 2021-06-06
signed_as_vi: CHỦ TỊCH
signer: Nguyễn Văn A
text_file: letter.txt
links:
  - code: kh-1
    link_kind: CONTINUES
    symbol: 1/KH-UBND
    document_type_vi: Kế hoạch
    title_vi: Kế hoạch
    issued_date: 2021-05-26
""",
    "letter.txt": "Kính gửi: các Sở.\n1. Khai báo y tế.\n",
    "clauses.csv": """\
code,seq,text_vi,verb_vi,who_en,what_en,frequency_en,deadline_en,target_en,target_kind_en,denominator_en,evidence_en,supervisor_en,remark_en
1.d,1,Khai báo y tế,,,,,,,,,,,
1.đ,2,Thanh toán điện tử,,,,,,,,,,,
""",
    "recipients.csv": """\
code,block,purpose,text_vi,text_en,parties,remark_en
to-1,TO,ACT,Các Sở,Departments,kind:department@58,
""",
    "unit_kinds.csv": """\
code,name_vi,name_en,is_territorial,is_under_command,is_governing,rank
province,Tỉnh,Province,yes,yes,no,1
district,Huyện,District,yes,yes,no,2
commune,Xã,Commune,yes,yes,no,3
committee,Ủy ban nhân dân,People's Committee,no,yes,no,4
department,Sở,Department,no,yes,no,5
""",
    "units.csv": """\
code,kind,name_vi,short_name_vi,name_en,parent,area_code,valid_from,known_from,valid_to,lat,lon,coord_source,is_confirmed,basis,aliases,note
58,province,Tỉnh Ninh Thuận,,Ninh Thuan,,58,1992-04-01,,,11.7,108.9,package,yes,GSO,,
584,district,Huyện Bác Ái,,Bac Ai,58,584,,2019-10-06,,,,,yes,GSO,,
22783,commune,Xã Phước Bình,,Phuoc Binh,584,22783,,2019-10-06,,,,,yes,GSO,,
PC58,committee,Ủy ban nhân dân tỉnh,,PC,58,58,,2021-06-06,,,,,yes,letter,,
STTTT,department,Sở Thông tin và Truyền thông,,DIC,PC58,58,,2021-06-06,,,,,yes,letter,Sở TT&TT|Sở TTTT,
""",
    "map.geojson": """\
{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"22783","schematic":true},"geometry":{"type":"Polygon","coordinates":[[[108.7,12.0],[108.8,12.0],[108.8,12.1],[108.7,12.0]]]}}
]}
""",
    "settings.csv": """\
code,kind,value,basis,clause,name_vi,name_en,note_vi
report_interval,CHOICE,WEEKLY,DEFAULT,1.d,Kỳ báo cáo,Report period,
""",
    "obligations.yaml": """\
groups:
  everybody: ["kind:department@58", PC58]
obligations:
  - code: ob-1-d
    clause: 1.d
    title_vi: Khai báo
    title_en: Declare
    strength: ASSIGN
    leads: ["group:everybody"]
    supports: ["kind:commune"]
    recurrence: WEEKLY
    recurrence_basis: DEFAULT
    interval_setting: report_interval
    person_vi: Thủ trưởng
    task_vi: Khai báo
    authority_vi: Theo địa bàn
    responsibility_vi: Thủ trưởng
    time_vi: Hằng tuần
    result_vi: Số người
    evidence_vi: [Danh sách]
""",
    "premises_kinds.csv": """\
code,name_vi,name_en,clause,is_named_in_letter,is_vehicle,safety_group,note_vi
school,Trường học,School,1.d,yes,no,school,
""",
    "checklists.yaml": """\
checklists:
  - code: qr
    name_vi: Bảng mã QR
    name_en: QR board
    clause: 1.d
    premises_kinds: [school]
    items:
      - {code: posted, kind: YES_NO, text_vi: Có bảng mã, text_en: Board posted, weight: 3, severity: MAJOR, remedy_days: 2}
      - code: spot
        kind: CHOICE
        text_vi: Vị trí
        text_en: Spot
        weight: 1
        when_item: posted
        when_answer: YES
        choices:
          - {code: door, name_vi: Cửa, name_en: Door, percent: 100}
          - {code: inside, name_vi: Trong nhà, name_en: Inside, percent: 50}
      - {code: days, kind: NUMBER, text_vi: Số ngày, text_en: Days, low: 0, high: 31}
""",
    "indicators.yaml": """\
indicators:
  - code: registered
    version: 1
    clause: 1.d
    name_vi: Địa điểm có mã
    name_en: Premises with a code
    counted_vi: Có mã trên số đang mở
    counted_en: With a code, of those open
    measure: premises_coverage
    filters: {stage: REGISTERED, kinds: [school]}
    value: PERCENT
    scope: SUBTREE
    target: 100
    legends:
      - {good: 95, fair: 80, kinds: [commune], periods: [WEEK]}
      - {good: 90, fair: 70}
    min_denominator: 5
    effective_gap: 1.5
    weight: 2
    periods: [WEEK, MONTH]
    peer_kinds: [commune]
    valid_from: 2021-06-06
""",
    "safety_groups.csv": """\
code,name_vi,name_en,criteria_document,criteria_count,item_scale,levels,direction,review_stated,review_setting,responsible_units,basis
school,Trường học,School,,,,,MORE_IS_SAFER,,report_interval,STTTT,press
""",
    "apps.csv": """\
code,name_vi,name_en,kind,purpose_vi,android_id,ios_id,host,is_linkable,is_counted,valid_from,valid_to,successor,status_vi,basis
vhd,Tờ khai y tế,VHD,APP,Khai báo,,,tokhaiyte.vn,no,yes,2020-01-01,2021-09-29,pc_covid,,letter
pc_covid,PC-Covid,PC-Covid,APP,Khai báo,,,,no,no,2021-09-30,,,,press
""",
    "movements.csv": """\
code,name_vi,name_en,unit,clause,starts_on,ends_on,basis
giup-dan,Giúp dân khai báo,Helping to declare,STTTT,1.d,2021-06-06,,letter
""",
    "recognition_forms.csv": """\
code,name_vi,name_en,direction,is_statutory,decided_by_vi,decided_by_en,applies_to,must_record_vi,valid_to,basis
thu_khen,Thư khen,Letter of praise,PRAISE,no,Người đứng đầu,Head,UNIT|PERSON,Người ký,,law
""",
    "outlets.yaml": """\
outlets:
  - code: STTTT
    name_vi: Đài
    channels:
      - {medium: RADIO, languages: [vi, rog], syllables_per_minute: 220, basis: Mặc định}
      - {medium: NEWSPAPER, languages: [vi], word_budget: 300, basis: Mặc định}
    slots:
      - code: sang
        medium: RADIO
        name_vi: Buổi sáng
        rule: FREQ=WEEKLY;BYDAY=MO,FR
        starts_at: "05:30"
        seconds: 120
        language: vi
        is_assumed: yes
""",
    "site.yaml": """\
title: Khai báo y tế
introduction: Quét mã khi đến và khi đi.
steps:
  - {title: Mở ứng dụng, text: Một là đủ.}
newsrooms:
  - {outlet: STTTT, slug: dai}
guidance_by: STTTT
""",
    "lexicon.csv": """\
written,spoken,language,kind,is_case_sensitive,note_vi
UBND,Ủy ban nhân dân,vi,ABBREVIATION,yes,
""",
    "guidance/khai-bao.md": """\
---
code: khai-bao
title: Khai báo
summary: Quét mã khi đến và khi đi.
language: vi
clauses: [1.d]
apps: [vhd]
renditions:
  - medium: RADIO
    language: vi
    text: |
      Mời bà con quét mã.
---

Quét mã ở cửa. Trang tokhaiyte.vn chỉ ghi chữ.
""",
}


def write(root: Path) -> Path:
    """Write the kit below `root`; returns its folder."""
    folder = root / "kit"
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return folder


def edit(folder: Path, name: str, old: str, new: str) -> None:
    """Replace one passage of one file, which must be there."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")

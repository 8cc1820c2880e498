"""The kit of dispatch 2754 as it is shipped."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from campaigns.kits.services import kit, reading

KIT = Path(settings.BASE_DIR) / "campaigns" / "kits" / "ninh_thuan_2754"
DISTRICTS = {"582", "584", "585", "586", "587", "588", "589"}


@pytest.fixture(scope="module")
def shipped() -> kit.Kit:
    return reading.read_kit(KIT)


def test_the_tree_of_2021_is_whole(shipped):
    kinds = Counter(unit.kind for unit in shipped.units)
    assert (kinds["province"], kinds["district"], kinds["commune"]) == (1, 7, 65)
    assert kinds["department"] >= 15
    assert kinds["district_committee"] == 7
    assert len(shipped.units) == 73 + 112
    communes = Counter(u.name_vi.split()[0] for u in shipped.units if u.kind == "commune")
    assert communes == {"Xã": 47, "Phường": 15, "Thị": 3}


def test_units_have_a_start_and_no_end(shipped):
    assert all(unit.starts_on and unit.valid_to is None for unit in shipped.units)
    assert {str(u.known_from) for u in shipped.units if u.kind == "commune"} == {"2019-10-06"}


def test_a_district_holds_its_communes_and_its_bodies(shipped):
    below = {unit.code: unit.parent for unit in shipped.units}
    assert {u.parent for u in shipped.units if u.kind == "commune"} == DISTRICTS
    assert all(below[f"PC{d}"] == d and below[f"TTVH{d}"] == f"PC{d}" for d in DISTRICTS)
    assert below["PC58"] == "58"
    assert below["STTTT"] == "PC58"


def test_names_that_differ_by_one_mark_stay_two(shipped):
    names = {unit.code: unit.name_vi for unit in shipped.units}
    assert names["22774"] == "Xã Thành Hải"
    assert names["22868"] == "Xã Thanh Hải"


def test_the_order_of_clauses_puts_dd_between_d_and_e(shipped):
    codes = [c.code for c in sorted(shipped.clauses, key=lambda clause: clause.seq)]
    assert len(codes) == 20
    assert codes[codes.index("1.d") : codes.index("1.d") + 3] == ["1.d", "1.đ", "1.e.1"]


def test_each_clause_is_quoted_word_for_word(shipped):
    letter = " ".join(shipped.directive.text.split())
    assert all(clause.text_vi in letter for clause in shipped.clauses)


def test_the_letter_keeps_its_own_spelling(shipped):
    text = shipped.directive.text
    for word in ("antocovid.vn", "(dưa tin)", "Thành viên BCD", "InternetBanking....", "NNN"):
        assert word in text
    assert "**" not in text


def test_plan_2561_is_linked_and_not_invented(shipped):
    (link,) = shipped.directive.links
    assert (link.link_kind, link.symbol, str(link.issued_date)) == (
        "CONTINUES",
        "2561/KH-UBND",
        "2021-05-26",
    )


def test_every_clause_that_asks_something_has_its_obligation(shipped):
    asked = {clause.code for clause in shipped.clauses} - {"0"}
    assert {obligation.clause for obligation in shipped.obligations} == asked


def test_every_clause_that_asks_something_is_measured(shipped):
    asked = {clause.code for clause in shipped.clauses} - {"0"}
    assert {indicator.clause for indicator in shipped.indicators} == asked


def test_each_indicator_that_an_obligation_names_is_defined(shipped):
    defined = {indicator.code for indicator in shipped.indicators}
    used = {o.indicator_code for o in shipped.obligations} - {""}
    assert len(used) == 14
    assert used <= defined


def test_what_is_encouraged_is_never_coloured(shipped):
    encouraged = {o.indicator_code for o in shipped.obligations if o.strength == "ENCOURAGE"}
    assert not any(i.legends for i in shipped.indicators if i.code in encouraged)


def test_only_what_the_letter_states_is_marked_as_stated(shipped):
    daily = {o.clause for o in shipped.obligations if o.recurrence == "DAILY"}
    assert daily == {"1.b.3", "1.d"}
    assert {o.clause for o in shipped.obligations if o.target_percent} == {"1.b.1", "1.b.2"}
    stated = {s.code for s in shipped.settings if s.basis == "LETTER"}
    assert stated == {"coverage_target", "visitor_control_interval", "health_update_interval"}


def test_requests_and_encouragements_are_not_orders(shipped):
    strengths = {o.clause: o.strength for o in shipped.obligations}
    assert strengths["2.i"] == "REQUEST"
    assert strengths["1.đ"] == "ENCOURAGE"
    assert not any(
        kind.is_under_command
        for kind in shipped.unit_kinds
        if kind.code in ("party", "socio_political")
    )


def test_the_nine_media_bodies_have_channels_and_slots(shipped):
    assert {outlet.code for outlet in shipped.outlets} == {
        "NTV",
        "BNT",
        *(f"TTVH{district}" for district in DISTRICTS),
    }
    slots = [slot for outlet in shipped.outlets for slot in outlet.slots]
    assert all(slot.is_assumed for slot in slots)
    assert {slot.language for slot in slots} == {"vi", "cjm-Latn", "rog"}
    leads = next(o for o in shipped.obligations if o.clause == "3.i").leads
    assert {u.code for u in shipped.units_meant(leads)} == {o.code for o in shipped.outlets}


def test_the_eight_safety_groups_differ_in_direction(shipped):
    directions = {group.code: group.direction for group in shipped.safety_groups}
    assert len(directions) == 8
    assert directions["school"] == "MORE_IS_SAFER"
    assert directions["market"] == "MORE_IS_RISKIER"


def test_the_three_apps_of_the_letter_are_dated_and_succeeded(shipped):
    apps = {app.code: app for app in shipped.apps}
    for code in ("to_khai_y_te", "ncovi", "bluezone"):
        assert apps[code].successor == "pc_covid"
        assert str(apps[code].valid_to) == "2021-09-29"
    assert not any(app.is_linkable for app in shipped.apps if "tokhaiyte" in app.host)


def test_every_commune_is_on_the_map(shipped):
    communes = {unit.code for unit in shipped.units if unit.kind == "commune"}
    assert {shape.code for shape in shipped.map_shapes} == communes
    assert all(shape.is_schematic for shape in shipped.map_shapes)


def test_guidance_comes_in_four_renditions(shipped):
    assert len(shipped.guidance) >= 5
    for text in shipped.guidance:
        assert {r.medium for r in text.renditions} == {"RADIO", "LOUDSPEAKER", "NEWSPAPER", "SMS"}


def test_nothing_links_to_the_site_that_was_taken_over(shipped):
    for path in (KIT / "guidance").iterdir():
        assert not re.search(r"https?://", path.read_text(encoding="utf-8"))


def test_what_is_read_aloud_is_short_and_has_no_brackets(shipped):
    spoken = [
        (text.code, line)
        for text in shipped.guidance
        for rendition in text.renditions
        if rendition.medium in ("RADIO", "LOUDSPEAKER")
        for line in re.split(r"(?<=[.:?])\s+", rendition.text)
    ]
    assert [s for s in spoken if len(s[1].split()) > 28 or re.search(r"[()/%]", s[1])] == []


def test_print_and_text_messages_keep_their_budget(shipped):
    for text in shipped.guidance:
        lengths = {r.medium: r.text for r in text.renditions}
        assert 100 <= len(lengths["NEWSPAPER"].split()) <= 300, text.code
        assert len(lengths["SMS"]) <= 3 * 67, text.code  # UCS-2: 67 characters a segment

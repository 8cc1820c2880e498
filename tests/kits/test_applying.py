"""A kit is applied once, however often it is loaded, and never over the work of people."""

import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.utils import translation

from campaigns.audit import models as audit_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models as broadcasts_models
from campaigns.conduct import models as conduct_models
from campaigns.directives import models as directives_models
from campaigns.directives import services as directives_services
from campaigns.drives import models as drives_models
from campaigns.kernel import actor, writing
from campaigns.kits import models
from campaigns.kits.services import applying, reading
from campaigns.units import models as units_models
from campaigns.units import services as units_services
from cms import models as cms_models
from tests.kits import small_kit

pytestmark = pytest.mark.django_db

SHIPPED = Path(settings.BASE_DIR) / "campaigns" / "kits" / "ninh_thuan_2754"
BY = actor.SystemActor("test")
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
Act = applying.Act


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_kit.write(tmp_path)


def apply(folder: Path) -> applying.Plan:
    return applying.apply_kit(found=reading.read_kit(folder), by=BY, at=AT)


def acts(plan: applying.Plan, *, other_than: Act = Act.LEAVE) -> set[tuple[str, str, str]]:
    return {(s.act.value, s.kind, s.key) for s in plan.steps if s.act != other_than}


def edit_app_by_hand() -> None:
    directives_services.save_app(code="vhd", values={"name_vi": "Tên khác"}, by=BY, at=AT)


def test_the_plan_writes_nothing(folder):
    plan = applying.plan_kit(found=reading.read_kit(folder))
    assert {step.act for step in plan.steps} == {Act.CREATE}
    assert not units_models.Unit.objects.exists()
    assert not models.KitRow.objects.exists()


def test_the_plan_and_the_deed_agree(folder):
    plan = applying.plan_kit(found=reading.read_kit(folder))
    assert apply(folder).steps == plan.steps


def test_a_second_time_changes_nothing(folder):
    apply(folder)
    events = audit_models.Event.objects.count()
    assert acts(apply(folder)) == set()
    assert audit_models.Event.objects.count() == events


@pytest.mark.slow
def test_the_shipped_kit_is_applied_and_then_left():
    first = apply(SHIPPED)
    assert first.count(Act.KEEP) == 0
    assert acts(apply(SHIPPED)) == set()
    on = date(2021, 6, 6)
    district = units_models.Unit.objects.get(code="584")
    below = set(units_models.Unit.objects.subtree_of(district, on).values_list("code", flat=True))
    assert {"584", "PC584", "TTVH584", "VHTT584", "22801"} <= below
    assert len(below) == 1 + 9 + 3
    assert units_models.Unit.objects.in_force(on).count() == 185
    assert broadcasts_models.Outlet.objects.count() == 9
    numbers = directives_models.Clause.objects.order_by("position").values_list("number", flat=True)
    assert list(numbers).index("1.đ") == list(numbers).index("1.d") + 1
    letter = directives_models.Directive.objects.get(symbol="2754/UBND-VXNV")
    assert letter.continues.symbol == "2561/KH-UBND"
    assert letter.continues.text_vi == ""
    ours = directives_models.Obligation.objects.get(code="ob-4-i")
    assert [unit.code for unit in ours.lead_units.all()] == ["STTTT"]
    movement = directives_models.Obligation.objects.get(code="ob-2-i")
    assert {k.code for k in movement.lead_kinds.all()} == {
        "front",
        "socio_political",
        "association",
    }


def test_a_mended_kit_row_changes_its_object(folder):
    apply(folder)
    small_kit.edit(folder, "units.csv", "Huyện Bác Ái", "Huyện Bác Ái mới")
    small_kit.edit(folder, "apps.csv", "VHD,APP,Khai báo", "VHD,APP,Khai báo y tế")
    assert acts(apply(folder)) == {("CHANGE", "unit", "584"), ("CHANGE", "app", "vhd")}
    assert units_models.Unit.objects.get(code="584").name_vi == "Huyện Bác Ái mới"


def test_a_new_parent_moves_the_unit(folder):
    apply(folder)
    small_kit.edit(folder, "units.csv", "Phuoc Binh,584,", "Phuoc Binh,58,")
    assert acts(apply(folder)) == {("CHANGE", "unit", "22783")}
    province = units_models.Unit.objects.get(code="58")
    edge = units_models.UnitEdge.objects.get(child__code="22783", valid_to_date=None)
    assert edge.parent == province


def test_the_map_becomes_outlines_of_the_units(folder):
    apply(folder)
    outline = units_models.UnitOutline.objects.get()
    assert (outline.unit.code, outline.is_schematic) == ("22783", True)
    assert outline.geometry["coordinates"][0][0] == [108.7, 12.0]
    small_kit.edit(folder, "map.geojson", "[108.7,12.0],[108.8", "[108.6,12.0],[108.8")
    small_kit.edit(folder, "map.geojson", "108.7,12.0]]]", "108.6,12.0]]]")
    assert acts(apply(folder)) == {("CHANGE", "map_shape", "22783")}
    outline.refresh_from_db()
    assert outline.geometry["coordinates"][0][0] == [108.6, 12.0]


def test_what_people_edited_is_kept_and_named(folder):
    apply(folder)
    edit_app_by_hand()
    small_kit.edit(folder, "apps.csv", "VHD,APP,Khai báo", "VHD,APP,Khai báo y tế")
    (kept,) = [step for step in apply(folder).steps if step.act == Act.KEEP]
    assert (kept.key, str(kept.source)) == ("vhd", "apps.csv:2")
    assert "people edited it" in str(kept.reason)
    assert directives_models.DeclarationApp.objects.get(code="vhd").name_vi == "Tên khác"


def test_what_people_edited_is_left_in_silence_while_the_kit_says_the_same(folder):
    apply(folder)
    edit_app_by_hand()
    assert acts(apply(folder)) == set()


def test_what_people_edited_to_what_the_kit_now_says_is_adopted(folder):
    apply(folder)
    edit_app_by_hand()
    small_kit.edit(folder, "apps.csv", "vhd,Tờ khai y tế", "vhd,Tên khác")
    assert acts(apply(folder)) == set()
    small_kit.edit(folder, "apps.csv", "vhd,Tên khác", "vhd,Tên mới")
    assert acts(apply(folder)) == {("CHANGE", "app", "vhd")}


def test_what_was_there_before_the_kit_is_kept_unless_it_is_the_same(folder):
    directives_services.save_app(
        code="pc_covid", values={"name_vi": "Khác", "name_en": "Other"}, by=BY, at=AT
    )
    plan = apply(folder)
    assert [step.key for step in plan.steps if step.act == Act.KEEP] == ["pc_covid"]


def test_removed_by_people_is_not_brought_back(folder):
    apply(folder)
    with writing.writing(by=BY, at=AT):
        slot = broadcasts_models.Slot.objects.get(code="sang")
        audit_services.record("test.slot_removed", slot)
        slot.delete()
    small_kit.edit(folder, "outlets.yaml", "seconds: 120", "seconds: 180")
    assert acts(apply(folder)) == {("KEEP", "slot", "sang")}


def test_a_clash_half_way_leaves_nothing(folder):
    units_services.save_kind(draft=units_services.KindDraft("province", "Tỉnh", "P"), by=BY, at=AT)
    other = units_services.UnitDraft("99", "province", "Khác", "Other", "Khác", date(2020, 1, 1))
    unit = units_services.found_units(drafts=[other], by=BY, at=AT)["99"]
    values = {"name_vi": "K", "name_en": "O", "unit": unit, "starts_date": date(2021, 1, 1)}
    campaign = directives_services.save_campaign(code="other", values=values, by=BY, at=AT)
    directives_services.save_directive(
        campaign=campaign,
        symbol="1/UBND",
        values={"issued_date": date(2021, 6, 6)},
        by=BY,
        at=AT,
    )
    events = audit_models.Event.objects.count()
    with pytest.raises(applying.KitClashes):
        apply(folder)
    assert [unit.code for unit in units_models.Unit.objects.all()] == ["99"]
    assert audit_models.Event.objects.count() == events


def test_a_row_is_on_record_once():
    """The constraint kits_row_applied_once."""
    row = {"kit_code": "k", "kind": "unit", "key": "58", "digest": "0", "snapshot": {}}
    with writing.writing(by=BY, at=AT):
        first = models.KitRow.objects.create(**row, applied_at=AT)
        audit_services.record("test.row_kept", first)
    with pytest.raises(IntegrityError), writing.writing(by=BY, at=AT):
        models.KitRow.objects.create(**row, applied_at=AT)


def test_the_command_shows_a_plan_then_applies(folder):
    out = io.StringIO()
    call_command("load_kit", str(folder), "--plan", stdout=out)
    assert "unit: created 5" in out.getvalue()
    assert "nothing was applied" in out.getvalue()
    assert not units_models.Unit.objects.exists()
    call_command("load_kit", str(folder), stdout=io.StringIO())
    assert units_models.Unit.objects.count() == 5


def test_the_command_names_what_it_kept(folder):
    apply(folder)
    edit_app_by_hand()
    small_kit.edit(folder, "apps.csv", "vhd,Tờ khai y tế", "vhd,Tờ khai")
    out = io.StringIO()
    call_command("load_kit", str(folder), stdout=out)
    assert "apps.csv:2: app “vhd” was kept as it is: people edited it" in out.getvalue()


def test_the_command_lists_every_fault_and_applies_nothing(folder):
    small_kit.edit(folder, "units.csv", "2019-10-06", "yesterday")
    small_kit.edit(folder, "obligations.yaml", "ASSIGN", "ORDER")
    err = io.StringIO()
    with pytest.raises(CommandError) as raised:
        call_command("load_kit", str(folder), stderr=err)
    assert raised.value.returncode == 1
    assert "units.csv:3: " in err.getvalue()
    assert "obligations.yaml:8: " in err.getvalue()
    assert not units_models.Unit.objects.exists()


@pytest.mark.slow
def test_the_shipped_kit_brings_the_site_drafts_movements_and_forms():
    apply(SHIPPED)
    _see_movements_and_forms()
    _see_site_and_words()
    _see_drafts()


def _see_movements_and_forms() -> None:
    movement = drives_models.Movement.objects.get(code="ho-tro-khai-bao")
    assert (movement.unit.code, movement.starts_date) == ("TD", date(2021, 6, 6))
    offered = conduct_models.RecognitionForm.objects.offered_to_units(AT.date())
    assert set(offered.values_list("code", flat=True)) == {"thu_khen", "bieu_duong", "neu_guong"}
    medal = conduct_models.RecognitionForm.objects.get(code="huy_chuong")
    assert (medal.is_for_persons, medal.is_for_units, medal.is_council_needed) == (
        True,
        False,
        True,
    )


def _see_site_and_words() -> None:
    home = cms_models.HomePage.objects.get()
    assert (home.title, len(home.steps)) == ("Khai báo y tế điện tử bằng mã QR", 3)
    assert cms_models.NewsroomPage.objects.count() == 9
    assert cms_models.LexiconEntry.objects.get(written="UBND").spoken == "Ủy ban nhân dân"


def _see_drafts() -> None:
    pages = cms_models.GuidancePage.objects.all()
    assert (len(pages), pages.live().count()) == (6, 0)
    for page in pages:
        draft = page.get_latest_revision_as_object()
        assert page.get_parent().specific.unit.code == "NTV"
        assert draft.renditions.count() == 4
        assert "**" not in page.folded_text
        draft.full_clean()
    declaring = cms_models.GuidancePage.objects.get(slug="khai-bao-bang-ma-qr")
    assert declaring.clause is not None
    assert declaring.clause.number == "1.a"


def test_a_text_is_the_newsrooms_own_once_it_was_loaded(folder):
    apply(folder)
    small_kit.edit(folder, "guidance/khai-bao.md", "title: Khai báo", "title: Khai báo mới")
    small_kit.edit(folder, "site.yaml", "title: Khai báo y tế", "title: Trang mới")
    kept = [step for step in apply(folder).steps if step.act == Act.KEEP]
    assert {step.kind for step in kept} == {"site", "guidance"}
    assert all("people's own" in str(step.reason) for step in kept)
    assert cms_models.GuidancePage.objects.get().title == "Khai báo"
    assert cms_models.HomePage.objects.get().title == "Khai báo y tế"


def test_a_text_that_was_there_before_the_kit_is_kept(folder):
    apply(folder)
    with writing.writing(by=BY, at=AT):
        models.KitRow.objects.filter(kind="guidance").delete()
        writing.count_event()
    (kept,) = [step for step in apply(folder).steps if step.act == Act.KEEP]
    assert (kept.kind, kept.key) == ("guidance", "khai-bao")


@pytest.mark.slow
def test_loading_the_shipped_kit_twice_by_the_command_changes_nothing():
    out = io.StringIO()
    call_command("load_kit", str(SHIPPED), stdout=out)
    events = audit_models.Event.objects.count()
    out = io.StringIO()
    call_command("load_kit", str(SHIPPED), stdout=out)
    said = out.getvalue()
    assert not any(word in said for word in ("created", "changed", "kept"))
    assert audit_models.Event.objects.count() == events

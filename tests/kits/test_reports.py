"""Recurring reports of the kit, and the weeks that the demo plays of them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from campaigns.directives import models, queries
from campaigns.directives import services as directives_services
from campaigns.kernel import actor, roles
from campaigns.kits.services import applying, demo_reports, faulting, reading
from campaigns.units import models as units_models
from tests.factories import cast as casts
from tests.kits import small_kit

SHIPPED = Path(settings.BASE_DIR) / "campaigns" / "kits" / "ninh_thuan_2754"
BY = actor.SystemActor("test")
# A Thursday: the week before is over and was due the day before.
AT = datetime(2026, 11, 19, 3, 0, tzinfo=UTC)
O = models.Outcome  # noqa: E741  read as a word: O.LATE


def test_the_report_of_clause_4_keeps_to_the_settings_and_asks_for_nobody_by_name():
    found = reading.read_kit(SHIPPED)
    (form,) = found.report_forms
    assumed = {setting.code: setting.value for setting in found.settings}
    assert (form.obligation, form.basis) == ("ob-4-i", "DEFAULT")
    assert form.rhythm == assumed["report_interval"]
    assert form.due_days == int(assumed["report_due"])
    assert {"department", "district_committee"} <= set(form.unit_kinds)
    words = " ".join(question.label_vi.lower() for question in form.questions)
    assert not any(word in words for word in ("họ tên", "điện thoại", "số căn cước"))


REPORTS = """report_forms:
  - code: tuan
    obligation: {obligation}
    collector: "{unit}"
    name_vi: Báo cáo tuần
    rhythm: WEEKLY
    basis: DEFAULT
    units: ["{unit}"]
    questions:
      - code: so_tin
        label_vi: Số tin
"""


def write(root: Path, text: str) -> Path:
    folder = small_kit.write(root)
    (folder / "reports.yaml").write_text(text, encoding="utf-8")
    small_kit.edit(folder, "kit.yaml", "files:\n", "files:\n  reports: reports.yaml\n")
    return folder


def words(**changes: str) -> str:
    found = {"obligation": "nowhere", "unit": "nowhere"} | changes
    return REPORTS.format(**found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (words(), "nowhere"),
        (words().replace('units: ["nowhere"]', "units: []"), "nowhere"),
        (words().replace("so_tin", "Số"), "Số"),
        (words().replace("WEEKLY", "YEARLY"), "YEARLY"),
        (words() + "    due_days: 900\n", "900"),
        (words() + "    lucky: yes\n", "lucky"),
    ],
)
def test_faults_are_named_with_file_and_line(tmp_path: Path, text: str, said: str):
    with pytest.raises(faulting.KitFaulty) as caught:
        reading.read_kit(write(tmp_path, text))
    faults = [str(fault) for fault in caught.value.faults if "reports.yaml" in str(fault)]
    assert any(said in fault for fault in faults), faults


@pytest.fixture
def loaded(db: None) -> None:
    applying.apply_kit(found=reading.read_kit(SHIPPED), by=BY, at=AT)


def test_it_is_applied_once_and_what_people_changed_is_kept(loaded: None):
    form = models.ReportForm.objects.get(code="bc-2754-ket-qua")
    assert (form.rhythm, form.due_days, form.remind_days) == ("WEEKLY", 2, 1)
    assert form.announced_at == AT
    found = reading.read_kit(SHIPPED)
    applying.apply_kit(found=found, by=BY, at=AT)
    assert models.ReportForm.objects.count() == 1
    on = queries.period_of(form.rhythm, AT.date()).end
    asked = set(queries.units_expected(form, on=on).values_list("code", flat=True))
    assert {"PC584", "STTTT", "SYT"} <= asked
    assert "58" not in asked


def test_the_demo_shows_each_outcome_and_takes_all_of_it_away(loaded: None):
    units = {unit.code: unit for unit in units_models.Unit.objects.select_related("kind")}
    coordinator = casts.make_person("dieu-phoi", roles.Role.COORDINATOR, units["58"])
    officer = casts.make_person("can-bo", roles.Role.UNIT_OFFICER, units["584"])
    plan = demo_reports.ReportPlan(units=units, coordinator=coordinator, officer=officer)
    assert demo_reports.run_reports(plan=plan, weeks=4, at=AT) >= 28
    rows = models.ExpectedReport.objects.filter(form__code__startswith="demo-")
    stand = {outcome for outcome, count in queries.counts_by_outcome(rows, at=AT) if count}
    assert {O.ON_TIME, O.LATE, O.NIL, O.EXCUSED, O.MISSING} <= stand
    last = rows.filter(unit=units["PC584"], due_date__lt=AT.date()).order_by("-due_date")
    assert last.judged(AT)[0].outcome == O.MISSING, "something is left for the officer"
    directives_services.erase_made_by(users=[coordinator, officer], by=BY, at=AT)
    assert list(models.ReportForm.objects.values_list("code", flat=True)) == ["bc-2754-ket-qua"]
    assert not models.ExpectedReport.objects.exists()

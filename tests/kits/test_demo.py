"""The demo gives every role something to do today, and leaves nothing behind when it goes."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone, translation
from wagtail.models import PageLogEntry, Revision

from campaigns.accounts import models as accounts_models
from campaigns.accounts import services as accounts_services
from campaigns.audit import models as audit_models
from campaigns.audit import queries as audit_queries
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models as broadcasts_models
from campaigns.conduct import models as conduct_models
from campaigns.conduct import services as conduct_services
from campaigns.directives import models as directives_models
from campaigns.drives import models as drives_models
from campaigns.drives import services as drives_services
from campaigns.inspections import models as inspections_models
from campaigns.kernel import actor, roles
from campaigns.kernel import models as kernel_models
from campaigns.kits.services import applying, demo, demo_people, reading
from campaigns.premises import models as premises_models
from campaigns.premises import queries as premises_queries
from campaigns.premises import services as premises_services
from campaigns.units import models as units_models
from campaigns.units import services as units_services
from campaigns.workspace import queries as workspace_queries
from cms import models as cms_models
from cms import services as cms_services

pytestmark = pytest.mark.django_db

SHIPPED = Path(settings.BASE_DIR) / "campaigns" / "kits" / "ninh_thuan_2754"
BY = actor.SystemActor("test")
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def load_kit() -> None:
    applying.apply_kit(found=reading.read_kit(SHIPPED), by=BY, at=AT)


def person(role: str) -> accounts_models.User:
    return accounts_models.User.objects.get(email=f"{role}@demo.loa")


@pytest.mark.slow
def test_at_any_hour_everybody_finds_something_to_do():
    load_kit()
    for hour, minute in ((0, 5), (12, 0), (23, 55)):
        now = datetime(2026, 11, 22, hour, minute, tzinfo=VIETNAM)
        with transaction.atomic():
            made = demo.make_demo(weeks=1, seed=2754, at=now)
            assert made is not None
            assert made.drives >= 4
            _see_rundowns(now)
            _see_a_drive_that_runs(now)
            _see_requests_for_help(now)
            _see_teams(now)
            _see_premises()
            _see_days(now)
            _see_inspections(now)
            _see_duties(now)
            _see_what_waits()
            transaction.set_rollback(True)


def _see_duties(now: datetime) -> None:
    """Departments, 7 districts, communes of one and 9 outlets; some reported, one silent."""
    rows = directives_models.Assignment.objects.all()
    assert rows.filter(unit__kind__code="district_committee").count() == 7
    assert rows.filter(obligation__code="ob-3-i").count() == 9
    assert rows.filter(parent__isnull=False, unit__kind__code="commune").count() >= 5
    assert {"ISSUED", "REPORTED", "ACCEPTED", "RETURNED"} <= set(
        rows.values_list("state", flat=True)
    )
    assert rows.get(unit__code="PC589").state == directives_models.AssignmentState.ISSUED
    assert not directives_models.AssignmentStep.objects.filter(made_at__gt=now).exists()


def _see_rundowns(now: datetime) -> None:
    station = broadcasts_models.Outlet.objects.get(unit__code="NTV")
    planned = broadcasts_models.Release.objects.planned().filter(outlet=station)
    today = timezone.localdate(now)
    for day in (today, today + timedelta(days=1)):
        assert planned.filter(planned_start_at__date=day).count() >= 3
    waiting = planned.filter(planned_end_at__lt=now, airings__isnull=True)
    assert waiting.count() >= 2
    assert broadcasts_models.Airing.objects.filter(outlet=station, has_aired=True).exists()
    assert not broadcasts_models.Airing.objects.filter(confirmed_at__gt=now).exists()


def _see_a_drive_that_runs(now: datetime) -> None:
    running = drives_models.Drive.objects.filter(
        state=drives_models.Drive.State.OPEN, starts_at__lt=now, ends_at__gt=now
    )
    drive = running.select_related("unit").get()
    district = units_models.Unit.objects.get(code="584")
    below = units_models.Unit.objects.subtree_of(district, timezone.localdate(now))
    assert below.filter(pk=drive.unit_id, kind__code="commune").exists()
    assert drive.entries.filter(by_user=person("volunteer")).exists()
    assert drive.entries.filter(by_device__isnull=False).exists()
    assert "(minh họa)" in drive.name
    left = drives_models.Drive.objects.led_by(person("organiser"), on=timezone.localdate(now))
    assert left.filter(state=drives_models.Drive.State.OPEN, ends_at__lt=now).count() == 1


def _see_requests_for_help(now: datetime) -> None:
    requests = drives_models.HelpRequest.objects.all()
    states = drives_models.HelpRequest.State
    assert {r.state for r in requests} == set(states.values)
    new = requests.to_assign(person("organiser"), on=timezone.localdate(now))
    assert new.count() == 3
    assert new.answered_late(now).count() == 1
    given = requests.of_teams_of(person("volunteer"), on=timezone.localdate(now))
    assert given.filter(state=states.ASSIGNED).count() == 2
    assert not requests.filter(received_at__gt=now).exists()


def _see_teams(now: datetime) -> None:
    """A waiting list, hours that wait for the organiser, one certificate; nothing from the future."""
    queue = drives_models.SignUp.objects.queue().filter(shift__starts_at__gt=now)
    assert queue.count() == 2
    waits = drives_models.WorkedHours.objects.filter(confirmed_minutes__isnull=True)
    assert waits.filter(declared_at__lt=now).count() == 1
    certificate = drives_models.Certificate.objects.get()
    assert certificate.issued_at < now
    assert "(minh họa)" in str(certificate.member)
    assert not drives_models.SignUp.objects.filter(queued_at__gt=now).exists()


def _see_premises() -> None:
    """Some at every stage, and totals that are true."""
    stages = set(premises_models.Premises.objects.values_list("poster_stage", flat=True))
    assert {"NONE", "ORDERED", "POSTED", "VERIFIED"} <= stages
    assert premises_models.Premises.objects.count() >= 50
    found = premises_services.recount_coverage(is_repair=False, by=BY, at=AT)
    assert found == []


def _see_days(now: datetime) -> None:
    """A week of visits with gaps, isolation with a day that was forgotten, staff, an owner's link."""
    today = timezone.localdate(now)
    seen = premises_models.Premises.objects.all()
    week = (today - timedelta(days=6), today - timedelta(days=1))
    visits = premises_queries.day_rows(seen, premises_models.VisitCount, *week)
    assert all(0 < row.reported < row.open_count for row in visits)
    assert any(row.nil for row in visits)
    isolation = premises_queries.day_rows(seen, premises_models.IsolationCount, *week)
    assert sorted({row.missing for row in isolation}) == [0, 2]
    assert premises_models.AppUse.objects.filter(month_date=today.replace(day=1)).count() == 3
    assert premises_models.OwnerLink.objects.filter(revoked_at__isnull=True).count() == 1
    late = seen.review_overdue(on=today)
    assert late.exists()
    for kept in (premises_models.VisitCount, premises_models.IsolationCount):
        assert not kept.objects.filter(entered_at__gt=now).exists()
    overview = workspace_queries.my_day(person("unit-officer"), now)
    assert any("/premises/visits/" in item.url for item in overview)


def _see_inspections(now: datetime) -> None:
    """Records, visits to come and one late; findings in every state, none from the future."""
    today = timezone.localdate(now)
    visits = inspections_models.Inspection.objects.all()
    assert {visit.state for visit in visits} == {"PLANNED", "ASSIGNED", "DONE"}
    assert visits.overdue(on=today).count() == 1
    assert visits.open().filter(planned_date=today, inspector=person("inspector")).count() == 2
    findings = inspections_models.Finding.objects.all()
    assert {finding.state for finding in findings} == {"OPEN", "REMEDIED", "CONFIRMED"}
    assert not visits.filter(inspected_at__gt=now).exists()
    assert not findings.filter(remedied_at__gt=now).exists()


def _see_what_waits() -> None:
    waiting = conduct_models.Citation.objects.get(state="NOMINATED")
    assert waiting.nominated_by == person("coordinator")
    assert conduct_models.Citation.objects.filter(state="DECIDED").count() == 3
    approval = cms_models.PublishApproval.objects.get(state="SUBMITTED")
    assert approval.submitted_by == person("editor")
    checking = cms_models.PublishApproval.objects.get(state="FACT_CHECK")
    assert checking.approved_by == person("chief-editor")
    public = cms_models.GuidancePage.objects.live()
    assert public.count() == 4
    for page in public:
        approved = page.approvals.get(state="PUBLISHED")
        assert page.first_published_at == approved.published_at
        assert approved.fact_checked_by == person("health-reviewer")
    for role in (
        "chief-editor",
        "health-reviewer",
        "provincial-office",
        "provincial-office-2",
        "unit-head",
    ):
        assert person(role).notices.exists(), role


@pytest.mark.slow
def test_a_second_call_changes_nothing_and_removal_leaves_the_kit_as_it_was():
    load_kit()
    before = _state()
    real = accounts_services.open_account(
        account=accounts_services.NewAccount("real@loa.test", "Real"), by=BY, at=AT
    )
    demo.make_demo(weeks=1, seed=2754, at=AT)
    events = audit_models.Event.objects.count()
    assert demo.make_demo(weeks=1, seed=2754, at=AT) is None
    assert audit_models.Event.objects.count() == events
    _act_by_hand(real)
    erased = demo.remove_demo(by=demo_people.DEMO, at=AT)
    assert erased is not None
    assert erased > 100
    _see_nothing_invented()
    kept = conduct_models.Citation.objects.get()
    assert (kept.nominated_by, kept.accountable_head) == (real, None)
    assert _state() == before
    assert applying.plan_kit(found=reading.read_kit(SHIPPED)).is_empty
    while audit_services.seal_events():
        pass
    assert audit_queries.check_chain().is_intact
    assert demo.remove_demo(by=demo_people.DEMO, at=AT) is None
    assert demo.make_demo(weeks=1, seed=2754, at=AT) is not None


def _state() -> dict[str, object]:
    """What the newsroom and the media of the kit look like, without moments and numbers."""
    pages = cms_models.GuidancePage.objects.order_by("path")
    return {
        "pages": [
            (p.pk, p.title, p.summary, p.folded_text, p.live, p.locked, p.first_published_at)
            for p in pages
        ],
        "drafts": [p.get_latest_revision_as_object().title for p in pages],
        "revisions": Revision.objects.count(),
        "renditions": cms_models.Rendition.objects.count(),
        "rooms": list(cms_models.NewsroomPage.objects.order_by("pk").values_list("title")),
        "movements": drives_models.Movement.objects.count(),
        "slots": broadcasts_models.Slot.objects.count(),
        "forms": conduct_models.RecognitionForm.objects.count(),
        "units": units_models.Unit.objects.count(),
        "closure": units_models.UnitClosure.objects.count(),
        "populations": units_models.Population.objects.count(),
        "files": units_models.TerritoryFile.objects.count(),
    }


def _act_by_hand(real: accounts_models.User) -> None:
    """What people do on the screens, without any mark that it is a demo."""
    editor, organiser = person("editor"), person("organiser")
    page = cms_models.GuidancePage.objects.live().order_by("pk")[0]
    draft = page.get_latest_revision_as_object()
    draft.title = "Đổi bằng tay"
    draft.save_revision(user=editor)
    approval = cms_services.submit_for_review(page=page, by=editor, at=AT)
    chief = person("chief-editor")
    cms_services.approve(
        page=page,
        revision=approval.revision,
        by=chief,
        at=AT,
        facts=cms_models.Facts.NONE,
    )
    own = cms_models.GuidancePage(
        title="Viết bằng tay", slug="viet-bang-tay", summary="Của bản minh họa.", live=False
    )
    own.owner = editor
    page.get_parent().specific.add_child(instance=own)
    own.save_revision(user=editor)
    _open_a_drive(organiser)
    unit = units_models.Unit.objects.get(code="584")
    _enter_territory(person("unit-officer"))
    draft_grant = units_services.GrantDraft(real, roles.Role.AUDITOR, unit, AT.date())
    units_services.give_grant(draft=draft_grant, by=person("administrator"), at=AT)
    conduct_services.nominate_commendation(
        draft=conduct_services.CommendationDraft(
            unit=unit,
            form=conduct_models.RecognitionForm.objects.get(code="thu_khen"),
            title="Việc thật",
            reasons="Có thật.",
            from_date=AT.date() - timedelta(days=1),
            to_date=AT.date(),
            texts=("Báo cáo.",),
            is_another_achievement=True,
        ),
        by=real,
        at=AT,
    )


def _enter_territory(officer: accounts_models.User) -> None:
    commune = units_models.Unit.objects.filter(kind__code="commune").order_by("code").last()
    assert commune is not None
    units_services.found_hamlets(
        commune=commune,
        drafts=[units_services.HamletDraft("Thôn nhập tay", AT.date())],
        by=officer,
        at=AT,
    )
    counted = units_services.PopulationDraft(commune, 4000, AT.date(), "Nhập tay")
    units_services.enter_population(draft=counted, by=officer, at=AT)
    sheet = _file_of(commune)
    file = units_services.check_file(draft=sheet, by=officer, at=AT)
    units_services.take_in_file(file=file, by=officer, at=AT)


def _file_of(commune: units_models.Unit) -> units_services.FileDraft:
    return units_services.FileDraft(
        commune, "thon.csv", "Thôn;Dân số\nThôn trong tệp;\nThôn nữa;\n".encode()
    )


def _open_a_drive(organiser: accounts_models.User) -> None:
    drives_services.open_drive(
        draft=drives_services.DriveDraft(
            movement=drives_models.Movement.objects.get(),
            unit=units_models.Unit.objects.filter(kind__code="commune").order_by("code")[0],
            organiser=units_models.Unit.objects.get(code="DOAN584"),
            name="Mở bằng tay",
            place="Chợ",
            starts_at=AT,
            ends_at=AT + timedelta(hours=2),
        ),
        by=organiser,
        at=AT,
    )


def _see_nothing_invented() -> None:
    for model in apps.get_models():
        if any(field.name == "is_demo" for field in model._meta.fields):
            assert not model._default_manager.filter(is_demo=True).exists(), model
    for empty in (
        broadcasts_models.Script,
        broadcasts_models.Release,
        broadcasts_models.Airing,
        drives_models.Drive,
        drives_models.DeviceToken,
        drives_models.SupportEntry,
        drives_models.SupportRollup,
        drives_models.PeopleRollup,
        kernel_models.FieldReceipt,
        cms_models.PublishApproval,
        units_models.Grant,
        units_models.UnitHead,
    ):
        assert not empty._default_manager.exists(), empty
    assert not broadcasts_models.AiringRollup.objects.filter(pieces__gt=0).exists()
    assert not PageLogEntry.objects.exclude(user=None).exists()
    assert list(accounts_models.User.objects.values_list("email", flat=True)) == ["real@loa.test"]


def test_the_demo_needs_the_kit():
    with translation.override("en"), pytest.raises(CommandError, match="load_kit"):
        call_command("demo", stdout=io.StringIO())


def test_the_command_says_that_there_is_no_demo():
    for option in ("logins", "remove"):
        out = io.StringIO()
        call_command("demo", stdout=out, **{option: True})
        assert out.getvalue() == "There is no demo.\n"


def test_the_table_of_logins_names_every_role_and_where_it_begins():
    invented = accounts_services.NewAccount("x@demo.loa", "X", is_demo=True)
    accounts_services.open_account(account=invented, by=BY, at=AT)
    out = io.StringIO()
    call_command("demo", logins=True, stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == 1 + len(demo_people.LOGINS)
    assert {login.role for login in demo_people.LOGINS} == set(roles.Role)
    assert all(demo_people.PASSWORD in line for line in lines[1:])
    editor = next(line for line in lines if line.startswith("editor@"))
    assert editor.endswith("/cms/")

"""The demo: invented, seeded, labelled activity on the loaded kit; all of it or nothing."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.accounts import services as accounts_services
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models as broadcasts_models
from campaigns.broadcasts import services as broadcasts_services
from campaigns.conduct import services as conduct_services
from campaigns.directives import models as directives_models
from campaigns.directives import queries as directives_queries
from campaigns.directives import services as directives_services
from campaigns.drives import models as drives_models
from campaigns.drives import services as drives_services
from campaigns.inspections import services as inspections_services
from campaigns.jobs import services as jobs_services
from campaigns.kernel import actor, errors, writing
from campaigns.kits.services import (
    demo_citations,
    demo_days,
    demo_deliveries,
    demo_drives,
    demo_duties,
    demo_help,
    demo_inspections,
    demo_links,
    demo_media,
    demo_people,
    demo_planning,
    demo_premises,
    demo_reports,
    demo_teams,
    demo_territory,
)
from campaigns.premises import services as premises_services
from campaigns.scorecards import services as scorecards_services
from campaigns.units import models as units_models
from campaigns.units import queries as units_queries
from campaigns.units import services as units_services
from cms import models as cms_models
from cms import services as cms_services

# Districts whose communes the invented drives visit: Bác Ái, where one runs now, and Thuận Bắc.
_DISTRICTS = ("584", "588")
_STATION = "NTV"
_OUTLETS = (_STATION, "TTVH584", "TTVH582")
_COMMENDED = ("584", "TTVH584", _STATION, "588")

People = Mapping[str, accounts_models.User]


class DemoRefused(errors.LoaError):
    """There is no kit that the demo can play on."""


@dataclass(frozen=True)
class Made:
    """How much was made."""

    people: int
    texts: int
    drives: int
    releases: int
    commendations: int
    pieces: int
    requests: int
    premises: int
    inspections: int
    duties: int
    reports: int


def is_made() -> bool:
    """Whether invented people work here."""
    return accounts_models.User.objects.filter(is_demo=True).exists()


def make_demo(*, weeks: int, seed: int, at: datetime) -> Made | None:
    """Make the demo once, in one transaction; None when it is there already.

    Raises:
        DemoRefused: no campaign is loaded, or one without the units that the demo plays in.
    """
    if is_made():
        return None
    campaign = directives_queries.current_campaign()
    if campaign is None:
        raise DemoRefused(_("Load a campaign kit first: manage.py load_kit."))
    units = _units()
    with writing.writing(by=demo_people.DEMO, at=at):
        return _play(campaign, units, weeks, random.Random(seed), at)  # noqa: S311  not for secrets


def _units() -> dict[str, units_models.Unit]:
    standing = units_models.Unit.objects.filter(valid_to_date__isnull=True).select_related("kind")
    units = {unit.code: unit for unit in standing}
    wanted = {*_DISTRICTS, *_OUTLETS, *_COMMENDED, *(x.unit_code for x in demo_people.LOGINS)}
    missing = sorted(wanted - units.keys())
    if missing:
        raise DemoRefused(
            _("The demo plays in the kit of dispatch 2754; these units are missing: %(codes)s.")
            % {"codes": ", ".join(missing)}
        )
    return units


def _play(
    campaign: directives_models.Campaign,
    units: dict[str, units_models.Unit],
    weeks: int,
    dice: random.Random,
    at: datetime,
) -> Made:
    start = at - timedelta(weeks=weeks + 1)
    people = demo_people.bring_in_people(units=units, from_date=timezone.localdate(start), at=start)
    texts = _publish_guidance(people, start, at)
    plan_of_drives = _drive_plan(campaign, units, people, at)
    demo_territory.enter_territory(communes=plan_of_drives.communes, weeks=weeks, at=at)
    drives = demo_drives.run_drives(plan=plan_of_drives, weeks=weeks, dice=dice, at=at)
    demo_teams.run_teams(organiser=plan_of_drives.organiser, at=at)
    requests = demo_help.run_help(plan=_help_plan(units, people, at), dice=dice, at=at)
    plan = _air_plan(people)
    releases = demo_media.run_airings(plan=plan, days=7 * weeks, dice=dice, at=at)
    releases += demo_deliveries.run_deliveries(plan=plan, at=at)
    commendations = demo_citations.run_commendations(
        units=[units[code] for code in _COMMENDED],
        proposers=(people["provincial-office@demo.loa"], people["coordinator@demo.loa"]),
        decider=people["provincial-office-2@demo.loa"],
        at=at,
    )
    pieces = demo_planning.run_desk(plan=_desk_plan(campaign, units, people), at=at)
    places = _premises_plan(units, people, at)
    premises = demo_premises.run_premises(plan=places, weeks=weeks, dice=dice, at=at)
    visits = demo_inspections.run_inspections(plan=_inspection_plan(units, people), at=at)
    demo_links.run_links(plan=places, office=people["coordinator@demo.loa"], dice=dice, at=at)
    demo_days.run_days(plan=places, dice=dice, at=at)
    duties = demo_duties.run_duties(plan=_duty_plan(units, people), at=at)
    reports = demo_reports.run_reports(plan=_report_plan(units, people), weeks=weeks, at=at)
    scorecards_services.compute_due(by=demo_people.DEMO, at=at)
    return Made(
        len(people),
        texts,
        drives,
        releases,
        commendations,
        pieces,
        requests,
        premises,
        visits,
        duties,
        reports,
    )


def _duty_plan(units: dict[str, units_models.Unit], people: People) -> demo_duties.DutyPlan:
    return demo_duties.DutyPlan(
        units=units,
        coordinator=people["coordinator@demo.loa"],
        officer=people["unit-officer@demo.loa"],
    )


def _report_plan(units: dict[str, units_models.Unit], people: People) -> demo_reports.ReportPlan:
    return demo_reports.ReportPlan(
        units=units,
        coordinator=people["coordinator@demo.loa"],
        officer=people["unit-officer@demo.loa"],
    )


def _inspection_plan(
    units: dict[str, units_models.Unit], people: People
) -> demo_inspections.InspectionPlan:
    return demo_inspections.InspectionPlan(
        unit=units[_DISTRICTS[0]],
        planner=people["coordinator@demo.loa"],
        inspector=people["inspector@demo.loa"],
        officer=people["unit-officer@demo.loa"],
    )


def _premises_plan(
    units: dict[str, units_models.Unit], people: People, at: datetime
) -> demo_premises.PremisesPlan:
    """The communes of the district whose officer and head look after premises."""
    district = units[_DISTRICTS[0]]
    below = units_models.Unit.objects.all().subtree_of(district, timezone.localdate(at))
    communes = below.filter(kind__code="commune").select_related("kind").order_by("code")
    return demo_premises.PremisesPlan(
        list(communes), people["unit-officer@demo.loa"], people["unit-head@demo.loa"]
    )


def _publish_guidance(people: People, start: datetime, at: datetime) -> int:
    """Publish the station's drafts, one a day, after their fact checks; of the last two, one
    waits for its fact check and one for the chief editor."""
    room = cms_models.NewsroomPage.objects.get(unit__code=_STATION)
    drafts = list(
        cms_models.GuidancePage.objects.child_of(room).filter(live=False).order_by("path")
    )
    for number, page in enumerate(drafts[:-2]):
        day = start + timedelta(days=number, hours=1)
        cms_services.answer_fact_check(
            approval=_approve(page, people, day),
            answer=cms_services.FactAnswer(is_correct=True, remarks=_("Checked line by line.")),
            by=people["health-reviewer@demo.loa"],
            at=day + timedelta(hours=2),
        )
    for page in drafts[-2:-1]:
        _approve(page, people, at - timedelta(hours=3))
    for page in drafts[-1:]:
        cms_services.submit_for_review(
            page=page, by=people["editor@demo.loa"], at=at - timedelta(hours=2)
        )
    return len(drafts)


def _approve(
    page: cms_models.GuidancePage, people: People, at: datetime
) -> cms_models.PublishApproval:
    """The editor submits, the chief editor asks for the fact check an hour later."""
    submitted = cms_services.submit_for_review(page=page, by=people["editor@demo.loa"], at=at)
    return cms_services.approve(
        page=page,
        revision=submitted.revision,
        by=people["chief-editor@demo.loa"],
        at=at + timedelta(hours=1),
    )


def _drive_plan(
    campaign: directives_models.Campaign,
    units: dict[str, units_models.Unit],
    people: People,
    at: datetime,
) -> demo_drives.DrivePlan:
    movement = drives_models.Movement.objects.filter(campaign=campaign).order_by("pk").first()
    if movement is None:
        raise DemoRefused(
            _("The campaign has no movement to open drives under: add one to its kit.")
        )
    today = timezone.localdate(at)
    communes = units_models.Unit.objects.filter(kind__code="commune")
    below = units_models.UnitClosure.objects.filter(
        units_models.in_force(today), ancestor__code__in=_DISTRICTS
    )
    found = communes.filter(pk__in=below.values("descendant_id"))
    counted = directives_models.DeclarationApp.objects.filter(is_counted=True)
    return demo_drives.DrivePlan(
        movement=movement,
        organiser_unit=units["DOAN584"],
        communes=list(found.order_by("code")),
        apps=list(counted.order_by("position", "pk")),
        organiser=people["organiser@demo.loa"],
        volunteer=people["volunteer@demo.loa"],
    )


def _help_plan(
    units: dict[str, units_models.Unit], people: People, at: datetime
) -> demo_help.HelpPlan:
    running = drives_models.Drive.objects.filter(
        is_demo=True, state=drives_models.Drive.State.OPEN, starts_at__lte=at, ends_at__gt=at
    )
    drive = running.select_related("unit", "organiser", "opened_by").order_by("pk")[0]
    communes = units_models.Unit.objects.filter(pk__in=_below("584", at), kind__code="commune")
    return demo_help.HelpPlan(
        communes=list(communes.order_by("code")),
        apps=list(drive.apps.order_by("position", "pk")),
        team=units["DOAN584"],
        drive=drive,
        organiser=people["organiser@demo.loa"],
        volunteer=people["volunteer@demo.loa"],
    )


def _below(code: str, at: datetime) -> Any:
    """Keys of the units under one, itself among them, on the demo's day."""
    below = units_models.UnitClosure.objects.filter(
        units_models.in_force(timezone.localdate(at)), ancestor__code=code
    )
    return below.values("descendant_id")


def _air_plan(people: People) -> demo_media.AirPlan:
    outlets = broadcasts_models.Outlet.objects.filter(unit__code__in=_OUTLETS)
    return demo_media.AirPlan(
        outlets=list(outlets.order_by("pk")),
        scripts=list(broadcasts_models.Script.objects.filter(withdrawn_at__isnull=True)),
        planner=people["coordinator@demo.loa"],
        broadcaster=people["broadcaster@demo.loa"],
    )


def _desk_plan(
    campaign: directives_models.Campaign, units: dict[str, units_models.Unit], people: People
) -> demo_planning.DeskPlan:
    outlets = broadcasts_models.Outlet.objects.select_related("unit")
    by_code = {o.unit.code: o for o in outlets.filter(unit__code__in=_OUTLETS)}
    return demo_planning.DeskPlan(
        province=units["58"],
        campaign=campaign,
        station=by_code[_STATION],
        others=tuple(by_code[code] for code in _OUTLETS if code != _STATION),
        coordinator=people["coordinator@demo.loa"],
        chief=people["chief-editor@demo.loa"],
        editor=people["editor@demo.loa"],
    )


def remove_demo(*, by: actor.Actor, at: datetime) -> int | None:
    """Remove the invented people and everything that they made, also by hand on the screens.

    Return how many rows went, None when there is no demo. The record of changes keeps the acts.
    """
    users = list(accounts_models.User.objects.filter(is_demo=True).order_by("pk"))
    if not users:
        return None
    with writing.writing(by=by, at=at):
        count = scorecards_services.erase_made_by(users=users, by=by, at=at)
        count += conduct_services.erase_made_by(users=users, by=by, at=at)
        count += directives_services.erase_made_by(users=users, by=by, at=at)
        count += inspections_services.erase_made_by(users=users, by=by, at=at)
        count += premises_services.erase_made_by(users=users, by=by, at=at)
        count += broadcasts_services.erase_made_by(users=users, by=by, at=at)
        count += drives_services.erase_made_by(users=users, by=by, at=at)
        count += cms_services.erase_made_by(users=users, by=by, at=at)
        count += jobs_services.erase_ordered_by(users=users, by=by, at=at)
        count += units_services.erase_territory(users=users, kept=_hamlets_in_use(), by=by, at=at)
        scorecards_services.forget_counted(by=by, at=at)
        count += units_services.forget_people(users=users, by=by, at=at)
        accounts_services.close_accounts(users=users, by=by, at=at)
        audit_services.record("kits.demo_removed", users[0], after={"rows": count})
    return count + len(users)


def _hamlets_in_use() -> set[int]:
    """Hamlets under which something is logged that stays."""
    logged = drives_models.SupportEntry.objects.filter(unit__kind__code=units_queries.HAMLET)
    return set(logged.order_by().values_list("unit_id", flat=True).distinct())

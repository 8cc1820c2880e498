"""Invented requests for help: some wait, some are with a team, some were helped, one was no request."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaigns.accounts import models as accounts_models
from campaigns.directives import models as directives_models
from campaigns.drives import models as drives_models
from campaigns.drives import services as drives_services
from campaigns.kernel import actor
from campaigns.kits.services import demo_people
from campaigns.units import models as units_models

_FORM = actor.SystemActor("help-form")
# No fixed line's own number begins with 0: these can be nobody's.
_PHONE = "0259000{number:04}"
_HAMLETS = ("Ma Hoa", "Tà Lú", "Suối Rớ", "Châu Đắc", "Núi Rây", "Hành Rạc")
_NOTES = ("Nhà sàn cạnh suối", "", "Có hai người lớn tuổi", "", "Chỉ có một điện thoại dùng chung")
_LANGUAGES = (
    drives_models.SpokenLanguage.RAGLAI,
    drives_models.SpokenLanguage.VIETNAMESE,
    drives_models.SpokenLanguage.RAGLAI,
)
# Hours ago, and what came of it.
_STORIES: tuple[tuple[int, str], ...] = (
    (31, "new"),
    (5, "new"),
    (1, "new"),
    (9, "assigned"),
    (4, "assigned"),
    (20, "accepted"),
    (3 * 24, "done"),
    (5 * 24, "done"),
    (9 * 24, "done"),
    (16 * 24, "done"),
    (6 * 24, "could_not"),
    (2 * 24, "withdrawn"),
    (28, "spam"),
)


@dataclass(frozen=True)
class HelpPlan:
    """Where the invented residents live, and who helps them."""

    communes: Sequence[units_models.Unit]
    apps: Sequence[directives_models.DeclarationApp]
    team: units_models.Unit
    drive: drives_models.Drive
    organiser: accounts_models.User
    volunteer: accounts_models.User


def run_help(*, plan: HelpPlan, dice: random.Random, at: datetime) -> int:
    """Ask for help here and there, oldest first, and let the team answer; return how often."""
    stories = sorted(_STORIES, reverse=True)
    for number, (hours, story) in enumerate(stories, start=1):
        asked_at = at - timedelta(hours=hours)
        request = _ask(plan, number, dice, asked_at)
        _tell(plan, request, story, asked_at, at)
    return len(stories)


def _ask(
    plan: HelpPlan, number: int, dice: random.Random, at: datetime
) -> drives_models.HelpRequest:
    draft = drives_services.HelpDraft(
        form_uuid=uuid.UUID(int=dice.getrandbits(128), version=4),
        unit=plan.communes[number % len(plan.communes)],
        phone=_PHONE.format(number=number),
        people_count=dice.randint(1, 4),
        has_consented=True,
        hamlet=f"Thôn {dice.choice(_HAMLETS)} {demo_people.LABEL}",
        wanted_part=dice.choice(drives_models.WantedPart.values),
        language=dice.choice(_LANGUAGES),
        apps=tuple(dice.sample(list(plan.apps), k=min(1, len(plan.apps)))),
        note=dice.choice(_NOTES),
        is_demo=True,
    )
    return drives_services.ask_for_help(draft=draft, by=_FORM, at=at).request


def _tell(
    plan: HelpPlan,
    request: drives_models.HelpRequest,
    story: str,
    asked_at: datetime,
    at: datetime,
) -> None:
    """What came of a request: an hour later it has a team, another later the team says so."""

    def later(hours: float) -> datetime:
        return min(at, asked_at + timedelta(hours=hours))

    if story == "new":
        return
    if story == "spam":
        drives_services.mark_spam(request=request, by=plan.organiser, at=later(1))
        return
    # Only what is not over can have been given to the drive that runs now.
    is_over = story not in {"assigned", "accepted"}
    team = (
        drives_services.HelpTeam(unit=plan.team)
        if is_over
        else drives_services.HelpTeam(drive=plan.drive)
    )
    drives_services.assign_request(request=request, team=team, by=plan.organiser, at=later(1))
    if story == "withdrawn":
        drives_services.withdraw_request(request=request, by=request, at=later(6))
    if story in {"assigned", "withdrawn"}:
        return
    drives_services.accept_request(request=request, by=plan.volunteer, at=later(2))
    if story == "done":
        drives_services.finish_request(request=request, by=plan.volunteer, at=later(26))
    if story == "could_not":
        reason = drives_models.CouldNot.NOT_THERE
        drives_services.give_up(request=request, reason=reason, by=plan.volunteer, at=later(26))

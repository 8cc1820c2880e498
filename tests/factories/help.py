"""Residents' requests for help for tests: one from the cast's commune, and a drive to send."""

import uuid
from datetime import datetime
from typing import Any

from campaigns.drives import models, queries, services
from campaigns.units import models as units_models
from tests.factories import cast as cast_factory
from tests.factories import drives as drive_factory

NOW = drive_factory.NOW
PHONE = "0912345678"
FORM = cast_factory.actor.SystemActor("help-form")


def draft(unit: units_models.Unit, /, **changes: Any) -> services.HelpDraft:
    """A grandmother's household in a hamlet: two people, one phone."""
    values: dict[str, Any] = {
        "form_uuid": uuid.uuid4(),
        "unit": unit,
        "phone": PHONE,
        "people_count": 2,
        "has_consented": True,
        "hamlet": "Thôn Ma Hoa",
        "language": models.SpokenLanguage.RAGLAI,
        "note": "Nhà cuối đường bê tông",
    }
    return services.HelpDraft(**(values | changes))


def ask(unit: units_models.Unit, at: datetime = NOW, /, **changes: Any) -> models.HelpRequest:
    """A request that has come in."""
    asked = services.ask_for_help(draft=draft(unit, **changes), by=FORM, at=at)
    return models.HelpRequest.objects.select_related("unit").get(pk=asked.request.pk)


def assigned(
    scene: drive_factory.Scene, at: datetime = NOW, /, **changes: Any
) -> models.HelpRequest:
    """A request given to the scene's drive by its organiser."""
    request = ask(scene.cast.commune, at, **changes)
    team = services.HelpTeam(drive=scene.drive)
    services.assign_request(request=request, team=team, by=scene.organiser, at=at)
    return request


def accepted(
    scene: drive_factory.Scene, at: datetime = NOW, /, **changes: Any
) -> models.HelpRequest:
    """A request that the drive's team has taken on."""
    request = assigned(scene, at, **changes)
    services.accept_request(request=request, by=scene.cast.volunteer, at=at)
    return request


def code_of(request: models.HelpRequest) -> str:
    """The code that the resident wrote down."""
    return queries.help_code_text(request.form_uuid)

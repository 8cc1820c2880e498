"""Reference data of an inspector: the visits before them, each with its checklist."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.errors import HttpError

from campaigns.accounts import models as accounts_models
from campaigns.inspections import models as inspections_models
from campaigns.inspections import queries as inspections_queries
from campaigns.inspections import services as inspections_services
from campaigns.kernel import roles
from campaigns.units import permissions as units_permissions
from campaigns.workspace.api import conditional, senders

P = roles.Permission


class ChoiceOut(Schema):
    code: str
    label: str
    percent: int


class ItemOut(Schema):
    """One question, as `inspections.queries.Item` says it, in the language of the request."""

    code: str
    kind: str
    text: str
    weight: int
    is_required: bool
    good: str
    low: float | None
    high: float | None
    good_low: float | None
    good_high: float | None
    choices: list[ChoiceOut]
    when_item: str
    when_answer: str
    severity: str
    remedy_days: int | None


class VersionOut(Schema):
    id: int
    name: str
    number: int
    items: list[ItemOut]


class VisitOut(Schema):
    """A visit to make: `is_mine` where it was given to the inspector, else nobody has it yet.
    `answers`, `note` and `photos` (codes of items) were saved at the desk before."""

    id: int
    version: int
    name: str
    code: str
    kind: str
    address: str
    commune: str
    planned_date: date
    is_mine: bool
    answers: dict[str, Any]
    note: str
    photos: list[str]


class SeverityOut(Schema):
    code: str
    label: str


class InspectionsOut(Schema):
    """What the phone needs for days without network; `server_time` sets its clock right.

    `sender_key` stays the same when the sender's name changes. Whoever `may_plan` plans visits at
    the desk. `schema_versions` are those of records that are taken.
    """

    sender: str
    sender_key: str
    may_plan: bool
    visits: list[VisitOut]
    versions: list[VersionOut]
    severities: list[SeverityOut]
    schema_versions: list[int]
    server_time: datetime


router = Router()


@router.get("/inspections", response={200: InspectionsOut, **senders.REFUSALS})
def list_visits(request: HttpRequest) -> HttpResponseBase:
    """The visits of the signed-in inspector; asked with `?account=1`. Also brings the cookie that
    sending needs. With `If-None-Match` and nothing changed the answer is 304 and has no body."""
    get_token(request)
    sender = senders.sender_of(request)
    if not isinstance(sender, accounts_models.User):
        raise HttpError(403, _("Inspections are recorded by inspectors: sign in."))
    verdict = units_permissions.can(sender, P.INSPECT_PREMISES)
    if not verdict:
        raise HttpError(403, verdict.reason)
    return conditional.answer(request, _reference(sender, timezone.now()))


def _reference(user: accounts_models.User, at: datetime) -> InspectionsOut:
    found = inspections_queries.visits_of(user, on=timezone.localdate(at))
    rows = [*found.mine, *found.nobodys]
    photos: dict[int, list[str]] = {}
    kept = inspections_models.InspectionPhoto.objects.filter(inspection__in=rows)
    for pk, item in kept.order_by("pk").values_list("inspection_id", "item"):
        photos.setdefault(pk, []).append(item)
    mine = {row.pk for row in found.mine}
    return InspectionsOut(
        sender=str(user),
        sender_key=user.actor_id,
        may_plan=bool(units_permissions.can(user, P.PLAN_INSPECTION)),
        visits=[_visit(row, row.pk in mine, photos.get(row.pk, [])) for row in rows],
        versions=_versions(rows),
        severities=[
            SeverityOut(code=s.value, label=str(s.label)) for s in inspections_models.Severity
        ],
        schema_versions=sorted(inspections_services.SCHEMA_VERSIONS),
        server_time=at,
    )


def _visit(row: inspections_models.Inspection, is_mine: bool, photos: list[str]) -> VisitOut:
    premises = row.premises
    return VisitOut(
        id=row.pk,
        version=row.version_id,
        name=premises.name,
        code=premises.code,
        kind=premises.kind.name_vi,
        address=premises.plate or premises.address,
        commune=premises.commune.name_vi,
        planned_date=row.planned_date,
        is_mine=is_mine,
        answers=row.answers,
        note=row.note,
        photos=photos,
    )


def _versions(rows: Iterable[inspections_models.Inspection]) -> list[VersionOut]:
    versions = {row.version_id: row.version for row in rows}
    return [
        VersionOut(
            id=pk,
            name=version.checklist.name_vi,
            number=version.number,
            items=[_item(item) for item in inspections_queries.from_data(version.items)],
        )
        for pk, version in sorted(versions.items())
    ]


def _item(item: inspections_queries.Item) -> ItemOut:
    choices = [ChoiceOut(code=c.code, label=c.name, percent=c.percent) for c in item.choices]
    names = set(ItemOut.model_fields) - {"text", "choices"}
    plain = {name: getattr(item, name) for name in names}
    return ItemOut(text=item.text, choices=choices, **plain)

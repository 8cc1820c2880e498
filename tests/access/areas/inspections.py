"""Inspections of premises, their records and findings."""

import uuid
from typing import Any

from django.utils import timezone

from campaigns.accounts import models as accounts_models
from campaigns.inspections import models, services
from campaigns.kernel import roles
from tests.access.routes import Face, Route
from tests.factories import cast as casts
from tests.factories import inspections as factory
from tests.factories import pictures
from tests.factories import premises as premises_factory

P = roles.Permission
VIEW, PLAN, INSPECT = P.VIEW_PREMISES, P.PLAN_INSPECTION, P.INSPECT_PREMISES


def _scene(cast: casts.Cast) -> factory.Scene:
    """A café and two inspectors of its commune."""
    people: list[accounts_models.User] = []
    for name in ("ktv-mot", "ktv-hai"):
        found = accounts_models.User.objects.filter(email=f"{name}@loa.test").first()
        people.append(found or casts.make_person(name, roles.Role.INSPECTOR, cast.commune))
    premises = premises_factory.make(cast.commune, name="Quán Bờ Sông")
    return factory.Scene(cast, premises, factory.make_checklist(), people[0], people[1])


def _planned(cast: casts.Cast) -> dict[str, Any]:
    scene = _scene(cast)
    return {"pk": factory.plan(scene, at=timezone.now(), unit=cast.commune).pk}


def _done(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": _finding(cast).inspection_id}


def _finding(cast: casts.Cast) -> models.Finding:
    scene = _scene(cast)
    now = timezone.now()
    return factory.find(scene, factory.plan(scene, at=now, unit=cast.commune), at=now)


def _open_finding(cast: casts.Cast) -> dict[str, Any]:
    return {"pk": _finding(cast).pk}


def _remedied(cast: casts.Cast) -> dict[str, Any]:
    finding = _finding(cast)
    services.remedy_finding(finding=finding, note="Đã dán", by=cast.officer, at=timezone.now())
    return {"pk": finding.pk}


def _photo(cast: casts.Cast) -> dict[str, Any]:
    scene = _scene(cast)
    row = factory.plan(scene, at=timezone.now(), unit=cast.commune)
    kept = services.keep_photo(
        inspection=row,
        item="photo",
        content=pictures.make_photo(),
        by=scene.inspector,
        at=timezone.now(),
    )
    return {"pk": row.pk, "photo_pk": kept.pk}


def _visit(cast: casts.Cast) -> dict[str, Any]:
    scene = _scene(cast)
    return {
        "premises": [scene.premises.pk],
        "checklist": scene.checklist.pk,
        "planned_date": timezone.localdate().isoformat(),
        "unit": cast.commune.pk,
    }


def _person(cast: casts.Cast) -> dict[str, Any]:
    person = accounts_models.User.objects.get(email="ktv-hai@loa.test")
    return {"inspector": person.pk}


def _words(cast: casts.Cast) -> dict[str, Any]:
    return {"words": "Mưa lũ"}


def _review(cast: casts.Cast) -> dict[str, Any]:
    return {"reason": "Không có mã", "review_by_date": timezone.localdate().isoformat()}


def _answers(cast: casts.Cast) -> dict[str, Any]:
    return {
        "record_uuid": str(uuid.uuid4()),
        "a-posted": "NO",
        "a-daily": "3",
        "finish": "1",
    }


ROWS = (
    Route("inspections:inspection_list", VIEW, is_scoped=False),  # what the reader may see
    Route("inspections:finding_list", VIEW, is_scoped=False),  # likewise
    Route("inspections:my_inspections", INSPECT, is_scoped=False),  # one's own
    Route("api-1:list_visits", INSPECT, face=Face.API, is_scoped=False),  # one's own
    Route("inspections:plan", PLAN, is_scoped=False),  # it offers one's own premises
    Route("inspections:plan", PLAN, method="POST", body=_visit, is_scoped=False,
          answers=frozenset({302, 422})),  # refused where the premises are somebody else's
    Route("inspections:inspection_detail", VIEW, args=_done),
    Route("inspections:assign", PLAN, args=_planned),
    Route("inspections:assign", PLAN, method="POST", args=_planned, body=_person),
    Route("inspections:call_off", PLAN, args=_planned),
    Route("inspections:call_off", PLAN, method="POST", args=_planned, body=_words),
    Route("inspections:record", INSPECT, args=_planned),
    Route("inspections:record", INSPECT, method="POST", args=_planned, body=_answers),
    Route("inspections:record_pdf", VIEW, args=_done),
    Route("inspections:photo", VIEW, args=_photo),
    Route("inspections:remedy_finding", P.MANAGE_PREMISES, args=_open_finding),
    Route("inspections:remedy_finding", P.MANAGE_PREMISES, method="POST", args=_open_finding,
          body=_words),
    Route("inspections:confirm_finding", PLAN, method="POST", args=_remedied),
    Route("inspections:return_finding", PLAN, args=_remedied),
    Route("inspections:return_finding", PLAN, method="POST", args=_remedied, body=_words),
    Route("inspections:call_for_review", PLAN, args=_open_finding,
          answers=frozenset({302})),  # back with the reason: the kind reviews nothing
    Route("inspections:call_for_review", PLAN, method="POST", args=_open_finding, body=_review,
          answers=frozenset({302, 422})),  # refused where the kind reviews nothing
)  # fmt: skip

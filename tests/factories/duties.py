"""Duties: an obligation of the letter given to units, and those who give, carry out and judge."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from campaigns.accounts import models as accounts_models
from campaigns.directives import models, queries, services
from campaigns.kernel import roles
from campaigns.units import models as units_models
from tests.factories import cast as casts
from tests.factories import directives

# Monday 16 November 2026; ten working days later is Tuesday 1 December (24 November is a holiday).
NOW = casts.NOW
TODAY = date(2026, 11, 16)


@dataclass(frozen=True)
class Scene:
    """The letter's obligation to spread the word, a coordinator of the province, and an officer of
    the district above the cast's communes."""

    cast: casts.Cast
    obligation: models.Obligation
    coordinator: accounts_models.User
    district_officer: accounts_models.User


def make_scene(cast: casts.Cast | None = None) -> Scene:
    cast = cast or casts.make_cast()
    found = models.Obligation.objects.filter(code="tuyen-truyen").first()
    if found is None:
        directives.make_directive(cast)
        found = models.Obligation.objects.get(code="tuyen-truyen")
    return Scene(
        cast,
        found,
        _person("dieu-phoi", roles.Role.COORDINATOR, cast.province),
        _person("can-bo-huyen", roles.Role.UNIT_OFFICER, cast.district),
    )


def _person(name: str, role: roles.Role, unit: units_models.Unit) -> accounts_models.User:
    found = accounts_models.User.objects.filter(email=f"{name}@loa.test").first()
    return found or casts.make_person(name, role, unit)


def within(days: int) -> services.Due:
    return services.Due(models.DueRule.WORKING_DAYS, days)


def by(day: date) -> services.Due:
    return services.Due(models.DueRule.FIXED, None, day)


S = models.AssignmentState
NO_DEADLINE = services.Due()


def issue(
    scene: Scene, *units: units_models.Unit, at: datetime = NOW, **changes: Any
) -> list[models.Assignment]:
    """Give the duty to units, the commune by default, within ten working days."""
    named = [unit.pk for unit in units or (scene.cast.commune,)]
    draft: dict[str, Any] = {
        "obligation": scene.obligation,
        "choice": queries.Choice(unit_ids=named),
        "due": within(10),
    }
    whole = services.IssueDraft(**(draft | changes))
    return list(services.issue(draft=whole, by=scene.coordinator, at=at).made)


def issued(scene: Scene, *, at: datetime = NOW, **changes: Any) -> models.Assignment:
    """One assignment of the commune."""
    return loaded(issue(scene, at=at, **changes)[0].pk)


def loaded(pk: int) -> models.Assignment:
    rows = models.Assignment.objects.select_related("unit", "obligation", "parent")
    return rows.get(pk=pk)


def said(text: str = "Đã phát 40 tờ rơi", **changes: Any) -> services.ProgressDraft:
    return services.ProgressDraft(**({"text": text} | changes))


def reported(scene: Scene, *, at: datetime = NOW, **changes: Any) -> models.Assignment:
    """One that the commune's officer reported done."""
    row = issued(scene, at=at, **changes)
    services.report_done(assignment=row, draft=said(), by=scene.cast.officer, at=at)
    return row


def accepted(scene: Scene, *, at: datetime = NOW) -> models.Assignment:
    row = reported(scene, at=at)
    services.accept(assignment=row, note="", by=scene.coordinator, at=at)
    return row


def in_state(scene: Scene, state: models.AssignmentState) -> models.Assignment:
    """An assignment brought into a state by the services."""
    who: dict[str, Any] = {"by": scene.cast.officer, "at": NOW}
    whose: dict[str, Any] = {"by": scene.coordinator, "at": NOW}
    if state in {S.REPORTED, S.ACCEPTED, S.RETURNED, S.CLOSED}:
        row = reported(scene)
    else:
        row = issued(scene, is_draft=state == S.DRAFT)
    acts = {
        S.ACKNOWLEDGED: lambda: services.acknowledge(assignment=row, **who),
        S.IN_PROGRESS: lambda: services.report_progress(assignment=row, draft=said(), **who),
        S.ACCEPTED: lambda: services.accept(assignment=row, note="", **whose),
        S.RETURNED: lambda: services.give_back(assignment=row, reason="Thiếu ảnh", **whose),
        S.CANCELLED: lambda: services.cancel(assignment=row, reason="Nhầm", **whose),
    }
    if state == S.CLOSED:
        acts[S.ACCEPTED]()
        services.close(assignment=row, **whose)
    elif state in acts:
        acts[state]()
    assert row.state == state
    return row


def marks(on: date = TODAY) -> models.Marks:
    return queries.marks_on(on, queries.working_calendar())


def hand_down(
    scene: Scene, parent: models.Assignment, *units: units_models.Unit, **changes: Any
) -> list[models.Assignment]:
    draft = services.HandDown([unit.pk for unit in units], **changes)
    outcome = services.hand_down(assignment=parent, draft=draft, by=scene.district_officer, at=NOW)
    return list(outcome.made)

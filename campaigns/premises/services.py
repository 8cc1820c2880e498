"""Entering kinds of premises and safety groups."""

from datetime import datetime
from typing import Any

from campaigns.audit import services as audit_services
from campaigns.kernel import actor, saving, writing
from campaigns.premises import models


def save_safety_group(
    *, code: str, values: dict[str, Any], by: actor.Actor, at: datetime
) -> models.SafetyGroup:
    """Make the safety group, or bring it to the given values."""
    with writing.writing(by=by, at=at):
        group, _is_new = saving.bring_to(models.SafetyGroup, {"code": code}, values)
        audit_services.record("premises.safety_group_saved", group, after={"code": code})
    return group


def save_premises_kind(
    *, code: str, values: dict[str, Any], by: actor.Actor, at: datetime
) -> models.PremisesKind:
    """Make the kind of premises, or bring it to the given values."""
    with writing.writing(by=by, at=at):
        kind, _is_new = saving.bring_to(models.PremisesKind, {"code": code}, values)
        audit_services.record("premises.kind_saved", kind, after={"code": code})
    return kind

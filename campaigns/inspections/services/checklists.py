"""Entering checklists: other items make another version, and records keep the one they answer."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.inspections import models, queries
from campaigns.kernel import actor, codes, errors, saving, writing
from campaigns.premises import models as premises_models


class ChecklistFaulty(errors.LoaError):
    """The items do not make a checklist."""


def items_sha256(items: Sequence[queries.Item]) -> str:
    """Digest of what the items say."""
    return hashlib.sha256(codes.canonical_json(queries.as_data(items))).hexdigest()


def save_checklist(
    *,
    code: str,
    values: dict[str, Any],
    items: Sequence[queries.Item],
    by: actor.Actor,
    at: datetime,
) -> models.Checklist:
    """Make the checklist, or bring it to the given values and items.

    Args:
        values: `name_vi`, `name_en`, `clause_code`, `position` and, as a list, `kinds`.

    Raises:
        ChecklistFaulty: an item contradicts itself or its condition looks nowhere.
    """
    faults = queries.item_faults_of(items)
    if faults or not items:
        first = faults[0].message if faults else _("A checklist has at least one item.")
        raise ChecklistFaulty(str(first))
    digest = items_sha256(items)
    plain = {name: value for name, value in values.items() if name not in ("kinds", "items_sha256")}
    kinds: list[premises_models.PremisesKind] = values.get("kinds", [])
    with writing.writing(by=by, at=at):
        checklist, _is_new = saving.bring_to(
            models.Checklist, {"code": code}, plain | {"items_sha256": digest}
        )
        checklist.kinds.set(kinds)
        latest = checklist.versions.order_by("-number").first()
        if latest is None or latest.items_sha256 != digest:
            number = latest.number + 1 if latest else 1
            models.ChecklistVersion(
                checklist=checklist,
                number=number,
                items=queries.as_data(items),
                items_sha256=digest,
                since_at=at,
            ).save()
        audit_services.record(
            "inspections.checklist_saved", checklist, after={"code": code, "sha256": digest}
        )
    return checklist

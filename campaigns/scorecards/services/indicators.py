"""Indicators as the kit brings them."""

from datetime import datetime
from typing import Any

from campaigns.audit import services as audit_services
from campaigns.kernel import actor, saving, writing
from campaigns.scorecards import models


def save_indicator(
    *, code: str, version: int, values: dict[str, Any], by: actor.Actor, at: datetime
) -> models.Indicator:
    """Make the version of an indicator, or bring it to the given values (`peer_kinds` as a list).

    Whoever changes what is counted makes another version: scores name the one they follow.
    """
    plain = {name: value for name, value in values.items() if name != "peer_kinds"}
    with writing.writing(by=by, at=at):
        key = {"code": code, "version": version}
        indicator, _is_new = saving.bring_to(models.Indicator, key, plain)
        indicator.peer_kinds.set(values.get("peer_kinds", []))
        audit_services.record("scorecards.indicator_saved", indicator, after=key)
    return indicator

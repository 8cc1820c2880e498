"""May this still be told? Asked again before anything leaves the house.

Grants are rows of a higher storey, which registers the one who knows them by name when it starts.
"""

from collections.abc import Callable
from datetime import date

from campaigns.accounts import models as accounts_models
from campaigns.notifications import models

Guard = Callable[[accounts_models.User, str, int | None, date], bool]
"""(person, permission or "", unit or None, day) → whether the person may still be told."""

_guards: dict[str, Guard] = {}


def register_guard(name: str, guard: Guard) -> None:
    """Let `guard` have a say; the same name again takes its place."""
    _guards[name] = guard


def is_entitled(user: accounts_models.User, notice: models.Notice | None, on: date) -> bool:
    """Whether somebody may be sent a notice, or a digest, on a day."""
    if not user.is_active or not user.audit_salt:  # gone, or erased
        return False
    permission = notice.needs_permission if notice else ""
    unit_id = notice.needs_unit if notice else None
    return all(guard(user, permission, unit_id, on) for guard in _guards.values())

"""May somebody write or publish in a newsroom?"""

from campaigns.kernel import roles, verdict
from campaigns.units import permissions as unit_permissions
from cms import models, queries


def may_write(user: unit_permissions.Visitor, page: models.GuidancePage) -> verdict.Verdict:
    """Write and submit in the newsroom of this page."""
    unit = queries.newsroom_of(page).unit
    return unit_permissions.can(user, roles.Permission.WRITE_GUIDANCE, unit=unit)


def may_check_facts(user: unit_permissions.Visitor, page: models.GuidancePage) -> verdict.Verdict:
    """Confirm the facts of this page or object to them."""
    unit = queries.newsroom_of(page).unit
    return unit_permissions.can(user, roles.Permission.REVIEW_FACTS, unit=unit)


def may_publish(user: unit_permissions.Visitor, page: models.GuidancePage) -> verdict.Verdict:
    """Approve, return, force, clear and withdraw in the newsroom of this page."""
    unit = queries.newsroom_of(page).unit
    return unit_permissions.can(user, roles.Permission.PUBLISH_GUIDANCE, unit=unit)

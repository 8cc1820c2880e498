"""May somebody take a step of a criticism? The table says; here is why not."""

from datetime import date

from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.conduct import models
from campaigns.kernel import roles, verdict
from campaigns.units import permissions as units_permissions

P = roles.Permission


def may_take(
    user: accounts_models.User, edge: models.Edge, row: models.Criticism, *, on: date
) -> verdict.Verdict:
    """Whether the user may take the step now, and if not, why."""
    if edge.permission is None:
        return verdict.refused(_("Loa does this by itself, when its time has come."))
    allowed = units_permissions.can(user, edge.permission, unit=row.unit, on=on)
    if not allowed:
        return allowed
    return stands(edge, row, on=on) and is_free(user, edge, row)


def stands(edge: models.Edge, row: models.Criticism, *, on: date) -> verdict.Verdict:
    """Whether the step leads on from where the criticism stands, whoever takes it."""
    if row.state not in edge.sources:
        return verdict.refused(
            _("This criticism is “%(state)s”: this step does not lead on from there.")
            % {"state": row.get_state_display()}
        )
    if edge.name == "ask_more_time" and row.time_asked_at is not None:
        return verdict.refused(_("More time was asked for already; that is possible once."))
    if edge.name in {"grant_time", "refuse_time"} and not row.has_open_request:
        return verdict.refused(_("The unit does not ask for more time."))
    if edge.name == "appeal" and row.appeal_due_date is not None and on > row.appeal_due_date:
        return verdict.refused(_("The time to appeal is over."))
    return verdict.ALLOWED


def is_free(
    user: accounts_models.User, edge: models.Edge, row: models.Criticism
) -> verdict.Verdict:
    """Whether the user took no other part that bars them: one proposes, another decides, a third
    answers the appeal, and none of them speaks for the unit."""
    if edge.own and getattr(row, edge.own) != user.pk:
        return verdict.refused(_("Only whoever proposed the criticism may do this."))
    if any(getattr(row, column) == user.pk for column in edge.barred):
        return verdict.refused(
            _(
                "You took part in this criticism already. Another person has to do this:"
                " one proposes, another decides, a third answers the appeal."
            )
        )
    return verdict.ALLOWED


def offered(user: accounts_models.User, row: models.Criticism, *, on: date) -> list[models.Edge]:
    """Steps that the user may take now, in the order of the procedure."""
    held = units_permissions.roles_of(user, unit=row.unit, on=on)
    permitted = {p for role in held for p in roles.ROLE_PERMISSIONS[role]}
    return [
        edge
        for edge in models.EDGES.values()
        if edge.permission in permitted and stands(edge, row, on=on) and is_free(user, edge, row)
    ]


def may_see(user: accounts_models.User, row: models.Criticism, *, on: date) -> verdict.Verdict:
    """Whether the user may read the procedure: the office, and from the notice on the unit."""
    seen = units_permissions.can(user, P.VIEW_CRITICISM, unit=row.unit, on=on)
    if seen or row.notified_at is None:
        return seen
    if units_permissions.can(user, P.ANSWER_CRITICISM, unit=row.unit, on=on):
        return verdict.ALLOWED
    return seen

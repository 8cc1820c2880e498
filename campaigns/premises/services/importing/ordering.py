"""What an officer says of a list: look at it, take it in, undo it, put it away."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.jobs import services as jobs_services
from campaigns.kernel import errors, writing
from campaigns.premises import models
from campaigns.premises.queries import lists
from campaigns.premises.services.importing import uploading
from campaigns.units import models as units_models

S = models.ImportState
CHECK, TAKE_IN, UNDO = "premises.check_list", "premises.take_in_list", "premises.undo_list"


class ListSettled(errors.Conflict):
    """The list is in a state from which the act does not lead: somebody was first."""


def check_list(
    *,
    imported: models.Import,
    mapping: Mapping[str, int],
    kind: models.PremisesKind | None,
    commune: units_models.Unit | None,
    by: accounts_models.User,
    at: datetime,
) -> models.Import:
    """Confirm the columns and order the dry run, also anew with other columns.

    Args:
        mapping: the column of each field, from 0.
        kind: of rows that name none.
        commune: of rows that name none.

    Raises:
        ListRefused: a field that no row can do without stands nowhere.
        ListSettled: the list is no longer to be looked at.
    """
    lacking = lists.lacking(mapping, has_kind=kind is not None, has_commune=commune is not None)
    if lacking:
        raise uploading.ListRefused(
            _("Say in which column this stands: %(fields)s.")
            % {"fields": ", ".join(str(lists.FIELDS[field]) for field in lacking)}
        )
    said = {"mapping": dict(mapping), "kind": kind, "commune": commune}
    return _order(imported, S.CHECKING, CHECK, by, at, **said)


def take_in_list(
    *, imported: models.Import, by: accounts_models.User, at: datetime
) -> models.Import:
    """Order that the rows without faults enter the register; goes on where it was stopped.

    Raises:
        ListSettled: the list is not ready for it, or somebody was first.
        ListRefused: its file was forgotten.
    """
    _need_file(imported)
    return _order(imported, S.TAKING_IN, TAKE_IN, by, at, taken_in_at=at)


def undo_list(*, imported: models.Import, by: accounts_models.User, at: datetime) -> models.Import:
    """Order that what the list did is undone, except where somebody changed it since.

    Raises:
        ListSettled: there is nothing to undo, or somebody was first.
        ListRefused: its file was forgotten, and with it what stood before.
    """
    _need_file(imported)
    return _order(imported, S.UNDOING, UNDO, by, at, undone_at=at)


def _need_file(imported: models.Import) -> None:
    if not imported.has_file:
        raise uploading.ListRefused(
            _("What this list says was deleted after its days, so this cannot be done any more.")
        )


def discard_list(*, imported: models.Import, by: accounts_models.User, at: datetime) -> None:
    """Put a list away unused; its file goes at once.

    Raises:
        ListSettled: it is at work or settled.
    """
    with writing.writing(by=by, at=at):
        move(imported, S.DISCARDED, forgotten_at=at)
        forget_rows(imported)
        audit_services.record("premises.list_discarded", imported, unit_id=imported.unit_id)
    uploading.path_of(imported).unlink(missing_ok=True)


def forget_rows(imported: models.Import) -> None:
    """Forget what a list said before anything of it was taken in."""
    models.ImportRow.objects.filter(imported=imported).delete()
    models.ImportFault.objects.filter(imported=imported).delete()


def _order(
    imported: models.Import,
    to: models.ImportState,
    work: str,
    by: accounts_models.User,
    at: datetime,
    **changes: Any,
) -> models.Import:
    with writing.writing(by=by, at=at):
        move(imported, to, **changes)
        order = jobs_services.JobOrder(
            kind=work,
            title=imported.file_name,
            input={"import": imported.pk},
            unit_id=imported.unit_id,
            key=f"list:{imported.pk}",
        )
        job = jobs_services.order_job(order=order, by=by, at=at)
        models.Import.objects.filter(pk=imported.pk).update(job=job)
        audit_services.record(
            f"premises.list_{to.lower()}", imported, unit_id=imported.unit_id, after={"job": job.pk}
        )
    return models.Import.objects.get(pk=imported.pk)


def move(imported: models.Import, to: models.ImportState, **changes: Any) -> None:
    """Take one edge of TRANSITIONS, if nobody else took one first.

    Raises:
        ListSettled: no edge leads there from where the list stands.
    """
    sources = [s for s, targets in models.Import.TRANSITIONS.items() if to in targets]
    rows = models.Import.objects.filter(pk=imported.pk, state__in=sources)
    if rows.update(state=to, **changes) != 1:
        now = models.Import.objects.get(pk=imported.pk)
        raise ListSettled(
            _("This list is %(state)s; nothing was changed.") % {"state": now.get_state_display()}
        )

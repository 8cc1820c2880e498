"""Keeping the filters of a list under a name, renaming and deleting them."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.kernel import errors, writing
from campaigns.units import models, queries

MOST_VIEWS = 50


class ViewRefused(errors.LoaError):
    """The filters cannot be kept like this."""


@dataclass(frozen=True)
class ViewDraft:
    """Filters of a list, a name for them, and the unit that they are shared with, if any."""

    list_name: str
    name: str
    query: str
    unit: models.Unit | None = None


def save_view(*, draft: ViewDraft, by: accounts_models.User, at: datetime) -> models.SavedView:
    """Keep the filters; under a name of one's own that is taken, these take the place of those.

    Raises:
        ViewRefused: there is no name, no such list, nothing is filtered or too much, one keeps too
            many already, or the unit is not one's own.
    """
    name = _name(draft.name)
    if queries.saved_list(draft.list_name) is None:
        raise ViewRefused(_("This list keeps no views."))
    if not draft.query or len(draft.query) > queries.QUERY_LETTERS:
        raise ViewRefused(_("Filter the list first, with fewer words: there is nothing to keep."))
    mine = models.SavedView.objects.filter(owner=by, list_name=draft.list_name)
    with writing.writing(by=by, at=at):
        _check_unit(draft.unit, by, at)
        row = mine.filter(name=name).first()
        if row is None:
            if mine.count() >= MOST_VIEWS:
                raise ViewRefused(_("You keep many views of this list: delete one first."))
            row = models.SavedView(owner=by, list_name=draft.list_name, name=name)
        row.query, row.unit, row.saved_at = draft.query, draft.unit, at
        _save(row)
        after = {"list": row.list_name, "unit": row.unit_id}
        audit_services.record("units.view_saved", row, unit_id=row.unit_id, after=after)
    return row


def _name(said: str) -> str:
    name = " ".join(said.split())[:80]
    if not name:
        raise ViewRefused(_("Give it a name."))
    return name


def _check_unit(unit: models.Unit | None, by: accounts_models.User, at: datetime) -> None:
    on = timezone.localdate(at)
    if unit is not None and unit not in queries.units_to_share_with(by, on=on):
        raise ViewRefused(_("Share it with a unit in which you hold a role."))


def _save(row: models.SavedView) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        raise ViewRefused(_("You keep a view of this name already.")) from taken


def rename_view(
    *, view: models.SavedView, name: str, by: accounts_models.User, at: datetime
) -> None:
    """Give a view of one's own another name.

    Raises:
        ViewRefused: it is another's, or the name is empty or taken.
    """
    said = _name(name)
    with writing.writing(by=by, at=at):
        _need_own(view, by)
        before, view.name = view.name, said
        _save(view)
        audit_services.record(
            "units.view_renamed",
            view,
            unit_id=view.unit_id,
            before={"name": before},
            after={"name": said},
        )


def delete_view(*, view: models.SavedView, by: accounts_models.User, at: datetime) -> None:
    """Keep a view of one's own no longer.

    Raises:
        ViewRefused: it is another's.
    """
    with writing.writing(by=by, at=at):
        _need_own(view, by)
        audit_services.record(
            "units.view_deleted", view, unit_id=view.unit_id, before={"name": view.name}
        )
        models.SavedView.objects.filter(pk=view.pk).delete()


def _need_own(view: models.SavedView, by: accounts_models.User) -> None:
    if view.owner_id != by.pk:
        raise ViewRefused(_("Only who saved it changes it."))

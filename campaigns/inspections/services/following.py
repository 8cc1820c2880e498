"""Photos that follow a record made without network: piece by piece, kept as the desk keeps them."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.inspections import models, queries
from campaigns.inspections.queries import items as items_
from campaigns.inspections.services import photos
from campaigns.kernel import actor, pictures, uploads, writing

State = models.PhotoUpload.State


class FollowingShelf(uploads.Shelf[models.PhotoUpload]):  # type: ignore[type-var]  # fields are read later
    """The photos that records announced, one an item."""

    folder = photos.PHOTOS_FOLDER

    def announce(
        self, *, draft: uploads.PhotoDraft, by: actor.Actor, at: datetime
    ) -> models.PhotoUpload:
        draft.check()
        rows = models.Inspection.objects.select_related("version")
        inspection = rows.filter(record_uuid=draft.record_uuid, inspected_by=_person(by)).first()
        if inspection is None:
            raise uploads.PhotoConflict(
                _("The record of this photo has not come yet. Send it first.")
            )
        with writing.writing(by=by, at=at):
            upload = models.PhotoUpload(
                client_uuid=draft.client_uuid,
                inspection=inspection,
                item=_item_of(inspection, draft),
                sha256=draft.sha256,
                size=draft.size,
                announced_at=at,
            )
            self.places().bulk_create([upload], ignore_conflicts=True)
            found = models.PhotoUpload.objects.filter(pk=draft.client_uuid).first()
        if found is None or (found.inspection_id, found.sha256, found.size) != (
            inspection.pk,
            draft.sha256,
            draft.size,
        ):
            raise uploads.PhotoConflict(
                _("Another photo has this number, or the record has another photo.")
            )
        return self.finished(found, by, at)

    def find(self, number: uuid.UUID, by: actor.Actor) -> models.PhotoUpload | None:
        rows = models.PhotoUpload.objects.select_related("inspection__premises")
        return rows.filter(pk=number, inspection__inspected_by=_person(by)).first()

    def places(self) -> QuerySet[Any]:
        return QuerySet(models.PhotoUpload)

    def keep(
        self,
        photo: models.PhotoUpload,
        picture: pictures.Picture,
        by: actor.Actor,
        at: datetime,
    ) -> None:
        with photos.written(picture) as name, writing.writing(by=by, at=at):
            if _claim(photo, State.KEPT) == 1:
                photos.put(photo.inspection, photo.item, name, picture, by=by, at=at)
                _drop_parts([photo])
            else:
                photos.drop_name(name)

    def refuse(self, photo: models.PhotoUpload, by: actor.Actor, at: datetime) -> None:
        with writing.writing(by=by, at=at):
            if _claim(photo, State.REFUSED) == 1:
                audit_services.record(
                    "inspections.photo_refused",
                    photo.inspection,
                    unit_id=photo.inspection.premises.commune_id,
                    after={"item": photo.item},
                )
                _drop_parts([photo])


SHELF = FollowingShelf()


def let_go(rows: QuerySet[models.PhotoUpload]) -> None:
    """Take away the pieces of photos whose inspections go."""
    _drop_parts(rows)


def forget() -> int:
    """Settle that photos still on their way no longer come, within the service that forgets."""
    _drop_parts(models.PhotoUpload.objects.filter(state=State.UPLOADING))
    rows = models.PhotoUpload.objects.filter(state__in=[State.UPLOADING, State.KEPT])
    return rows.update(state=State.FORGOTTEN)


def _person(by: actor.Actor) -> accounts_models.User | None:
    """Inspections are recorded by people; a drive's phone has none."""
    return by if isinstance(by, accounts_models.User) else None


def _item_of(inspection: models.Inspection, draft: uploads.PhotoDraft) -> str:
    """The item that the photo answers: where two have the same picture, one that has none yet.

    Raises:
        PhotoRefused: the record announced no such photo.
    """
    asking = {
        item.code
        for item in queries.from_data(inspection.version.items)
        if item.kind == items_.PHOTO and inspection.answers.get(item.code) == draft.sha256
    }
    if not asking:
        raise uploads.PhotoRefused(_("Its record announced no such photo."))
    rows = models.PhotoUpload.objects.filter(inspection=inspection, item__in=asking)
    has = dict(rows.values_list("item", "client_uuid"))
    return next(
        (code for code in sorted(asking) if has.get(code, draft.client_uuid) == draft.client_uuid),
        min(asking),
    )


def _claim(photo: models.PhotoUpload, state: State) -> int:
    """Settle an upload; 0 when somebody else did."""
    rows = models.PhotoUpload.objects.filter(pk=photo.pk, state=State.UPLOADING)
    return rows.update(state=state)


def _drop_parts(rows: Iterable[models.PhotoUpload]) -> None:
    for row in rows:
        path = SHELF.part_path(row.pk)
        transaction.on_commit(partial(path.unlink, missing_ok=True))

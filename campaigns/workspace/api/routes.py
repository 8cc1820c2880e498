"""The addresses under /api/field/, put together."""

from ninja import Router

from campaigns.workspace.api import (
    inspections,
    phones,
    photos,
    records,
    reference,
    requests,
    senders,
)

router = Router(auth=senders.SenderAuth(), tags=["field"])
router.add_router("", records.router)
router.add_router("", reference.router)
router.add_router("", inspections.router)
router.add_router("", phones.router)
router.add_router("", requests.router)
router.add_router("", photos.router)

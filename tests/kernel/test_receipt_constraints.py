"""What the database refuses of field receipts."""

import uuid

import pytest

from campaigns.kernel import models
from tests.factories import cast as casts
from tests.factories import refusals


def _receipt(**changes: object) -> models.FieldReceipt:
    values: dict[str, object] = {
        "client_uuid": uuid.uuid4(),
        "kind": "tests.support",
        "schema_version": 1,
        "payload": {},
        "payload_sha256": "0" * 64,
        "captured_at": casts.NOW,
        "received_at": casts.NOW,
        "clock_offset_s": 0,
        "device_id": "d1",
        "app_version": "1",
        "was_offline": False,
        "actor_id": "user:1",
        "batch_uuid": uuid.uuid4(),
    }
    return models.FieldReceipt(**(values | changes))


@pytest.mark.django_db
def test_a_record_is_corrected_once() -> None:
    first = uuid.uuid4()
    with refusals.refused_by("kernel_receipt_replaced_once"):
        _receipt(replaces_uuid=first).save()
        _receipt(replaces_uuid=first).save()


@pytest.mark.django_db
def test_schema_versions_count_from_one() -> None:
    with refusals.refused_by("kernel_receipt_schema_version"):
        _receipt(schema_version=0).save()

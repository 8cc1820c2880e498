"""What the database refuses of the chain's links."""

import pytest

from campaigns.audit import models
from tests.factories import cast as casts
from tests.factories import refusals


@pytest.mark.django_db
def test_links_are_counted_from_one() -> None:
    casts.make_user("officer")
    event = models.Event.objects.order_by("pk")[0]
    with refusals.refused_by("audit_seal_sequence_from_one"):
        models.Seal(sequence=0, event=event, sha256="0" * 64).save()

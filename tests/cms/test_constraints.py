"""What the database itself refuses of approvals, renditions and spoken forms."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cms import models
from tests.factories import cms as factory
from tests.factories.cast import NOW
from tests.factories.refusals import refused_by

FAULTS: dict[str, dict[str, Any]] = {
    "cms_approval_state": {"state": "LOST"},
    "cms_approval_two_people": {"approved_by": "editor", "approved_at": NOW},
    "cms_approval_approved_whole": {"approved_by": "chief"},
    "cms_approval_public_is_approved": {"state": "PUBLISHED", "published_at": NOW},
    "cms_approval_scheduled_has_hour": {
        "state": "SCHEDULED",
        "approved_by": "chief",
        "approved_at": NOW,
    },
    "cms_approval_published_has_moment": {"published_at": NOW},
    "cms_approval_force_has_reason": {"is_forced": True},
    "cms_approval_cleared_whole": {"cleared_at": NOW},
    "cms_approval_cleared_by_third": {
        "is_forced": True,
        "force_reason": "Gấp.",
        "approved_by": "chief",
        "approved_at": NOW,
        "cleared_by": "chief",
        "cleared_at": NOW,
    },
    "cms_approval_returned_whole": {"returned_at": NOW},
    "cms_approval_returned_has_reason": {
        "state": "RETURNED",
        "returned_by": "chief",
        "returned_at": NOW,
    },
}


@pytest.mark.parametrize("constraint", FAULTS)
def test_an_approval_out_of_shape_is_refused(constraint, room, piece):
    approval = factory.submit(room, piece)
    changes = {
        name: getattr(room, value) if name.endswith("_by") else value
        for name, value in FAULTS[constraint].items()
    }
    with refused_by(constraint):
        models.PublishApproval.objects.filter(pk=approval.pk).update(**changes)


def _second_row(room, piece, **changes):
    revision = piece.save_revision(user=room.editor)
    models.PublishApproval(
        page=piece,
        revision=revision,
        content_sha256="0" * 64,
        submitted_by=room.editor,
        submitted_at=NOW,
        **changes,
    ).save()


def test_one_text_of_a_page_waits_at_a_time(room, piece):
    factory.submit(room, piece)
    with refused_by("cms_approval_one_open"):
        _second_row(room, piece)


def test_one_text_of_a_page_is_public_at_a_time(room, piece):
    factory.publish(room, piece)
    with refused_by("cms_approval_one_public"):
        _second_row(
            room,
            piece,
            state="PUBLISHED",
            approved_by=room.chief,
            approved_at=NOW,
            published_at=NOW + timedelta(minutes=1),
        )


RENDITIONS = {
    "cms_rendition_once": {"medium": "RADIO", "language": "vi"},
    "cms_rendition_medium": {"medium": "PIGEON", "language": "vi"},
    "cms_rendition_language": {"medium": "RADIO", "language": "xx"},
    "cms_rendition_not_the_page_itself": {"medium": "WEB", "language": "vi"},
}


@pytest.mark.parametrize("constraint", RENDITIONS)
def test_a_rendition_out_of_shape_is_refused(constraint, piece):
    models.Rendition.objects.create(page=piece, medium="RADIO", language="vi", title="T", text="T")
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        models.Rendition.objects.create(page=piece, title="T", text="T", **RENDITIONS[constraint])
    assert constraint in str(caught.value) or "UNIQUE" in str(caught.value)


LEXICON = {
    "cms_lexicon_written_once": {"written": "UBND", "spoken": "Ủy ban"},
    "cms_lexicon_language": {"written": "SYT", "spoken": "Sở Y tế", "language": "xx"},
    "cms_lexicon_not_empty": {"written": "SYT", "spoken": ""},
}


@pytest.mark.parametrize("constraint", LEXICON)
def test_a_spoken_form_out_of_shape_is_refused(constraint, room):
    with refused_by(constraint):
        models.LexiconEntry(**LEXICON[constraint]).save()

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
    "cms_approval_facts": {"facts": "SOME"},
    "cms_approval_check_is_asked_for": {
        "state": "FACT_CHECK",
        "approved_by": "chief",
        "approved_at": NOW,
        "facts": "NONE",
    },
    "cms_approval_check_whole": {"fact_checked_at": NOW},
    "cms_approval_checker_is_another": {
        "fact_checked_by": "editor",
        "fact_checked_at": NOW,
        "is_fact_correct": True,
    },
    "cms_approval_objection_says_what": {
        "fact_checked_by": "reviewer",
        "fact_checked_at": NOW,
        "is_fact_correct": False,
    },
    "cms_approval_public_is_checked": {
        "state": "PUBLISHED",
        "approved_by": "chief",
        "approved_at": NOW,
        "published_at": NOW,
        "facts": "CHECK",
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


LINKS: dict[str, dict[str, Any]] = {
    "cms_fact_link_expires_later": {"expires_at": NOW},
    "cms_fact_link_revoked_whole": {"revoked_at": NOW},
    "cms_fact_link_one_end": {"used_at": NOW, "revoked_at": NOW, "revoked_by": "chief"},
}


def _link(room, approval, **changes):
    values = {
        "approval": approval,
        "token_sha256": changes.pop("token_sha256", "a" * 64),
        "reviewer_name": "BS. Hoa",
        "reviewer_email": "hoa@soyte.test",
        "created_by": room.editor,
        "created_at": NOW,
        "expires_at": NOW + timedelta(hours=1),
    }
    models.FactCheckLink(**(values | changes)).save()


@pytest.mark.parametrize("constraint", LINKS)
def test_a_link_out_of_shape_is_refused(constraint, room, piece):
    approval = factory.approve(room, piece)
    changes = {
        name: getattr(room, value) if name.endswith("_by") else value
        for name, value in LINKS[constraint].items()
    }
    with refused_by(constraint):
        _link(room, approval, **changes)


ONCE = {
    "cms_fact_link_answers_once": {"used_at": NOW},
    "cms_fact_link_one_each": {},
}


@pytest.mark.parametrize("constraint", ONCE)
def test_a_second_link_of_the_kind_is_refused(constraint, room, piece):
    approval = factory.approve(room, piece)
    with refused_by(constraint):
        _link(room, approval, **ONCE[constraint])
        _link(room, approval, token_sha256="b" * 64, **ONCE[constraint])


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


SOURCES = {
    "cms_source_once": {"medium": "RADIO", "language": "vi"},
    "cms_source_medium": {"medium": "PIGEON", "language": "vi"},
    "cms_source_language": {"medium": "RADIO", "language": "xx"},
}


@pytest.mark.parametrize("constraint", SOURCES)
def test_a_source_of_a_rendition_out_of_shape_is_refused(constraint, piece):
    values = {"revision_id": 1, "text": "T", "sha256": "0", "latest_sha256": "0", "checked_at": NOW}
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        models.RenditionSource.objects.create(page=piece, **values, **SOURCES[constraint])
    assert constraint in str(caught.value) or "UNIQUE" in str(caught.value)


LEXICON = {
    "cms_lexicon_written_once": {"written": "UBND", "spoken": "Ủy ban"},
    "cms_lexicon_language": {"written": "SYT", "spoken": "Sở Y tế", "language": "xx"},
    "cms_lexicon_not_empty": {"written": "SYT", "spoken": ""},
    "cms_lexicon_kind": {"written": "SYT", "spoken": "Sở Y tế", "kind": "SLOGAN"},
}


@pytest.mark.parametrize("constraint", LEXICON)
def test_a_spoken_form_out_of_shape_is_refused(constraint, room):
    with refused_by(constraint):
        models.LexiconEntry(**LEXICON[constraint]).save()

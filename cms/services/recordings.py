"""Sound attached to renditions: kept by broadcasting, named in the page's next draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Revision

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import services as broadcast_services
from campaigns.kernel import writing
from cms import models, queries
from cms.services import renditions


@dataclass(frozen=True)
class SoundDraft:
    """A sound file for one rendition of a page, named by its medium and language."""

    key: renditions.Key
    file: Any


def attach_sounds(
    *,
    page: models.GuidancePage,
    sounds: Sequence[SoundDraft],
    by: accounts_models.User,
    at: datetime,
) -> Revision:
    """Keep each sound and attach it to its rendition in a new draft, which is returned.

    Raises:
        NoSuchRendition: the page has no such rendition.
        RecordingRefused, SoundRefused: a file is too large or no whole sound. No draft is made
            then; sounds that were kept before it can be chosen from the list.
    """
    unit = queries.newsroom_of(page).unit
    kept = {}
    for sound in sounds:
        title = _rendition(renditions.latest(page), sound.key).title or page.title
        draft = broadcast_services.RecordingDraft(unit, title, sound.key[1], sound.file)
        kept[sound.key] = broadcast_services.keep_recording(draft=draft, by=by, at=at)
    with writing.writing(by=by, at=at):
        text = renditions.latest(models.GuidancePage.objects.select_for_update().get(pk=page.pk))
        for key, recording in kept.items():
            _rendition(text, key).recording = recording
        revision: Revision = text.save_revision(user=by, log_action=True)
        audit_services.record(
            "cms.recordings_attached",
            text,
            unit_id=unit.pk,
            after={":".join(key): recording.sha256 for key, recording in kept.items()},
        )
    return revision


def _rendition(text: models.GuidancePage, key: renditions.Key) -> models.Rendition:
    found = [r for r in text.renditions.all() if (r.medium, r.language) == key]
    if not found:
        raise renditions.NoSuchRendition(_("This rendition is not there any more."))
    rendition: models.Rendition = found[0]
    return rendition

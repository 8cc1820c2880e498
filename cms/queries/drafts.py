"""Drafts that somebody saved while somebody else was writing."""

from wagtail.models import Revision

from cms import models


def missed_draft(page: models.GuidancePage, loaded: int) -> Revision | None:
    """The latest draft of another hand or window that the writer of the newest one never saw.

    `loaded` is the draft from which the newest, `page.latest_revision`, was written.
    """
    drafts = Revision.page_revisions.filter(object_id=str(page.pk), pk__gt=loaded)
    others = drafts.exclude(pk=page.latest_revision_id).select_related("user")
    found: Revision | None = others.order_by("-pk").first()
    return found

"""Every write of the newsroom: drafts of the kit, submitting, publishing, schedule, rights."""

from cms.services.editing import (
    GuidanceDraft,
    LexiconDraft,
    RenditionDraft,
    delete_lexicon_entry,
    save_lexicon_entry,
    seed_guidance,
)
from cms.services.erasing import erase_made_by
from cms.services.publishing import (
    AlreadyDecided,
    HourPassed,
    NotReady,
    NotThirdPerson,
    ReasonMissing,
    SamePerson,
    approve_and_publish,
    clear_forced,
    force_publish,
    return_to_writer,
    submit_for_review,
    withdraw_page,
)
from cms.services.rights import mirror_rights
from cms.services.schedule import (
    cancel_schedule,
    freeze_missing_scripts,
    notify_reviews_due,
    publish_due,
)
from cms.services.site import NewsroomDraft, SiteDraft, StepDraft, ensure_site

__all__ = [
    "AlreadyDecided",
    "GuidanceDraft",
    "HourPassed",
    "LexiconDraft",
    "NewsroomDraft",
    "NotReady",
    "NotThirdPerson",
    "ReasonMissing",
    "RenditionDraft",
    "SamePerson",
    "SiteDraft",
    "StepDraft",
    "approve_and_publish",
    "cancel_schedule",
    "clear_forced",
    "delete_lexicon_entry",
    "ensure_site",
    "erase_made_by",
    "force_publish",
    "freeze_missing_scripts",
    "mirror_rights",
    "notify_reviews_due",
    "publish_due",
    "return_to_writer",
    "save_lexicon_entry",
    "seed_guidance",
    "submit_for_review",
    "withdraw_page",
]

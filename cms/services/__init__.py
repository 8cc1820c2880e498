"""Every write of the newsroom: drafts of the kit, submitting, publishing, schedule, rights."""

from cms.services.edges import AlreadyDecided, NotReady, ReasonMissing, SamePerson
from cms.services.editing import (
    GuidanceDraft,
    RenditionDraft,
    seed_guidance,
)
from cms.services.erasing import erase_made_by
from cms.services.fact_links import (
    Reviewer,
    forget_reviewers,
    revoke_fact_link,
    secret_of,
    send_fact_link,
)
from cms.services.fact_mails import mail_fact_links
from cms.services.facts import FactAnswer, LinkIsDead, answer_by_link, answer_fact_check
from cms.services.lexicon import (
    EntryRefused,
    EntryTaken,
    LexiconDraft,
    delete_lexicon_entry,
    save_lexicon_entry,
)
from cms.services.publishing import (
    HourPassed,
    NotThirdPerson,
    approve,
    clear_forced,
    force_publish,
    return_to_writer,
    withdraw_page,
)
from cms.services.recordings import SoundDraft, attach_sounds
from cms.services.renditions import (
    AlreadyCut,
    CutDraft,
    NoSuchRendition,
    NothingToCut,
    cut_from_web,
    note_sources,
    say_it_holds,
)
from cms.services.reviews import DateMissing, extend_review, notify_reviews_due
from cms.services.rights import mirror_rights
from cms.services.schedule import (
    cancel_schedule,
    freeze_missing_scripts,
    publish_due,
)
from cms.services.site import NewsroomDraft, SiteDraft, StepDraft, ensure_site
from cms.services.submitting import submit_for_review

__all__ = [
    "AlreadyCut",
    "AlreadyDecided",
    "CutDraft",
    "DateMissing",
    "EntryRefused",
    "EntryTaken",
    "FactAnswer",
    "GuidanceDraft",
    "HourPassed",
    "LexiconDraft",
    "LinkIsDead",
    "NewsroomDraft",
    "NoSuchRendition",
    "NotReady",
    "NotThirdPerson",
    "NothingToCut",
    "ReasonMissing",
    "RenditionDraft",
    "Reviewer",
    "SamePerson",
    "SiteDraft",
    "SoundDraft",
    "StepDraft",
    "answer_by_link",
    "answer_fact_check",
    "approve",
    "attach_sounds",
    "cancel_schedule",
    "clear_forced",
    "cut_from_web",
    "delete_lexicon_entry",
    "ensure_site",
    "erase_made_by",
    "extend_review",
    "force_publish",
    "forget_reviewers",
    "freeze_missing_scripts",
    "mail_fact_links",
    "mirror_rights",
    "note_sources",
    "notify_reviews_due",
    "publish_due",
    "return_to_writer",
    "revoke_fact_link",
    "save_lexicon_entry",
    "say_it_holds",
    "secret_of",
    "seed_guidance",
    "send_fact_link",
    "submit_for_review",
    "withdraw_page",
]

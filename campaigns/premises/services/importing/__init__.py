"""Bringing lists of premises into the register, and taking them out again.

A list is uploaded, its columns are confirmed, every line is looked at (a dry run that writes
nothing in the register), then it is taken in part by part, and can be undone as a whole. The three
long steps are jobs: each part is one transaction, so that a worker killed at any moment has done
it or has not.
"""

from campaigns.premises.services.importing.forgetting import KEPT, forget_lists
from campaigns.premises.services.importing.ordering import (
    ListSettled,
    check_list,
    discard_list,
    take_in_list,
    undo_list,
)
from campaigns.premises.services.importing.uploading import (
    ListDraft,
    ListRefused,
    open_list,
    upload_list,
)
from campaigns.premises.services.importing.work import register_work

__all__ = [
    "KEPT",
    "ListDraft",
    "ListRefused",
    "ListSettled",
    "check_list",
    "discard_list",
    "forget_lists",
    "open_list",
    "register_work",
    "take_in_list",
    "undo_list",
    "upload_list",
]

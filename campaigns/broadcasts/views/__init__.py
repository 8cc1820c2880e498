"""Pages of the broadcast desk."""

from campaigns.broadcasts.views.airings import airings, correct, record
from campaigns.broadcasts.views.releases import cancel, confirm
from campaigns.broadcasts.views.rundowns import outlets, rundown
from campaigns.broadcasts.views.scripts import plan, script

__all__ = [
    "airings",
    "cancel",
    "confirm",
    "correct",
    "outlets",
    "plan",
    "record",
    "rundown",
    "script",
]

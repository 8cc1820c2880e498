"""Pages of the broadcast desk."""

from campaigns.broadcasts.views.airings import airings, correct, record
from campaigns.broadcasts.views.deliveries import (
    acknowledge,
    deliveries,
    release_deliveries,
    resend,
    resend_many,
    unacknowledged,
)
from campaigns.broadcasts.views.destinations import (
    destination,
    destinations,
    retire,
    rotate,
    show_secret,
    try_destination,
)
from campaigns.broadcasts.views.moving import move, replace
from campaigns.broadcasts.views.papers import rundown_pdf, script_pdf
from campaigns.broadcasts.views.placing import plan
from campaigns.broadcasts.views.playout import log, log_columns, log_discard, log_write, logs
from campaigns.broadcasts.views.reach import audience, reach
from campaigns.broadcasts.views.recalls import answer_notice, recall, recalls
from campaigns.broadcasts.views.recordings import public_recording, recording
from campaigns.broadcasts.views.releases import cancel, confirm
from campaigns.broadcasts.views.rundowns import outlets, rundown
from campaigns.broadcasts.views.said import said
from campaigns.broadcasts.views.scripts import script, scripts
from campaigns.broadcasts.views.station import (
    calendar,
    station_calendar,
    station_releases,
    station_rundown,
    station_sound,
)
from campaigns.broadcasts.views.taps import confirm_slot, take_back, tap
from campaigns.broadcasts.views.timetable import (
    close_outlet,
    edit_outlet,
    edit_slot,
    end_slot,
    except_slot,
    new_outlet,
    new_slot,
    outlet,
    remove_exception,
    reopen_outlet,
)
from campaigns.broadcasts.views.uploads import recordings

__all__ = [
    "acknowledge",
    "airings",
    "answer_notice",
    "audience",
    "calendar",
    "cancel",
    "close_outlet",
    "confirm",
    "confirm_slot",
    "correct",
    "deliveries",
    "destination",
    "destinations",
    "edit_outlet",
    "edit_slot",
    "end_slot",
    "except_slot",
    "log",
    "log_columns",
    "log_discard",
    "log_write",
    "logs",
    "move",
    "new_outlet",
    "new_slot",
    "outlet",
    "outlets",
    "plan",
    "public_recording",
    "reach",
    "recall",
    "recalls",
    "record",
    "recording",
    "recordings",
    "release_deliveries",
    "remove_exception",
    "reopen_outlet",
    "replace",
    "resend",
    "resend_many",
    "retire",
    "rotate",
    "rundown",
    "rundown_pdf",
    "said",
    "script",
    "script_pdf",
    "scripts",
    "show_secret",
    "station_calendar",
    "station_releases",
    "station_rundown",
    "station_sound",
    "take_back",
    "tap",
    "try_destination",
    "unacknowledged",
]

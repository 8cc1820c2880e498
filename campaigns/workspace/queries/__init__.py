"""What the pages across areas read: their frame, and what is composed of several areas."""

from campaigns.workspace.queries.chrome import page_context
from campaigns.workspace.queries.gauges import Gauge, gauges
from campaigns.workspace.queries.mails import people_within, sendings_within
from campaigns.workspace.queries.my_day import WaitingItem, my_day
from campaigns.workspace.queries.periods import Period, read_period
from campaigns.workspace.queries.unit_file import UnitFile, unit_file
from campaigns.workspace.queries.waiting_count import WaitingCount, items_counted, last_count
from campaigns.workspace.queries.work import visible_jobs

__all__ = [
    "Gauge",
    "Period",
    "UnitFile",
    "WaitingCount",
    "WaitingItem",
    "gauges",
    "items_counted",
    "last_count",
    "my_day",
    "page_context",
    "people_within",
    "read_period",
    "sendings_within",
    "unit_file",
    "visible_jobs",
]

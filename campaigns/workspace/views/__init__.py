"""Pages across areas: what waits for me, what I was told, where things are."""

from campaigns.workspace.views.citations import propose_citation
from campaigns.workspace.views.demand import demand_planner
from campaigns.workspace.views.field import drive_by_account, find, join, phone
from campaigns.workspace.views.field_shell import manifest, shell, worker
from campaigns.workspace.views.home import my_day, waiting_count
from campaigns.workspace.views.inbox import (
    inbox,
    mark_inbox_read,
    mark_notice,
    undo_inbox_read,
)
from campaigns.workspace.views.mails import mail_came_back, mail_free, mail_list, mail_retry
from campaigns.workspace.views.metrics import metrics
from campaigns.workspace.views.public_citations import (
    public_citation,
    public_citations,
    public_criticism,
    public_criticisms,
)
from campaigns.workspace.views.search import search
from campaigns.workspace.views.unit_page import unit
from campaigns.workspace.views.work import cancel_job, job, jobs

__all__ = [
    "cancel_job",
    "demand_planner",
    "drive_by_account",
    "find",
    "inbox",
    "job",
    "jobs",
    "join",
    "mail_came_back",
    "mail_free",
    "mail_list",
    "mail_retry",
    "manifest",
    "mark_inbox_read",
    "mark_notice",
    "metrics",
    "my_day",
    "phone",
    "propose_citation",
    "public_citation",
    "public_citations",
    "public_criticism",
    "public_criticisms",
    "search",
    "shell",
    "undo_inbox_read",
    "unit",
    "waiting_count",
    "worker",
]

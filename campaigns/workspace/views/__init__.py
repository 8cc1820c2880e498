"""Pages across areas: what waits for me, what I was told, where things are."""

from campaigns.workspace.views.citations import propose_citation
from campaigns.workspace.views.field import drive_by_account, find, join, phone
from campaigns.workspace.views.home import inbox, mark_inbox_read, my_day
from campaigns.workspace.views.public_citations import public_citation, public_citations
from campaigns.workspace.views.search import search
from campaigns.workspace.views.unit_page import unit

__all__ = [
    "drive_by_account",
    "find",
    "inbox",
    "join",
    "mark_inbox_read",
    "my_day",
    "phone",
    "propose_citation",
    "public_citation",
    "public_citations",
    "search",
    "unit",
]

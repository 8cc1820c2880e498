"""Pages across areas: what waits for me, what I was told, where things are."""

from campaigns.workspace.views.home import inbox, mark_inbox_read, my_day
from campaigns.workspace.views.search import search

__all__ = ["inbox", "mark_inbox_read", "my_day", "search"]

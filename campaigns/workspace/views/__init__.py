"""Pages across areas: what waits for me, what I was told."""

from campaigns.workspace.views.home import inbox, my_day

__all__ = ["inbox", "my_day"]

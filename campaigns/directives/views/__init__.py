"""Pages of directives and the calendar."""

from campaigns.directives.views.calendar import calendar, enter_day, remove_day
from campaigns.directives.views.letters import directive, directive_list

__all__ = ["calendar", "directive", "directive_list", "enter_day", "remove_day"]

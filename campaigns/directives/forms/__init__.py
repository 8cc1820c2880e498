"""Forms of the pages of directives."""

from campaigns.directives.forms.calendar import DayForm, ReasonForm

__all__ = ["DayForm", "ReasonForm"]

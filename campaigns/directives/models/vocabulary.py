"""Words that duties are told in: strength, part, state, and how a due date came about."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Strength(models.TextChoices):
    """How binding a duty is: giao, đề nghị, khuyến khích."""

    ASSIGN = "ASSIGN", _("assigned")
    REQUEST = "REQUEST", _("requested")
    ENCOURAGE = "ENCOURAGE", _("encouraged")


class Duty(models.TextChoices):
    """What part a unit has."""

    LEAD = "LEAD", _("leads")
    COORDINATE = "COORDINATE", _("coordinates")


class AssignmentState(models.TextChoices):
    """The way of an assignment; how it stands to its due date is derived."""

    DRAFT = "DRAFT", _("being prepared")
    ISSUED = "ISSUED", pgettext_lazy("of a duty", "issued")
    ACKNOWLEDGED = "ACKNOWLEDGED", pgettext_lazy("of a duty", "received")
    IN_PROGRESS = "IN_PROGRESS", pgettext_lazy("of a duty", "being carried out")
    REPORTED = "REPORTED", pgettext_lazy("of a duty", "reported done")
    ACCEPTED = "ACCEPTED", pgettext_lazy("of a duty", "accepted")
    RETURNED = "RETURNED", pgettext_lazy("of a duty", "returned")
    CLOSED = "CLOSED", pgettext_lazy("of a duty", "closed")
    CANCELLED = "CANCELLED", pgettext_lazy("of a duty", "cancelled")


S = AssignmentState
_STEPS_OF_THE_UNIT = {S.IN_PROGRESS, S.REPORTED, S.CANCELLED}

# One service an edge. Whoever reports progress has received it.
TRANSITIONS: Mapping[str, frozenset[str]] = {
    S.DRAFT: frozenset({S.ISSUED, S.CANCELLED}),
    S.ISSUED: frozenset({S.ACKNOWLEDGED} | _STEPS_OF_THE_UNIT),
    S.ACKNOWLEDGED: frozenset(_STEPS_OF_THE_UNIT),
    S.IN_PROGRESS: frozenset(_STEPS_OF_THE_UNIT),
    S.REPORTED: frozenset({S.ACCEPTED, S.RETURNED, S.CANCELLED}),
    S.ACCEPTED: frozenset({S.CLOSED}),
    S.RETURNED: frozenset(_STEPS_OF_THE_UNIT),
    S.CLOSED: frozenset(),
    S.CANCELLED: frozenset(),
}
# The unit has something to do.
OPEN_STATES = (S.ISSUED, S.ACKNOWLEDGED, S.IN_PROGRESS, S.RETURNED)
# The unit said that it is done, and nobody returned it.
DONE_STATES = (S.REPORTED, S.ACCEPTED, S.CLOSED)
# One of these at a time for an obligation and a unit.
STANDING_STATES = (S.DRAFT, *OPEN_STATES, S.REPORTED, S.ACCEPTED)


class DueRule(models.TextChoices):
    """How a due date came about."""

    NONE = "NONE", _("no deadline")
    FIXED = "FIXED", _("a fixed date")
    WORKING_DAYS = "WORKING_DAYS", _("working days from issue")


class DueChangeKind(models.TextChoices):
    """Why a due date moved."""

    EXTENSION = "EXTENSION", _("extension")
    HOLIDAY = "HOLIDAY", _("change of the calendar")
    PAUSE = "PAUSE", _("pause")

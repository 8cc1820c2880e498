"""How a criticism goes its way: every step, who may take it, and what it asks for.

Criticism (phê bình) is not discipline (kỷ luật): it names what was not done and ends with the unit
heard and the record kept; no step leads to a sanction.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.kernel import roles


class CriticismState(models.TextChoices):
    """Where a criticism stands."""

    DRAFT = "DRAFT", pgettext_lazy("of a criticism", "Draft")
    PROPOSED = "PROPOSED", pgettext_lazy("of a criticism", "Proposed")
    NOTIFIED = "NOTIFIED", _("Unit notified")
    REPLY_OPEN = "REPLY_OPEN", _("Reply awaited")
    REPLIED = "REPLIED", _("Unit replied")
    LAPSED = "LAPSED", _("No reply in time")
    DECIDED = "DECIDED", pgettext_lazy("of a criticism", "Decided")
    ISSUED = "ISSUED", pgettext_lazy("of a criticism", "Issued")
    DROPPED = "DROPPED", _("Dropped")
    APPEALED = "APPEALED", _("Appealed")
    UPHELD = "UPHELD", _("Upheld on appeal")
    AMENDED = "AMENDED", _("Amended on appeal")
    REVOKED = "REVOKED", _("Revoked")


S = CriticismState
NOTICED_STATES = (
    *(S.NOTIFIED, S.REPLY_OPEN, S.REPLIED, S.LAPSED, S.DECIDED),
    *(S.ISSUED, S.APPEALED, S.UPHELD, S.AMENDED, S.REVOKED),
)
"""From the notice on, as long as it was not dropped: the evidence is frozen."""
DECIDED_STATES = (S.DECIDED, S.ISSUED, S.APPEALED, S.UPHELD, S.AMENDED, S.REVOKED)
PUBLISHED_STATES = (S.ISSUED, S.APPEALED, S.UPHELD, S.AMENDED, S.REVOKED)
"""Issued at some time; a revoked one stays as a tombstone."""
STANDING_STATES = (S.ISSUED, S.APPEALED, S.UPHELD, S.AMENDED)
"""Public, and counted."""
OPEN_STATES = (S.PROPOSED, S.NOTIFIED, S.REPLY_OPEN, S.REPLIED, S.LAPSED, S.DECIDED)
"""Under way: put forward, and neither issued nor dropped."""


class Side(models.TextChoices):
    """Who acts: the office that proposes and decides, the unit that answers, or Loa itself."""

    OFFICE = "OFFICE", _("office")
    UNIT = "UNIT", _("unit")
    LOA = "LOA", _("Loa")


class Outcome(models.TextChoices):
    """What is decided once the unit was heard."""

    CRITICISE = "CRITICISE", _("Criticise")
    DROP = "DROP", _("Drop the proposal")


P = roles.Permission


@dataclass(frozen=True)
class Edge:
    """One step.

    Args:
        name: of the service and of the address.
        sources: states from which it leads.
        target: where to; None where the state stays.
        side: who acts.
        permission: what the person needs in the unit; None for Loa itself.
        fields: what the form asks for, by name (`forms.steps`).
        barred: columns that name people who may not take it.
        own: the column that names the only person who may take it.
        is_grave: it reaches the unit or the public and cannot be taken back.
    """

    name: str
    label: Promise
    sources: tuple[CriticismState, ...]
    target: CriticismState | None
    side: Side
    permission: roles.Permission | None = None
    fields: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()
    own: str = ""
    is_grave: bool = False


_PROPOSER, _DECIDER = "proposed_by_id", "decided_by_id"
# A reply proves that the notice came; one that comes late is read all the same.
_ANSWERABLE = (S.NOTIFIED, S.REPLY_OPEN, S.LAPSED)
_HEARING = (S.NOTIFIED, S.REPLY_OPEN, S.REPLIED, S.LAPSED)
_EDGES = (
    Edge(
        name="propose",
        label=_("Put it forward"),
        sources=(S.DRAFT,),
        target=S.PROPOSED,
        side=Side.OFFICE,
        permission=P.PROPOSE_CRITICISM,
        own=_PROPOSER,
    ),
    Edge(
        name="take_back",
        label=_("Take it back"),
        sources=(S.DRAFT, S.PROPOSED),
        target=S.DROPPED,
        side=Side.OFFICE,
        permission=P.PROPOSE_CRITICISM,
        fields=("reason",),
        own=_PROPOSER,
    ),
    Edge(
        name="turn_down",
        label=_("Turn the proposal down"),
        sources=(S.PROPOSED,),
        target=S.DROPPED,
        side=Side.OFFICE,
        permission=P.DECIDE_CRITICISM,
        fields=("reason",),
        barred=(_PROPOSER,),
    ),
    Edge(
        name="notify",
        label=_("Send the notice to the unit"),
        sources=(S.PROPOSED,),
        target=S.NOTIFIED,
        side=Side.OFFICE,
        permission=P.NOTIFY_CRITICISM,
        fields=("reply_days",),
        is_grave=True,
    ),
    Edge(
        name="confirm_receipt",
        label=_("Confirm that the notice was received"),
        sources=(S.NOTIFIED,),
        target=S.REPLY_OPEN,
        side=Side.UNIT,
        permission=P.ANSWER_CRITICISM,
        barred=(_PROPOSER,),
    ),
    Edge(
        name="deem_received",
        label=_("Count the notice as received"),
        sources=(S.NOTIFIED,),
        target=S.REPLY_OPEN,
        side=Side.LOA,
    ),
    Edge(
        name="ask_more_time",
        label=_("Ask for more time"),
        sources=(S.REPLY_OPEN,),
        target=None,
        side=Side.UNIT,
        permission=P.ANSWER_CRITICISM,
        fields=("text", "days"),
        barred=(_PROPOSER,),
    ),
    Edge(
        name="grant_time",
        label=_("Give more time"),
        sources=(S.REPLY_OPEN,),
        target=None,
        side=Side.OFFICE,
        permission=P.NOTIFY_CRITICISM,
        fields=("days", "text"),
    ),
    Edge(
        name="refuse_time",
        label=_("Refuse more time"),
        sources=(S.REPLY_OPEN,),
        target=None,
        side=Side.OFFICE,
        permission=P.NOTIFY_CRITICISM,
        fields=("text",),
    ),
    Edge(
        name="reply",
        label=_("Send the reply"),
        sources=_ANSWERABLE,
        target=S.REPLIED,
        side=Side.UNIT,
        permission=P.ANSWER_CRITICISM,
        fields=("text", "files"),
        barred=(_PROPOSER,),
        is_grave=True,
    ),
    Edge(
        name="accept",
        label=_("Accept, with a plan to put it right"),
        sources=_ANSWERABLE,
        target=S.REPLIED,
        side=Side.UNIT,
        permission=P.ANSWER_CRITICISM,
        fields=("remedy_plan", "remedy_by", "files"),
        barred=(_PROPOSER,),
        is_grave=True,
    ),
    Edge(
        name="note_hearing",
        label=_("Note what was said at a hearing"),
        sources=_HEARING,
        target=None,
        side=Side.OFFICE,
        permission=P.NOTIFY_CRITICISM,
        fields=("text",),
    ),
    Edge(
        name="lapse",
        label=_("Note that no reply came in time"),
        sources=(S.REPLY_OPEN,),
        target=S.LAPSED,
        side=Side.LOA,
    ),
    Edge(
        name="decide",
        label=_("Decide to criticise"),
        sources=(S.REPLIED, S.LAPSED),
        target=S.DECIDED,
        side=Side.OFFICE,
        permission=P.DECIDE_CRITICISM,
        fields=("reasons", "public_text"),
        barred=(_PROPOSER,),
        is_grave=True,
    ),
    Edge(
        name="drop",
        label=_("Decide to drop it"),
        sources=(S.REPLIED, S.LAPSED, S.DECIDED),
        target=S.DROPPED,
        side=Side.OFFICE,
        permission=P.DECIDE_CRITICISM,
        fields=("reasons",),
        barred=(_PROPOSER,),
        is_grave=True,
    ),
    Edge(
        name="issue",
        label=_("Issue and publish"),
        sources=(S.DECIDED,),
        target=S.ISSUED,
        side=Side.OFFICE,
        permission=P.ISSUE_CRITICISM,
        fields=("decision_number", "decision_date", "signatory"),
        barred=(_PROPOSER,),
        is_grave=True,
    ),
    Edge(
        name="appeal",
        label=_("Appeal"),
        sources=(S.ISSUED,),
        target=S.APPEALED,
        side=Side.UNIT,
        permission=P.ANSWER_CRITICISM,
        fields=("text", "files"),
        barred=(_PROPOSER, _DECIDER),
        is_grave=True,
    ),
    Edge(
        name="uphold",
        label=_("Uphold the criticism"),
        sources=(S.APPEALED,),
        target=S.UPHELD,
        side=Side.OFFICE,
        permission=P.DECIDE_APPEAL,
        fields=("reasons",),
        barred=(_PROPOSER, _DECIDER, "appealed_by_id"),
        is_grave=True,
    ),
    Edge(
        name="amend",
        label=_("Amend the criticism"),
        sources=(S.APPEALED,),
        target=S.AMENDED,
        side=Side.OFFICE,
        permission=P.DECIDE_APPEAL,
        fields=("reasons", "public_text"),
        barred=(_PROPOSER, _DECIDER, "appealed_by_id"),
        is_grave=True,
    ),
    Edge(
        name="revoke",
        label=_("Revoke the criticism"),
        sources=(S.APPEALED, S.ISSUED, S.UPHELD, S.AMENDED),
        target=S.REVOKED,
        side=Side.OFFICE,
        permission=P.DECIDE_APPEAL,
        fields=("reasons",),
        barred=(_PROPOSER, _DECIDER, "appealed_by_id"),
        is_grave=True,
    ),
)
EDGES: Mapping[str, Edge] = {edge.name: edge for edge in _EDGES}


def _transitions() -> Mapping[str, frozenset[str]]:
    """Moves from one state to another; steps that stay where they are belong to no diagram."""
    return {
        state: frozenset(
            str(edge.target) for edge in _EDGES if edge.target and state in edge.sources
        )
        for state in CriticismState
    }


CRITICISM_TRANSITIONS: Mapping[str, frozenset[str]] = _transitions()

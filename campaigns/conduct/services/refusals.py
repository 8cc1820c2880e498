"""Why a commendation is not proposed, decided, declined or withdrawn."""

from campaigns.kernel import errors


class CitationFault(errors.LoaError):
    """What was entered cannot stand; `field` names the part that is to be mended."""

    field = ""


class FormNotOffered(CitationFault):
    """The form needs an emulation council, is not for units, or is no longer given."""

    field = "form"


class EvidenceMissing(CitationFault):
    """A commendation was proposed on nothing."""

    field = "figures"


class PeriodFault(CitationFault):
    """The period is upside down or reaches into the future."""

    field = "to_date"


class SameAchievement(CitationFault):
    """The unit has, or is proposed for, the same form for the same days."""

    field = "form"


class OverlappingAchievement(CitationFault):
    """Another commendation covers some of the days; going on needs a word that they differ."""

    field = "is_another_achievement"


class NumberTaken(CitationFault):
    """The decision number was used this year already."""

    field = "decision_number"


class NumberMissing(CitationFault):
    """A decision without its number."""

    field = "decision_number"


class SignatoryMissing(CitationFault):
    """A decision that nobody signed."""

    field = "signatory"


class DecisionFault(CitationFault):
    """The decision is dated in the future or before the achievement ended."""

    field = "decision_date"


class ReasonMissing(CitationFault):
    """Declining and withdrawing need a reason."""

    field = "reason"


class EvidenceChanged(errors.LoaError):
    """The evidence is no longer what was put forward: nothing may be decided on it."""


class OwnNomination(errors.LoaError):
    """Whoever proposes does not decide."""


class NotTheNominator(errors.LoaError):
    """Only whoever proposed takes the proposal back."""


class AlreadyDecided(errors.Conflict):
    """Somebody else was first."""


class StepRefused(errors.Conflict):
    """The step does not lead on from where the criticism stands, or is not this person's to take."""


class ClockBehind(errors.LoaError):
    """The clock stands before what is on record: no deadline may be counted by it."""


class PlanMissing(CitationFault):
    """A criticism was accepted without a plan to put things right, or without a day for it."""

    field = "remedy_plan"


class SourceGone(CitationFault):
    """What the draft stands on is gone, or is not of this unit."""

    field = "sources"


class DaysFault(CitationFault):
    """Fewer or more working days than a unit may be given."""

    field = "days"


class PersonFault(CitationFault):
    """A person is to be named in public without the legal basis, or named without a name."""

    field = "person_basis"

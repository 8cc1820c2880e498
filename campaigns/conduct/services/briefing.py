"""What was issued reaches the newsroom at once, as a brief of just what was issued."""

from datetime import datetime

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models as broadcast_models
from campaigns.broadcasts import queries as broadcast_queries
from campaigns.broadcasts import services as broadcast_services
from campaigns.conduct import models, queries
from campaigns.conduct.services import refusals
from campaigns.units import models as units_models
from campaigns.units import queries as unit_queries


def brief_newsrooms(citation: models.Citation, by: accounts_models.User, at: datetime) -> None:
    """Open the brief of an issued citation for the outlets of its province."""
    draft = broadcast_services.BriefDraft(
        unit=_province(citation.unit, at),
        title=f"{citation.form.name_vi}: {citation.unit.short_name_vi} – {citation.title}"[:200],
        citation=broadcast_services.CitationReference(
            citation.pk, citation.kind, _facts(citation.pk)
        ),
    )
    broadcast_services.open_brief(draft=draft, by=by, at=at)


def _province(unit: units_models.Unit, at: datetime) -> units_models.Unit:
    """The root over the unit on that day: its outlets tell of everybody under it."""
    above = unit_queries.ancestors_of(unit, timezone.localdate(at))
    return above[0] if above else unit


def _facts(pk: int) -> str:
    """What the public page says, in Vietnamese, the language of the file."""
    issued = queries.public_citation(pk)
    if issued is None:
        return ""
    with translation.override("vi"):
        lines = [
            _("Unit: %(unit)s") % {"unit": issued.unit_name_vi},
            _("Form: %(form)s") % {"form": issued.form_name_vi},
            _("Decision %(number)s of %(day)s")
            % {"number": issued.decision_number, "day": date_format(issued.decision_date, "d/m/Y")},
            _("For: %(title)s") % {"title": issued.title},
            issued.reasons,
            *(f"{f.label}: {f.value} {f.unit_label}" for f in issued.figures),
        ]
    return "\n".join(line for line in lines if line.strip())


def brief_of_criticism(criticism: models.Criticism, by: accounts_models.User, at: datetime) -> None:
    """Open the brief of a standing criticism: just what is public of it.

    Raises:
        StepRefused: it does not stand.
    """
    answer = queries.may_be_told(broadcast_models.CitationKind.CRITICISM, criticism.pk)
    if not answer:
        raise refusals.StepRefused(answer.reason)
    draft = broadcast_services.BriefDraft(
        unit=_province(criticism.unit, at),
        title=f"{criticism.form.name_vi}: {criticism.unit.short_name_vi} – {criticism.title}"[:200],
        citation=broadcast_services.CitationReference(
            criticism.pk, broadcast_models.CitationKind.CRITICISM, _criticism_facts(criticism.pk)
        ),
    )
    broadcast_services.open_brief(draft=draft, by=by, at=at)


def _criticism_facts(pk: int) -> str:
    """What the public page says, in Vietnamese, the language of the file."""
    issued = queries.public_criticism(pk)
    if issued is None:
        return ""
    with translation.override("vi"):
        lines = [
            _("Unit: %(unit)s") % {"unit": issued.unit_name_vi},
            _("Form: %(form)s") % {"form": issued.form_name_vi},
            _("Decision %(number)s of %(day)s")
            % {"number": issued.decision_number, "day": date_format(issued.decision_date, "d/m/Y")},
            issued.person_name and _("Person: %(name)s") % {"name": issued.person_name},
            issued.text,
            issued.is_accepted and _("The unit accepts the criticism and puts things right."),
        ]
    return "\n".join(line for line in lines if line and line.strip())


def withdraw_from_newsrooms(
    criticism: models.Criticism, reason: str, by: accounts_models.User, at: datetime
) -> None:
    """Withdraw its brief, and ask every outlet that holds or aired a text of it to take it back."""
    brief = broadcast_queries.brief_of_citation(
        broadcast_models.CitationKind.CRITICISM, criticism.pk
    )
    if brief is None or brief.withdrawn_at is not None:
        return
    told = broadcast_models.Script.objects.filter(coverage__brief=brief).distinct()
    for script in told.order_by("pk"):
        broadcast_services.order_recall(script=script, reason=reason, by=by, at=at)
    broadcast_services.withdraw_brief(brief=brief, reason=reason, by=by, at=at)

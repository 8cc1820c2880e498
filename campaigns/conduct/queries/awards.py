"""Reading commendations: their figure, their history, and what is public."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.audit import queries as audit_queries
from campaigns.broadcasts import queries as broadcast_queries
from campaigns.conduct import models
from campaigns.conduct.queries import evidence
from campaigns.drives import queries as drive_queries
from campaigns.kernel import figure
from campaigns.units import models as units_models

COMMENDATIONS = "conduct.commendations"


@dataclass(frozen=True)
class PublicFigure:
    """A figure on which a public commendation stands."""

    label: str
    value: str
    unit_label: str
    from_date: date
    to_date: date


@dataclass(frozen=True)
class PublicCitation:
    """A decided commendation as the public reads it; names units, never their people."""

    pk: int
    title: str
    reasons: str
    unit_name_vi: str
    unit_name_en: str
    form_name_vi: str
    form_name_en: str
    from_date: date
    to_date: date
    decision_number: str
    decision_date: date
    signatory: str
    is_demo: bool
    figures: tuple[PublicFigure, ...] = ()


def commendations(unit: units_models.Unit, from_date: date, to_date: date) -> figure.Figure:
    """Commendations of the unit and of what stands under it, decided within the period."""
    rows = models.Citation.objects.of_subtree(unit, to_date).decided_between(from_date, to_date)
    count = rows.count()
    params = {
        "state": models.Citation.State.DECIDED,
        "unit": unit.pk,
        "decided_from": from_date.isoformat(),
        "decided_to": to_date.isoformat(),
    }
    return figure.Figure(
        key=COMMENDATIONS,
        label=_("Commendations"),
        value=str(count),
        unit_label=_("commendations"),
        from_date=from_date,
        to_date=to_date,
        rows_count=count,
        rows_url=f"{reverse('conduct:citation_list')}?{urlencode(params)}",
    )


def figures_of(
    unit: units_models.Unit, from_date: date, to_date: date
) -> tuple[figure.Figure, ...]:
    """What is measured of a unit and its subtree over a period, in the order of its page."""
    return (
        broadcast_queries.pieces_aired(unit, from_date, to_date),
        drive_queries.residents_helped(unit, from_date, to_date),
        commendations(unit, from_date, to_date),
    )


def figures_for_the_file(
    unit: units_models.Unit, from_date: date, to_date: date
) -> tuple[figure.Figure, ...]:
    """The same in Vietnamese, the language of the file, in which evidence is frozen."""
    with translation.override("vi"):
        return figures_of(unit, from_date, to_date)


def measured_now(
    citation: models.Citation,
) -> dict[tuple[str, date, date], figure.Figure]:
    """The figures of the citation's evidence as they are today, by key and period."""
    frozen = citation.evidence.filter(kind=models.Evidence.Kind.FIGURE)
    periods = {evidence.period_of(piece) for piece in frozen.order_by("position", "pk")}
    return {
        (measured.key, start, end): measured
        for start, end in sorted(periods)
        for measured in figures_of(citation.unit, start, end)
    }


@dataclass(frozen=True)
class HistoryLine:
    """What happened to a citation, as the timeline shows it."""

    at: datetime
    who: str
    what: str
    note: str
    icon: str
    tone: str


_ACTS = {
    evidence.NOMINATED_VERB: (gettext_lazy("proposed the commendation"), "medal", "info"),
    "conduct.commendation_decided": (gettext_lazy("gave the commendation"), "award", "good"),
    "conduct.commendation_declined": (gettext_lazy("declined the proposal"), "x", "warning"),
    "conduct.nomination_withdrawn": (
        gettext_lazy("took the proposal back"),
        "arrow-back-up",
        "neutral",
    ),
}


def history(citation: models.Citation) -> list[HistoryLine]:
    """What happened to the citation, newest first; the reasons of a proposal stand on its page."""
    entries = audit_queries.timeline(models.Citation._meta.label_lower, citation.pk)
    return [
        HistoryLine(
            entry.at,
            entry.actor_label,
            str(what),
            "" if entry.verb == evidence.NOMINATED_VERB else entry.reason,
            icon,
            tone,
        )
        for entry in entries
        for what, icon, tone in [_ACTS.get(entry.verb, (entry.verb, "circle-dot", "neutral"))]
    ]


def overlapping(unit: units_models.Unit, from_date: date, to_date: date) -> list[models.Citation]:
    """Proposed or decided commendations of the unit whose period meets the given one."""
    living = Q(state=models.Citation.State.NOMINATED) | Q(state=models.Citation.State.DECIDED)
    found = models.Citation.objects.filter(
        living, unit=unit, from_date__lte=to_date, to_date__gte=from_date
    )
    return list(found.select_related("form").order_by("-nominated_at", "-pk"))


def public_citations(*, limit: int | None = None) -> list[PublicCitation]:
    """Decided commendations, latest decision first."""
    decided = models.Citation.objects.decided().select_related("unit", "form")
    return [_public(c) for c in decided.order_by("-decision_date", "-pk")[:limit]]


def public_citation(pk: int) -> PublicCitation | None:
    """A decided commendation with its figures; None while it is not decided."""
    decided = models.Citation.objects.decided().select_related("unit", "form")
    citation = decided.filter(pk=pk).first()
    if citation is None:
        return None
    pieces = citation.evidence.filter(kind=models.Evidence.Kind.FIGURE).order_by("position", "pk")
    return _public(citation, tuple(_public_figure(piece) for piece in pieces))


def _public_figure(piece: models.Evidence) -> PublicFigure:
    data = piece.data
    return PublicFigure(
        data["label"], data["value"], data["unit_label"], *evidence.period_of(piece)
    )


def _public(citation: models.Citation, figures: tuple[PublicFigure, ...] = ()) -> PublicCitation:
    assert citation.decision_date is not None  # noqa: S101  a constraint says so
    return PublicCitation(
        pk=citation.pk,
        title=citation.title,
        reasons=citation.reasons,
        unit_name_vi=citation.unit.name_vi,
        unit_name_en=citation.unit.name_en,
        form_name_vi=citation.form.name_vi,
        form_name_en=citation.form.name_en,
        from_date=citation.from_date,
        to_date=citation.to_date,
        decision_number=citation.decision_number,
        decision_date=citation.decision_date,
        signatory=citation.signatory,
        is_demo=citation.is_demo,
        figures=figures,
    )

"""Reading criticisms: their figure, their evidence today, their history, and what is public."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.audit import queries as audit_queries
from campaigns.conduct import models
from campaigns.conduct.queries import awards, evidence, sources
from campaigns.kernel import figure
from campaigns.units import models as units_models

CRITICISMS = "conduct.criticisms"
K = models.EvidenceKind


@dataclass(frozen=True)
class PublicCriticism:
    """A standing criticism as the public reads it; a person only where the switch is set.

    `is_appealed` says that an answer to the unit's appeal is still to come.
    """

    pk: int
    title: str
    text: str
    unit_name_vi: str
    unit_name_en: str
    person_name: str
    form_name_vi: str
    form_name_en: str
    from_date: date
    to_date: date
    decision_number: str
    decision_date: date
    signatory: str
    is_appealed: bool
    is_amended: bool
    is_accepted: bool
    is_demo: bool


@dataclass(frozen=True)
class Tombstone:
    """What is left in public of a revoked criticism: that it was, and is no more. It names neither
    the unit nor what it was blamed for."""

    decision_number: str
    decision_date: date
    revoked_at: datetime


def counted(unit: units_models.Unit, from_date: date, to_date: date) -> figure.Figure:
    """Standing criticisms of the unit and of what stands under it, decided within the period.

    Only this may enter a score: what is under way, dropped or revoked does not count, and a
    reminder is no criticism.
    """
    rows = models.Criticism.objects.of_subtree(unit, to_date).issued_between(from_date, to_date)
    count = rows.count()
    params = {
        "standing": "1",
        "unit": unit.pk,
        "decided_from": from_date.isoformat(),
        "decided_to": to_date.isoformat(),
    }
    return figure.Figure(
        key=CRITICISMS,
        label=_("Criticisms"),
        value=str(count),
        unit_label=_("criticisms"),
        from_date=from_date,
        to_date=to_date,
        rows_count=count,
        rows_url=f"{reverse('conduct:criticism_list')}?{urlencode(params)}",
    )


def read_now(criticism: models.Criticism) -> dict[tuple[str, date, date], figure.Figure]:
    """What the sources of the frozen evidence say today, by key and period."""
    found: dict[tuple[str, date, date], figure.Figure] = {}
    periods = set()
    for piece in evidence.read_pieces(criticism):
        start, end = evidence.period_of(piece)
        if piece.kind == K.FIGURE:
            periods.add((start, end))
            continue
        source = {"kind": piece.kind, "pk": piece.data["key"].rpartition(":")[2]}
        reading = sources.read(criticism.unit, source, on=criticism.to_date)
        if reading is not None:
            # Beside what was frozen, whatever the row's own days are by now.
            found[piece.data["key"], start, end] = reading
    for start, end in sorted(periods):
        for measured in awards.figures_for_the_file(criticism.unit, start, end):
            found[measured.key, start, end] = measured
    return found


def history(criticism: models.Criticism) -> list[awards.HistoryLine]:
    """What happened to the criticism, newest first."""
    entries = audit_queries.timeline(models.Criticism._meta.label_lower, criticism.pk)
    lines = []
    for entry in entries:
        name = entry.verb.removeprefix("conduct.criticism_")
        edge = models.EDGES.get(name)
        what = str(edge.label) if edge else _("Draft entered")
        icon, tone = _looks(name)
        lines.append(
            awards.HistoryLine(entry.at, entry.actor_label, f"– {what}", entry.reason, icon, tone)
        )
    return lines


_LOOKS = {
    "notify": ("mail", "info"),
    "reply": ("message-circle", "info"),
    "accept": ("check", "good"),
    "lapse": ("clock", "warning"),
    "decide": ("gavel", "warning"),
    "issue": ("news", "danger"),
    "appeal": ("message-circle", "warning"),
    "uphold": ("gavel", "warning"),
    "amend": ("gavel", "info"),
    "revoke": ("arrow-back-up", "good"),
    "drop": ("x", "neutral"),
}


def _looks(name: str) -> tuple[str, str]:
    return _LOOKS.get(name, ("circle-dot", "neutral"))


def public_criticisms(*, limit: int | None = None) -> list[PublicCriticism]:
    """Standing criticisms, latest decision first."""
    rows = models.Criticism.objects.standing().select_related("unit", "form")
    return [_public(row) for row in rows.order_by("-decision_date", "-pk")[:limit]]


def public_criticism(pk: int) -> PublicCriticism | None:
    """A standing criticism; None before it is issued and once it is revoked."""
    rows = models.Criticism.objects.standing().select_related("unit", "form")
    row = rows.filter(pk=pk).first()
    return None if row is None else _public(row)


def tombstone(pk: int) -> Tombstone | None:
    """What is left of a revoked criticism."""
    row = models.Criticism.objects.revoked().filter(pk=pk).first()
    if row is None or row.decision_date is None or row.revoked_at is None:
        return None
    return Tombstone(row.decision_number, row.decision_date, row.revoked_at)


def _public(row: models.Criticism) -> PublicCriticism:
    assert row.decision_date is not None  # noqa: S101  a constraint says so
    return PublicCriticism(
        pk=row.pk,
        title=row.title,
        text=row.standing_text,
        unit_name_vi=row.unit.name_vi,
        unit_name_en=row.unit.name_en,
        person_name=row.person_name if row.is_person_public else "",
        form_name_vi=row.form.name_vi,
        form_name_en=row.form.name_en,
        from_date=row.from_date,
        to_date=row.to_date,
        decision_number=row.decision_number,
        decision_date=row.decision_date,
        signatory=row.signatory,
        is_appealed=row.state == models.CriticismState.APPEALED,
        is_amended=row.state == models.CriticismState.AMENDED,
        is_accepted=row.is_accepted,
        is_demo=row.is_demo,
    )


def statements_of(criticism: models.Criticism) -> Sequence[models.Statement]:
    """What was said, in order, with who said it and the files that came with it."""
    rows = criticism.statements.select_related("made_by").prefetch_related("files")
    return list(rows.order_by("made_at", "pk"))


def precedents(criticism: models.Criticism, *, limit: int = 5) -> list[models.Criticism]:
    """Other criticisms of the same clause, or in the same form where none is named, that ended:
    what became of them."""
    ended = models.Criticism.objects.filter(
        state__in=[*models.PUBLISHED_STATES, models.CriticismState.DROPPED],
        notified_at__isnull=False,
    ).exclude(pk=criticism.pk)
    if criticism.clause_id is not None:
        ended = ended.filter(clause=criticism.clause_id)
    else:
        ended = ended.filter(form=criticism.form_id)
    return list(ended.select_related("unit").order_by("-decided_at", "-pk")[:limit])

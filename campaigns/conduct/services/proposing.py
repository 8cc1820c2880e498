"""Entering forms of recognition, and proposing commendations."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.conduct import models, queries
from campaigns.conduct.services import drafts, refusals, telling
from campaigns.kernel import actor, saving, text, writing
from campaigns.units import queries as unit_queries


def save_recognition_form(
    *, code: str, values: dict[str, Any], by: actor.Actor, at: datetime
) -> models.RecognitionForm:
    """Make the form of recognition, or bring it to the given values.

    Statutory forms pass an emulation council, others do not, unless `values` say otherwise.
    """
    values = {"is_council_needed": bool(values.get("is_statutory", False))} | values
    with writing.writing(by=by, at=at):
        form, _is_new = saving.bring_to(models.RecognitionForm, {"code": code}, values)
        audit_services.record("conduct.recognition_form_saved", form, after={"code": code})
    return form


def nominate_commendation(
    *, draft: drafts.CommendationDraft, by: accounts_models.User, at: datetime
) -> models.Citation:
    """Propose a unit for a commendation; its evidence is frozen from here on.

    Raises:
        FormNotOffered, PeriodFault, EvidenceMissing, SameAchievement, OverlappingAchievement.
    """
    _check_draft(draft, timezone.localdate(at))
    try:
        with writing.writing(by=by, at=at):
            citation = models.Citation(
                unit=draft.unit,
                accountable_head=unit_queries.head_of(draft.unit, draft.to_date),
                form=draft.form,
                title=draft.title,
                folded_title=text.fold(draft.title),
                reasons=draft.reasons,
                from_date=draft.from_date,
                to_date=draft.to_date,
                nominated_by=by,
                nominated_at=at,
                is_demo=draft.is_demo,
            )
            citation.save()
            digests = _freeze(draft, citation, by, at)
            audit_services.record(
                queries.NOMINATED_VERB,
                citation,
                unit_id=draft.unit.pk,
                after={"form": draft.form.code, "title": draft.title, "evidence": digests},
                reason=draft.reasons,
            )
            telling.tell_deciders(citation, by, at)
    except IntegrityError as error:
        raise _same_achievement(draft) from error
    return citation


def _check_draft(draft: drafts.CommendationDraft, today: date) -> None:
    offered = models.RecognitionForm.objects.offered_to_units(today)
    if not offered.filter(pk=draft.form.pk).exists():
        raise refusals.FormNotOffered(
            _("%(form)s cannot be proposed here. Choose another form.")
            % {"form": draft.form.name_vi}
        )
    if draft.to_date < draft.from_date:
        raise refusals.PeriodFault(_("The period ends before it begins. Mend one of the two days."))
    if draft.to_date > today:
        raise refusals.PeriodFault(
            _("The period reaches into the future. End it today or earlier.")
        )
    if not (draft.figures or draft.texts or draft.links):
        raise refusals.EvidenceMissing(
            _("Put forward at least one figure, text or link as evidence.")
        )
    _check_other_awards(draft)


def _check_other_awards(draft: drafts.CommendationDraft) -> None:
    others = queries.overlapping(draft.unit, draft.from_date, draft.to_date)
    days = (draft.from_date, draft.to_date)
    if any(o.form_id == draft.form.pk and (o.from_date, o.to_date) == days for o in others):
        raise _same_achievement(draft)
    if others and not draft.is_another_achievement:
        raise refusals.OverlappingAchievement(
            _(
                "This unit is commended or proposed for days within the period: %(others)s."
                " One achievement earns one award. Confirm that this is another achievement."
            )
            % {"others": "; ".join(f"{o.form.name_vi} – {o.title}" for o in others)}
        )


def _same_achievement(draft: drafts.CommendationDraft) -> refusals.SameAchievement:
    return refusals.SameAchievement(
        _(
            "This unit has, or is proposed for, %(form)s for the same days already."
            " One achievement earns one award."
        )
        % {"form": draft.form.name_vi}
    )


def _freeze(
    draft: drafts.CommendationDraft,
    citation: models.Citation,
    by: accounts_models.User,
    at: datetime,
) -> list[str]:
    """Write the evidence in order; return its digests."""
    kinds = models.Evidence.Kind
    pieces: list[tuple[str, dict[str, Any]]] = [
        *((kinds.FIGURE, f.as_data()) for f in draft.figures),
        *((kinds.TEXT, {"text": text}) for text in draft.texts),
        *((kinds.LINK, {"label": link.label, "url": link.url}) for link in draft.links),
    ]
    frozen = [
        models.Evidence(
            citation=citation,
            position=position,
            kind=kind,
            data=data,
            sha256=queries.evidence_sha256(data),
            added_by=by,
            added_at=at,
        )
        for position, (kind, data) in enumerate(pieces, start=1)
    ]
    models.Evidence.objects.bulk_create(frozen)
    return [piece.sha256 for piece in frozen]

"""The as-run log: what was aired, said once, and corrected by new lines."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models
from campaigns.broadcasts.services import rollups
from campaigns.kernel import errors, writing


class AiringRefused(errors.LoaError):
    """The line would not say what was aired when, or contradicts the plan."""


class AlreadyConfirmed(errors.Conflict):
    """Somebody else said first what came of the release, or corrected the airing."""


@dataclass(frozen=True)
class AiringDraft:
    """What somebody says was aired.

    With a `release`, outlet, script, medium and language are the release's own; without one the
    airing was outside the plan and names them. `seconds` is the length on air. `has_aired` False
    says that the release was not aired, and `evidence_text` why.
    """

    aired_at: datetime
    seconds: int
    release: models.Release | None = None
    outlet: models.Outlet | None = None
    script: models.Script | None = None
    medium: str = ""
    language: str = "vi"
    source: str = models.AiringSource.DECLARED
    has_aired: bool = True
    evidence_text: str = ""
    evidence_url: str = ""


def confirm_airing(*, draft: AiringDraft, by: accounts_models.User, at: datetime) -> models.Airing:
    """Put a line into the as-run log.

    Raises:
        AlreadyConfirmed: another person confirmed the release first; says who and when.
        AiringRefused: it lies ahead, lacks its length, its reason or its evidence, or the
            release was cancelled.
    """
    _check_draft(draft, at)
    with writing.writing(by=by, at=at):
        airing = _new_airing(draft, by, at)
        if draft.release is not None:
            _lock_planned(draft.release)
        try:
            with transaction.atomic():
                airing.save()
        except IntegrityError:
            _tell_who_confirmed(draft.release)
            raise
        rollups.count(airing)
        audit_services.record(
            "broadcasts.airing_confirmed",
            airing,
            unit_id=airing.outlet.unit_id,
            after={
                "release": airing.release_id,
                "aired_at": airing.aired_at.isoformat(),
                "has_aired": airing.has_aired,
            },
        )
    return airing


def _check_draft(draft: AiringDraft, at: datetime) -> None:
    if draft.aired_at > at:
        raise AiringRefused(_("That time has not come yet: confirm after it was on air."))
    if draft.has_aired and _medium(draft) in models.SPOKEN_MEDIA and draft.seconds < 1:
        raise AiringRefused(_("Say how many seconds it was on air."))
    if not draft.has_aired and not draft.evidence_text.strip():
        raise AiringRefused(_("Say why it was not aired."))
    is_shown = bool(draft.evidence_text.strip() or draft.evidence_url)
    if draft.source == models.AiringSource.EVIDENCED and not is_shown:
        raise AiringRefused(_("Name the evidence: a note or an address."))
    if draft.release is None:
        _check_unplanned(draft)


def _check_unplanned(draft: AiringDraft) -> None:
    if draft.outlet is None or draft.medium not in draft.outlet.mediums:
        raise AiringRefused(_("Name the outlet, and a medium that it uses."))
    if draft.script is None and not draft.evidence_text.strip():
        raise AiringRefused(_("Say what was aired: choose its script or describe it."))


def _medium(draft: AiringDraft) -> str:
    return draft.release.medium if draft.release else draft.medium


def _new_airing(draft: AiringDraft, by: accounts_models.User, at: datetime) -> models.Airing:
    airing = models.Airing(
        has_aired=draft.has_aired,
        aired_at=draft.aired_at,
        seconds=draft.seconds if draft.has_aired else 0,
        source=draft.source,
        evidence_text=draft.evidence_text.strip(),
        evidence_url=draft.evidence_url,
        confirmed_by=by,
        confirmed_at=at,
    )
    if draft.release is not None:
        airing.release, airing.outlet = draft.release, draft.release.outlet
        airing.script, airing.medium = draft.release.script, draft.release.medium
        airing.language = draft.release.script.language
    elif draft.outlet is not None:
        airing.outlet, airing.script = draft.outlet, draft.script
        airing.medium = draft.medium
        airing.language = draft.script.language if draft.script else draft.language
    return airing


def _lock_planned(release: models.Release) -> None:
    """Hold the release, so that it is not cancelled while it is confirmed."""
    state = models.Release.objects.select_for_update().get(pk=release.pk).state
    if state != models.ReleaseState.PLANNED:
        raise AiringRefused(
            _(
                "This release was taken off the rundown. If it was aired nevertheless, record it "
                "as aired outside the plan."
            )
        )


def _tell_who_confirmed(release: models.Release | None) -> None:
    """Raise AlreadyConfirmed when an earlier line of the release is what stood in the way."""
    first = (
        models.Airing.objects.filter(release=release, replaces__isnull=True)
        .select_related("confirmed_by")
        .first()
        if release is not None
        else None
    )
    if first is not None:
        raise AlreadyConfirmed(_already(_("%(who)s confirmed it at %(when)s."), first))


def _already(sentence: str, airing: models.Airing) -> str:
    when = f"{airing.confirmed_at.astimezone(models.AIR_ZONE):%H:%M %d/%m/%Y}"
    return sentence % {"who": airing.confirmed_by, "when": when}


def correct_airing(
    *,
    airing: models.Airing,
    draft: AiringDraft,
    reason: str,
    by: accounts_models.User,
    at: datetime,
) -> models.Airing:
    """Replace a line by a new one about the same release or piece; the old one stays.

    Of the draft only time, length, source and evidence count; what was aired where is the old
    line's.

    Raises:
        AlreadyConfirmed: somebody corrected the line first; says who and when.
        AiringRefused: no reason is given, or the new line lacks what a line needs.
    """
    if not reason.strip():
        raise AiringRefused(_("Say what was wrong with the line that you correct."))
    draft = _about_the_same(airing, draft)
    _check_draft(draft, at)
    with writing.writing(by=by, at=at):
        corrected = _new_airing(draft, by, at)
        corrected.replaces = airing
        try:
            with transaction.atomic():
                corrected.save()
        except IntegrityError:
            _tell_who_corrected(airing)
            raise
        rollups.count(airing, sign=-1)
        rollups.count(corrected)
        audit_services.record(
            "broadcasts.airing_corrected",
            corrected,
            unit_id=airing.outlet.unit_id,
            before={"aired_at": airing.aired_at.isoformat(), "seconds": airing.seconds},
            after={"aired_at": corrected.aired_at.isoformat(), "seconds": corrected.seconds},
            reason=reason.strip(),
        )
    return corrected


def _about_the_same(airing: models.Airing, draft: AiringDraft) -> AiringDraft:
    return AiringDraft(
        release=airing.release,
        outlet=airing.outlet,
        script=airing.script,
        medium=airing.medium,
        language=airing.language,
        aired_at=draft.aired_at,
        seconds=draft.seconds,
        source=draft.source,
        has_aired=draft.has_aired,
        evidence_text=draft.evidence_text,
        evidence_url=draft.evidence_url,
    )


def _tell_who_corrected(airing: models.Airing) -> None:
    newer = models.Airing.objects.filter(replaces=airing).select_related("confirmed_by").first()
    if newer is not None:
        raise AlreadyConfirmed(_already(_("%(who)s corrected this line at %(when)s."), newer))

"""The as-run log: what was aired, said once, and corrected by new lines."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models
from campaigns.broadcasts.services import rollups
from campaigns.kernel import actor, errors, text, writing


class AiringRefused(errors.LoaError):
    """The line would not say what was aired when, or contradicts the plan."""


class AlreadyConfirmed(errors.Conflict):
    """Somebody else said first what came of the release, or corrected the airing."""


@dataclass(frozen=True)
class AiringDraft:
    """What somebody says was aired.

    With a `release`, outlet, script, medium and language are the release's own; without one the
    airing was outside the plan and names them. `seconds` is the length on air. `has_aired` False
    says that the release was not aired, and `not_aired_reason` why, in words of its own
    (`evidence_text`) where it is another reason than those in code.
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
    not_aired_reason: str = models.NotAiredReason.OTHER


def confirm_airing(*, draft: AiringDraft, by: actor.Actor, at: datetime) -> models.Airing:
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
            airing.replaces = _taken_back(draft.release)
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
    is_reason_in_code = draft.not_aired_reason != models.NotAiredReason.OTHER
    if not draft.has_aired and not (is_reason_in_code or draft.evidence_text.strip()):
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


def _new_airing(draft: AiringDraft, by: actor.Actor, at: datetime) -> models.Airing:
    airing = models.Airing(
        has_aired=draft.has_aired,
        aired_at=draft.aired_at,
        seconds=draft.seconds if draft.has_aired else 0,
        source=draft.source,
        evidence_text=draft.evidence_text.strip(),
        evidence_url=draft.evidence_url,
        not_aired_reason="" if draft.has_aired else draft.not_aired_reason,
        confirmed_by=by if isinstance(by, accounts_models.User) else None,
        destination=by if isinstance(by, models.Destination) else None,
        confirmed_at=at,
    )
    if draft.release is None and draft.script is None:
        airing.folded_text = text.folded_words(airing.evidence_text)
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


def _taken_back(release: models.Release) -> models.Airing | None:
    """The line by which the last confirmation was taken back, which a new one replaces."""
    return models.Airing.objects.filter(
        release=release, is_void=True, replaced_by__isnull=True
    ).first()


def _tell_who_confirmed(release: models.Release | None) -> None:
    """Raise AlreadyConfirmed when a line that stands is what stood in the way."""
    first = (
        models.Airing.objects.current()
        .filter(release=release)
        .select_related("confirmed_by", "destination")
        .first()
        if release is not None
        else None
    )
    if first is not None:
        raise AlreadyConfirmed(_already(_("%(who)s confirmed it at %(when)s."), first))


def _already(sentence: str, airing: models.Airing) -> str:
    when = f"{airing.confirmed_at.astimezone(models.AIR_ZONE):%H:%M %d/%m/%Y}"
    return sentence % {"who": airing.who, "when": when}


def correct_airing(
    *,
    airing: models.Airing,
    draft: AiringDraft,
    reason: str,
    by: actor.Actor,
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
    if airing.is_void:
        raise AlreadyConfirmed(_already(_("%(who)s took this line back at %(when)s."), airing))
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
        not_aired_reason=draft.not_aired_reason,
    )


def take_back_airing(
    *, airing: models.Airing, by: accounts_models.User, at: datetime
) -> models.Airing:
    """Take back a line that was recorded by mistake: a void line replaces it, and its release
    waits again.

    Raises:
        AlreadyConfirmed: somebody corrected or took back the line first; says who and when.
    """
    if airing.is_void:
        raise AlreadyConfirmed(_already(_("%(who)s took this line back at %(when)s."), airing))
    with writing.writing(by=by, at=at):
        # Nobody confirms the release between the line and the one that takes it back.
        if airing.release is not None:
            models.Release.objects.select_for_update().get(pk=airing.release.pk)
        void = models.Airing(
            release=airing.release,
            outlet=airing.outlet,
            script=airing.script,
            medium=airing.medium,
            language=airing.language,
            has_aired=False,
            is_void=True,
            aired_at=airing.aired_at,
            seconds=0,
            source=models.AiringSource.DECLARED,
            evidence_text=_("Recorded by mistake."),
            confirmed_by=by,
            confirmed_at=at,
            replaces=airing,
        )
        try:
            with transaction.atomic():
                void.save()
        except IntegrityError:
            _tell_who_corrected(airing)
            raise
        rollups.count(airing, sign=-1)
        audit_services.record(
            "broadcasts.airing_taken_back",
            void,
            unit_id=airing.outlet.unit_id,
            before={"aired_at": airing.aired_at.isoformat(), "has_aired": airing.has_aired},
        )
    return void


def confirm_slot(
    *,
    outlet: models.Outlet,
    slot_id: int,
    starts_at: datetime,
    by: accounts_models.User,
    at: datetime,
) -> int:
    """Confirm, as they were planned, all releases of an occurrence of a slot that are over and of
    which nobody said anything; return how many. What somebody says meanwhile stands.
    """
    with writing.writing(by=by, at=at):
        over = models.Release.objects.unconfirmed().filter(
            outlet=outlet, slot=slot_id, slot_starts_at=starts_at, planned_end_at__lte=at
        )
        found = over.select_related("script", "outlet").order_by("planned_start_at", "pk")
        return sum(_confirm_as_planned(release, by, at) for release in found)


def _confirm_as_planned(release: models.Release, by: accounts_models.User, at: datetime) -> bool:
    draft = AiringDraft(
        release=release, aired_at=release.planned_start_at, seconds=release.planned_seconds
    )
    try:
        confirm_airing(draft=draft, by=by, at=at)
    except (AlreadyConfirmed, AiringRefused):
        return False
    return True


def _tell_who_corrected(airing: models.Airing) -> None:
    newer = (
        models.Airing.objects.filter(replaces=airing)
        .select_related("confirmed_by", "destination")
        .first()
    )
    if newer is not None and newer.is_void:
        raise AlreadyConfirmed(_already(_("%(who)s took this line back at %(when)s."), newer))
    if newer is not None:
        raise AlreadyConfirmed(_already(_("%(who)s corrected this line at %(when)s."), newer))

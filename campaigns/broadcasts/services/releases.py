"""Placing scripts on rundowns, and taking them off."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.broadcasts import models, queries
from campaigns.broadcasts.services import deliveries
from campaigns.kernel import actor, errors, writing

# How far ahead `place_in_next_slot` looks.
PLACEMENT_DAYS = 14


class ReleaseRefused(errors.LoaError):
    """The script cannot go there."""


class SlotOverfull(ReleaseRefused):
    """The slot would hold more seconds than it has; may be confirmed."""


class Clash(ReleaseRefused):
    """Another script is on air at that time."""


class NoDestination(ReleaseRefused):
    """The outlet has nowhere to receive the script."""


class OutletClosed(ReleaseRefused):
    """The outlet is silent on that day."""


class ReleaseSettled(errors.Conflict):
    """The release is cancelled already, or somebody confirmed it."""


@dataclass(frozen=True)
class ReleaseDraft:
    """Where a script is to go; `slot` None means outside the timetable."""

    script: models.Script
    outlet: models.Outlet
    slot: models.Slot | None
    planned_start_at: datetime
    planned_seconds: int
    priority: str = models.Priority.NORMAL
    not_before_at: datetime | None = None

    @property
    def planned_end_at(self) -> datetime:
        return self.planned_start_at + timedelta(seconds=self.planned_seconds)


@dataclass(frozen=True)
class Placement:
    """Where a script was put; without a release, `reason` says why nothing fitted."""

    release: models.Release | None
    reason: str = ""


def plan_release(
    *,
    draft: ReleaseDraft,
    by: accounts_models.User,
    at: datetime,
    is_overfull_confirmed: bool = False,
) -> models.Release:
    """Put a script on an outlet's rundown.

    Raises:
        NoDestination: the outlet has nowhere to receive the script.
        OutletClosed: the outlet is silent on that day.
        SlotOverfull: the slot has not enough seconds left; ask, then confirm.
        Clash: another script is on air at that time.
        ReleaseRefused: the script is withdrawn, the outlet takes none, the slot is another's or
            of another medium or language or does not occur then, or the embargo is not over.
    """
    with writing.writing(by=by, at=at):
        lock(draft.outlet)
        return _place(draft, by, at, is_overfull_confirmed=is_overfull_confirmed)


def lock(outlet: models.Outlet) -> None:
    """Let one planner at a time fill an outlet's rundown."""
    models.Outlet.objects.select_for_update().get(pk=outlet.pk)


def _place(
    draft: ReleaseDraft,
    requested_by: accounts_models.User,
    at: datetime,
    *,
    is_overfull_confirmed: bool = False,
) -> models.Release:
    _check_parties(draft)
    _check_times(draft, at)
    _check_open(draft)
    occurrence = _occurrence(draft)
    _check_twice(draft)
    _check_clash(draft)
    if occurrence is not None and not is_overfull_confirmed:
        _check_fullness(draft, occurrence)
    release = models.Release(
        script=draft.script,
        outlet=draft.outlet,
        slot=draft.slot,
        slot_starts_at=occurrence.starts_at if occurrence else None,
        medium=draft.script.medium,
        planned_start_at=draft.planned_start_at,
        planned_end_at=draft.planned_end_at,
        planned_seconds=draft.planned_seconds,
        priority=draft.priority,
        not_before_at=draft.not_before_at,
        requested_by=requested_by,
        requested_at=at,
    )
    release.save()
    deliveries.queue_deliveries(release=release)
    audit_services.record(
        "broadcasts.release_planned",
        release,
        unit_id=draft.outlet.unit_id,
        after={"script": draft.script.pk, "start": draft.planned_start_at.isoformat()},
    )
    return release


def _check_parties(draft: ReleaseDraft) -> None:
    if models.Script.objects.filter(pk=draft.script.pk, withdrawn_at__isnull=False).exists():
        raise ReleaseRefused(_("This script was withdrawn: it must not go on air."))
    if not draft.outlet.is_active:
        raise ReleaseRefused(_("This outlet takes no scripts at present."))
    if draft.script.medium not in draft.outlet.mediums:
        raise ReleaseRefused(
            _("This outlet does not use the medium of the script (%(medium)s).")
            % {"medium": draft.script.get_medium_display()}
        )
    if not deliveries.destinations_for(draft.outlet, draft.script):
        raise NoDestination(
            _(
                "The outlet has no destination for this script: it would reach nobody. "
                "Add one among the outlet's destinations."
            )
        )


def _check_times(draft: ReleaseDraft, at: datetime) -> None:
    if draft.script.is_spoken and draft.planned_seconds < 1:
        raise ReleaseRefused(_("Say how many seconds the script takes on air."))
    if draft.planned_end_at < at:
        raise ReleaseRefused(
            _("That time is past. What was aired already is recorded as an airing.")
        )
    if draft.not_before_at is not None and draft.planned_start_at < draft.not_before_at:
        raise ReleaseRefused(_("The planned start lies before the time that you allow."))


def _check_open(draft: ReleaseDraft) -> None:
    day = models.air_day(draft.planned_start_at)
    closures = queries.closures_of([draft.outlet.pk], day, day)[draft.outlet.pk]
    if closures:
        closure = closures[0]
        raise OutletClosed(
            _("%(outlet)s is silent from %(first)s to %(last)s (%(reason)s): choose another day.")
            % {
                "outlet": draft.outlet.unit.name_vi,
                "first": f"{closure.from_date:%d/%m/%Y}",
                "last": f"{closure.to_date:%d/%m/%Y}",
                "reason": closure.reason,
            }
        )


def _occurrence(draft: ReleaseDraft) -> queries.SlotStart | None:
    """The occurrence of the slot that the release stands in, None without a slot."""
    slot = draft.slot
    if slot is None:
        return None
    if slot.outlet_id != draft.outlet.pk or slot.medium != draft.script.medium:
        raise ReleaseRefused(_("The slot belongs to another outlet or another medium."))
    if slot.language != draft.script.language:
        raise ReleaseRefused(
            _("The slot is in %(slot)s, the script in %(script)s: choose a slot of its language.")
            % {"slot": slot.get_language_display(), "script": draft.script.get_language_display()}
        )
    occurrence = queries.occurrence_at(slot, draft.planned_start_at)
    if occurrence is None:
        raise ReleaseRefused(_("The slot “%(slot)s” is not on air then.") % {"slot": slot.name_vi})
    return occurrence


def _check_twice(draft: ReleaseDraft) -> None:
    same = models.Release.objects.planned().filter(
        script=draft.script, outlet=draft.outlet, planned_start_at=draft.planned_start_at
    )
    if same.exists():
        raise ReleaseRefused(_("This script stands on the rundown at that time already."))


def _check_clash(draft: ReleaseDraft, *, but: models.Release | None = None) -> None:
    """Two scripts cannot be on air at once; an emergency bulletin breaks in on anything."""
    if draft.priority == models.Priority.EMERGENCY:
        return
    others = (
        models.Release.objects.planned()
        .filter(outlet=draft.outlet, medium=draft.script.medium)
        .filter(planned_start_at__lt=draft.planned_end_at)
        .filter(planned_end_at__gt=draft.planned_start_at)
    )
    if but is not None:
        others = others.exclude(pk=but.pk)
    other = others.select_related("script").order_by("planned_start_at", "pk").first()
    if other is not None:
        raise Clash(
            _("“%(title)s” is on air then, from %(start)s to %(end)s: choose another time.")
            % {
                "title": other.script.title,
                "start": f"{other.planned_start_at.astimezone(models.AIR_ZONE):%H:%M:%S}",
                "end": f"{other.planned_end_at.astimezone(models.AIR_ZONE):%H:%M:%S}",
            }
        )


def _check_fullness(draft: ReleaseDraft, occurrence: queries.SlotStart) -> None:
    used = queries.used_seconds(occurrence)
    over = used + draft.planned_seconds - occurrence.seconds
    if over > 0:
        raise SlotOverfull(overfull_text(over, used, occurrence.seconds))


def overfull_text(over: int, used: int, whole: int) -> str:
    """By how much a slot would run over, and what can be done."""
    text = ngettext(
        "The slot would run over by %(over)s second (%(used)s of %(whole)s seconds are "
        "taken). Place it nevertheless, or choose another slot.",
        "The slot would run over by %(over)s seconds (%(used)s of %(whole)s seconds are "
        "taken). Place it nevertheless, or choose another slot.",
        over,
    )
    return text % {"over": over, "used": used, "whole": whole}


def check_outside(release: models.Release, start: datetime, at: datetime) -> None:
    """Whether a release that stands already may begin at a time of its own.

    Raises:
        Clash: another script is on air at that time.
        OutletClosed: the outlet is silent on that day.
        ReleaseRefused: the time is past, or lies before the embargo.
    """
    draft = ReleaseDraft(
        release.script,
        release.outlet,
        None,
        start,
        release.planned_seconds,
        release.priority,
        release.not_before_at,
    )
    _check_times(draft, at)
    _check_open(draft)
    _check_clash(draft, but=release)


def place_in_next_slot(
    *, script: models.Script, outlet: models.Outlet, by: actor.Actor, at: datetime
) -> Placement:
    """Put a fresh script into the next slot of its medium and language that has room for it.

    Older texts of the same piece that still wait at the outlet are cancelled first, so that
    nobody reads them. Called again it answers the same; what was cancelled by hand stays
    cancelled. `requested_by` is `by` where a person acts, else whoever published.
    """
    with writing.writing(by=by, at=at):
        lock(outlet)
        placed = models.Release.objects.filter(script=script, outlet=outlet)
        if placed.exists():
            return _placement_that_stands(placed.planned().order_by("pk").first())
        _cancel_older(script, outlet, at)
        requested_by = by if isinstance(by, accounts_models.User) else script.published_by
        return _first_fit(script, outlet, requested_by, at)


def _placement_that_stands(release: models.Release | None) -> Placement:
    if release is not None:
        return Placement(release)
    return Placement(None, _("It was taken off this rundown; place it by hand if it is wanted."))


def _cancel_older(script: models.Script, outlet: models.Outlet, at: datetime) -> None:
    older = models.Release.objects.unconfirmed().filter(
        outlet=outlet,
        planned_start_at__gt=at,
        script__page_id=script.page_id,
        script__medium=script.medium,
        script__language=script.language,
        script__revision_id__lt=script.revision_id,
    )
    for release in older.select_related("outlet").order_by("pk"):
        cancel_for(release, _("Replaced by a newer text."), None, at)


def _first_fit(
    script: models.Script,
    outlet: models.Outlet,
    requested_by: accounts_models.User,
    at: datetime,
) -> Placement:
    for start in queries.next_slot_starts(outlet, models.air_day(at), PLACEMENT_DAYS):
        fits = (start.slot.medium, start.slot.language) == (script.medium, script.language)
        if not fits or start.starts_at <= at:
            continue
        begin = queries.free_start(start, script.spoken_seconds)
        draft = ReleaseDraft(script, outlet, start.slot, begin, script.spoken_seconds)
        try:
            return Placement(_place(draft, requested_by, at))
        except (SlotOverfull, Clash):
            continue
        except ReleaseRefused as refusal:
            return Placement(None, refusal.message)
    return Placement(
        None,
        _("No slot of its medium and language in the next %(days)s days has room for it.")
        % {"days": PLACEMENT_DAYS},
    )


def cancel_release(
    *, release: models.Release, reason: str, by: accounts_models.User, at: datetime
) -> models.Release:
    """Take a release off the rundown; the row stays with the reason.

    Raises:
        ReleaseRefused: no reason is given.
        ReleaseSettled: it is cancelled already, or somebody confirmed what came of it.
    """
    if not reason.strip():
        raise ReleaseRefused(_("Say why the script is taken off the rundown."))
    with writing.writing(by=by, at=at):
        cancel_for(release, reason.strip(), by, at)
    return models.Release.objects.get(pk=release.pk)


def cancel_for(
    release: models.Release, reason: str, by: accounts_models.User | None, at: datetime
) -> None:
    """Cancel a release inside another service's write; `by` None is Loa itself.

    Raises:
        ReleaseSettled: it is cancelled already, or somebody confirmed what came of it.
    """
    claimed = models.Release.objects.planned().filter(pk=release.pk)
    changes = {"cancelled_at": at, "cancelled_by": by, "cancelled_reason": reason[:500]}
    if claimed.update(state=models.ReleaseState.CANCELLED, **changes) != 1:
        raise ReleaseSettled(_("This release was taken off the rundown already."))
    if models.Airing.objects.current().filter(release=release).exists():
        raise ReleaseSettled(
            _("What came of this release is confirmed already: correct the airing instead.")
        )
    deliveries.withdraw_deliveries(release=release)
    audit_services.record(
        "broadcasts.release_cancelled", release, unit_id=release.outlet.unit_id, reason=reason
    )

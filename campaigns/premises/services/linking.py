"""Making short links, saying where they lead, revoking them and taking that back."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.kernel import actor, codes, errors, writing
from campaigns.premises import models, queries
from campaigns.premises.queries import links
from campaigns.premises.services import targets
from campaigns.units import models as units_models

CODE_LETTERS = 10
MOST_AT_ONCE = 5000
_BATCH = 500
S = models.LinkState


class LinkRefused(errors.Conflict):
    """The link is not in the state that the act needs, or there is nothing to make one for."""


@dataclass(frozen=True)
class LinkDraft:
    """A link on something that is no premises' sheet."""

    unit: units_models.Unit
    name: str
    medium: models.Medium
    target: models.LinkTarget


def make_link(*, draft: LinkDraft, by: actor.Actor, at: datetime) -> models.Link:
    """Make a link for a leaflet, a banner or the like; the same name anew is a new edition.

    Raises:
        LinkRefused: somebody made one of that name at the same moment.
        TargetRefused: the target has retired.
    """
    targets.check_serves(draft.target, timezone.localdate(at))
    name = " ".join(draft.name.split())[:120]
    with writing.writing(by=by, at=at):
        mine = models.Link.objects.filter(unit=draft.unit, name=name)
        last = mine.aggregate(last=Max("edition"))["last"] or 0
        try:
            with transaction.atomic():
                link = models.Link.objects.create(
                    code=codes.new_code(CODE_LETTERS),
                    unit=draft.unit,
                    name=name,
                    medium=draft.medium,
                    edition=last + 1,
                    target=draft.target,
                    state=S.STANDING,
                    made_at=at,
                    made_by=by.actor_id,
                )
        except IntegrityError as raced:
            raise LinkRefused(
                _("Somebody made a link of this name at the same moment. Look at the list first.")
            ) from raced
        audit_services.record("premises.link_made", link, unit_id=draft.unit.pk, after=_told(link))
    return link


def make_sheet_links(
    *, unit: units_models.Unit, target: models.LinkTarget, by: actor.Actor, at: datetime
) -> int:
    """Make a link for every sheet that hangs in the unit and has none; return how many.

    At most 5,000 at once: asked again, it goes on with the rest. The link's code is the sheet's
    own mark, so two who ask at once make each link once.

    Raises:
        LinkRefused: each sheet that hangs there has its link, or none hangs.
        TargetRefused: the target has retired.
    """
    today = timezone.localdate(at)
    targets.check_serves(target, today)
    places = queries.in_unit(models.Premises.objects.standing(), unit.pk, on=today)
    hanging = models.Poster.objects.filter(premises__in=places, state__in=models.HANGING)
    with writing.writing(by=by, at=at):
        lacking = list(hanging.filter(link__isnull=True).order_by("pk")[:MOST_AT_ONCE])
        count = link_sheets(lacking, target=target, unit_id=unit.pk, by=by, at=at)
        if not count:
            raise LinkRefused(_("Nothing to do: each sheet that hangs there has its link already."))
    return count


def link_sheets(
    posters: Sequence[models.Poster],
    *,
    target: models.LinkTarget,
    unit_id: int,
    by: actor.Actor,
    at: datetime,
) -> int:
    """Make the links of these sheets, inside the caller's service; return how many.

    Raises:
        TargetRefused: the target has retired.
    """
    writing.current()
    targets.check_serves(target, timezone.localdate(at))
    if not posters:
        return 0
    made = [_of_sheet(poster, target, by, at) for poster in posters]
    models.Link.objects.bulk_create(made, batch_size=_BATCH, ignore_conflicts=True)
    # Those that somebody else made meanwhile are theirs.
    mine = models.Link.objects.filter(made_at=at, made_by=by.actor_id)
    pks = [poster.pk for poster in posters]
    chunks = (pks[start : start + _BATCH] for start in range(0, len(pks), _BATCH))
    here = [
        pk for chunk in chunks for pk in mine.filter(poster__in=chunk).values_list("pk", flat=True)
    ]
    if here:
        said = codes.canonical_json([poster.code for poster in posters])
        audit_services.record(
            "premises.sheet_links_made",
            models.Link.objects.get(pk=min(here)),
            unit_id=unit_id,
            after={
                "links": len(here),
                "target": target.name_vi,
                "sha256": hashlib.sha256(said).hexdigest(),
            },
        )
    return len(here)


def link_like(old: models.Poster, new: models.Poster, *, by: actor.Actor, at: datetime) -> None:
    """Let a new edition bear a link where the old one did, as long as what it led to serves."""
    link = models.Link.objects.filter(poster=old, state=S.STANDING).select_related("target").first()
    if link is not None and link.target.serves_on(timezone.localdate(at)):
        unit_id = new.premises.commune_id
        link_sheets([new], target=link.target, unit_id=unit_id, by=by, at=at)


def _of_sheet(
    poster: models.Poster, target: models.LinkTarget, by: actor.Actor, at: datetime
) -> models.Link:
    return models.Link(
        code=poster.code,
        poster=poster,
        medium=models.Medium.SHEET,
        edition=poster.edition,
        target=target,
        state=S.STANDING,
        made_at=at,
        made_by=by.actor_id,
    )


def aim_link(
    *, link: models.Link, target: models.LinkTarget, by: actor.Actor, at: datetime
) -> None:
    """Lead the link elsewhere from now on; what hangs needs no new print.

    Raises:
        LinkRefused: it is revoked.
        TargetRefused: the target has retired.
    """
    targets.check_serves(target, timezone.localdate(at))
    with writing.writing(by=by, at=at):
        before = link.target.name_vi
        rows = models.Link.objects.filter(pk=link.pk, state=S.STANDING)
        if rows.update(target=target) != 1:
            raise LinkRefused(_("This link is revoked by now; nothing was changed."))
        link.refresh_from_db()
        _record("premises.link_aimed", link, before={"target": before})
        transaction.on_commit(links.forget)


def revoke_link(*, link: models.Link, reason: str, by: actor.Actor, at: datetime) -> None:
    """Let the link lead nowhere; who scans it is told, and counts as a possible forgery.

    Raises:
        LinkRefused: it was revoked already.
    """
    ending = {"revoked_at": at, "revoked_by": by.actor_id, "revoke_reason": reason[:400]}
    _move(link, S.REVOKED, "premises.link_revoked", by, at, reason, **ending)


def reinstate_link(*, link: models.Link, by: actor.Actor, at: datetime) -> None:
    """Take a revocation back: the link leads on.

    Raises:
        LinkRefused: it was not revoked.
    """
    blank = {"revoked_at": None, "revoked_by": "", "revoke_reason": ""}
    _move(link, S.STANDING, "premises.link_reinstated", by, at, link.revoke_reason, **blank)


def _move(
    link: models.Link,
    to: models.LinkState,
    verb: str,
    by: actor.Actor,
    at: datetime,
    reason: str,
    **values: object,
) -> None:
    sources = [s for s, targets in models.Link.TRANSITIONS.items() if to in targets]
    with writing.writing(by=by, at=at):
        claimed = models.Link.objects.filter(pk=link.pk, state__in=sources).update(
            state=to, **values
        )
        before = link.state
        link.refresh_from_db()
        if claimed != 1:
            raise LinkRefused(
                _("This link is %(state)s by now; nothing was changed.")
                % {"state": link.get_state_display()}
            )
        _record(verb, link, before={"state": before}, reason=reason)
        transaction.on_commit(links.forget)


def _record(verb: str, link: models.Link, *, before: dict[str, object], reason: str = "") -> None:
    audit_services.record(
        verb, link, unit_id=link.commune.pk, before=before, after=_told(link), reason=reason
    )


def _told(link: models.Link) -> dict[str, object]:
    return {
        "code": link.code,
        "edition": link.edition,
        "state": link.state,
        "target": link.target.name_vi,
    }


def made_on(
    posters: QuerySet[models.Poster], *, made_by: Sequence[str]
) -> tuple[QuerySet[Any], ...]:
    """Links on these sheets or made by these actors, and what was counted at them: to be erased."""
    gone = models.Link.objects.filter(Q(poster__in=posters) | Q(made_by__in=made_by))
    kept = models.Link.objects.exclude(pk__in=gone.values("pk"))
    # Targets that served such links alone.
    targets_left = models.LinkTarget.objects.filter(
        links__in=gone, predecessors__isnull=True
    ).exclude(pk__in=kept.values("target"))
    counted = (models.Scan, models.ScanVisitor, models.ScanRollup, models.StrayRollup)
    return (*(kind._default_manager.filter(link__in=gone) for kind in counted), gone, targets_left)

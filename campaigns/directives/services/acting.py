"""What a unit does with its duty: confirm receipt, report progress, report it done."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.audit import services as audit_services
from campaigns.directives import models
from campaigns.directives.services import edges, evidence, telling
from campaigns.kernel import actor, writing

S = models.AssignmentState
_REPORTED = gettext_lazy("%(unit)s reports done: %(task)s.")


@dataclass(frozen=True)
class ProgressDraft:
    """What was done, in words, as a number, or both, with files that show it."""

    text: str = ""
    value: Decimal | None = None
    value_label: str = ""
    files: Sequence[evidence.Upload] = field(default_factory=tuple)


def acknowledge(*, assignment: models.Assignment, by: actor.Actor, at: datetime) -> None:
    """Confirm receipt.

    Raises:
        AssignmentRefused: it is confirmed already, or no longer to be.
    """
    with writing.writing(by=by, at=at):
        edges.take(assignment, S.ACKNOWLEDGED, values={})


def report_progress(
    *, assignment: models.Assignment, draft: ProgressDraft, by: actor.Actor, at: datetime
) -> models.Progress:
    """Add what was done; a duty that was only received is being carried out from now on.

    Raises:
        AssignmentRefused: nothing is said, or the duty is not open.
        EvidenceRefused, kernel.pictures.PictureRefused: a file cannot be taken; nothing is kept.
    """
    with evidence.kept(draft.files) as files, writing.writing(by=by, at=at):
        progress = _add(assignment, draft, files, by, at)
        if assignment.state == S.IN_PROGRESS:
            _still_open(assignment)
            audit_services.record(
                "directives.progress_reported", assignment, unit_id=assignment.unit_id
            )
        else:
            edges.take(assignment, S.IN_PROGRESS, values={})
    return progress


def _still_open(assignment: models.Assignment) -> None:
    """Hold the row: whoever settles it at the same moment is heard first or not at all."""
    rows = models.Assignment.objects.filter(pk=assignment.pk, state=S.IN_PROGRESS)
    if rows.update(state=S.IN_PROGRESS) != 1:
        edges.fresh(assignment)
        raise edges.past_this_step(assignment)


def report_done(
    *, assignment: models.Assignment, draft: ProgressDraft, by: actor.Actor, at: datetime
) -> None:
    """Report that the duty is done: whether in time is told by this day, unless it is returned.

    Raises:
        AssignmentRefused: nothing is said of what was done, or the duty is not open or paused.
        EvidenceRefused, kernel.pictures.PictureRefused: a file cannot be taken; nothing is kept.
    """
    values = {"reported_at": at, "reported_date": timezone.localdate(at)}
    with evidence.kept(draft.files) as files, writing.writing(by=by, at=at):
        edges.fresh(assignment)
        if assignment.paused_since_date is not None:
            raise edges.AssignmentRefused(_("This duty is paused: it is to be resumed first."))
        _add(assignment, draft, files, by, at)
        edges.take(assignment, S.REPORTED, values=values)
        telling.tell_issuer(assignment, _REPORTED, by=by, at=at)


def _add(
    assignment: models.Assignment,
    draft: ProgressDraft,
    files: Sequence[models.Evidence],
    by: actor.Actor,
    at: datetime,
) -> models.Progress:
    text = draft.text.strip()[:4000]
    if not text and draft.value is None:
        raise edges.AssignmentRefused(_("Say what was done, in words or as a number."))
    edges.fresh(assignment)
    if not assignment.is_open:
        raise edges.past_this_step(assignment)
    progress = models.Progress(
        assignment=assignment,
        text=text,
        value=draft.value,
        value_label=" ".join(draft.value_label.split())[:120],
        made_at=at,
        made_by=edges.person(by),
    )
    progress.save()
    for file in files:
        file.progress = progress
        file.save(force_insert=True)
    return progress

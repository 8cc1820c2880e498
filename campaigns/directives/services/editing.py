"""Entering a directive from its text: the letter, its clauses in order, recipients, obligations."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from campaigns.audit import services as audit_services
from campaigns.directives import models, queries
from campaigns.directives.services import evidence, letters
from campaigns.kernel import actor, errors, text, writing
from campaigns.units import models as units_models

_FAR = 10_000
"""Beyond every position: where clauses stand while they change places."""


class EditRefused(errors.Conflict):
    """What was entered cannot stand like this."""


@dataclass(frozen=True)
class DirectiveDraft:
    """A directive as its head says it."""

    campaign: models.Campaign
    symbol: str
    document_type_vi: str
    subject_vi: str
    issued_date: date
    issuer_vi: str
    signatory_vi: str = ""
    text_vi: str = ""
    continues: models.Directive | None = None


def add_directive(*, draft: DirectiveDraft, by: actor.Actor, at: datetime) -> models.Directive:
    """Enter a directive.

    Raises:
        EditRefused: number or date make no sense, or one of this number and day is entered already.
    """
    return _put_directive(models.Directive(), draft, "directives.directive_entered", by=by, at=at)


def change_directive(
    *, directive: models.Directive, draft: DirectiveDraft, by: actor.Actor, at: datetime
) -> models.Directive:
    """Correct a directive.

    Raises:
        EditRefused: as above, or it would continue itself, at once or in a round.
    """
    return _put_directive(directive, draft, "directives.directive_changed", by=by, at=at)


def _put_directive(
    row: models.Directive, draft: DirectiveDraft, verb: str, *, by: actor.Actor, at: datetime
) -> models.Directive:
    symbol = " ".join(draft.symbol.split())
    _check_directive(row, draft, symbol, timezone.localdate(at))
    is_new = row._state.adding
    before = {} if is_new else {"symbol": row.symbol, "issued": f"{row.issued_date}"}
    with writing.writing(by=by, at=at):
        twins = models.Directive.objects.filter(symbol=symbol, issued_date=draft.issued_date)
        if twins.exclude(pk=row.pk).exists():
            raise EditRefused(_("A directive of this number and day is entered already."))
        row.campaign, row.symbol, row.continues = draft.campaign, symbol, draft.continues
        for name in ("document_type_vi", "subject_vi", "issuer_vi", "signatory_vi"):
            setattr(row, name, " ".join(getattr(draft, name).split()))
        row.issued_date, row.text_vi = draft.issued_date, draft.text_vi.strip()
        row.save()
        after = {"symbol": symbol, "issued": f"{draft.issued_date}"}
        audit_services.record(verb, row, before=before, after=after)
    return row


def _check_directive(
    row: models.Directive, draft: DirectiveDraft, symbol: str, today: date
) -> None:
    if not symbol:
        raise EditRefused(_("Say the number and symbol."))
    if draft.issued_date > today:
        raise EditRefused(
            _("The day of issue is to come: a directive is entered once it is issued.")
        )
    step, seen = draft.continues, set()
    while step is not None and step.pk not in seen:
        if step.pk == row.pk:
            raise EditRefused(_("A directive does not continue itself, nor one that continues it."))
        seen.add(step.pk)
        step = step.continues


@dataclass(frozen=True)
class ClauseDraft:
    """A clause as cited (`1.đ`) and as written."""

    number: str
    text_vi: str
    verb_vi: str = ""


def put_clause(
    *,
    directive: models.Directive,
    clause: models.Clause | None,
    draft: ClauseDraft,
    by: actor.Actor,
    at: datetime,
) -> models.Clause:
    """Add a clause, or change one; all of the directive then stand in their order (đ after d).

    Raises:
        EditRefused: the number is not one, or there already.
    """
    number = "".join(draft.number.split()).strip(".").casefold()
    if not queries.is_clause_number(number):
        raise EditRefused(_("A clause is cited like 1, 1.a, 1.đ or 3.ii."))
    with writing.writing(by=by, at=at):
        # Held to the end: two who add clauses at once number them one after the other.
        models.Directive.objects.select_for_update().get(pk=directive.pk)
        others = directive.clauses.exclude(pk=clause.pk if clause else 0)
        if others.filter(number=number).exists():
            raise EditRefused(_("Clause %(number)s is entered already.") % {"number": number})
        row = clause or models.Clause(directive=directive, position=_FAR - 1)
        row.number, row.text_vi = number, draft.text_vi.strip()
        row.verb_vi = " ".join(draft.verb_vi.split())
        row.save()
        _arrange(directive)
        row.refresh_from_db(fields=["position"])
        verb = "directives.clause_changed" if clause else "directives.clause_entered"
        audit_services.record(verb, row, after={"number": number})
    return row


def _arrange(directive: models.Directive) -> None:
    """Give the clauses their places by their numbers; those that stand right stay untouched."""
    rows = sorted(directive.clauses.all(), key=lambda one: queries.clause_order(one.number))
    wrong = {row.pk: place for place, row in enumerate(rows, start=1) if row.position != place}
    if not wrong:
        return
    moving = models.Clause.objects.filter(pk__in=wrong)
    moving.update(position=F("position") + _FAR)
    for pk, place in wrong.items():
        models.Clause.objects.filter(pk=pk).update(position=place)


def add_recipients(
    *,
    directive: models.Directive,
    lines: Sequence[str],
    purpose: models.Recipient.Purpose,
    by: actor.Actor,
    at: datetime,
) -> int:
    """Add lines of «Kính gửi» or «Nơi nhận» after those that stand; return how many were new.

    Raises:
        EditRefused: there is no line, or one is too long.
    """
    said = [line for line in (" ".join(line.strip(" -;.").split()) for line in lines) if line]
    if not said:
        raise EditRefused(_("Write who receives it, one a line."))
    if any(len(line) > 300 for line in said):
        raise EditRefused(_("A line may have at most 300 letters."))
    with writing.writing(by=by, at=at):
        models.Directive.objects.select_for_update().get(pk=directive.pk)
        known = directive.recipients.filter(purpose=purpose).values_list("text_vi", flat=True)
        new = [line for line in dict.fromkeys(said) if line not in set(known)]
        last = directive.recipients.order_by("-position").values_list("position", flat=True)
        start = next(iter(last[:1]), 0)
        for place, line in enumerate(new, start=start + 1):
            values = {"text_vi": line, "purpose": purpose}
            letters.save_recipient(directive=directive, position=place, values=values, by=by, at=at)
    return len(new)


def remove_recipient(*, recipient: models.Recipient, by: actor.Actor, at: datetime) -> None:
    """Take a line back.

    Raises:
        EditRefused: somebody took it back already.
    """
    with writing.writing(by=by, at=at):
        gone, _rows = models.Recipient.objects.filter(pk=recipient.pk).delete()
        if gone != 1:
            raise EditRefused(_("Somebody took this line back already."))
        before = {"text": recipient.text_vi, "purpose": recipient.purpose}
        audit_services.record("directives.recipient_removed", recipient.directive, before=before)


@dataclass(frozen=True)
class ObligationDraft:
    """What a clause obliges whom to do, as the «6 rõ»."""

    task_vi: str
    strength: models.Strength
    recurrence: models.Obligation.Recurrence
    authority_vi: str = ""
    responsibility_vi: str = ""
    time_vi: str = ""
    result_vi: str = ""
    evidence_vi: str = ""
    is_interval_assumed: bool = True
    lead_units: Sequence[units_models.Unit] = ()
    lead_kinds: Sequence[units_models.UnitKind] = ()
    coordinating_units: Sequence[units_models.Unit] = ()


def put_obligation(
    *,
    clause: models.Clause,
    obligation: models.Obligation | None,
    draft: ObligationDraft,
    by: actor.Actor,
    at: datetime,
) -> models.Obligation:
    """Make an obligation of a clause, or change one. What is given out already keeps its strength.

    Raises:
        EditRefused: nobody leads, or the task is missing.
    """
    task = " ".join(draft.task_vi.split())
    if not task:
        raise EditRefused(_("Say what is to be done."))
    if not (draft.lead_units or draft.lead_kinds):
        raise EditRefused(_("Say who leads: units by name, or a kind of unit."))
    names = ("authority_vi", "responsibility_vi", "time_vi", "result_vi", "evidence_vi")
    values: dict[str, object] = {name: " ".join(getattr(draft, name).split()) for name in names}
    values |= {
        "clause": clause,
        "task_vi": task,
        "strength": draft.strength,
        "recurrence": draft.recurrence,
        "is_interval_assumed": draft.is_interval_assumed,
        "lead_units": list(draft.lead_units),
        "lead_kinds": list(draft.lead_kinds),
        "coordinating_units": list(draft.coordinating_units),
    }
    with writing.writing(by=by, at=at):
        models.Directive.objects.select_for_update().get(pk=clause.directive_id)
        code = obligation.code if obligation else _free_code(clause)
        if obligation is None:
            values["task_en"] = task
        return letters.save_obligation(code=code, values=values, by=by, at=at)


def _free_code(clause: models.Clause) -> str:
    """A code that no obligation has: letter, clause, and a number."""
    symbol = re.match(r"\d+", clause.directive.symbol)
    start = symbol.group() if symbol else str(clause.directive_id)
    # đ and d are two clauses: folding alone would make them one.
    number = clause.number.replace("đ", "dd")
    stem = slugify(f"vb-{start}-{text.fold(number).replace('.', '-')}")[:50]
    taken = set(
        models.Obligation.objects.filter(code__startswith=stem).values_list("code", flat=True)
    )
    return next(code for n in range(1, len(taken) + 2) if (code := f"{stem}-{n}") not in taken)


def attach_file(
    *, directive: models.Directive, upload: evidence.Upload, by: actor.Actor, at: datetime
) -> models.DirectiveFile:
    """Keep the document itself beside what was entered from it.

    Raises:
        EvidenceRefused: it is no picture and no PDF, too large, or something in it would act.
    """
    name, kind, content = evidence.cleaned(upload)
    stored, sha256 = evidence.stored(kind, content)
    is_kept = False
    try:
        with writing.writing(by=by, at=at):
            row = models.DirectiveFile(
                directive=directive,
                file=stored,
                name=name,
                content_type=kind,
                size=len(content),
                sha256=sha256,
                attached_at=at,
            )
            row.save()
            audit_services.record(
                "directives.file_attached", directive, after={"name": name, "sha256": sha256}
            )
        is_kept = True
    finally:
        if not is_kept:
            (Path(settings.MEDIA_ROOT) / stored).unlink(missing_ok=True)
    return row


def detach_file(*, file: models.DirectiveFile, by: actor.Actor, at: datetime) -> None:
    """Take a file away that was attached by mistake.

    Raises:
        EditRefused: somebody took it away already.
    """
    path = Path(file.file.path)
    with writing.writing(by=by, at=at):
        gone, _rows = models.DirectiveFile.objects.filter(pk=file.pk).delete()
        if gone != 1:
            raise EditRefused(_("Somebody took this file away already."))
        transaction.on_commit(partial(path.unlink, missing_ok=True))
        before = {"name": file.name, "sha256": file.sha256}
        audit_services.record("directives.file_detached", file.directive, before=before)

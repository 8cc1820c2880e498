"""Undoing a list, part by part: what it changed is as before, what it added is gone.

What somebody changed since stays as it is, and so does a premises that has a code, a sheet, a
history or anything else of its own by now; the result says which and why.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

from django.db.models import F, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.jobs import services as jobs_services
from campaigns.kernel import writing
from campaigns.premises import models
from campaigns.premises.queries import lists
from campaigns.premises.services import coverage, searching
from campaigns.premises.services.importing import coding, matching, staging, taking_in, uploading

_MINE = "r.imported_id = %s AND r.number BETWEEN %s AND %s AND r.outcome = 'DONE'"
_IS_AS_LEFT = " AND ".join(f"p.{name} IS NOT DISTINCT FROM r.{name}" for name in matching.VALUES)
_OWN = frozenset({"openrange", "importrow"})
"""What every premises has, or that says nothing of its own."""


def run(turn: jobs_services.Turn) -> jobs_services.Step:
    """Undo the next rows.

    Raises:
        ListRefused: the list is no longer the officer's to undo.
    """
    imported = models.Import.objects.select_related("unit").get(pk=turn.job.input["import"])
    assert isinstance(turn.by, accounts_models.User)  # noqa: S101  lists are ordered by people
    if not lists.Places(turn.by, imported.unit, timezone.localdate(turn.at)).mine:
        raise uploading.ListRefused(_("You no longer keep the premises of this unit."))
    lines, count, is_last = taking_in.next_lines(imported, turn, models.RowOutcome.DONE)

    def write() -> None:
        if count:
            _undo(imported, lines, turn)

    done = turn.done + count
    return jobs_services.Step(
        cursor={"line": lines[1]},
        done=done,
        total=max(done, turn.total or imported.added + imported.amended),
        phase="UNDOING",
        write=write,
        is_last=is_last,
        result={"rows": done},
    )


def _undo(imported: models.Import, lines: matching.Range, turn: jobs_services.Turn) -> None:
    rows = models.ImportRow.objects.filter(
        imported=imported, number__range=lines, outcome=models.RowOutcome.DONE
    )
    pks = sorted(rows.values_list("premises_id", flat=True))
    list(models.Premises.objects.filter(pk__in=pks).select_for_update().order_by("pk").values("pk"))
    kept = _keep(imported, lines)
    restored = _restore(imported, lines, turn)
    removed = _remove(imported, lines)
    writing.count_row(restored + removed)
    searching.refresh(pks)
    staging.run(
        f"UPDATE premises_importrow AS r SET outcome = 'UNDONE' WHERE {_MINE}",
        (imported.pk, *lines),
    )
    models.Import.objects.filter(pk=imported.pk).update(
        restored=F("restored") + restored, removed=F("removed") + removed, kept=F("kept") + kept
    )
    audit_services.record(
        "premises.list_part_undone",
        imported,
        unit_id=imported.unit_id,
        after={"lines": list(lines), "restored": restored, "removed": removed, "kept": kept},
    )


def _keep(imported: models.Import, lines: matching.Range) -> int:
    """Leave out of it what somebody changed, or what has become more than the list said."""
    mine = (imported.pk, *lines)
    is_as_left = " AND ".join((_IS_AS_LEFT, *coding.is_as_left(imported)))
    changed = staging.run(
        f"""UPDATE premises_importrow AS r SET outcome = 'KEPT_CHANGED' WHERE {_MINE}
        AND NOT EXISTS (SELECT 1 FROM premises_premises AS p
            WHERE p.id = r.premises_id AND p.merged_into_id IS NULL AND {is_as_left})""",
        mine,
    )
    rows = models.ImportRow.objects.filter(
        imported=imported, number__range=lines, verdict="NEW", outcome="DONE"
    )
    begun = dict(rows.values_list("premises_id", "from_date"))
    used = _used(begun, imported)
    if coding.has_codes(imported):
        used |= _posted(imported, lines)
    rows = models.ImportRow.objects.filter(
        imported=imported, number__range=lines, outcome="DONE", premises__in=used
    )
    return changed + rows.update(outcome=models.RowOutcome.KEPT_USED)


def _posted(imported: models.Import, lines: matching.Range) -> set[int]:
    """Where somebody has asked for a sheet with the code that the list entered."""
    own = coding.entered_codes(imported, lines)
    sheets = models.Poster.objects.filter(checkpoint__in=own.values("pk"))
    return set(sheets.values_list("premises_id", flat=True))


def _used(begun: Mapping[int, date], imported: models.Import) -> set[int]:
    """Those of which anything but the list speaks: any table may.

    Each table is asked once, by the range of their keys, which one part drew together: asked row
    by row a part took twenty times as long, and joined in one statement the planner guesses wrong
    of rows just written.

    Args:
        begun: premises → the day from which the list opened it.
        imported: the list, whose own codes and methods say nothing more.
    """
    if not begun:
        return set()
    first, last = min(begun), max(begun)
    here = models.Premises.objects.filter(pk__gte=first, pk__lte=last)
    closed = here.exclude(state=models.PremisesState.OPEN)
    used = set(closed.values_list("pk", flat=True))
    days: dict[int, list[date]] = defaultdict(list)
    ranges = models.OpenRange.objects.filter(premises__gte=first, premises__lte=last)
    for pk, day in ranges.values_list("premises_id", "from_date"):
        days[pk].append(day)
    used.update(pk for pk, day in begun.items() if days[pk] != [day])
    for relation in models.Premises._meta.related_objects:
        if relation.related_model._meta.model_name not in _OWN:
            used |= _named(relation.related_model, relation.field.attname, first, last, imported)
    for link in models.Premises._meta.local_many_to_many:
        if not coding.has_payments(imported):
            through = getattr(models.Premises, link.name).through
            used |= _named(through, "premises_id", first, last, imported)
    return used & begun.keys()


def _named(
    model: type[Model], name: str, first: int, last: int, imported: models.Import
) -> set[int]:
    """Which premises of the range the rows of a table name."""
    rows = model._base_manager.filter(**{f"{name}__gte": first, f"{name}__lte": last})
    if model is models.Checkpoint and coding.has_codes(imported):
        rows = rows.exclude(pk__in=coding.entered_codes(imported, matching.ALL).values("pk"))
    return set(rows.values_list(name, flat=True).distinct())


def _restore(imported: models.Import, lines: matching.Range, turn: jobs_services.Turn) -> int:
    rows = models.ImportRow.objects.filter(
        imported=imported, number__range=lines, verdict="CHANGED", outcome="DONE"
    )
    pks = list(rows.values_list("premises_id", flat=True))
    if not pks:
        return 0
    before = models.ImportBefore.objects.filter(
        imported=imported, premises__in=rows.values("premises")
    )
    stays = before.filter(kind=F("premises__kind"), commune=F("premises__commune"))
    movers = before.exclude(pk__in=stays).order_by("premises").values_list("premises", flat=True)
    source = f"""FROM premises_importbefore AS r WHERE r.imported_id = %s AND r.premises_id IN (
        SELECT r.premises_id FROM premises_importrow AS r
        WHERE {_MINE} AND r.verdict = 'CHANGED')"""
    params = (imported.pk, imported.pk, *lines)
    taking_in.bring(source, params, list(movers), timezone.localdate(turn.at))
    if coding.has_payments(imported):
        coding.set_payments(source, params)
    if coding.has_codes(imported):
        coding.retire_codes(imported, lines, by=turn.by, at=turn.at)
    return len(pks)


def _remove(imported: models.Import, lines: matching.Range) -> int:
    rows = models.ImportRow.objects.filter(
        imported=imported, number__range=lines, verdict="NEW", outcome="DONE"
    )
    added = list(rows.values_list("commune_id", "kind_id", "from_date"))
    change: Counter[coverage.Key] = Counter()
    if coding.has_codes(imported):
        change = coding.added_coverage(list(rows.values_list("premises_id", flat=True)))
    else:
        for commune, kind, day in added:
            change[coverage.Key(commune, kind, day, "active")] -= 1
    # Nothing else speaks of them (_used): the database's own keys see to that once more at commit.
    mine = f"""SELECT r.premises_id FROM premises_importrow AS r
        WHERE {_MINE} AND r.verdict = 'NEW'"""
    for sql in (
        *coding.deletions(imported, mine),
        f"DELETE FROM premises_openrange WHERE premises_id IN ({mine})",
        f"DELETE FROM premises_premises WHERE id IN ({mine})",
        # Later lists that brought the same rows speak of nobody from now on.
        f"UPDATE premises_importrow SET premises_id = NULL WHERE premises_id IN ({mine})",
    ):
        staging.run(sql, (imported.pk, *lines))
    coverage.apply(change)
    return len(added)

"""Sheets for a whole unit in one PDF: asked for, released, and set by the worker part by part."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pikepdf
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.accounts import models as accounts_models
from campaigns.jobs import models as jobs_models
from campaigns.jobs import services as jobs_services
from campaigns.kernel import errors, roles, serving, typesetting, writing
from campaigns.premises import builders, models, queries
from campaigns.premises.services import linking, posters
from campaigns.units import models as units_models

KIND = "premises.print_sheets"
CHUNK = 100
"""Sheets a part. The engine remembers its last ten documents: with parts of this size, ten thousand
sheets take hardly more memory than a thousand."""
_FILE = "sheets.pdf"
P = models.PosterState


class NothingToPrint(errors.Conflict):
    """No premises of the unit lacks a sheet that could be printed."""


def order_sheets(
    *,
    unit: units_models.Unit,
    draft: posters.PosterDraft,
    by: accounts_models.User,
    at: datetime,
) -> jobs_models.Job:
    """Ask for a sheet wherever one is lacking in the unit, release all, and have them set.

    Sheets of the same make that were released earlier and are not printed yet go along. Where the
    draft names a target, each bears a short link of its own beside the official code.

    Raises:
        NothingToPrint: every premises with a code has its sheet, or none has a code.
        AlreadyOrdered: the same sheets are being set.
        TargetRefused: the target of their links has retired.
    """
    with writing.writing(by=by, at=at):
        today = timezone.localdate(at)
        places = queries.in_unit(models.Premises.objects.active(), unit.pk, on=today)
        coded = places.filter(has_checkpoint=True)
        posters.request_posters(
            premises_ids=list(coded.values_list("pk", flat=True)), draft=draft, by=by, at=at
        )
        wanted = models.Poster.objects.filter(
            premises__in=coded,
            sheet=draft.sheet,
            placement=draft.placement,
            is_bilingual=draft.is_bilingual,
        )
        asked = list(wanted.filter(state=P.REQUESTED).values_list("pk", flat=True))
        posters.issue_posters(poster_ids=asked, by=by, at=at)
        issued = wanted.filter(state=P.ISSUED).order_by(
            "premises__commune_id", "premises__folded_name", "pk"
        )
        poster_ids = list(issued.values_list("pk", flat=True))
        if not poster_ids:
            raise NothingToPrint(
                _("Nothing to print: each premises with a code has its sheet already.")
            )
        if draft.target is not None:
            lacking = list(issued.filter(link__isnull=True))
            linking.link_sheets(lacking, target=draft.target, unit_id=unit.pk, by=by, at=at)
        sheet = models.Sheet(draft.sheet)
        return jobs_services.order_job(
            order=jobs_services.JobOrder(
                kind=KIND,
                title=f"{unit.name_vi} · {sheet.label}",
                input={"posters": poster_ids},
                unit_id=unit.pk,
                key=f"{unit.pk}:{sheet}:{draft.is_bilingual}:{draft.placement}",
                total=len(poster_ids),
            ),
            by=by,
            at=at,
        )


def sheets_file(job: jobs_models.Job) -> serving.StoredFile | None:
    """The PDF of a finished order; None where it is not there, or not any more."""
    if job.kind != KIND or job.state != jobs_models.JobState.DONE or not job.result.get("sheets"):
        return None
    path = jobs_services.folder_of(job) / _FILE
    if not path.exists():
        return None
    return serving.StoredFile(
        path=path,
        name=f"sheets-{job.pk}.pdf",
        size=path.stat().st_size,
        content_type="application/pdf",
        sha256=job.result["sha256"],
    )


def mark_order_printed(*, job: jobs_models.Job, by: accounts_models.User, at: datetime) -> int:
    """Note that the sheets of an order were printed; return how many, others are left alone."""
    return posters.mark_printed(poster_ids=job.input["posters"], by=by, at=at)


def _set_part(turn: jobs_services.Turn) -> jobs_services.Step:
    """Set the next part; when all are set, join them."""
    poster_ids: Sequence[int] = turn.job.input["posters"]
    begin, made = turn.cursor.get("begin", 0), turn.cursor.get("made", 0)
    folder = jobs_services.folder_of(turn.job)
    if begin >= len(poster_ids):
        result = {"sheets": made, "sha256": _join(folder)}
        return jobs_services.Step(cursor=turn.cursor, done=begin, is_last=True, result=result)
    end = min(begin + CHUNK, len(poster_ids))
    sheets = queries.sheets_to_print(poster_ids[begin:end])
    # Named by where it begins: set anew after a kill, it takes its own place.
    part = folder / f"part-{begin:07}.pdf"
    if sheets:
        names = queries.app_names(on=timezone.localdate(turn.at))
        # For a printing house, which reads no tags.
        pdf = builders.sheets_pdf(sheets, app_names=names, at=turn.at, is_tagged=False)
        part.write_bytes(pdf)
    cursor = {"begin": end, "made": made + len(sheets)}
    return jobs_services.Step(cursor=cursor, done=end, phase="SETTING")


def _join(folder: Path) -> str:
    """One file of the parts, in their order; returns its digest, empty where nothing was set.

    The file appears at once and whole, and the parts go after that: done again after a kill, what
    is left of them does not count any more.
    """
    parts, whole = sorted(folder.glob("part-*.pdf")), folder / _FILE
    if parts and not whole.exists():
        _join_parts(parts, whole)
    for part in parts:
        part.unlink()
    if not whole.exists():
        return ""
    with whole.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _join_parts(parts: Sequence[Path], target: Path) -> None:
    building = target.with_suffix(".building")
    # Joining needs memory by the page, setting by the part: not both at once.
    typesetting.forget()
    with pikepdf.new() as whole:
        # The list of pages is written at once: adding to it counts all that are there, each time.
        tree, kids = whole.Root.Pages, []
        for part in parts:
            with pikepdf.open(part) as pages:
                for page in pages.pages:  # the engine's pages inherit nothing from their tree
                    copy = whole.copy_foreign(page.obj)
                    copy.Parent = tree
                    kids.append(copy)
        tree.Kids, tree.Count = pikepdf.Array(kids), len(kids)
        whole.save(building, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    building.rename(target)


def _said(job: jobs_models.Job) -> str:
    count = job.result.get("sheets", 0)
    left_out = len(job.input["posters"]) - count
    said = ngettext("%(num)s sheet is set.", "%(num)s sheets are set.", count) % {"num": count}
    if left_out:
        said += " " + ngettext(
            "%(num)s was left out: it was revoked meanwhile.",
            "%(num)s were left out: they were revoked meanwhile.",
            left_out,
        ) % {"num": left_out}
    return said


def register_printing() -> None:
    """Make this kind of long work known."""
    kind = jobs_services.Kind(
        name=KIND,
        label=gettext_lazy("Sheets to print"),
        permission=roles.Permission.MANAGE_PREMISES,
        run=_set_part,
        phases={"SETTING": gettext_lazy("Setting the sheets")},
        result_url=lambda _job: reverse("premises:print_sheets"),
        said=_said,
    )
    jobs_services.register(kind)

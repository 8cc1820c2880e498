"""An inspection's page, filling in its record, its paper and its photos."""

import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.accounts import http
from campaigns.inspections import builders, forms, models, permissions, queries, services
from campaigns.inspections.queries import items as items_
from campaigns.inspections.views import scope
from campaigns.kernel import errors, pictures, roles, serving

P = roles.Permission


@login_required
@require_safe
def inspection_detail(request: HttpRequest, pk: int) -> HttpResponse:
    inspection = scope.seen(request, pk)
    user = http.signed_in(request)
    findings = queries.findings_of(inspection)
    may_plan = permissions.may(user, P.PLAN_INSPECTION, inspection)
    context = {
        "inspection": inspection,
        "lines": queries.lines_of(inspection),
        "findings": findings,
        "called": queries.called_by(findings),
        "may_review": may_plan and inspection.premises.kind.safety_group_id is not None,
        "today": timezone.localdate(),
        "user_pk": user.pk,
        "may_plan": may_plan,
        "may_inspect": permissions.may(user, P.INSPECT_PREMISES, inspection),
        "may_remedy": permissions.may(user, P.MANAGE_PREMISES, inspection),
    }
    return http.render_page(request, "inspections/inspection_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill in the record: answers are saved as often as wanted, and made the record at the end."""
    inspection = scope.held(request, pk, P.INSPECT_PREMISES)
    if not inspection.is_open and request.method != "POST":
        return redirect("inspections:inspection_detail", pk=pk)
    items = queries.from_data(inspection.version.items)
    if request.method != "POST":
        asked = queries.asked(items, inspection.answers)
        initial = {forms.PREFIX + code: said for code, said in inspection.answers.items()}
        form = forms.RecordForm(
            items=asked, on=timezone.localdate(), initial=initial | {"note": inspection.note}
        )
        return _record_page(request, inspection, form)
    answers = _typed(request, items)
    asked = queries.asked(items, answers)
    form = forms.RecordForm(request.POST, request.FILES, items=asked, on=timezone.localdate())
    shown = {item.code for item in asked}
    answers = {code: said for code, said in answers.items() if code in shown}
    form.is_valid()
    _keep_photos(request, inspection, asked, form)
    act = _finish if "finish" in request.POST else _save
    if not form.errors and act(request, inspection, items, answers, form):
        return redirect(_next(request, inspection))
    # Loaded anew: the services let go of what was loaded along with it.
    return _record_page(request, scope.held(request, pk, P.INSPECT_PREMISES), form)


def _next(request: HttpRequest, inspection: models.Inspection) -> str:
    """On the same page while it is no record, else to the record."""
    is_done = inspection.state == models.InspectionState.DONE
    return request.path.removesuffix("record/") if is_done else request.path


def _typed(request: HttpRequest, items: Sequence[queries.Item]) -> dict[str, Any]:
    """What was answered, by item, blank ones left out; a number that is none stays a text."""
    said: dict[str, Any] = {}
    for item in items:
        text = request.POST.get(forms.PREFIX + item.code, "").strip()[:100]
        if text and item.kind != items_.PHOTO:
            said[item.code] = _number(text) if item.kind == items_.NUMBER else text
    return said


def _number(text: str) -> float | int | str:
    """The number, with a decimal comma or point."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def _keep_photos(
    request: HttpRequest,
    inspection: models.Inspection,
    asked: Sequence[queries.Item],
    form: forms.RecordForm,
) -> None:
    """Keep the photos first: whatever else is wrong on the page, they need not be taken again."""
    for item in asked:
        file = request.FILES.get(forms.PREFIX + item.code)
        if item.kind != items_.PHOTO or not isinstance(file, UploadedFile):
            continue
        try:
            services.keep_photo(
                inspection=inspection,
                item=item.code,
                content=file.read(services.MAX_PHOTO_BYTES + 1),
                by=http.signed_in(request),
                at=timezone.now(),
            )
        except errors.LoaError as refusal:
            form.add_error(forms.PREFIX + item.code, refusal.message)


def _save(
    request: HttpRequest,
    inspection: models.Inspection,
    items: Sequence[queries.Item],
    answers: dict[str, Any],
    form: forms.RecordForm,
) -> bool:
    """Save what fits; whether all of it did."""
    try:
        services.save_answers(
            inspection=inspection,
            answers=answers,
            note=form.cleaned_data["note"],
            by=http.signed_in(request),
            at=timezone.now(),
        )
    except errors.LoaError as refusal:
        form.add_error(None, refusal.message)
        return False
    by_code = {item.code: item for item in items}
    unfit = {code: queries.fault_of(by_code[code], said) for code, said in answers.items()}
    form.put({code: fault for code, fault in unfit.items() if fault})
    if form.errors:
        return False
    messages.success(request, _("Saved. It is no record yet: go on, and finish it at the end."))
    return True


def _finish(
    request: HttpRequest,
    inspection: models.Inspection,
    items: Sequence[queries.Item],
    answers: dict[str, Any],
    form: forms.RecordForm,
) -> bool:
    """Make the record; whether it stands."""
    others = form.others()
    if form.errors:
        return False
    number: uuid.UUID = form.cleaned_data["record_uuid"]
    draft = services.RecordDraft(number, answers, form.cleaned_data["note"], others)
    try:
        services.record_inspection(
            inspection=inspection, draft=draft, by=http.signed_in(request), at=timezone.now()
        )
    except services.AnswersRefused as refusal:
        form.put(refusal.faults)
        return False
    except errors.LoaError as refusal:
        form.add_error(None, refusal.message)
        return False
    messages.success(request, _("The record is made. It no longer changes."))
    return True


def _record_page(
    request: HttpRequest, inspection: models.Inspection, form: forms.RecordForm
) -> HttpResponse:
    photos = {forms.PREFIX + photo.item: photo for photo in inspection.photos.order_by("pk")}
    context = {"inspection": inspection, "form": form, "photos": photos, "prefix": forms.PREFIX}
    status = 422 if form.errors else 200
    return http.render_page(request, "inspections/record.html", context, status=status)


@login_required
@require_safe
def record_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    inspection = scope.seen(request, pk)
    paper = builders.record_pdf(queries.paper_of(inspection), at=timezone.now())
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="bien-ban-kiem-tra-{inspection.pk}.pdf"'
    return response


@login_required
@require_safe
def photo(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponseBase:
    """The photo of an item, as it was encoded anew."""
    inspection = scope.seen(request, pk)
    kept = get_object_or_404(inspection.photos.exclude(file=""), pk=photo_pk)
    name = f"kiem-tra-{inspection.pk}-{kept.pk}.jpg"
    file = serving.StoredFile(
        Path(kept.file.path), kept.size, kept.sha256, pictures.CONTENT_TYPE, name
    )
    return serving.serve(request, file, "private, no-cache")

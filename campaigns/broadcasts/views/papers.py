"""The announcer's sheet: an outlet's day, or one script, on paper."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.accounts import http
from campaigns.broadcasts import builders, queries
from campaigns.broadcasts.views import loading
from campaigns.kernel import roles

P = roles.Permission


@login_required
@require_safe
def rundown_pdf(request: HttpRequest, outlet_id: int, day: str) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    outlet = loading.load_outlet(user, outlet_id, P.VIEW_RUNDOWN)
    shown = loading.parse_day(day)
    sheet = queries.day_sheet(outlet, shown, now)
    return pdf_answer(sheet, f"rundown-{outlet.unit.code}-{shown.isoformat()}")


@login_required
@require_safe
def script_pdf(request: HttpRequest, script_id: int) -> HttpResponse:
    user, now = http.signed_in(request), timezone.now()
    found = loading.load_script(user, script_id, P.VIEW_RUNDOWN)
    return pdf_answer(queries.script_sheet(found, now), f"script-{found.pk}")


def pdf_answer(sheet: queries.Sheet, name: str) -> HttpResponse:
    return HttpResponse(
        builders.sheet_pdf(sheet),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}.pdf"',
            "Cache-Control": "private, no-store",
        },
    )

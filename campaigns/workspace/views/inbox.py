"""The inbox: what one was told, filtered, marked read and unread again."""

from datetime import datetime
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.accounts import http
from campaigns.jobs import queries as jobs_queries
from campaigns.kernel import tables
from campaigns.notifications import queries as notification_queries
from campaigns.notifications import services as notification_services
from campaigns.workspace import forms

_COLUMNS = (
    tables.Column("text", _("What")),
    tables.Column("kind", _("Kind"), is_sortable=True),
    tables.Column("created_at", _("When"), is_sortable=True),
    tables.Column("read_at", _("Mark it")),
)
_STAMP = "marked"


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    user = http.signed_in(request)
    form = forms.InboxFilter(request.GET)
    form.is_valid()
    rows = notification_queries.inbox(
        user,
        kind=form.cleaned_data.get("kind", ""),
        is_unread_only=form.cleaned_data.get("show") == forms.InboxFilter.UNREAD,
        words=form.cleaned_data.get("q", ""),
    )
    table = tables.build(
        columns=_COLUMNS,
        rows=rows,
        params=request.GET,
        default_sort="created_at",
        is_default_descending=True,
    )
    context = {
        "table": table,
        "filters": form,
        "is_filtered": any(form.cleaned_data.values()),
        "jobs": jobs_queries.live_of(user, timezone.now()),
        "marked": _moment(request.GET.get(_STAMP, "")),
        "query": request.GET.urlencode(),
    }
    return http.render_page(request, "workspace/inbox.html", context)


@login_required
@require_POST
def mark_inbox_read(request: HttpRequest) -> HttpResponse:
    """Mark everything read; the inbox then offers to take it back."""
    now = timezone.now()
    count = notification_services.mark_read(user=http.signed_in(request), notice_ids=None, at=now)
    return _to_inbox(urlencode({_STAMP: now.isoformat()}) if count else "")


@login_required
@require_POST
def undo_inbox_read(request: HttpRequest) -> HttpResponse:
    """Let wait again what one act of marking, named by its moment, marked read."""
    moment = _moment(request.POST.get(_STAMP, ""))
    if moment is not None:
        notification_services.take_back_reading(user=http.signed_in(request), read_at=moment)
    return _to_inbox("")


@login_required
@require_POST
def mark_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one notice read, or unread where `unread` is sent; back to the list as it stood."""
    user = http.signed_in(request)
    if not notification_queries.inbox(user).filter(pk=pk).exists():
        raise Http404
    if request.POST.get("unread"):
        notification_services.mark_unread(user=user, notice_ids=[pk])
    else:
        notification_services.mark_read(user=user, notice_ids=[pk], at=timezone.now())
    back = QueryDict(request.POST.get("back", ""), mutable=True)
    back.pop(_STAMP, None)
    return _to_inbox(back.urlencode())


def _to_inbox(query: str) -> HttpResponse:
    address = reverse("workspace:inbox")
    return redirect(f"{address}?{query}" if query else address)


def _moment(text: str) -> datetime | None:
    """A moment as an address states it; None where it is none."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None

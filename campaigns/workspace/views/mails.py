"""Mail that does not arrive: what an administrator sees of it and does about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.kernel import errors, roles, tables
from campaigns.notifications import models as notification_models
from campaigns.notifications import queries as notification_queries
from campaigns.notifications import services as notification_services
from campaigns.units import permissions
from campaigns.workspace import forms, queries

_COLUMNS = (
    tables.Column("queued_at", gettext_lazy("When"), is_sortable=True),
    tables.Column("person", gettext_lazy("Recipient"), is_sortable=True, sort_by="user__full_name"),
    tables.Column("matter", gettext_lazy("What")),
    tables.Column("state", gettext_lazy("State"), is_sortable=True),
    tables.Column("attempts", gettext_lazy("Attempts"), is_sortable=True, is_numeric=True),
    tables.Column("fault", gettext_lazy("What went wrong")),
)
_TONES = {
    "PENDING": "info",
    "SENDING": "info",
    "SENT": "good",
    "FAILED": "danger",
    "BOUNCED": "danger",
    "SUPPRESSED": "neutral",
}


def _keeper(request: HttpRequest) -> accounts_models.User:
    """The person who looks after mail somewhere.

    Raises:
        PermissionDenied: they do not.
    """
    user = http.signed_in(request)
    verdict = permissions.can(user, roles.Permission.KEEP_MAIL)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return user


@login_required
@require_safe
def mail_list(request: HttpRequest) -> HttpResponseBase:
    """What did not arrive within one's reach; by the filters, all mail of notices.

    It shows of what kind a mail was, never what it said: that is between Loa and the reader.
    """
    user = _keeper(request)
    form = forms.MailFilter(request.GET)
    form.is_valid()
    rows = queries.sendings_within(
        user,
        timezone.localdate(),
        words=form.cleaned_data.get("q", ""),
        state=form.cleaned_data.get("state", ""),
        kind=form.cleaned_data.get("kind", ""),
    )
    if tables.export_format(request.GET):
        return tables.export(
            columns=_COLUMNS, rows=rows, params=request.GET, name="mail", value=_value
        )
    table = tables.build(
        columns=_COLUMNS,
        rows=rows,
        params=request.GET,
        default_sort="queued_at",
        is_default_descending=True,
    )
    context = {
        "table": table,
        "filters": form,
        "tones": _TONES,
        "matters": {row.pk: _matter(row) for row in table.rows},
        "blocked": _blocked([row.user for row in table.rows]),
    }
    return http.render_page(request, "workspace/mail_list.html", context)


def _blocked(users: list[accounts_models.User]) -> set[int]:
    """To whom nothing is sent at present."""
    troubles = notification_models.MailTrouble.objects.filter(user__in=users).select_related("user")
    return {t.user_id for t in troubles if notification_queries.is_blocked(t.user, t)}


def _matter(row: notification_models.Sending) -> str:
    return row.notice.get_kind_display() if row.notice else _("Daily digest")


def _fault(row: notification_models.Sending) -> str:
    return str(row.get_why_display()) if row.why else row.fault


def _value(row: notification_models.Sending, column: tables.Column) -> object:
    """What a cell of the file holds."""
    shown: dict[str, Any] = {
        "person": f"{row.user.full_name} <{row.user.email}>",
        "matter": _matter(row),
        "state": str(row.get_state_display()),
        "fault": _fault(row),
    }
    return shown.get(column.key, getattr(row, column.key, ""))


def _act(request: HttpRequest, act: Callable[[], None], said: str) -> HttpResponse:
    """Do it, say how it went, and go back to the list."""
    try:
        act()
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said)
    return redirect("workspace:mail_list")


def _sending(user: accounts_models.User, pk: int) -> notification_models.Sending:
    rows = queries.sendings_within(user, timezone.localdate(), state="all")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_POST
def mail_retry(request: HttpRequest, pk: int) -> HttpResponse:
    user = _keeper(request)
    sending = _sending(user, pk)

    def act() -> None:
        notification_services.retry_sending(sending=sending, by=user, at=timezone.now())

    return _act(request, act, _("It is sent once more within a minute."))


@login_required
@require_POST
def mail_came_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody saw a mail come back in the mailbox of the sender."""
    user = _keeper(request)
    sending = _sending(user, pk)

    def act() -> None:
        notification_services.note_bounce(
            sending=sending,
            fault=_("The mail came back to the mailbox of the sender."),
            by=user,
            at=timezone.now(),
        )

    return _act(request, act, _("Noted. Nothing more is sent to this address until it is freed."))


@login_required
@require_POST
def mail_free(request: HttpRequest, pk: int) -> HttpResponse:
    """Send to somebody's address again."""
    user = _keeper(request)
    person = get_object_or_404(queries.people_within(user, timezone.localdate()), pk=pk)

    def act() -> None:
        notification_services.lift_block(user=person, by=user, at=timezone.now())

    return _act(request, act, _("Mail is sent to this address again, from the next notice on."))

"""Short links on the desk: the list, one link with its code, making, aiming and revoking."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.accounts import http
from campaigns.kernel import errors, roles, tables
from campaigns.premises import builders, forms, models, services
from campaigns.premises.queries import links
from campaigns.premises.views import link_charts, link_scope, scope
from campaigns.units import permissions as units_permissions

P = roles.Permission
_COLUMNS = (
    tables.Column("title", gettext_lazy("Carried by")),
    tables.Column("code", gettext_lazy("Code"), is_sortable=True),
    tables.Column("commune", gettext_lazy("Where")),
    tables.Column("target", gettext_lazy("Leads to"), is_sortable=True, sort_by="target__name_vi"),
    tables.Column("state", gettext_lazy("State")),
    tables.Column("total", gettext_lazy("All scans"), is_sortable=True, is_numeric=True),
    tables.Column("human", gettext_lazy("By people"), is_sortable=True, is_numeric=True),
    tables.Column("visitors", gettext_lazy("Phones a day"), is_sortable=True, is_numeric=True),
)
_FILE_COLUMNS = (
    *_COLUMNS[:1],
    tables.Column("edition", gettext_lazy("Edition")),
    *_COLUMNS[1:],
)


@login_required
@require_safe
def link_list(request: HttpRequest) -> HttpResponseBase:
    scope.require_anywhere(request, P.VIEW_PREMISES)
    user, today = http.signed_in(request), timezone.localdate()
    form = forms.LinkFilter(request.GET, user=user, on=today)
    rows = links.counted(narrowed(request, form))
    rows = rows.select_related("unit", "target", "poster__premises__commune")
    if tables.export_format(request.GET):
        return tables.export(
            columns=_FILE_COLUMNS, rows=rows, params=request.GET, name="links", value=_plain
        )
    table = tables.build(columns=_COLUMNS, rows=rows, params=request.GET, default_sort="-human")
    context = {
        "table": table,
        "filter": form,
        "may_make": units_permissions.can(user, P.MANAGE_PREMISES),
        "may_keep_targets": units_permissions.can(user, P.KEEP_LINK_TARGETS),
    }
    return http.render_page(request, "premises/link_list.html", context)


def narrowed(request: HttpRequest, form: forms.LinkFilter) -> models.LinkQuerySet:
    """The links that the reader sees, as far as the form says."""
    today = timezone.localdate()
    rows = models.Link.objects.all().visible_to(http.signed_in(request), on=today)
    form.is_valid()
    said = form.cleaned_data
    if said.get("q"):
        rows = links.search_links(rows, said["q"])
    if said.get("unit"):
        rows = links.links_in_unit(rows, said["unit"], on=today)
    if said.get("medium"):
        rows = rows.filter(medium=said["medium"])
    if said.get("state"):
        rows = rows.answering() if said["state"] == "ANSWERING" else rows.dead()
    return rows


def _plain(row: models.Link, column: tables.Column) -> object:
    shown: dict[str, Callable[[], object]] = {
        "commune": lambda: row.commune.name_vi,
        "target": lambda: row.target.name_vi,
        "state": lambda: _("in use") if row.is_answering else _("revoked or off the wall"),
    }
    return shown[column.key]() if column.key in shown else tables.cell(row, column)


@login_required
@require_safe
def link_detail(request: HttpRequest, pk: int) -> HttpResponse:
    link = link_scope.seen(request, pk)
    today = timezone.localdate()
    first = today - link_charts.DAYS
    mine = models.Link.objects.filter(pk=link.pk)
    hours = links.scans_of(mine, first=first, last=today)
    context = {
        "link": link,
        "address": f"{settings.BASE_URL}/q/{link.code}",
        "leads_to": sorted(set(links.addresses(link.target, on=today).values())),
        "counts": links.sum_of(models.ScanRollup.objects.filter(link=link)),
        "charts": link_charts.charts_of(
            by_day=links.scans_by_day(hours, first=first, last=today),
            by_hour=links.scans_by_hour(hours),
            by_link=[],
        ),
        "editions": list(_editions(link)),
        "may_manage": link_scope.may_manage(request, link),
    }
    return http.render_page(request, "premises/link_detail.html", context)


def _editions(link: models.Link) -> models.LinkQuerySet:
    """What was printed for the same spot, the newest first."""
    same: dict[str, Any] = {"unit": link.unit, "name": link.name}
    if link.poster is not None:
        same = {
            "poster__premises": link.poster.premises,
            "poster__placement": link.poster.placement,
        }
    rows = links.counted(models.Link.objects.filter(**same)).select_related("poster")
    return rows.order_by("-edition", "-pk")


@login_required
@require_safe
def link_qr(request: HttpRequest, pk: int) -> HttpResponse:
    """The code as an SVG picture, to print on what carries it; in capitals, so that it is coarser."""
    link = link_scope.seen(request, pk)
    address = f"{settings.BASE_URL}/Q/{link.code}".upper()
    return HttpResponse(
        builders.qr_svg(address),
        content_type="image/svg+xml",
        headers={
            "Content-Disposition": f'inline; filename="link-{link.code}.svg"',
            "Cache-Control": "private, no-store",
        },
    )


def form_page(
    request: HttpRequest, form: django_forms.Form, title: str, *, back: str, note: str = ""
) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "note": note}
    status = 422 if form.errors else 200
    return http.render_page(request, "premises/link_form.html", context, status=status)


def refuse(form: django_forms.Form, refusal: errors.LoaError) -> None:
    """Say what a service refused at the field that it names, if the form has it."""
    field = getattr(refusal, "field", "")
    form.add_error(field if field in form.fields else None, refusal.message)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def make_link(request: HttpRequest) -> HttpResponse:
    scope.require_anywhere(request, P.MANAGE_PREMISES)
    user, now = http.signed_in(request), timezone.now()
    form = forms.LinkForm(request.POST or None, user=user, on=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        try:
            link = services.make_link(draft=form.draft(), by=user, at=now)
        except errors.LoaError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The link is made. Print its code on what carries it."))
            return redirect("premises:link_detail", link.pk)
    return form_page(request, form, _("Make a link"), back=reverse("premises:link_list"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def make_sheet_links(request: HttpRequest) -> HttpResponse:
    scope.require_anywhere(request, P.MANAGE_PREMISES)
    user, now = http.signed_in(request), timezone.now()
    form = forms.SheetLinksForm(request.POST or None, user=user, on=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        try:
            count = services.make_sheet_links(
                unit=form.unit_chosen, target=form.target_chosen, by=user, at=now
            )
        except errors.LoaError as refusal:
            refuse(form, refusal)
        else:
            said = ngettext("%(num)s link is made.", "%(num)s links are made.", count)
            messages.success(request, said % {"num": count})
            return redirect("premises:link_list")
    note = _("Every sheet that hangs there and has no link gets one, under the sheet's own mark.")
    title = _("Make links for sheets that hang")
    return form_page(request, form, title, back=reverse("premises:link_list"), note=note)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def aim_link(request: HttpRequest, pk: int) -> HttpResponse:
    link, now = link_scope.kept(request, pk), timezone.now()
    form = forms.AimForm(
        request.POST or None, on=timezone.localdate(now), initial={"target": link.target_id}
    )

    def act() -> None:
        services.aim_link(link=link, target=form.target_chosen, by=http.signed_in(request), at=now)

    done = _("The link leads there from now on; what hangs needs no new print.")
    return _change(request, link, form, act, _("Lead the link elsewhere"), done)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revoke_link(request: HttpRequest, pk: int) -> HttpResponse:
    link, now = link_scope.kept(request, pk), timezone.now()
    form = forms.ReasonForm(request.POST or None)

    def act() -> None:
        reason = form.cleaned_data["reason"]
        services.revoke_link(link=link, reason=reason, by=http.signed_in(request), at=now)

    note = _("Whoever scans it is told so, and each such scan is kept as a possible forgery.")
    done = _("The link is revoked. It can be taken back on this page.")
    return _change(request, link, form, act, _("Revoke the link"), done, note=note)


def _change(
    request: HttpRequest,
    link: models.Link,
    form: django_forms.Form,
    act: Callable[[], None],
    title: str,
    done: str,
    *,
    note: str = "",
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except errors.LoaError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, done)
            return redirect("premises:link_detail", link.pk)
    return form_page(
        request, form, title, back=reverse("premises:link_detail", args=[link.pk]), note=note
    )


@login_required
@require_POST
def reinstate_link(request: HttpRequest, pk: int) -> HttpResponse:
    link = link_scope.kept(request, pk)
    try:
        services.reinstate_link(link=link, by=http.signed_in(request), at=timezone.now())
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The link leads on."))
    return redirect("premises:link_detail", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def link_targets(request: HttpRequest) -> HttpResponse:
    """Where links may lead: the office's list, and a form for one more."""
    scope.require_anywhere(request, P.KEEP_LINK_TARGETS)
    now = timezone.now()
    today = timezone.localdate(now)
    form = forms.TargetForm(request.POST or None, on=today)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_target(
                draft=form.draft(from_date=today), by=http.signed_in(request), at=now
            )
        except errors.LoaError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Links may lead there now."))
            return redirect("premises:link_targets")
    rows = models.LinkTarget.objects.select_related("app__successor", "successor")
    targets = [
        (row, sorted(set(links.addresses(row, on=today).values())))
        for row in rows.order_by("name_vi", "pk")
    ]
    context = {"form": form, "targets": targets}
    status = 422 if form.errors else 200
    return http.render_page(request, "premises/link_targets.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def retire_target(request: HttpRequest, pk: int) -> HttpResponse:
    scope.require_anywhere(request, P.KEEP_LINK_TARGETS)
    target, now = get_object_or_404(models.LinkTarget, pk=pk), timezone.now()
    form = forms.RetireForm(
        request.POST or None, target=target, initial={"from_date": timezone.localdate(now)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.retire_target(
                target=target,
                from_date=form.cleaned_data["from_date"],
                successor=form.successor_chosen,
                by=http.signed_in(request),
                at=now,
            )
        except errors.LoaError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The target retires on that day."))
            return redirect("premises:link_targets")
    title = _("Retire “%(name)s”") % {"name": target.name_vi}
    return form_page(request, form, title, back=reverse("premises:link_targets"))

"""Hamlets of a commune: the list, entering, renaming and ending them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from campaigns.accounts import http
from campaigns.kernel import errors, roles, tables
from campaigns.units import models, permissions, queries, services
from campaigns.units.forms import hamlets as hamlet_forms
from campaigns.units.views import scope

P = roles.Permission
_COLUMNS = (
    tables.Column("name_vi", gettext_lazy("Hamlet")),
    tables.Column("code", gettext_lazy("Code in Loa"), is_sortable=True),
    tables.Column("valid_from_date", gettext_lazy("Valid from"), is_sortable=True),
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hamlets(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The hamlets of a commune, and a small form that enters more."""
    needed = P.KEEP_TERRITORY if request.method == "POST" else P.VIEW_UNIT
    commune = scope.need_commune(request, pk, needed)
    form = hamlet_forms.HamletsForm(
        request.POST if request.method == "POST" else None,
        initial={"from_date": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid() and _entered(request, commune, form):
        return redirect("units:hamlets", pk=commune.pk)
    rows = queries.hamlets_of(commune)
    if tables.export_format(request.GET):
        return tables.export(columns=_COLUMNS, rows=rows, params=request.GET, name="hamlets")
    context = {
        "commune": commune,
        "table": tables.build(columns=_COLUMNS, rows=rows, params=request.GET, page_size=100),
        "form": form,
        "may_keep": permissions.can(request.user, P.KEEP_TERRITORY, unit=commune),
    }
    status = 422 if request.method == "POST" else 200
    return http.render_page(request, "units/hamlets.html", context, status=status)


def _entered(request: HttpRequest, commune: models.Unit, form: hamlet_forms.HamletsForm) -> bool:
    """Enter what the form says; False with the fault at its field when it cannot be."""
    said = form.cleaned_data
    drafts = [services.HamletDraft(name, said["from_date"]) for name in said["names"]]
    try:
        services.found_hamlets(
            commune=commune, drafts=drafts, by=http.signed_in(request), at=timezone.now()
        )
    except errors.LoaError as refusal:
        form.add_error("names", refusal.message)
        return False
    count = len(drafts)
    done = ngettext("%(num)s hamlet was entered.", "%(num)s hamlets were entered.", count)
    messages.success(request, done % {"num": count})
    return True


def _need_hamlet(request: HttpRequest, pk: int) -> tuple[models.Unit, models.Unit]:
    """A hamlet that stands, and its commune."""
    hamlet = scope.need_unit(request, pk, P.KEEP_TERRITORY)
    commune = queries.commune_of(hamlet)
    if hamlet.kind.code != queries.HAMLET or commune is None:
        raise Http404
    return hamlet, commune


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hamlet(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the name of a hamlet."""
    found, commune = _need_hamlet(request, pk)
    posted = request.POST if request.method == "POST" else None
    form = hamlet_forms.NameForm(posted, initial={"name": found.name_vi})
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_hamlet(
                hamlet=found,
                name=form.cleaned_data["name"],
                by=http.signed_in(request),
                at=timezone.now(),
            )
        except errors.LoaError as refusal:
            form.add_error("name", refusal.message)
        else:
            messages.success(request, _("The name is corrected."))
            return redirect("units:hamlets", pk=commune.pk)
    return _page(request, "units/hamlet.html", found, commune, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_hamlet(request: HttpRequest, pk: int) -> HttpResponse:
    """End a hamlet that was merged or split."""
    found, commune = _need_hamlet(request, pk)
    posted = request.POST if request.method == "POST" else None
    form = hamlet_forms.EndForm(posted, initial={"last_date": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_hamlet(
                hamlet=found,
                last_date=form.cleaned_data["last_date"],
                reason=form.cleaned_data["reason"],
                by=http.signed_in(request),
                at=timezone.now(),
            )
        except errors.LoaError as refusal:
            form.add_error("last_date", refusal.message)
        else:
            messages.success(request, _("The hamlet ends after the day you chose."))
            return redirect("units:hamlets", pk=commune.pk)
    return _page(request, "units/end_hamlet.html", found, commune, form)


def _page(
    request: HttpRequest,
    template: str,
    found: models.Unit,
    commune: models.Unit,
    form: hamlet_forms.NameForm | hamlet_forms.EndForm,
) -> HttpResponse:
    context = {"hamlet": found, "commune": commune, "form": form}
    return http.render_page(request, template, context, status=422 if form.errors else 200)

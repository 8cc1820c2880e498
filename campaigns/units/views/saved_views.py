"""Saved views: keeping the filters of a list, and one's own views of all lists."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.kernel import errors
from campaigns.units import models, queries, services
from campaigns.units.forms import saved_views as forms


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def save_view(request: HttpRequest) -> HttpResponse:
    """A form for the filters that the list's link brought along."""
    user, now = http.signed_in(request), timezone.now()
    listed = queries.saved_list(request.GET.get("list", ""))
    if listed is None:
        raise Http404
    query = queries.kept_query(QueryDict(request.GET.get("query", "")[: queries.QUERY_LETTERS]))
    form = forms.SaveViewForm(
        request.POST if request.method == "POST" else None,
        units=queries.units_to_share_with(user, on=timezone.localdate(now)),
    )
    if request.method == "POST" and form.is_valid():
        draft = services.ViewDraft(listed.name, form.cleaned_data["name"], query, form.unit_chosen)
        try:
            view = services.save_view(draft=draft, by=user, at=now)
        except errors.LoaError as refusal:
            form.add_error("name", refusal.message)
        else:
            messages.success(request, _("Saved as “%(name)s”.") % {"name": view.name})
            return redirect(queries.link_of(view, user).url)
    status = 422 if form.errors else 200
    context = {"form": form, "listed": listed, "query": query}
    return http.render_page(request, "units/save_view.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def saved_views(request: HttpRequest) -> HttpResponse:
    """All that one may open; one's own are renamed and deleted here."""
    user, today = http.signed_in(request), timezone.localdate()
    reached = models.SavedView.objects.all().visible_to(user, today)
    if request.method == "POST":
        _change(request, user, reached)
        return redirect("units:saved_views")
    rows = reached.select_related("unit", "owner").order_by("list_name", "name", "pk")
    shown = [
        (row, queries.link_of(row, user), listed.label)
        for row in rows
        if (listed := queries.saved_list(row.list_name)) is not None
    ]
    return http.render_page(request, "units/saved_views.html", {"shown": shown})


def _change(
    request: HttpRequest, user: accounts_models.User, reached: models.SavedViewQuerySet
) -> None:
    said = request.POST.get("view", "")
    view = reached.filter(pk=int(said)).first() if said.isascii() and said.isdecimal() else None
    if view is None:
        messages.error(request, _("This view is not there any more."))
        return
    by, at = user, timezone.now()
    try:
        if "delete" in request.POST:
            services.delete_view(view=view, by=by, at=at)
            messages.success(request, _("The view is deleted."))
        else:
            services.rename_view(view=view, name=request.POST.get("name", ""), by=by, at=at)
            messages.success(request, _("The view has its new name."))
    except errors.LoaError as refusal:
        messages.error(request, refusal.message)

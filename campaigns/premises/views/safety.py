"""Safety levels (clause 1.c): entering a review, correcting one, and the table by commune."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.accounts import http
from campaigns.kernel import errors, roles, tables
from campaigns.premises import forms, models, queries, services
from campaigns.premises.views import scope

P = roles.Permission
COLUMNS = (
    tables.Column("name", gettext_lazy("Commune"), is_sortable=True),
    tables.Column("safe", gettext_lazy("Safe"), is_sortable=True, is_numeric=True),
    tables.Column("some_risk", gettext_lazy("Some risk"), is_sortable=True, is_numeric=True),
    tables.Column("unsafe", gettext_lazy("Unsafe"), is_sortable=True, is_numeric=True),
    tables.Column("undecided", gettext_lazy("No level stated"), is_sortable=True, is_numeric=True),
    tables.Column(
        "not_assessed", gettext_lazy("Not yet assessed"), is_sortable=True, is_numeric=True
    ),
    tables.Column("closed", gettext_lazy("Closed"), is_sortable=True, is_numeric=True),
    tables.Column("safe_share", gettext_lazy("Safe, %"), is_sortable=True, is_numeric=True),
    tables.Column("overdue", gettext_lazy("Review overdue"), is_sortable=True, is_numeric=True),
)


@login_required
@require_safe
def safety(request: HttpRequest) -> HttpResponseBase:
    """The locality table of the national system, with what is overdue."""
    scope.require_anywhere(request, P.VIEW_PREMISES)
    user, today = http.signed_in(request), timezone.localdate()
    seen = models.Premises.objects.standing().visible_to(user, on=today)
    rows = queries.safety_by_commune(seen, on=today)
    if tables.export_format(request.GET):
        return tables.export(
            columns=COLUMNS, rows=rows, params=request.GET, name="safety", value=_plain
        )
    table = tables.build(columns=COLUMNS, rows=rows, params=request.GET, default_sort="name")
    return http.render_page(request, "premises/safety.html", {"table": table})


def _plain(row: queries.CommuneSafety, column: tables.Column) -> object:
    if column.key == "safe_share":
        return None if row.safe_share is None else round(100 * row.safe_share, 1)
    return getattr(row, column.key)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review_safety(request: HttpRequest, pk: int) -> HttpResponse:
    premises, today = scope.kept(request, pk), timezone.localdate()
    sets = queries.criteria_for(premises, on=today)
    if not sets:
        messages.error(request, _no_set(premises))
        return redirect("premises:premises_detail", pk=pk)
    form = forms.SafetyForm(
        request.POST or None,
        criteria=_chosen(request, sets),
        is_correction=False,
        initial=forms.first_day(today),
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = services.review_safety(
                premises=premises,
                draft=form.draft(),
                by=http.signed_in(request),
                at=timezone.now(),
            )
        except (services.ReviewRefused, queries.AnswersRefused) as refusal:
            form.refuse(refusal)
        else:
            return _done(request, row)
    return _page(request, premises, sets, form, _("Review the safety level"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct_safety(request: HttpRequest, pk: int, review_pk: int) -> HttpResponse:
    premises, today = scope.kept(request, pk), timezone.localdate()
    rows = models.SafetyReview.objects.select_related("criteria", "premises__kind")
    review = get_object_or_404(rows, pk=review_pk, premises=premises)
    sets = queries.criteria_for(premises, on=today)
    if review.criteria not in sets:
        sets = [review.criteria, *sets]
    form = forms.SafetyForm(
        request.POST or None,
        criteria=_chosen(request, sets, first=review.criteria),
        is_correction=True,
        initial=forms.initial_of(review),
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = services.correct_review(
                review=review,
                draft=form.draft(),
                reason=form.cleaned_data["reason"],
                by=http.signed_in(request),
                at=timezone.now(),
            )
        except (services.ReviewRefused, queries.AnswersRefused) as refusal:
            form.refuse(refusal)
        except errors.LoaError as refusal:
            form.add_error(None, refusal.message)
        else:
            return _done(request, row)
    return _page(request, premises, sets, form, _("Correct the review"))


def _no_set(premises: models.Premises) -> str:
    if premises.kind.safety_group_id is None:
        return _("This kind of premises is in none of the eight groups of clause 1.c.")
    return _("No criteria are in force for this group: add them to the campaign kit.")


def _chosen(
    request: HttpRequest,
    sets: list[models.CriteriaSet],
    *,
    first: models.CriteriaSet | None = None,
) -> models.CriteriaSet:
    wanted = request.GET.get("set", "")
    return next((s for s in sets if str(s.pk) == wanted), first or sets[0])


def _done(request: HttpRequest, row: models.SafetyReview) -> HttpResponse:
    if row.level == models.SafetyLevel.UNDECIDED:
        messages.warning(
            request, _("The review is kept. These criteria state no level for such a result.")
        )
    else:
        messages.success(request, _("The review is kept: %(result)s.") % {"result": row.band})
    return redirect("premises:premises_detail", pk=row.premises_id)


def _page(
    request: HttpRequest,
    premises: models.Premises,
    sets: list[models.CriteriaSet],
    form: forms.SafetyForm,
    title: str,
) -> HttpResponse:
    context = {"premises": premises, "sets": sets, "form": form, "title": title}
    status = 422 if form.errors else 200
    return http.render_page(request, "premises/safety_form.html", context, status=status)

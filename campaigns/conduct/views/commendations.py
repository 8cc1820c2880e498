"""Pages of the commendations: the list, one with its evidence, deciding, declining, withdrawing."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.broadcasts import models as broadcasts_models
from campaigns.broadcasts import queries as broadcasts_queries
from campaigns.conduct import forms, models, queries, services
from campaigns.kernel import roles, tables, text, verdict
from campaigns.units import models as units_models
from campaigns.units import permissions

Permission = roles.Permission

_COLUMNS = (
    tables.Column("title", gettext_lazy("Commendation"), is_sortable=True),
    tables.Column("unit", gettext_lazy("Unit"), is_sortable=True, sort_by="unit__name_vi"),
    tables.Column("form", gettext_lazy("Form"), is_sortable=True, sort_by="form__name_vi"),
    tables.Column("state", gettext_lazy("State"), is_sortable=True),
    tables.Column("nominated_at", gettext_lazy("Proposed on"), is_sortable=True),
    tables.Column("decision_date", gettext_lazy("Decision"), is_sortable=True),
)


@login_required
@require_safe
def citation_list(request: HttpRequest) -> HttpResponseBase:
    user, today = http.signed_in(request), timezone.localdate()
    _need(permissions.can(user, Permission.VIEW_UNIT))
    form = forms.CitationFilter(request.GET)
    form.is_valid()
    unit = _filtered_unit(user, form)
    found = _filtered(models.Citation.objects.visible_to(user, today), form, unit)
    rows = found.select_related("unit", "form")
    if tables.export_format(request.GET):
        return tables.export(
            columns=_COLUMNS, rows=rows, params=request.GET, name="commendations", value=_value
        )
    table = tables.build(
        columns=_COLUMNS,
        rows=rows,
        params=request.GET,
        default_sort="nominated_at",
        is_default_descending=True,
    )
    return http.render_page(
        request, "conduct/citation_list.html", {"table": table, "filters": form, "unit": unit}
    )


def _value(row: models.Citation, column: tables.Column) -> object:
    """What a cell of the file holds."""
    if column.key == "state":
        return row.get_state_display()
    value = tables.cell(row, column)
    return str(value) if column.key in {"unit", "form"} else value


def _filtered_unit(
    user: accounts_models.User, form: forms.CitationFilter
) -> units_models.Unit | None:
    """The unit that the list is narrowed to; 404 where the user's grants do not reach."""
    pk = form.cleaned_data.get("unit")
    if not pk:
        return None
    return get_object_or_404(
        units_models.Unit.objects.visible_to(user, timezone.localdate()), pk=pk
    )


def _filtered(
    rows: models.CitationQuerySet, form: forms.CitationFilter, unit: units_models.Unit | None
) -> models.CitationQuerySet:
    wanted = form.cleaned_data
    last = wanted.get("decided_to")
    if unit is not None:
        rows = rows.of_subtree(unit, last or timezone.localdate())
    if wanted.get("state"):
        rows = rows.filter(state=wanted["state"])
    if wanted.get("decided_from"):
        rows = rows.filter(decision_date__gte=wanted["decided_from"])
    if last:
        rows = rows.filter(decision_date__lte=last)
    for word in text.fold(str(wanted.get("q", ""))).split():
        by_unit = Q(unit__folded_text__contains=word)
        rows = rows.filter(by_unit | Q(folded_title__contains=word))
    return rows


@login_required
@require_safe
def citation(request: HttpRequest, pk: int) -> HttpResponse:
    user, found = _load(request, pk)
    lines = queries.evidence_lines(found, queries.measured_now(found))
    context = {
        "citation": found,
        "lines": lines,
        "is_intact": all(line.is_intact for line in lines),
        "history": queries.history(found),
        "may_decide": _may_decide(user, found),
        "is_nominator": found.nominated_by_id == user.pk,
        "brief": _brief(user, found),
    }
    return http.render_page(request, "conduct/citation.html", context)


def _brief(user: accounts_models.User, found: models.Citation) -> broadcasts_models.Brief | None:
    """What the newsrooms have of it, for those who see their desk."""
    if not permissions.can(user, Permission.VIEW_COVERAGE):
        return None
    return broadcasts_queries.brief_of_citation(found.kind, found.pk)


def _may_decide(user: accounts_models.User, found: models.Citation) -> verdict.Verdict:
    allowed = permissions.can(user, Permission.DECIDE_CITATION, unit=found.unit)
    if allowed and found.nominated_by_id == user.pk:
        return verdict.refused(
            _("You proposed this commendation. Another officer has to decide it.")
        )
    return allowed


def _load(request: HttpRequest, pk: int) -> tuple[accounts_models.User, models.Citation]:
    """The reader and the citation: 404 outside their units, 403 while it is not theirs to see."""
    user = http.signed_in(request)
    reached = units_models.Unit.objects.visible_to(user, timezone.localdate())
    found = get_object_or_404(
        models.Citation.objects.select_related(
            "unit__kind", "form", "accountable_head", "nominated_by", "decided_by"
        ),
        pk=pk,
        unit__in=reached.values("pk"),
    )
    if found.state != models.Citation.State.DECIDED:
        _need(permissions.can(user, Permission.VIEW_CITATION, unit=found.unit))
    return user, found


def _need(answer: verdict.Verdict) -> None:
    if not answer:
        raise PermissionDenied(answer.reason)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    user, found = _load(request, pk)
    _need(_may_decide(user, found))
    form = forms.DecisionForm(
        request.POST if request.method == "POST" else None,
        initial={"decision_date": timezone.localdate()},
    )

    def give() -> None:
        entered = form.cleaned_data
        services.decide_commendation(
            citation=found,
            decision=services.Decision(
                number=entered["decision_number"],
                dated=entered["decision_date"],
                signatory=entered["signatory"],
                reason=entered["reason"],
            ),
            by=user,
            at=timezone.now(),
        )

    done = _("The commendation is given. It stands in the unit's file and on the public site.")
    return _act(request, found, form, give, "conduct/decide.html", done)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    user, found = _load(request, pk)
    _need(_may_decide(user, found))
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)

    def refuse() -> None:
        services.decline_commendation(
            citation=found, reason=form.cleaned_data["reason"], by=user, at=timezone.now()
        )

    done = _("The proposal is declined. Whoever proposed it was told your reason.")
    return _act(request, found, form, refuse, "conduct/decline.html", done)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    user, found = _load(request, pk)
    _need(permissions.can(user, Permission.NOMINATE_CITATION, unit=found.unit))
    if found.nominated_by_id != user.pk:
        raise PermissionDenied(_("Only whoever proposed the commendation may take it back."))
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)

    def take_back() -> None:
        services.withdraw_nomination(
            citation=found, reason=form.cleaned_data["reason"], by=user, at=timezone.now()
        )

    return _act(
        request, found, form, take_back, "conduct/withdraw.html", _("The proposal is taken back.")
    )


def _act(
    request: HttpRequest,
    found: models.Citation,
    form: django_forms.Form,
    act: Callable[[], None],
    template: str,
    done: str,
) -> HttpResponse:
    """Show the form, or carry out the act once; what was typed survives every refusal."""
    context: dict[str, Any] = {"citation": found, "form": form, "conflict": ""}
    if request.method != "POST":
        return http.render_page(request, template, context)
    status = 422
    if form.is_valid():
        try:
            act()
        except services.CitationFault as fault:
            form.add_error(fault.field if fault.field in form.fields else None, fault.message)
        except (services.AlreadyDecided, services.EvidenceChanged) as conflict:
            context["conflict"], status = conflict.message, 409
            context["citation"] = _load(request, found.pk)[1]
        else:
            messages.success(request, done)
            return redirect("conduct:citation", pk=found.pk)
    return http.render_page(request, template, context, status=status)

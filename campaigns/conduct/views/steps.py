"""The steps of a criticism: one page for all, made from the table of steps."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from campaigns.accounts import http
from campaigns.accounts import models as accounts_models
from campaigns.conduct import forms, models, permissions, services
from campaigns.conduct.views import scope
from campaigns.kernel import errors

# What a step brings about, said before it is taken.
NOTES: dict[str, Promise] = {
    "propose": gettext_lazy("The office sees it. The unit is not told yet, and nothing is public."),
    "notify": gettext_lazy(
        "The unit's head and officers are told what it is about, on what evidence, by when to reply"
        " and what happens otherwise. The evidence is frozen now and cannot be changed."
    ),
    "confirm_receipt": gettext_lazy("You only say that the notice came; you agree to nothing."),
    "ask_more_time": gettext_lazy(
        "You can ask once. Until the office answers, your time to reply does not run out."
    ),
    "reply": gettext_lazy(
        "Your reply is read before anything is decided, and stays beside the notice. Replying is"
        " your right; it is never held against you. Once sent it cannot be changed."
    ),
    "accept": gettext_lazy(
        "You agree with what the notice says and tell how it is put right. The office still decides;"
        " that you accept it is told along with the decision."
    ),
    "note_hearing": gettext_lazy("The unit reads this note."),
    "decide": gettext_lazy(
        "Nothing is public yet: the decision still gets its number. This is a criticism, not"
        " discipline: no sanction follows from it."
    ),
    "drop": gettext_lazy("The unit is told that nothing comes of the notice, and why."),
    "issue": gettext_lazy(
        "From this moment it is on the public site, counts, and the newsrooms have it as a brief."
        " The unit may appeal."
    ),
    "appeal": gettext_lazy(
        "You can appeal once. Somebody who had no part so far answers; until then the decision"
        " stands, marked as appealed."
    ),
    "amend": gettext_lazy("The new words stand in public; newsrooms are asked to correct theirs."),
    "revoke": gettext_lazy(
        "It leaves the public list and every count; only a note without the unit's name stays."
        " Whoever told it is asked to take it back. This cannot be undone."
    ),
}
Act = Callable[[models.Criticism, forms.StepForm, accounts_models.User, datetime], object]


def _plain(name: str, **renamed: str) -> Act:
    """A service that takes the form's fields by their names, or by others."""

    def act(
        row: models.Criticism, form: forms.StepForm, by: accounts_models.User, at: datetime
    ) -> object:
        given = {renamed.get(key, key): value for key, value in form.cleaned_data.items()}
        return getattr(services, name)(criticism=row, by=by, at=at, **given)

    return act


def _said(name: str, words: str) -> Act:
    """A service that takes words and files."""

    def act(
        row: models.Criticism, form: forms.StepForm, by: accounts_models.User, at: datetime
    ) -> object:
        said = services.Said(form.cleaned_data[words], form.uploads())
        given = {"remedy_by": form.cleaned_data["remedy_by"]} if name == "accept" else {}
        return getattr(services, name)(criticism=row, said=said, by=by, at=at, **given)

    return act


def _issue(
    row: models.Criticism, form: forms.StepForm, by: accounts_models.User, at: datetime
) -> None:
    said: dict[str, Any] = form.cleaned_data
    decision = services.Decision(said["decision_number"], said["decision_date"], said["signatory"])
    services.issue(criticism=row, decision=decision, by=by, at=at)


_ACTS: dict[str, Act] = {
    "reply": _said("reply", "text"),
    "accept": _said("accept", "remedy_plan"),
    "appeal": _said("appeal", "text"),
    "issue": _issue,
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    user, row = scope.near(request, pk)
    edge, today = models.EDGES[name], timezone.localdate()
    scope.need(permissions.may_see(user, row, on=today))
    if request.method != "POST" or row.state in edge.sources:
        scope.need(permissions.may_take(user, edge, row, on=today))
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.StepForm(*data, edge=edge, initial={"decision_date": today})
    status = 200
    if request.method == "POST":
        status = _taken(request, form, edge, row, user)
        if status == 302:
            return redirect("conduct:criticism", pk=row.pk)
    context = {"row": row, "edge": edge, "form": form, "note": NOTES.get(name, "")}
    return http.render_page(request, "conduct/criticism_step.html", context, status=status)


def _taken(
    request: HttpRequest,
    form: forms.StepForm,
    edge: models.Edge,
    row: models.Criticism,
    user: accounts_models.User,
) -> int:
    """Take the step; the status says what came of it, and what was typed survives a refusal."""
    if not form.is_valid():
        return 422
    act = _ACTS.get(edge.name) or _plain(edge.name)
    try:
        act(row, form, user, timezone.now())
    except errors.Conflict as conflict:
        form.add_error(None, conflict.message)
        return 409
    except errors.LoaError as fault:
        field = getattr(fault, "field", "")
        form.add_error(field if field in form.fields else None, fault.message)
        return 422
    messages.success(request, _("Done: %(step)s.") % {"step": edge.label})
    return 302

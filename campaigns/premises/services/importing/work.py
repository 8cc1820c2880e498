"""The three long steps of a list, as the runner of long work knows them."""

from collections.abc import Callable, Mapping

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.jobs import models as jobs_models
from campaigns.jobs import services as jobs_services
from campaigns.kernel import roles
from campaigns.premises import models
from campaigns.premises.services.importing import checking, ordering, taking_in, undoing

S = models.ImportState
# Where a list goes when the work on it was finished, and where when it was not.
_ENDS = {
    ordering.CHECK: (S.CHECKED, S.UPLOADED),
    ordering.TAKE_IN: (S.DONE, S.STOPPED),
    ordering.UNDO: (S.UNDONE, S.STOPPED),
}


def register_work() -> None:
    """Make the kinds of work known."""
    _register(
        ordering.CHECK,
        gettext_lazy("Looking at a list of premises"),
        checking.run,
        {
            "READING": gettext_lazy("Reading the lines"),
            "MATCHING": gettext_lazy("Comparing with the register"),
        },
        lambda job: _("%(lines)s lines were looked at.") % job.result,
    )
    _register(
        ordering.TAKE_IN,
        gettext_lazy("Taking in a list of premises"),
        taking_in.run,
        {"TAKING_IN": gettext_lazy("Entering the rows")},
        lambda job: _("%(rows)s rows were taken in.") % job.result,
    )
    _register(
        ordering.UNDO,
        gettext_lazy("Undoing a list of premises"),
        undoing.run,
        {"UNDOING": gettext_lazy("Bringing back what was before")},
        lambda job: _("%(rows)s rows were looked at.") % job.result,
    )


def _register(
    name: str,
    label: Promise,
    run: Callable[[jobs_services.Turn], jobs_services.Step],
    phases: Mapping[str, str | Promise],
    said: Callable[[jobs_models.Job], str],
) -> None:
    jobs_services.register(
        jobs_services.Kind(
            name=name,
            label=label,
            permission=roles.Permission.MANAGE_PREMISES,
            run=run,
            phases=phases,
            said=said,
            settle=_settle,
            result_url=_result_url,
        )
    )


def _result_url(job: jobs_models.Job) -> str:
    return reverse("premises:import_detail", args=[job.input["import"]])


def _settle(job: jobs_models.Job) -> None:
    """Write down how the work on a list ended, in the transaction that ends the work."""
    done, otherwise = _ENDS[job.kind]
    imported = models.Import.objects.get(pk=job.input["import"])
    ordering.move(imported, done if job.state == jobs_models.JobState.DONE else otherwise)

"""Removing what invented people did with duties, for good: the end of a demo."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from campaigns.accounts import models as accounts_models
from campaigns.audit import services as audit_services
from campaigns.directives import models
from campaigns.directives.services import evidence
from campaigns.kernel import actor, erasing, writing

DEMO_FORMS = "demo-"
"""How codes of invented forms begin: they go with the invented people, and all that is reported."""


def erase_made_by(*, users: Sequence[accounts_models.User], by: actor.Actor, at: datetime) -> int:
    """Erase the assignments in which the users had a hand, with what was handed down of them, and
    the expected reports; the sweep expects anew those that are still near.

    Return how many rows went.
    """
    with writing.writing(by=by, at=at):
        steps = models.AssignmentStep.objects.filter(made_by__in=users)
        said = models.Progress.objects.filter(made_by__in=users)
        changes = models.DueChange.objects.filter(made_by__in=users)
        touched = Q(pk__in=steps.values("assignment"))
        touched |= Q(pk__in=said.values("assignment")) | Q(pk__in=changes.values("assignment"))
        pks = set(models.Assignment.objects.filter(touched).values_list("pk", flat=True))
        new = pks
        while new:
            below = models.Assignment.objects.filter(parent__in=new).values_list("pk", flat=True)
            new = set(below) - pks
            pks |= new
        forms = list(_invented_forms().values_list("pk", flat=True))
        reports = _reports_of(users)
        files = models.Evidence.objects.filter(progress__assignment__in=pks)
        for file in files:
            evidence.drop_file(file)
        count = erasing.erase(
            models.DutyFile.objects.filter(uploaded_by__in=users),
            files,
            models.Progress.objects.filter(assignment__in=pks),
            models.Escalation.objects.filter(assignment__in=pks),
            models.Transfer.objects.filter(Q(assignment__in=pks) | Q(joined__in=pks)),
            models.DueChange.objects.filter(assignment__in=pks),
            models.AssignmentStep.objects.filter(assignment__in=pks),
            models.Assignment.objects.filter(pk__in=pks),
            models.ReportEscalation.objects.filter(report__in=reports),
            models.ReportExcuse.objects.filter(report__in=reports),
            # Before its versions: the database lets none go while its report stands.
            models.ExpectedReport.objects.filter(pk__in=reports),
            models.ReportVersion.objects.filter(report__in=reports),
            models.ReportForm.units.through.objects.filter(reportform__in=forms),
            models.ReportForm.kinds.through.objects.filter(reportform__in=forms),
            models.ReportForm.objects.filter(pk__in=forms),
        )
        audit_services.record("directives.made_by_erased", users[0], after={"rows": count})
    return count


def _invented_forms() -> QuerySet[models.ReportForm]:
    return models.ReportForm.objects.filter(code__startswith=DEMO_FORMS).order_by("pk")


def _reports_of(users: Sequence[accounts_models.User]) -> list[int]:
    touched = Q(submitted_by__in=users) | Q(excused_by__in=users) | Q(unlocked_by__in=users)
    versions = models.ReportVersion.objects.filter(made_by__in=users)
    excuses = models.ReportExcuse.objects.filter(Q(given_by__in=users) | Q(taken_back_by__in=users))
    touched |= Q(form__in=_invented_forms().values("pk"))
    touched |= Q(pk__in=versions.values("report")) | Q(pk__in=excuses.values("report"))
    return list(models.ExpectedReport.objects.filter(touched).values_list("pk", flat=True))

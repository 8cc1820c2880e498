"""Recurring reports: sent in the unit, collected, excused and unlocked by who assigns."""

from datetime import date
from typing import Any

from campaigns.directives import models
from campaigns.kernel import roles
from tests.access.routes import Arguments, Route
from tests.factories import cast as casts
from tests.factories import duties
from tests.factories import expectations as factory

P = roles.Permission
VIEW, ACT, MANAGE = P.VIEW_OBLIGATION, P.ACT_ON_ASSIGNMENT, P.MANAGE_OBLIGATION


def _row(cast: casts.Cast) -> models.ExpectedReport:
    """A day's report of the commune, collected for it; the day is over and the report locked."""
    scene = duties.make_scene(cast)
    factory.make_form(
        scene,
        collector=cast.commune,
        rhythm=models.Rhythm.DAILY,
        due_days=0,
        lock_days=0,
        valid_from_date=date(2026, 11, 16),
    )
    factory.sweep(factory.NOW)
    return models.ExpectedReport.objects.get(unit=cast.commune)


def _report(cast: casts.Cast) -> Arguments:
    return {"pk": _row(cast).pk}


def _form(cast: casts.Cast) -> Arguments:
    return {"pk": _row(cast).form_id}


def _period(cast: casts.Cast) -> Arguments:
    row = _row(cast)
    return {"pk": row.form_id, "start": row.period_start_date}


def _chosen(cast: casts.Cast) -> Arguments:
    row = models.ExpectedReport.objects.get(unit=cast.commune)
    return {"reports": [row.pk], "remind": "1"}


def _obligation(cast: casts.Cast) -> Arguments:
    return {"pk": duties.make_scene(cast).obligation.pk}


def _answers(cast: casts.Cast) -> Arguments:
    return {"posts": "1"}


def _until(cast: casts.Cast) -> Arguments:
    return {"until": "2020-01-01", "reason": "Bão"}


def _words(cast: casts.Cast) -> dict[str, Any]:
    return {
        "name_vi": "Số liệu",
        "collector": cast.commune.pk,
        "units": [cast.commune.pk],
        "rhythm": "DAILY",
        "due_days": "0",
        "timely_until_time": "17:00",
        "lock_days": "0",
        "valid_from_date": "2026-11-16",
        "questions-TOTAL_FORMS": "1",
        "questions-INITIAL_FORMS": "0",
        "questions-0-label": "Số tin",
        "questions-0-kind": "NUMBER",
        "save": "1",
    }


ROWS = (
    Route("directives:report_list", VIEW),
    Route("directives:completeness", VIEW),
    Route("directives:report", VIEW, args=_report),
    Route("directives:send_report", ACT, args=_report),
    # Its lock holds: the page is shown again and says so.
    Route("directives:send_report", ACT, method="POST", args=_report, body=_answers,
          answers=frozenset({302, 422})),
    Route("directives:report_nothing", ACT, args=_report),
    Route("directives:report_nothing", ACT, method="POST", args=_report, answers=frozenset({302, 422})),
    Route("directives:unlock_report", MANAGE, args=_report),
    Route("directives:unlock_report", MANAGE, method="POST", args=_report, body=_until,
          answers=frozenset({302, 422})),
    Route("directives:take_back_excuse", MANAGE, args=_report),
    # Nobody excused it: the page is shown again and says so.
    Route("directives:take_back_excuse", MANAGE, method="POST", args=_report, body=_until,
          answers=frozenset({302, 422})),
    Route("directives:absent", MANAGE, args=_period),
    Route("directives:absent", MANAGE, method="POST", args=_period, body=_chosen),
    # The letter of the province is the same for all its units.
    Route("directives:report_form_new", MANAGE, args=_obligation, is_scoped=False),
    Route("directives:report_form_new", MANAGE, method="POST", args=_obligation, body=_words,
          is_scoped=False),
    Route("directives:report_form_edit", MANAGE, args=_form),
    Route("directives:report_form_edit", MANAGE, method="POST", args=_form, body=_words),
)  # fmt: skip

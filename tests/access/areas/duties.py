"""Assigned duties: carried out in the unit, judged by who assigns."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from campaigns.directives import models, services
from campaigns.kernel import roles
from campaigns.units import services as units_services
from tests.access.areas.directives import a_reason
from tests.access.routes import Arguments, Route
from tests.factories import cast as casts
from tests.factories import duties, pictures

P = roles.Permission
VIEW, ACT, MANAGE = P.VIEW_OBLIGATION, P.ACT_ON_ASSIGNMENT, P.MANAGE_OBLIGATION
S = models.AssignmentState
_LIST = "Mã nhiệm vụ;Mã đơn vị\ntuyen-truyen;22810".encode()


def _in(state: models.AssignmentState) -> Callable[[casts.Cast], Arguments]:
    def make(cast: casts.Cast) -> Arguments:
        return {"pk": duties.in_state(duties.make_scene(cast), state).pk}

    return make


def _paused(cast: casts.Cast) -> Arguments:
    scene = duties.make_scene(cast)
    row = duties.issued(scene)
    services.pause(assignment=row, reason="Mưa lũ", by=scene.coordinator, at=duties.NOW)
    return {"pk": row.pk}


def _obligation(cast: casts.Cast) -> Arguments:
    return {"pk": duties.make_scene(cast).obligation.pk}


def _file(cast: casts.Cast) -> Arguments:
    scene = duties.make_scene(cast)
    row, photo = duties.issued(scene), pictures.make_photo()
    said = services.report_progress(
        assignment=row,
        draft=duties.said(files=[services.Upload("anh.jpg", len(photo), photo)]),
        by=cast.officer,
        at=duties.NOW,
    )
    return {"pk": row.pk, "evidence_pk": said.evidence.get().pk}


def _in_district(cast: casts.Cast) -> Arguments:
    return {"pk": duties.issue(duties.make_scene(cast), cast.district)[0].pk}


def _unit(cast: casts.Cast) -> Arguments:
    return {"pk": cast.commune.pk}


def _ended(cast: casts.Cast) -> Arguments:
    """The cast's commune ended with a duty."""
    duties.issued(duties.make_scene(cast))
    last = timezone.localdate() - timedelta(days=1)
    units_services.end_unit(unit=cast.commune, last_date=last, by=casts.SYSTEM, at=duties.NOW)
    return {"pk": cast.commune.pk}


def _decided(cast: casts.Cast) -> Arguments:
    row = models.Assignment.objects.get(unit=cast.commune)
    return {"duties": [row.pk], "decision": "CANCEL", **a_reason(cast)}


def _words(cast: casts.Cast) -> Arguments:
    return {"words": "Mưa lũ"}


def _progress(cast: casts.Cast) -> Arguments:
    return {"text": "Đã phát 40 tờ rơi"}


def _later(cast: casts.Cast) -> Arguments:
    return {"to": "2027-03-01", **a_reason(cast)}


def _chosen(cast: casts.Cast) -> Arguments:
    body: dict[str, Any] = {"units": [cast.commune.pk], "due_rule": "NONE", "issue": "1"}
    return body


def _below(cast: casts.Cast) -> Arguments:
    return {"units": [cast.commune.pk], "by_date": ""}


def _list(cast: casts.Cast) -> Arguments:
    scene = duties.make_scene(cast)
    draft = services.DutyFileDraft("giao.csv", _LIST)
    kept = services.check_duty_file(draft=draft, by=scene.coordinator, at=duties.NOW)
    return {"pk": kept.pk}


def _sheet(cast: casts.Cast) -> Arguments:
    duties.make_scene(cast)
    return {"sheet": SimpleUploadedFile("giao.csv", _LIST)}


def _district(cast: casts.Cast) -> Any:
    return cast.district


def _office(cast: casts.Cast) -> Any:
    return cast.office


def _both(name: str, needs: P, state: models.AssignmentState, body: Any) -> tuple[Route, Route]:
    args = _in(state)
    return (
        Route(name, needs, args=args),
        Route(name, needs, method="POST", args=args, body=body),
    )


ROWS = (
    Route("directives:assignment_list", VIEW, is_scoped=False),  # what the reader may see
    Route("directives:duty_board", VIEW, is_scoped=False),  # likewise
    Route("directives:duty_month", VIEW, is_scoped=False),  # likewise
    Route("directives:duty_timeline", VIEW, is_scoped=False),  # likewise
    Route("directives:simulation", VIEW, is_scoped=False),  # what the reader may see
    Route("directives:assignment", VIEW, args=_in(S.RETURNED)),
    Route("directives:evidence", VIEW, args=_file),
    Route("directives:unit_sheet", VIEW, args=_unit),
    # It offers one's own units; what a body names beyond them is refused.
    Route("directives:issue", MANAGE, args=_obligation, is_scoped=False),
    Route("directives:issue", MANAGE, method="POST", args=_obligation, body=_chosen,
          is_scoped=False),
    # A list is judged by whom its reader may give duties to.
    Route("directives:duty_files", MANAGE, is_scoped=False),
    Route("directives:duty_files", MANAGE, method="POST", body=_sheet, is_scoped=False),
    Route("directives:duty_sheet", MANAGE, is_scoped=False),
    Route("directives:duty_file", MANAGE, args=_list, is_scoped=False),
    Route("directives:take_in_duty_file", MANAGE, method="POST", args=_list, is_scoped=False),
    Route("directives:discard_duty_file", MANAGE, method="POST", args=_list, is_scoped=False),
    Route("directives:ended_units", MANAGE, is_scoped=False),  # what the reader may decide
    Route("directives:ended_unit", MANAGE, args=_ended),
    Route("directives:ended_unit", MANAGE, method="POST", args=_ended, body=_decided),
    Route("directives:issue_draft", MANAGE, method="POST", args=_in(S.DRAFT)),
    Route("directives:acknowledge", ACT, method="POST", args=_in(S.ISSUED)),
    *_both("directives:report_progress", ACT, S.ACKNOWLEDGED, _progress),
    *_both("directives:report_done", ACT, S.IN_PROGRESS, _progress),
    Route("directives:hand_down", ACT, args=_in_district, unit=_district, elsewhere=_office),
    Route("directives:hand_down", ACT, method="POST", args=_in_district, body=_below,
          unit=_district, elsewhere=_office),
    *_both("directives:accept", MANAGE, S.REPORTED, _words),
    *_both("directives:give_back", MANAGE, S.REPORTED, _words),
    Route("directives:close", MANAGE, method="POST", args=_in(S.ACCEPTED)),
    *_both("directives:cancel", MANAGE, S.ISSUED, _words),
    *_both("directives:extend", MANAGE, S.ISSUED, _later),
    *_both("directives:pause", MANAGE, S.ISSUED, _words),
    Route("directives:resume", MANAGE, args=_paused),
    Route("directives:resume", MANAGE, method="POST", args=_paused, body=_words),
)  # fmt: skip

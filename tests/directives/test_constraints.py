"""What the database refuses of directives, whoever asks."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db.models import Model

from campaigns.directives import models, services
from campaigns.kernel import writing
from tests.factories import cast as casts
from tests.factories import refusals

ISSUED = date(2021, 6, 6)
DUE = date(2021, 6, 21)


class Letter:
    """A campaign with its directive and one clause."""

    def __init__(self) -> None:
        self.cast = casts.make_cast()
        who: dict[str, Any] = {"by": casts.SYSTEM, "at": casts.NOW}
        values: dict[str, Any] = {"name_vi": "Chiến dịch", "name_en": "Campaign"}
        values |= {"unit": self.cast.province, "starts_date": ISSUED}
        self.campaign = services.save_campaign(code="khai-bao", values=values, **who)
        self.directive = services.save_directive(
            campaign=self.campaign,
            symbol="2754/UBND-VXNV",
            values={
                "document_type_vi": "Công văn",
                "subject_vi": "V/v đẩy mạnh khai báo y tế điện tử",
                "issued_date": ISSUED,
                "issuer_vi": "UBND tỉnh Ninh Thuận",
            },
            **who,
        )
        self.clause = services.save_clause(
            directive=self.directive,
            number="1.đ",
            values={"position": 5, "text_vi": "Tuyên truyền"},
            **who,
        )


@pytest.fixture
def letter(db: None) -> Letter:
    return Letter()


def _changed(row: Model, **changes: object) -> Model:
    for name, value in changes.items():
        setattr(row, name, value)
    return row


def _again(row: Model, **changes: object) -> Model:
    """The same row once more, as a new one."""
    row._state.adding = True
    return _changed(row, pk=None, **changes)


def _obligation(letter: Letter, **changes: object) -> models.Obligation:
    values: dict[str, object] = {
        "clause": letter.clause,
        "code": "tuyen-truyen",
        "task_vi": "Tuyên truyền",
        "task_en": "Spread the word",
        "strength": "ASSIGN",
        "recurrence": "DAILY",
    }
    return models.Obligation(**(values | changes))


def _recipient(letter: Letter, **changes: object) -> models.Recipient:
    values: dict[str, object] = {
        "directive": letter.directive,
        "position": 1,
        "text_vi": "Như trên",
        "purpose": "ACT",
    }
    return models.Recipient(**(values | changes))


def _own_successor(letter: Letter) -> list[Model]:
    values = {"name_vi": "NCOVI", "name_en": "NCOVI"}
    app = services.save_app(code="ncovi", values=values, by=casts.SYSTEM, at=casts.NOW)
    return [_changed(app, successor=app)]


def _day(**changes: object) -> models.CalendarDay:
    values: dict[str, object] = {
        "on_date": date(2026, 1, 2),
        "kind": "HOLIDAY",
        "name_vi": "Nghỉ hoán đổi",
        "source": "Thông báo 1/TB",
    }
    return models.CalendarDay(**(values | changes))


def _put(row: Model) -> None:
    """Store a row that is not what the test is about."""
    with writing.writing(by=casts.SYSTEM, at=casts.NOW) as write:
        row.save()
        write.events += 1


def _assignment(letter: Letter, **changes: object) -> list[Model]:
    obligation = _obligation(letter)
    _put(obligation)
    return [_given(letter, obligation, **changes)]


def _given(letter: Letter, obligation: models.Obligation, **changes: object) -> models.Assignment:
    values: dict[str, object] = {
        "obligation": obligation,
        "unit": letter.cast.commune,
        "duty": "LEAD",
        "strength": "ASSIGN",
        "state": "ISSUED",
        "due_rule": "FIXED",
        "due_stated_date": DUE,
        "original_due_date": DUE,
        "current_due_date": DUE,
        "issued_at": casts.NOW,
        "issued_date": ISSUED,
    }
    return models.Assignment(**(values | changes))


def _twice(letter: Letter) -> list[Model]:
    obligation = _obligation(letter)
    _put(obligation)
    closed = {"state": "CANCELLED"}
    return [
        _given(letter, obligation, **closed),
        _given(letter, obligation),
        _given(letter, obligation),
    ]


def _own_parent(letter: Letter) -> list[Model]:
    [row] = _assignment(letter)
    _put(row)
    return [_changed(row, parent=row)]


def _beside(letter: Letter, model: type[Model], **values: object) -> list[Model]:
    """A row that speaks of an assignment."""
    [row] = _assignment(letter)
    _put(row)
    return [model(**({"assignment": row, "made_at": casts.NOW} | values))]


def _evidence(letter: Letter) -> list[Model]:
    [said] = _beside(letter, models.Progress, text="Đã làm")
    _put(said)
    values = {"content_type": "text/html", "size": 1, "sha256": "0", "name": "a.html"}
    return [models.Evidence(progress=said, **values)]


CASES: dict[str, Callable[[Letter], list[Model]]] = {
    "directives_campaign_ends_after_start": lambda x: [
        _changed(x.campaign, ends_date=date(2021, 6, 5))
    ],
    "directives_directive_symbol_and_date": lambda x: [_again(x.directive)],
    "directives_directive_not_its_own_sequel": lambda x: [
        _changed(x.directive, continues=x.directive)
    ],
    "directives_clause_number_once": lambda x: [_again(x.clause, position=6)],
    "directives_clause_position_once": lambda x: [_again(x.clause, number="1.e")],
    "directives_recipient_position_once": lambda x: [_recipient(x), _recipient(x)],
    "directives_recipient_known_purpose": lambda x: [_recipient(x, purpose="READ")],
    "directives_obligation_known_strength": lambda x: [_obligation(x, strength="URGE")],
    "directives_obligation_known_recurrence": lambda x: [_obligation(x, recurrence="YEARLY")],
    "directives_app_not_its_own_successor": _own_successor,
    "directives_assignment_known_words": lambda x: _assignment(x, duty="HELP"),
    "directives_assignment_due_rule_is_whole": lambda x: _assignment(x, due_stated_date=None),
    "directives_assignment_due_from_issue_on": lambda x: _assignment(x, current_due_date=None),
    "directives_assignment_issued_is_whole": lambda x: _assignment(x, issued_date=None),
    "directives_assignment_reported_is_whole": lambda x: _assignment(x, state="REPORTED"),
    "directives_assignment_not_its_own_parent": _own_parent,
    "directives_assignment_once_a_unit": _twice,
    "directives_step_known_state": lambda x: _beside(x, models.AssignmentStep, state="GONE"),
    "directives_due_change_is_whole": lambda x: _beside(
        x, models.DueChange, kind="EXTENSION", reason="Mưa"
    ),
    "directives_due_change_says_why": lambda x: _beside(
        x, models.DueChange, kind="PAUSE", reason="", paused_from_date=DUE, resumed_date=DUE
    ),
    "directives_progress_says_something": lambda x: _beside(x, models.Progress),
    "directives_progress_measured_is_whole": lambda x: _beside(
        x, models.Progress, text="Đã làm", indicator_code="do-phu"
    ),
    "directives_evidence_of_a_known_kind": _evidence,
    "directives_duty_file_settled_whole": lambda x: [
        models.DutyFile(
            file_name="a.csv", state="TAKEN_IN", uploaded_by=x.cast.officer, uploaded_at=casts.NOW
        )
    ],
    "directives_file_of_a_known_kind": lambda x: [
        models.DirectiveFile(
            directive=x.directive,
            content_type="text/html",
            size=1,
            sha256="0",
            name="a.html",
            attached_at=casts.NOW,
        )
    ],
    "directives_calendar_known_kind": lambda _: [_day(kind="FEAST")],
    "directives_calendar_says_what_and_why": lambda _: [_day(source="")],
    "directives_calendarday_on_date_key": lambda _: [_day(), _day()],
}


@pytest.mark.parametrize("constraint", CASES)
def test_the_database_refuses(constraint: str, letter: Letter) -> None:
    rows = CASES[constraint](letter)
    with refusals.refused_by(constraint):
        for row in rows:
            row.save()

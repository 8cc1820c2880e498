"""Sending a report, correcting it, saying that there is nothing, excusing, unlocking, reminding."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.audit import models as audit_models
from campaigns.directives import models, queries, services
from campaigns.kernel import writing
from campaigns.notifications import models as notification_models
from tests.factories import cast as casts
from tests.factories import duties, refusals
from tests.factories import expectations as factory
from tests.premises.test_races import at_once

O = models.Outcome  # noqa: E741  read as a word: O.LATE
IN_TIME = factory.on(factory.WEEK_ENDS)
LATE = factory.on(factory.DUE, 18)
LOCKED = factory.on(factory.DUE + 4 * factory.DAY, 0)


@pytest.fixture
def scene(db: None) -> duties.Scene:
    return duties.make_scene()


def test_sent_in_time_and_corrected_before_the_lock(scene: duties.Scene) -> None:
    row = factory.expected(scene)
    assert factory.outcome(row, IN_TIME) == O.NOT_DUE
    factory.send(scene, row, at=IN_TIME)
    factory.send(scene, row, at=LATE, posts=Decimal("13.50"))
    assert factory.outcome(row, LATE) == O.ON_TIME
    assert row.submitted_at == IN_TIME
    assert [v.answer[0]["value"] for v in row.versions.order_by("number")] == ["12", "13.50"]
    assert row.answer[0] == {
        "key": "posts", "label": "Số tin đã phát", "kind": "NUMBER", "measure": "tin",
        "value": "13.50",
    }  # fmt: skip
    verbs = audit_models.Event.objects.filter(
        subject_kind="directives.expectedreport", subject_id=str(row.pk)
    ).order_by("pk")
    assert [e.verb for e in verbs] == ["directives.report_sent", "directives.report_corrected"]


def test_late_missing_and_locked(scene: duties.Scene) -> None:
    row = factory.expected(scene)
    assert factory.outcome(row, LATE) == O.MISSING
    with pytest.raises(services.ReportRefused, match="khóa"):
        factory.send(scene, row, at=LOCKED)
    factory.send(scene, row, at=LOCKED - timedelta(seconds=1))
    assert factory.outcome(row, LOCKED) == O.LATE


def test_nothing_to_report_is_said_and_an_empty_report_refused(scene: duties.Scene) -> None:
    row = factory.expected(scene)
    with pytest.raises(services.ReportRefused, match="trống"):
        services.send_report(
            report=row, answers={"remark": "  "}, by=scene.cast.officer, at=IN_TIME
        )
    services.report_nothing(report=row, by=scene.cast.officer, at=IN_TIME)
    assert factory.outcome(row, LATE) == O.NIL
    with pytest.raises(services.ReportRefused):
        services.report_nothing(report=row, by=scene.cast.officer, at=IN_TIME)
    factory.send(scene, row, at=LATE)
    assert factory.outcome(row, LATE) == O.ON_TIME
    assert row.versions.count() == 2


def test_a_late_nil_is_late(scene: duties.Scene) -> None:
    row = factory.expected(scene)
    services.report_nothing(report=row, by=scene.cast.officer, at=LATE)
    assert factory.outcome(row, LATE) == O.LATE


@pytest.mark.parametrize(
    "answers",
    [
        {"posts": Decimal("NaN")},
        {"posts": Decimal("Infinity")},
        {"posts": Decimal(-1)},
        {"posts": Decimal("1e30")},
        {"posts": Decimal("0.001")},
        {"posts": "12"},
        {"posts": True},
        {"posts": None, "is_led": True},
        {"is_led": "yes"},
        {"remark": "x" * 2001},
    ],
)
def test_hostile_answers_are_refused(scene: duties.Scene, answers: dict[str, Any]) -> None:
    row = factory.expected(scene)
    with pytest.raises(services.ReportRefused):
        factory.send(scene, row, **answers)
    row.refresh_from_db()
    assert row.version == 0


def test_not_before_the_last_day_of_the_period(scene: duties.Scene) -> None:
    row = factory.expected(scene)
    with pytest.raises(services.ReportRefused, match="22/11/2026"):
        factory.send(scene, row, at=factory.NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_reports_at_once_one_is_taken() -> None:
    scene = duties.make_scene()
    row = factory.expected(scene)

    def send(number: int) -> Callable[[], None]:
        mine = factory.loaded(row.form, row.unit)
        return lambda: factory.send(scene, mine, posts=Decimal(number))

    results = at_once(send(1), send(2))
    assert sum(isinstance(r, services.ReportRefused) for r in results) == 1, results
    row.refresh_from_db()
    assert row.version == row.versions.count() == 1


def test_unlocked_until_a_moment_it_is_late_all_the_same(scene: duties.Scene) -> None:
    row = factory.expected(scene)
    who: dict[str, Any] = {"by": scene.coordinator, "at": LOCKED}
    until = LOCKED + timedelta(days=1)
    with pytest.raises(services.ReportRefused):
        services.unlock_report(report=row, reason=" ", until=until, **who)
    with pytest.raises(services.ReportRefused):
        services.unlock_report(report=row, reason="Bão", until=LOCKED, **who)
    with pytest.raises(services.ReportRefused, match="không bị khóa"):
        services.unlock_report(report=row, reason="Bão", until=until, by=scene.coordinator, at=LATE)
    services.unlock_report(report=row, reason="Bão", until=until, **who)
    with pytest.raises(services.ReportRefused, match="khóa"):
        factory.send(scene, row, at=until)
    factory.send(scene, row, at=until - timedelta(seconds=1))
    assert factory.outcome(row, until) == O.LATE


def test_excused_together_but_never_what_was_sent(scene: duties.Scene) -> None:
    sent, other = factory.expected(scene), factory.expected(scene, scene.cast.sibling)
    factory.send(scene, sent)
    who: dict[str, Any] = {"by": scene.coordinator, "at": LATE}
    with pytest.raises(services.ReportRefused):
        services.excuse_reports(reports=[sent, other], reason="", **who)
    assert services.excuse_reports(reports=[sent, other], reason="Mất điện", **who) == 1
    assert factory.outcome(other, LATE) == O.EXCUSED
    assert factory.outcome(sent, LATE) == O.ON_TIME
    with pytest.raises(services.ReportRefused):
        services.excuse_reports(reports=[sent, other], reason="Mất điện", **who)


def test_reminded_once_a_period_and_who_cannot_be_told_is_named(scene: duties.Scene) -> None:
    factory.make_form(scene, kinds=[scene.cast.commune.kind, scene.cast.station.kind])
    rows = [factory.expected(scene), factory.expected(scene, scene.cast.station)]
    for _again in range(2):
        silent = services.remind(reports=rows, by=scene.coordinator, at=LATE)
        assert [row.unit for row in silent] == [scene.cast.station]
    told = notification_models.Notice.objects.filter(topic__endswith=".reminded")
    assert {n.user for n in told} == {scene.cast.head, scene.cast.officer}
    assert told.count() == 2
    assert "16/11/2026 đến 22/11/2026" in told[0].text


HOURS = st.integers(-24, 24 * 12)


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    sent=st.one_of(st.none(), HOURS),
    is_nil=st.booleans(),
    is_excused=st.booleans(),
    works=st.booleans(),
    seen=HOURS,
)
def test_outcomes_agree_with_the_rules_said_plainly(
    scene: duties.Scene,
    sent: int | None,
    is_nil: bool,
    is_excused: bool,
    works: bool,
    seen: int,
) -> None:
    timely = factory.on(factory.DUE, 17)
    at = timely + timedelta(hours=seen)
    with transaction.atomic():
        row = factory.expected(scene)
        _bring(row, scene, sent, is_nil=is_nil, is_excused=is_excused)
        if not works:
            factory.set_ranges(row.unit, (casts.START, factory.WEEK_ENDS - factory.DAY))
        if not works:
            plain = O.NOT_EXPECTED
        elif sent is not None:
            plain = O.LATE if sent > 0 else O.NIL if is_nil else O.ON_TIME
        elif is_excused:
            plain = O.EXCUSED
        else:
            plain = O.MISSING if seen > 0 else O.NOT_DUE
        assert factory.outcome(row, at) == plain
        transaction.set_rollback(True)


def _bring(
    row: models.ExpectedReport,
    scene: duties.Scene,
    sent: int | None,
    *,
    is_nil: bool,
    is_excused: bool,
) -> None:
    """Bring the row into a state, also one that took time."""
    with writing.writing(by=casts.SYSTEM, at=factory.NOW) as write:
        if sent is not None:
            row.version, row.submitted_by = 1, scene.cast.officer
            row.submitted_at = row.timely_until_at + timedelta(hours=sent)
            row.is_nil, row.answer = is_nil, None if is_nil else []
        if is_excused:
            row.excused_at, row.excused_by = factory.NOW, scene.coordinator
            row.excuse_reason = "Bão"
        row.save()
        write.events += 1


def _version(row: models.ExpectedReport, scene: duties.Scene, **changes: Any) -> Any:
    values = {"number": 1, "is_nil": True, "made_at": factory.NOW, "made_by": scene.coordinator}
    return models.ReportVersion(report=row, **(values | changes))


def _with(row: models.ExpectedReport, **changes: Any) -> models.ExpectedReport:
    for name, value in changes.items():
        setattr(row, name, value)
    return row


def _form_with(row: models.ExpectedReport, **changes: Any) -> models.ReportForm:
    for name, value in changes.items():
        setattr(row.form, name, value)
    return row.form


CASES: dict[str, Callable[[models.ExpectedReport, duties.Scene], list[Any]]] = {
    "directives_report_form_known_rhythm": lambda r, _: [_form_with(r, rhythm="YEARLY")],
    "directives_report_form_ends_after_start": lambda r, _: [
        _form_with(r, valid_to_date=factory.TODAY - factory.DAY)
    ],
    "directives_expected_once": lambda r, _: [_with(r, pk=None, version=0)],
    "directives_expected_days_in_order": lambda r, _: [_with(r, due_date=factory.TODAY)],
    "directives_expected_sent_is_whole": lambda r, _: [_with(r, version=1)],
    "directives_expected_excuse_is_whole": lambda r, _: [_with(r, excused_at=factory.NOW)],
    "directives_expected_unlock_is_whole": lambda r, _: [_with(r, unlock_reason="Bão")],
    "directives_report_version_once": lambda r, s: [_version(r, s), _version(r, s)],
    "directives_report_version_is_whole": lambda r, s: [_version(r, s, is_nil=False)],
}


@pytest.mark.parametrize("constraint", CASES)
def test_the_database_refuses(constraint: str, scene: duties.Scene) -> None:
    rows = CASES[constraint](factory.expected(scene), scene)
    with refusals.refused_by(constraint):
        for row in rows:
            row.save()


def test_due_dates_of_periods() -> None:
    month = queries.period_of("MONTHLY", casts.NOW.date().replace(month=2, day=10, year=2028))
    assert (month.start.day, month.end.day, month.end.month) == (1, 29, 2)

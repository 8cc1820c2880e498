"""What the database itself refuses, whoever writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from campaigns.conduct import models
from campaigns.kernel import writing
from tests.factories import cast as casts
from tests.factories import conduct


@pytest.fixture
def cast(db: None) -> casts.Cast:
    return casts.make_cast()


@contextmanager
def refused(name: str) -> Iterator[None]:
    """The block breaks the constraint of that name; SQLite names the fields of a unique one."""
    with pytest.raises(IntegrityError) as error, transaction.atomic(), unaudited():
        yield
    assert name in str(error.value) or "UNIQUE" in str(error.value)


@contextmanager
def unaudited() -> Iterator[None]:
    """Write as a service would that forgot every rule."""
    with writing.writing(by=casts.SYSTEM, at=casts.NOW) as write:
        yield
        write.events += 1


def change(citation: models.Citation, **values: Any) -> None:
    models.Citation.objects.filter(pk=citation.pk).update(**values)


def decided(cast: casts.Cast, **values: Any) -> dict[str, Any]:
    """Everything that a decision sets."""
    return {
        "state": "DECIDED",
        "decided_by": conduct.decider(cast),
        "decided_at": conduct.LATER,
        "decision_number": "1/QĐ",
        "decision_date": date(2026, 11, 16),
        "decision_year": 2026,
        "signatory": "Chủ tịch",
    } | values


def test_the_decider_is_not_the_nominator(cast: casts.Cast) -> None:
    citation = conduct.nominate(cast)
    with refused("conduct_citation_decider_is_another"):
        change(citation, **decided(cast, decided_by=conduct.nominator(cast)))


def test_who_decided_and_when_go_together(cast: casts.Cast) -> None:
    citation = conduct.nominate(cast)
    with refused("conduct_citation_who_and_when"):
        change(citation, **decided(cast, decided_by=None))


def test_nothing_undecided_has_a_decider(cast: casts.Cast) -> None:
    citation = conduct.nominate(cast)
    with refused("conduct_citation_decided_by_somebody"):
        change(citation, decided_by=conduct.decider(cast), decided_at=conduct.LATER)


@pytest.mark.parametrize(
    "missing",
    [
        {"decision_number": ""},
        {"signatory": ""},
        {"decision_date": None, "decision_year": None},
        {"state": "NOT_MET", "decision_reason": "Chưa đủ."},
    ],
)
def test_a_decision_is_whole_or_absent(cast: casts.Cast, missing: dict[str, Any]) -> None:
    citation = conduct.nominate(cast)
    with refused("conduct_citation_decision_is_whole"):
        change(citation, **decided(cast, **missing))


def test_a_refusal_has_its_reason(cast: casts.Cast) -> None:
    citation = conduct.nominate(cast)
    with refused("conduct_citation_declined_with_reason"):
        change(
            citation, state="NOT_MET", decided_by=conduct.decider(cast), decided_at=conduct.LATER
        )


@pytest.mark.parametrize(
    "values", [{"state": "WITHDRAWN"}, {"withdrawn_at": conduct.LATER}], ids=["when", "state"]
)
def test_a_withdrawal_has_its_moment(cast: casts.Cast, values: dict[str, Any]) -> None:
    citation = conduct.nominate(cast)
    with refused("conduct_citation_withdrawn_at"):
        change(citation, **values)


def test_the_year_is_that_of_the_date(cast: casts.Cast) -> None:
    citation = conduct.nominate(cast)
    with refused("conduct_citation_decision_year"):
        change(citation, **decided(cast, decision_year=2025))


def test_a_number_is_given_once_a_year(cast: casts.Cast) -> None:
    conduct.commend(cast)
    citation = conduct.nominate(cast, cast.sibling)
    with refused("conduct_citation_number_once_a_year"):
        change(citation, **decided(cast, decision_number=conduct.DECISION.number))


def test_a_number_comes_back_in_another_year(cast: casts.Cast) -> None:
    conduct.commend(cast)
    citation = conduct.nominate(cast, cast.sibling)
    with unaudited():
        change(
            citation,
            **decided(
                cast,
                decision_number=conduct.DECISION.number,
                decision_date=date(2027, 1, 5),
                decision_year=2027,
            ),
        )


def test_the_same_days_and_form_are_awarded_once(cast: casts.Cast) -> None:
    conduct.nominate(cast)
    twin = conduct.nominate(cast, from_date=date(2026, 9, 22), is_another_achievement=True)
    with refused("conduct_citation_one_achievement_one_award"):
        change(twin, from_date=conduct.FROM)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"kind": "CRITICISM"}, "conduct_citation_known_kind"),
        ({"state": "RAISED"}, "conduct_citation_known_state"),
        ({"to_date": date(2026, 1, 1)}, "conduct_citation_period"),
    ],
)
def test_a_citation_says_only_what_is_known(
    cast: casts.Cast, values: dict[str, Any], name: str
) -> None:
    citation = conduct.nominate(cast)
    with refused(name):
        change(citation, **values)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"direction": "DISCIPLINE"}, "conduct_form_known_direction"),
        (
            {"direction": "PRAISE", "is_statutory": True, "is_council_needed": False},
            "conduct_form_statutory_needs_council",
        ),
    ],
)
def test_a_form_of_recognition_is_known(db: None, values: dict[str, Any], name: str) -> None:
    with refused(name):
        models.RecognitionForm(code="x", name_vi="x", name_en="x", **values).save()


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"kind": "RUMOUR"}, "conduct_evidence_known_kind"),
        ({"position": 1}, "conduct_evidence_position_once"),
    ],
)
def test_evidence_has_its_kind_and_place(
    cast: casts.Cast, values: dict[str, Any], name: str
) -> None:
    citation = conduct.nominate(cast)
    given = {"kind": "TEXT", "position": 9, "data": {}, "sha256": "0"} | values
    with refused(name):
        models.Evidence(
            citation=citation,
            added_by=conduct.nominator(cast),
            added_at=casts.NOW,
            **given,
        ).save()

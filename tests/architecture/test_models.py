"""What every model of ours keeps to."""

from collections.abc import Callable

import pytest

from tests.architecture import house, model_rules

GUARDS: list[Callable[[model_rules.Models], list[str]]] = [
    model_rules.ordered,
    model_rules.misnamed,
    model_rules.undeclared_personal,
    model_rules.telling_fields,
    model_rules.soft_choices,
    model_rules.unprotected,
]


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__name__)
def test_no_model_offends(guard: Callable[[model_rules.Models], list[str]]) -> None:
    assert guard(model_rules.our_models()) == []


def test_every_constraint_is_named_in_a_test() -> None:
    found = model_rules.untested_constraints(model_rules.our_models(), house.ROOT / "tests")
    assert found == [], "write one test for each, which names it and sees it refuse"


def test_migrations_stand_alone() -> None:
    assert model_rules.busy_migrations() == []

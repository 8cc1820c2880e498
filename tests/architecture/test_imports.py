"""How modules of ours speak to each other."""

from collections.abc import Callable, Iterator

import pytest

from tests.architecture import house, imports

GUARDS: list[Callable[[house.Module], Iterator[str]]] = [
    imports.wrong_doors,
    imports.hidden_imports,
    imports.stray_transactions,
    imports.own_signals,
    imports.clocks,
    imports.delayed_messages,
]


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__name__)
def test_no_module_offends(guard: Callable[[house.Module], Iterator[str]]) -> None:
    assert [offence for module in house.modules() for offence in guard(module)] == []


def test_modules_of_ours_are_imported_and_not_names() -> None:
    names = house.module_names()
    offences = [o for m in house.modules() for o in imports.names_of_ours(m, names)]
    assert offences == []


def test_exceptions_are_still_needed() -> None:
    named = {*imports.CLOCK_EXCEPTIONS, *imports.NAME_EXCEPTIONS} - {"config.errors"}
    assert sorted(named - house.module_names()) == []

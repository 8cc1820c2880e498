"""What the tests of a module share: made once, and as it was made again for each test.

A newsroom with its people takes longer to make than most tests take to run. It is made in a
transaction around all tests of the module, each of which undoes its own part as ever.
"""

import copy
from collections.abc import Callable
from typing import Generic, TypeVar

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

T = TypeVar("T")
_open: "set[Standing]" = set()


class Standing(Generic[T]):
    """Something made for a module; to be made before any test's own transaction begins."""

    def __init__(self, make: Callable[[], T], blocker: DjangoDbBlocker) -> None:
        self.make = make
        self.blocker = blocker
        self.transaction = transaction.atomic()
        # As around Django's own test cases: services that insist on the outermost one may run.
        self.transaction._from_testcase = True  # type: ignore[attr-defined]
        self.is_open = True
        with blocker.unblock():
            self.transaction.__enter__()
            _open.add(self)
            try:
                self.made = make()
            except BaseException:
                self.close()
                raise

    def close(self) -> None:
        """Undo it."""
        if not self.is_open:
            return
        self.is_open = False
        _open.discard(self)
        with self.blocker.unblock():
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    def for_test(self, request: pytest.FixtureRequest) -> T:
        """A copy for one test: what it changes on its objects, no other test sees.

        A test that commits cannot stand inside a transaction and makes its own.
        """
        if self.is_open and commits(request):
            self.close()
        request.getfixturevalue("db")
        return copy.deepcopy(self.made) if self.is_open else self.make()


def give_way() -> None:
    """Undo what stands: a test that commits cannot stand inside a transaction."""
    for standing in tuple(_open):
        standing.close()


def commits(request: pytest.FixtureRequest) -> bool:
    """Whether the test commits what it writes."""
    if {"transactional_db", "live_server"} & set(request.fixturenames):
        return True
    marker = request.node.get_closest_marker("django_db")
    return marker is not None and bool(marker.kwargs.get("transaction"))

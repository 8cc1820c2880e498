"""Seeing the database refuse what a constraint forbids."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction

from campaigns.kernel import writing
from tests.factories import cast as casts


@contextmanager
def refused_by(constraint: str) -> Iterator[None]:
    """Write inside as a service would; the database must refuse it by this constraint.

    SQLite names the columns of a unique constraint that it found broken, not the constraint.
    """
    service = writing.writing(by=casts.SYSTEM, at=casts.NOW)
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), service:
        yield
    message = str(caught.value)
    is_nameless = connection.vendor == "sqlite" and message.startswith("UNIQUE constraint failed")
    assert is_nameless or constraint in message, message

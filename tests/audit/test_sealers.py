"""Two sealers at once make one chain."""

import threading

import pytest
from django.db import OperationalError, connections

from campaigns.audit import models, queries, services
from tests.factories import cast as casts


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_make_one_chain() -> None:
    casts.make_cast()
    count = models.Event.objects.count()
    start = threading.Barrier(2)
    sealed: list[int] = []

    def work() -> None:
        try:
            start.wait()
            sealed.append(services.seal_events())
        except OperationalError:
            sealed.append(0)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sealed) == [0, count]
    assert queries.check_chain() == queries.ChainReport(count, 0, ())

"""Two officers at once: one wins, the other is told."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connections

from campaigns.audit import models as audit_models
from campaigns.conduct import models, services
from campaigns.kernel import errors, roles
from tests.factories import cast as casts
from tests.factories import conduct

ROUNDS = 5


def together(*acts: Callable[[], None]) -> list[Exception | None]:
    """Run the acts in threads of their own from one starting line; return what each met."""
    line = threading.Barrier(len(acts))
    met: list[Exception | None] = [None] * len(acts)

    def run(number: int) -> None:
        try:
            line.wait(timeout=10)
            acts[number]()
        except errors.LoaError as error:
            met[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return met


@pytest.mark.django_db(transaction=True)
def test_of_two_deciders_at_once_one_wins_and_the_other_is_told() -> None:
    cast = casts.make_cast()
    deciders = [
        casts.make_person(name, roles.Role.PROVINCIAL_OFFICE, cast.province)
        for name in ("first", "second")
    ]
    for number in range(ROUNDS):
        unit = cast.commune
        days = {"from_date": conduct.FROM.replace(day=1 + number), "is_another_achievement": True}
        citation = conduct.nominate(cast, unit, **days)

        def deciding(place: int, pk: int, number: int) -> Callable[[], None]:
            decision = replace(conduct.DECISION, number=f"{number}{place}/QĐ-UBND")
            return lambda: services.decide_commendation(
                citation=models.Citation.objects.get(pk=pk),
                decision=decision,
                by=deciders[place],
                at=conduct.LATER,
            )

        met = together(*(deciding(place, citation.pk, number) for place in (0, 1)))
        citation.refresh_from_db()
        losers = [error for error in met if error is not None]
        assert len(losers) == 1
        assert isinstance(losers[0], services.AlreadyDecided)
        assert str(citation.decided_by) in losers[0].message
        assert citation.decision_number == f"{number}{met.index(None)}/QĐ-UBND"
    decided = audit_models.Event.objects.filter(verb="conduct.commendation_decided")
    assert decided.count() == ROUNDS


@pytest.mark.django_db(transaction=True)
def test_of_two_equal_proposals_at_once_one_stands() -> None:
    cast = casts.make_cast()
    draft, by = conduct.draft(cast.commune), conduct.nominator(cast)

    def propose() -> None:
        services.nominate_commendation(draft=draft, by=by, at=casts.NOW)

    met = together(propose, propose)
    assert sorted(type(error).__name__ for error in met) == ["NoneType", "SameAchievement"]
    assert models.Citation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_with_one_number_one_stands() -> None:
    cast = casts.make_cast()
    by = conduct.decider(cast)
    pks = [conduct.nominate(cast, unit).pk for unit in (cast.commune, cast.sibling)]

    def deciding(pk: int) -> Callable[[], None]:
        return lambda: services.decide_commendation(
            citation=models.Citation.objects.get(pk=pk),
            decision=conduct.DECISION,
            by=by,
            at=conduct.LATER,
        )

    met = together(*(deciding(pk) for pk in pks))
    assert sorted(type(error).__name__ for error in met) == ["NoneType", "NumberTaken"]

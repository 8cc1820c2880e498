"""What answers are worth, whatever is answered."""

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.inspections import queries
from tests.factories import inspections as factory
from tests.factories import premises as premises_factory

DIGEST = "0" * 64


@pytest.fixture(autouse=True)
def _english():
    with premises_factory.in_english():
        yield


@pytest.mark.parametrize(
    ("answers", "item", "words"),
    [
        (factory.GOOD | {"smell": "YES"}, "smell", "no such item"),
        (factory.GOOD | {"posted": "MAYBE"}, "posted", "answers offered"),
        (factory.GOOD | {"posted": True}, "posted", "answers offered"),
        (factory.GOOD | {"posted": ["YES"]}, "posted", "answers offered"),
        (factory.GOOD | {"spot": "NA"}, "spot", "answers offered"),
        (factory.GOOD | {"daily": "5"}, "daily", "Enter a number"),
        (factory.GOOD | {"daily": True}, "daily", "Enter a number"),
        (factory.GOOD | {"daily": math.nan}, "daily", "Enter a number"),
        (factory.GOOD | {"daily": None}, "daily", "Enter a number"),
        (factory.GOOD | {"daily": 25}, "daily", "24 or less"),
        (factory.GOOD | {"daily": -1}, "daily", "0 or more"),
        (factory.GOOD | {"photo": "a.jpg"}, "photo", "by a photo"),
        (factory.BAD | {"spot": "door"}, "spot", "does not apply"),
        (factory.BAD | {"photo": DIGEST}, "photo", "does not apply"),
        ({"posted": "NO"}, "daily", "Answer this item"),
        ({"posted": "YES", "daily": 1}, "spot", "Answer this item"),
        ({}, "posted", "Answer this item"),
    ],
)
def test_an_answer_that_makes_no_record_is_told_at_its_item(
    answers: dict[str, Any], item: str, words: str
) -> None:
    assert words in queries.answer_faults_of(factory.ITEMS, answers)[item]


@pytest.mark.parametrize(
    ("answers", "points", "possible", "wanting"),
    [
        (factory.GOOD, 600, 600, []),
        (factory.BAD, 0, 400, ["posted"]),
        ({"posted": "YES", "spot": "inside", "daily": 1}, 500, 600, ["spot"]),
        ({"posted": "NA", "daily": 1}, 100, 100, []),
        ({"posted": "YES", "spot": "hidden", "daily": 0, "photo": DIGEST}, 300, 600, ["spot"]),
    ],
)
def test_the_score_weighs_the_items_that_apply(
    answers: dict[str, Any], points: int, possible: int, wanting: list[str]
) -> None:
    assert queries.answer_faults_of(factory.ITEMS, answers) == {}
    found = queries.judge(factory.ITEMS, answers)
    assert (found.points, found.possible) == (points, possible)
    assert [item.code for item in found.wanting] == wanting


def test_a_checklist_that_weighs_nothing_is_not_scored_and_still_finds() -> None:
    items = [factory.item("a", weight=0, severity="MINOR", remedy_days=1)]
    found = queries.judge(items, {"a": "NO"})
    assert (found.points, found.possible) == (None, None)
    assert [item.code for item in found.wanting] == ["a"]


def test_what_hangs_on_a_hidden_item_is_hidden() -> None:
    items = [
        factory.item("a"),
        factory.item("b", when_item="a", when_answer="YES"),
        factory.item("c", when_item="b", when_answer="NO"),
    ]
    shown = queries.asked(items, {"a": "NO", "b": "NO", "c": "YES"})
    assert [item.code for item in shown] == ["a"]


@pytest.mark.parametrize(
    ("items", "words"),
    [
        (
            [
                factory.item("a", when_item="b", when_answer="YES"),
                factory.item("b", when_item="a", when_answer="YES"),
            ],
            "never turn in a circle",
        ),
        ([factory.item("a", when_item="a", when_answer="YES")], "never turn in a circle"),
        (
            [factory.item("a"), factory.item("b", when_item="a", when_answer="door")],
            "does not offer",
        ),
        (
            [factory.item("n", "NUMBER"), factory.item("b", when_item="n", when_answer="1")],
            "does not offer",
        ),
        ([factory.item("a", when_answer="YES")], "needs when_item"),
        ([factory.item("a"), factory.item("a")], "stands twice"),
        ([factory.item("c", "CHOICE", choices=factory.choices(("x", 1)))], "at least two"),
        ([factory.item("c", "CHOICE", choices=factory.choices(("x", 1), ("x", 2)))], "same code"),
        ([factory.item("a", choices=factory.choices(("x", 1), ("y", 2)))], "Only an item of kind"),
        ([factory.item("p", "PHOTO", weight=1)], "earns no points"),
        ([factory.item("a", severity="MAJOR")], "go together"),
        ([factory.item("n", "NUMBER", low=5, high=1)], "contradict"),
        ([factory.item("n", "NUMBER", low=0, high=9, good_low=10)], "contradict"),
    ],
)
def test_a_list_that_makes_no_checklist_says_why(items: list[queries.Item], words: str) -> None:
    assert any(words in str(fault.message) for fault in queries.item_faults_of(items))


def test_items_come_back_from_storage_as_they_were() -> None:
    assert queries.from_data(queries.as_data(factory.ITEMS)) == factory.ITEMS


# --- whatever the checklist and the answers ------------------------------------------------------


@st.composite
def checklists(draw: st.DrawFn) -> list[queries.Item]:
    found: list[queries.Item] = []
    for number in range(draw(st.integers(1, 7))):
        kind = draw(st.sampled_from(["YES_NO", "CHOICE", "NUMBER"]))
        percents = draw(st.lists(st.integers(0, 100), min_size=2, max_size=4))
        above = [item for item in found if item.answers()]
        asks = draw(st.sampled_from([*above, None])) if above else None
        found.append(
            factory.item(
                f"i{number}",
                kind,
                weight=draw(st.integers(0, 100)),
                is_required=draw(st.booleans()),
                good_low=draw(st.sampled_from([None, 3])) if kind == "NUMBER" else None,
                choices=factory.choices(*((f"c{n}", p) for n, p in enumerate(percents)))
                if kind == "CHOICE"
                else (),
                when_item=asks.code if asks else "",
                when_answer=draw(st.sampled_from(asks.answers())) if asks else "",
            )
        )
    return found


ANSWERS = st.one_of(
    st.sampled_from(["YES", "NO", "NA", "c0", "c1", "", None, True]),
    st.integers(-5, 30),
    st.floats(allow_nan=True),
)


# A busy machine is slow, not wrong.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(items=checklists(), data=st.data())
def test_a_score_lies_between_nothing_and_all_and_hidden_items_never_count(
    items: list[queries.Item], data: st.DataObject
) -> None:
    assert queries.item_faults_of(items) == []
    answers = data.draw(st.dictionaries(st.sampled_from([i.code for i in items]), ANSWERS))
    shown = queries.asked(items, answers)
    heard = {i.code: answers[i.code] for i in shown if i.code in answers}
    heard = {
        i.code: heard[i.code]
        for i in shown
        if i.code in heard and not queries.fault_of(i, heard[i.code])
    }
    found = queries.judge(items, heard)
    if found.points is None:
        assert found.possible is None
    else:
        assert 0 <= found.points <= found.possible
        assert found.possible <= 100 * sum(item.weight for item in queries.asked(items, heard))
    again = heard | dict.fromkeys(
        {i.code for i in items} - {i.code for i in queries.asked(items, heard)}, "YES"
    )
    kept = {code: answer for code, answer in again.items() if code in heard}
    assert queries.judge(items, kept) == found
    assert queries.judge(items, again) == found
    refused = set(again) - set(heard)
    assert refused <= set(queries.answer_faults_of(items, again))

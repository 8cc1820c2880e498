"""From answers to a level: every rule that a source states, and what must hold for any set."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.kits.services import reading
from campaigns.premises import models
from campaigns.premises.queries import scoring
from tests.factories.premises import in_english
from tests.kits.test_shipped_kit import KIT

NUMBERS = range(1, 11)


def shipped(code: str) -> scoring.Rule:
    """The rule of a set that the kit ships, as the loader would keep it."""
    row = next(s for s in reading.read_kit(KIT).criteria_sets if s.code == code)
    kept = models.CriteriaSet(
        code=row.code,
        entry=row.entry,
        measure=row.measure,
        direction=row.direction,
        most_points=row.most_points,
        items=[item.as_data() for item in row.items],
        bands=[band.as_data() for band in row.bands],
    )
    return scoring.rule_of(kept)


HCMC = shipped("hcmc_1203")
HOSPITAL = shipped("hospital_37")
SCHOOL = shipped("school_15")
HANOI = shipped("hanoi_school_16")
INDEX = shipped("qd2194")
answers = st.fixed_dictionaries({number: st.integers(1, 10) for number in NUMBERS})


def level(rule: scoring.Rule, points: int, *, is_out: bool = False) -> str:
    return scoring.judge(rule, points, is_knocked_out=is_out).level


@pytest.mark.parametrize("points", [-1, 151, 10**12])
def test_points_outside_the_scale_are_refused(points: int) -> None:
    with in_english(), pytest.raises(scoring.AnswersRefused, match="0 to 150"):
        level(HOSPITAL, points)


@pytest.mark.parametrize(
    ("change", "number"),
    [({3: None}, 3), ({3: 0}, 3), ({3: 11}, 3), ({3: 10**12}, 3), ({77: 1}, 77)],
)
def test_an_answer_that_lacks_or_lies_outside_its_scale_names_its_item(change, number) -> None:
    said = dict.fromkeys(NUMBERS, 1) | change
    with pytest.raises(scoring.AnswersRefused) as refusal:
        scoring.add_up(HCMC, {n: p for n, p in said.items() if p is not None})
    assert refusal.value.number == number


@pytest.mark.parametrize(
    ("points", "is_out", "expected"),
    [
        # Domain 4.7: > 75 % safe, 50-75 % low, < 50 % or any item at zero unsafe, of 150 points.
        (150, False, "SAFE"), (113, False, "SAFE"), (112, False, "SOME_RISK"),
        (75, False, "SOME_RISK"), (74, False, "UNSAFE"), (0, False, "UNSAFE"),
        (150, True, "UNSAFE"), (100, True, "UNSAFE"),
    ],
)  # fmt: skip
def test_the_hospital_set(points: int, is_out: bool, expected: str) -> None:
    assert level(HOSPITAL, points, is_out=is_out) == expected


@pytest.mark.parametrize(("points", "expected"), [(0, "UNSAFE"), (7, "UNSAFE"), (8, "UNDECIDED")])
def test_the_school_set_says_only_what_is_unsafe(points: int, expected: str) -> None:
    assert level(SCHOOL, points) == expected


def test_the_hanoi_set_leaves_open_what_the_source_leaves_open() -> None:
    assert level(HANOI, 12) == level(HANOI, 8) == "SAFE"
    assert level(HANOI, 12, is_out=True) == level(HANOI, 8, is_out=True) == "UNDECIDED"
    assert level(HANOI, 7, is_out=True) == "UNSAFE"


def test_the_index_of_decision_2194_has_five_bands_for_every_whole_percent() -> None:
    names = [scoring.judge(INDEX, n, is_knocked_out=False).band.name_vi for n in range(101)]
    assert [names[n] for n in (15, 30, 50, 80, 100)] == list(dict.fromkeys(names))
    assert [names.index(names[n]) for n in (16, 31, 51, 81)] == [16, 31, 51, 81]


@given(answers)
def test_every_sheet_of_the_hcmc_set_has_a_level_and_a_component_of_seven_never_works(said) -> None:
    points, is_out = scoring.add_up(HCMC, said)
    outcome = scoring.judge(HCMC, points, is_knocked_out=is_out)
    assert points == sum(said.values())
    assert is_out == (max(said.values()) >= 7)
    assert outcome.band is not None
    if 30 <= points < 50:
        assert outcome.level == ("UNSAFE" if is_out else "SOME_RISK")


ORDER = ["SAFE", "SOME_RISK", "UNSAFE"]


@given(answers, st.sampled_from(NUMBERS))
def test_no_answer_that_is_riskier_makes_the_hcmc_level_better(said, number: int) -> None:
    worse = said | {number: min(10, said[number] + 1)}
    ranks = [ORDER.index(_of(HCMC, one)) for one in (said, worse)]
    assert ranks[0] <= ranks[1]


def _of(rule: scoring.Rule, said) -> str:
    points, is_out = scoring.add_up(rule, said)
    return scoring.judge(rule, points, is_knocked_out=is_out).level


@given(st.integers(0, 149), st.booleans())
def test_a_point_more_never_makes_a_hospital_less_safe(points: int, is_out: bool) -> None:
    ranks = [ORDER.index(level(HOSPITAL, p, is_out=is_out)) for p in (points, points + 1)]
    assert ranks[0] >= ranks[1]


@given(st.integers(0, 99), st.integers(1, 99), st.booleans(), st.booleans(), st.fractions(0, 200))
def test_a_range_holds_what_it_says(low, width, has_low, has_high, score: Fraction) -> None:
    text = f"{'[' if has_low else '('}{low};{low + width}{']' if has_high else ')'}"
    above = score >= low if has_low else score > low
    below = score <= low + width if has_high else score < low + width
    assert scoring.read_range(text).holds(score) == (above and below)


@pytest.mark.parametrize("text", ["", "30-50", "[50;30]", "(5;5)", "[1,5;3]", "[-1;3]", "[a;b]"])
def test_what_is_no_range_is_refused_with_how_to_write_it(text: str) -> None:
    with pytest.raises(scoring.RuleFaulty):
        scoring.read_range(text)


@pytest.mark.parametrize(
    "change",
    [
        {"bands": []}, {"bands": [{"name_vi": "x"}]}, {"items": [{"no": 1}]}, {"most_points": 99},
        {"entry": "TOTAL"}, {"entry": "STATED"}, {"items": []},
    ],
)  # fmt: skip
def test_a_set_that_is_not_whole_is_refused(change) -> None:
    item = {"no": 1, "text_vi": "Một", "text_en": "", "low": 0, "high": 1, "knock_out": None}
    band = {"name_vi": "An toàn", "name_en": "", "level": "SAFE", "range": "[0;1]",
            "is_clear_only": False}  # fmt: skip
    values = {"entry": "ITEMS", "measure": "POINTS", "direction": "MORE_IS_SAFER",
              "most_points": 1, "items": [item], "bands": [band]}  # fmt: skip
    assert scoring.rule_of(models.CriteriaSet(code="whole", **values)).items
    with pytest.raises(scoring.RuleFaulty):
        scoring.rule_of(models.CriteriaSet(code="broken", **(values | change)))

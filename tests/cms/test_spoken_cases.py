"""Real texts as they are read out: guidance, the letter, addresses, hours, numbers."""

import unicodedata

import pytest

from cms.queries import spoken
from tests.cms.spoken_table import CASES, KIT, KIT_LEXICON, Case

SPOKEN_MEDIA = ("RADIO", "LOUDSPEAKER")


def _left(said: spoken.Spoken) -> str:
    return " | ".join(f"{flag.written}={flag.reason.value}" for flag in said.flags)


def test_table_is_long_enough_to_mean_something():
    assert len({case.written for case in CASES}) == len(CASES) >= 150


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.written[:40])
def test_real_text_is_read_out(case: Case):
    said = spoken.speak(case.written, KIT_LEXICON)
    assert (said.text, _left(said)) == (case.spoken, case.left)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.written[:40])
def test_decomposed_letters_are_read_alike(case: Case):
    composed = spoken.speak(case.written, KIT_LEXICON)
    assert spoken.speak(unicodedata.normalize("NFD", case.written), KIT_LEXICON) == composed


def test_every_rule_and_every_reason_has_a_case():
    said = [spoken.speak(case.written, KIT_LEXICON) for case in CASES]
    rules = {substitution.rule for one in said for substitution in one.substitutions}
    reasons = {flag.reason for one in said for flag in one.flags}
    assert rules == set(spoken.Rule)
    assert reasons == set(spoken.Reason)


def test_letter_keeps_no_figure_that_is_not_flagged():
    letter = (KIT / "directive.txt").read_text(encoding="utf-8")
    said = spoken.speak(letter, KIT_LEXICON)
    assert [flag.written for flag in said.flags if any(c.isdigit() for c in flag.written)] == []
    assert not any(c in "0123456789" for c in said.text)


def test_spoken_forms_of_the_kit_hold_no_figures_and_clash_with_no_rule():
    for written, read in KIT_LEXICON.items():
        assert not any(c.isdigit() for c in read), written
        clashes = any(c.isdigit() for c in written) and spoken.is_read_by_rule(written)
        assert not clashes, written

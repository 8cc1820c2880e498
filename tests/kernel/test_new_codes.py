"""Random codes: as long as asked for, of the alphabet's letters, each of them."""

import pytest

from campaigns.kernel import codes


@pytest.mark.parametrize("length", [1, 8, 10, 40])
def test_a_code_has_its_length_and_letters_of_the_alphabet(length: int):
    made = [codes.new_code(length) for _ in range(200)]
    assert {len(code) for code in made} == {length}
    assert set("".join(made)) <= set(codes.ALPHABET)


def test_every_letter_is_drawn():
    # None of thirty is missing among 8,000, but once in 10^116.
    assert set("".join(codes.new_code(8) for _ in range(1000))) == set(codes.ALPHABET)

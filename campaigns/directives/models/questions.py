"""What a recurring report asks: a short list kept as data, and answers that explain themselves."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MOST_QUESTIONS = 20
MOST_LETTERS = 2000
LABEL_LETTERS = 160
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


class QuestionKind(models.TextChoices):
    """What an answer is."""

    NUMBER = "NUMBER", pgettext_lazy("of an answer", "number")
    TEXT = "TEXT", pgettext_lazy("of an answer", "text")
    YES_NO = "YES_NO", _("yes or no")


@dataclass(frozen=True)
class Question:
    """One thing asked; `measure` is the unit of measure of a number."""

    key: str
    label: str
    kind: str = QuestionKind.NUMBER
    measure: str = ""
    is_required: bool = True


def questions_of(stored: Iterable[Mapping[str, Any]]) -> list[Question]:
    """The questions as a form keeps them."""
    return [Question(**one) for one in stored]


def stored(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """The questions as a form keeps them, tidied."""
    return [
        asdict(one) | {"label": " ".join(one.label.split()), "measure": one.measure.strip()}
        for one in questions
    ]


def are_sound(questions: Sequence[Question]) -> bool:
    """Whether they can be asked: some, not too many, each with a key of its own and a label."""
    keys = {one.key for one in questions}
    return (
        0 < len(questions) <= MOST_QUESTIONS
        and len(keys) == len(questions)
        and all(_is_sound(one) for one in questions)
    )


def _is_sound(one: Question) -> bool:
    return (
        bool(_KEY.fullmatch(one.key))
        and 0 < len(one.label.strip()) <= LABEL_LETTERS
        and one.kind in QuestionKind.values
        and len(one.measure) <= 40
    )


Answer = Decimal | str | bool | None


def is_empty(answer: Answer) -> bool:
    """Whether nothing was said; 0 and «no» are answers."""
    return answer is None or (isinstance(answer, str) and not answer.strip())


def fits(question: Question, answer: Answer) -> bool:
    """Whether the answer is of the kind asked; numbers are finite, not negative, up to a billion
    and with two decimals."""
    if is_empty(answer):
        return not question.is_required
    if question.kind == QuestionKind.YES_NO:
        return isinstance(answer, bool)
    if question.kind == QuestionKind.TEXT:
        return isinstance(answer, str) and len(answer) <= MOST_LETTERS
    return isinstance(answer, Decimal) and _is_plain(answer)


def _is_plain(number: Decimal) -> bool:
    if not (number.is_finite() and 0 <= number <= 10**9):
        return False
    return number == number.quantize(Decimal("0.01"))


def answered(
    questions: Sequence[Question], answers: Mapping[str, Answer]
) -> list[dict[str, object]]:
    """The answers with what was asked beside each: it stays readable when the form changes."""
    return [
        {
            "key": one.key,
            "label": one.label,
            "kind": one.kind,
            "measure": one.measure,
            "value": _plain(answers.get(one.key)),
        }
        for one in questions
    ]


def _plain(answer: Answer) -> object:
    if is_empty(answer):
        return None
    if isinstance(answer, Decimal):
        return f"{answer:f}"
    return answer.strip() if isinstance(answer, str) else answer

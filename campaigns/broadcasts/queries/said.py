"""What was said on air: airings found by the words of the text that was really read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, Sum

from campaigns.broadcasts import models
from campaigns.kernel import text

# Letters before and after the first hit that an excerpt shows.
_AROUND = 90
_QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”')


@dataclass(frozen=True)
class Span:
    """A piece of an excerpt; `is_hit` where it is what was searched for."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True)
class SaidTotal:
    """How often, and for how many seconds in all."""

    airings: int
    seconds: int


def phrases_of(query: str) -> tuple[str, ...]:
    """What a query asks for, folded: runs of words in quotation marks whole, all else word by word.

    Folding makes «khai báo» and «KHAI BAO» one; only whole words (syllables) match, so that
    «la» does not find «lan».
    """
    quoted = [text.folded_words(a or b) for a, b in _QUOTED.findall(query)]
    single = [f" {word.folded} " for word in text.words(_QUOTED.sub(" ", query))]
    return tuple(dict.fromkeys(phrase for phrase in quoted + single if phrase))


def airings_saying(rows: models.AiringQuerySet, phrases: Sequence[str]) -> models.AiringQuerySet:
    """Lines of the log whose text, as it was read, holds all the phrases.

    Texts are searched, not airings: a text is read once however often it was on air.
    """
    if not phrases:
        return rows
    in_text, in_note = Q(), Q(script__isnull=True)
    for phrase in phrases:
        in_text &= Q(folded_text__contains=phrase)
        in_note &= Q(folded_text__contains=phrase)
    texts = models.Script.objects.filter(in_text).values("pk")
    return rows.filter(Q(script__in=texts) | in_note)


def said_filtered(rows: models.AiringQuerySet, wanted: dict[str, Any]) -> models.AiringQuerySet:
    """What went on air, as the form narrows it: words, days, outlet, medium, language, outcome."""
    rows = airings_saying(rows.counted(), phrases_of(wanted.get("q") or ""))
    first, last = wanted.get("from"), wanted.get("to")
    if first or last:
        rows = rows.on_days(first or date(1970, 1, 2), last or date(9000, 1, 1))
    for name in ("outlet", "medium", "language"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    if wanted.get("outcome"):
        rows = rows.with_outcome().filter(Q(("outcome", wanted["outcome"])))
    return rows


def said_total(rows: models.AiringQuerySet) -> SaidTotal:
    total = rows.aggregate(seconds=Sum("seconds"))["seconds"] or 0
    return SaidTotal(airings=rows.count(), seconds=total)


def shown_whole(rows: models.AiringQuerySet) -> models.AiringQuerySet:
    """The same lines with all that a page or file shows of them."""
    return rows.with_text_age().select_related(
        "outlet__unit", "script", "release", "confirmed_by", "destination"
    )


def excerpt(airing: models.Airing, phrases: Sequence[str]) -> tuple[Span, ...]:
    """The place in the text as it was read where the first hit stands, hits marked."""
    script = airing.script
    said = (script.spoken_text or script.text) if script else airing.evidence_text
    return excerpt_of(said, phrases)


def excerpt_of(said: str, phrases: Sequence[str]) -> tuple[Span, ...]:
    plain = text.composed(said)
    hits = _hits(text.words(plain), phrases)
    start = max(0, (hits[0][0] if hits else 0) - _AROUND)
    end = min(len(plain), (hits[0][1] if hits else 0) + 2 * _AROUND)
    spans = [Span("… ")] if start else []
    at = start
    for begin, stop in hits:
        if begin < at or stop > end:
            continue
        spans += [Span(plain[at:begin]), Span(plain[begin:stop], is_hit=True)]
        at = stop
    spans.append(Span(plain[at:end] + (" …" if end < len(plain) else "")))
    return tuple(span for span in spans if span.text)


def _hits(words: Sequence[text.Word], phrases: Sequence[str]) -> list[tuple[int, int]]:
    """Places of the phrases in the text, in order."""
    folded = [word.folded for word in words]
    wanted = [phrase.split() for phrase in phrases]
    return sorted(
        (words[i].start, words[i + len(run) - 1].end)
        for run in wanted
        for i in range(len(folded) - len(run) + 1)
        if folded[i : i + len(run)] == run
    )

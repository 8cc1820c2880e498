"""Figures in words: a value with its unit, what it was counted from, why it has its colour."""

from decimal import Decimal

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from campaigns.scorecards import models
from campaigns.scorecards.queries import judging
from campaigns.units import models as units_models

V, C, G = models.ValueKind, models.Colour, models.GreyReason
TONES = {C.GOOD: "good", C.FAIR: "warning", C.LOW: "danger", C.GREY: "neutral"}


def number(value: Decimal | int | None) -> str:
    """A number as people here write it: a comma before decimals where the language has one."""
    if value is None:
        return "–"
    exact = Decimal(value).quantize(Decimal("0.1"))
    text = f"{exact:,.1f}".removesuffix(".0")
    return text if get_language() == "en" else text.translate(str.maketrans(",.", ".,"))


def value_text(indicator: models.Indicator, value: Decimal | None) -> str:
    """The value with its unit."""
    if value is None:
        return "–"
    if indicator.value_kind == V.PERCENT:
        return f"{number(value)}\u00a0%"
    if indicator.value_kind == V.HOURS:
        return pgettext("hours", "%(number)s h") % {"number": number(value)}
    if indicator.value_kind == V.PER_1000:
        return pgettext("per thousand", "%(number)s per 1,000") % {"number": number(value)}
    return number(value)


def period_text(row: models.ScorePeriod) -> str:
    """A period as a page names it."""
    if row.kind == models.PeriodKind.MONTH:
        return _("Month %(month)s") % {"month": f"{row.start_date:%m/%Y}"}
    days = {"first": f"{row.start_date:%d/%m}", "last": f"{row.end_date:%d/%m/%Y}"}
    return _("Week %(first)s – %(last)s") % days


def counted_text(score: models.Score) -> str:
    """Numerator and denominator, as far as there are any."""
    if score.numerator is None:
        return ""
    if score.denominator is None:
        return number(score.numerator)
    values = {"some": number(score.numerator), "all": number(score.denominator)}
    return _("%(some)s of %(all)s") % values


def why(score: models.Score, unit: units_models.Unit, period_kind: str) -> list[str]:
    """Why the score is as it is, a sentence each; indicator and kind are to be loaded."""
    indicator = score.indicator
    said = [_colour_text(score, unit, period_kind)]
    if score.rank:
        said.append(
            _("Place %(rank)d of %(peers)d units of its kind.")
            % {"rank": score.rank, "peers": score.peers}
        )
    if score.previous_value is not None and score.value is not None:
        said.append(
            _("%(before)s in the period before: %(trend)s.")
            % {
                "before": value_text(indicator, score.previous_value),
                "trend": models.Trend(score.trend).label,
            }
        )
    return [*said, *_doubts(score)]


def _colour_text(score: models.Score, unit: units_models.Unit, period_kind: str) -> str:
    indicator = score.indicator
    if score.grey_reason == G.TOO_FEW:
        return _("Not judged: fewer than %(least)d to measure against.") % {
            "least": indicator.min_denominator
        }
    if score.grey_reason:
        return _("Not judged: %(reason)s.") % {"reason": G(score.grey_reason).label}
    bands = judging.thresholds(indicator.legends, unit.kind.code, period_kind)
    good, fair = bands or (Decimal(0), Decimal(0))
    is_less = indicator.direction == models.Direction.LESS
    sentence = (
        _("%(colour)s: up to %(good)s is reached, up to %(fair)s is close.")
        if is_less
        else _("%(colour)s: from %(good)s on it is reached, from %(fair)s on close.")
    )
    return sentence % {
        "colour": str(C(score.colour).label).capitalize(),
        "good": value_text(indicator, good),
        "fair": value_text(indicator, fair),
    }


def _doubts(score: models.Score) -> list[str]:
    """What makes the figure less sure."""
    found = []
    if score.missing:
        found.append(ngettext("%(num)d missing.", "%(num)d missing.", score.missing))
    if score.late:
        found.append(ngettext("%(num)d came late.", "%(num)d came late.", score.late))
    if score.estimated:
        found.append(
            ngettext(
                "%(num)d declared without proof.",
                "%(num)d declared without proof.",
                score.estimated,
            )
        )
    if score.flagged:
        found.append(ngettext("%(num)d doubtful.", "%(num)d doubtful.", score.flagged))
    numbers = [n for n in (score.missing, score.late, score.estimated, score.flagged) if n]
    return [text % {"num": n} for text, n in zip(found, numbers, strict=True)]

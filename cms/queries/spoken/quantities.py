"""Numbers with and without units: decimals, ranges, percentages, money, below zero."""

import re

from cms.queries.spoken import context
from cms.queries.spoken.numbers import END, NUMBER, read_number, read_written, value_of
from cms.queries.spoken.results import Piece, Place, Reason, Rule

_PERCENT = {"%": "phần trăm", "‰": "phần nghìn"}
_MONEY = dict.fromkeys(("VNĐ", "VND", "vnđ", "vnd", "đ", "đồng"), "đồng")
_UNITS = {
    "kg": "ki lô gam", "mg": "mi li gam", "km": "ki lô mét", "cm": "xen ti mét",
    "mm": "mi li mét", "m": "mét", "m²": "mét vuông", "m2": "mét vuông", "m³": "mét khối",
    "m3": "mét khối", "km²": "ki lô mét vuông", "km2": "ki lô mét vuông", "cm²": "xen ti mét vuông",
    "cm2": "xen ti mét vuông", "ha": "héc ta", "l": "lít", "ml": "mi li lít", "°C": "độ xê",
    "ºC": "độ xê", "oC": "độ xê", "độ C": "độ xê", "°": "độ", "kW": "ki lô oát",
    "kWh": "ki lô oát giờ", "W": "oát", "V": "vôn", "mmHg": "mi li mét thủy ngân",
    "km/h": "ki lô mét trên giờ", "km/giờ": "ki lô mét trên giờ", "m/s": "mét trên giây",
    "mg/l": "mi li gam trên lít", "MHz": "mê ga héc", "kHz": "ki lô héc", "MB": "mê ga bai", "GB": "gi ga bai",
}  # fmt: skip
_ALL = _PERCENT | _MONEY | _UNITS
_UNIT = "|".join(re.escape(unit) for unit in sorted(_ALL, key=len, reverse=True))
_EACH = {
    "ngày": "ngày", "tháng": "tháng", "năm": "năm", "giờ": "giờ", "phút": "phút", "tuần": "tuần",
    "người": "người", "hộ": "hộ", "lượt": "lượt", "lần": "lần", "xã": "xã", "ca": "ca",
    "buổi": "buổi", "suất": "suất", "trường hợp": "trường hợp", "kg": "ki lô gam",
    "ha": "héc ta", "m²": "mét vuông", "m2": "mét vuông", "km²": "ki lô mét vuông",
    "km2": "ki lô mét vuông", "lít": "lít", "tấn": "tấn",
}  # fmt: skip
_PER = "|".join(re.escape(word) for word in sorted(_EACH, key=len, reverse=True))
_GLUED = r"(?![\w/²³'’]|-\w)"
_MEASURED = re.compile(
    rf"(?P<sign>[-−–])?(?P<a>{NUMBER})(?:\s?[-–]\s?(?P<b>{NUMBER}))?"
    rf"\s?(?P<unit>{_UNIT})(?:/(?P<per>{_PER}))?{_GLUED}"
)
_SIZE = re.compile(
    rf"{NUMBER}(?:\s?[xX×]\s?{NUMBER}){{1,2}}(?:\s?(?P<unit>mm|cm|m|km)(?![\w/²³])|(?!\w))"
)
_BY = re.compile(r"\s?[xX×]\s?")
_LONG = re.compile(r"[0-9]{7,12}")
_HEIGHT = re.compile(r"([0-9])m([0-9]{2})" + END)
_BELOW = re.compile(rf"[-−–](?P<a>{NUMBER})" + END)
_RANGE = re.compile(rf"(?P<a>{NUMBER})(?P<dash>\s?[-–]\s?)(?P<b>{NUMBER})" + END)
_PLAIN = re.compile(NUMBER + END)
_DOWN = context.after("xuống|dưới|âm|là|đến|từ|còn|nhiệt độ")
_SMALLEST_SUM = 100


def measured(place: Place) -> Piece | None:
    """15 cm, 37,5°C, 60 km/h, 50.000đ, 20.000 đ/kg, 50-60%, -5°C."""
    m = place.match(_MEASURED)
    if m is None:
        return None
    amount = _amount(m["a"], m["b"])
    if amount is None:
        return None
    if _may_be_points(m) or (m["sign"] and not _is_below(place, m)):
        return place.left(m.end(), Reason.AMBIGUOUS)
    words = f"{'âm ' if m['sign'] else ''}{amount} {_ALL[m['unit']]}"
    if m["per"]:
        words += f" mỗi {_EACH[m['per']]}"
    return place.said(m.end(), words, _rule(m))


def _may_be_points(m: re.Match[str]) -> bool:
    """«5đ» may be five points."""
    return m["unit"] == "đ" and "," not in m["a"] and (value_of(m["a"]) or 0) < _SMALLEST_SUM


def _is_below(place: Place, m: re.Match[str]) -> bool:
    """A dash that begins a line is a bullet; before degrees it is a sign."""
    is_degrees = m["unit"] in ("°C", "ºC", "oC", "độ C", "°")
    return m["sign"] == "−" or (is_degrees and m["b"] is None) or place.comes_after(_DOWN)


def _rule(m: re.Match[str]) -> Rule:
    if m["sign"]:
        return Rule.NEGATIVE
    if m["unit"] in _PERCENT:
        return Rule.PERCENT
    return Rule.MONEY if m["unit"] in _MONEY else Rule.UNIT


def _amount(first: str, second: str | None) -> str | None:
    """One number, or from a smaller to a larger."""
    low = read_written(first)
    if second is None or low is None:
        return low
    high = read_written(second)
    if high is None or not _rises(first, second):
        return None
    return f"{low} đến {high}"


def _rises(first: str, second: str) -> bool:
    low, high = (float(n.replace(".", "").replace(",", ".")) for n in (first, second))
    return low < high


def size(place: Place) -> Piece | None:
    """15 x 15 cm; without a unit it may be anything and is flagged."""
    m = place.match(_SIZE)
    if m is None:
        return None
    sides = [read_written(side) for side in _BY.split(m[0].removesuffix(m["unit"] or "").strip())]
    if m["unit"] is None or None in sides:
        return place.left(m.end(), Reason.FIGURE)
    words = " nhân ".join(side for side in sides if side)
    return place.said(m.end(), f"{words} {_UNITS[m['unit']]}", Rule.SIZE)


def height(place: Place) -> Piece | None:
    """1m65."""
    m = place.match(_HEIGHT)
    if m is None:
        return None
    words = f"{read_number(int(m[1]))} mét {read_number(int(m[2]))}"
    return place.said(m.end(), words, Rule.UNIT)


def spread(place: Place) -> Piece | None:
    """«2-3 ngày», «2021-2025»; «2-3» alone may be a day, a score or a house, and is flagged."""
    m = place.match(_RANGE)
    if m is None:
        return None
    words = _amount(m["a"], m["b"])
    is_noun = context.COUNT_NOUN.match(place.text, m.end()) is not None or (
        place.comes_after(context.LEVEL)
    )
    is_apart = m["dash"] not in "-–"
    if is_apart and not (is_noun or (len(m["a"]) == 4 and len(m["b"]) == 4)):
        return None
    if words is None or not (is_noun or _is_no_day(m["a"], m["b"])):
        return place.left(m.end(), Reason.AMBIGUOUS)
    return place.said(m.end(), words, Rule.RANGE)


def _is_no_day(first: str, second: str) -> bool:
    """Neither «2-9» nor a number of a house or a code that looks so."""
    if "," in first or "," in second:
        return True
    is_code = first.startswith("0") or len(second) > 4 > len(first)
    return (value_of(second) or 0) > 12 and not is_code


def below_zero(place: Place) -> Piece | None:
    """«−5», and «-5» after words such as «xuống»; else the dash may be a bullet."""
    m = place.match(_BELOW)
    if m is None:
        return None
    words = read_written(m["a"])
    is_sign = m[0][0] == "−" or place.comes_after(_DOWN)
    if words is None or not is_sign:
        return place.left(m.end(), Reason.AMBIGUOUS)
    return place.said(m.end(), f"âm {words}", Rule.NEGATIVE)


def plain(place: Place) -> Piece | None:
    """2021, 1.234,5; «05» only before what is counted."""
    m = place.match(_PLAIN)
    if m is None:
        return None
    words = read_written(m[0])
    if _LONG.fullmatch(m[0]) and not context.A_WORD_FOLLOWS.match(place.text, m.end()):
        return place.left(m.end(), Reason.AMBIGUOUS)  # a sum without its thing, or a code
    is_padded = m[0].startswith("0") and len(m[0]) == 2
    if words is None or (is_padded and not context.A_WORD_FOLLOWS.match(place.text, m.end())):
        return None
    return place.said(m.end(), words, Rule.NUMBER)


_RATE = re.compile(rf"([^\W\d_]{{1,12}})/({_PER})(?![\w/²³])")


def rate(place: Place) -> Piece | None:
    """«lần/ngày», «đồng/kg»."""
    m = place.match(_RATE)
    if m is None or m[1] not in _RATED:
        return None
    return place.said(m.end(), f"{m[1]} mỗi {_EACH[m[2]]}", Rule.UNIT)


_RATED = frozenset(
    [
        "lần",
        "tiết",
        "ngày",
        "lượt",
        "giờ",
        "người",
        "ca",
        "đồng",
        "lít",
        "tấn",
        "triệu",
        "nghìn",
        "tỷ",
        "tỉ",
        "buổi",
        "suất",
        "mẫu",
        "hộ",
        "xe",
        "chuyến",
        "liều",
        "phút",
    ]
)

"""The Jinja2 environment of every page of ours: globals, filters, Wagtail's tags.

Components are macros without context, so whatever a macro needs from Python must be a global or
a filter here; nothing here touches the database, save `has_demo_people`, which is remembered.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from babel import dates, numbers
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from markupsafe import Markup

from campaigns.accounts import queries as account_queries
from campaigns.kernel import counting

ICONS = Path(settings.BASE_DIR) / "static" / "vendor" / "tabler-icons"
# Shown for a value that is absent, so that an empty cell is never mistaken for a forgotten one.
ABSENT = "–"

Number = int | float | Decimal


@dataclass(frozen=True)
class Flags:
    """What a page may know of the installation without a request."""

    is_debug: bool


def _locale() -> str:
    """Babel's locale of the language in force; Vietnamese when none is."""
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def url(name: str, *args: object, **kwargs: object) -> str:
    """Address of a named route; raises NoReverseMatch, which is a fault of the template."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


@lru_cache(maxsize=256)
def icon(name: str, css_class: str = "") -> Markup:
    """An icon of the vendored set as inline SVG, hidden from screen readers.

    Raises LookupError for a name that is not vendored: copy the file from the npm package first.
    """
    path = ICONS / f"{name}.svg"
    if not path.is_file():
        raise LookupError(f"No icon {name!r} in {ICONS.name}.")
    drawing = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(encoding="utf-8"), re.DOTALL)
    if drawing is None:
        raise LookupError(f"{path.name} is not an SVG file.")
    shapes = re.sub(r"\s*\n\s*", "", drawing.group(1))
    return Markup(
        '<svg class="icon {}" viewBox="0 0 24 24" width="24" height="24" fill="none"'
        ' stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
        ' aria-hidden="true" focusable="false">{}</svg>'
    ).format(css_class, Markup(shapes))  # noqa: S704  our own files, read from disk


def _local(value: date | datetime) -> date | datetime:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def vndate(value: date | datetime | None) -> str:
    """06/6/2021 in Vietnamese (a leading zero for days below 10 and months 1 and 2 only,
    Decree 30/2020/NĐ-CP), 6 June 2021 in English."""
    if value is None:
        return ABSENT
    day = _local(value)
    if _locale() == "en":
        return str(dates.format_date(day, "d MMMM y", locale="en"))
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def vntime(value: datetime | None) -> str:
    """Local time of day, 24 hours: 17:05."""
    return ABSENT if value is None else f"{_local(value):%H:%M}"


def vndatetime(value: datetime | None) -> str:
    """Time before date, as Vietnamese notices write it: 17:05 06/6/2021."""
    return ABSENT if value is None else f"{vntime(value)} {vndate(value)}"


def number(value: Number | counting.Count | None, digits: int | None = None) -> str:
    """1.234,5 in Vietnamese, 1,234.5 in English; `digits` fixes the decimals.

    A count that went no further says «more than».
    """
    if value is None:
        return ABSENT
    if isinstance(value, counting.Count):
        said = number(value.number)
        return gettext("more than %(number)s") % {"number": said} if value.is_more else said
    if type(value) is int and not digits:  # most are: Babel's way takes half of a long page
        return f"{value:,}" if _locale() == "en" else f"{value:,}".replace(",", ".")
    pattern = None if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    return str(numbers.format_decimal(value, format=pattern, locale=_locale()))


def percent(ratio: Number | None, digits: int = 0) -> str:
    """A ratio as a percentage: 0.875 is 88% (or 87,5% with one digit). Never clamped."""
    if ratio is None:
        return ABSENT
    pattern = "0" + ("." + "0" * digits if digits else "") + "%"
    return str(numbers.format_percent(ratio, format=pattern, locale=_locale()))


def since(value: datetime | None, now: datetime | None = None) -> str:
    """How long ago or how soon, in words; a date once it is more than thirty days off."""
    if value is None:
        return ABSENT
    apart = value - (now or timezone.now())
    if abs(apart.total_seconds()) < 60:
        return gettext("just now")
    if abs(apart.days) > 30:
        return vndate(value)
    # Days up to a month: "2 weeks ago" would hide how many.
    threshold = 5 if abs(apart.days) >= 7 else 1
    return str(
        dates.format_timedelta(apart, add_direction=True, threshold=threshold, locale=_locale())
    )


def environment(**options: Any) -> jinja2.Environment:
    """The environment that settings.TEMPLATES names; strict, so that a misspelt name fails."""
    options["undefined"] = jinja2.StrictUndefined
    # Plain-text mails must not carry entities; everything else is escaped.
    options["autoescape"] = jinja2.select_autoescape(disabled_extensions=("txt",), default=True)
    env = jinja2.Environment(  # noqa: S701  see the line above
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[
            "jinja2.ext.i18n",
            "wagtail.jinja2tags.core",
            "wagtail.images.jinja2tags.images",
        ],
        **options,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the i18n extension
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.globals.update(
        static=static,
        url=url,
        icon=icon,
        get_language=get_language,
        LANGUAGES=settings.LANGUAGES,
        has_demo_people=account_queries.has_demo_people,
        flags=Flags(is_debug=settings.DEBUG),
    )
    env.filters.update(
        vndate=vndate,
        vntime=vntime,
        vndatetime=vndatetime,
        number=number,
        percent=percent,
        since=since,
    )
    return env

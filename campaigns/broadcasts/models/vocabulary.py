"""Media, priorities, the day of broadcasting, and what keeps a stored row frozen."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, TypeVar
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.kernel import models as kernel_models

Row = TypeVar("Row", bound="FrozenModel")

# Schedules and days of broadcasting are Viet Nam's, wherever the server or its reader stands.
AIR_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def air_day(moment: datetime) -> date:
    """The day of broadcasting to which a moment belongs."""
    return moment.astimezone(AIR_ZONE).date()


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of a day of broadcasting, and that of the next."""
    start = datetime.combine(day, time.min, AIR_ZONE)
    return start, datetime.combine(day + timedelta(days=1), time.min, AIR_ZONE)


class FrozenRow(RuntimeError):
    """A field that is frozen would have changed; a programming error."""


class Medium(models.TextChoices):
    """How a piece reaches people; each medium has its own cut of the text."""

    WEB = "WEB", _("Web")
    NEWSPAPER = "NEWSPAPER", _("Newspaper")
    RADIO = "RADIO", _("Radio")
    LOUDSPEAKER = "LOUDSPEAKER", _("Loudspeaker")
    TELEVISION = "TELEVISION", _("Television")
    SOCIAL = "SOCIAL", _("Social network")
    SMS = "SMS", _("SMS")


# Media that fill time: two pieces cannot be on air at once, and a slot can be full.
SPOKEN_MEDIA = frozenset({Medium.RADIO, Medium.LOUDSPEAKER, Medium.TELEVISION})


class Priority(models.TextChoices):
    """Priority of a bulletin (Circular 39/2020/TT-BTTTT; domain, section 5.2)."""

    NORMAL = "NORMAL", _("Normal bulletin")
    PRIORITY = "PRIORITY", _("Priority bulletin")
    EMERGENCY = "EMERGENCY", _("Emergency bulletin")


PRIORITY_MEANINGS = {
    Priority.NORMAL: _("The station chooses when to air it, by its schedule."),
    Priority.PRIORITY: _("Must be aired: it goes into the programme first."),
    Priority.EMERGENCY: _("Air at once: disaster, fire or epidemic."),
}


class FrozenQuerySet(kernel_models.AuditedQuerySet[Row]):
    """Rows whose frozen fields cannot be changed in bulk either."""

    def update(self, **kwargs: Any) -> int:
        refuse_frozen(self.model, kwargs)
        return super().update(**kwargs)

    update.alters_data = True  # type: ignore[attr-defined]


class FrozenModel(kernel_models.AuditedModel):
    """A row that stays as it was first written, but for the fields in `MUTABLE`."""

    MUTABLE: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            fields = kwargs.get("update_fields")
            if fields is None:
                raise FrozenRow(f"{type(self).__name__} is frozen: name update_fields.")
            refuse_frozen(type(self), fields)
        super().save(*args, **kwargs)


def refuse_frozen(model: type[FrozenModel], fields: Iterable[str]) -> None:
    """Raise FrozenRow when one of the named fields may not change."""
    frozen = {name.removesuffix("_id") for name in fields} - model.MUTABLE
    if frozen:
        raise FrozenRow(f"Frozen in {model.__name__}: {', '.join(sorted(frozen))}.")

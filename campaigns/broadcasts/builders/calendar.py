"""An agenda as iCalendar (RFC 5545)."""

from datetime import UTC, date

import icalendar

from campaigns.broadcasts import models, queries

# Viet Nam's clocks have not changed since then, and are not going to within sight.
_ZONE_SINCE, _ZONE_UNTIL = date(2020, 1, 1), date(2040, 1, 1)


def calendar_ics(agenda: queries.Agenda) -> bytes:
    """The agenda as a calendar file, with the zone that its times are told in."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Loa//broadcasts//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("uid", agenda.uid)
    calendar.add("name", agenda.name)
    calendar.add("x-wr-calname", agenda.name)
    calendar.add("x-wr-timezone", str(models.AIR_ZONE))
    for event in agenda.events:
        calendar.add_component(_event(event))
    calendar.add_missing_timezones(first_date=_ZONE_SINCE, last_date=_ZONE_UNTIL)
    whole: bytes = calendar.to_ical()
    return whole


def _event(event: queries.AgendaEvent) -> icalendar.Event:
    made = icalendar.Event()
    made.add("uid", event.uid)
    made.add("sequence", event.sequence)
    made.add("dtstamp", event.stamped_at.astimezone(UTC))
    made.add("last-modified", event.stamped_at.astimezone(UTC))
    made.add("dtstart", event.starts_at.astimezone(models.AIR_ZONE))
    made.add("dtend", event.ends_at.astimezone(models.AIR_ZONE))
    made.add("summary", event.summary)
    made.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    # A slot is an offer: it blocks nobody's time, what stands in it does.
    made.add("transp", "OPAQUE" if event.is_release else "TRANSPARENT")
    for name, value in (
        ("description", event.description),
        ("url", event.url),
        ("categories", [event.category] if event.category else None),
        ("priority", event.priority),
        ("recurrence-id", event.instead_of),
        ("rrule", icalendar.vRecur.from_ical(event.rule) if event.rule else None),
    ):
        if value:
            made.add(name, value)
    if event.off:
        made.add("exdate", list(event.off))
    return made

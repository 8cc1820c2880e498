"""The vocabulary of indicators: queries by name, and what each may be narrowed by."""

from collections.abc import Mapping

from campaigns.scorecards.queries.measures import duties, field, newsroom, places, spans, visits

MEASURES: Mapping[str, spans.Measure] = {
    measure.name: measure
    for measure in (*places.ALL, *field.ALL, *newsroom.ALL, *duties.ALL, *visits.ALL)
}

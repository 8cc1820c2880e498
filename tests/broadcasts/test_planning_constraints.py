"""Each rule of briefs and coverage that the database itself keeps."""

from datetime import timedelta

import pytest

from campaigns.broadcasts import models, services
from tests.factories import broadcasts, directives, planning, refusals


def copy_of(row, **changes):
    """A new row like the given one, but for the changes."""
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    values.pop("id")
    return type(row)(**(values | changes))


BRIEFS = [
    ("broadcasts_brief_stands_on_one_source", {"citation_id": 3}),
    ("broadcasts_brief_stands_on_one_source", {"source": "CLAUSE"}),
    ("broadcasts_brief_stands_on_one_source", {"source": "RUMOUR"}),
    ("broadcasts_brief_withdrawn_whole", {"withdrawn_at": planning.NOW}),
    ("broadcasts_brief_withdrawn_whole", {"withdrawn_reason": "Sai"}),
]


@pytest.mark.parametrize(("constraint", "changes"), BRIEFS)
def test_the_database_refuses_a_brief(station, constraint, changes):
    one = copy_of(planning.make_brief(station), **changes)
    with refusals.refused_by(constraint):
        one.save()


def test_a_citation_has_one_brief(station):
    citation = services.CitationReference(7, "COMMENDATION", "Thư khen.")
    brief = planning.make_brief(station, citation=citation)
    with pytest.raises(services.BriefSettled):
        planning.make_brief(station, citation=citation)
    with refusals.refused_by("broadcasts_brief_once_a_citation"):
        copy_of(brief).save()


WHEN = planning.NOW
FAULTS = [
    ("PLANNED", "broadcasts_coverage_of_one_matter", {"brief_id": None}),
    ("PLANNED", "broadcasts_coverage_of_brief_once", {}),
    ("ASSIGNED", "broadcasts_coverage_of_brief_once", {}),
    # broadcasts_coverage_state: an unknown state may break the rule of whole answers as well.
    ("CANCELLED", "broadcasts_coverage_", {"state": "LOST"}),
    ("CANCELLED", "broadcasts_coverage_medium", {"medium": "SMOKE"}),
    ("CANCELLED", "broadcasts_coverage_priority", {"priority": "HIGH"}),
    ("CANCELLED", "broadcasts_coverage_wants_some_length", {"wanted_words": 0}),
    ("CANCELLED", "broadcasts_coverage_wants_some_length", {"wanted_seconds": 0}),
    (
        "CANCELLED",
        "broadcasts_coverage_due_after_plan",
        {"planned_at": planning.DUE + timedelta(1)},
    ),
    ("DELIVERED", "broadcasts_coverage_assigned_whole", {"assignee_id": None}),
    ("CANCELLED", "broadcasts_coverage_assigned_whole", {"assigned_at": WHEN}),
    ("DELIVERED", "broadcasts_coverage_answered", {"answered_at": None}),
    ("CANCELLED", "broadcasts_coverage_answered", {"answered_at": WHEN}),
    ("DECLINED", "broadcasts_coverage_declined_with_reason", {"declined_reason": ""}),
    ("DELIVERED", "broadcasts_coverage_delivered_whole", {"script_id": None}),
    ("DELIVERED", "broadcasts_coverage_delivered_whole", {"delivered_at": None}),
    ("CANCELLED", "broadcasts_coverage_cancelled_whole", {"cancelled_reason": ""}),
    ("DELIVERED", "broadcasts_coverage_cancelled_whole", {"cancelled_reason": "Trùng"}),
    ("CANCELLED", "broadcasts_coverage_silence_level", {"silence_level": 4}),
]


@pytest.mark.parametrize(("state", "constraint", "changes"), FAULTS)
def test_the_database_refuses_a_coverage(station, state, constraint, changes):
    row = planning.STATES[state](station)
    # Another language, so that only the fault stands in the way where it is not the double itself.
    apart = {} if constraint.endswith("_once") else {"language": "en"}
    with refusals.refused_by(constraint):
        copy_of(row, **(apart | changes)).save()


def test_a_clause_is_open_once_at_a_place(station):
    clause = directives.make_directive(station.cast).clauses.order_by("pk")[0]
    row = planning.make_coverage(station, clause=clause)
    with refusals.refused_by("broadcasts_coverage_of_clause_once"):
        copy_of(row).save()


def test_every_constraint_has_its_test():
    import inspect
    import sys

    said = inspect.getsource(sys.modules[__name__])
    named = {c.name for m in (models.Brief, models.Coverage) for c in m._meta.constraints}
    assert {name for name in named if name not in said} == set()


def test_a_second_outlet_has_its_own_row(station):
    loud = broadcasts.make_outlet(station.cast.commune, "LOUDSPEAKER")
    row = planning.make_coverage(station)
    planning.make_coverage(station, brief=row.brief, places=((loud, "LOUDSPEAKER"),))
    assert models.Coverage.objects.filter(brief=row.brief).count() == 2

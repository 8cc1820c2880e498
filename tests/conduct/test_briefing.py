"""An issued commendation is on the newsrooms' desk in the same moment, and says just what it said."""

from datetime import timedelta

import pytest

from campaigns.broadcasts import models as broadcasts_models
from campaigns.broadcasts import queries as broadcasts_queries
from campaigns.broadcasts import services as broadcasts_services
from campaigns.conduct import services
from campaigns.notifications import models as notification_models
from tests.factories import broadcasts, conduct, criticisms, planning
from tests.factories import cast as casts


@pytest.fixture
def station(db):
    return broadcasts.make_station()


def brief_of(citation):
    return broadcasts_queries.brief_of_citation(citation.kind, citation.pk)


def test_a_proposal_is_no_matter_for_the_press(station):
    citation = conduct.nominate(station.cast)
    assert brief_of(citation) is None
    services.decline_commendation(
        citation=citation, reason="Chưa đủ.", by=conduct.decider(station.cast), at=conduct.LATER
    )
    assert brief_of(citation) is None


def test_a_refused_decision_leaves_no_brief(station):
    citation = conduct.nominate(station.cast)
    with pytest.raises(services.OwnNomination):
        services.decide_commendation(
            citation=citation,
            decision=conduct.DECISION,
            by=conduct.nominator(station.cast),
            at=conduct.LATER,
        )
    assert not broadcasts_models.Brief.objects.exists()


def test_the_brief_of_a_commendation_carries_what_was_issued_and_nothing_else(station):
    citation = conduct.commend(station.cast)
    brief = brief_of(citation)
    assert (brief.unit, brief.issued_at) == (station.cast.province, citation.decided_at)
    for said in ("Xã Phước Đại", "Biểu dương", "145/QĐ-UBND", citation.reasons, "12 tin, bài"):
        assert said in brief.facts
    assert "Biên bản kiểm tra" not in brief.facts, "evidence that is not public stays out"
    assert conduct.DECISION.signatory not in brief.facts, "no person's name is copied"


def test_chief_editors_are_told(station):
    brief = brief_of(conduct.commend(station.cast))
    notice = notification_models.Notice.objects.get(user=station.chief)
    assert notice.url.endswith(f"/briefs/{brief.pk}/")


def test_hours_from_issue_to_the_first_airing_are_measured(station):
    brief = brief_of(conduct.commend(station.cast))
    assert broadcasts_queries.told(brief).hours_to_first is None
    row = planning.make_coverage(station, brief=brief, at=conduct.LATER)
    row = planning.accept(station, planning.assign(station, row, at=conduct.LATER))
    script = broadcasts.make_script(station)
    planning.deliver(station, row, script, at=conduct.LATER)
    start = conduct.LATER + timedelta(hours=36)
    for begins_at in (start, start + timedelta(hours=5)):
        release = broadcasts.make_release(station, script, slot=None, planned_start_at=begins_at)
        broadcasts.make_airing(station, release)
    told = broadcasts_queries.told(brief)
    assert told.hours_to_first == 36
    assert len(told.airings) == 2


def test_what_was_aired_of_other_pieces_or_not_at_all_does_not_count(station):
    brief = brief_of(conduct.commend(station.cast))
    row = planning.make_coverage(station, brief=brief, at=conduct.LATER)
    script = broadcasts.make_script(station, page_id=5)
    planning.deliver(station, planning.accept(station, planning.assign(station, row)), script)
    broadcasts.make_airing(station)
    release = broadcasts.make_release(
        station, script, slot=None, planned_start_at=broadcasts.on_air(9)
    )
    broadcasts.make_airing(station, release, has_aired=False, evidence_text="Mất điện", seconds=0)
    assert broadcasts_queries.told(brief).airings == ()


def test_a_withdrawn_citation_takes_its_brief_with_it(station):
    brief = brief_of(conduct.commend(station.cast))
    row = planning.make_coverage(station, brief=brief, at=conduct.LATER)
    broadcasts_services.withdraw_brief(
        brief=brief, reason="Quyết định bị hủy", by=conduct.decider(station.cast), at=conduct.LATER
    )
    brief.refresh_from_db()
    row.refresh_from_db()
    assert brief.withdrawn_at is not None
    assert row.state == "CANCELLED"


def test_erased_citations_take_their_briefs_with_them(station):
    citation = conduct.commend(station.cast, is_demo=True)
    planning.make_coverage(station, brief=brief_of(citation), at=conduct.LATER)
    services.erase_made_by(users=[station.editor], by=casts.SYSTEM, at=conduct.LATER)
    assert not broadcasts_models.Brief.objects.exists()
    assert not broadcasts_models.Coverage.objects.exists()


def test_the_commendation_leads_to_its_brief(station, client, settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    citation = conduct.commend(station.cast)
    address = f"/desk/planning/briefs/{brief_of(citation).pk}/"
    client.force_login(conduct.decider(station.cast))
    assert address in client.get(f"/desk/conduct/{citation.pk}/").content.decode()


def test_an_issued_criticism_is_a_brief_in_the_same_way(station):
    row = criticisms.make(station.cast)
    assert broadcasts_queries.brief_of_citation("CRITICISM", row.pk) is not None
    assert broadcasts_queries.brief_of_citation("COMMENDATION", row.pk) is None

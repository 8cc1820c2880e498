"""Proposing, deciding, declining, withdrawing: what may follow what, and who may."""

from dataclasses import replace
from datetime import date

import pytest

from campaigns.audit import models as audit_models
from campaigns.conduct import models, services
from campaigns.kernel import roles
from campaigns.notifications import models as notification_models
from campaigns.units import services as units_services
from tests.factories import cast as casts
from tests.factories import conduct

State = models.Citation.State


@pytest.fixture
def cast(db: None) -> casts.Cast:
    return casts.make_cast()


def arrive(cast: casts.Cast, state: State) -> models.Citation:
    """A citation in the given state, brought there by the services."""
    conduct.decider(cast)
    citation = conduct.nominate(cast)
    if state != State.NOMINATED:
        EDGES[state](cast, citation)
    return citation


def decide(cast: casts.Cast, citation: models.Citation) -> None:
    services.decide_commendation(
        citation=citation, decision=conduct.DECISION, by=conduct.decider(cast), at=conduct.LATER
    )


def decline(cast: casts.Cast, citation: models.Citation) -> None:
    services.decline_commendation(
        citation=citation, reason="Chưa đủ.", by=conduct.decider(cast), at=conduct.LATER
    )


def withdraw(cast: casts.Cast, citation: models.Citation) -> None:
    services.withdraw_nomination(
        citation=citation, reason="Nhầm.", by=conduct.nominator(cast), at=conduct.LATER
    )


EDGES = {State.DECIDED: decide, State.NOT_MET: decline, State.WITHDRAWN: withdraw}


@pytest.mark.parametrize("start", list(State))
@pytest.mark.parametrize("goal", [s for s in State if s != State.NOMINATED])
def test_only_what_the_table_allows_may_follow(cast: casts.Cast, start: State, goal: State) -> None:
    citation = arrive(cast, start)
    of_citation = audit_models.Event.objects.about(citation._meta.label_lower, citation.pk)
    events = of_citation.count()
    if goal in models.Citation.TRANSITIONS[start]:
        EDGES[goal](cast, citation)
        assert models.Citation.objects.get(pk=citation.pk).state == goal
        assert of_citation.count() == events + 1
    else:
        with pytest.raises(services.AlreadyDecided):
            EDGES[goal](cast, citation)
        assert models.Citation.objects.get(pk=citation.pk).state == start
        assert of_citation.count() == events


def test_the_table_speaks_of_every_state() -> None:
    assert set(models.Citation.TRANSITIONS) == set(State)


def test_a_proposal_names_the_head_of_its_day_and_keeps_its_evidence(cast: casts.Cast) -> None:
    head = units_services.HeadDraft("Chamaléa B", "Chủ tịch UBND xã", casts.START)
    units_services.appoint_head(unit=cast.commune, draft=head, by=casts.SYSTEM, at=casts.NOW)
    citation = conduct.nominate(cast)
    assert str(citation.accountable_head) == "Chủ tịch UBND xã Chamaléa B"
    kinds = citation.evidence.order_by("position").values_list("kind", flat=True)
    assert list(kinds) == ["FIGURE", "TEXT", "LINK"]
    event = audit_models.Event.objects.get(verb="conduct.commendation_nominated")
    assert event.unit_id == cast.commune.pk
    assert len(event.after["evidence"]) == 3


def test_a_unit_without_a_head_is_commended_without_one(cast: casts.Cast) -> None:
    assert conduct.nominate(cast).accountable_head is None


def test_whoever_proposes_does_not_decide(cast: casts.Cast) -> None:
    citation = conduct.nominate(cast)
    with pytest.raises(services.OwnNomination):
        services.decide_commendation(
            citation=citation,
            decision=conduct.DECISION,
            by=conduct.nominator(cast),
            at=conduct.LATER,
        )
    with pytest.raises(services.OwnNomination):
        services.decline_commendation(
            citation=citation, reason="Không.", by=conduct.nominator(cast), at=conduct.LATER
        )
    assert models.Citation.objects.get().state == State.NOMINATED


def test_only_the_nominator_takes_a_proposal_back(cast: casts.Cast) -> None:
    with pytest.raises(services.NotTheNominator):
        services.withdraw_nomination(
            citation=conduct.nominate(cast),
            reason="Tôi muốn.",
            by=conduct.decider(cast),
            at=conduct.LATER,
        )


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_declining_and_withdrawing_need_a_reason(cast: casts.Cast, reason: str) -> None:
    citation = conduct.nominate(cast)
    with pytest.raises(services.ReasonMissing):
        services.decline_commendation(
            citation=citation, reason=reason, by=conduct.decider(cast), at=conduct.LATER
        )
    with pytest.raises(services.ReasonMissing):
        services.withdraw_nomination(
            citation=citation, reason=reason, by=conduct.nominator(cast), at=conduct.LATER
        )


def test_the_second_decider_is_told_who_was_first_and_when(cast: casts.Cast) -> None:
    citation = conduct.commend(cast)
    with pytest.raises(services.AlreadyDecided) as refusal:
        decline(cast, models.Citation.objects.get(pk=citation.pk))
    assert "Decider" in refusal.value.message
    assert "10:00 16/11/2026" in refusal.value.message


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"to_date": date(2026, 9, 1)}, services.PeriodFault),
        ({"to_date": date(2026, 11, 17)}, services.PeriodFault),
        ({"figures": [], "texts": [], "links": []}, services.EvidenceMissing),
    ],
)
def test_a_draft_that_cannot_stand_is_refused(
    cast: casts.Cast, changes: dict[str, object], fault: type[services.CitationFault]
) -> None:
    with pytest.raises(fault):
        conduct.nominate(cast, **changes)
    assert not models.Citation.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"is_statutory": True, "is_council_needed": True},
        {"direction": "CRITICISM"},
        {"is_for_units": False},
        {"valid_to_date": date(2025, 6, 30)},
    ],
)
def test_only_forms_without_a_council_are_offered(
    cast: casts.Cast, values: dict[str, object]
) -> None:
    other = conduct.make_form("khac", "Hình thức khác", **values)
    offered = models.RecognitionForm.objects.offered_to_units(conduct.today())
    assert other not in offered
    with pytest.raises(services.FormNotOffered):
        conduct.nominate(cast, form=other)


def test_one_achievement_earns_one_award(cast: casts.Cast) -> None:
    conduct.nominate(cast)
    with pytest.raises(services.SameAchievement):
        conduct.nominate(cast, is_another_achievement=True)


def test_overlapping_days_need_a_word_that_it_is_another_achievement(cast: casts.Cast) -> None:
    conduct.nominate(cast)
    days = {"from_date": date(2026, 10, 1), "title": "Ra quân hỗ trợ người dân"}
    with pytest.raises(services.OverlappingAchievement) as refusal:
        conduct.nominate(cast, **days)
    assert "Phát thanh đều" in refusal.value.message
    assert conduct.nominate(cast, is_another_achievement=True, **days).pk


def test_a_declined_proposal_may_be_proposed_again(cast: casts.Cast) -> None:
    decline(cast, conduct.nominate(cast))
    assert conduct.nominate(cast).state == State.NOMINATED


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"dated": date(2026, 11, 17)}, services.DecisionFault),
        ({"dated": date(2026, 11, 14)}, services.DecisionFault),
        ({"number": " "}, services.NumberMissing),
        ({"signatory": ""}, services.SignatoryMissing),
    ],
)
def test_a_document_that_cannot_be_right_is_refused(
    cast: casts.Cast, changes: dict[str, object], fault: type[services.CitationFault]
) -> None:
    with pytest.raises(fault):
        services.decide_commendation(
            citation=conduct.nominate(cast),
            decision=replace(conduct.DECISION, **changes),
            by=conduct.decider(cast),
            at=conduct.LATER,
        )


def test_a_decision_number_serves_once_a_year(cast: casts.Cast) -> None:
    conduct.commend(cast)
    with pytest.raises(services.NumberTaken):
        decide(cast, conduct.nominate(cast, cast.sibling))


def test_deciders_hear_of_a_proposal_and_the_unit_of_the_decision(cast: casts.Cast) -> None:
    decider = conduct.decider(cast)
    decider.language = "en"
    decider.save(update_fields=["language"])
    conduct.commend(cast)
    told = dict(notification_models.Notice.objects.values_list("user__email", "text"))
    assert set(told) == {
        "decider@loa.test",
        "nominator@loa.test",
        "head@loa.test",
        "officer@loa.test",
    }
    assert told["decider@loa.test"].startswith("Waits for your decision")


def test_a_coordinator_proposes_and_hears_that_it_was_declined(cast: casts.Cast) -> None:
    coordinator = casts.make_person("coordinator", roles.Role.COORDINATOR, cast.province)
    citation = services.nominate_commendation(
        draft=conduct.draft(cast.commune), by=coordinator, at=casts.NOW
    )
    decline(cast, citation)
    notice = notification_models.Notice.objects.get(user=coordinator)
    assert notice.url == f"/desk/conduct/{citation.pk}/"

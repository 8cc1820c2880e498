"""The desk's pages of commendations."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from campaigns.conduct import models, queries, services
from campaigns.kernel import roles
from tests.conduct import tampering
from tests.factories import cast as casts
from tests.factories import conduct

ENTERED = {
    "decision_number": "77/QĐ-UBND",
    "decision_date": "2026-11-16",
    "signatory": "Chủ tịch Trần Văn A",
    "reason": "Xứng đáng.",
}


@pytest.fixture
def cast(db: None, settings: Settings) -> casts.Cast:
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    return casts.make_cast()


@pytest.fixture
def deciding(cast: casts.Cast, client: Client) -> Client:
    client.force_login(conduct.decider(cast))
    return client


def test_an_officer_decides_after_being_told_what_will_happen(
    cast: casts.Cast, deciding: Client
) -> None:
    citation = conduct.nominate(cast)
    address = reverse("conduct:decide", kwargs={"pk": citation.pk})
    asked = deciding.get(address).content.decode()
    assert "loa-alert-warning" in asked
    answer = deciding.post(address, ENTERED, follow=True)
    citation.refresh_from_db()
    assert citation.state == models.Citation.State.DECIDED
    assert "77/QĐ-UBND" in answer.content.decode()


def test_the_late_officer_is_told_and_keeps_what_was_typed(
    cast: casts.Cast, deciding: Client
) -> None:
    citation = conduct.commend(cast)
    address = reverse("conduct:decide", kwargs={"pk": citation.pk})
    answer = deciding.post(address, ENTERED)
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "Decider" in words
    assert "10:00 16/11/2026" in words
    assert "77/QĐ-UBND" in words
    assert "Xứng đáng." in words


def test_a_faulty_decision_keeps_what_was_typed(cast: casts.Cast, deciding: Client) -> None:
    conduct.commend(cast, cast.sibling)
    citation = conduct.nominate(cast)
    taken = ENTERED | {"decision_number": conduct.DECISION.number}
    answer = deciding.post(reverse("conduct:decide", kwargs={"pk": citation.pk}), taken)
    assert answer.status_code == 422
    words = answer.content.decode()
    assert 'id="id_decision_number_error"' in words
    assert "Xứng đáng." in words


def test_the_nominator_sees_why_they_may_not_decide(cast: casts.Cast, client: Client) -> None:
    citation = conduct.nominate(cast)
    client.force_login(conduct.nominator(cast))
    page = client.get(reverse("conduct:citation", kwargs={"pk": citation.pk})).content.decode()
    assert reverse("conduct:decide", kwargs={"pk": citation.pk}) not in page
    assert reverse("conduct:withdraw", kwargs={"pk": citation.pk}) in page
    refused = client.post(reverse("conduct:decide", kwargs={"pk": citation.pk}), ENTERED)
    assert refused.status_code == 403


def test_the_nominator_takes_the_proposal_back(cast: casts.Cast, client: Client) -> None:
    citation = conduct.nominate(cast)
    client.force_login(conduct.nominator(cast))
    address = reverse("conduct:withdraw", kwargs={"pk": citation.pk})
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "Nhầm đơn vị."}).status_code == 302
    citation.refresh_from_db()
    assert citation.state == models.Citation.State.WITHDRAWN


def test_an_officer_declines_with_a_reason(cast: casts.Cast, deciding: Client) -> None:
    citation = conduct.nominate(cast)
    address = reverse("conduct:decline", kwargs={"pk": citation.pk})
    assert deciding.post(address, {"reason": ""}).status_code == 422
    page = deciding.post(address, {"reason": "Số liệu chưa đủ."}, follow=True)
    assert "Số liệu chưa đủ." in page.content.decode()


def test_a_changed_figure_stands_beside_the_frozen_one(cast: casts.Cast, deciding: Client) -> None:
    frozen = queries.commendations(cast.commune, conduct.FROM, conduct.today())
    citation = conduct.nominate(cast, figures=[frozen])
    other = {"from_date": conduct.FROM.replace(day=1), "is_another_achievement": True}
    conduct.commend(cast, **other)
    page = deciding.get(reverse("conduct:citation", kwargs={"pk": citation.pk})).content.decode()
    assert '<p class="loa-stat-value">0<' in page
    assert "loa-tag-warning" in page


def test_tampered_evidence_is_shown_and_stops_the_decision(
    cast: casts.Cast, deciding: Client
) -> None:
    citation = conduct.nominate(cast)
    tampering.without_guards("UPDATE conduct_evidence SET sha256 = 'x'")
    address = reverse("conduct:citation", kwargs={"pk": citation.pk})
    assert "loa-alert-danger" in deciding.get(address).content.decode()
    answer = deciding.post(reverse("conduct:decide", kwargs={"pk": citation.pk}), ENTERED)
    assert answer.status_code == 409


def test_the_figure_and_its_list_count_the_same(cast: casts.Cast, deciding: Client) -> None:
    conduct.commend(cast)
    conduct.commend(cast, cast.sibling, decision=decision("146/QĐ-UBND"))
    conduct.commend(cast, cast.station, decision=decision("147/QĐ-UBND"))
    conduct.nominate(cast, cast.office)
    for unit, count in ((cast.province, 3), (cast.district, 2), (cast.commune, 1)):
        figure = queries.commendations(unit, conduct.FROM, conduct.today())
        listed = deciding.get(figure.rows_url).context["table"]
        assert (figure.value, figure.rows_count) == (str(count), count)
        assert listed.state.total_count == count


def decision(number: str) -> services.Decision:
    return services.Decision(number, conduct.DECISION.dated, conduct.DECISION.signatory)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"q": "phuoc dai"}, 1),
        ({"q": "QUET MA"}, 2),
        ({"q": "không có"}, 0),
        ({"state": "DECIDED"}, 1),
        ({"state": "RUMOUR"}, 2),
        ({"decided_from": "rubbish", "page": "99", "sort": "x"}, 2),
        ({"decided_from": "2026-11-17"}, 0),
        ({"decided_to": "2026-11-16"}, 1),
        ({"q": "\x00"}, 2),
    ],
)
def test_the_list_is_filtered_from_its_address(
    cast: casts.Cast, deciding: Client, query: dict[str, str], count: int
) -> None:
    conduct.commend(cast)
    conduct.nominate(cast, cast.sibling)
    page = deciding.get(reverse("conduct:citation_list"), query)
    assert page.context["table"].state.total_count == count


def test_proposals_are_not_shown_to_those_who_may_only_see_what_is_public(
    cast: casts.Cast, client: Client
) -> None:
    waiting = conduct.nominate(cast)
    days = {"from_date": conduct.FROM.replace(day=1), "is_another_achievement": True}
    given = conduct.commend(cast, **days)
    client.force_login(cast.officer)
    page = client.get(reverse("conduct:citation_list"))
    assert [row.pk for row in page.context["table"].rows] == [given.pk]
    assert client.get(reverse("conduct:citation", args=[waiting.pk])).status_code == 403
    assert client.get(reverse("conduct:citation", args=[given.pk])).status_code == 200
    client.force_login(cast.outsider)
    assert client.get(reverse("conduct:citation", args=[given.pk])).status_code == 404
    narrowed = client.get(reverse("conduct:citation_list"), {"unit": cast.commune.pk})
    assert narrowed.status_code == 404


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_the_list_is_exported(cast: casts.Cast, deciding: Client, file_format: str) -> None:
    conduct.nominate(cast, title="=cmd|' /C calc'!A0")
    answer = deciding.get(reverse("conduct:citation_list"), {"export": file_format})
    body = b"".join(answer.streaming_content)
    assert answer.status_code == 200
    if file_format == "csv":
        assert "'=cmd" in body.decode("utf-8-sig")
        assert "Xã Phước Đại" in body.decode("utf-8-sig")


def test_pages_ask_the_database_the_same_number_of_times_whatever_the_rows(
    cast: casts.Cast, deciding: Client
) -> None:
    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert deciding.get(address).status_code == 200
        return len(captured)

    first = conduct.nominate(cast)
    addresses = [
        reverse("conduct:citation_list"),
        reverse("conduct:citation", args=[first.pk]),
        reverse("conduct:decide", args=[first.pk]),
    ]
    deciding.get(addresses[0])  # the first request of a session writes it
    few = [count(address) for address in addresses]
    for day in range(1, 12):
        conduct.nominate(
            cast,
            from_date=conduct.FROM.replace(day=day),
            is_another_achievement=True,
            texts=["Một", "Hai", "Ba"],
        )
    many = [count(address) for address in addresses]
    assert many == few
    assert max(many) <= 25


def test_a_decider_of_another_province_finds_nothing(cast: casts.Cast, client: Client) -> None:
    citation = conduct.nominate(cast)
    client.force_login(casts.make_person("far", roles.Role.PROVINCIAL_OFFICE, cast.sibling))
    for name in ("citation", "decide", "decline", "withdraw"):
        assert client.get(reverse(f"conduct:{name}", args=[citation.pk])).status_code == 404

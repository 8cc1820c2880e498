"""Proposing a unit on its figures: what is sent is what was seen."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from campaigns.conduct import models
from tests.factories import cast as casts
from tests.factories import conduct

DAYS = {"from": "2026-09-21", "to": "2026-11-16"}


@pytest.fixture
def cast(db: None, settings: Settings) -> casts.Cast:
    settings.LOA_SECOND_FACTOR_REQUIRED = False
    return casts.make_cast()


@pytest.fixture
def office(cast: casts.Cast, client: Client) -> Client:
    client.force_login(conduct.nominator(cast))
    return client


def address(cast: casts.Cast) -> str:
    return reverse("workspace:propose_citation", args=[cast.commune.pk])


def entered(**changes: object) -> dict[str, object]:
    return {
        "form": conduct.form().pk,
        "title": "Ra quân đều",
        "reasons": "Tám tuần liền không nghỉ.",
        "observation": "Biên bản ngày 10/11/2026.",
        "links": "https://example.org/bai Bài trên báo\n\nhttps://example.org/anh",
    } | changes


def choices(page: object) -> list[str]:
    return [choice for choice, _label in page.context["form"].fields["figures"].choices]


def test_chosen_figures_are_frozen_with_texts_and_links(cast: casts.Cast, office: Client) -> None:
    conduct.form()
    page = office.get(address(cast), DAYS)
    answer = office.post(address(cast), entered(figures=choices(page)), query_params=DAYS)
    citation = models.Citation.objects.get()
    assert answer.headers["Location"] == reverse("conduct:citation", args=[citation.pk])
    pieces = list(citation.evidence.order_by("position"))
    figures = [p.data["key"] for p in pieces if p.kind == "FIGURE"]
    assert figures[0] == "broadcasts.pieces_aired"
    assert figures[-1] == "conduct.commendations"
    assert [p.data for p in pieces if p.kind == "LINK"] == [
        {"label": "Bài trên báo", "url": "https://example.org/bai"},
        {"label": "https://example.org/anh", "url": "https://example.org/anh"},
    ]
    assert (str(citation.from_date), str(citation.to_date)) == (DAYS["from"], DAYS["to"])
    assert citation.nominated_by == conduct.nominator(cast)


def test_only_forms_without_a_council_are_listed(cast: casts.Cast, office: Client) -> None:
    conduct.form()
    conduct.make_form("giay_khen", "Giấy khen", is_statutory=True, is_council_needed=True)
    page = office.get(address(cast), DAYS).content.decode()
    assert "Biểu dương" in page
    assert "Giấy khen" not in page


def test_a_figure_that_changed_while_writing_is_asked_again(
    cast: casts.Cast, office: Client
) -> None:
    conduct.form()
    seen = choices(office.get(address(cast), DAYS))
    conduct.commend(cast, from_date=conduct.FROM.replace(day=1))
    body = entered(figures=seen, is_another_achievement="on")
    answer = office.post(address(cast), body, query_params=DAYS)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"figures"}
    assert "Tám tuần liền không nghỉ." in answer.content.decode()
    assert models.Citation.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"reasons": ""}, "reasons"),
        ({"form": "999"}, "form"),
        ({"observation": "", "links": ""}, "figures"),
        ({"links": "javascript:alert(1) xấu"}, "links"),
        ({"links": "\n".join(["https://example.org"] * 11)}, "links"),
    ],
)
def test_faults_stand_beside_their_fields(
    cast: casts.Cast, office: Client, changes: dict[str, str], field: str
) -> None:
    answer = office.post(address(cast), entered(**changes), query_params=DAYS)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not models.Citation.objects.exists()


def test_other_awards_of_those_days_are_shown_and_need_a_word(
    cast: casts.Cast, office: Client
) -> None:
    conduct.commend(cast)
    assert "Phát thanh đều" in office.get(address(cast), DAYS).content.decode()
    answer = office.post(address(cast), entered(), query_params=DAYS)
    assert list(answer.context["form"].errors) == ["is_another_achievement"]
    body = entered(is_another_achievement="on")
    assert office.post(address(cast), body, query_params=DAYS).status_code == 302


def test_a_period_in_the_future_is_refused_with_its_reason(
    cast: casts.Cast, office: Client
) -> None:
    answer = office.post(
        address(cast), entered(), query_params={"from": "2026-09-21", "to": "2126-01-01"}
    )
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()

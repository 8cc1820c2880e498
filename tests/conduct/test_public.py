"""What the public reads of commendations, and how it may be kept."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.accounts import models as accounts_models
from campaigns.conduct import queries, services
from campaigns.units import services as units_services
from tests.factories import cast as casts
from tests.factories import conduct


@pytest.fixture
def cast(db: None) -> casts.Cast:
    return casts.make_cast()


def test_a_decided_commendation_is_public_at_once(cast: casts.Cast, client: Client) -> None:
    citation = conduct.commend(cast)
    listed = client.get(reverse("public_citations")).content.decode()
    assert "Xã Phước Đại" in listed
    page = client.get(reverse("public_citation", args=[citation.pk])).content.decode()
    for words in ("Phát thanh đều", "145/QĐ-UBND", "12<span", "Biểu dương"):
        assert words in page


def test_what_is_not_decided_does_not_exist_for_the_public(
    cast: casts.Cast, client: Client
) -> None:
    waiting = conduct.nominate(cast)
    declined = conduct.nominate(cast, cast.sibling)
    services.decline_commendation(
        citation=declined, reason="Chưa đủ.", by=conduct.decider(cast), at=conduct.LATER
    )
    for citation in (waiting, declined):
        for name in ("public_citation", "public_citation_en"):
            assert client.get(reverse(name, args=[citation.pk])).status_code == 404
    assert queries.public_citations() == []


def test_the_public_reads_of_units_and_not_of_their_people(
    cast: casts.Cast, client: Client
) -> None:
    head = units_services.HeadDraft("Chamaléa Bích", "Chủ tịch UBND xã", casts.START)
    units_services.appoint_head(unit=cast.commune, draft=head, by=casts.SYSTEM, at=casts.NOW)
    citation = conduct.commend(cast)
    page = client.get(reverse("public_citation", args=[citation.pk])).content.decode()
    for name in ("Chamaléa Bích", "Nominator", "Decider", "Biên bản kiểm tra"):
        assert name not in page


@pytest.mark.parametrize("name", ["public_citations", "public_citations_en"])
def test_any_cache_may_keep_the_pages(cast: casts.Cast, client: Client, name: str) -> None:
    conduct.commend(cast)
    client.force_login(cast.officer)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(reverse(name))
    assert not any("django_session" in query["sql"] for query in captured.captured_queries)
    assert len(captured) <= 12
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert not answer.cookies
    assert "public" in answer.headers["Cache-Control"]
    page = answer.content.decode()
    assert "csrf" not in page
    assert "nonce" not in page


def test_the_language_is_in_the_address(cast: casts.Cast, client: Client) -> None:
    conduct.commend(cast)
    client.cookies["django_language"] = "en"
    assert '<html lang="vi"' in client.get(reverse("public_citations")).content.decode()
    client.cookies["django_language"] = "vi"
    english = client.get(reverse("public_citations_en")).content.decode()
    assert '<html lang="en"' in english
    assert "Public praise" in english


def test_the_list_is_limited_and_latest_first(cast: casts.Cast) -> None:
    first = conduct.commend(cast)
    later = services.Decision("200/QĐ-UBND", conduct.DECISION.dated, "Chủ tịch")
    second = conduct.commend(cast, cast.sibling, decision=later)
    assert [c.pk for c in queries.public_citations()] == [second.pk, first.pk]
    assert [c.pk for c in queries.public_citations(limit=1)] == [second.pk]


@pytest.mark.parametrize("prefix", ["", "_en"])
def test_the_frame_leads_on_in_the_language_of_the_address(
    cast: casts.Cast, client: Client, prefix: str
) -> None:
    page = client.get(reverse(f"public_citations{prefix}")).content.decode()
    for name in (f"public_citations{prefix}", "public:search_en" if prefix else "public:search"):
        assert f'"{reverse(name)}"' in page
    assert f'href="{"/en/" if prefix else "/"}"' in page


@pytest.mark.parametrize("address", ["/khen-thuong/", "/accounts/login/", "/field/"])
def test_screens_without_sign_in_say_that_they_show_a_demo(
    db: None, client: Client, address: str
) -> None:
    cache.clear()
    assert "loa-demo-banner" not in client.get(address).content.decode()
    accounts_models.User.objects.create(email="a@demo.loa", full_name="A", is_demo=True)
    cache.clear()
    assert "loa-demo-banner" in client.get(address).content.decode()
    cache.clear()

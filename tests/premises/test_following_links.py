"""Following a short link: where it leads, what is refused, and that nothing of the reader stays."""

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from campaigns.directives import services as directives_services
from campaigns.premises import models, services
from tests.factories import cast as casts
from tests.factories import links

pytestmark = pytest.mark.django_db
TRICKS = [
    *("../x", "..%2f..%2fetc/passwd", "/evil.example", "//evil.example", "https://evil.example"),
    *("%2f%2fevil.example", "%5c%5cevil", "ABC%0d%0aSet-Cookie:%20a=b", "%00", "Mã-độc", "🙂"),
    *("' OR 1=1 --", "<script>alert(1)</script>", "A" * 3000, "%E0%A4%A", ".", "  "),
]


@pytest.fixture
def scene() -> links.Scene:
    return links.make_scene()


def app_target(**store: str) -> models.LinkTarget:
    app = links.make_app("loa-app", **store)
    return links.make_target(
        name_vi="Ứng dụng thử",
        kind=models.TargetKind.APP,
        app=app,
        address_vi="https://to-khai.example/vi",
        address_en="https://to-khai.example/en",
    )


@pytest.mark.parametrize("claimed", TRICKS)
def test_a_trick_in_the_address_gets_a_page_and_leads_nowhere(
    scene: links.Scene, client: Client, claimed: str
):
    answer = client.get(f"/q/{claimed}", headers={"User-Agent": links.PHONE})
    assert answer.status_code == 404
    assert "Location" not in answer.headers
    assert "evil" not in str(answer.headers)
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize(
    "more",
    [
        *("/../../evil", "@evil.example", "//evil.example", "/%2f%2fevil.example", ";evil"),
        *("%3Fnext=//evil.example", "%00", "%0d%0aLocation:%20//evil.example", "#@evil.example"),
    ],
)
def test_what_is_hung_on_a_real_code_leads_nowhere_else(
    scene: links.Scene, client: Client, more: str
):
    answer = client.get(f"/q/{scene.link.code}{more}", headers={"User-Agent": links.PHONE})
    assert answer.headers.get("Location", "") in ("", f"{settings.BASE_URL}/ra-quan/")
    assert "evil" not in str(answer.headers)


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "Referer", "X-Original-URL"])
def test_no_header_says_where_a_link_leads(scene: links.Scene, client: Client, header: str):
    headers = {"User-Agent": links.PHONE, header: "evil.example"}
    answer = client.get(f"/q/{scene.link.code}", headers=headers)
    assert answer["Location"] == f"{settings.BASE_URL}/ra-quan/"


def test_a_query_string_of_ten_megabytes_changes_nothing(scene: links.Scene, client: Client):
    answer = client.get(
        f"/q/{scene.link.code}",
        headers={"User-Agent": links.PHONE},
        query_params={"next": "https://evil.example", "x": "y" * 10_000_000},
    )
    assert (answer.status_code, answer["Location"]) == (302, f"{settings.BASE_URL}/ra-quan/")


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_only_reading_is_offered(scene: links.Scene, client: Client, method: str):
    assert getattr(client, method)(f"/q/{scene.link.code}").status_code == 405
    assert not models.Scan.objects.exists()


def test_a_scan_leads_to_the_target_and_leaves_nothing_on_the_phone(
    scene: links.Scene, client: Client, django_assert_num_queries
):
    links.follow(client, scene.link.code)
    with django_assert_num_queries(1):  # the row itself: where it leads is remembered
        answer = links.follow(client, scene.link.code)
    assert (answer.status_code, answer["Location"]) == (302, f"{settings.BASE_URL}/ra-quan/")
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize("prefix", ["/q/", "/Q/"])
def test_capitals_do_not_matter(scene: links.Scene, client: Client, prefix: str):
    for code in (scene.link.code, scene.link.code.lower(), f"{scene.link.code}/"):
        assert client.get(f"{prefix}{code}").status_code == 302


def test_a_reader_of_english_gets_the_english_page(scene: links.Scene, client: Client):
    answer = links.follow(client, scene.link.code, **{"Accept-Language": "en-GB,en;q=0.9"})
    assert answer["Location"] == f"{settings.BASE_URL}/en/ra-quan/"


@pytest.mark.parametrize(
    ("agent", "language", "address"),
    [
        (links.PHONE, "vi", "https://play.google.com/store/apps/details?id=vn.loa.thu"),
        (links.APPLE, "vi", "https://apps.apple.com/app/id1234567"),
        ("Mozilla/5.0 (X11; Linux x86_64) Firefox/120.0", "vi", "https://to-khai.example/vi"),
        ("Mozilla/5.0 (X11; Linux x86_64) Firefox/120.0", "en", "https://to-khai.example/en"),
    ],
)
def test_an_app_is_offered_by_the_phone_and_the_language(
    scene: links.Scene, client: Client, agent: str, language: str, address: str
):
    target = app_target(android_id="vn.loa.thu", ios_id="1234567")
    link = links.make_link(scene.cast.commune, target, name="Băng rôn")
    answer = links.follow(client, link.code, agent=agent, **{"Accept-Language": language})
    assert answer["Location"] == address


def test_a_phone_whose_store_is_not_known_gets_the_form(scene: links.Scene, client: Client):
    link = links.make_link(scene.cast.commune, app_target(), name="Băng rôn")
    assert links.follow(client, link.code)["Location"] == "https://to-khai.example/vi"


def test_a_retired_app_is_never_linked_and_its_successor_takes_over(
    scene: links.Scene, client: Client
):
    target = app_target(android_id="vn.loa.thu")
    link = links.make_link(scene.cast.commune, target, name="Băng rôn")
    today = timezone.localdate()
    retired = {"name_vi": "Ứng dụng thử", "android_id": "vn.loa.thu", "retired_date": today}
    directives_services.save_app(code="loa-app", values=retired, by=casts.SYSTEM, at=links.NOW)
    links.forget()
    answer = links.follow(client, link.code)
    assert (answer.status_code, "Location" in answer.headers) == (410, False)
    later = links.make_app("app-2", android_id="vn.loa.moi")
    values = retired | {"successor": later}
    directives_services.save_app(code="loa-app", values=values, by=casts.SYSTEM, at=links.NOW)
    links.forget()
    address = "https://play.google.com/store/apps/details?id=vn.loa.moi"
    assert links.follow(client, link.code)["Location"] == address
    # The form on the web was the retired app's own.
    assert links.follow(client, link.code, agent="Firefox").status_code == 410


def test_a_retired_target_leads_on_to_its_successor(
    scene: links.Scene, client: Client, django_capture_on_commit_callbacks
):
    new = links.make_target(name_vi="Trang mới", address_vi="/moi/", address_en="")
    with django_capture_on_commit_callbacks(execute=True):
        services.retire_target(
            target=scene.target,
            from_date=timezone.localdate(),
            successor=new,
            by=casts.SYSTEM,
            at=timezone.now(),
        )
    assert links.follow(client, scene.link.code)["Location"] == f"{settings.BASE_URL}/moi/"


def test_a_revoked_link_says_so_at_once_here_and_leads_on_when_taken_back(
    scene: links.Scene, client: Client, django_capture_on_commit_callbacks
):
    assert links.follow(client, scene.link.code).status_code == 302
    at = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        services.revoke_link(link=scene.link, reason="Bị dán đè", by=casts.SYSTEM, at=at)
    answer = links.follow(client, scene.link.code)
    assert answer.status_code == 410
    assert "không còn dùng" in answer.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        services.reinstate_link(link=scene.link, by=casts.SYSTEM, at=at)
    assert links.follow(client, scene.link.code).status_code == 302


def test_a_sheet_that_was_revoked_takes_its_link_along(scene: links.Scene, client: Client):
    poster = links.hang(scene.cast)
    services.make_sheet_links(
        unit=scene.cast.commune, target=scene.target, by=casts.SYSTEM, at=timezone.now()
    )
    assert links.follow(client, poster.code).status_code == 302
    services.report_damaged(poster=poster, reason="Rách", by=casts.SYSTEM, at=timezone.now())
    links.forget()
    assert links.follow(client, poster.code).status_code == 302, "it hangs there still"
    services.revoke(poster=poster, reason="Mã giả", by=casts.SYSTEM, at=timezone.now())
    links.forget()
    assert links.follow(client, poster.code).status_code == 410


def test_an_unknown_code_is_told_from_a_forged_sheet_in_plain_words(
    scene: links.Scene, client: Client
):
    answer = links.follow(client, "ABCDEFGHJK")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "có thể bị làm giả" in page
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.mark.parametrize("fault", [DatabaseError, services.NotCounted])
def test_what_cannot_be_counted_is_not_answered_as_if_it_were(
    scene: links.Scene, client: Client, monkeypatch, logged_errors, fault: type[Exception]
):
    def full(*_args: object, **_kwargs: object) -> None:
        raise fault("disk full")

    monkeypatch.setattr(services, "count_scan", full)
    answer = links.follow(client, scene.link.code)
    logged_errors.clear()  # the operator reads of it
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Location" not in answer.headers

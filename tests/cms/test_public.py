"""The public site: found with and without diacritics, light, and fit for any cache."""

import gc
import re

import pytest
from django.test import Client, RequestFactory
from django.views import static
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from campaigns.directives import services as directive_services
from cms import models, services
from tests.factories import cms as factory
from tests.factories.cast import NOW, SYSTEM

PATH = "/ptth/khai-bao-qr/"


@pytest.fixture
def page(room, piece) -> models.GuidancePage:
    return factory.publish(room, piece)


def html_of(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_published_piece_is_on_the_home_page_and_at_its_address(page):
    assert page.title in html_of("/")
    html = html_of(PATH)
    assert "Mở camera điện thoại" in html
    assert '<html lang="vi"' in html


@pytest.mark.parametrize(
    "query", ["khai báo", "khai bao", "KHAI BAO Y TE", "dien to khai", "mã QR"]
)
def test_piece_is_found_with_and_without_diacritics(query, page):
    assert PATH in html_of(f"/tim-kiem/?q={query}")


def test_search_says_what_to_do_when_nothing_is_found(page):
    html = html_of("/tim-kiem/?q=xyzzy")
    assert "xyzzy" in html
    assert PATH not in html


@pytest.mark.parametrize("query", ["", '"', "'", "a OR", "(*", "%00", "<script>", "đ" * 500])
def test_strange_queries_are_answered(query, page):
    html = html_of("/tim-kiem/?q=" + query.replace("%", "%25"))
    assert "<script>" not in html


def test_results_come_in_pages(room):
    for n in range(22):
        factory.publish(room, factory.make_piece(room, f"bai-{n}", title=f"Bài số {n}"))
    assert "page=2" in html_of("/tim-kiem/?q=bai+so")
    assert 'rel="prev"' in html_of("/tim-kiem/?q=bai+so&page=2")


def test_draft_and_withdrawn_pieces_are_not_there(room, piece):
    assert Client().get(PATH).status_code == 404
    assert PATH not in html_of("/tim-kiem/?q=khai bao")
    page = factory.publish(room, piece)
    services.withdraw_page(page=page, reason="Cũ.", by=room.chief, at=NOW)
    assert Client().get(PATH).status_code == 404
    assert PATH not in html_of("/tim-kiem/?q=khai bao")


def test_english_address_serves_the_english_text(page):
    html = html_of(f"/en{PATH}")
    assert "Declaring by QR code" in html
    assert '<html lang="en"' in html
    assert f"/en{PATH}" in html_of("/en/")


def test_english_address_says_when_there_is_none(room):
    factory.publish(room, factory.make_piece(room, "chi-viet", renditions=()))
    html = html_of("/en/ptth/chi-viet/")
    assert "no English text" in html
    assert "/ptth/chi-viet/" in html


def test_retired_address_is_text_and_no_link(room):
    campaign_app = {"name_vi": "Tờ khai y tế", "name_en": "Health declaration"}
    directive_services.save_app(
        code="to-khai",
        values=campaign_app | {"address": "tokhaiyte.vn", "retired_date": NOW.date()},
        by=SYSTEM,
        at=NOW,
    )
    piece = factory.make_piece(room)
    link = '<p>Vào <a href="https://tokhaiyte.vn/vn">tokhaiyte.vn</a> và '
    link += '<a href="https://ninhthuan.gov.vn/">cổng tỉnh</a>.</p>'
    piece.body = [("paragraph", link)]
    draft = piece.get_latest_revision_as_object()
    draft.body = [{"type": "paragraph", "value": link}]
    draft.save_revision(user=room.editor)
    factory.publish(room, piece)
    html = html_of(PATH)
    assert "tokhaiyte.vn" in html
    assert "//tokhaiyte.vn" not in html
    assert 'href="https://ninhthuan.gov.vn/"' in html


# Wagtail leaves the temporary file of a re-encoded picture to the garbage collector.
@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
def test_picture_is_shown_re_encoded_and_its_upload_is_not_served(room, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    upload = get_test_image_file("bang-qr.png")
    picture = get_image_model().objects.create(
        title="Bảng mã QR", file=upload, collection=room.page.collection
    )
    piece = factory.make_piece(room)
    draft = piece.get_latest_revision_as_object()
    value = {"image": picture.pk, "decorative": False, "alt_text": "Bảng mã QR ở cửa"}
    draft.body = [*draft.body.raw_data, {"type": "image", "value": value}]
    draft.save_revision(user=room.editor)
    factory.publish(room, piece)
    html = html_of(PATH)
    assert 'alt="Bảng mã QR ở cửa"' in html
    gc.collect()
    address = re.search(r'src="(/media/images/[^"]+\.webp)"', html)[1]
    served = static.serve(
        RequestFactory().get(address), address[14:], document_root=tmp_path / "images"
    )
    served.file_to_stream.close()  # `close` alone would end the connection of the test, too
    assert served["Content-Type"] == "image/webp"
    assert Client().get(f"/media/{picture.file.name}").status_code == 404


ADDRESSES = ["/", PATH, "/ptth/", "/tim-kiem/?q=khai", "/en/", f"/en{PATH}"]


@pytest.mark.parametrize("path", ADDRESSES)
def test_any_cache_may_keep_a_public_page(path, page):
    answer = Client().get(path)
    html = answer.content.decode()
    assert "csrf" not in html.lower()
    assert "nonce" not in html
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "public" in answer.headers["Cache-Control"]
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert " style=" not in html
    assert "onclick" not in html


@pytest.mark.parametrize("path", ADDRESSES)
def test_public_page_needs_at_most_twelve_queries(path, page, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        Client().get(path)


def test_queries_do_not_grow_with_pieces(room, page, django_assert_max_num_queries):
    for n in range(6):
        factory.publish(room, factory.make_piece(room, f"bai-{n}", title=f"Bài số {n}"))
    for path in ("/", "/ptth/", "/tim-kiem/?q=bai"):
        with django_assert_max_num_queries(12):
            Client().get(path)


def test_machines_read_robots_and_sitemap(page):
    assert "Disallow: /cms/" in html_of("/robots.txt")
    xml = html_of("/sitemap.xml")
    assert f"{PATH}</loc>" in xml
    assert f"/en{PATH}</loc>" in xml
    assert "csrf" not in xml


def test_site_is_ensured_once(room):
    before = models.HomePage.objects.get().latest_revision_id
    services.ensure_site(draft=services.SiteDraft("Khác", "Khác"), by=SYSTEM, at=NOW)
    assert models.HomePage.objects.get().latest_revision_id == before

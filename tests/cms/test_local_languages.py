"""What is written in the languages of the province is read on the public page, marked as such."""

from django.test import Client

from cms import services
from tests.factories import cms as factory

CHAM = "ꨌꩌ ꨇꨥꩆ"


def test_web_texts_in_local_languages_stand_on_the_public_page(room):
    texts = (
        services.RenditionDraft("WEB", "cjm-Cham", CHAM, f"{CHAM}\n{CHAM}"),
        services.RenditionDraft("WEB", "rog", "Khai báo", "Sa khai báo."),
        services.RenditionDraft("SMS", "rog", "Khai báo", "Chỉ cho điện thoại."),
    )
    factory.publish(room, factory.make_piece(room, renditions=texts))
    html = Client().get("/ptth/khai-bao-qr/").content.decode()
    assert f'lang="cjm-Cham">\n      <h2>{CHAM}</h2>' in html
    assert 'href="#rog"' in html
    assert "Sa khai báo." in html
    assert "Chỉ cho điện thoại." not in html
    assert CHAM not in Client().get("/en/ptth/khai-bao-qr/").content.decode()


def test_a_piece_in_vietnamese_alone_offers_no_other(room, piece):
    factory.publish(room, piece)
    assert "cjm-" not in Client().get("/ptth/khai-bao-qr/").content.decode()

"""Pictures from outside: what is none is refused, what is one loses all but its pixels."""

import io

import pytest
from PIL import Image

from campaigns.kernel import pictures
from tests.factories import pictures as factory


def opened(picture: pictures.Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_upright_and_tells_nothing_of_its_maker(kind):
    content = factory.make_photo(kind)
    assert b"Xiaomi of Lan" in content
    picture = pictures.encode_anew(content)
    image = opened(picture)
    assert image.format == "JPEG"
    assert (image.width, image.height) == (picture.width, picture.height) == (240, 320)
    assert not image.getexif()
    assert b"Xiaomi" not in picture.content
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_large_picture_is_made_smaller():
    picture = pictures.encode_anew(factory.make_photo("JPEG", (3200, 2400)))
    assert (picture.width, picture.height) == (1200, 1600)


def test_what_hides_behind_a_picture_is_gone():
    picture = pictures.encode_anew(factory.make_photo() + b"<script>alert(1)</script>")
    assert b"script" not in picture.content


def test_see_through_parts_become_white():
    file = io.BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(file, "PNG")
    image = opened(pictures.encode_anew(file.getvalue()))
    assert all(part > 250 for part in image.getpixel((4, 4)))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"GIF89a" + b"\0" * 100,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xff\xd8\xff\xe0" + b"\0" * 400,
        factory.make_photo()[:600],
        factory.make_photo("PNG")[:200],
        factory.make_photo("PNG").replace(b"IHDR", b"IHDX"),
        b"\x89PNG\r\n\x1a\n",
    ],
    ids=range(9),
)
def test_what_is_no_whole_picture_is_refused_with_words(content):
    with pytest.raises(pictures.PictureRefused) as refusal:
        pictures.encode_anew(content)
    assert refusal.value.message


@pytest.mark.parametrize("side", [3_000, 10_000, 30_000])
def test_a_bomb_is_refused_by_its_header(side, monkeypatch):
    bomb = factory.make_bomb(side, side)
    assert len(bomb) < 2 * 1024 * 1024
    monkeypatch.setattr(Image.Image, "load", lambda self: 1 / 0)
    with pytest.raises(pictures.PictureRefused):
        pictures.encode_anew(bomb)

"""Codes as strangers make them: as large as a code gets, none, several, and pasted by the page."""

import io
from typing import Any

import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from campaigns.premises import models, queries
from tests.factories import pictures as photos
from tests.factories import premises as factory

pytestmark = pytest.mark.django_db
QR = zxingcpp.BarcodeFormat.QRCode
MOST_BYTES = 2953
"""What version 40 holds at its weakest level (ISO/IEC 18004)."""


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


@pytest.fixture
def desk(scene: factory.Scene) -> Client:
    client = Client()
    client.force_login(scene.cast.head)
    return client


def drawn(payload: str | bytes, scale: int = 4) -> Image.Image:
    code = zxingcpp.create_barcode(payload, QR, ec_level="L").to_image(scale=scale)
    height, width = memoryview(code).shape
    return Image.frombytes("L", (width, height), bytes(code))


def beside(*pictures: Image.Image) -> Image.Image:
    wall = Image.new("L", (sum(p.width for p in pictures), max(p.height for p in pictures)), 255)
    left = 0
    for picture in pictures:
        wall.paste(picture, (left, 0))
        left += picture.width
    return wall


def photo(picture: Image.Image) -> SimpleUploadedFile:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return SimpleUploadedFile("IMG_2.png", file.getvalue(), "image/png")


def enter(desk: Client, scene: factory.Scene, **said: Any) -> str:
    """The page of a refusal; nothing was kept."""
    url = reverse("premises:enter_checkpoint", args=[scene.premises.pk])
    answer = desk.post(url, said)
    assert answer.status_code == 422
    assert not models.Checkpoint.objects.exists()
    return answer.content.decode()


def test_the_largest_code_there_is_is_read_whole_and_refused_by_its_length(
    scene: factory.Scene, desk: Client
) -> None:
    payload = "x" * MOST_BYTES
    picture = photo(drawn(payload))
    assert queries.read_code(picture.read()) == payload
    picture.seek(0)
    assert "2048" in enter(desk, scene, photo=picture)
    with pytest.raises(ValueError):  # noqa: PT011  a code of ten kilobytes cannot exist
        drawn("x" * 10_240)


def test_a_sheet_is_not_verified_by_the_largest_code(scene: factory.Scene, desk: Client) -> None:
    poster = factory.post(factory.make_poster(scene.premises), by=scene.cast.officer)
    url = reverse("premises:verify_poster", args=[scene.premises.pk, poster.pk])
    answer = desk.post(url, {"photo": photo(drawn("x" * MOST_BYTES))})
    assert answer.status_code == 422
    poster.refresh_from_db()
    assert poster.state == "POSTED"
    assert not models.PosterPhoto.objects.exists()


@pytest.mark.parametrize("size", [2049, 10_240, 1_000_000])
def test_a_pasted_text_of_any_length_is_refused_and_stays_on_the_page(
    scene: factory.Scene, desk: Client, size: int
) -> None:
    page = enter(desk, scene, payload="TKYT|" + "a" * (size - 5))
    assert 'aria-invalid="true"' in page
    assert "TKYT|aaa" in page, "what was typed survives"


def test_a_code_of_bytes_that_are_no_text_is_refused(scene: factory.Scene, desk: Client) -> None:
    enter(desk, scene, photo=photo(drawn(bytes(range(256)))))


def test_a_photo_without_a_code_is_refused_and_nothing_is_kept(
    scene: factory.Scene, desk: Client
) -> None:
    empty = SimpleUploadedFile("IMG_3.jpg", photos.make_photo(), "image/jpeg")
    assert "Không đọc được mã" in enter(desk, scene, photo=empty)


def test_a_photo_with_two_codes_is_refused_whichever_is_the_right_one(
    scene: factory.Scene, desk: Client
) -> None:
    two = photo(beside(drawn(factory.PAYLOAD, 8), drawn("TKYT|58|22810|000999", 8)))
    assert "2 mã" in enter(desk, scene, photo=two)


def test_the_official_code_beside_a_strangers_short_link_is_two_codes(
    scene: factory.Scene, desk: Client
) -> None:
    stranger = drawn("https://loa.example.xau.vn/q/ABCDE23456", 8)
    assert "2 mã" in enter(desk, scene, photo=photo(beside(drawn(factory.PAYLOAD, 8), stranger)))

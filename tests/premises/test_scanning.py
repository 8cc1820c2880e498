"""Reading a code off a photo: sheets on walls, and everything else that people send."""

import io

import pypdfium2
import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageFilter

from campaigns.kernel import pictures
from campaigns.premises import builders, models, queries
from tests.factories import pictures as photos
from tests.factories import premises as factory

OTHER = "TKYT|58|22810|000999"


def page_of(payload: str, kind: str = "A4") -> Image.Image:
    """A printed sheet, drawn at 144 dots an inch."""
    sheet = queries.SheetToPrint(kind, payload, "Quán Hòa Bình", "Số 12", "ABCDE23456", 1, False)
    pdf = builders.sheets_pdf([sheet], app_names=["NCOVI"], at=timezone.now())
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        return document[0].render(scale=2).to_pil()


def taken(image: Image.Image, kind: str = "JPEG") -> bytes:
    file = io.BytesIO()
    image.convert("RGB").save(file, kind, quality=70)
    return file.getvalue()


def on_a_wall(image: Image.Image) -> Image.Image:
    """As a phone sees it: smaller than the picture, at a slant, a little out of focus, grey."""
    wall = Image.new("RGB", (3000, 4000), (150, 140, 120))
    wall.paste(image.point(lambda value: 40 + value * 0.7), (900, 1100))
    return wall.rotate(7, fillcolor=(150, 140, 120)).filter(ImageFilter.GaussianBlur(1.5))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_sheet_on_a_wall_is_read(kind: str) -> None:
    photo = taken(on_a_wall(page_of(factory.PAYLOAD)), kind)
    assert queries.read_code(photo) == factory.PAYLOAD


def test_a_photo_of_a_large_camera_is_read_in_the_memory_of_a_small_one() -> None:
    large = on_a_wall(page_of(factory.PAYLOAD)).resize((6000, 8000))
    assert queries.read_code(taken(large)) == factory.PAYLOAD


def test_a_photo_without_a_code_says_so() -> None:
    with pytest.raises(queries.PhotoRefused, match="mã"):
        queries.read_code(photos.make_photo())


def test_two_different_codes_are_told_and_the_same_one_twice_is_one() -> None:
    def pair(one: str, two: str) -> bytes:
        wall = Image.new("RGB", (2 * 840, 1191), "white")
        wall.paste(page_of(one, "A5"), (0, 0))
        wall.paste(page_of(two, "A5"), (840, 0))
        return taken(wall)

    with pytest.raises(queries.PhotoRefused, match="2"):
        queries.read_code(pair(factory.PAYLOAD, OTHER))
    assert queries.read_code(pair(OTHER, OTHER)) == OTHER


def test_a_code_of_a_shop_is_no_code_of_the_platform() -> None:
    """A bar code beside the sheet does not count."""
    bars = zxingcpp.create_barcode("5901234123457", zxingcpp.BarcodeFormat.EAN13)
    drawn = bars.to_image(scale=4)
    height, width = memoryview(drawn).shape
    image = Image.frombytes("L", (width, height), bytes(drawn))
    with pytest.raises(queries.PhotoRefused):
        queries.read_code(taken(image))


@pytest.mark.parametrize(
    "content",
    [b"", b"no picture", photos.make_bomb(), photos.make_photo()[:400], b"%PDF-1.7", b"GIF89a"],
    ids=["empty", "text", "bomb", "cut short", "pdf", "gif"],
)
def test_what_is_no_photo_is_refused(content: bytes) -> None:
    with pytest.raises(pictures.PictureRefused):
        queries.read_code(content)


@pytest.fixture
def scene(db: None) -> factory.Scene:
    return factory.make_scene()


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG_1.jpg", content, "image/jpeg")


def test_the_official_code_is_taken_from_a_photo(scene: factory.Scene) -> None:
    url = reverse("premises:enter_checkpoint", args=[scene.premises.pk])
    photo = upload(taken(page_of(factory.PAYLOAD)))
    assert client_of(scene.cast.head).post(url, {"photo": photo}).status_code == 302
    row = models.Checkpoint.objects.get()
    assert (row.payload, row.source, row.state) == (factory.PAYLOAD, "PHOTO", "STANDING")


def test_a_posted_sheet_is_verified_by_its_photo_and_another_sheets_photo_is_not(
    scene: factory.Scene,
) -> None:
    poster = factory.make_poster(scene.premises)
    factory.post(poster, by=scene.cast.officer)
    url = reverse("premises:verify_poster", args=[scene.premises.pk, poster.pk])
    client = client_of(scene.cast.head)
    wrong = client.post(url, {"photo": upload(taken(page_of(OTHER)))})
    assert wrong.status_code == 422
    poster.refresh_from_db()
    assert poster.state == "POSTED"
    right = upload(taken(on_a_wall(page_of(poster.checkpoint.payload))))
    assert client.post(url, {"photo": right}).status_code == 302
    poster.refresh_from_db()
    assert (poster.state, poster.verified_by) == ("VERIFIED", scene.cast.head.actor_id)


def test_neither_code_nor_photo_is_asked_for(scene: factory.Scene) -> None:
    url = reverse("premises:enter_checkpoint", args=[scene.premises.pk])
    answer = client_of(scene.cast.head).post(url, {"payload": " \n"})
    assert answer.status_code == 422
    assert "hoặc gửi ảnh" in answer.content.decode()


def test_a_photo_of_fifty_megabytes_is_refused_and_what_was_typed_stays(
    scene: factory.Scene,
) -> None:
    url = reverse("premises:enter_checkpoint", args=[scene.premises.pk])
    said = {"payload": "TKYT|tôi gõ", "photo": upload(b"\0" * 50_000_000)}
    answer = client_of(scene.cast.head).post(url, said)
    assert answer.status_code == 422
    assert "TKYT|tôi gõ" in answer.content.decode()
    assert not models.Checkpoint.objects.exists()

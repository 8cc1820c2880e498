"""Photos of sheets as evidence: kept small and blank of their maker, shown to few, forgotten."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from campaigns.audit import models as audit_models
from campaigns.directives import services as directives_services
from campaigns.kernel import pictures as kernel_pictures
from campaigns.premises import models, services
from campaigns.premises.services import evidence
from tests.factories import cast as casts
from tests.factories import pictures
from tests.factories import premises as factory
from tests.factories.refusals import refused_by

pytestmark = pytest.mark.django_db
NOW = factory.NOW
S = models.EvidenceStep


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / evidence.FOLDER


@pytest.fixture
def scene() -> factory.Scene:
    return factory.make_scene()


@pytest.fixture
def poster(scene: factory.Scene) -> models.Poster:
    """A printed sheet."""
    poster = factory.make_poster(scene.premises)
    services.issue_posters(poster_ids=[poster.pk], by=casts.SYSTEM, at=NOW)
    services.mark_printed(poster_ids=[poster.pk], by=casts.SYSTEM, at=NOW)
    return poster


def hang(poster: models.Poster, scene: factory.Scene, photo: bytes | None) -> None:
    services.mark_posted(poster=poster, photo=photo, by=scene.cast.officer, at=NOW)


def taken_with_a_phone(size: tuple[int, int] = (4000, 3000)) -> bytes:
    """Twelve million pixels, with the place and the maker in its EXIF."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Bphone", 6
    exif.get_ifd(0x8825)[2] = (11.0, 51.0, 0.0)
    file = io.BytesIO()
    Image.new("RGB", size, "#446688").save(file, "JPEG", exif=exif)
    return file.getvalue()


def save_campaign(scene: factory.Scene, ends_date: date | None) -> None:
    values = {
        "name_vi": "Khai báo y tế",
        "name_en": "Health declaration",
        "unit": scene.cast.province,
        "starts_date": NOW.date(),
        "ends_date": ends_date,
    }
    directives_services.save_campaign(code="qr", values=values, by=casts.SYSTEM, at=NOW)


def address(poster: models.Poster, step: str = "posted") -> str:
    return reverse("premises:poster_photo", args=[poster.premises_id, poster.pk, step])


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_photo_is_kept_upright_small_and_without_its_place(scene, poster, folder) -> None:
    hang(poster, scene, taken_with_a_phone())
    photo = poster.photos.get()
    assert (photo.step, photo.kept_by) == (S.POSTED, scene.cast.officer.actor_id)
    with Image.open(photo.file.path) as kept:
        assert kept.height > kept.width
        assert max(kept.size) <= kernel_pictures.MAX_SIDE
        assert not kept.getexif()
    event = audit_models.Event.objects.get(verb="premises.poster_posted")
    assert event.after["photo_sha256"] == photo.sha256
    assert [path.name for path in folder.iterdir()] == [Path(photo.file.name).name]


def test_posting_needs_no_photo(scene, poster, folder) -> None:
    hang(poster, scene, None)
    poster.refresh_from_db()
    assert poster.state == models.PosterState.POSTED
    assert not folder.exists()


@pytest.mark.parametrize(
    "wrong", [b"no picture", pictures.make_bomb(), pictures.make_photo()[:200], b""]
)
def test_what_is_no_picture_is_refused_and_changes_nothing(scene, poster, folder, wrong) -> None:
    with pytest.raises(kernel_pictures.PictureRefused):
        hang(poster, scene, wrong)
    poster.refresh_from_db()
    assert poster.state == models.PosterState.PRINTED
    assert not folder.exists()


def test_a_refused_step_leaves_no_file(scene, poster, folder) -> None:
    hang(poster, scene, pictures.make_photo())
    with pytest.raises(services.PosterRefused):
        hang(poster, scene, pictures.make_photo())
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("premises_posterphoto_one_a_step", {}),
        ("premises_posterphoto_known_step", {"step": "X"}),
        ("premises_posterphoto_file_until_forgotten", {"step": S.VERIFIED, "file": ""}),
    ],
)
def test_the_database_holds_one_photo_a_step_with_its_file(scene, poster, name, changes) -> None:
    hang(poster, scene, pictures.make_photo())
    photo = poster.photos.get()
    photo.pk = None
    for field, value in changes.items():
        setattr(photo, field, value)
    with refused_by(name):
        factory.write(lambda: photo.save(force_insert=True))


def test_the_officer_sends_it_with_the_form_and_sees_it_on_the_page(scene, poster) -> None:
    client = signed_in(scene.cast.officer)
    url = reverse("premises:post_poster", args=[poster.premises_id, poster.pk])
    wrong = client.post(url, {"photo": SimpleUploadedFile("a.jpg", b"text")})
    assert wrong.status_code == 422
    good = {"photo": SimpleUploadedFile("a.jpg", pictures.make_photo(), "image/jpeg")}
    assert client.post(url, good).status_code == 302
    assert address(poster) in client.get(f"/desk/premises/{poster.premises_id}/").text
    answer = client.get(address(poster))
    body = b"".join(answer.streaming_content)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert body == Path(poster.photos.get().file.path).read_bytes()


def test_only_who_keeps_the_premises_sees_it(scene, poster) -> None:
    hang(poster, scene, pictures.make_photo())
    assert signed_in(scene.cast.volunteer).get(address(poster)).status_code in {403, 404}
    assert signed_in(scene.cast.outsider).get(address(poster)).status_code in {403, 404}
    assert signed_in(scene.cast.officer).get(address(poster, "verified")).status_code == 404
    assert signed_in(scene.cast.officer).get(address(poster, "x")).status_code == 404


def test_photos_go_ninety_days_after_their_sheet_ended(
    scene, poster, folder, django_capture_on_commit_callbacks
) -> None:
    hang(poster, scene, pictures.make_photo())
    services.report_damaged(poster=poster, reason="rách", by=casts.SYSTEM, at=NOW)

    def forget(days: int) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return services.forget_photos(by=casts.SYSTEM, at=NOW + timedelta(days=days))

    assert (forget(90), forget(92), forget(93)) == (0, 1, 0)
    assert list(folder.iterdir()) == []
    photo = poster.photos.get()
    assert (photo.file.name, photo.forgotten_at is None) == ("", False)
    assert signed_in(scene.cast.officer).get(address(poster)).status_code == 404


def test_photos_of_living_sheets_stay_until_the_campaign_ended(scene, poster) -> None:
    hang(poster, scene, pictures.make_photo())
    late = NOW + timedelta(days=4000)
    save_campaign(scene, None)
    assert services.forget_photos(by=casts.SYSTEM, at=late) == 0
    save_campaign(scene, NOW.date())
    assert services.forget_photos(by=casts.SYSTEM, at=late) == 1


def test_files_that_a_crash_left_go_after_a_day_and_known_ones_stay(scene, poster, folder) -> None:
    hang(poster, scene, pictures.make_photo())
    stray = folder / "stray.jpg"
    stray.write_bytes(b"x")
    later = timedelta(days=2)
    services.forget_photos(by=casts.SYSTEM, at=timezone.now())
    assert stray.exists()
    services.forget_photos(by=casts.SYSTEM, at=timezone.now() + later)
    assert not stray.exists()
    assert Path(poster.photos.get().file.path).exists()

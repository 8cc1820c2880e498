"""The page on which sounds are brought in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from campaigns.broadcasts import models
from tests.factories import sounds

PATH = "/desk/broadcasts/recordings/"


@pytest.fixture(autouse=True)
def _second_factor_is_not_the_matter_here(settings):
    settings.LOA_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def editor(station) -> Client:
    client = Client()
    client.force_login(station.editor)
    return client


def form(station, content: bytes | None = None, **changes):
    upload = SimpleUploadedFile("ban-tin.mp3", sounds.mp3() if content is None else content)
    unit = str(station.cast.station.pk)
    return {"file": upload, "title": "Bản tin", "language": "vi", "unit": unit} | changes


def test_an_editor_uploads_a_sound_and_hears_it_in_the_list(station, editor):
    answer = editor.post(PATH, form(station), follow=True)
    recording = models.Recording.objects.get()
    html = answer.content.decode()
    assert "Bản tin" in html
    assert f'src="{reverse("broadcasts:recording", args=[recording.pk])}"' in html
    assert recording.uploaded_by == station.editor


def test_the_same_sound_again_says_that_it_is_here(station, editor):
    editor.post(PATH, form(station))
    again = editor.post(PATH, form(station, title="Khác"), follow=True)
    assert "“Bản tin”" in again.content.decode()
    assert models.Recording.objects.count() == 1


@pytest.mark.parametrize(
    "changes", [{"content": b"text"}, {"title": ""}, {"language": "xx"}, {"unit": "999"}]
)
def test_bad_input_is_told_at_the_form_and_nothing_is_kept(station, editor, changes):
    answer = editor.post(PATH, form(station, **changes))
    assert answer.status_code == 200
    assert "loa-error" in answer.content.decode()
    assert not models.Recording.objects.exists()


def test_half_a_gigabyte_is_refused_before_its_body_is_read(station, editor):
    length = str(500 * 1024 * 1024)
    answer = editor.generic("POST", PATH, b"", CONTENT_LENGTH=length)
    assert answer.status_code == 413
    assert "200 MB" in answer.content.decode()


def test_the_form_asks_for_its_token(station):
    client = Client(enforce_csrf_checks=True)
    client.force_login(station.editor)
    assert client.post(PATH, form(station)).status_code == 403
    assert not models.Recording.objects.exists()


def test_the_list_needs_few_queries(station, editor, django_assert_max_num_queries):
    for n in range(5):
        sounds.keep(station.cast.station, station.editor, sounds.wav(2 + n))
    with django_assert_max_num_queries(25):
        editor.get(PATH)

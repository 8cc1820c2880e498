"""Sound attached to a rendition: chosen or uploaded in the editor, measured, frozen with the script."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from campaigns.audit import models as audit_models
from campaigns.broadcasts import models as broadcast_models
from campaigns.broadcasts import services as broadcast_services
from cms import models, services
from tests.cms.test_editor import edit_url
from tests.cms.test_refused_routes import editor_form
from tests.cms.test_renditions import latest
from tests.factories import cms as factory
from tests.factories import sounds
from tests.factories.cast import NOW


@pytest.fixture(autouse=True)
def _sounds_in_a_folder_of_the_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def radio_of(page):
    return next(r for r in latest(page).renditions.all() if r.medium == "RADIO")


def place_of(page, medium="RADIO"):
    rows = list(page.get_latest_revision_as_object().renditions.all())
    return next(n for n, r in enumerate(rows) if r.medium == medium)


def attach(room, page, content, key=("RADIO", "vi")):
    sound = services.SoundDraft(key, ContentFile(content, name="ban tin.wav"))
    return services.attach_sounds(page=page, sounds=[sound], by=room.editor, at=NOW)


def test_a_text_that_says_it_is_sound_is_refused_and_changes_nothing(room, piece):
    before = piece.latest_revision_id
    with pytest.raises(broadcast_services.SoundRefused):
        attach(room, piece, b"Khong phai am thanh." * 20)
    assert factory.fresh(piece).latest_revision_id == before


def test_sound_for_a_rendition_that_is_not_there_is_refused(room, piece):
    with pytest.raises(services.NoSuchRendition):
        attach(room, piece, sounds.wav(), key=("SMS", "vi"))


def test_sound_is_attached_in_a_new_draft_and_on_record(room, piece):
    attach(room, piece, sounds.wav(3))
    recording = radio_of(piece).recording
    assert recording.seconds == 3
    assert recording.unit == room.page.unit
    event = audit_models.Event.objects.get(verb="cms.recordings_attached")
    assert event.after == {"RADIO:vi": recording.sha256}


def test_editor_uploads_beside_the_text(room, piece):
    data = editor_form(piece, title="Đầu đề mới")
    data[f"renditions-{place_of(piece)}-sound"] = ContentFile(sounds.wav(3), name="a.wav")
    client = factory.signed_in(room.editor)
    client.post(edit_url(piece), data)
    assert latest(piece).title == "Đầu đề mới"
    assert radio_of(piece).recording.seconds == 3
    address = reverse("broadcasts:recording", args=[radio_of(piece).recording_id])
    for url in (edit_url(piece), reverse("newsroom:review", args=[piece.pk])):
        assert address in client.get(url).content.decode()


def test_refused_file_is_said_and_the_text_is_saved(room, piece):
    data = editor_form(piece, title="Đầu đề mới", **{"action-loa-submit": "1"})
    data[f"renditions-{place_of(piece)}-sound"] = ContentFile(b"x" * 500, name="a.mp3")
    html = factory.signed_in(room.editor).post(edit_url(piece), data, follow=True).content.decode()
    assert "messages" in html
    assert latest(piece).title == "Đầu đề mới"
    assert radio_of(piece).recording is None
    assert not models.PublishApproval.objects.exists()


def test_editor_chooses_among_the_recordings_of_the_newsroom_only(room, piece):
    own = sounds.keep(room.page.unit, room.editor, title="Bản thu của đài")
    others = sounds.keep(room.other.unit, room.stranger, title="Bản thu nơi khác")
    client = factory.signed_in(room.editor)
    html = client.get(edit_url(piece)).content.decode()
    assert "Bản thu của đài" in html
    assert "Bản thu nơi khác" not in html
    name = f"renditions-{place_of(piece)}-recording"
    client.post(edit_url(piece), editor_form(piece, **{name: str(others.pk)}))
    assert radio_of(piece).recording is None
    client.post(edit_url(piece), editor_form(piece, **{name: str(own.pk)}))
    assert radio_of(piece).recording == own


def test_measure_takes_the_seconds_of_the_recording_while_typing(room):
    own = sounds.keep(room.page.unit, room.editor, sounds.wav(7))
    others = sounds.keep(room.other.unit, room.stranger, sounds.wav(9))
    client = factory.signed_in(room.editor)
    data = {"text": "ꨌꩌ", "medium": "RADIO", "language": "cjm-Cham", "newsroom": room.page.pk}
    lines = client.post(reverse("newsroom:measure"), data | {"recording": own.pk}).json()["lines"]
    assert lines[0]["text"].startswith("7 ")
    lines = client.post(reverse("newsroom:measure"), data | {"recording": others.pk}).json()[
        "lines"
    ]
    assert "9" not in lines[0]["text"]


def test_script_carries_the_sound_and_its_length(room, piece):
    attach(room, piece, sounds.wav(30))
    factory.publish(room, factory.fresh(piece))
    script = broadcast_models.Script.objects.get(page_id=piece.pk, medium="RADIO")
    assert script.recording == radio_of(piece).recording
    assert script.spoken_seconds == 30
    assert script.releases.get().planned_seconds == 30
